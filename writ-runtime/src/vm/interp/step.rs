//! The loop over instructions.
//!
//! `pc` and `base` are raw pointers in locals; everything that is not needed by the common instructions happens in functions out of line.

use super::machine::{Context, Frame, MAX_STACK, Machine};
use super::memory::{address, load, object, object_bits, release_object, release_slots, replace, retain_object, retain_slots, store};
use super::objects;
use crate::collections::{Range, raw_array, raw_dictionary};
use crate::error::{self, Fallible, RuntimeError};
use crate::ops;
use crate::text::Str;
use crate::vm::bytecode::{Instruction, Op, SMALL_ROOM};
use crate::writ::Writ;

#[cold]
#[inline(never)]
unsafe fn out_of_bounds(array: u64, index: u64) -> Box<RuntimeError> {
    // SAFETY: a live array.
    let len = object(array).map_or(0, |array| unsafe { raw_array::len(array) });
    error::index_out_of_bounds(index as i64, len)
}

/// The address of an element, or null.
#[inline(always)]
unsafe fn element(array: u64, index: u64, size: usize) -> *mut u8 {
    // SAFETY: a live array whose elements have this size; never null.
    unsafe { raw_array::place(object(array).unwrap_unchecked(), index as i64, size) }
}

impl Machine {
    /// Makes sure that a function with this room fits behind the window, with enough for all calls that may follow. The stack may move.
    #[cold]
    #[inline(never)]
    fn grow(&mut self, base: *mut u64, window: u16, room: u32, left: usize) -> Option<*mut u64> {
        // SAFETY: `base` lies in the stack.
        let offset = unsafe { base.offset_from(self.stack.as_ptr()) } as usize;
        let needed = offset + usize::from(window) + room as usize + left.saturating_mul(SMALL_ROOM as usize) + SMALL_ROOM as usize;
        if needed > self.stack.len() {
            let larger = needed.max(self.stack.len() * 2);
            if larger > MAX_STACK.max(self.stack.len()) && needed > MAX_STACK {
                return None;
            }
            self.stack.resize(larger.min(MAX_STACK.max(needed)), 0);
        }
        Some(self.stack.as_mut_ptr().wrapping_add(offset))
    }

    #[cold]
    #[inline(never)]
    fn take_text(&mut self) -> u64 {
        let text = Str::new(&self.text).into_bits();
        self.text.clear();
        text
    }

    unsafe fn append_text(&mut self, to: *mut u64) {
        // SAFETY: the caller has a string there; `Str` is its word.
        unsafe { (*to.cast::<Str>()).append(&self.text) };
        self.text.clear();
    }
}

/// Runs from `pc` until the first frame returns.
///
/// # Safety
/// Linked code of the emitter; the stack has room for the first function, and its arguments are in its window.
pub(super) unsafe fn run<const LIMITED: bool>(
    machine: &mut Machine,
    writ: &mut Writ,
    entry: *const Instruction,
    limit: usize,
) -> Fallible<()> {
    let mut pc = entry;
    let mut base = machine.stack.as_mut_ptr();
    let constants = machine.constants.as_ptr();
    let entries = machine.entries.as_ptr();
    let globals = machine.globals.as_mut_ptr().cast::<u8>();
    // SAFETY: there are more frames than the limit.
    let (mut frames, deepest) = unsafe { (machine.frames.as_mut_ptr().add(1), machine.frames.as_ptr().add(limit)) };

    // SAFETY (of everything below): the emitter's promises, see the module `interp`.
    unsafe {
        let error: Box<RuntimeError> = 'run: loop {
            let i = *pc;
            pc = pc.add(1);

            macro_rules! r {
                ($register:expr) => {
                    *base.add(usize::from($register))
                };
            }
            macro_rules! f {
                ($register:expr) => {
                    f64::from_bits(r!($register))
                };
            }
            macro_rules! f32 {
                ($register:expr) => {
                    f32::from_bits(r!($register) as u32)
                };
            }
            macro_rules! k {
                ($index:expr) => {
                    *constants.add($index as usize)
                };
            }
            macro_rules! kf {
                ($index:expr) => {
                    f64::from_bits(k!($index))
                };
            }
            macro_rules! kf32 {
                ($index:expr) => {
                    f32::from_bits(k!($index) as u32)
                };
            }
            macro_rules! charge {
                () => {
                    if LIMITED {
                        if machine.fuel == 0 {
                            break 'run error::out_of_fuel();
                        }
                        machine.fuel -= 1;
                    }
                };
            }
            macro_rules! jump {
                ($distance:expr) => {{
                    let distance = $distance as isize;
                    if LIMITED && distance < 0 {
                        charge!();
                    }
                    pc = pc.offset(distance);
                }};
            }
            macro_rules! jump_when {
                ($condition:expr) => {
                    if $condition {
                        jump!(i.c as i16)
                    }
                };
            }
            macro_rules! set {
                ($value:expr) => {
                    r!(i.a) = $value as u64
                };
            }
            macro_rules! set_f {
                ($value:expr) => {
                    r!(i.a) = ($value).to_bits()
                };
            }
            macro_rules! set_f32 {
                ($value:expr) => {
                    r!(i.a) = u64::from(($value).to_bits())
                };
            }
            macro_rules! set_i32 {
                ($value:expr) => {
                    r!(i.a) = i64::from($value) as u64
                };
            }
            macro_rules! attempt {
                ($value:expr) => {
                    match $value {
                        Ok(value) => value,
                        Err(error) => break 'run error,
                    }
                };
            }
            macro_rules! place {
                ($size:expr) => {{
                    let place = element(r!(i.b), r!(i.c), $size);
                    if place.is_null() {
                        break 'run out_of_bounds(r!(i.b), r!(i.c));
                    }
                    place
                }};
            }
            // A part of an element: offset and size are in the data word.
            macro_rules! part {
                () => {{
                    let data = *pc;
                    let place = place!(data.operand() as usize);
                    pc = pc.add(1);
                    place.add(usize::from(data.a))
                }};
            }
            macro_rules! at {
                () => {
                    address(r!(i.b)).add(usize::from(i.c))
                };
            }
            macro_rules! data {
                () => {{
                    let data = (*pc).operand();
                    pc = pc.add(1);
                    data
                }};
            }
            macro_rules! layout {
                ($id:expr) => {
                    &machine.layouts.get_unchecked($id as usize).layout
                };
            }
            macro_rules! string {
                ($register:expr) => {
                    Str::borrow_bits(&*base.add(usize::from($register)))
                };
            }
            macro_rules! enter {
                ($code:expr) => {{
                    *frames = Frame { pc, window: u32::from(i.a) };
                    frames = frames.add(1);
                    base = base.add(usize::from(i.a));
                    pc = $code;
                }};
            }
            macro_rules! refuse {
                ($function:expr, $error:expr) => {{
                    machine.release_refused($function, base.add(usize::from(i.a)));
                    break 'run $error;
                }};
            }
            macro_rules! charge_call {
                ($function:expr) => {
                    if LIMITED {
                        if machine.fuel == 0 {
                            refuse!($function, error::out_of_fuel());
                        }
                        machine.fuel -= 1;
                    }
                };
            }

            match i.op {
                Op::Move => set!(r!(i.b)),
                Op::Move2 => {
                    let (first, second) = (r!(i.b), r!(i.b + 1));
                    r!(i.a) = first;
                    r!(i.a + 1) = second;
                }
                Op::Move3 => {
                    let (first, second, third) = (r!(i.b), r!(i.b + 1), r!(i.b + 2));
                    r!(i.a) = first;
                    r!(i.a + 1) = second;
                    r!(i.a + 2) = third;
                }
                Op::MoveN => base.add(usize::from(i.b)).copy_to(base.add(usize::from(i.a)), usize::from(i.c)),
                Op::LoadImm => set!(i64::from(i.operand() as i32)),
                Op::LoadConst => set!(k!(i.operand())),
                Op::Clear => base.add(usize::from(i.a)).write_bytes(0, i.operand() as usize),

                Op::RetainStr => Str::retain_bits(r!(i.a)),
                Op::RetainObject => retain_object(r!(i.a)),
                Op::ReleaseStr => Str::release_bits(r!(i.a)),
                Op::ReleaseObject => release_object(r!(i.a)),
                Op::RetainValue => retain_slots(layout!(i.operand()), base.add(usize::from(i.a))),
                Op::ReleaseValue => release_slots(layout!(i.operand()), base.add(usize::from(i.a))),

                Op::AddI64 => set!(r!(i.b).wrapping_add(r!(i.c))),
                Op::SubI64 => set!(r!(i.b).wrapping_sub(r!(i.c))),
                Op::MulI64 => set!(r!(i.b).wrapping_mul(r!(i.c))),
                Op::DivI64 => set!(attempt!(ops::div_i64(r!(i.b) as i64, r!(i.c) as i64))),
                Op::RemI64 => set!(attempt!(ops::rem_i64(r!(i.b) as i64, r!(i.c) as i64))),
                Op::AddI64Imm => set!(r!(i.b).wrapping_add(i.c as i16 as u64)),
                Op::MulI64Imm => set!(r!(i.b).wrapping_mul(i.c as i16 as u64)),
                Op::DivI64Imm => set!((r!(i.b) as i64).wrapping_div(i64::from(i.c as i16))),
                Op::RemI64Imm => set!((r!(i.b) as i64).wrapping_rem(i64::from(i.c as i16))),
                Op::AndImm => set!(r!(i.b) & (i.c as i16 as u64)),
                Op::NegI64 => set!((r!(i.b) as i64).wrapping_neg()),
                Op::AddI32 => set_i32!((r!(i.b) as i32).wrapping_add(r!(i.c) as i32)),
                Op::SubI32 => set_i32!((r!(i.b) as i32).wrapping_sub(r!(i.c) as i32)),
                Op::MulI32 => set_i32!((r!(i.b) as i32).wrapping_mul(r!(i.c) as i32)),
                Op::DivI32 => set_i32!(attempt!(ops::div_i32(r!(i.b) as i32, r!(i.c) as i32))),
                Op::RemI32 => set_i32!(attempt!(ops::rem_i32(r!(i.b) as i32, r!(i.c) as i32))),
                Op::AddI32Imm => set_i32!((r!(i.b) as i32).wrapping_add(i32::from(i.c as i16))),
                Op::NegI32 => set_i32!((r!(i.b) as i32).wrapping_neg()),
                Op::And => set!(r!(i.b) & r!(i.c)),
                Op::Or => set!(r!(i.b) | r!(i.c)),
                Op::Xor => set!(r!(i.b) ^ r!(i.c)),
                Op::BitNot => set!(!r!(i.b)),
                Op::ShlI64 => set!(ops::shl_i64(r!(i.b) as i64, r!(i.c) as i64)),
                Op::ShrI64 => set!(ops::shr_i64(r!(i.b) as i64, r!(i.c) as i64)),
                Op::ShlI32 => set_i32!(ops::shl_i32(r!(i.b) as i32, r!(i.c) as i64)),
                Op::ShrI32 => set_i32!(ops::shr_i32(r!(i.b) as i32, r!(i.c) as i64)),
                Op::ShlI64Imm => set!(r!(i.b) << (i.c & 63)),
                Op::ShrI64Imm => set!((r!(i.b) as i64) >> (i.c & 63)),
                Op::Not => set!(r!(i.b) ^ 1),

                Op::AddF64 => set_f!(f!(i.b) + f!(i.c)),
                Op::SubF64 => set_f!(f!(i.b) - f!(i.c)),
                Op::MulF64 => set_f!(f!(i.b) * f!(i.c)),
                Op::DivF64 => set_f!(f!(i.b) / f!(i.c)),
                Op::RemF64 => set_f!(ops::rem_f64(f!(i.b), f!(i.c))),
                Op::AddF64K => set_f!(f!(i.b) + kf!(i.c)),
                Op::SubF64K => set_f!(f!(i.b) - kf!(i.c)),
                Op::MulF64K => set_f!(f!(i.b) * kf!(i.c)),
                Op::DivF64K => set_f!(f!(i.b) / kf!(i.c)),
                Op::RsubF64K => set_f!(kf!(i.c) - f!(i.b)),
                Op::RdivF64K => set_f!(kf!(i.c) / f!(i.b)),
                Op::NegF64 => set_f!(-f!(i.b)),
                Op::AddF32 => set_f32!(f32!(i.b) + f32!(i.c)),
                Op::SubF32 => set_f32!(f32!(i.b) - f32!(i.c)),
                Op::MulF32 => set_f32!(f32!(i.b) * f32!(i.c)),
                Op::DivF32 => set_f32!(f32!(i.b) / f32!(i.c)),
                Op::RemF32 => set_f32!(ops::rem_f32(f32!(i.b), f32!(i.c))),
                Op::AddF32K => set_f32!(f32!(i.b) + kf32!(i.c)),
                Op::SubF32K => set_f32!(f32!(i.b) - kf32!(i.c)),
                Op::MulF32K => set_f32!(f32!(i.b) * kf32!(i.c)),
                Op::DivF32K => set_f32!(f32!(i.b) / kf32!(i.c)),
                Op::RsubF32K => set_f32!(kf32!(i.c) - f32!(i.b)),
                Op::RdivF32K => set_f32!(kf32!(i.c) / f32!(i.b)),
                Op::NegF32 => set_f32!(-f32!(i.b)),
                Op::SqrtF64 => set_f!(f!(i.b).sqrt()),
                Op::SqrtF32 => set_f32!(f32!(i.b).sqrt()),

                Op::I64ToI32 => set_i32!(r!(i.b) as i32),
                Op::I64ToF64 => set_f!(ops::i64_to_f64(r!(i.b) as i64)),
                Op::I64ToF32 => set_f32!(ops::i64_to_f32(r!(i.b) as i64)),
                Op::F64ToI64 => set!(ops::f64_to_i64(f!(i.b))),
                Op::F64ToI32 => set_i32!(ops::f64_to_i32(f!(i.b))),
                Op::F32ToI64 => set!(ops::f32_to_i64(f32!(i.b))),
                Op::F32ToI32 => set_i32!(ops::f32_to_i32(f32!(i.b))),
                Op::F32ToF64 => set_f!(ops::f32_to_f64(f32!(i.b))),
                Op::F64ToF32 => set_f32!(ops::f64_to_f32(f!(i.b))),

                Op::EqI64 => set!(r!(i.b) == r!(i.c)),
                Op::NeI64 => set!(r!(i.b) != r!(i.c)),
                Op::LtI64 => set!((r!(i.b) as i64) < r!(i.c) as i64),
                Op::LeI64 => set!(r!(i.b) as i64 <= r!(i.c) as i64),
                Op::EqI64Imm => set!(r!(i.b) == i.c as i16 as u64),
                Op::NeI64Imm => set!(r!(i.b) != i.c as i16 as u64),
                Op::EqF64 => set!(f!(i.b) == f!(i.c)),
                Op::NeF64 => set!(f!(i.b) != f!(i.c)),
                Op::LtF64 => set!(f!(i.b) < f!(i.c)),
                Op::LeF64 => set!(f!(i.b) <= f!(i.c)),
                Op::EqF32 => set!(f32!(i.b) == f32!(i.c)),
                Op::NeF32 => set!(f32!(i.b) != f32!(i.c)),
                Op::LtF32 => set!(f32!(i.b) < f32!(i.c)),
                Op::LeF32 => set!(f32!(i.b) <= f32!(i.c)),
                Op::EqStr => set!(string!(i.b) == string!(i.c)),
                Op::NeStr => set!(string!(i.b) != string!(i.c)),
                Op::LtStr => set!(string!(i.b) < string!(i.c)),
                Op::LeStr => set!(string!(i.b) <= string!(i.c)),

                Op::Jump => jump!(i.operand() as i32),
                Op::JumpIf => {
                    if r!(i.a) != 0 {
                        jump!(i.operand() as i32)
                    }
                }
                Op::JumpIfNot => {
                    if r!(i.a) == 0 {
                        jump!(i.operand() as i32)
                    }
                }
                Op::EqI64Jump => jump_when!(r!(i.a) == r!(i.b)),
                Op::NeI64Jump => jump_when!(r!(i.a) != r!(i.b)),
                Op::LtI64Jump => jump_when!((r!(i.a) as i64) < r!(i.b) as i64),
                Op::LeI64Jump => jump_when!(r!(i.a) as i64 <= r!(i.b) as i64),
                Op::EqI64ImmJump => jump_when!(r!(i.a) == i.b as i16 as u64),
                Op::NeI64ImmJump => jump_when!(r!(i.a) != i.b as i16 as u64),
                Op::LtI64ImmJump => jump_when!((r!(i.a) as i64) < i64::from(i.b as i16)),
                Op::LeI64ImmJump => jump_when!(r!(i.a) as i64 <= i64::from(i.b as i16)),
                Op::GtI64ImmJump => jump_when!(r!(i.a) as i64 > i64::from(i.b as i16)),
                Op::GeI64ImmJump => jump_when!(r!(i.a) as i64 >= i64::from(i.b as i16)),
                Op::EqF64Jump => jump_when!(f!(i.a) == f!(i.b)),
                Op::NeF64Jump => jump_when!(f!(i.a) != f!(i.b)),
                Op::LtF64Jump => jump_when!(f!(i.a) < f!(i.b)),
                Op::LeF64Jump => jump_when!(f!(i.a) <= f!(i.b)),
                Op::NotLtF64Jump => jump_when!(!(f!(i.a) < f!(i.b))),
                Op::NotLeF64Jump => jump_when!(!(f!(i.a) <= f!(i.b))),
                Op::LtF64KJump => jump_when!(f!(i.a) < kf!(i.b)),
                Op::LeF64KJump => jump_when!(f!(i.a) <= kf!(i.b)),
                Op::GtF64KJump => jump_when!(f!(i.a) > kf!(i.b)),
                Op::GeF64KJump => jump_when!(f!(i.a) >= kf!(i.b)),
                Op::NotLtF64KJump => jump_when!(!(f!(i.a) < kf!(i.b))),
                Op::NotLeF64KJump => jump_when!(!(f!(i.a) <= kf!(i.b))),
                Op::NotGtF64KJump => jump_when!(!(f!(i.a) > kf!(i.b))),
                Op::NotGeF64KJump => jump_when!(!(f!(i.a) >= kf!(i.b))),
                Op::EqF32Jump => jump_when!(f32!(i.a) == f32!(i.b)),
                Op::NeF32Jump => jump_when!(f32!(i.a) != f32!(i.b)),
                Op::LtF32Jump => jump_when!(f32!(i.a) < f32!(i.b)),
                Op::LeF32Jump => jump_when!(f32!(i.a) <= f32!(i.b)),
                Op::NotLtF32Jump => jump_when!(!(f32!(i.a) < f32!(i.b))),
                Op::NotLeF32Jump => jump_when!(!(f32!(i.a) <= f32!(i.b))),
                Op::LtF32KJump => jump_when!(f32!(i.a) < kf32!(i.b)),
                Op::LeF32KJump => jump_when!(f32!(i.a) <= kf32!(i.b)),
                Op::GtF32KJump => jump_when!(f32!(i.a) > kf32!(i.b)),
                Op::GeF32KJump => jump_when!(f32!(i.a) >= kf32!(i.b)),
                Op::NotLtF32KJump => jump_when!(!(f32!(i.a) < kf32!(i.b))),
                Op::NotLeF32KJump => jump_when!(!(f32!(i.a) <= kf32!(i.b))),
                Op::NotGtF32KJump => jump_when!(!(f32!(i.a) > kf32!(i.b))),
                Op::NotGeF32KJump => jump_when!(!(f32!(i.a) >= kf32!(i.b))),

                Op::ForRange => {
                    let next = (r!(i.a) as i64).wrapping_add(1);
                    set!(next);
                    jump_when!(next < r!(i.b) as i64);
                }
                Op::ForInclusive => {
                    if r!(i.a) != r!(i.b) {
                        set!(r!(i.a).wrapping_add(1));
                        jump!(i.c as i16);
                    }
                }
                Op::RangeBegin => {
                    let range =
                        Range { start: r!(i.b) as i64, end: r!(i.b + 1) as i64, inclusive: r!(i.b + 2) != 0, step: r!(i.b + 3) as i64 };
                    r!(i.a) = range.start as u64;
                    r!(i.a + 1) = range.turns();
                    r!(i.a + 2) = range.step as u64;
                }
                Op::RangeNext => {
                    let left = r!(i.b + 1);
                    if left != 0 {
                        r!(i.b + 1) = left - 1;
                        set!(r!(i.b));
                        r!(i.b) = r!(i.b).wrapping_add(r!(i.b + 2));
                        jump!(i.c as i16);
                    }
                }
                Op::ArrayNext => {
                    let next = r!(i.a).wrapping_add(1);
                    set!(next);
                    jump_when!(next < raw_array::len(object(r!(i.b)).unwrap_unchecked()) as u64);
                }
                Op::CharsNext => {
                    let position = r!(i.a) as usize;
                    if let Some(character) = string!(i.b).as_str().get(position..).and_then(|rest| rest.chars().next()) {
                        set!(position + character.len_utf8());
                        r!(i.a + 1) = Str::from_char(character).into_bits();
                        jump!(i.c as i16);
                    }
                }
                Op::DictionaryBegin => objects::dictionary_begin(base.add(usize::from(i.a)), r!(i.b)),
                Op::DictionaryNext => match objects::dictionary_next(base.add(usize::from(i.a)), r!(i.b)) {
                    Some(more) => jump_when!(more),
                    None => break 'run error::dictionary_changed(),
                },

                Op::Call => {
                    charge_call!(i.operand());
                    enter!(*entries.add(i.operand() as usize));
                }
                Op::CallCounted => {
                    charge_call!(i.operand());
                    if frames.cast_const() >= deepest {
                        refuse!(i.operand(), error::stack_overflow());
                    }
                    enter!(*entries.add(i.operand() as usize));
                }
                Op::CallLarge => {
                    charge_call!(i.operand());
                    if frames.cast_const() >= deepest {
                        refuse!(i.operand(), error::stack_overflow());
                    }
                    let room = machine.program.functions[i.operand() as usize].room;
                    match machine.grow(base, i.a, room, deepest.offset_from(frames) as usize) {
                        Some(moved) => base = moved,
                        None => refuse!(i.operand(), error::stack_overflow()),
                    }
                    enter!(*entries.add(i.operand() as usize));
                }
                Op::CallValue => {
                    let closure = r!(i.b);
                    let function = machine.closure_function(closure);
                    charge_call!(function);
                    let callee = machine.program.functions.get_unchecked(function as usize);
                    let left = deepest.offset_from(frames);
                    let behind = machine.frames.as_ptr().add(machine.frames.len() - 1);
                    if (callee.counted && left <= 0) || frames.cast_const() >= behind {
                        refuse!(function, error::stack_overflow());
                    }
                    match machine.grow(base, i.a, callee.room, left.max(0) as usize) {
                        Some(moved) => base = moved,
                        None => refuse!(function, error::stack_overflow()),
                    }
                    machine.open_closure(closure, base.add(usize::from(i.a) + usize::from(i.c)));
                    enter!(*entries.add(function as usize));
                }
                Op::CallNative => {
                    let native = machine.natives.get_unchecked(i.operand() as usize);
                    let window = base.add(usize::from(i.a));
                    let mut context = Context { writ: &mut *writ, window, native, program: &machine.program };
                    attempt!((native.function)(&mut context));
                }
                Op::Return => {
                    frames = frames.sub(1);
                    pc = (*frames).pc;
                    base = base.sub((*frames).window as usize);
                }
                Op::Halt => return Ok(()),
                Op::MakeClosure => {
                    let function = data!();
                    set!(machine.new_closure(function, base.add(usize::from(i.b))));
                }

                Op::Load64 => set!(*at!().cast::<u64>()),
                Op::LoadI32 => set_i32!(*at!().cast::<i32>()),
                Op::LoadU32 => set!(*at!().cast::<u32>()),
                Op::LoadU8 => set!(*at!()),
                Op::LoadValue => {
                    let layout = layout!(data!());
                    let slots = base.add(usize::from(i.a));
                    load(layout, at!(), slots);
                    if layout.counted {
                        retain_slots(layout, slots);
                    }
                }
                Op::Store64 => *at!().cast::<u64>() = r!(i.a),
                Op::Store32 => *at!().cast::<u32>() = r!(i.a) as u32,
                Op::Store8 => *at!() = r!(i.a) as u8,
                Op::StoreStr => Str::release_bits(at!().cast::<u64>().replace(r!(i.a))),
                Op::StoreObject => release_object(at!().cast::<u64>().replace(r!(i.a))),
                Op::StoreValue => {
                    let layout = data!();
                    replace(layout!(layout), base.add(usize::from(i.a)), at!());
                }
                Op::GlobalGet64 => set!(*globals.add(i.operand() as usize).cast::<u64>()),
                Op::GlobalGetI32 => set_i32!(*globals.add(i.operand() as usize).cast::<i32>()),
                Op::GlobalGetU32 => set!(*globals.add(i.operand() as usize).cast::<u32>()),
                Op::GlobalGetU8 => set!(*globals.add(i.operand() as usize)),
                Op::GlobalSet64 => *globals.add(i.operand() as usize).cast::<u64>() = r!(i.a),
                Op::GlobalSet32 => *globals.add(i.operand() as usize).cast::<u32>() = r!(i.a) as u32,
                Op::GlobalSet8 => *globals.add(i.operand() as usize) = r!(i.a) as u8,
                Op::GlobalAddress => set!(globals.add(i.operand() as usize).expose_provenance()),
                Op::GlobalCheck => {
                    if !*machine.initialised.get_unchecked(i.operand() as usize) {
                        break 'run error::uninitialized(&machine.program.globals[i.operand() as usize].name);
                    }
                }
                Op::GlobalInit => *machine.initialised.get_unchecked_mut(i.operand() as usize) = true,
                Op::NewCell => {
                    let layout = data!();
                    set!(machine.new_cell(layout, base.add(usize::from(i.b)), i.c == 1));
                }

                Op::ArrayGet64 => set!(*place!(8).cast::<u64>()),
                Op::ArrayGetI32 => set_i32!(*place!(4).cast::<i32>()),
                Op::ArrayGetU32 => set!(*place!(4).cast::<u32>()),
                Op::ArrayGetU8 => set!(*place!(1)),
                Op::ArraySet64 => *place!(8).cast::<u64>() = r!(i.a),
                Op::ArraySet32 => *place!(4).cast::<u32>() = r!(i.a) as u32,
                Op::ArraySet8 => *place!(1) = r!(i.a) as u8,
                Op::ElementGet64 => set!(*part!().cast::<u64>()),
                Op::ElementGetI32 => set_i32!(*part!().cast::<i32>()),
                Op::ElementGetU32 => set!(*part!().cast::<u32>()),
                Op::ElementGetU8 => set!(*part!()),
                Op::ElementSet64 => *part!().cast::<u64>() = r!(i.a),
                Op::ElementSet32 => *part!().cast::<u32>() = r!(i.a) as u32,
                Op::ElementSet8 => *part!() = r!(i.a) as u8,
                Op::ElementAddress => set!(part!().expose_provenance()),
                Op::ArrayLen => set!(raw_array::len(object(r!(i.b)).unwrap_unchecked())),
                Op::NewArray => {
                    let shape = machine.layouts.get_unchecked(data!() as usize).array;
                    set!(object_bits(raw_array::new(shape, r!(i.b) as usize)));
                }
                Op::ArrayPush => {
                    let layout = layout!(data!());
                    let place = raw_array::push_place(object(r!(i.a)).unwrap_unchecked(), layout.size as usize);
                    store(layout, base.add(usize::from(i.b)), place);
                }
                Op::ArrayExtend => {
                    pc = pc.add(1);
                    let from = object(r!(i.b)).unwrap_unchecked();
                    raw_array::append(object(r!(i.a)).unwrap_unchecked(), from, 0, raw_array::len(from));
                }

                Op::NewDictionary => {
                    let shape = machine.dictionary_shape(i.operand(), data!());
                    set!(object_bits(raw_dictionary::new(shape)));
                }
                Op::DictionaryFind => set!(objects::find(r!(i.b), base.add(usize::from(i.c)))),
                Op::DictionaryInsert => objects::insert(r!(i.a), base.add(usize::from(i.b)), base.add(usize::from(i.c))),
                Op::DictionaryExtend => {
                    raw_dictionary::extend(object(r!(i.a)).unwrap_unchecked(), object(r!(i.b)).unwrap_unchecked());
                }

                Op::IndexStr => set!(attempt!(string!(i.b).index(r!(i.c) as i64)).into_bits()),
                Op::TextStr => machine.text.push_str(string!(i.a)),
                Op::TextConst => machine.text.push_str(Str::borrow_bits(&*constants.add(i.operand() as usize))),
                Op::TextI64 => ops::show_i64(&mut machine.text, r!(i.a) as i64),
                Op::TextF64 => ops::show_f64(&mut machine.text, f!(i.a)),
                Op::TextF32 => ops::show_f32(&mut machine.text, f32!(i.a)),
                Op::TextBool => ops::show_bool(&mut machine.text, r!(i.a) != 0),
                Op::TextEnd => set!(machine.take_text()),
                Op::TextAppend => machine.append_text(base.add(usize::from(i.a))),
                Op::TextAppendAt => machine.append_text(at!().cast()),

                Op::RaiseNull => break 'run error::null_value(),
                Op::RaiseNoError => break 'run error::no_error(),
                Op::RaiseFailure => break 'run error::value_of_error(string!(i.a)),
                Op::RaiseKey => break 'run error::key_not_found(&Str::from_bits(r!(i.a))),
                Op::Unreachable | Op::Data => break 'run error::panicked("the script reached code that cannot be reached"),
            }
        };
        Err(machine.unwind(error, pc, base, frames))
    }
}
