//! The same programs in native Rust, as compiled Writ, in the VM, and in Lua.

use crate::measure::{Sample, measure};
use crate::native;
use std::hint::black_box;
use std::time::{Duration, Instant};
use writ_runtime::{Limits, Writ};

/// The compiled scripts.
pub mod scripts {
    writ_runtime::include_modules!();
}

/// A program to measure.
struct Bench {
    name: &'static str,
    /// What it is called with.
    arguments: &'static [i64],
    writ: &'static str,
    #[cfg_attr(not(feature = "lua"), allow(dead_code))]
    lua: &'static str,
    native: fn(&[i64]) -> f64,
    compiled: fn(&mut Writ, &[i64]) -> f64,
    /// The name of the function in the script, and how its result becomes a number.
    function: &'static str,
    is_float: bool,
}

macro_rules! bench {
    ($module:ident, $function:literal, [$($argument:literal),+], $is_float:literal, |$a:ident| $native:expr, |$writ:ident, $b:ident| $compiled:expr) => {
        Bench {
            name: stringify!($module),
            arguments: &[$($argument),+],
            writ: include_str!(concat!("../scripts/", stringify!($module), ".writ")),
            lua: include_str!(concat!("../scripts/", stringify!($module), ".lua")),
            native: |$a| $native as f64,
            compiled: |$writ, $b| $compiled.expect("the script runs") as f64,
            function: $function,
            is_float: $is_float,
        }
    };
}

const BENCHES: &[Bench] = &[
    bench!(fib, "fib", [30], false, |a| native::fib(a[0]), |writ, a| scripts::fib::fib(writ, a[0])),
    bench!(loop_sum, "loopSum", [10_000_000], false, |a| native::loop_sum(a[0]), |writ, a| scripts::loop_sum::loop_sum(writ, a[0])),
    bench!(sieve, "sieve", [1_000_000], false, |a| native::sieve(a[0]), |writ, a| scripts::sieve::sieve(writ, a[0])),
    bench!(nbody, "nbody", [200_000], true, |a| native::nbody(a[0]), |writ, a| scripts::nbody::nbody(writ, a[0])),
    bench!(mandelbrot, "mandelbrot", [200, 50], false, |a| native::mandelbrot(a[0], a[1]), |writ, a| scripts::mandelbrot::mandelbrot(
        writ, a[0], a[1]
    )),
    bench!(closures, "closures", [3_000_000], false, |a| native::closures(a[0]), |writ, a| scripts::closures::closures(writ, a[0])),
    bench!(quicksort, "quicksort", [300_000], false, |a| native::quicksort(a[0]), |writ, a| scripts::quicksort::quicksort(writ, a[0])),
    bench!(virtual_calls, "virtualCalls", [10_000_000], false, |a| native::virtual_calls(a[0]), |writ, a| {
        scripts::virtual_calls::virtual_calls(writ, a[0])
    }),
    bench!(binary_trees, "binaryTrees", [13], false, |a| native::binary_trees(a[0]), |writ, a| {
        scripts::binary_trees::binary_trees(writ, a[0])
    }),
    bench!(nbody_objects, "nbodyObjects", [200_000], true, |a| native::nbody_objects(a[0]), |writ, a| {
        scripts::nbody_objects::nbody_objects(writ, a[0])
    }),
    bench!(dictionary, "dictionary", [1_000_000], false, |a| native::dictionary(a[0]), |writ, a| scripts::dictionary::dictionary(
        writ, a[0]
    )),
];

/// Measures the programs with `filter` in their name and prints a table.
pub fn print_table(filter: &str) {
    let lua_name = if cfg!(feature = "luajit") { "LuaJIT, off" } else { "Lua 5.4" };
    println!("| median, ms | native | compiled | × native | VM | {lua_name} | VM / Lua |");
    println!("|---|--:|--:|--:|--:|--:|--:|");
    for bench in BENCHES.iter().filter(|bench| bench.name.contains(filter)) {
        let native = measure(|| (bench.native)(black_box(bench.arguments)));
        let mut writ = Writ::new();
        let compiled = measure(|| (bench.compiled)(&mut writ, black_box(bench.arguments)));
        let vm = in_vm(bench);
        // LuaJIT has no 64-bit ints: what it makes something else of is not compared.
        let lua = in_lua(bench).filter(|lua| cfg!(not(feature = "luajit")) || lua.checksum.to_bits() == native.checksum.to_bits());
        for (engine, sample) in [("compiled", Some(compiled)), ("VM", Some(vm)), ("Lua", lua)] {
            let checksum = sample.map_or(native.checksum, |sample| sample.checksum);
            assert_eq!(checksum.to_bits(), native.checksum.to_bits(), "{}: {engine} computes something else than native Rust", bench.name);
        }
        let ratio = compiled.milliseconds / native.milliseconds;
        let (lua, beside_lua) = match lua {
            Some(lua) => (format!("{:.2}", lua.milliseconds), format!("{:.2}", vm.milliseconds / lua.milliseconds)),
            None => Default::default(),
        };
        println!(
            "| {} | {:.2} | {:.2} | {ratio:.2} | {:.2} | {lua} | {beside_lua} |",
            bench.name, native.milliseconds, compiled.milliseconds, vm.milliseconds
        );
    }
}

/// Measures the programs with `filter` in their name in the VM, without limits and with each of them, and prints a table. They take turns, so that what
/// else the machine does meets all alike; what a limit costs is the median over the turns.
pub fn print_limits(filter: &str) {
    let limits = [
        ("no limits", Limits::new()),
        ("instructions", Limits::new().instructions(u64::MAX / 2)),
        ("heap", Limits::new().heap_bytes(1 << 30)),
        ("all", Limits::new().instructions(u64::MAX / 2).heap_bytes(1 << 30).time(Duration::from_secs(3600))),
    ];
    println!("| median, ms | {} |{}", limits[0].0, limits[1..].iter().map(|(name, _)| format!(" {name} | × |")).collect::<String>());
    println!("|---|--:|{}", "--:|--:|".repeat(limits.len() - 1));
    for bench in BENCHES.iter().filter(|bench| bench.name.contains(filter)) {
        let mut runs: Vec<_> = limits.iter().map(|(_, limits)| runner(bench, *limits)).collect();
        let checksums: Vec<u64> = runs.iter_mut().map(|run| run().to_bits()).collect();
        assert!(checksums.iter().all(|checksum| *checksum == checksums[0]), "{}: limits change what is computed", bench.name);
        let times: Vec<Vec<f64>> = (0..TURNS).map(|_| runs.iter_mut().map(once).collect()).collect();
        let column = |index: usize, of: &dyn Fn(&[f64]) -> f64| median(times.iter().map(|turn| of(turn) * turn[index]).collect());
        let mut row = format!("| {} | {:.2} |", bench.name, column(0, &|_| 1.0));
        for index in 1..limits.len() {
            row += &format!(" {:.2} | {:.2} |", column(index, &|_| 1.0), column(index, &|turn| 1.0 / turn[0]));
        }
        println!("{row}");
    }
}

/// So often each limit has its turn.
const TURNS: usize = 21;

/// How many milliseconds a run takes.
fn once(run: &mut impl FnMut() -> f64) -> f64 {
    let before = Instant::now();
    black_box(run());
    before.elapsed().as_secs_f64() * 1000.0
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn in_vm(bench: &'static Bench) -> Sample {
    measure(runner(bench, Limits::new()))
}

/// Runs a program in an instance of its own, with limits.
fn runner(bench: &'static Bench, limits: Limits) -> impl FnMut() -> f64 {
    let mut writ = Writ::new();
    writ.set_limits(limits);
    writ.run(bench.writ).expect("the script compiles and runs");
    move || match (bench.arguments, bench.is_float) {
        ([n], false) => writ.call::<i64>(bench.function, (*n,)).expect("the script runs") as f64,
        ([n], true) => writ.call::<f64>(bench.function, (*n,)).expect("the script runs"),
        ([n, m], false) => writ.call::<i64>(bench.function, (*n, *m)).expect("the script runs") as f64,
        (_, _) => unreachable!("no program takes such arguments"),
    }
}

#[cfg(any(feature = "lua", feature = "luajit"))]
fn in_lua(bench: &Bench) -> Option<Sample> {
    let function = crate::lua::LuaFunction::load(bench.lua)?;
    Some(measure(|| function.call(bench.arguments)))
}

#[cfg(not(any(feature = "lua", feature = "luajit")))]
fn in_lua(_: &Bench) -> Option<Sample> {
    None
}
