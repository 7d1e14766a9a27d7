//! The crossings of `host`, through mlua.

use crate::host::{CALLS, ELEMENTS, HANDED, Row};
use crate::host_items::{Body, middle, mix};
use mlua::{Function, Lua, UserData, UserDataFields, UserDataMethods};

/// What is measured.
pub const NAME: &str = if cfg!(feature = "lua") {
    "Lua 5.4"
} else if cfg!(feature = "luau") {
    "Luau"
} else {
    "LuaJIT off"
};

impl UserData for Body {
    fn add_fields<F: UserDataFields<Self>>(fields: &mut F) {
        fields.add_field_method_get("mass", |_, body| Ok(body.mass));
        fields.add_field_method_set("mass", |_, body, mass| {
            body.mass = mass;
            Ok(())
        });
    }

    fn add_methods<M: UserDataMethods<Self>>(methods: &mut M) {
        methods.add_method_mut("push", |_, body, by: f64| Ok(body.push(by)));
    }
}

/// The median of each row, in nanoseconds.
pub fn rows() -> Row {
    let lua = Lua::new();
    if cfg!(feature = "luajit") {
        lua.load("jit.off()").exec().expect("its compiler can be switched off");
    }
    let globals = lua.globals();
    globals.set("mix", lua.create_function(|_, (a, b): (i64, i64)| Ok(mix(a, b))).expect("a function")).expect("it is set");
    let look = lua.create_function(|_, values: Vec<f64>| Ok(middle(&values))).expect("a function");
    globals.set("middle", look).expect("it is set");
    lua.load(include_str!("../scripts/host.lua")).exec().expect("the script runs");
    let function = |name: &str| -> Function { globals.get(name).expect("it is there") };
    let body = || lua.create_userdata(Body { mass: 2.0, speed: 0.0 }).expect("a value");
    let (read, written, pushed) = (body(), body(), body());
    let values = lua.create_sequence_from(vec![1.5f64; ELEMENTS]).expect("a table");
    let (call, plain, hand) = (function("callHost"), function("plain"), function("handOver"));
    let (reads, writes, methods) = (function("readField"), function("writeField"), function("callMethod"));
    crate::host::rows([
        &mut || call.call::<f64>(CALLS).expect("the script runs"),
        &mut || (0..CALLS).fold(0i64, |sum, i| sum.wrapping_add(plain.call::<i64>(i).expect("the script runs"))) as f64,
        &mut || reads.call::<f64>((read.clone(), CALLS)).expect("the script runs"),
        &mut || writes.call::<f64>((written.clone(), CALLS)).expect("the script runs"),
        &mut || methods.call::<f64>((pushed.clone(), CALLS)).expect("the script runs"),
        &mut || hand.call::<f64>((values.clone(), HANDED)).expect("the script runs"),
    ])
}
