//! What the host does while a script waits for it.

use super::pools::with_pools;
use super::scripts;
use arbitrary::Arbitrary;
use std::cell::RefCell;
use std::collections::VecDeque;
use writ_compiler::loader::Memory;
use writ_runtime::object::Reference;
use writ_runtime::{ErrorKind, Limits, Ref, RuntimeError, Value, Writ};

/// One thing that the host does when a script calls `act`.
#[derive(Clone, Copy, Arbitrary, Debug)]
pub enum Inside {
    Nothing,
    Fail,
    /// Only where panics are asked for.
    Panic,
    Limits {
        instructions: u16,
        heap: u8,
        depth: u8,
    },
    Print,
    Loader,
    Register,
    Run {
        piece: u8,
    },
    Tick,
    Call {
        function: u8,
        argument: i8,
    },
    CallNamed {
        name: u8,
    },
    Destroy {
        body: u8,
    },
    DestroyOwned {
        owner: u8,
    },
    Bind {
        body: u8,
        owner: u8,
    },
    CancelOwner {
        owner: u8,
    },
    Cancel {
        coroutine: u8,
    },
    Drop {
        pool: u8,
        index: u8,
    },
    Borrow {
        body: u8,
    },
    PushForeign {
        list: u8,
        any: u8,
    },
    ClearNumbers {
        list: u8,
    },
    TickSource,
    Deny,
    Seed {
        seed: i8,
    },
    NewBody,
    Names,
    Monster {
        monster: u8,
        how: u8,
    },
    Show {
        any: u8,
    },
}

/// What a panic of the host's says.
pub struct HostPanic;

struct Plan {
    commands: VecDeque<Inside>,
    panics: bool,
    /// How many calls of `act` lie in each other.
    depth: u32,
}

thread_local! {
    static PLAN: RefCell<Plan> = const { RefCell::new(Plan { commands: VecDeque::new(), panics: false, depth: 0 }) };
}

/// What the host will do, in this order, and then over again from the start.
pub fn plan(commands: Vec<Inside>, panics: bool) {
    PLAN.set(Plan { commands: commands.into(), panics, depth: 0 });
}

/// The next thing that was planned.
pub fn act(writ: &mut Writ, n: i64) -> Result<i64, RuntimeError> {
    let (next, panics, depth) = PLAN.with_borrow_mut(|plan| {
        let next = plan.commands.pop_front();
        plan.commands.extend(next);
        plan.depth += 1;
        (next, plan.panics, plan.depth)
    });
    // A command that lets scripts call `act` again may do so a few times.
    let result = if depth > 4 { Ok(n) } else { next.map_or(Ok(n), |next| do_one(writ, next, panics, n)) };
    PLAN.with_borrow_mut(|plan| plan.depth = plan.depth.saturating_sub(1));
    result
}

fn do_one(writ: &mut Writ, command: Inside, panics: bool, n: i64) -> Result<i64, RuntimeError> {
    match command {
        Inside::Nothing => {}
        Inside::Fail => return Err(RuntimeError::new(ErrorKind::HostError, "the host says no")),
        Inside::Panic if panics => std::panic::resume_unwind(Box::new(HostPanic)),
        Inside::Panic => {}
        Inside::Limits { instructions, heap, depth } => writ.set_limits(limits(instructions, heap, depth)),
        Inside::Print => writ.set_print(|_| ()),
        Inside::Loader => writ.set_loader(Memory::new().with("other.writ", "export let there = 1")),
        Inside::Register => assert!(writ.register_fn("late", || 1i64).is_err(), "something is registered while a script runs"),
        Inside::Run { piece } => assert!(writ.run(scripts::piece(piece)).is_err(), "a script runs inside of another"),
        Inside::Tick => assert!(writ.tick(0.1).is_err(), "a tick runs inside of a script"),
        Inside::Call { function, argument } => {
            if let Some(function) = with_pools(|pools| pools.functions.get(function.into())) {
                return function.call(writ, (argument.into(),));
            }
        }
        Inside::CallNamed { name } => {
            assert!(writ.call::<Value>(scripts::name(name), ()).is_err(), "a script is called by name inside of another")
        }
        Inside::Destroy { body } => {
            if let Some(body) = with_pools(|pools| pools.bodies.get(body.into())) {
                return writ.destroy(&body).map(|body| body.value);
            }
        }
        Inside::DestroyOwned { owner } => return writ.destroy_owned(u64::from(owner % 3)).map(|count| count as i64),
        Inside::Bind { body, owner } => {
            if let Some(body) = with_pools(|pools| pools.bodies.get(body.into())) {
                writ.bind_owner_id(&body, u64::from(owner % 3));
            }
        }
        Inside::CancelOwner { owner } => {
            writ.cancel_coroutines_for_owner(u64::from(owner % 3));
        }
        Inside::Cancel { coroutine } => {
            if let Some(coroutine) = with_pools(|pools| pools.coroutines.get(coroutine.into())) {
                coroutine.cancel(writ);
            }
        }
        Inside::Drop { pool, index } => super::drop_one(pool, index),
        Inside::Borrow { body } => {
            if let Some(body) = with_pools(|pools| pools.bodies.get(body.into())) {
                if let Ok(body) = body.try_borrow(writ) {
                    return Ok(body.value);
                }
                if let Ok(body) = body.try_borrow_mut(writ) {
                    body.items.clear();
                }
            }
        }
        Inside::PushForeign { list, any } => {
            let pair = with_pools(|pools| pools.lists.get(list.into()).zip(pools.anys.get(any.into())));
            if let Some((list, any)) = pair
                && !super::may_hold(&list, &any)
            {
                list.push(any);
            }
        }
        Inside::ClearNumbers { list } => {
            if let Some(list) = with_pools(|pools| pools.numbers.get(list.into())) {
                while list.pop().is_some() {}
            }
        }
        Inside::TickSource => writ.set_tick_source(|| 0.1),
        Inside::Deny => {
            writ.deny("rules");
        }
        Inside::Seed { seed } => writ.set_random_seed(seed.into()),
        Inside::NewBody => {
            let body = Ref::new(writ, super::types::Body::new(n));
            with_pools(|pools| pools.bodies.keep(body));
        }
        Inside::Names => assert!(writ.names().is_empty()),
        Inside::Monster { monster, how } => {
            if let Some(monster) = with_pools(|pools| pools.monsters.get(monster.into())) {
                return super::use_monster(writ, &monster, how);
            }
        }
        Inside::Show { any } => {
            if let Some(any) = with_pools(|pools| pools.anys.get(any.into())) {
                let depth = writ.depth();
                return any.as_object().show(writ, depth).map(|text| text.len() as i64).map_err(|error| *error);
            }
        }
    }
    Ok(n)
}

/// Limits that are small, or none.
pub fn limits(instructions: u16, heap: u8, depth: u8) -> Limits {
    let mut limits = Limits::new().instructions(u64::from(instructions) + 1).call_depth(u32::from(depth) + 1);
    if heap > 0 {
        limits = limits.heap_bytes(usize::from(heap) << 12);
    }
    limits
}
