//! A host does anything with a few instances, in any order.
//!
//! * `types` — what it offers to scripts; `inside` — what it does while a script waits for it
//! * `pools` — what it keeps of what scripts gave it; `scripts` — what it runs
//! * `calls` — how it calls scripts

mod calls;
mod inside;
mod pools;
mod scripts;
mod types;

use crate::base::{self, Monster};
use arbitrary::{Arbitrary, Unstructured};
use inside::{HostPanic, Inside, limits};
use pools::with_pools;
use std::panic::{AssertUnwindSafe, catch_unwind};
use writ_compiler::loader::Memory;
use writ_runtime::host::HostModule;
use writ_runtime::object::{Reference, live_objects};
use writ_runtime::{AnyRef, Array, CompiledProgram, Dyn, Module, Progress, Ref, RuntimeError, StoppedCall, Value, Writ};

/// So many instances at once.
const INSTANCES: usize = 3;
/// So many operations at most.
const OPERATIONS: usize = 60;
/// Of instructions that a call may take: a host without limits would wait for ever.
const INSTRUCTIONS: u64 = 3_000;
const HEAP_BYTES: usize = 2 << 20;
const CALL_DEPTH: u32 = 120;

/// One thing that the host does; `w` says with which instance.
#[derive(Clone, Copy, Arbitrary, Debug)]
enum Operation {
    Run { w: u8, piece: u8 },
    RunTwo { w: u8, first: u8, second: u8 },
    Evaluate { w: u8, piece: u8 },
    Load { w: u8, lib: bool },
    Link { w: u8 },
    Register { w: u8 },
    Deny { w: u8, allow: bool },
    Module { w: u8, name: u8, on: bool },
    Call { w: u8, name: u8, how: calls::How, n: u8 },
    CallDynamic { w: u8, name: u8, arguments: [calls::Argument; 2], count: u8 },
    CallModule { w: u8, module: u8, name: u8, how: calls::How },
    CallFunction { w: u8, function: u8, argument: i8 },
    Get { w: u8, name: u8, how: calls::How },
    Function { w: u8, name: u8 },
    Stepwise { w: u8, name: u8, instructions: u8, n: u8 },
    Resume { w: u8, call: u8, instructions: u16 },
    DropStopped { call: u8 },
    Tick { w: u8, long: bool },
    TickSource { w: u8, on: bool },
    Owner { w: u8, body: u8, owner: u8 },
    OwnCoroutine { w: u8, coroutine: u8, owner: u8 },
    CancelOwner { w: u8, owner: u8 },
    Cancel { w: u8, coroutine: u8 },
    Destroy { w: u8, body: u8 },
    DestroyOwned { w: u8, owner: u8 },
    NewBody { w: u8, value: i8 },
    Borrow { w: u8, body: u8 },
    Drop { pool: u8, index: u8 },
    DropInstance { w: u8 },
    Compile { w: u8, piece: u8 },
    LoadCompiled { w: u8, program: u8 },
    Limits { w: u8, instructions: u16, heap: u8, depth: u8 },
    NoLimits { w: u8 },
    PushForeign { list: u8, any: u8 },
    NewMonster { w: u8 },
    UseMonster { w: u8, monster: u8, how: u8 },
    MonsterList { w: u8, how: u8 },
    CompiledCall { w: u8, how: u8 },
    Show { w: u8, any: u8 },
    TypeOf { w: u8, piece: u8 },
    Names { w: u8 },
    Interrupt { w: u8 },
    Keep { w: u8, name: u8 },
}

#[derive(Default)]
struct World {
    instances: [Option<Writ>; INSTANCES],
    modules: Vec<Module>,
    stopped: Vec<StoppedCall<Value>>,
    programs: Vec<CompiledProgram>,
    /// A panic of the host's went through a script: what that held may be lost.
    panicked: bool,
}

/// A host does what the bytes say.
///
/// # Panics
/// If something is found.
pub fn host_api(data: &[u8]) {
    run(data, false);
}

/// As [`host_api`], where functions of the host's panic, too. What a script held when that happened is not released.
///
/// # Panics
/// If something is found.
pub fn host_panics(data: &[u8]) {
    run(data, true);
}

fn run(data: &[u8], panics: bool) {
    let mut bytes = Unstructured::new(data);
    let Ok(plan) = <[Inside; 4]>::arbitrary(&mut bytes) else { return };
    inside::plan(plan.to_vec(), panics);
    // After a finding there may be something left.
    pools::clear();
    let objects = live_objects();
    let mut world = World::default();
    let set_up = u8::arbitrary(&mut bytes).unwrap_or_default();
    for w in 0..2 {
        world.set_up(w, set_up >> (w * 2));
    }
    for _ in 0..OPERATIONS {
        if bytes.is_empty() {
            break;
        }
        let Ok(operation) = Operation::arbitrary(&mut bytes) else { break };
        let done = catch_unwind(AssertUnwindSafe(|| world.apply(operation)));
        if let Err(panic) = done {
            if !panic.is::<HostPanic>() {
                std::panic::resume_unwind(panic);
            }
            world.panicked = true;
        }
    }
    let panicked = world.panicked;
    // Each instance that is left works.
    for writ in world.instances.iter_mut().flatten() {
        writ.clear_tick_source();
        writ.set_limits(writ_runtime::Limits::new());
        let value = writ.run("func afterwards(x: int) -> int { return x * 2 }\nreturn \"works ${afterwards(21)}\"");
        assert_eq!(value.expect("a small piece runs").to_string(), "works 42");
    }
    drop(world);
    pools::clear();
    let left = live_objects();
    assert!(panicked || left == objects, "{left} objects are left of {objects}");
}

fn new_instance() -> Writ {
    let mut writ = Writ::new();
    writ.set_print(|_| ());
    writ.set_limits(usual_limits());
    writ.set_loader(Memory::new().with("lib.writ", scripts::LIB));
    types::register(&mut writ).expect("names that are free");
    let mut rules = HostModule::new("rules");
    rules.function("rule", |n: i64| n + 1).and_then(|module| module.value("RULE", 3i64)).expect("names that are free");
    writ.register_module(rules).expect("names that are free");
    writ
}

fn usual_limits() -> writ_runtime::Limits {
    writ_runtime::Limits::new().instructions(INSTRUCTIONS).heap_bytes(HEAP_BYTES).call_depth(CALL_DEPTH)
}

/// Limits that let no call last for long.
fn bounded(limits: writ_runtime::Limits) -> writ_runtime::Limits {
    let instructions = limits.instructions.unwrap_or(INSTRUCTIONS).min(INSTRUCTIONS);
    limits
        .instructions(instructions)
        .heap_bytes(limits.heap_bytes.unwrap_or(HEAP_BYTES).min(HEAP_BYTES))
        .call_depth(limits.call_depth.min(CALL_DEPTH))
}

impl World {
    fn at(&mut self, w: u8) -> &mut Writ {
        let writ = self.instances[usize::from(w) % INSTANCES].get_or_insert_with(new_instance);
        // What a function of the host's set meanwhile must not make the next call endless.
        writ.set_limits(bounded(writ.limits()));
        writ
    }

    /// What most operations need, so that it need not be found first: the declarations of all pieces, and the compiled program with classes that extend its.
    fn set_up(&mut self, w: u8, how: u8) {
        thread_local!(static DECLARATIONS: CompiledProgram = new_instance().compile(&scripts::declarations()).expect("they compile"));
        if how & 1 != 0 {
            let declarations = DECLARATIONS.with(CompiledProgram::clone);
            let module = self.at(w).load_compiled(&declarations).expect("the declarations run");
            self.modules.push(module);
        }
        if how & 2 != 0 {
            self.at(w).link(base::module()).expect("the compiled program links");
            self.at(w).run(scripts::monsters()).expect("classes can extend its");
            let monster: Ref<Monster> = self.at(w).call("orc", (1i64,)).expect("it makes one");
            with_pools(|pools| {
                pools.weak_monsters.keep(monster.downgrade());
                pools.monsters.keep(monster);
            });
        }
    }

    fn apply(&mut self, operation: Operation) {
        match operation {
            Operation::Run { w, piece } => {
                if let Ok(value) = self.at(w).run(scripts::piece(piece)) {
                    with_pools(|pools| pools.values.keep(value));
                }
            }
            Operation::RunTwo { w, first, second } => {
                let source = format!("{}\n{}", scripts::piece(first), scripts::piece(second));
                let _ = self.at(w).run(&source);
            }
            Operation::Evaluate { w, piece } => {
                let _ = self.at(w).evaluate("<piece>", scripts::piece(piece));
            }
            Operation::Load { w, lib } => {
                if let Ok(module) = self.at(w).load(if lib { "lib" } else { "other" }) {
                    self.modules.push(module);
                }
            }
            Operation::Link { w } => {
                let _ = self.at(w).link(base::module());
            }
            Operation::Register { w } => {
                let _ = self.at(w).register_fn("late", |n: i64| n);
                let _ = self.at(w).register_global("LATE", 1i64);
            }
            Operation::Deny { w, allow } => {
                let writ = self.at(w);
                if allow {
                    writ.allow("rules")
                } else {
                    writ.deny("rules")
                };
            }
            Operation::Module { w, name, on } => {
                let name = ["json", "regex", "random", "math"][usize::from(name) % 4];
                let _ = if on { self.at(w).enable_module(name) } else { self.at(w).disable_module(name) };
            }
            Operation::Call { w, name, how, n } => calls::call(self.at(w), scripts::name(name), how, n),
            Operation::CallDynamic { w, name, arguments, count } => {
                let arguments: Vec<Value> = arguments.iter().take(usize::from(count % 3)).map(calls::Argument::value).collect();
                if let Ok(value) = self.at(w).call_dynamic(scripts::name(name), &arguments) {
                    calls::keep_value(value);
                }
            }
            Operation::CallModule { w, module, name, how } => {
                if self.modules.is_empty() {
                    return;
                }
                let module = self.modules[usize::from(module) % self.modules.len()].clone();
                calls::call_module(self.at(w), &module, scripts::name(name), how);
            }
            Operation::CallFunction { w, function, argument } => {
                if let Some(function) = with_pools(|pools| pools.functions.get(function.into())) {
                    let _ = function.call(self.at(w), (argument.into(),));
                }
            }
            Operation::Get { w, name, how } => calls::get(self.at(w), scripts::name(name), how),
            Operation::Function { w, name } => {
                if let Ok(function) = self.at(w).function::<(i64,), i64>(scripts::name(name)) {
                    with_pools(|pools| pools.functions.keep(function));
                }
            }
            Operation::Stepwise { w, name, instructions, n } => {
                let progress = self.at(w).call_stepwise::<Value>(scripts::name(name), (i64::from(n),), instructions.into());
                self.went_on(progress);
            }
            Operation::Resume { w, call, instructions } => {
                if self.stopped.is_empty() {
                    return;
                }
                let call = self.stopped.swap_remove(usize::from(call) % self.stopped.len());
                let progress = self.at(w).resume(call, u64::from(instructions) % INSTRUCTIONS);
                self.went_on(progress);
            }
            Operation::DropStopped { call } => {
                if !self.stopped.is_empty() {
                    drop(self.stopped.swap_remove(usize::from(call) % self.stopped.len()));
                }
            }
            Operation::Tick { w, long } => {
                let _ = self.at(w).tick(if long { 5.0 } else { 0.1 });
            }
            Operation::TickSource { w, on } => {
                let writ = self.at(w);
                if on {
                    writ.set_tick_source(|| 0.1)
                } else {
                    writ.clear_tick_source()
                }
                let _ = writ.take_coroutine_failures();
            }
            Operation::Owner { w, body, owner } => {
                if let Some(body) = with_pools(|pools| pools.bodies.get(body.into())) {
                    self.at(w).bind_owner_id(&body, u64::from(owner % 3));
                } else if let Some(any) = with_pools(|pools| pools.anys.get(body.into())) {
                    self.at(w).bind_owner_id(&any, u64::from(owner % 3));
                }
            }
            Operation::OwnCoroutine { w, coroutine, owner } => {
                if let Some(coroutine) = with_pools(|pools| pools.coroutines.get(coroutine.into())) {
                    coroutine.set_owner_id(self.at(w), u64::from(owner % 3));
                }
            }
            Operation::CancelOwner { w, owner } => {
                self.at(w).cancel_coroutines_for_owner(u64::from(owner % 3));
            }
            Operation::Cancel { w, coroutine } => {
                if let Some(coroutine) = with_pools(|pools| pools.coroutines.get(coroutine.into())) {
                    coroutine.cancel(self.at(w));
                    let _ = (coroutine.is_running(self.at(w)), coroutine.name().len());
                }
            }
            Operation::Destroy { w, body } => {
                if let Some(body) = with_pools(|pools| pools.bodies.get(body.into())) {
                    let _ = self.at(w).destroy(&body);
                    let _ = self.at(w).is_destroyed(&body);
                }
            }
            Operation::DestroyOwned { w, owner } => {
                let _ = self.at(w).destroy_owned(u64::from(owner % 3));
            }
            Operation::NewBody { w, value } => {
                let body = Ref::new(self.at(w), types::Body::new(value.into()));
                with_pools(|pools| {
                    pools.weaks.keep(body.downgrade());
                    pools.bodies.keep(body);
                });
            }
            Operation::Borrow { w, body } => {
                if let Some(body) = with_pools(|pools| pools.bodies.get(body.into())) {
                    let writ = self.at(w);
                    let value = body.try_borrow(writ).map_or(0, |body| body.value + body.shared.len());
                    if let Ok(body) = body.try_borrow_mut(writ) {
                        body.value = value.wrapping_add(1);
                        body.shared = Array::from_vec(vec![value]);
                    }
                }
            }
            Operation::Drop { pool, index } => drop_one(pool, index),
            Operation::DropInstance { w } => self.instances[usize::from(w) % INSTANCES] = None,
            Operation::Compile { w, piece } => {
                if let Ok(program) = self.at(w).compile(scripts::piece(piece)) {
                    self.programs.push(program);
                }
            }
            Operation::LoadCompiled { w, program } => {
                if self.programs.is_empty() {
                    return;
                }
                let program = self.programs[usize::from(program) % self.programs.len()].clone();
                if let Ok(module) = self.at(w).load_compiled(&program) {
                    self.modules.push(module);
                }
            }
            Operation::Limits { w, instructions, heap, depth } => self.at(w).set_limits(limits(instructions, heap, depth)),
            Operation::NoLimits { w } => self.at(w).set_limits(usual_limits()),
            Operation::PushForeign { list, any } => {
                let pair = with_pools(|pools| pools.lists.get(list.into()).zip(pools.anys.get(any.into())));
                if let Some((list, any)) = pair
                    && !may_hold(&list, &any)
                {
                    list.push(any);
                }
            }
            Operation::NewMonster { w } => {
                if let Ok(monster) = Monster::new(self.at(w), "made by the host", &Array::new()) {
                    with_pools(|pools| pools.monsters.keep(monster));
                }
            }
            Operation::UseMonster { w, monster, how } => {
                if let Some(monster) = with_pools(|pools| pools.monsters.get(monster.into())) {
                    let _ = use_monster(self.at(w), &monster, how);
                }
            }
            Operation::MonsterList { w, how } => calls::monster_list(self.at(w), how),
            Operation::CompiledCall { w, how } => calls::compiled(self.at(w), how),
            Operation::Show { w, any } => {
                if let Some(any) = with_pools(|pools| pools.anys.get(any.into())) {
                    let writ = self.at(w);
                    let depth = writ.depth();
                    let _ = any.as_object().show(writ, depth);
                }
                let _ = with_pools(|pools| pools.values.get(any.into())).map(|value| value.to_string());
            }
            Operation::TypeOf { w, piece } => {
                let _ = self.at(w).type_of(scripts::piece(piece));
            }
            Operation::Names { w } => {
                let _ = (self.at(w).names(), self.at(w).member_names("giveBody(0)"));
            }
            Operation::Interrupt { w } => self.at(w).interrupter().interrupt(),
            Operation::Keep { w, name } => {
                if let Ok(value) = self.at(w).get::<Value>(scripts::name(name)) {
                    calls::keep_value(value);
                }
            }
        }
    }

    fn went_on(&mut self, progress: Result<Progress<Value>, writ_runtime::Error>) {
        match progress {
            Ok(Progress::Stopped(call)) => self.stopped.push(call),
            Ok(Progress::Done(value)) => calls::keep_value(value),
            Err(_) => {}
        }
    }
}

/// Whether what is put into a list may hold that list: then it would hold itself.
fn may_hold(_: &Array<AnyRef>, any: &AnyRef) -> bool {
    !matches!(any.as_object().class().shape.name, "Body" | "Left" | "Right" | "Thing" | "int" | "string")
}

/// Calls methods of an object of a compiled class, which scripts may have extended.
fn use_monster(writ: &mut Writ, monster: &Ref<Monster>, how: u8) -> Result<i64, RuntimeError> {
    match how % 6 {
        0 => Ok(monster.attack(writ, 2)?),
        1 => Ok(monster.title(writ)?.len() as i64),
        2 => Ok(monster.hurt(writ, 1)?),
        3 => Ok(monster.fail(writ, i64::from(how) / 64)?),
        4 => {
            let health = monster.try_borrow(writ).map_err(|error| *error)?.health;
            monster.try_borrow_mut(writ).map_err(|error| *error)?.health = health + 1;
            Ok(health)
        }
        _ => {
            let named: Dyn<dyn base::Named> = writ_runtime::object::Object::upcast(monster.clone());
            with_pools(|pools| pools.named.keep(named));
            Ok(0)
        }
    }
}

/// Drops one thing that the host kept.
fn drop_one(pool: u8, index: u8) {
    let index = usize::from(index);
    match pool % 12 {
        0 => drop(with_pools(|pools| pools.anys.take(index))),
        1 => drop(with_pools(|pools| pools.bodies.take(index))),
        2 => drop(with_pools(|pools| pools.weaks.take(index))),
        3 => drop(with_pools(|pools| pools.lists.take(index))),
        4 => drop(with_pools(|pools| pools.numbers.take(index))),
        5 => drop(with_pools(|pools| pools.tables.take(index))),
        6 => drop(with_pools(|pools| pools.functions.take(index))),
        7 => drop(with_pools(|pools| pools.texts.take(index))),
        8 => drop(with_pools(|pools| pools.monsters.take(index))),
        9 => drop(with_pools(|pools| pools.named.take(index))),
        10 => drop(with_pools(|pools| pools.coroutines.take(index))),
        _ => drop(with_pools(|pools| (pools.values.take(index), pools.weak_monsters.take(index)))),
    }
}
