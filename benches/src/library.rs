//! What the standard library takes: in native Rust, in compiled scripts, in the VM, and in Lua.

use crate::library_native as native;
use crate::measure::{Sample, measure};
use crate::writ::scripts::library as compiled;
use std::hint::black_box;
use writ_runtime::{Fallible, Writ};

/// A function to measure.
struct Row {
    name: &'static str,
    /// What is measured, in words.
    what: &'static str,
    n: i64,
    native: fn(i64) -> f64,
    compiled: fn(&mut Writ, i64) -> Fallible<f64>,
    is_float: bool,
    /// One call of the library in each turn: nanoseconds for one are what counts.
    is_call: bool,
}

macro_rules! rows {
    ($($kind:ident $name:literal $native:ident $compiled:ident $n:literal $what:literal;)*) => {
        &[$(rows!(@ $kind $name $native $compiled $n $what)),*]
    };
    (@ work $name:literal $native:ident $compiled:ident $n:literal $what:literal) => {
        Row { name: $name, what: $what, n: $n, native: |n| native::$native(n) as f64,
            compiled: |writ, n| Ok(compiled::$compiled(writ, n)? as f64), is_float: false, is_call: false }
    };
    (@ floats $name:literal $native:ident $compiled:ident $n:literal $what:literal) => {
        Row { name: $name, what: $what, n: $n, native: |n| native::$native(n),
            compiled: |writ, n| Ok(compiled::$compiled(writ, n)?), is_float: true, is_call: false }
    };
    (@ call $name:literal $native:ident $compiled:ident $n:literal $what:literal) => {
        Row { is_call: true, ..rows!(@ work $name $native $compiled $n $what) }
    };
    (@ float_call $name:literal $native:ident $compiled:ident $n:literal $what:literal) => {
        Row { is_call: true, ..rows!(@ floats $name $native $compiled $n $what) }
    };
}

const ROWS: &[Row] = rows! {
    work "sort" sort sort 300_000 "sort 300,000 ints";
    work "sortBy" sort_by sort_by 300_000 "sortBy with a closure";
    work "pipeline" pipeline pipeline 1_000_000 "map, filter, reduce over 1 million";
    work "mapOnly" map_only map_only 1_000_000 "map, 1 million elements";
    work "filterOnly" filter_only filter_only 1_000_000 "filter, 1 million elements";
    work "reduceOnly" reduce_only reduce_only 1_000_000 "reduce, 1 million elements";
    work "build" build build 200_000 "200,000 pieces into one string";
    work "splitJoin" split_join split_join 200_000 "join and split 200,000 words";
    work "intKeys" int_keys int_keys 1_000_000 "1 million updates, int keys";
    work "stringKeys" string_keys string_keys 1_000_000 "1 million updates, string keys";
    floats "vectors" vectors vectors 1_000_000 "1 million steps of a body";
    float_call "loop" plain_loop loop_ 1_000_000 "the loop alone";
    float_call "callSqrt" call_sqrt call_sqrt 1_000_000 "sqrt";
    float_call "callClamp" call_clamp call_clamp 1_000_000 "clamp";
    call "callLen" call_len call_len 1_000_000 "array.len()";
    call "callPush" call_push call_push 1_000_000 "array.push()";
    call "callGet" call_get call_get 1_000_000 "dictionary.getOr()";
    call "callIndexOf" call_index_of call_index_of 1_000_000 "string.indexOf()";
    call "callCharAt" call_char_at call_char_at 1_000_000 "string.codeAt()";
    call "callToUpper" call_to_upper call_to_upper 1_000_000 "string.toUpper()";
};

/// Measures the functions with `filter` in their name and prints two tables.
pub fn print_tables(filter: &str) {
    for calls in [false, true] {
        let unit = if calls { "ns for each turn" } else { "ms" };
        let last = if calls { "VM − native" } else { "VM / Lua" };
        println!("| {unit} | native | compiled | VM | Lua 5.4 | {last} |\n|---|--:|--:|--:|--:|--:|");
        for row in ROWS.iter().filter(|row| row.is_call == calls && row.name.contains(filter)) {
            print_row(row);
        }
        println!();
    }
}

fn print_row(row: &Row) {
    let native = measure(|| (row.native)(black_box(row.n)));
    let mut writ = Writ::new();
    let compiled = measure(|| (row.compiled)(&mut writ, black_box(row.n)).expect("the script runs"));
    let mut writ = Writ::new();
    writ.run(include_str!("../scripts/library.writ")).expect("the script compiles and runs");
    let vm = measure(|| match row.is_float {
        true => writ.call::<f64>(row.name, (row.n,)).expect("the script runs"),
        false => writ.call::<i64>(row.name, (row.n,)).expect("the script runs") as f64,
    });
    let lua = in_lua(row);
    let same = |sample: Sample| (sample.checksum - native.checksum).abs() <= native.checksum.abs() * 1e-4;
    assert_eq!(compiled.checksum.to_bits(), vm.checksum.to_bits(), "{}: the engines differ", row.name);
    // Lua's floats have twice the width, and its sums other last digits.
    assert!(same(vm) && (row.is_float || lua.is_none_or(same)), "{}: not what native Rust computes", row.name);
    let scale = if row.is_call { 1e6 / row.n as f64 } else { 1.0 };
    let cell = |sample: Sample| format!("{:.2}", sample.milliseconds * scale);
    let last = match (row.is_call, lua) {
        (true, _) => format!("{:.1}", (vm.milliseconds - native.milliseconds) * scale),
        (false, Some(lua)) => format!("{:.2}", vm.milliseconds / lua.milliseconds),
        (false, None) => String::new(),
    };
    let lua = lua.map(cell).unwrap_or_default();
    println!("| {} | {} | {} | {} | {lua} | {last} |", row.what, cell(native), cell(compiled), cell(vm));
}

#[cfg(any(feature = "lua", feature = "luajit"))]
fn in_lua(row: &Row) -> Option<Sample> {
    let function = crate::peers::lua::LuaFunction::load(include_str!("../scripts/library.lua"))?;
    Some(measure(|| function.call_named(row.name, row.n)))
}

#[cfg(not(any(feature = "lua", feature = "luajit")))]
fn in_lua(_: &Row) -> Option<Sample> {
    None
}
