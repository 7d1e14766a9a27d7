//! What each instruction does. Each becomes a function of its own that goes on with the next one: see `dispatch`.
//!
//! What is not needed by the common instructions happens in functions out of line, also because a function that lends one of its locals can't go on with
//! the next instruction by a jump.

use super::classes::Target;
use super::crossing::{HOST_FUNCTION, HostMethod};
use super::dispatch::handlers;
use super::machine::{Frame, MOST_CAPTURED, Machine};
use super::memory::{
    address, load_retained, object, object_bits, peek, release_object, release_shared_object, release_slots, release_weak_bits, replace,
    retain_object, retain_slots, retain_weak_bits,
};
use super::operands::{divide_by_power, element, not_taken, out_of_bounds, short};
use super::{classes, objects};
use crate::collections::{raw_array, raw_dictionary};
use crate::error;
use crate::object::{Method, account, payload};
use crate::ops;
use crate::text::Str;
use crate::vm::bytecode::{Op, SMALL_ROOM, quotient};
use writ_compiler::ir::{EQUALS_SLOT, SHOW_SLOT};

handlers! { $ [machine writ pc base frames constants at op came last]
    Op::Move | Op::MoveB => set!(rb!()),
    Op::MoveF64B => set_f!(fb!()),
    Op::MoveF32B => set_f32!(f32b!()),
    Op::Move2 => {
        let (first, second) = (r!(b!()), r!(b!() + 1));
        r!(a!()) = first;
        r!(a!() + 1) = second;
    },
    Op::Move3 => {
        let (first, second, third) = (r!(b!()), r!(b!() + 1), r!(b!() + 2));
        r!(a!()) = first;
        r!(a!() + 1) = second;
        r!(a!() + 2) = third;
    },
    Op::MoveN => base.add(b!()).copy_to(base.add(a!()), c!()),
    Op::LoadImm => set!(soperand!()),
    Op::LoadConst => set!(k!(operand!())),
    Op::Clear => base.add(a!()).write_bytes(0, operand!() as usize),

    Op::RetainStr => Str::retain_bits(r!(a!())),
    Op::RetainObject => retain_object(r!(a!())),
    Op::ReleaseStr => {
        if !Str::release_shared_bits(r!(a!())) {
            slowly!(release_last_string);
        }
    },
    Op::ReleaseObject => {
        if !release_shared_object(r!(a!())) {
            slowly!(release_last_object);
        }
    },
    Op::RetainWeak => retain_weak_bits(r!(a!())),
    Op::ReleaseWeak => release_weak_bits(r!(a!())),
    Op::RetainValue => retain_slots(layout!(operand!()), base.add(a!())),
    Op::ReleaseValue => release_slots(layout!(operand!()), base.add(a!())),

    Op::AddI64 | Op::AddI64B => set!(rb!().wrapping_add(r!(c!()))),
    Op::SubI64 | Op::SubI64B | Op::SubI64C => set!(rb!().wrapping_sub(rc!())),
    Op::MulI64 | Op::MulI64B => set!(rb!().wrapping_mul(r!(c!()))),
    Op::DivI64 => match short(r!(b!()), r!(c!())) {
        Some((left, right)) => set!(left / right),
        None => slowly!(divide_i64),
    },
    Op::RemI64 => match short(r!(b!()), r!(c!())) {
        Some((left, right)) => set!(left % right),
        None => slowly!(remainder_i64),
    },
    Op::AddI64Imm | Op::AddI64ImmB => set!(rb!().wrapping_add(sc!() as u64)),
    Op::MulI64Imm | Op::MulI64ImmB => set!(rb!().wrapping_mul(sc!() as u64)),
    Op::MulAddI64 | Op::MulAddI64B | Op::MulAddI64D => set!(rb!().wrapping_mul(r!(c!())).wrapping_add(rd!())),
    Op::DivI64K => {
        let data = data_word!();
        set!(quotient(r!(b!()) as i64, k!(c!()), data.a));
    },
    Op::RemI64K | Op::RemI64KB => {
        let data = data_word!();
        let value = rb!() as i64;
        set!(value.wrapping_sub(quotient(value, k!(c!()), data.a).wrapping_mul(i64::from(data.operand()))));
    },
    Op::DivPower => set!(divide_by_power(r!(b!()) as i64, c!())),
    Op::RemPower => set!(r!(b!()).wrapping_sub((divide_by_power(r!(b!()) as i64, c!()) << c!()) as u64)),
    Op::AndImm | Op::AndImmB => set!(rb!() & (sc!() as u64)),
    Op::NegI64 => set!((r!(b!()) as i64).wrapping_neg()),
    Op::AddI32 => set_i32!((r!(b!()) as i32).wrapping_add(r!(c!()) as i32)),
    Op::SubI32 => set_i32!((r!(b!()) as i32).wrapping_sub(r!(c!()) as i32)),
    Op::MulI32 => set_i32!((r!(b!()) as i32).wrapping_mul(r!(c!()) as i32)),
    Op::DivI32 => set_i32!(attempt!(ops::div_i32(r!(b!()) as i32, r!(c!()) as i32))),
    Op::RemI32 => set_i32!(attempt!(ops::rem_i32(r!(b!()) as i32, r!(c!()) as i32))),
    Op::AddI32Imm => set_i32!((r!(b!()) as i32).wrapping_add(sc!() as i32)),
    Op::NegI32 => set_i32!((r!(b!()) as i32).wrapping_neg()),
    Op::And | Op::AndB => set!(rb!() & r!(c!())),
    Op::Or | Op::OrB => set!(rb!() | r!(c!())),
    Op::Xor | Op::XorB => set!(rb!() ^ r!(c!())),
    Op::BitNot => set!(!r!(b!())),
    Op::ShlI64 => set!(ops::shl_i64(r!(b!()) as i64, r!(c!()) as i64)),
    Op::ShrI64 => set!(ops::shr_i64(r!(b!()) as i64, r!(c!()) as i64)),
    Op::ShlI32 => set_i32!(ops::shl_i32(r!(b!()) as i32, r!(c!()) as i64)),
    Op::ShrI32 => set_i32!(ops::shr_i32(r!(b!()) as i32, r!(c!()) as i64)),
    Op::ShlI64Imm | Op::ShlI64ImmB => set!(rb!() << (c!() & 63)),
    Op::ShrI64Imm | Op::ShrI64ImmB => set!((rb!() as i64) >> (c!() & 63)),
    Op::Not => set!(r!(b!()) ^ 1),

    Op::AddF64 | Op::AddF64B => set_f!(fb!() + f!(c!())),
    Op::SubF64 | Op::SubF64B | Op::SubF64C => set_f!(fb!() - fc!()),
    Op::MulF64 | Op::MulF64B | Op::MulF64Both => set_f!(fb!() * fc!()),
    Op::DivF64 | Op::DivF64B | Op::DivF64C => set_f!(fb!() / fc!()),
    Op::RemF64 => set_f!(ops::rem_f64(f!(b!()), f!(c!()))),
    Op::AddF64K | Op::AddF64KB => set_f!(fb!() + kf!(c!())),
    Op::SubF64K | Op::SubF64KB => set_f!(fb!() - kf!(c!())),
    Op::MulF64K | Op::MulF64KB => set_f!(fb!() * kf!(c!())),
    Op::DivF64K | Op::DivF64KB => set_f!(fb!() / kf!(c!())),
    Op::RsubF64K | Op::RsubF64KB => set_f!(kf!(c!()) - fb!()),
    Op::RdivF64K | Op::RdivF64KB => set_f!(kf!(c!()) / fb!()),
    Op::NegF64 => set_f!(-f!(b!())),
    Op::MulAddF64 | Op::MulAddF64B | Op::MulAddF64D => set_f!(fb!() * f!(c!()) + fd!()),
    Op::MulSubF64 | Op::MulSubF64B | Op::MulSubF64D => set_f!(fb!() * f!(c!()) - fd!()),
    Op::SubMulF64 | Op::SubMulF64B | Op::SubMulF64D => set_f!(fd!() - fb!() * f!(c!())),
    Op::AddF32 | Op::AddF32B => set_f32!(f32b!() + f32!(c!())),
    Op::SubF32 | Op::SubF32B | Op::SubF32C => set_f32!(f32b!() - f32c!()),
    Op::MulF32 | Op::MulF32B | Op::MulF32Both => set_f32!(f32b!() * f32c!()),
    Op::DivF32 | Op::DivF32B | Op::DivF32C => set_f32!(f32b!() / f32c!()),
    Op::RemF32 => set_f32!(ops::rem_f32(f32!(b!()), f32!(c!()))),
    Op::AddF32K | Op::AddF32KB => set_f32!(f32b!() + kf32!(c!())),
    Op::SubF32K | Op::SubF32KB => set_f32!(f32b!() - kf32!(c!())),
    Op::MulF32K | Op::MulF32KB => set_f32!(f32b!() * kf32!(c!())),
    Op::DivF32K | Op::DivF32KB => set_f32!(f32b!() / kf32!(c!())),
    Op::RsubF32K | Op::RsubF32KB => set_f32!(kf32!(c!()) - f32b!()),
    Op::RdivF32K | Op::RdivF32KB => set_f32!(kf32!(c!()) / f32b!()),
    Op::NegF32 => set_f32!(-f32!(b!())),
    Op::MulAddF32 | Op::MulAddF32B | Op::MulAddF32D => set_f32!(f32b!() * f32!(c!()) + f32d!()),
    Op::MulSubF32 | Op::MulSubF32B | Op::MulSubF32D => set_f32!(f32b!() * f32!(c!()) - f32d!()),
    Op::SubMulF32 | Op::SubMulF32B | Op::SubMulF32D => set_f32!(f32d!() - f32b!() * f32!(c!())),
    Op::SqrtF64 | Op::SqrtF64B => set_f!(fb!().sqrt()),
    Op::SqrtF32 | Op::SqrtF32B => set_f32!(f32b!().sqrt()),

    Op::I64ToI32 => set_i32!(r!(b!()) as i32),
    Op::I64ToF64 | Op::I64ToF64B => set_f!(ops::i64_to_f64(rb!() as i64)),
    Op::I64ToF32 | Op::I64ToF32B => set_f32!(ops::i64_to_f32(rb!() as i64)),
    Op::F64ToI64 => set!(ops::f64_to_i64(f!(b!()))),
    Op::F64ToI32 => set_i32!(ops::f64_to_i32(f!(b!()))),
    Op::F32ToI64 => set!(ops::f32_to_i64(f32!(b!()))),
    Op::F32ToI32 => set_i32!(ops::f32_to_i32(f32!(b!()))),
    Op::F32ToF64 => set_f!(ops::f32_to_f64(f32!(b!()))),
    Op::F64ToF32 => set_f32!(ops::f64_to_f32(f!(b!()))),

    Op::EqI64 => set!(r!(b!()) == r!(c!())),
    Op::NeI64 => set!(r!(b!()) != r!(c!())),
    Op::LtI64 => set!((r!(b!()) as i64) < r!(c!()) as i64),
    Op::LeI64 => set!(r!(b!()) as i64 <= r!(c!()) as i64),
    Op::EqI64Imm => set!(r!(b!()) == sc!() as u64),
    Op::NeI64Imm => set!(r!(b!()) != sc!() as u64),
    Op::EqF64 => set!(f!(b!()) == f!(c!())),
    Op::NeF64 => set!(f!(b!()) != f!(c!())),
    Op::LtF64 => set!(f!(b!()) < f!(c!())),
    Op::LeF64 => set!(f!(b!()) <= f!(c!())),
    Op::EqF32 => set!(f32!(b!()) == f32!(c!())),
    Op::NeF32 => set!(f32!(b!()) != f32!(c!())),
    Op::LtF32 => set!(f32!(b!()) < f32!(c!())),
    Op::LeF32 => set!(f32!(b!()) <= f32!(c!())),
    Op::EqStr => set!(compare!(==)),
    Op::NeStr => set!(compare!(!=)),
    Op::LtStr => set!(compare!(<)),
    Op::LeStr => set!(compare!(<=)),

    Op::Jump => jump!(soperand!()),
    Op::Switch => {
        // The last of the jumps is for all that is none of their indices.
        pc = pc.add(r!(a!()).min(u64::from(operand!())) as usize);
        let distance = (*pc).operand() as i32;
        pc = pc.add(1);
        jump!(distance);
    },
    Op::JumpIf => {
        if r!(a!()) != 0 {
            jump!(soperand!())
        }
    },
    Op::JumpIfNot => {
        if r!(a!()) == 0 {
            jump!(soperand!())
        }
    },
    Op::EqI64Jump => jump_when!(r!(a!()) == r!(b!())),
    Op::NeI64Jump => jump_when!(r!(a!()) != r!(b!())),
    Op::LtI64Jump => jump_when!((r!(a!()) as i64) < r!(b!()) as i64),
    Op::LeI64Jump => jump_when!(r!(a!()) as i64 <= r!(b!()) as i64),
    Op::EqI64ImmJump => jump_when!(r!(a!()) == sb!() as u64),
    Op::NeI64ImmJump => jump_when!(r!(a!()) != sb!() as u64),
    Op::LtI64ImmJump => jump_when!((r!(a!()) as i64) < sb!()),
    Op::LeI64ImmJump => jump_when!(r!(a!()) as i64 <= sb!()),
    Op::GtI64ImmJump => jump_when!(r!(a!()) as i64 > sb!()),
    Op::GeI64ImmJump => jump_when!(r!(a!()) as i64 >= sb!()),
    Op::EqF64Jump => jump_when!(f!(a!()) == f!(b!())),
    Op::NeF64Jump => jump_when!(f!(a!()) != f!(b!())),
    Op::LtF64Jump => jump_when!(f!(a!()) < f!(b!())),
    Op::LeF64Jump => jump_when!(f!(a!()) <= f!(b!())),
    Op::NotLtF64Jump => jump_when!(!(f!(a!()) < f!(b!()))),
    Op::NotLeF64Jump => jump_when!(!(f!(a!()) <= f!(b!()))),
    Op::LtF64KJump => jump_when!(f!(a!()) < kf!(b!())),
    Op::LeF64KJump => jump_when!(f!(a!()) <= kf!(b!())),
    Op::GtF64KJump => jump_when!(f!(a!()) > kf!(b!())),
    Op::GeF64KJump => jump_when!(f!(a!()) >= kf!(b!())),
    Op::NotLtF64KJump => jump_when!(!(f!(a!()) < kf!(b!()))),
    Op::NotLeF64KJump => jump_when!(!(f!(a!()) <= kf!(b!()))),
    Op::NotGtF64KJump => jump_when!(!(f!(a!()) > kf!(b!()))),
    Op::NotGeF64KJump => jump_when!(!(f!(a!()) >= kf!(b!()))),
    Op::EqF32Jump => jump_when!(f32!(a!()) == f32!(b!())),
    Op::NeF32Jump => jump_when!(f32!(a!()) != f32!(b!())),
    Op::LtF32Jump => jump_when!(f32!(a!()) < f32!(b!())),
    Op::LeF32Jump => jump_when!(f32!(a!()) <= f32!(b!())),
    Op::NotLtF32Jump => jump_when!(!(f32!(a!()) < f32!(b!()))),
    Op::NotLeF32Jump => jump_when!(!(f32!(a!()) <= f32!(b!()))),
    Op::LtF32KJump => jump_when!(f32!(a!()) < kf32!(b!())),
    Op::LeF32KJump => jump_when!(f32!(a!()) <= kf32!(b!())),
    Op::GtF32KJump => jump_when!(f32!(a!()) > kf32!(b!())),
    Op::GeF32KJump => jump_when!(f32!(a!()) >= kf32!(b!())),
    Op::NotLtF32KJump => jump_when!(!(f32!(a!()) < kf32!(b!()))),
    Op::NotLeF32KJump => jump_when!(!(f32!(a!()) <= kf32!(b!()))),
    Op::NotGtF32KJump => jump_when!(!(f32!(a!()) > kf32!(b!()))),
    Op::NotGeF32KJump => jump_when!(!(f32!(a!()) >= kf32!(b!()))),

    Op::ForRange => {
        let next = (r!(a!()) as i64).wrapping_add(1);
        set!(next);
        jump_when!(next < r!(b!()) as i64);
    },
    Op::ForInclusive => {
        if r!(a!()) != r!(b!()) {
            set!(r!(a!()).wrapping_add(1));
            jump!(sc!());
        }
    },
    Op::StepLtJump => step_when!(r!(b!()), |value| value < r!(c!()) as i64),
    Op::StepLeJump => step_when!(r!(b!()), |value| value <= r!(c!()) as i64),
    Op::StepGtJump => step_when!(r!(b!()), |value| value > r!(c!()) as i64),
    Op::StepGeJump => step_when!(r!(b!()), |value| value >= r!(c!()) as i64),
    Op::StepImmLtJump => step_when!(sb!(), |value| value < r!(c!()) as i64),
    Op::StepImmLeJump => step_when!(sb!(), |value| value <= r!(c!()) as i64),
    Op::StepImmGtJump => step_when!(sb!(), |value| value > r!(c!()) as i64),
    Op::StepImmGeJump => step_when!(sb!(), |value| value >= r!(c!()) as i64),
    Op::StepImmLtImmJump => step_when!(sb!(), |value| value < sc!()),
    Op::StepImmLeImmJump => step_when!(sb!(), |value| value <= sc!()),
    Op::StepImmGtImmJump => step_when!(sb!(), |value| value > sc!()),
    Op::StepImmGeImmJump => step_when!(sb!(), |value| value >= sc!()),
    Op::RangeBegin => objects::range_begin(base.add(b!()), base.add(a!())),
    Op::RangeNext => {
        let left = r!(b!() + 1);
        if left != 0 {
            r!(b!() + 1) = left - 1;
            set!(r!(b!()));
            r!(b!()) = r!(b!()).wrapping_add(r!(b!() + 2));
            jump!(sc!());
        }
    },
    Op::ArrayNext => {
        let next = r!(a!()).wrapping_add(1);
        set!(next);
        jump_when!(next < raw_array::len(object(r!(b!())).unwrap_unchecked()) as u64);
    },
    Op::CharsNext => jump_when!(objects::chars_next(base.add(a!()), r!(b!()))),
    Op::DictionaryBegin => objects::dictionary_begin(base.add(a!()), r!(b!())),
    Op::DictionaryNext => match objects::dictionary_next(base.add(a!()), r!(b!())) {
        Some((more, looked_at)) => {
            machine.charge_bytes(looked_at);
            jump_when!(more);
        }
        None => fail!(error::dictionary_changed()),
    },

    Op::Call => {
        charge_call!(operand!());
        enter!(*machine.entries.as_ptr().add(operand!() as usize));
    },
    Op::CallCounted => {
        charge_call!(operand!());
        deepen!(operand!());
        enter!(*machine.entries.as_ptr().add(operand!() as usize));
    },
    Op::CallLarge => {
        charge_call!(operand!());
        deepen!(operand!());
        base = or_refuse!(operand!(), machine.grow_for(base, a!(), operand!(), machine.calls_left(frames)));
        enter!(*machine.entries.as_ptr().add(operand!() as usize));
    },
    Op::CallValue => {
        let function = machine.closure_function(r!(b!()));
        if function == HOST_FUNCTION || classes::owner_of(r!(b!())) != writ.instance() {
            slowly!(call_value);
        }
        let Target { code, room, captured } = *machine.targets.get_unchecked(function as usize);
        if room > SMALL_ROOM || captured > MOST_CAPTURED {
            slowly!(call_value);
        }
        charge_call!(function);
        deepen!(function);
        let captures = objects::captures(r!(b!()));
        for index in 0..captured as usize {
            *base.add(a!() + c!() + index) = *captures.add(index);
        }
        enter!(code);
    },
    Op::CallVirtual => {
        // What shows an object is called on what nobody looked at.
        if b!() == SHOW_SLOT as usize {
            slowly!(call_virtual);
        }
        match *classes::class_at(r!(a!() + c!())).methods.get_unchecked(b!()) {
            Method::Script(function) => {
                let Target { code, room, .. } = *machine.targets.get_unchecked(function as usize);
                if room > SMALL_ROOM {
                    slowly!(call_virtual);
                }
                charge_call!(function);
                deepen!(function);
                enter!(code);
            }
            Method::Compiled(_) => slowly!(call_virtual),
        }
    },
    Op::CallTrait => {
        let definition = *machine.traits.get_unchecked(data!() as usize);
        let method = classes::trait_method(classes::class_at(r!(a!() + c!())), definition, b!());
        call_method!(method, machine.host_trait_method(method, r!(a!() + c!()), definition, b!()));
    },
    Op::CheckOwner => attempt!(classes::check_owner(r!(a!()), writ)),
    Op::EqualAny => match attempt!(classes::equal_any(r!(a!() + 1), r!(a!() + 2), writ)) {
        Ok(equal) => set!(equal),
        Err(method) => call_method!(method, machine.host_method(r!(a!() + 1), EQUALS_SLOT as usize)),
    },
    Op::CallReflector => call_method!(attempt!(machine.reflector(writ, r!(a!() + c!()))), HostMethod::UNKNOWN),
    Op::NewObject => {
        let class = data!();
        set!(attempt!(machine.new_object(writ.instance(), class, base.add(b!()))));
    },
    Op::NewBlank => set!(attempt!(machine.new_blank(writ.instance(), operand!()))),
    Op::CastClass | Op::CastTrait => {
        if !machine.is_a(writ, op == Op::CastClass, r!(a!()), operand!()) {
            fail!(error::cast_failed());
        }
    },
    Op::IsClass | Op::IsTrait => {
        let target = data!();
        set!(machine.is_a(writ, op == Op::IsClass, r!(b!()), target));
    },
    Op::KeepIf => classes::keep_if(base.add(a!()), r!(b!()) == 1),
    Op::WeakGet => set!(classes::weak_get(r!(b!()))),
    Op::CallHost => leave!(machine.call_host(writ, operand!(), base.add(a!()))),
    Op::CallDirect => attempt!(machine.call_direct(writ, operand!(), base.add(a!()))),
    Op::HostGet64 => set!(*host_field!(read_field).cast::<u64>()),
    Op::HostGetI32 => set_i32!(*host_field!(read_field).cast::<i32>()),
    Op::HostGetU32 => set!(*host_field!(read_field).cast::<u32>()),
    Op::HostGetU8 => set!(*host_field!(read_field)),
    Op::HostSet64 => *host_field!(write_field).cast::<u64>() = r!(a!()),
    Op::HostSet32 => *host_field!(write_field).cast::<u32>() = r!(a!()) as u32,
    Op::HostSet8 => *host_field!(write_field) = r!(a!()) as u8,
    Op::HostGlobal => set!(leave!(machine.host_global(writ, operand!()))),
    Op::CallNative => attempt!(machine.call_native(writ, operand!(), base.add(a!()))),
    Op::Return => {
        frames = frames.sub(1);
        pc = (*frames).pc;
        base = base.sub((*frames).window as usize);
    },
    Op::Halt => return Ok(()),
    Op::MakeClosure => {
        let function = data!();
        set!(attempt!(machine.new_closure(function, base.add(b!()))));
    },

    Op::Load64 | Op::Load64B => set!(*address(rb!()).add(c!()).cast::<u64>()),
    Op::LoadI32 => set_i32!(*at!().cast::<i32>()),
    Op::LoadU32 => set!(*at!().cast::<u32>()),
    Op::LoadU8 => set!(*at!()),
    Op::LoadWords => {
        let (from, to, count) = (at!().cast::<u64>(), base.add(a!()), data!() as usize);
        for index in 0..count {
            *to.add(index) = *from.add(index);
        }
    },
    Op::LoadValue => {
        let layout = data!();
        load_retained(layout!(layout), at!(), base.add(a!()));
    },
    Op::PeekValue => {
        let layout = data!();
        peek(layout!(layout), at!(), base.add(a!()));
    },
    Op::Store64 => *at!().cast::<u64>() = r!(a!()),
    Op::Store32 => *at!().cast::<u32>() = r!(a!()) as u32,
    Op::Store8 => *at!() = r!(a!()) as u8,
    Op::StoreWords => {
        let (from, to, count) = (base.add(a!()), at!().cast::<u64>(), data!() as usize);
        for index in 0..count {
            *to.add(index) = *from.add(index);
        }
    },
    Op::StoreStr => {
        if !Str::release_shared_bits(*at!().cast::<u64>()) {
            slowly!(replace_last_string);
        }
        *at!().cast::<u64>() = r!(a!());
    },
    Op::StoreObject => {
        if !release_shared_object(*at!().cast::<u64>()) {
            slowly!(replace_last_object);
        }
        *at!().cast::<u64>() = r!(a!());
    },
    Op::StoreWeak => release_weak_bits(at!().cast::<u64>().replace(r!(a!()))),
    Op::StoreValue => {
        let layout = data!();
        replace(layout!(layout), base.add(a!()), at!());
    },
    Op::GlobalGet64 => set!(*global!().cast::<u64>()),
    Op::GlobalGetI32 => set_i32!(*global!().cast::<i32>()),
    Op::GlobalGetU32 => set!(*global!().cast::<u32>()),
    Op::GlobalGetU8 => set!(*global!()),
    Op::GlobalSet64 => *global!().cast::<u64>() = r!(a!()),
    Op::GlobalSet32 => *global!().cast::<u32>() = r!(a!()) as u32,
    Op::GlobalSet8 => *global!() = r!(a!()) as u8,
    Op::GlobalAddress => set!(global!().expose_provenance()),
    Op::GlobalCheck => {
        if !*machine.initialised.get_unchecked(operand!() as usize) {
            fail!(error::uninitialized(&machine.program.globals[operand!() as usize].name));
        }
    },
    Op::GlobalInit => *machine.initialised.get_unchecked_mut(operand!() as usize) = true,
    Op::NewCell => {
        let layout = data!();
        set!(attempt!(machine.new_cell(layout, base.add(b!()), c!() == 1)));
    },

    Op::ArrayGet64 | Op::ArrayGet64C => set!(*place!(8).cast::<u64>()),
    Op::ArrayGetI32 => set_i32!(*place!(4).cast::<i32>()),
    Op::ArrayGetU32 => set!(*place!(4).cast::<u32>()),
    Op::ArrayGetU8 => set!(*place!(1)),
    Op::ArraySet64 => *place!(8).cast::<u64>() = r!(a!()),
    Op::ArraySet32 => *place!(4).cast::<u32>() = r!(a!()) as u32,
    Op::ArraySet8 => *place!(1) = r!(a!()) as u8,
    Op::ElementGet64 => set!(*part!().cast::<u64>()),
    Op::ElementGetI32 => set_i32!(*part!().cast::<i32>()),
    Op::ElementGetU32 => set!(*part!().cast::<u32>()),
    Op::ElementGetU8 => set!(*part!()),
    Op::ElementSet64 => *part!().cast::<u64>() = r!(a!()),
    Op::ElementSet32 => *part!().cast::<u32>() = r!(a!()) as u32,
    Op::ElementSet8 => *part!() = r!(a!()) as u8,
    Op::ElementAddress => set!(part!().expose_provenance()),
    Op::ArrayLen => set!(raw_array::len(object(r!(b!())).unwrap_unchecked())),
    Op::NewArray => {
        let layout = data!();
        set!(attempt!(machine.new_array(layout, r!(b!()))));
    },
    Op::ArrayPush => {
        let layout = data!();
        attempt!(objects::push(r!(a!()), layout!(layout), base.add(b!())));
    },
    Op::ArrayExtend => {
        pc = pc.add(1);
        let count = attempt!(objects::extend(r!(a!()), r!(b!())));
        machine.charge_bytes(count * size_of::<u64>());
    },

    Op::NewDictionary => {
        let shape = machine.dictionary_shape(operand!(), data!());
        attempt!(account::check(raw_dictionary::SIZE));
        set!(object_bits(raw_dictionary::new(shape)));
    },
    Op::AdoptDictionary => {
        let value = data!();
        machine.adopt_dictionary(r!(a!()), operand!(), value);
    },
    Op::DictionaryFind => {
        if LIMITED && !objects::is_foreign(r!(b!())) {
            attempt!(machine.charge_key(r!(b!()), base.add(c!()), None));
        }
        let found = attempt!(objects::find(r!(b!()), base.add(c!())));
        if found != objects::FOREIGN {
            set!(found);
            pc = pc.add(2);
        }
    },
    Op::AdoptForFind => {
        let value = data!();
        machine.adopt_dictionary(r!(a!()), operand!(), value);
        pc = pc.sub(3);
    },
    Op::DictionaryInsert => match LIMITED {
        true => attempt!(machine.insert_charged(r!(a!()), base.add(b!()), base.add(c!()))),
        false => attempt!(objects::insert(r!(a!()), base.add(b!()), base.add(c!()))),
    },
    Op::DictionaryExtend => {
        let count = attempt!(objects::extend_dictionary(r!(a!()), r!(b!())));
        machine.charge_bytes(count * size_of::<[u64; 2]>());
    },

    Op::IndexStr => {
        machine.charge_bytes(objects::index_cost(r!(b!())));
        set!(attempt!(objects::index_string(r!(b!()), r!(c!()))));
    },
    Op::TextStr => attempt!(machine.add_text(r!(a!()))),
    Op::TextConst => attempt!(machine.add_text(k!(operand!()))),
    Op::TextI64 | Op::TextF64 | Op::TextF32 | Op::TextBool => machine.add_scalar(op, r!(a!())),
    Op::TextEnd => set!(attempt!(machine.take_text())),
    Op::TextAppend => attempt!(machine.append_text(base.add(a!()))),
    Op::TextAppendAt => attempt!(machine.append_text(at!().cast())),

    Op::RaiseNull => fail!(error::null_value()),
    Op::RaiseNoError => fail!(error::no_error()),
    Op::RaiseFailure => fail!(error::value_of_error(string!(a!()))),
    Op::RaiseUninitialized => fail!(error::uninitialized(Str::borrow_bits(&k!(operand!())))),
    Op::RaiseKey => fail!(error::key_not_found(&Str::from_bits(r!(a!())))),
    Op::Unreachable | Op::Data => fail!(error::panicked("the script reached code that there is none of: its function was refused when it was loaded")),

    // What is left of them in seldom cases.
    slow release_last_string => Str::release_bits(r!(a!())),
    slow release_last_object => release_object(r!(a!())),
    slow replace_last_string => Str::release_bits(at!().cast::<u64>().replace(r!(a!()))),
    slow replace_last_object => release_object(at!().cast::<u64>().replace(r!(a!()))),
    slow divide_i64 => set!(attempt!(ops::div_i64(r!(b!()) as i64, r!(c!()) as i64))),
    slow remainder_i64 => set!(attempt!(ops::rem_i64(r!(b!()) as i64, r!(c!()) as i64))),
    slow read_field => {
        let index = data!();
        set!(attempt!(machine.read_field(writ, index, r!(b!()))));
    },
    slow write_field => {
        let index = data!();
        attempt!(machine.write_field(writ, index, r!(b!()), r!(a!())));
    },
    slow call_value => {
        let function = attempt!(machine.own_function(r!(b!()), writ));
        if function == HOST_FUNCTION {
            let function = r!(b!());
            leave!(machine.call_host_function(writ, function, pc, base.add(a!())));
            next!();
        }
        charge_call!(function);
        deepen!(function);
        base = or_refuse!(function, machine.open_call(base, a!(), (r!(b!()), c!()), machine.calls_left(frames)));
        enter!(*machine.entries.as_ptr().add(function as usize));
    },
    slow call_virtual => {
        let method = attempt!(classes::slot_method(b!(), r!(a!() + c!()), writ));
        call_method!(method, machine.host_method(r!(a!() + c!()), b!()));
    },
}
