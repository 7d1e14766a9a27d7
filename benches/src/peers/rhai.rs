//! rhai.

use super::scripts;
use crate::engines::Run;
use crate::host_items::{Body, mix};
use crate::rows::{Kind, Row, source_to_load};
use rhai::{AST, Engine, FuncArgs, Scope};
use std::cell::RefCell;
use std::rc::Rc;

/// Rhai passes values of Rust by value: what is shared is behind a pointer.
type Shared = Rc<RefCell<Body>>;

fn engine() -> Engine {
    let mut engine = Engine::new();
    engine.set_max_expr_depths(0, 0);
    engine.set_max_call_levels(1000);
    engine
}

fn with_host(mut engine: Engine) -> Engine {
    engine.register_fn("mix", mix);
    engine.register_type_with_name::<Shared>("Body");
    engine.register_get_set("mass", |body: &mut Shared| body.borrow().mass, |body: &mut Shared, mass: f64| body.borrow_mut().mass = mass);
    engine.register_fn("push", |body: &mut Shared, by: f64| body.borrow_mut().push(by));
    engine
}

/// None for int keys, which its maps do not have, and for coroutines.
fn script(row: &str) -> Option<&'static str> {
    scripts!(row, "rhai":
        "fib" "loop_sum" "nbody" "spectral_norm" "fannkuch" "binary_trees" "mandelbrot" "sieve" "queens" "string_build" "dict_str"
        "virtual_calls" "closures" "quicksort" "host_call" "call_script" "host_object")
}

/// Makes a row ready.
pub fn start(row: &'static Row) -> Option<Run> {
    let n = row.arguments[0];
    if row.kind == Kind::Load {
        let source = source_to_load(TO_LOAD);
        return Some(Box::new(move || {
            let engine = engine();
            let ast = engine.compile(&source).expect("the script compiles");
            call::<i64>(&engine, &ast, row, (n, row.arguments[1])) as f64
        }));
    }
    let engine = with_host(engine());
    let ast = engine.compile(script(row.name)?).expect("the script compiles");
    Some(match (row.kind, row.arguments) {
        (Kind::Float, _) => Box::new(move || call(&engine, &ast, row, (n,))),
        (Kind::CallScript, _) => Box::new(move || (0..n).map(|i| call::<i64>(&engine, &ast, row, (i,))).sum::<i64>() as f64),
        (Kind::HostObject, _) => Box::new(move || {
            let body = Rc::new(RefCell::new(Body { mass: 2.0, speed: 0.0 }));
            call(&engine, &ast, row, (body, n))
        }),
        (_, [_, m]) => Box::new(move || call::<i64>(&engine, &ast, row, (n, *m)) as f64),
        (_, _) => Box::new(move || call::<i64>(&engine, &ast, row, (n,)) as f64),
    })
}

fn call<T: Clone + 'static>(engine: &Engine, ast: &AST, row: &Row, arguments: impl FuncArgs) -> T {
    let name = if row.kind == Kind::Load { row.function } else { row.name };
    engine.call_fn(&mut Scope::new(), ast, name, arguments).expect("the script runs")
}

/// One of the functions that are loaded.
const TO_LOAD: &str = "
fn f@(a, b) {
    let total = a;
    for i in 0..b {
        if i % 3 == 0 {
            total += i * @;
        } else {
            total -= i;
        }
    }
    let rest = total % 7;
    total - rest + @
}
";
