//! WebAssembly in the interpreter wasmi: numbers and a memory, so only the rows that need no more.

use super::scripts;
use crate::engines::Run;
use crate::host_items::mix;
use crate::rows::{Kind, Row, source_to_load};
use wasmi::{Engine, Instance, Linker, Module, Store, TypedFunc};

fn script(row: &str) -> Option<&'static str> {
    scripts!(row, "wat": "fib" "loop_sum" "mandelbrot" "sieve" "host_call" "call_script")
}

/// A new engine with a module in it.
fn instance(binary: &[u8]) -> (Store<()>, Instance) {
    let engine = Engine::default();
    let module = Module::new(&engine, binary).expect("the module is valid");
    let mut store = Store::new(&engine, ());
    let mut linker = Linker::new(&engine);
    linker.func_wrap("host", "mix", |a: i64, b: i64| mix(a, b)).expect("it is defined once");
    let instance = linker.instantiate_and_start(&mut store, &module).expect("it is linked");
    (store, instance)
}

/// Makes a row ready.
pub fn start(row: &'static Row) -> Option<Run> {
    let n = row.arguments[0];
    if row.kind == Kind::Load {
        // What a host ships is the binary.
        let binary = wat::parse_str(format!("(module {})", source_to_load(TO_LOAD))).expect("the text is valid");
        return Some(Box::new(move || {
            let (mut store, instance) = instance(&binary);
            let function: TypedFunc<(i64, i64), i64> = instance.get_typed_func(&store, row.function).expect("it is exported");
            function.call(&mut store, (n, row.arguments[1])).expect("it runs") as f64
        }));
    }
    let (mut store, instance) = instance(&wat::parse_str(script(row.name)?).expect("the text is valid"));
    if let [_, m] = row.arguments {
        let function: TypedFunc<(i64, i64), i64> = instance.get_typed_func(&store, row.name).expect("it is exported");
        return Some(Box::new(move || function.call(&mut store, (n, *m)).expect("it runs") as f64));
    }
    let function: TypedFunc<i64, i64> = instance.get_typed_func(&store, row.name).expect("it is exported");
    if row.kind == Kind::CallScript {
        return Some(Box::new(move || (0..n).map(|i| function.call(&mut store, i).expect("it runs")).sum::<i64>() as f64));
    }
    Some(Box::new(move || function.call(&mut store, n).expect("it runs") as f64))
}

/// One of the functions that are loaded.
const TO_LOAD: &str = r#"
(func (export "f@") (param $a i64) (param $b i64) (result i64)
    (local $total i64) (local $i i64)
    (local.set $total (local.get $a))
    (block $done
        (loop $next
            (br_if $done (i64.ge_s (local.get $i) (local.get $b)))
            (local.set $total (if (result i64) (i64.eqz (i64.rem_s (local.get $i) (i64.const 3)))
                (then (i64.add (local.get $total) (i64.mul (local.get $i) (i64.const @))))
                (else (i64.sub (local.get $total) (local.get $i)))))
            (local.set $i (i64.add (local.get $i) (i64.const 1)))
            (br $next)))
    (i64.add (i64.sub (local.get $total) (i64.rem_s (local.get $total) (i64.const 7))) (i64.const @)))
"#;
