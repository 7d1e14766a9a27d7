//! How the host calls scripts: by name with values and types that may be wrong, through modules, through compiled code.

use super::pools::with_pools;
use super::types::Body;
use crate::base::{self, Monster, Named};
use arbitrary::Arbitrary;
use std::collections::HashMap;
use writ_runtime::{AnyRef, Array, Coroutine, Data, Dyn, Error, Function, Module, Ref, Str, Value, Writ};

/// With what types a name is called, or asked for.
#[derive(Clone, Copy, Arbitrary, Debug)]
pub enum How {
    Nothing,
    IntToInt,
    IntToValue,
    IntToMonster,
    MonsterToInt,
    MonsterToText,
    AnyToText,
    AnyToBool,
    TwoAnys,
    Anys,
    Bodies,
    Body,
    Text,
    Numbers,
    Table,
    Optional,
    Pair,
    Function,
    Coroutine,
    FunctionHandle,
    AnyFunction,
    ListFunction,
    MonsterToWeak,
}

/// An argument of a dynamic call.
#[derive(Clone, Copy, Arbitrary, Debug)]
pub enum Argument {
    Int(i8),
    Int32(i8),
    Float(i8),
    Bool(bool),
    Text,
    Null,
    Some(i8),
    Numbers,
    Any(u8),
    Anys,
    Body(u8),
    Function(u8),
    Value(u8),
    Table,
    Tuple,
    Variant,
    Struct,
    Coroutine(u8),
    Monster(u8),
    Deep,
}

impl Argument {
    pub fn value(&self) -> Value {
        let int = |n: i8| Data::Int(n.into());
        let data = match *self {
            Argument::Int(n) => int(n),
            Argument::Int32(n) => Data::Int32(n.into()),
            Argument::Float(n) => Data::Float64(f64::from(n) / 4.0),
            Argument::Bool(value) => Data::Bool(value),
            Argument::Text => Data::String("an argument that is long".into()),
            Argument::Null => Data::Null,
            Argument::Some(n) => Data::Some(Box::new(int(n))),
            Argument::Numbers => Data::Array(vec![int(1), int(2), int(3)]),
            Argument::Any(index) => with_pools(|pools| pools.anys.get(index.into())).map_or(Data::Null, Data::Object),
            Argument::Anys => Data::Array(with_pools(|pools| pools.anys.all()).into_iter().map(Data::Object).collect()),
            Argument::Body(index) => {
                let body = with_pools(|pools| pools.bodies.get(index.into()));
                body.map_or(Data::Null, |body| Data::Object(writ_runtime::object::Object::upcast(body)))
            }
            Argument::Function(index) => {
                with_pools(|pools| pools.functions.get(index.into())).map_or(Data::Null, |f| Data::Function(f.into()))
            }
            Argument::Value(index) => return with_pools(|pools| pools.values.get(index.into())).unwrap_or(Value::from(Data::Void)),
            Argument::Table => Data::Dictionary(vec![(Data::String("a".into()), int(1)), (Data::String("a".into()), int(2))]),
            Argument::Tuple => Data::Tuple(vec![int(1), Data::String("two".into())]),
            Argument::Variant => {
                Data::Variant("Mood".into(), "Angry".into(), vec![("level".into(), int(3)), ("why".into(), Data::String("no".into()))])
            }
            Argument::Struct => Data::Struct(
                "Spot".into(),
                vec![("x".into(), int(1)), ("y".into(), Data::Float(0.5)), ("label".into(), Data::String("host".into()))],
            ),
            Argument::Coroutine(index) => {
                with_pools(|pools| pools.coroutines.get(index.into())).map_or(Data::Null, |coroutine| Data::Object(any_of(coroutine)))
            }
            Argument::Monster(index) => {
                let monster = with_pools(|pools| pools.monsters.get(index.into()));
                monster.map_or(Data::Null, |monster| Data::Object(writ_runtime::object::Object::upcast(monster)))
            }
            Argument::Deep => (0..300).fold(Data::Null, |data, _| Data::Some(Box::new(data))),
        };
        Value::from(data)
    }
}

fn any_of(coroutine: Coroutine) -> AnyRef {
    <AnyRef as writ_runtime::object::Reference>::assume(coroutine.into_object())
}

/// Keeps a value, and what can be had of it.
pub fn keep_value(value: Value) {
    if let Some(any) = value.get::<AnyRef>() {
        with_pools(|pools| pools.anys.keep(any));
    }
    if let Some(coroutine) = value.get::<Coroutine>() {
        with_pools(|pools| pools.coroutines.keep(coroutine));
    }
    if let Some(monster) = value.get::<Ref<Monster>>() {
        with_pools(|pools| {
            pools.weak_monsters.keep(monster.downgrade());
            pools.monsters.keep(monster);
        });
    }
    if let Some(body) = value.get::<Ref<Body>>() {
        with_pools(|pools| pools.bodies.keep(body));
    }
    if let Some(named) = value.get::<Dyn<dyn Named>>() {
        with_pools(|pools| pools.named.keep(named));
    }
    if let Some(function) = value.get::<Function<(i64,), i64>>() {
        with_pools(|pools| pools.functions.keep(function));
    }
    // Shown as the host shows it.
    let shown = value.to_string();
    assert!(shown.len() < 1 << 26);
    with_pools(|pools| pools.values.keep(value));
}

pub fn call(writ: &mut Writ, name: &str, how: How, n: u8) {
    call_by(writ, how, n, |writ| Caller { writ, name, module: None });
}

pub fn call_module(writ: &mut Writ, module: &Module, name: &str, how: How) {
    call_by(writ, how, 1, |writ| Caller { writ, name, module: Some(module) });
    let _ = (module.value().to_string(), module.rendered_warnings().len());
}

/// Calls a name with types that the host chooses.
struct Caller<'a> {
    writ: &'a mut Writ,
    name: &'a str,
    module: Option<&'a Module>,
}

impl Caller<'_> {
    fn call<R: writ_runtime::FromScript>(self, arguments: impl writ_runtime::vm::load::Arguments) -> Result<R, Error> {
        match self.module {
            Some(module) => module.call(self.writ, self.name, arguments),
            None => self.writ.call(self.name, arguments),
        }
    }

    fn function<A: writ_runtime::ParameterTypes, R: writ_runtime::MemoryType>(self) -> Option<Function<A, R>> {
        let function = match self.module {
            Some(module) => module.function(self.writ, self.name),
            None => self.writ.function(self.name),
        };
        function.ok()
    }
}

fn call_by<'a>(writ: &'a mut Writ, how: How, n: u8, caller: impl FnOnce(&'a mut Writ) -> Caller<'a>) {
    let int = i64::from(n);
    let index = usize::from(n);
    let any = || with_pools(|pools| pools.anys.get(index));
    let body = || with_pools(|pools| pools.bodies.get(index));
    let monster = || with_pools(|pools| pools.monsters.get(index));
    // A function is found by one borrow of the instance, and called by another.
    macro_rules! function {
        ($arguments:expr, $a:ty, $r:ty) => {{
            let Caller { writ, name, module } = caller(writ);
            let function = Caller { writ: &mut *writ, name, module }.function::<$a, $r>();
            if let (Some(function), Some(arguments)) = (function, $arguments) { function.call(writ, arguments).ok() } else { None }
        }};
    }
    match how {
        How::Nothing => drop(caller(writ).call::<()>(())),
        How::IntToInt => drop(caller(writ).call::<i64>((int,))),
        How::IntToValue => {
            if let Ok(value) = caller(writ).call::<Value>((int,)) {
                keep_value(value);
            }
        }
        How::IntToMonster => {
            if let Ok(monster) = caller(writ).call::<Ref<Monster>>((int,)) {
                keep_value(Value::from(Data::Object(writ_runtime::object::Object::upcast(monster))));
            }
        }
        How::MonsterToInt => drop(monster().map(|monster| caller(writ).call::<i64>((monster,)))),
        How::MonsterToText => drop(monster().map(|monster| caller(writ).call::<String>((monster,)))),
        How::AnyToText => drop(any().map(|any| caller(writ).call::<String>((any,)))),
        How::AnyToBool => drop(any().map(|any| caller(writ).call::<bool>((any,)))),
        How::TwoAnys => {
            let pair = any().zip(with_pools(|pools| pools.anys.get(index + 1)));
            drop(pair.map(|pair| caller(writ).call::<bool>(pair)));
        }
        How::Anys => drop(caller(writ).call::<Value>((with_pools(|pools| pools.anys.all()),))),
        How::Bodies => drop(caller(writ).call::<i64>((with_pools(|pools| pools.bodies.all()),))),
        How::Body => drop(body().map(|body| caller(writ).call::<()>((body,)))),
        How::Text => drop(caller(writ).call::<String>(("a text of the host",))),
        How::Numbers => drop(caller(writ).call::<Vec<i64>>((vec![int, 2],))),
        How::Table => drop(caller(writ).call::<HashMap<String, i64>>((HashMap::from([("a".to_owned(), int)]),))),
        How::Optional => drop(caller(writ).call::<Option<String>>((Some(int),))),
        How::Pair => drop(caller(writ).call::<(i64, String)>(((int, "b"),))),
        How::Function => {
            let function = with_pools(|pools| pools.functions.get(index));
            drop(function.map(|function| caller(writ).call::<i64>((function,))));
        }
        How::Coroutine => {
            if let Ok(coroutine) = caller(writ).call::<Coroutine>((int,)) {
                with_pools(|pools| pools.coroutines.keep(coroutine));
            }
        }
        How::FunctionHandle => drop(function!(Some((int,)), (i64,), i64)),
        How::AnyFunction => drop(function!(any().map(|any| (any,)), (AnyRef,), Str)),
        How::ListFunction => {
            let list = Array::from_vec(with_pools(|pools| pools.anys.all()));
            drop(function!(Some((list,)), (Array<AnyRef>,), Str));
        }
        How::MonsterToWeak => {
            let monster = monster();
            drop(monster.map(|monster| caller(writ).call::<Value>((monster,))));
        }
    }
}

/// Asks for a variable.
pub fn get(writ: &mut Writ, name: &str, how: How) {
    match how {
        How::Function | How::FunctionHandle | How::AnyFunction => {
            if let Ok(function) = writ.get::<Function<(i64,), i64>>(name) {
                with_pools(|pools| pools.functions.keep(function));
            }
        }
        How::Numbers | How::Anys => drop(writ.get::<Vec<i64>>(name)),
        How::IntToInt => drop(writ.get::<i64>(name)),
        How::Text => drop(writ.get::<String>(name)),
        How::Optional => drop(writ.get::<Option<AnyRef>>(name)),
        How::Nothing
        | How::IntToValue
        | How::IntToMonster
        | How::MonsterToInt
        | How::MonsterToText
        | How::AnyToText
        | How::AnyToBool
        | How::TwoAnys
        | How::Bodies
        | How::Body
        | How::Table
        | How::Pair
        | How::Coroutine
        | How::ListFunction
        | How::MonsterToWeak => {
            if let Ok(value) = writ.get::<Value>(name) {
                keep_value(value);
            }
        }
    }
}

/// Arrays that the host filled, with objects of whatever instance, for functions of scripts and of the compiled program.
pub fn monster_list(writ: &mut Writ, how: u8) {
    let monsters = Array::from_vec(with_pools(|pools| pools.monsters.all()));
    let named = Array::from_vec(with_pools(|pools| pools.named.all()));
    let one = with_pools(|pools| pools.monsters.get(how.into()));
    match how % 6 {
        0 => drop(base::first_attack(writ, &monsters, 2)),
        1 => drop(base::first_title(writ, &named)),
        // The script's own array, with objects that no script put there.
        2 => {
            if let (Ok(crowd), Some(one)) = (base::crowd_list(writ), one) {
                crowd.push(one);
            }
        }
        3 => {
            if let (Ok(names), Some(one)) = (base::names_list(writ), with_pools(|pools| pools.named.get(how.into()))) {
                names.push(one);
            }
        }
        4 => drop(writ.run("import { crowd } from \"base\"\nreturn fightAll(crowd)")),
        _ => drop(writ.run("import { names } from \"base\"\nreturn titleAll(names)")),
    }
}

/// Functions of the compiled program.
pub fn compiled(writ: &mut Writ, how: u8) {
    let monster = with_pools(|pools| pools.monsters.get(usize::from(how / 16)));
    let named = with_pools(|pools| pools.named.get(usize::from(how / 16)));
    let any = with_pools(|pools| pools.anys.get(usize::from(how / 16)));
    let function = with_pools(|pools| pools.functions.get(usize::from(how / 16)));
    let weak = with_pools(|pools| pools.weak_monsters.get(usize::from(how / 16)));
    match how % 10 {
        0 => drop(monster.map(|monster| base::keep(writ, &monster))),
        1 => drop(base::attack_all(writ, 2)),
        2 => drop(base::titles(writ)),
        3 => drop(any.map(|any| base::shown(writ, &any))),
        4 => {
            if let Ok(adder) = base::adder(writ, 3) {
                with_pools(|pools| pools.functions.keep(adder));
            }
        }
        5 => drop(function.map(|function| base::apply(writ, &function, 2))),
        6 => drop(named.map(|named| base::greet_by(writ, &named))),
        7 => drop(weak.map(|weak| base::alive_in(writ, &weak))),
        8 => {
            if let Ok(coroutine) = base::blink(writ, 3) {
                with_pools(|pools| pools.coroutines.keep(coroutine));
            }
        }
        _ => drop(base::release(writ)),
    }
}
