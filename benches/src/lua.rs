//! Lua 5.4, through mlua.

use mlua::{Function, Lua};

/// A function of a Lua script.
pub struct LuaFunction {
    // The function is only alive as long as its state.
    _lua: Lua,
    function: Function,
}

impl LuaFunction {
    /// Loads a script that returns its function.
    pub fn load(source: &str) -> LuaFunction {
        let lua = Lua::new();
        let function = lua.load(source).eval().expect("the script returns a function");
        LuaFunction { _lua: lua, function }
    }

    /// Calls it.
    pub fn call(&self, arguments: &[i64]) -> f64 {
        let arguments = mlua::Variadic::from_iter(arguments.iter().copied());
        self.function.call(arguments).expect("the script runs")
    }
}
