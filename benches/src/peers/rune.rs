//! rune.

use super::scripts;
use crate::engines::Run;
use crate::host_items::mix;
use crate::rows::{Kind, Row, source_to_load};
use rune::runtime::{GuardedArgs, RuntimeContext};
use rune::{Any, Context, Diagnostics, FromValue, Module, Source, Sources, Vm};
use std::sync::Arc;

fn script(row: &str) -> Option<&'static str> {
    scripts!(row, "rn":
        "fib" "loop_sum" "nbody" "spectral_norm" "fannkuch" "binary_trees" "mandelbrot" "sieve" "queens" "string_build" "dict_int" "dict_str"
        "virtual_calls" "closures" "quicksort" "host_call" "call_script" "host_object" "switches")
}

/// What rune gets for an object.
#[derive(Any)]
#[rune(name = Body)]
struct Object {
    #[rune(get, set, copy)]
    mass: f64,
    speed: f64,
}

impl Object {
    #[inline(never)]
    fn push(&mut self, by: f64) -> f64 {
        self.speed += by;
        self.speed
    }
}

/// What is there before a script is: made once, for all that are loaded.
fn context() -> (Context, Arc<RuntimeContext>) {
    let mut module = Module::new();
    module.function("mix", mix).build().expect("it is registered once");
    module.ty::<Object>().expect("it is registered once");
    module.associated_function("push", Object::push).expect("it is registered once");
    let mut context = Context::with_default_modules().expect("there is memory");
    context.install(module).expect("it is installed once");
    let runtime = Arc::new(context.runtime().expect("there is memory"));
    (context, runtime)
}

fn load(context: &Context, runtime: &Arc<RuntimeContext>, source: &str) -> Vm {
    let mut sources = Sources::new();
    sources.insert(Source::memory(source).expect("there is memory")).expect("there is memory");
    let mut diagnostics = Diagnostics::new();
    let built = rune::prepare(&mut sources).with_context(context).with_diagnostics(&mut diagnostics).build();
    let unit = built.unwrap_or_else(|error| panic!("{error}: {diagnostics:?}"));
    Vm::new(runtime.clone(), Arc::new(unit))
}

fn call<T: FromValue>(vm: &mut Vm, name: &'static str, arguments: impl GuardedArgs) -> T {
    let value = vm.call([name], arguments).expect("the script runs");
    rune::from_value(value).expect("it is of this type")
}

/// Makes a row ready.
pub fn start(row: &'static Row) -> Option<Run> {
    let n = row.arguments[0];
    let (context, runtime) = context();
    if row.kind == Kind::Load {
        let source = source_to_load(TO_LOAD);
        return Some(Box::new(move || {
            let mut vm = load(&context, &runtime, &source);
            call::<i64>(&mut vm, row.function, (n, row.arguments[1])) as f64
        }));
    }
    let mut vm = load(&context, &runtime, script(row.name)?);
    Some(match (row.kind, row.arguments) {
        (Kind::Float, _) => Box::new(move || call(&mut vm, row.name, (n,))),
        (Kind::CallScript, _) => Box::new(move || (0..n).map(|i| call::<i64>(&mut vm, row.name, (i,))).sum::<i64>() as f64),
        (Kind::HostObject, _) => Box::new(move || call(&mut vm, row.name, (Object { mass: 2.0, speed: 0.0 }, n))),
        (_, [_, m]) => Box::new(move || call::<i64>(&mut vm, row.name, (n, *m)) as f64),
        (_, _) => Box::new(move || call::<i64>(&mut vm, row.name, (n,)) as f64),
    })
}

/// One of the functions that are loaded.
const TO_LOAD: &str = "
pub fn f@(a, b) {
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
