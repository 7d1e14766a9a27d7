//! koto.

use super::scripts;
use crate::engines::Run;
use crate::host_items::{Body, mix};
use crate::rows::{Kind, LOADED, Row};
use koto::derive::{KotoCopy, KotoType, koto_impl, koto_method};
use koto::prelude::*;
use koto::runtime;

fn script(row: &str) -> Option<&'static str> {
    scripts!(row, "koto":
        "fib" "loop_sum" "nbody" "spectral_norm" "fannkuch" "binary_trees" "mandelbrot" "sieve" "queens" "string_build" "dict_int" "dict_str"
        "virtual_calls" "closures" "quicksort" "host_call" "call_script" "host_object" "switches")
}

/// What koto gets for an object: fields of objects are methods.
#[derive(Clone, KotoCopy, KotoType)]
#[koto(type_name = "Body")]
struct Object(Body);

#[koto_impl]
impl Object {
    #[koto_method]
    fn mass(&self) -> KValue {
        self.0.mass.into()
    }

    #[koto_method]
    fn set_mass(&mut self, args: &[KValue]) -> runtime::Result<KValue> {
        match args {
            [KValue::Number(mass)] => {
                self.0.mass = mass.into();
                Ok(KValue::Null)
            }
            unexpected => unexpected_args("|Number|", unexpected),
        }
    }

    #[koto_method]
    fn push(&mut self, args: &[KValue]) -> runtime::Result<KValue> {
        match args {
            [KValue::Number(by)] => Ok(self.0.push(by.into()).into()),
            unexpected => unexpected_args("|Number|", unexpected),
        }
    }
}

impl KotoObject for Object {}

fn new_koto() -> Koto {
    let koto = Koto::default();
    koto.prelude().add_fn("mix", |context| match context.args() {
        [KValue::Number(a), KValue::Number(b)] => Ok(mix(a.into(), b.into()).into()),
        unexpected => unexpected_args("|Number, Number|", unexpected),
    });
    koto
}

fn number(value: KValue) -> f64 {
    match value {
        KValue::Number(number) => number.into(),
        other => panic!("a number was expected, not {}", other.type_as_string()),
    }
}

/// Makes a row ready.
pub fn start(row: &'static Row) -> Option<Run> {
    let arguments: Vec<KValue> = row.arguments.iter().map(|argument| (*argument).into()).collect();
    if row.kind == Kind::Load {
        // More functions than one scope has registers for: they are entries of a map.
        let functions: String = (0..LOADED).map(|i| TO_LOAD.replace('@', &i.to_string())).collect();
        let source = format!("functions =\n{functions}\nexport {0} = functions.{0}\n", row.function);
        return Some(Box::new(move || {
            let mut koto = Koto::default();
            koto.compile_and_run(source.as_str()).expect("the script compiles");
            number(koto.call_exported_function(row.function, arguments.as_slice()).expect("the script runs"))
        }));
    }
    let mut koto = new_koto();
    koto.compile_and_run(script(row.name)?).expect("the script compiles");
    let function = koto.exports().get(row.name).expect("it is exported");
    Some(Box::new(move || {
        let mut call = |arguments: &[KValue]| number(koto.call_function(function.clone(), arguments).expect("the script runs"));
        match row.kind {
            Kind::CallScript => (0..row.arguments[0]).map(|i| call(&[i.into()])).sum(),
            Kind::HostObject => {
                let body = KObject::from(Object(Body { mass: 2.0, speed: 0.0 }));
                call(&[body.into(), arguments[0].clone()])
            }
            _ => call(&arguments),
        }
    }))
}

/// One of the functions that are loaded.
const TO_LOAD: &str = "
  f@: |a, b|
    total = a
    for i in 0..b
      if i % 3 == 0
        total += i * @
      else
        total -= i
    rest = total % 7
    total - rest + @
";
