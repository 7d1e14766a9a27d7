//! From one instruction to the next.
//!
//! Each instruction is a function (a handler) that ends with a call of the next one's, with all that the interpreter holds in its arguments: where the
//! compiler makes a jump of that call, as it does for targets whose convention has registers for them all, nothing comes between two instructions. Rust does
//! not promise such jumps. So nothing relies on them: before it goes back, or into another function, a handler looks how much of the native stack is taken,
//! and if it is more than a piece it returns to [`run`], which goes on from there. Where such calls are not made jumps at all (without optimisation, and for
//! other processors), every handler returns. That is direct threading with tail calls: M. A. Ertl and D. Gregg, "The Structure and Performance of Efficient
//! Interpreters", 2003; `musttail` interpreters do the same.

use super::machine::{Frame, Machine};
use super::step::HANDLERS;
use crate::error::{Fallible, RuntimeError};
use crate::vm::bytecode::{Instruction, Op};
use crate::writ::Writ;
use std::mem::MaybeUninit;
use std::ptr::NonNull;

/// What the instruction before computed, for those that take it from there: see `bytecode::last`. Whoever computes nothing hands on nothing.
#[derive(Clone, Copy, Debug)]
pub(super) struct Last {
    pub(super) int: MaybeUninit<u64>,
    pub(super) f64: MaybeUninit<f64>,
    pub(super) f32: MaybeUninit<f32>,
}

impl Last {
    pub(super) const NOTHING: Last = Last { int: MaybeUninit::uninit(), f64: MaybeUninit::uninit(), f32: MaybeUninit::uninit() };
}

/// Does an instruction and what follows it: the machine, the instruction, the window, the next free frame, and the last result. What else there is lies
/// in the machine: each argument takes a register from all instructions.
///
/// # Safety
/// As [`run`]; the window and the frame are those of the instruction's function.
pub(super) type Handler =
    unsafe fn(&mut Machine, *const Instruction, *mut u64, *mut Frame, MaybeUninit<u64>, MaybeUninit<f64>, MaybeUninit<f32>) -> Fallible<()>;

/// How many instructions there are.
pub(super) const COUNT: usize = Op::ALL.len();

/// Where the handlers returned to [`run`] to go on from there.
#[derive(Clone, Copy, Debug)]
pub(super) struct Paused {
    pc: *const Instruction,
    base: *mut u64,
    frames: *mut Frame,
    last: Last,
}

/// What an instruction waits for: where it goes on, and the function that it calls, if it calls one.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pending {
    pub(super) at: *const Instruction,
    pub(super) function: u32,
}

impl Default for Pending {
    fn default() -> Pending {
        Pending { at: std::ptr::null(), function: 0 }
    }
}

/// Native stack that handlers may take before they return. Where they are jumps they take none.
#[cfg(writ_threaded)]
const NATIVE_STACK: usize = 16 * 1024;

/// The native stack pointer.
#[cfg(writ_threaded)]
#[inline(always)]
pub(super) fn native_stack() -> usize {
    let pointer: usize;
    // SAFETY: reads a register.
    #[cfg(target_arch = "x86_64")]
    unsafe {
        std::arch::asm!("mov {}, rsp", out(reg) pointer, options(nomem, nostack, preserves_flags));
    }
    // SAFETY: as above.
    #[cfg(target_arch = "aarch64")]
    unsafe {
        std::arch::asm!("mov {}, sp", out(reg) pointer, options(nomem, nostack, preserves_flags));
    }
    pointer
}

/// Runs from `pc` until the first frame returns, with a window, the next free frame and the last that may count without [`Machine::deepen`].
///
/// # Safety
/// Linked code of the emitter; the stack has room for the first function, and its arguments are in its window.
#[inline]
pub(super) unsafe fn run<const LIMITED: bool>(
    machine: &mut Machine,
    writ: &mut Writ,
    mut pc: *const Instruction,
    (base, next, last): (usize, usize, usize),
) -> Fallible<()> {
    let mut base = machine.stack.as_mut_ptr().wrapping_add(base);
    let first = machine.frames.as_mut_ptr();
    let mut frames = first.wrapping_add(next);
    machine.deepest = first.wrapping_add(last).addr();
    let outer = machine.writ.replace(NonNull::from(writ));
    #[cfg(writ_threaded)]
    let outside = std::mem::replace(&mut machine.native_end, native_stack().saturating_sub(NATIVE_STACK));
    let mut last = Last::NOTHING;
    let result = loop {
        // SAFETY: the caller's promise, and that of the handler which returned to go on.
        let result = unsafe { HANDLERS[usize::from(LIMITED)][(*pc).op as usize](machine, pc, base, frames, last.int, last.f64, last.f32) };
        match machine.paused.take() {
            Some(paused) => Paused { pc, base, frames, last } = paused,
            None => break result,
        }
    };
    #[cfg(writ_threaded)]
    {
        machine.native_end = outside;
    }
    machine.writ = outer;
    result
}

impl Machine {
    /// Returns from a handler to [`run`], to go on from there.
    #[cfg_attr(writ_threaded, cold)]
    #[cfg_attr(writ_threaded, inline(never))]
    pub(super) fn pause(&mut self, pc: *const Instruction, base: *mut u64, frames: *mut Frame, last: Last) -> Fallible<()> {
        self.paused = Some(Paused { pc, base, frames, last });
        Ok(())
    }
}

/// Ends what runs with an error.
///
/// # Safety
/// As [`Machine::unwind`].
#[cold]
#[inline(never)]
pub(super) unsafe fn failed(
    machine: &mut Machine,
    error: Box<RuntimeError>,
    pc: *const Instruction,
    base: *mut u64,
    frames: *mut Frame,
) -> Fallible<()> {
    // SAFETY: the caller's promise.
    Err(unsafe { machine.fail(error, pc, base, frames) })
}

/// The next slice of what may run, for a jump.
///
/// # Safety
/// As [`Handler`], behind the instruction.
#[cold]
#[inline(never)]
pub(super) unsafe fn refill_for_jump(machine: &mut Machine, pc: *const Instruction, base: *mut u64, frames: *mut Frame) -> Fallible<()> {
    let target = machine.pending.at;
    // SAFETY: the caller's promise.
    unsafe {
        if let Some(error) = machine.refill_for_jump(target) {
            return failed(machine, error, pc, base, frames);
        }
        machine.pause(target, base, frames, Last::NOTHING)
    }
}

/// The same for a call, which is done then.
///
/// # Safety
/// As [`Handler`], behind the instruction.
#[cold]
#[inline(never)]
pub(super) unsafe fn refill_for_call(machine: &mut Machine, pc: *const Instruction, base: *mut u64, frames: *mut Frame) -> Fallible<()> {
    let Pending { at, function } = machine.pending;
    // SAFETY: the caller's promise.
    unsafe {
        if let Some(error) = machine.refill_for_call(at, function, base.add(usize::from((*at).a))) {
            return failed(machine, error, pc, base, frames);
        }
        // It takes again what it was given.
        machine.fuel += 1;
        machine.pause(at, base, frames, Last::NOTHING)
    }
}

/// More room for calls, if more of them may nest, for a call that is done then.
///
/// # Safety
/// As [`Handler`], behind the instruction.
#[cold]
#[inline(never)]
pub(super) unsafe fn deepen<const LIMITED: bool>(
    machine: &mut Machine,
    pc: *const Instruction,
    base: *mut u64,
    frames: *mut Frame,
) -> Fallible<()> {
    let Pending { at, function } = machine.pending;
    // SAFETY: the caller's promise.
    unsafe {
        let window = usize::from((*at).a);
        match machine.deepen(base, window, frames, function) {
            Ok((base, frames, deepest)) => {
                machine.deepest = deepest;
                if LIMITED {
                    // It takes again what it took.
                    machine.fuel += 1;
                }
                machine.pause(at, base, frames, Last::NOTHING)
            }
            Err(error) => {
                machine.release_refused(function, base.add(window));
                failed(machine, error, pc, base, frames)
            }
        }
    }
}

/// Makes a handler of each instruction, and the tables of them: without limits, and with them. The first arguments are a `$` and the names by which the
/// instructions know what the interpreter holds.
macro_rules! handlers {
    (
        $d:tt [$machine:ident $writ:ident $pc:ident $base:ident $frames:ident $constants:ident $at:ident $op:ident $came:ident $last:ident]
        $($(Op::$name:ident)|+ => $body:expr,)*
        $(slow $slow:ident => $rest:expr,)*
    ) => {
        /// By instruction.
        #[allow(non_snake_case, clippy::neg_cmp_op_on_partial_ord)] // `!(a < b)` is what is meant: NaN is neither less nor greater.
        #[allow(unused_variables, unused_mut, unused_macros, unused_assignments, unreachable_code)] // Each uses some of what all have.
        mod each {
            use super::*;
            use crate::error::Fallible;
            use crate::vm::bytecode::Instruction;
            use crate::vm::interp::dispatch::{Last, Pending, deepen, failed, refill_for_call, refill_for_jump};
            #[cfg(writ_threaded)]
            use crate::vm::interp::dispatch::native_stack;
            use crate::vm::interp::operands::operands;
            use crate::vm::bytecode::Operand;
            use crate::writ::Writ;
            use std::mem::MaybeUninit;

            $($(
                pub(super) unsafe fn $name<const LIMITED: bool>(
                    $machine: &mut Machine,
                    $at: *const Instruction,
                    mut $base: *mut u64,
                    mut $frames: *mut Frame,
                    int: MaybeUninit<u64>,
                    f64: MaybeUninit<f64>,
                    f32: MaybeUninit<f32>,
                ) -> Fallible<()> {
                    let $op = Op::$name;
                    let $came = Last { int, f64, f32 };
                    let mut $last = Last::NOTHING;
                    // SAFETY (of everything in it): the emitter's promises, see the module `interp`.
                    unsafe {
                        // Operands are read where they are needed, one load each: that takes less than to take a word apart.
                        let mut $pc = $at.add(1);
                        let $writ: &mut Writ = $machine.writ.unwrap_unchecked().as_mut();
                        let $constants: *const u64 = $machine.constants.as_ptr();
                        operands!($d $machine $writ $at $pc $base $frames $constants $op $came $last);
                        $body;
                        next!()
                    }
                }
            )+)*

            $(
                #[cold]
                #[inline(never)]
                unsafe fn $slow<const LIMITED: bool>(
                    $machine: &mut Machine,
                    $at: *const Instruction,
                    mut $base: *mut u64,
                    mut $frames: *mut Frame,
                ) -> Fallible<()> {
                    // SAFETY: the caller's promise.
                    let $op = unsafe { (*$at).op };
                    let $came = Last::NOTHING;
                    let mut $last = Last::NOTHING;
                    // SAFETY (of everything in it): as above.
                    unsafe {
                        let mut $pc = $at.add(1);
                        let $writ: &mut Writ = $machine.writ.unwrap_unchecked().as_mut();
                        let $constants: *const u64 = $machine.constants.as_ptr();
                        operands!($d $machine $writ $at $pc $base $frames $constants $op $came $last);
                        $rest;
                        next!()
                    }
                }
            )*
        }

        const fn table<const LIMITED: bool>() -> [super::dispatch::Handler; super::dispatch::COUNT] {
            let mut table: [super::dispatch::Handler; super::dispatch::COUNT] = [each::Unreachable::<LIMITED>; super::dispatch::COUNT];
            let mut known = [false; super::dispatch::COUNT];
            $($(
                assert!(!known[Op::$name as usize], "an instruction is there twice");
                known[Op::$name as usize] = true;
                table[Op::$name as usize] = each::$name::<LIMITED>;
            )+)*
            let mut index = 0;
            while index < known.len() {
                assert!(known[index], "an instruction is not there");
                index += 1;
            }
            table
        }

        /// The handlers: without limits, and with them.
        pub(super) static HANDLERS: [[super::dispatch::Handler; super::dispatch::COUNT]; 2] = [table::<false>(), table::<true>()];
    };
}

pub(super) use handlers;
