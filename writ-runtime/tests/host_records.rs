//! The thunks in the records that the macros make, called as the VM calls them.

#![allow(unsafe_code)] // Arguments and results in memory, as the VM lays them out.

use std::mem::MaybeUninit;
use writ_runtime::crossing::Crossing;
use writ_runtime::host::{Describe, Exposed, FunctionKind, FunctionRecord, IntoResult};
use writ_runtime::object::Thunk;
use writ_runtime::{Fallible, Ref, Res, Str, Writ, WritType, exported, writ_export};

#[writ_export]
trait Damageable {
    fn take_damage(&mut self, amount: f32) -> f32;
    fn is_alive(&self) -> bool {
        true
    }
}

impl Damageable for Monster {
    fn take_damage(&mut self, amount: f32) -> f32 {
        self.health -= amount;
        self.health
    }
}

#[derive(Clone, Debug, WritType)]
#[writ(traits(Damageable))]
struct Monster {
    pub health: f32,
    #[writ(get)]
    name: String,
}

#[writ_export]
impl Monster {
    pub fn new(name: &str, health: f32) -> Monster {
        Monster { health, name: name.to_owned() }
    }

    pub fn bite(&mut self, other: &Monster) -> f32 {
        self.health -= other.health / 4.0;
        self.health
    }

    pub fn wait(&mut self, writ: &mut Writ, seconds: f64) -> Result<(), String> {
        writ.tick(seconds).map(|_| ()).map_err(|error| error.message)
    }
}

#[derive(Clone, Debug, WritType)]
#[writ(value)]
struct Cell {
    pub column: u8,
}

#[writ_export(value)]
impl Cell {
    pub fn step(&mut self, by: u8) -> u8 {
        self.column += by;
        self.column
    }
}

#[writ_export]
fn place(name: &str, at: Cell) -> String {
    format!("{name} at {}", at.column)
}

#[writ_export]
const LIMIT: u8 = 7;

/// Arguments lie behind each other, each at a word of its own.
fn call<A, R>(writ: &mut Writ, thunk: Thunk, arguments: &mut A) -> Fallible<R> {
    let mut result = MaybeUninit::<R>::uninit();
    let depth = writ.depth();
    // SAFETY: `arguments` is laid out as the thunk reads it; the thunk gives an `R`.
    unsafe {
        let crossing = Crossing::new((&raw mut *arguments).cast(), result.as_mut_ptr().cast());
        thunk(writ, depth, crossing)?;
        Ok(result.assume_init())
    }
}

#[repr(C)]
struct Two<A, B>(A, B);

fn function(functions: &[FunctionRecord], name: &str) -> FunctionRecord {
    *functions.iter().find(|function| function.name == name).expect("it is exported")
}

#[test]
fn traits() {
    let mut writ = Writ::new();
    let ty = Monster::describe();
    let record = ty.traits[0]();
    assert!(std::ptr::eq(record, exported!(Damageable)));
    let names: Vec<&str> = record.functions.iter().map(|function| function.name).collect();
    assert_eq!((record.name, names), ("Damageable", vec!["takeDamage", "isAlive"]));
    let functions = Monster::functions();
    let one: Ref<Monster> = Monster::new("rat", 8.0).into_result(&mut writ).unwrap();
    let left: f32 = call(&mut writ, function(&functions, "takeDamage").thunk, &mut Two(one.clone(), 3.0f32)).unwrap();
    assert_eq!((left, one.borrow(&writ).health), (5.0, 5.0));
    // A method with a body in the trait, which the type does not write.
    assert!(call::<_, bool>(&mut writ, function(&functions, "isAlive").thunk, &mut one.clone()).unwrap());
}

#[cfg(feature = "vm")]
#[test]
fn registered_traits() {
    let mut module = writ_runtime::host::HostModule::new("");
    module.export(exported!(Damageable)).unwrap().ty::<Monster>().unwrap();
    let mut writ = Writ::new();
    writ.register_module(module).unwrap();
    assert_eq!(writ.run("var m = Monster(\"rat\", 8.0)\nm.takeDamage(2.0)\nreturn m.takeDamage(1.0)").unwrap().to_string(), "5.0");
}

#[test]
fn classes() {
    let mut writ = Writ::new();
    let functions = Monster::functions();
    let new = function(&functions, "new");
    assert_eq!((new.kind, (new.result)()), (FunctionKind::Static, "Monster".to_owned()));
    let rat: Ref<Monster> = call(&mut writ, new.thunk, &mut Two(Str::new("rat"), 8.0f32)).unwrap();
    let cat = Monster::new("cat", 4.0).into_result(&mut writ).unwrap();
    let bitten: f32 = call(&mut writ, function(&functions, "bite").thunk, &mut Two(rat.clone(), cat)).unwrap();
    assert_eq!(bitten, 7.0);
    let wait = function(&functions, "wait");
    assert!(wait.reenters);
    let waited: Res<()> = call(&mut writ, wait.thunk, &mut Two(rat.clone(), 0.5f64)).unwrap();
    assert!(matches!(waited, Res::Error(_)), "time stands still while a function of the host runs");
    let properties = Monster::describe().properties;
    call::<_, ()>(&mut writ, properties[0].set.unwrap(), &mut Two(rat.clone(), 2.5f32)).unwrap();
    assert_eq!(call::<_, f32>(&mut writ, properties[0].get, &mut Two(rat.clone(), ())).unwrap(), 2.5);
    assert_eq!(call::<_, Str>(&mut writ, properties[1].get, &mut Two(rat, ())).unwrap(), Str::new("rat"));
    assert!(properties[1].set.is_none());
}

#[test]
fn values_and_functions() {
    let mut writ = Writ::new();
    type ScriptCell = <Cell as Exposed>::Script;
    let step = function(&Cell::functions(), "step");
    assert_eq!(step.kind, FunctionKind::Mutating);
    let mut arguments = Two(ScriptCell { column: 1 }, 4i64);
    assert_eq!(call::<_, i64>(&mut writ, step.thunk, &mut arguments).unwrap(), 5);
    assert_eq!(arguments.0, ScriptCell { column: 5 });
    arguments.1 = 256;
    assert!(call::<_, i64>(&mut writ, step.thunk, &mut arguments).is_err());
    assert_eq!(arguments.0, ScriptCell { column: 5 });
    let text: Str = call(&mut writ, exported!(place).thunk, &mut Two(Str::new("cat"), arguments.0)).unwrap();
    assert_eq!(text, Str::new("cat at 5"));
    assert_eq!(call::<_, i64>(&mut writ, exported!(LIMIT).thunk, &mut ()).unwrap(), 7);
}
