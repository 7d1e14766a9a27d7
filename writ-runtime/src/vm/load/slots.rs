//! Values of scripts between slots and the host's copies of them.

use super::value::Data;
use crate::collections::{Range, raw_array, raw_dictionary};
use crate::function::FunctionHandle;
use crate::object::{AnyRef, ClassShape, Header, Object, Reference, TraitShape, account, retain};
use crate::text::Str;
use crate::vm::bytecode::{Layouts, Part, Parts};
use crate::vm::interp::memory::{element_layout, load, object, object_bits, release_slots, store};
use crate::vm::interp::weak_get;
use std::ptr::NonNull;
use writ_compiler::ir::{ClassId, Program, Type, TypeId};

/// Copies nest no deeper than this.
const MAX_DEPTH: u32 = 200;

/// What each value of a copy counts, in bytes.
const VALUE: usize = 8;

/// A copy may count so many times what the instance has on its heap, and so many bytes more: a value that is in many places is copied as often.
const COPIES: usize = 16;
const MORE: usize = 16 << 20;

/// What is needed to make sense of slots.
pub(super) struct Types<'a> {
    pub(super) program: &'a Program,
    pub(super) layouts: &'a mut Layouts,
    /// By class of the program.
    pub(super) classes: &'a [&'static ClassShape],
    /// By trait of the program.
    pub(super) traits: &'a [&'static TraitShape],
    /// The number of the instance: objects of others are refused.
    pub(super) instance: u16,
    /// How much may still be copied.
    budget: usize,
}

impl<'a> Types<'a> {
    /// For one copy.
    pub(super) fn new(
        program: &'a Program,
        (layouts, classes, traits): (&'a mut Layouts, &'a [&'static ClassShape], &'a [&'static TraitShape]),
        instance: u16,
    ) -> Types<'a> {
        let heap = account::bytes_of(instance).saturating_add(account::bytes_of(0));
        Types { program, layouts, classes, traits, instance, budget: heap.saturating_mul(COPIES).saturating_add(MORE) }
    }

    /// Counts something that is copied; false if that is too much.
    fn count(&mut self, bytes: usize) -> bool {
        let left = self.budget.checked_sub(bytes);
        self.budget = left.unwrap_or(0);
        left.is_some()
    }

    /// Copies a value out of its slots.
    ///
    /// # Safety
    /// The slots hold a value of the type.
    pub(super) unsafe fn read(&mut self, ty: TypeId, slots: *const u64) -> Data {
        // SAFETY: the caller's promise.
        unsafe { self.read_at(ty, slots, 0) }
    }

    unsafe fn read_at(&mut self, ty: TypeId, slots: *const u64, depth: u32) -> Data {
        if depth > MAX_DEPTH || !self.count(VALUE) {
            return Data::TooDeep;
        }
        let program = self.program;
        let info = self.layouts.of(program, ty);
        // SAFETY: the caller's promise; parts lie inside the value.
        unsafe {
            match program.types.get(ty) {
                Type::Error | Type::Never | Type::Void | Type::Parameter(_) => Data::Void,
                Type::Int => Data::Int(*slots as i64),
                Type::Int32 => Data::Int32(*slots as i32),
                Type::Float => Data::Float(f32::from_bits(*slots as u32)),
                Type::Float64 => Data::Float64(f64::from_bits(*slots)),
                Type::Bool => Data::Bool(*slots != 0),
                Type::String => {
                    let text = Str::borrow_bits(&*slots);
                    if self.count(text.len()) { Data::String(text.to_string()) } else { Data::TooDeep }
                }
                Type::Range => Data::Range(Range {
                    start: *slots as i64,
                    end: *slots.add(1) as i64,
                    inclusive: *slots.add(2) != 0,
                    step: *slots.add(3) as i64,
                }),
                Type::Array(element) => object(*slots).map_or(Data::Void, |array| self.read_array(*element, array, depth)),
                Type::Dictionary(key, value) => {
                    object(*slots).map_or(Data::Void, |dictionary| self.read_dictionary((*key, *value), dictionary, depth))
                }
                Type::Function(..) => object(*slots).map_or(Data::Void, |function| {
                    retain(function);
                    Data::Function(FunctionHandle::from_raw(function, &program.type_key(ty)))
                }),
                Type::Class(_) | Type::Trait(_) | Type::Any => object(*slots).map_or(Data::Void, |instance| {
                    retain(instance);
                    Data::Object(AnyRef::assume(Object::from_raw(instance)))
                }),
                Type::Weak(_) => match object(weak_get(*slots)) {
                    Some(instance) => Data::Some(Box::new(Data::Object(AnyRef::assume(Object::from_raw(instance))))),
                    None => Data::Null,
                },
                Type::Optional(_) | Type::Result(_) | Type::Tuple(_) | Type::Struct(_) | Type::Enum(_) => {
                    self.read_parts(ty, &info.parts, slots, depth + 1)
                }
            }
        }
    }

    unsafe fn read_parts(&mut self, ty: TypeId, parts: &Parts, slots: *const u64, depth: u32) -> Data {
        let program = self.program;
        // SAFETY: the caller's promise.
        unsafe {
            match (parts, program.types.get(ty)) {
                (Parts::Optional { payload, .. }, _) => match *slots {
                    0 => Data::Null,
                    _ => Data::Some(Box::new(self.read_part(payload, slots, depth))),
                },
                (Parts::Result { success, error }, _) => match *slots {
                    0 => Data::Failure(Str::borrow_bits(&*slots.add(usize::from(error.slot))).to_string()),
                    _ => Data::Success(Box::new(self.read_part(success, slots, depth))),
                },
                (Parts::Fields(parts), Type::Struct(id)) => {
                    let def = &program[*id];
                    let fields = parts.iter().zip(&def.fields);
                    let fields = fields.map(|(part, field)| (field.name.to_string(), self.read_part(part, slots, depth)));
                    Data::Struct(def.name.to_string(), fields.collect())
                }
                (Parts::Fields(parts), _) => Data::Tuple(parts.iter().map(|part| self.read_part(part, slots, depth)).collect()),
                (Parts::Enum(variants), Type::Enum(id)) => {
                    let def = &program[*id];
                    let Some((variant, parts)) = def.variants.get(*slots as usize).zip(variants.get(*slots as usize)) else {
                        return Data::Void;
                    };
                    let fields = parts.iter().zip(&variant.fields);
                    let fields = fields.map(|(part, field)| (field.name.to_string(), self.read_part(part, slots, depth)));
                    Data::Variant(def.name.to_string(), variant.name.to_string(), fields.collect())
                }
                (Parts::None | Parts::Enum(_), _) => Data::Void,
            }
        }
    }

    unsafe fn read_part(&mut self, part: &Part, slots: *const u64, depth: u32) -> Data {
        // SAFETY: the part lies inside the value; a box holds a value of its type.
        unsafe {
            let at = slots.add(usize::from(part.slot));
            match part.boxed {
                false => self.read_at(part.ty, at, depth),
                true => object(*at).map_or(Data::Void, |boxed| {
                    let payload = boxed.cast::<u8>().as_ptr().add(size_of::<Header>());
                    self.read_memory(part.ty, payload, depth)
                }),
            }
        }
    }

    unsafe fn read_memory(&mut self, ty: TypeId, from: *const u8, depth: u32) -> Data {
        let layout = self.layouts.of(self.program, ty).layout.clone();
        let mut slots = vec![0; layout.leaves.len().max(1)];
        // SAFETY: the caller's promise: a value of the type lies there. The slots borrow.
        unsafe {
            load(&layout, from, slots.as_mut_ptr());
            self.read_at(ty, slots.as_ptr(), depth)
        }
    }

    unsafe fn read_array(&mut self, element: TypeId, array: NonNull<Header>, depth: u32) -> Data {
        let size = self.layouts.of(self.program, element).layout.size as usize;
        // SAFETY: the caller's promise; nothing runs meanwhile that could change the array.
        unsafe {
            let items = (0..raw_array::len(array)).map(|index| {
                let place = raw_array::place(array, index as i64, size);
                self.read_memory(element, place, depth + 1)
            });
            Data::Array(items.collect())
        }
    }

    unsafe fn read_dictionary(&mut self, (key, value): (TypeId, TypeId), dictionary: NonNull<Header>, depth: u32) -> Data {
        let mut entries = Vec::new();
        let mut index = 0;
        // SAFETY: the caller's promise; nothing runs meanwhile that could change the dictionary.
        unsafe {
            let layout = raw_dictionary::entry_layout(dictionary);
            loop {
                let (entry, next) = raw_dictionary::next(dictionary, layout, index);
                if entry.is_null() {
                    return Data::Dictionary(entries);
                }
                index = next;
                let key = self.read_memory(key, entry.add(layout.key), depth + 1);
                entries.push((key, self.read_memory(value, entry.add(layout.value), depth + 1)));
            }
        }
    }

    /// Writes a value to slots, which own it. False if it is not of the type; then nothing is left in the slots that would have to be released.
    ///
    /// # Safety
    /// There is room for a value of the type.
    pub(super) unsafe fn write(&mut self, ty: TypeId, data: &Data, slots: *mut u64) -> bool {
        let program = self.program;
        let info = self.layouts.of(program, ty);
        // SAFETY: the caller's promise.
        unsafe {
            slots.write_bytes(0, info.layout.leaves.len());
            let written = match (program.types.get(ty), data) {
                (Type::Int, Data::Int(value)) => put(slots, *value as u64),
                (Type::Int | Type::Int32, Data::Int32(value)) => put(slots, i64::from(*value) as u64),
                (Type::Float, Data::Float(value)) => put(slots, u64::from(value.to_bits())),
                (Type::Float64, Data::Float(value)) => put(slots, f64::from(*value).to_bits()),
                (Type::Float64, Data::Float64(value)) => put(slots, value.to_bits()),
                (Type::Bool, Data::Bool(value)) => put(slots, u64::from(*value)),
                (Type::String, Data::String(text)) => put(slots, Str::new(text).into_bits()),
                (Type::Void, Data::Void) | (Type::Optional(_), Data::Null) => true,
                (Type::Range, Data::Range(range)) => {
                    put(slots, range.start as u64);
                    put(slots.add(1), range.end as u64);
                    put(slots.add(2), u64::from(range.inclusive));
                    put(slots.add(3), range.step as u64)
                }
                (Type::Array(element), Data::Array(items)) => self.write_array(*element, items, slots),
                (Type::Dictionary(key, value), Data::Dictionary(entries)) => self.write_dictionary((*key, *value), entries, slots),
                (Type::Function(..), Data::Function(function))
                    if *program.type_key(ty) == *function.ty() && function.runs_in(self.instance) =>
                {
                    retain(function.as_raw());
                    put(slots, object_bits(function.as_raw()))
                }
                (Type::Class(_) | Type::Trait(_) | Type::Any, Data::Object(any)) if self.is_a(ty, any) => {
                    put(slots, object_bits(any.clone().into_object().into_raw()))
                }
                (_, data) => self.write_parts(&info.parts, ty, data, slots),
            };
            if !written {
                release_slots(&info.layout, slots);
                slots.write_bytes(0, info.layout.leaves.len());
            }
            written
        }
    }

    /// Whether an object of the host's may be passed for a type.
    fn is_a(&self, ty: TypeId, any: &AnyRef) -> bool {
        let object = any.as_object();
        let fits = match self.program.types.get(ty) {
            Type::Class(id) => object.is(self.classes[id.0 as usize]),
            Type::Trait(id) if object.class().host => {
                let class = self.classes.iter().position(|class| std::ptr::eq(*class, object.class()));
                class.is_some_and(|class| self.program.trait_impl(ClassId(class as u32), *id).is_some())
            }
            Type::Trait(id) => object.has(self.traits[id.0 as usize]),
            Type::Any => true,
            Type::Error | Type::Never | Type::Void | Type::Int | Type::Int32 | Type::Float | Type::Float64 | Type::Bool => false,
            Type::String | Type::Range | Type::Array(_) | Type::Dictionary(..) | Type::Optional(_) | Type::Result(_) => false,
            Type::Tuple(_) | Type::Function(..) | Type::Struct(_) | Type::Enum(_) | Type::Weak(_) | Type::Parameter(_) => false,
        };
        fits && object.instance() == self.instance
    }

    unsafe fn write_parts(&mut self, parts: &Parts, ty: TypeId, data: &Data, slots: *mut u64) -> bool {
        let program = self.program;
        // SAFETY: parts lie inside the value.
        unsafe {
            match (parts, data, program.types.get(ty)) {
                (Parts::Optional { tagged, payload }, Data::Some(value), _) => {
                    let written = self.write(payload.ty, value, slots.add(usize::from(payload.slot)));
                    written && (!tagged || put(slots, 1))
                }
                (Parts::Result { success, .. }, Data::Success(value), _) => {
                    put(slots, 1) && self.write(success.ty, value, slots.add(usize::from(success.slot)))
                }
                (Parts::Result { error, .. }, Data::Failure(message), _) => {
                    put(slots.add(usize::from(error.slot)), Str::new(message).into_bits())
                }
                (Parts::Fields(parts), Data::Tuple(items), Type::Tuple(_)) if parts.len() == items.len() => {
                    parts.iter().zip(items).all(|(part, item)| self.write(part.ty, item, slots.add(usize::from(part.slot))))
                }
                (Parts::Fields(parts), Data::Struct(name, fields), Type::Struct(id)) => {
                    let def = &program[*id];
                    let same = *def.name == **name && fields.len() == parts.len();
                    let mut parts = parts.iter().zip(fields).zip(&def.fields);
                    same && parts.all(|((part, (name, value)), field)| {
                        *field.name == **name && self.write(part.ty, value, slots.add(usize::from(part.slot)))
                    })
                }
                (Parts::Enum(variants), Data::Variant(name, variant, fields), Type::Enum(id)) if fields.is_empty() => {
                    let def = &program[*id];
                    let index = def.variants.iter().position(|other| *other.name == **variant);
                    match index.filter(|index| *def.name == **name && variants[*index].is_empty()) {
                        Some(index) => put(slots, index as u64),
                        None => false,
                    }
                }
                _ => false,
            }
        }
    }

    unsafe fn write_array(&mut self, element: TypeId, items: &[Data], slots: *mut u64) -> bool {
        let layout = self.layouts.of(self.program, element).layout.clone();
        // SAFETY: an array of such elements.
        unsafe {
            let array = raw_array::new(raw_array::shape_of(element_layout(&layout, 0)), items.len());
            put(slots, object_bits(array));
            items.iter().all(|item| {
                let mut value = vec![0; layout.leaves.len().max(1)];
                let written = self.write(element, item, value.as_mut_ptr());
                if written {
                    store(&layout, value.as_ptr(), raw_array::push_place(array, layout.size as usize));
                }
                written
            })
        }
    }

    unsafe fn write_dictionary(&mut self, (key, value): (TypeId, TypeId), entries: &[(Data, Data)], slots: *mut u64) -> bool {
        let keys = self.layouts.of(self.program, key).layout.clone();
        let values = self.layouts.of(self.program, value).layout.clone();
        // SAFETY: a dictionary of such entries; key and value move into it.
        unsafe {
            let shape = raw_dictionary::shape_of(element_layout(&keys, 0), element_layout(&values, 0));
            put(slots, object_bits(raw_dictionary::new(shape)));
            entries.iter().all(|(k, v)| {
                let mut key_slots = vec![0; keys.leaves.len().max(1)];
                let mut value_slots = vec![0; values.leaves.len().max(1)];
                if !self.write(key, k, key_slots.as_mut_ptr()) {
                    return false;
                }
                if !self.write(value, v, value_slots.as_mut_ptr()) {
                    release_slots(&keys, key_slots.as_ptr());
                    return false;
                }
                crate::vm::interp::insert(*slots, key_slots.as_ptr(), value_slots.as_ptr()).is_ok()
            })
        }
    }
}

unsafe fn put(slot: *mut u64, bits: u64) -> bool {
    // SAFETY: the caller's promise: there is room.
    unsafe { *slot = bits };
    true
}
