//! The crossings of `host`, through rhai.

use crate::host::{CALLS, ELEMENTS, HANDED, Row};
use crate::host_items::{Body, middle, mix};
use rhai::{AST, Array, Dynamic, Engine, Scope};
use std::cell::RefCell;
use std::rc::Rc;

/// Rhai passes values of Rust by value: what is shared is behind a pointer.
type Shared = Rc<RefCell<Body>>;

const SOURCE: &str = "
fn callHost(n) { let sum = 0; for i in 0..n { sum = mix(sum, i); } sum }
fn plain(x) { x * 3 + 1 }
fn readField(body, n) { let sum = 0.0; for i in 0..n { sum += body.mass; } sum }
fn writeField(body, n) { for i in 0..n { body.mass = i.to_float(); } body.mass }
fn callMethod(body, n) { let last = 0.0; for i in 0..n { last = body.push(0.5); } last }
fn handOver(values, n) { let sum = 0.0; for i in 0..n { sum += middle(values); } sum }
";

/// The median of each row, in nanoseconds.
pub fn rows() -> Row {
    let mut engine = Engine::new();
    engine.set_max_expr_depths(0, 0);
    engine.register_fn("mix", mix);
    engine.register_fn("middle", |values: Array| middle(&values.iter().filter_map(|value| value.as_float().ok()).collect::<Vec<f64>>()));
    engine.register_type_with_name::<Shared>("Body");
    engine.register_get_set("mass", |body: &mut Shared| body.borrow().mass, |body: &mut Shared, mass: f64| body.borrow_mut().mass = mass);
    engine.register_fn("push", |body: &mut Shared, by: f64| body.borrow_mut().push(by));
    let ast: AST = engine.compile(SOURCE).expect("the script compiles");
    let body = || Rc::new(RefCell::new(Body { mass: 2.0, speed: 0.0 }));
    let (read, written, pushed) = (body(), body(), body());
    let values: Array = vec![Dynamic::from(1.5f64); ELEMENTS];
    let float =
        |name: &str, body: &Shared| engine.call_fn::<f64>(&mut Scope::new(), &ast, name, (body.clone(), CALLS)).expect("the script runs");
    crate::host::rows([
        &mut || engine.call_fn::<i64>(&mut Scope::new(), &ast, "callHost", (CALLS,)).expect("the script runs") as f64,
        &mut || {
            let plain = |i: i64| engine.call_fn::<i64>(&mut Scope::new(), &ast, "plain", (i,)).expect("the script runs");
            (0..CALLS).fold(0i64, |sum, i| sum.wrapping_add(plain(i))) as f64
        },
        &mut || float("readField", &read),
        &mut || float("writeField", &written),
        &mut || float("callMethod", &pushed),
        &mut || engine.call_fn::<f64>(&mut Scope::new(), &ast, "handOver", (values.clone(), HANDED)).expect("the script runs"),
    ])
}
