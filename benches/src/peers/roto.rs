//! roto, which compiles to machine code. It has neither bit operations nor closures, dictionaries, classes or an assignment to elements of lists.

use super::scripts;
use crate::engines::Run;
use crate::host_items;
use crate::rows::{Kind, Row, source_to_load};
use roto::{FileTree, NoCtx, Package, Runtime, Val, library};
use std::sync::{Arc, Mutex};

fn script(row: &str) -> Option<&'static str> {
    scripts!(row, "roto": "fib" "spectral_norm" "mandelbrot" "string_build" "quicksort" "host_call" "call_script" "host_object")
}

/// What roto gets for an object: it has to be cloned, compared and sent to other threads.
#[derive(Clone)]
struct Body(Arc<Mutex<host_items::Body>>);

impl PartialEq for Body {
    fn eq(&self, other: &Body) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Body {
    fn with<T>(&self, act: impl FnOnce(&mut host_items::Body) -> T) -> T {
        act(&mut self.0.lock().expect("nothing panics"))
    }
}

fn runtime() -> Runtime<NoCtx> {
    let library = library! {
        fn mix(a: i64, b: i64) -> i64 {
            host_items::mix(a, b)
        }

        #[clone] type Body = Val<Body>;

        impl Val<Body> {
            fn mass(self) -> f64 {
                self.0.with(|body| body.mass)
            }

            fn set_mass(self, mass: f64) {
                self.0.with(|body| body.mass = mass);
            }

            fn push(self, by: f64) -> f64 {
                self.0.with(|body| body.push(by))
            }
        }
    };
    Runtime::from_lib(library).expect("each name is registered once")
}

fn compile(runtime: &Runtime<NoCtx>, row: &Row, source: &str) -> Package<NoCtx> {
    FileTree::test_file(row.name, source, 0).compile(runtime).unwrap_or_else(|error| panic!("{error}"))
}

macro_rules! function {
    ($package:expr, $name:expr, $type:ty) => {
        $package.get_function::<$type>($name).unwrap_or_else(|error| panic!("{error}"))
    };
}

/// Makes a row ready.
pub fn start(row: &'static Row) -> Option<Run> {
    let n = row.arguments[0];
    if row.kind == Kind::Load {
        let source = source_to_load(TO_LOAD);
        return Some(Box::new(move || {
            let mut package = compile(&runtime(), row, &source);
            function!(package, row.function, fn(i64, i64) -> i64).call(n, row.arguments[1]) as f64
        }));
    }
    let mut package = compile(&runtime(), row, script(row.name)?);
    Some(match row.name {
        "spectral_norm" => {
            let function = function!(package, row.name, fn(u64) -> f64);
            Box::new(move || function.call(n as u64))
        }
        "mandelbrot" => {
            let function = function!(package, row.name, fn(f64, i64) -> i64);
            Box::new(move || function.call(n as f64, row.arguments[1]) as f64)
        }
        "string_build" => {
            let function = function!(package, row.name, fn(i64) -> u64);
            Box::new(move || function.call(n) as f64)
        }
        "quicksort" => {
            let function = function!(package, row.name, fn(u64) -> i64);
            Box::new(move || function.call(n as u64) as f64)
        }
        "host_object" => {
            let function = function!(package, row.name, fn(Val<Body>, i64) -> f64);
            Box::new(move || function.call(Val(Body(Arc::new(Mutex::new(host_items::Body { mass: 2.0, speed: 0.0 })))), n))
        }
        "call_script" => {
            let function = function!(package, row.name, fn(i64) -> i64);
            Box::new(move || (0..n).map(|i| function.call(i)).sum::<i64>() as f64)
        }
        _ => {
            let function = function!(package, row.name, fn(i64) -> i64);
            Box::new(move || function.call(n) as f64)
        }
    })
}

/// One of the functions that are loaded.
const TO_LOAD: &str = "
fn f@(a: i64, b: i64) -> i64 {
    let total = a;
    let i: i64 = 0;
    while i < b {
        if i % 3 == 0 {
            total = total + i * @;
        } else {
            total = total - i;
        }
        i = i + 1;
    }
    total - total % 7 + @
}
";
