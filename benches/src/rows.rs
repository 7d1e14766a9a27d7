//! The rows of the table: what each measures, how large, and the programs in Rust and Writ. The peers find theirs by the row's name.

use crate::writ::{self, scripts};
use crate::{native, native_rc};
use writ_runtime::{Fallible, Writ};

/// What is called, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A function of ints that gives an int.
    Int,
    /// A function of ints that gives a float.
    Float,
    /// A function of an int that gives an int; the host calls it so often, and sums.
    CallScript,
    /// A function of an object of the host's and an int that gives a float.
    HostObject,
    /// So many coroutines that take so many turns each.
    Switches,
    /// A new engine loads a generated source, and calls one of its functions.
    Load,
}

/// Calls a compiled script.
pub type Compiled = fn(&mut Writ, &[i64]) -> Fallible<f64>;

/// A program to measure.
pub struct Row {
    /// The name of the row, and of the scripts.
    pub name: &'static str,
    /// What is called, and how.
    pub kind: Kind,
    /// What it is called with.
    pub arguments: &'static [i64],
    /// The script.
    pub writ: &'static str,
    /// The name of its function.
    pub function: &'static str,
    /// The script, compiled.
    pub compiled: Option<Compiled>,
    /// The same in Rust.
    pub native: Option<fn(&[i64]) -> f64>,
    /// The same in Rust that shares references as the script does.
    pub native_rc: Option<fn(&[i64]) -> f64>,
}

macro_rules! row {
    ($kind:ident $name:ident $function:literal [$($argument:literal),+] |$writ:ident, $a:ident| $compiled:expr, $native:expr $(, $rc:expr)?) => {
        Row {
            name: stringify!($name),
            kind: Kind::$kind,
            arguments: &[$($argument),+],
            writ: include_str!(concat!("../scripts/", stringify!($name), ".writ")),
            function: $function,
            compiled: Some(|$writ, $a| Ok($compiled? as f64)),
            native: Some(|$a| $native as f64),
            native_rc: row!(rc $a $($rc)?),
        }
    };
    (rc $a:ident) => { None };
    (rc $a:ident $rc:expr) => { Some(|$a| $rc as f64) };
}

/// All of them.
pub const ROWS: &[Row] = &[
    row!(Int fib "fib" [30] |writ, a| scripts::fib::fib(writ, a[0]), native::fib(a[0])),
    row!(Int loop_sum "loopSum" [10_000_000] |writ, a| scripts::loop_sum::loop_sum(writ, a[0]), native::loop_sum(a[0])),
    row!(Float nbody "nbody" [200_000] |writ, a| scripts::nbody::nbody(writ, a[0]), native::nbody(a[0])),
    row!(Float nbody_objects "nbodyObjects" [200_000] |writ, a| scripts::nbody_objects::nbody_objects(writ, a[0]),
        native::nbody(a[0]), native_rc::nbody_objects(a[0])),
    row!(Float spectral_norm "spectralNorm" [150] |writ, a| scripts::spectral_norm::spectral_norm(writ, a[0]), native::spectral_norm(a[0])),
    row!(Int fannkuch "fannkuch" [8] |writ, a| scripts::fannkuch::fannkuch(writ, a[0]), native::fannkuch(a[0])),
    row!(Int binary_trees "binaryTrees" [13] |writ, a| scripts::binary_trees::binary_trees(writ, a[0]),
        native::binary_trees(a[0]), native_rc::binary_trees(a[0])),
    row!(Int mandelbrot "mandelbrot" [200, 50] |writ, a| scripts::mandelbrot::mandelbrot(writ, a[0], a[1]), native::mandelbrot(a[0], a[1])),
    row!(Int sieve "sieve" [1_000_000] |writ, a| scripts::sieve::sieve(writ, a[0]), native::sieve(a[0])),
    row!(Int queens "queens" [9] |writ, a| scripts::queens::queens(writ, a[0]), native::queens(a[0])),
    row!(Int string_build "stringBuild" [200_000] |writ, a| scripts::string_build::string_build(writ, a[0]), native::string_build(a[0])),
    row!(Int dict_int "dictInt" [1_000_000] |writ, a| scripts::dict_int::dict_int(writ, a[0]), native::dict_int(a[0])),
    row!(Int dict_str "dictStr" [1_000_000] |writ, a| scripts::dict_str::dict_str(writ, a[0]),
        native::dict_str(a[0]), native_rc::dict_str(a[0])),
    row!(Int virtual_calls "virtualCalls" [10_000_000] |writ, a| scripts::virtual_calls::virtual_calls(writ, a[0]),
        native::virtual_calls(a[0]), native_rc::virtual_calls(a[0])),
    row!(Int closures "closures" [3_000_000] |writ, a| scripts::closures::closures(writ, a[0]),
        native::closures(a[0]), native_rc::closures(a[0])),
    row!(Int quicksort "quicksort" [300_000] |writ, a| scripts::quicksort::quicksort(writ, a[0]), native::quicksort(a[0])),
    row!(Int host_call "hostCall" [5_000_000] |writ, a| scripts::host_call::host_call(writ, a[0]), native::host_call(a[0])),
    row!(CallScript call_script "callScript" [1_000_000] |writ, a| writ::call_compiled(writ, a[0]), native::call_script(a[0])),
    row!(HostObject host_object "hostObject" [3_000_000] |writ, a| scripts::host_object::host_object(writ, &writ::body(writ), a[0]),
        native::host_object(a[0]), native_rc::host_object(a[0])),
    row!(Switches switches "switches" [1000, 1000] |writ, a| writ::switch_compiled(writ, a[0], a[1]), native::switches(a[0], a[1])),
    // What it is called with when it is loaded.
    Row {
        name: "load_10k",
        kind: Kind::Load,
        arguments: &[10, 20],
        writ: "",
        function: "f769",
        compiled: None,
        native: None,
        native_rc: None,
    },
];

/// Functions of the source that is loaded.
pub const LOADED: usize = 770;

/// The source that is loaded: functions of thirteen lines that differ in a number, out of a function in which `@` is that number.
pub fn source_to_load(function: &str) -> String {
    (0..LOADED).map(|i| function.replace('@', &i.to_string())).collect()
}
