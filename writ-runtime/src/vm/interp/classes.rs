//! Classes: their shapes, instances, calls by table.

use super::machine::{Frame, Machine};
use super::memory::{element_layout, object, object_bits, release_object, store};
use crate::depth::Depth;
use crate::error::{self, Fallible};
use crate::object::{ClassShape, FieldInfo, Method, Object, TraitEntry, TraitShape, class_of, new_instance, payload, retain};
use crate::text::Str;
use crate::vm::bytecode::{Instruction, LayoutId, SMALL_ROOM};
use crate::writ::Writ;
use writ_compiler::ir::{EQUALS_SLOT, FuncId, SHOW_SLOT};

/// What a call by a table needs to know of a function.
#[derive(Clone, Copy)]
pub(super) struct Target {
    /// The first instruction.
    pub(super) code: *const Instruction,
    /// How much room it needs.
    pub(super) room: u32,
}

fn leak(text: &str) -> &'static str {
    text.to_owned().leak()
}

fn methods(functions: impl Iterator<Item = FuncId>) -> &'static [Method] {
    functions.map(|function| Method::Script(function.0)).collect::<Vec<_>>().leak()
}

unsafe fn drop_payload(class: &ClassShape, payload: *mut u8) {
    if let Some(layout) = class.layout {
        // SAFETY: called once, for the payload of a dead instance of this class.
        unsafe { layout.drop_values(payload, 1) }
    }
}

/// The object in a slot that has one.
#[inline(always)]
pub(super) unsafe fn class_at(bits: u64) -> &'static ClassShape {
    // SAFETY: the caller's promise: a live instance.
    unsafe { class_of(object(bits).unwrap_unchecked()) }
}

/// What the class of an object runs for a method of a trait that it has.
#[inline(always)]
pub(super) unsafe fn trait_method(class: &ClassShape, definition: &'static TraitShape, method: usize) -> Method {
    // SAFETY: the checker proved that the class has the trait.
    unsafe { *class.trait_entry(definition).unwrap_unchecked().methods.get_unchecked(method) }
}

/// The object of a weak reference, counted; 0 if it is gone.
#[inline(always)]
pub(super) unsafe fn weak_get(bits: u64) -> u64 {
    // SAFETY: the memory of the object is there as long as there is a weak reference.
    unsafe {
        match object(bits) {
            Some(object) if object.as_ref().count() > 0 => {
                retain(object);
                bits
            }
            Some(_) | None => 0,
        }
    }
}

/// Keeps an object, or lets it go.
pub(super) unsafe fn keep_if(slot: *mut u64, keep: bool) {
    if !keep {
        // SAFETY: the slot owns an object.
        unsafe { release_object(slot.replace(0)) }
    }
}

/// Whether two objects in `any` are equal, or what compares them: boxes of one class.
pub(super) unsafe fn equal_any(left: u64, right: u64) -> Result<bool, Method> {
    // SAFETY: two live instances.
    unsafe {
        let (one, other) = (class_at(left), class_at(right));
        match left == right || !std::ptr::eq(one, other) || one.equals.is_none() {
            true => Ok(left == right),
            false => Err(one.methods[EQUALS_SLOT as usize]),
        }
    }
}

impl Machine {
    /// Makes the shapes of classes that are new in the program. They live for ever: objects may outlive the machine.
    pub(super) fn link_classes(&mut self) {
        for definition in &self.program.traits[self.traits.len()..] {
            let methods: Vec<&'static str> = definition.methods.iter().map(|name| leak(name)).collect();
            self.traits.push(Box::leak(Box::new(TraitShape { name: leak(&definition.name), methods: methods.leak() })));
        }
        for class in &self.program.classes[self.classes.len()..] {
            let layout = self.program.layouts.get(class.layout);
            let base = class.base.map(|base| self.classes[base as usize]);
            let ancestors: Vec<&'static ClassShape> = base.iter().flat_map(|base| base.ancestors.iter().chain([base])).copied().collect();
            let field = |field: &crate::vm::bytecode::ClassField| FieldInfo {
                name: leak(&field.name),
                offset: field.part.offset as usize,
                ty: leak(&field.ty),
                public: field.public,
            };
            let entry = |(definition, functions): &(u32, Vec<FuncId>)| TraitEntry {
                definition: self.traits[*definition as usize],
                table: std::ptr::null(),
                methods: methods(functions.iter().copied()),
            };
            let names: Vec<&'static str> = class.slots.iter().map(|(name, _)| leak(name)).collect();
            self.classes.push(Box::leak(Box::new(ClassShape {
                shape: ClassShape::shape(leak(&class.name)),
                size: layout.size as usize,
                align: layout.align as usize,
                drop_payload,
                layout: Some(element_layout(layout, 0)),
                ancestors: ancestors.leak(),
                fields: class.fields.iter().map(field).collect::<Vec<_>>().leak(),
                traits: class.traits.iter().map(entry).collect::<Vec<_>>().leak(),
                table: std::ptr::null(),
                methods: methods(class.slots.iter().map(|(_, function)| *function)),
                show: show_instance,
                equals: class.boxed.map(|_| equal_instances as _),
                slot_names: names.leak(),
            })));
        }
    }

    /// A new instance; the fields move into it.
    ///
    /// # Safety
    /// The fields of the class are in the slots.
    #[inline(never)]
    pub(super) unsafe fn new_object(&self, instance: u16, class: u32, slots: *const u64) -> u64 {
        let layout: LayoutId = self.program.classes[class as usize].layout;
        let object = new_instance(self.classes[class as usize], instance);
        // SAFETY: a payload of that layout.
        unsafe { store(&self.layouts[layout.0 as usize].layout, slots, payload(object)) };
        object_bits(object)
    }

    /// A new instance whose fields are 0, of whatever type.
    #[inline(never)]
    pub(super) fn new_blank(&self, instance: u16, class: u32) -> u64 {
        let class = self.classes[class as usize];
        let object = new_instance(class, instance);
        // SAFETY: fresh memory for the payload; 0 is no reference in every field.
        unsafe { payload(object).write_bytes(0, class.size) };
        object_bits(object)
    }

    /// Checks a call by a table where that takes more than a look: at the limit of the depth, or of a function with many slots. The stack may
    /// move; None if it is full.
    ///
    /// # Safety
    /// The frames of this machine.
    #[cold]
    #[inline(never)]
    pub(super) unsafe fn open_method(
        &mut self,
        base: *mut u64,
        window: usize,
        function: u32,
        (frames, deepest): (*mut Frame, *const Frame),
    ) -> Option<*mut u64> {
        let callee = &self.program.functions[function as usize];
        // SAFETY: the caller's promise.
        unsafe {
            let left = deepest.offset_from(frames);
            let behind = self.frames.as_ptr().add(self.frames.len() - 1);
            if (callee.counted && left <= 0) || frames.cast_const() >= behind {
                return None;
            }
            let (room, left) = (callee.room.max(SMALL_ROOM), left.max(0) as usize);
            self.grow(base, window, room, left)
        }
    }

    /// The class of an instance, if it is one of this program's.
    pub(crate) fn class_index(&self, shape: &ClassShape) -> Option<usize> {
        self.classes.iter().position(|class| std::ptr::eq(*class, shape))
    }

    /// The shape of a class.
    pub(crate) fn class_shape(&self, class: u32) -> &'static ClassShape {
        self.classes[class as usize]
    }

    /// The shape of a trait.
    pub(crate) fn trait_shape(&self, definition: u32) -> &'static TraitShape {
        self.traits[definition as usize]
    }
}

/// What compiled code and hosts call for `print` of an instance.
fn show_instance(object: &Object, writ: &mut Writ, _: Depth) -> Fallible<Str> {
    match object.class().methods.get(SHOW_SLOT as usize) {
        Some(Method::Script(function)) => writ.call_script_method(FuncId(*function), &[object]).map(|bits| {
            // SAFETY: slot 0 gives a string, which moves out.
            unsafe { Str::from_bits(bits) }
        }),
        Some(Method::Compiled(_)) | None => Err(error::panicked("this object has no text")),
    }
}

/// What compiled code calls for `==` of two boxes of one class.
fn equal_instances(object: &Object, other: &Object, writ: &mut Writ, _: Depth) -> Fallible<bool> {
    match object.class().methods.get(EQUALS_SLOT as usize) {
        Some(Method::Script(function)) => writ.call_script_method(FuncId(*function), &[object, other]).map(|bits| bits != 0),
        Some(Method::Compiled(_)) | None => Ok(false),
    }
}

/// The slot of a handle, which keeps its reference.
pub(crate) fn handle_bits(object: &Object) -> u64 {
    object_bits(object.as_raw())
}
