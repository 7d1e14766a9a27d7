//! Coroutines: how fast one is switched to, what those cost that sleep, what a short life costs. (What memory one takes is
//! counted in `tests/linking`.)

use crate::measure::measure;
use crate::writ::scripts::coroutines as compiled;
use writ_runtime::Writ;

const SOURCE: &str = include_str!("../scripts/coroutines.writ");

/// One of the two engines, with an instance that has the script.
struct Engine {
    writ: Writ,
    is_vm: bool,
}

impl Engine {
    fn new(is_vm: bool) -> Engine {
        let mut writ = Writ::new();
        if is_vm {
            writ.run(SOURCE).expect("the script compiles");
        } else {
            compiled::load(&mut writ).expect("the script runs");
        }
        Engine { writ, is_vm }
    }

    /// Starts so many of a kind.
    fn start(&mut self, kind: &str, count: i64) {
        if self.is_vm {
            return self.writ.call::<()>(kind, (count,)).expect("the script runs");
        }
        let start = match kind {
            "startWorkers" => compiled::start_workers,
            "startParents" => compiled::start_parents,
            _ => compiled::start_short,
        };
        start(&mut self.writ, count).expect("the script runs");
    }

    fn start_sleepers(&mut self, count: i64, ready: i64) {
        match self.is_vm {
            true => self.writ.call::<()>("startSleepers", (count, ready)).expect("the script runs"),
            false => compiled::start_sleepers(&mut self.writ, count, ready).expect("the script runs"),
        }
    }

    fn sum(&mut self) -> i64 {
        match self.is_vm {
            true => self.writ.call("sum", ()).expect("the script runs"),
            false => compiled::sum(&mut self.writ).expect("the script runs"),
        }
    }

    fn ticks(&mut self, count: usize) {
        for _ in 0..count {
            let report = self.writ.tick(1.0).expect("no script is running");
            assert!(report.is_ok(), "{report}");
        }
    }
}

/// Nanoseconds for each of `count` things.
fn each(milliseconds: f64, count: usize) -> f64 {
    milliseconds * 1e6 / count as f64
}

/// Nanoseconds per switch, with so many coroutines of a kind.
fn switches(is_vm: bool, kind: &str, coroutines: i64, ticks: usize) -> f64 {
    let mut engine = Engine::new(is_vm);
    engine.start(kind, coroutines);
    engine.ticks(3);
    let before = engine.sum();
    let sample = measure(|| {
        engine.ticks(ticks);
        0.0
    });
    assert!(engine.sum() > before, "they ran");
    each(sample.milliseconds, ticks * coroutines as usize)
}

/// Microseconds for a tick with so many sleepers of which `ready` wake up.
fn sleepers(is_vm: bool, count: i64, ready: i64) -> f64 {
    let mut engine = Engine::new(is_vm);
    engine.start_sleepers(count, ready);
    // Until every one has slept twice.
    let period = (count / ready) as usize;
    engine.ticks(2 * period + 2);
    let before = engine.sum();
    let sample = measure(|| {
        engine.ticks(1000);
        0.0
    });
    let woken = engine.sum() - before;
    assert!(woken >= 7000 * ready && woken % ready == 0, "so many wake up in each tick: {woken}");
    each(sample.milliseconds, 1000) / 1000.0
}

/// Nanoseconds for a coroutine that is started, suspended once and ends; a thousand at once.
fn short_lives(is_vm: bool) -> f64 {
    let mut engine = Engine::new(is_vm);
    let sample = measure(|| {
        for _ in 0..1000 {
            engine.start("startShort", 1000);
            engine.ticks(2);
        }
        0.0
    });
    assert_eq!(engine.writ.active_coroutine_count(), 0);
    each(sample.milliseconds, 1_000_000)
}

#[cfg(any(feature = "lua", feature = "luajit"))]
mod lua {
    use super::each;
    use crate::measure::measure;
    use mlua::{Function, Lua, Table, Thread};

    const SOURCE: &str = include_str!("../scripts/coroutines.lua");

    fn load(lua: &Lua) -> Table {
        if cfg!(feature = "luajit") {
            lua.load("jit.off()").exec().expect("its compiler can be switched off");
        }
        lua.load(SOURCE).eval().expect("the script compiles")
    }

    fn call(table: &Table, name: &str, count: i64) -> f64 {
        let function: Function = table.get(name).expect("the script has it");
        function.call::<Option<f64>>(count).expect("the script runs").unwrap_or(0.0)
    }

    pub fn switches(kind: &str, coroutines: i64, ticks: usize) -> f64 {
        let lua = Lua::new();
        let table = load(&lua);
        call(&table, kind, coroutines);
        call(&table, "ticks", 3);
        let sample = measure(|| call(&table, "ticks", ticks as i64));
        each(sample.milliseconds, ticks * coroutines as usize)
    }

    /// The host resumes: `mlua::Thread`.
    pub fn threads(coroutines: usize, ticks: usize) -> f64 {
        let lua = Lua::new();
        let worker: Function = load(&lua).get("worker").expect("the script has it");
        let threads: Vec<Thread> =
            (0..coroutines).map(|_| lua.create_thread(worker.clone()).expect("there is memory for a thread")).collect();
        let sample = measure(|| {
            for _ in 0..ticks {
                for thread in &threads {
                    thread.resume::<()>(()).expect("the script runs");
                }
            }
            0.0
        });
        each(sample.milliseconds, ticks * coroutines)
    }

    pub fn short_lives() -> f64 {
        let lua = Lua::new();
        let table = load(&lua);
        let sample = measure(|| {
            for _ in 0..1000 {
                call(&table, "short", 1000);
            }
            0.0
        });
        each(sample.milliseconds, 1_000_000)
    }
}

#[cfg(not(any(feature = "lua", feature = "luajit")))]
mod lua {
    pub fn switches(_: &str, _: i64, _: usize) -> f64 {
        f64::NAN
    }
    pub fn threads(_: usize, _: usize) -> f64 {
        f64::NAN
    }
    pub fn short_lives() -> f64 {
        f64::NAN
    }
}

/// A frame as one writes it by hand: a state behind a table of functions, resumed by a loop.
mod native {
    use super::each;
    use crate::measure::measure;
    use std::hint::black_box;

    trait Resume {
        fn resume(&mut self, total: &mut i64) -> bool;
    }

    struct Worker(i64);

    impl Resume for Worker {
        fn resume(&mut self, total: &mut i64) -> bool {
            self.0 += 1;
            *total += self.0 % 3;
            true
        }
    }

    pub fn switches(coroutines: usize, ticks: usize) -> f64 {
        let mut list: Vec<Box<dyn Resume>> = (0..coroutines).map(|_| black_box(Box::new(Worker(0)) as Box<dyn Resume>)).collect();
        let mut total = 0;
        let sample = measure(|| {
            for _ in 0..ticks {
                list.retain_mut(|one| one.resume(&mut total));
            }
            total as f64
        });
        each(sample.milliseconds, ticks * coroutines)
    }
}

/// Measures and prints the rows that have this in their names.
pub fn print_table(filter: &str) {
    let lua_name = if cfg!(feature = "luajit") { "LuaJIT, off" } else { "Lua 5.4" };
    println!("| coroutines | native | compiled | VM | {lua_name} | Lua / VM | Lua / compiled |");
    println!("|---|--:|--:|--:|--:|--:|--:|");
    let shown = |value: f64| if value.is_nan() { String::new() } else { format!("{value:.1}") };
    let row = |name: &str, native: &dyn Fn() -> f64, writ: &dyn Fn(bool) -> f64, lua: &dyn Fn() -> f64| {
        if !name.contains(filter) {
            return;
        }
        let (native, [compiled, vm], lua) = (native(), [false, true].map(writ), lua());
        let (by_vm, by_compiled) = (shown(lua / vm), shown(lua / compiled));
        println!("| {name} | {} | {compiled:.1} | {vm:.1} | {} | {by_vm} | {by_compiled} |", shown(native), shown(lua));
    };
    let none = || f64::NAN;
    for (count, ticks) in [(1, 1_000_000), (1000, 1000)] {
        let name = format!("switch among {count}, ns");
        let (native, writ) = (|| native::switches(count, ticks), |is_vm| switches(is_vm, "startWorkers", count as i64, ticks));
        row(&name, &native, &writ, &|| lua::switches("startWorkers", count as i64, ticks));
        row(&format!("{name}, Lua resumed by the host"), &native, &writ, &|| lua::threads(count, ticks));
    }
    let parents = |is_vm| switches(is_vm, "startParents", 1000, 1000);
    row("child that yields once and returns, ns", &none, &parents, &|| lua::switches("startParents", 1000, 1000));
    row("start, one yield, end, ns", &none, &short_lives, &lua::short_lives);
    for sleeping in [1_000, 100_000] {
        row(&format!("tick, 100 of {sleeping} sleepers wake, µs"), &none, &|is_vm| sleepers(is_vm, sleeping, 100), &none);
    }
}
