//! Lua 5.4, LuaJIT or Luau through mlua: a build has one of them.

use super::scripts;
use crate::engines::Run;
use crate::host_items::{Body, mix};
use crate::rows::{Kind, Row, source_to_load};
use mlua::{Function, Lua, Variadic};

/// A new state. `compiles`: to machine code, if this Lua can.
fn state(compiles: bool) -> Lua {
    let lua = Lua::new();
    if cfg!(feature = "luajit") && !compiles {
        lua.load("jit.off()").exec().expect("its compiler can be switched off");
    }
    #[cfg(feature = "luau")]
    {
        lua.enable_jit(compiles);
        lua.set_compiler(mlua::chunk::Compiler::new().set_optimization_level(2));
    }
    lua
}

/// A function of a Lua script.
pub struct LuaFunction {
    // The function is only alive as long as its state.
    _lua: Lua,
    function: Function,
}

impl LuaFunction {
    /// Loads a script that returns its function; none if this Lua does not know its syntax.
    #[cfg(any(feature = "lua", feature = "luajit"))]
    pub fn load(source: &str) -> Option<LuaFunction> {
        let lua = state(false);
        let function = lua.load(source).eval().ok()?;
        Some(LuaFunction { _lua: lua, function })
    }

    /// Calls it with the name of what it is to do.
    #[cfg(any(feature = "lua", feature = "luajit"))]
    pub fn call_named(&self, name: &str, n: i64) -> f64 {
        self.function.call((name, n)).expect("the script runs")
    }

    fn call_one(&self, argument: i64) -> i64 {
        self.function.call(argument).expect("the script runs")
    }

    fn call(&self, arguments: &[i64]) -> f64 {
        let arguments = Variadic::from_iter(arguments.iter().copied());
        self.function.call(arguments).expect("the script runs")
    }
}

/// The script of a row: what is not the same in the three languages has one of its own.
fn script(row: &str) -> Option<&'static str> {
    let own = if cfg!(feature = "luajit") {
        scripts!(row, "luajit.lua": "loop_sum" "quicksort")
    } else if cfg!(feature = "luau") {
        scripts!(row, "luau": "loop_sum")
    } else {
        None
    };
    own.or_else(|| {
        scripts!(row, "lua":
            "fib" "loop_sum" "nbody" "nbody_objects" "spectral_norm" "fannkuch" "binary_trees" "mandelbrot" "sieve" "queens" "string_build"
            "dict_int" "dict_str" "virtual_calls" "closures" "quicksort" "host_call" "call_script" "host_object" "switches")
    })
}

/// Makes a row ready.
pub fn start(row: &'static Row, compiles: bool) -> Option<Run> {
    if row.kind == Kind::Load {
        let source = source_to_load(TO_LOAD);
        return Some(Box::new(move || {
            let lua = state(compiles);
            lua.load(&source).exec().expect("the script compiles");
            let function: Function = lua.globals().get(row.function).expect("it is there");
            function.call((row.arguments[0], row.arguments[1])).expect("the script runs")
        }));
    }
    let lua = state(compiles);
    let mix = lua.create_function(|_, (a, b): (i64, i64)| Ok(mix(a, b))).expect("a function");
    lua.globals().set("mix", mix).expect("it is set");
    let function: Function = lua.load(script(row.name)?).eval().expect("the script compiles");
    let n = row.arguments[0];
    Some(match row.kind {
        Kind::CallScript => {
            let function = LuaFunction { _lua: lua, function };
            Box::new(move || (0..n).map(|i| function.call_one(i)).sum::<i64>() as f64)
        }
        Kind::HostObject => Box::new(move || {
            let body = lua.create_userdata(Body { mass: 2.0, speed: 0.0 }).expect("a value");
            function.call((body, n)).expect("the script runs")
        }),
        Kind::Int | Kind::Float | Kind::Switches | Kind::Load => {
            let function = LuaFunction { _lua: lua, function };
            Box::new(move || function.call(row.arguments))
        }
    })
}

/// One of the functions that are loaded.
const TO_LOAD: &str = "
function f@(a, b)
    local total = a
    for i = 0, b - 1 do
        if i % 3 == 0 then
            total = total + i * @
        else
            total = total - i
        end
    end
    local rest = total % 7
    return total - rest + @
end
";
