//! What instructions name: registers, constants, numbers; what is computed with those, and how it goes on after an instruction.

use super::dispatch::failed;
use super::machine::{Frame, Machine};
use super::memory::object;
use crate::collections::raw_array;
use crate::error::{self, Fallible};
use crate::vm::bytecode::Instruction;
use std::num::NonZeroU32;

/// Defines the macros by which a handler reads the operands of the instruction at `$at`, writes its result, and goes on. They are defined inside the
/// handler since they use its variables; the first argument is a `$`, by which the macros that are defined get theirs.
// rustfmt moves the rules that begin with `$d` further to the right each time.
#[rustfmt::skip]
macro_rules! operands {
    ($d:tt $machine:ident $writ:ident $at:ident $pc:ident $base:ident $frames:ident $constants:ident $op:ident $came:ident $last:ident) => {
        macro_rules! a {
            () => {
                usize::from((*$at).a)
            };
        }
        macro_rules! b {
            () => {
                usize::from((*$at).b)
            };
        }
        macro_rules! c {
            () => {
                usize::from((*$at).c)
            };
        }
        macro_rules! sb {
            () => {
                i64::from((*$at).b as i16)
            };
        }
        macro_rules! sc {
            () => {
                i64::from((*$at).c as i16)
            };
        }
        macro_rules! operand {
            () => {
                (*$at).operand()
            };
        }
        macro_rules! soperand {
            () => {
                i64::from((*$at).operand() as i32)
            };
        }
        macro_rules! r {
            ($d register:expr) => {
                *$base.add($d register)
            };
        }
        macro_rules! f {
            ($d register:expr) => {
                f64::from_bits(r!($d register))
            };
        }
        macro_rules! f32 {
            ($d register:expr) => {
                f32::from_bits(r!($d register) as u32)
            };
        }
        macro_rules! k {
            ($d index:expr) => {
                *$constants.add($d index as usize)
            };
        }
        macro_rules! kf {
            ($d index:expr) => {
                f64::from_bits(k!($d index))
            };
        }
        macro_rules! kf32 {
            ($d index:expr) => {
                f32::from_bits(k!($d index) as u32)
            };
        }
        macro_rules! string {
            ($d register:expr) => {
                Str::borrow_bits(&*$base.add($d register))
            };
        }
        // The operands that a form of the instruction takes from the last result: `b`, `c`, and the register in the data word.
        macro_rules! taken {
            ($d operand:pat, $d field:ident, $d plain:expr) => {
                match $op.takes() {
                    Some(($d operand, _)) => $came.$d field.assume_init(),
                    _ => $d plain,
                }
            };
        }
        macro_rules! rb {
            () => {
                taken!(Operand::B | Operand::Both, int, r!(b!()))
            };
        }
        macro_rules! rc {
            () => {
                taken!(Operand::C | Operand::Both, int, r!(c!()))
            };
        }
        macro_rules! rd {
            () => {{
                let register = fourth!();
                taken!(Operand::D, int, r!(register))
            }};
        }
        macro_rules! fb {
            () => {
                taken!(Operand::B | Operand::Both, f64, f!(b!()))
            };
        }
        macro_rules! fc {
            () => {
                taken!(Operand::C | Operand::Both, f64, f!(c!()))
            };
        }
        macro_rules! fd {
            () => {{
                let register = fourth!();
                taken!(Operand::D, f64, f!(register))
            }};
        }
        macro_rules! f32b {
            () => {
                taken!(Operand::B | Operand::Both, f32, f32!(b!()))
            };
        }
        macro_rules! f32c {
            () => {
                taken!(Operand::C | Operand::Both, f32, f32!(c!()))
            };
        }
        macro_rules! f32d {
            () => {{
                let register = fourth!();
                taken!(Operand::D, f32, f32!(register))
            }};
        }
        macro_rules! set {
            ($d value:expr) => {{
                let value = $d value as u64;
                r!(a!()) = value;
                $last.int = MaybeUninit::new(value);
            }};
        }
        macro_rules! set_f {
            ($d value:expr) => {{
                let value: f64 = $d value;
                r!(a!()) = value.to_bits();
                $last.f64 = MaybeUninit::new(value);
            }};
        }
        macro_rules! set_f32 {
            ($d value:expr) => {{
                let value: f32 = $d value;
                r!(a!()) = u64::from(value.to_bits());
                $last.f32 = MaybeUninit::new(value);
            }};
        }
        macro_rules! set_i32 {
            ($d value:expr) => {
                r!(a!()) = i64::from($d value) as u64
            };
        }
        // The next instruction.
        macro_rules! next {
            () => {{
                #[cfg(writ_threaded)]
                return HANDLERS[LIMITED as usize].get_unchecked((*$pc).op as usize)(
                    $machine, $pc, $base, $frames, $last.int, $last.f64, $last.f32,
                );
                #[cfg(not(writ_threaded))]
                return $machine.pause($pc, $base, $frames, $last);
            }};
        }
        // Goes on with another function, which does what is left of the instruction: one that is seldom needed, and calls something. If a handler itself
        // called it, it would have to save its arguments each time.
        macro_rules! instead {
            ($d handler:path) => {
                return $d handler($machine, $pc, $base, $frames)
            };
        }
        // The same from the beginning: nothing is done yet.
        macro_rules! slowly {
            ($d handler:ident) => {
                return $d handler::<LIMITED>($machine, $at, $base, $frames)
            };
        }
        // Not for ever from one to the next where that is no jump.
        macro_rules! pause_if_deep {
            () => {
                #[cfg(writ_threaded)]
                if native_stack() < $machine.native_end {
                    return $machine.pause($pc, $base, $frames, Last::NOTHING);
                }
            };
        }
        macro_rules! fail {
            ($d error:expr) => {
                return failed($machine, $d error, $pc, $base, $frames)
            };
        }
        macro_rules! jump {
            ($d distance:expr) => {{
                let distance = $d distance as isize;
                // Without a branch for the direction: one is taken for a jump back, none for others.
                if LIMITED && $machine.take((distance as u64) >> 63) {
                    $machine.pending = Pending { at: $pc.offset(distance), function: 0 };
                    instead!(refill_for_jump);
                }
                $pc = $pc.offset(distance);
                pause_if_deep!();
            }};
        }
        macro_rules! jump_when {
            ($d condition:expr) => {
                if $d condition { jump!(sc!()) } else { not_taken() }
            };
        }
        macro_rules! attempt {
            ($d value:expr) => {
                match $d value {
                    Ok(value) => value,
                    Err(error) => fail!(error),
                }
            };
        }
        macro_rules! place {
            ($d size:expr) => {{
                let place = element(r!(b!()), rc!(), $d size);
                if place.is_null() {
                    return out_of_bounds($machine, (r!(b!()), r!(c!())), $pc, $base, $frames);
                }
                place
            }};
        }
        // A part of an element: offset and size are in the data word.
        macro_rules! part {
            () => {{
                let data = *$pc;
                let place = place!(data.operand() as usize);
                $pc = $pc.add(1);
                place.add(usize::from(data.a))
            }};
        }
        macro_rules! at {
            () => {
                address(r!(b!())).add(c!())
            };
        }
        macro_rules! data_word {
            () => {{
                let data = *$pc;
                $pc = $pc.add(1);
                data
            }};
        }
        // The register that the data word names.
        macro_rules! fourth {
            () => {
                usize::from(data_word!().a)
            };
        }
        // The end of a turn of a loop: a step, and a jump back if the value is one for another turn.
        macro_rules! step_when {
            ($d step:expr, |$d value:ident| $d condition:expr) => {{
                let $d value = (r!(a!()) as i64).wrapping_add($d step as i64);
                set!($d value);
                let distance = data!() as i32;
                if $d condition { jump!(distance) } else { not_taken() }
            }};
        }
        macro_rules! data {
            () => {{
                let data = (*$pc).operand();
                $pc = $pc.add(1);
                data
            }};
        }
        // A field of a Rust object. What is borrowed, destroyed or another instance's is the accessor's to read, or to refuse.
        macro_rules! host_field {
            ($d accessor:ident) => {{
                let object = object(r!(b!())).unwrap_unchecked();
                if !object.as_ref().is_free_for($writ.instance()) {
                    slowly!($d accessor);
                }
                $pc = $pc.add(1);
                payload(object).add(c!())
            }};
        }
        macro_rules! global {
            () => {
                $machine.globals.as_mut_ptr().cast::<u8>().add(operand!() as usize)
            };
        }
        macro_rules! layout {
            ($d id:expr) => {
                &$machine.layouts.get_unchecked($d id as usize).layout
            };
        }
        macro_rules! enter {
            ($d code:expr) => {{
                *$frames = Frame { pc: $pc, window: a!() as u32 };
                $frames = $frames.add(1);
                $base = $base.add(a!());
                $pc = $d code;
                pause_if_deep!();
            }};
        }
        // What a call gives that is made ready; else what it would have taken over goes.
        macro_rules! or_refuse {
            ($d function:expr, $d ready:expr) => {
                match $d ready {
                    Ok(ready) => ready,
                    Err(error) => {
                        $machine.release_refused($d function, $base.add(a!()));
                        fail!(error);
                    }
                }
            };
        }
        // Room for a call. What its window has taken over goes if it is refused, but for calls by tables, whose functions take nothing over.
        macro_rules! deepen {
            ($d function:expr) => {
                if $frames.addr() >= $machine.deepest {
                    $machine.pending = Pending { at: $at, function: $d function };
                    instead!(deepen::<LIMITED>);
                }
            };
        }
        macro_rules! charge_call {
            ($d function:expr) => {
                if LIMITED && $machine.take(1) {
                    $machine.pending = Pending { at: $at, function: $d function };
                    instead!(refill_for_call);
                }
            };
        }

        // A call that leaves the interpreter: meanwhile it may be entered again, and what it lies in may move.
        macro_rules! leave {
            ($d call:expr) => {{
                // As `pause_if_deep`; nothing is done yet. Where the host is called, the compiler is least likely to make a jump of what follows.
                #[cfg(writ_threaded)]
                if native_stack() < $machine.native_end {
                    return $machine.pause($at, $base, $frames, Last::NOTHING);
                }
                let before = $machine.wait($pc, $base, $frames);
                let result = $d call;
                ($base, $frames) = $machine.resume(before);
                attempt!(result)
            }};
        }

        // A call of what a table says. The checks are those of a counted call; what that does not fit happens out of line.
        macro_rules! call_method {
            ($d method:expr, $d host:expr) => {{
                let function = match $d method {
                    Method::Script(function) => function,
                    Method::Compiled(_) => match $d host {
                        HostMethod::Stub(function) => function,
                        HostMethod::Other(call) => {
                            leave!($machine.call_other($writ, call, $base.add(a!())));
                            next!();
                        }
                    },
                };
                charge_call!(function);
                let target = *$machine.targets.get_unchecked(function as usize);
                deepen!(function);
                if target.room > SMALL_ROOM {
                    $base = attempt!($machine.grow_for($base, a!(), function, $machine.calls_left($frames)));
                }
                enter!(target.code);
            }};
        }
        macro_rules! compare {
            ($d operator:tt) => {{
                if LIMITED {
                    $machine.charge_comparison(r!(b!()), r!(c!()));
                }
                string!(b!()) $d operator string!(c!())
            }};
        }
    };
}

pub(super) use operands;

/// Both operands of a division, if they are so small that a processor divides them in a fraction of the time.
#[inline(always)]
pub(super) fn short(left: u64, right: u64) -> Option<(u32, NonZeroU32)> {
    if (left | right) >> 32 != 0 {
        return None;
    }
    NonZeroU32::new(right as u32).map(|right| (left as u32, right))
}

/// `value / 2^power`, towards 0; the power is 1 to 62.
#[inline(always)]
pub(super) fn divide_by_power(value: i64, power: usize) -> i64 {
    (value.wrapping_add(((value >> 63) as u64 >> (64 - power)) as i64)) >> power
}

/// Ends what runs: there is no element of this index in this array.
///
/// # Safety
/// As [`failed`]; a live array.
#[cold]
#[inline(never)]
pub(super) unsafe fn out_of_bounds(
    machine: &mut Machine,
    (array, index): (u64, u64),
    pc: *const Instruction,
    base: *mut u64,
    frames: *mut Frame,
) -> Fallible<()> {
    // SAFETY: the caller's promise.
    unsafe {
        let len = object(array).map_or(0, |array| raw_array::len(array));
        failed(machine, error::index_out_of_bounds(index as i64, len), pc, base, frames)
    }
}

/// Keeps a conditional jump a branch. As a conditional move it would make `pc`, and with it every later instruction, wait for the operands of the
/// comparison; a predicted branch does not.
#[cold]
pub(super) fn not_taken() {}

/// The address of an element, or null.
#[inline(always)]
pub(super) unsafe fn element(array: u64, index: u64, size: usize) -> *mut u8 {
    // SAFETY: a live array whose elements have this size; never null.
    unsafe { raw_array::place(object(array).unwrap_unchecked(), index as i64, size) }
}
