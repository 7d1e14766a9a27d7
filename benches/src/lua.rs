//! Lua 5.4, or LuaJIT with its compiler off, through mlua.

use mlua::{Function, Lua};

/// A function of a Lua script.
pub struct LuaFunction {
    // The function is only alive as long as its state.
    _lua: Lua,
    function: Function,
}

impl LuaFunction {
    /// Loads a script that returns its function; none if this Lua does not know its syntax.
    pub fn load(source: &str) -> Option<LuaFunction> {
        let lua = Lua::new();
        if cfg!(feature = "luajit") {
            lua.load("jit.off()").exec().expect("its compiler can be switched off");
        }
        let function = lua.load(source).eval().ok()?;
        Some(LuaFunction { _lua: lua, function })
    }

    /// Calls it with the name of what it is to do.
    pub fn call_named(&self, name: &str, n: i64) -> f64 {
        self.function.call((name, n)).expect("the script runs")
    }

    /// Calls it.
    pub fn call(&self, arguments: &[i64]) -> f64 {
        let arguments = mlua::Variadic::from_iter(arguments.iter().copied());
        self.function.call(arguments).expect("the script runs")
    }
}
