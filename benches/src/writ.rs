//! The rows in Writ: compiled to Rust, and in the VM.

use crate::host_items::Body;
use crate::rows::{Kind, Row, source_to_load};
use std::hint::black_box;
use writ_runtime::{Fallible, Function, Limits, Ref, Writ};

/// The compiled scripts.
pub mod scripts {
    writ_runtime::include_modules!();
}

/// What scripts get for an object of the host's.
pub fn body(writ: &Writ) -> Ref<Body> {
    Ref::new(writ, Body { mass: 2.0, speed: 0.0 })
}

/// `call_script`, compiled.
pub fn call_compiled(writ: &mut Writ, n: i64) -> Fallible<i64> {
    (0..n).try_fold(0, |sum, i| Ok(sum + scripts::call_script::call_script(writ, black_box(i))?))
}

/// `switches`, compiled.
pub fn switch_compiled(writ: &mut Writ, count: i64, rounds: i64) -> Fallible<i64> {
    scripts::switches::switches(writ, count, rounds)?;
    tick_until_all_ended(writ);
    Ok(scripts::switches::switched(writ)?)
}

fn tick_until_all_ended(writ: &mut Writ) {
    while writ.active_coroutine_count() > 0 {
        let report = writ.tick(1.0).expect("no script is running");
        assert!(report.is_ok(), "{report}");
    }
}

/// A row, compiled to Rust.
pub fn compiled(row: &'static Row) -> Option<impl FnMut() -> f64> {
    let compiled = row.compiled?;
    let mut writ = Writ::new();
    Some(move || compiled(&mut writ, black_box(row.arguments)).expect("the script runs"))
}

/// A row in the VM, in an instance of its own with limits.
pub fn interpreted(row: &'static Row, limits: Limits) -> Box<dyn FnMut() -> f64> {
    if row.kind == Kind::Load {
        return loading(row, limits);
    }
    let mut writ = Writ::new();
    writ.set_limits(limits);
    scripts::register_host(&mut writ).expect("each name is registered once");
    writ.run(row.writ).expect("the script compiles and runs");
    let n = row.arguments[0];
    match (row.kind, row.arguments) {
        (Kind::Float, _) => Box::new(move || writ.call::<f64>(row.function, (n,)).expect("the script runs")),
        (Kind::CallScript, _) => {
            let function: Function<(i64,), i64> = writ.function(row.function).expect("it is there");
            Box::new(move || (0..n).map(|i| function.call(&mut writ, (i,)).expect("the script runs")).sum::<i64>() as f64)
        }
        (Kind::HostObject, _) => Box::new(move || writ.call::<f64>(row.function, (body(&writ), n)).expect("the script runs")),
        (Kind::Switches, _) => Box::new(move || {
            writ.call::<()>(row.function, (n, row.arguments[1])).expect("the script runs");
            tick_until_all_ended(&mut writ);
            writ.call::<i64>("switched", ()).expect("the script runs") as f64
        }),
        (_, [_, m]) => Box::new(move || writ.call::<i64>(row.function, (n, *m)).expect("the script runs") as f64),
        (_, _) => Box::new(move || writ.call::<i64>(row.function, (n,)).expect("the script runs") as f64),
    }
}

/// One of the functions that are loaded.
const TO_LOAD: &str = "
export func f@(a: int, b: int) -> int {
    var total = a
    for i in 0..b {
        if i % 3 == 0 {
            total += i * @
        } else {
            total -= i
        }
    }
    let rest = total % 7
    return total - rest + @
}
";

fn loading(row: &'static Row, limits: Limits) -> Box<dyn FnMut() -> f64> {
    let source = source_to_load(TO_LOAD);
    Box::new(move || {
        let mut writ = Writ::new();
        writ.set_limits(limits);
        writ.run(&source).expect("the script compiles and runs");
        writ.call::<i64>(row.function, (row.arguments[0], row.arguments[1])).expect("the script runs") as f64
    })
}
