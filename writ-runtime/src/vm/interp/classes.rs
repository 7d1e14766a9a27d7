//! Classes: their shapes, instances, calls by table.

use super::machine::Machine;
use super::memory::{element_layout, object, object_bits, release_object, store};
use crate::depth::Depth;
use crate::error::Fallible;
use crate::link::LinkedTrait;
use crate::object::{
    ClassShape, FieldInfo, Header, Method, Object, Resume, TraitEntry, TraitShape, Tuple2, account, class_of, new_instance, payload, retain,
};
use crate::text::Str;
use crate::vm::bytecode::{Class, Instruction, LayoutId};
use crate::writ::Writ;
use std::sync::{Mutex, PoisonError};
use writ_compiler::ir::{EQUALS_SLOT, FuncId, SHOW_SLOT};

/// What a call by a table or of a value needs to know of a function.
#[derive(Clone, Copy)]
pub(super) struct Target {
    /// The first instruction.
    pub(super) code: *const Instruction,
    /// How much room it needs.
    pub(super) room: u32,
    /// How many words its captures are; very many if they are not just words.
    pub(super) captured: u32,
}

/// How the keys of types of the host begin.
const HOST_PREFIX: &str = "<host>::";

const _: () = assert!(HOST_PREFIX.len() == writ_compiler::ir::HOST_MODULE.len() + 2);

/// What lives for ever, so that tools that look for leaks see that it is meant to.
static KEPT: Mutex<(Vec<&'static ClassShape>, Vec<&'static TraitShape>)> = Mutex::new((Vec::new(), Vec::new()));

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

/// The instance that the object in a slot belongs to.
#[inline(always)]
pub(super) unsafe fn owner_of(bits: u64) -> u16 {
    // SAFETY: the caller's promise: a live instance.
    unsafe { object(bits).unwrap_unchecked().as_ref().instance() }
}

/// What a call by the table of a class runs. A host can put objects of another instance into an array of `any`, and there only the slot that shows an object
/// is called on what nobody looked at. Where it can do so with objects of a compiled class or trait, there is a [`Op::CheckOwner`] before the call.
///
/// [`Op::CheckOwner`]: crate::vm::bytecode::Op::CheckOwner
///
/// # Safety
/// The slot has a live instance, whose class has the method, or it is the one that shows.
#[inline(always)]
pub(super) unsafe fn slot_method(slot: usize, bits: u64, writ: &Writ) -> Fallible<Method> {
    // SAFETY: the caller's promise.
    unsafe {
        let methods = class_at(bits).methods;
        if slot == SHOW_SLOT as usize {
            check_owner(bits, writ)?;
            // Objects that only compiled code made for itself and its host have none for the VM.
            return Ok(methods.first().copied().unwrap_or(HOST_METHOD));
        }
        Ok(*methods.get_unchecked(slot))
    }
}

/// An error if the object belongs to another instance: the numbers of its functions stand for others here.
///
/// # Safety
/// The slot has a live instance of a class.
#[inline(always)]
pub(super) unsafe fn check_owner(bits: u64, writ: &Writ) -> Fallible<()> {
    // SAFETY: the caller's promise.
    unsafe { if owner_of(bits) == writ.instance() { Ok(()) } else { Err(foreign(bits)) } }
}

#[cold]
#[inline(never)]
unsafe fn foreign(bits: u64) -> Box<crate::error::RuntimeError> {
    // SAFETY: the caller's promise.
    crate::error::foreign_object(unsafe { class_at(bits) }.shape.name)
}

/// Stands for what an object of the host's runs for a method: which function that is, says the program, or only the object itself.
const HOST_METHOD: Method = Method::Compiled(|_, _, _| Err(crate::error::host_error("this object's class is not known here")));

/// What the class of an object runs for a method of a trait that it has.
#[inline(never)]
pub(super) unsafe fn trait_method(class: &ClassShape, definition: &'static TraitShape, method: usize) -> Method {
    if class.host {
        return HOST_METHOD;
    }
    // SAFETY: the checker proved that the class has the trait.
    unsafe { *class.trait_entry(definition).unwrap_unchecked().methods.get_unchecked(method) }
}

/// The object of a weak reference, counted; 0 if it is gone.
#[inline(never)]
pub(crate) unsafe fn weak_get(bits: u64) -> u64 {
    // SAFETY: the memory of the object is there as long as there is a weak reference.
    unsafe {
        match object(bits) {
            Some(object) if object.as_ref().count() > 0 && !object.as_ref().is_gone() => {
                retain(object);
                bits
            }
            Some(_) | None => 0,
        }
    }
}

/// Keeps an object, or lets it go.
#[inline(never)]
pub(super) unsafe fn keep_if(slot: *mut u64, keep: bool) {
    if !keep {
        // SAFETY: the slot owns an object.
        unsafe { release_object(slot.replace(0)) }
    }
}

/// Whether two objects in `any` are equal, or what compares them: boxes of one class. An error if that is a function of another instance.
#[inline(never)]
pub(super) unsafe fn equal_any(left: u64, right: u64, writ: &Writ) -> Fallible<Result<bool, Method>> {
    // SAFETY: two live instances.
    unsafe {
        let (one, other) = (class_at(left), class_at(right));
        if left == right || !std::ptr::eq(one, other) || one.equals.is_none() {
            return Ok(Ok(left == right));
        }
        let method = one.methods.get(EQUALS_SLOT as usize).copied().unwrap_or(HOST_METHOD);
        if matches!(method, Method::Script(_)) {
            check_owner(left, writ)?;
        }
        Ok(Err(method))
    }
}

impl Machine {
    /// Makes the shapes of classes that are new in the program, or takes those of the host. They live for ever: objects may outlive the machine.
    pub(super) fn link_classes(&mut self) -> Result<(), String> {
        for definition in &self.program.traits[self.traits.len()..] {
            let linked = self.program.links.traits.get(&*definition.key).copied();
            self.traits.push(match linked {
                Some(linked) if linked.definition.methods.iter().eq(&definition.methods) => linked.definition,
                Some(_) => return Err(format!("the trait `{}` was compiled with other methods", definition.key)),
                None => {
                    let methods: Vec<&'static str> = definition.methods.iter().map(|name| leak(name)).collect();
                    let definition = Box::leak(Box::new(TraitShape { name: leak(&definition.name), methods: methods.leak() }));
                    KEPT.lock().unwrap_or_else(PoisonError::into_inner).1.push(definition);
                    definition
                }
            });
            self.linked_traits.push(linked);
        }
        for index in self.classes.len()..self.program.classes.len() {
            let class = &self.program.classes[index];
            let layout = self.program.layouts.get(class.layout);
            let host = class.key.strip_prefix(HOST_PREFIX).map(|name| (name, self.program.links.host_classes.get(name)));
            if let Some((name, known)) = host {
                let Some(shape) = known.copied() else { return Err(format!("the type `{name}` of the host is not registered")) };
                self.linked_classes.push(None);
                self.class_ids.insert(std::ptr::from_ref(shape).addr(), index);
                self.classes.push(shape);
                continue;
            }
            let shape: &'static ClassShape = match self.program.links.classes.get(&*class.key).copied() {
                Some(linked) => {
                    let shape = linked.shape;
                    if let Some(difference) = difference(shape, class, (layout.size as usize, layout.align as usize)) {
                        return Err(format!("the compiled class `{}` does not fit its source: {difference}", class.key));
                    }
                    self.linked_classes.push(Some((linked, index)));
                    shape
                }
                None => {
                    self.linked_classes.push(class.base.and_then(|base| self.linked_classes[base as usize]));
                    let class = Box::leak(Box::new(self.class_shape(index)));
                    KEPT.lock().unwrap_or_else(PoisonError::into_inner).0.push(class);
                    class
                }
            };
            self.class_ids.insert(std::ptr::from_ref(shape).addr(), index);
            self.classes.push(shape);
        }
        Ok(())
    }

    /// The shape of a class of the program.
    fn class_shape(&self, index: usize) -> ClassShape {
        let class = &self.program.classes[index];
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
            table: self.linked_traits[*definition as usize].map_or(std::ptr::null(), trait_table),
            methods: methods(functions.iter().copied()),
        };
        let names: Vec<&'static str> = class.slots.iter().map(|(name, _)| leak(name)).collect();
        ClassShape {
            shape: match class.resume {
                Some(_) => ClassShape::frame_shape(leak(&class.name)),
                None => ClassShape::shape(leak(&class.name)),
            },
            size: layout.size as usize,
            align: layout.align as usize,
            drop_payload,
            layout: Some(element_layout(layout, 0)),
            ancestors: ancestors.leak(),
            fields: class.fields.iter().map(field).collect::<Vec<_>>().leak(),
            traits: class.traits.iter().map(entry).collect::<Vec<_>>().leak(),
            table: self.table(index),
            methods: methods(class.slots.iter().map(|(_, function)| *function)),
            show: show_instance,
            equals: class.boxed.map(|_| equal_instances as _),
            resume: class.resume.map(|function| Resume::Script(function.0)),
            slot_names: names.leak(),
            host: false,
        }
    }

    /// The typed table for a class that extends one of the host's: that one's, with what calls the VM in the place of what the class overrides.
    fn table(&self, index: usize) -> *const () {
        let Some((linked, base)) = self.linked_classes[index] else { return std::ptr::null() };
        let words = linked.table_size / size_of::<*const ()>();
        if words == 0 {
            // Such a table is aligned like nothing, and not to be read.
            return std::ptr::NonNull::<*const ()>::dangling().as_ptr().cast();
        }
        // SAFETY: the table of a class has that size and consists of function pointers.
        let mut table = unsafe { std::slice::from_raw_parts(linked.shape.table.cast::<*const ()>(), words) }.to_vec();
        let (slots, inherited) = (&self.program.classes[index].slots, &self.program.classes[base].slots);
        for slot in linked.overrides {
            let overridden = slots.iter().zip(inherited).any(|((name, own), (_, base))| name == slot.name && own != base);
            if overridden {
                table[slot.offset / size_of::<*const ()>()] = slot.function;
            }
        }
        table.leak().as_ptr().cast()
    }

    /// A new instance; the fields move into it.
    ///
    /// # Safety
    /// The fields of the class are in the slots.
    #[inline(never)]
    pub(super) unsafe fn new_object(&self, instance: u16, class: u32, slots: *const u64) -> Fallible<u64> {
        let layout: LayoutId = self.program.classes[class as usize].layout;
        let shape = self.classes[class as usize];
        let linked = &self.layouts[layout.0 as usize].layout;
        // SAFETY: the caller's promise.
        unsafe { super::objects::allow(size_of::<Header>() + shape.size, Some(linked), slots)? };
        let object = new_instance(shape, instance);
        // SAFETY: a payload of that layout.
        unsafe { store(linked, slots, payload(object)) };
        Ok(object_bits(object))
    }

    /// A new instance whose fields are 0, of whatever type.
    #[inline(never)]
    pub(super) fn new_blank(&self, instance: u16, class: u32) -> Fallible<u64> {
        let shape = self.classes[class as usize];
        account::check(size_of::<Header>() + shape.size)?;
        let object = new_instance(shape, instance);
        // SAFETY: fresh memory for the payload; 0 is no reference in every field. What is the host's begins with a payload of the host's.
        unsafe {
            payload(object).write_bytes(0, shape.size);
            if let Some((linked, _)) = self.linked_classes[class as usize] {
                linked.blank.write(payload(object));
            }
        }
        Ok(object_bits(object))
    }

    /// Whether an object is an instance of a class, or has a trait. One of another instance of Writ is and has nothing here: the numbers of its methods
    /// stand for other functions.
    ///
    /// # Safety
    /// A live instance; a class or trait of the program.
    #[inline(never)]
    pub(super) unsafe fn is_a(&self, writ: &Writ, of_class: bool, object: u64, index: u32) -> bool {
        // SAFETY: the caller's promise.
        if unsafe { owner_of(object) } != writ.instance() {
            return false;
        }
        // SAFETY: as above.
        let class = unsafe { class_at(object) };
        match of_class {
            true => class.extends(self.classes[index as usize]),
            false if class.host => self.host_has(class, index),
            false => class.trait_entry(self.traits[index as usize]).is_some(),
        }
    }

    /// What looks into an object.
    ///
    /// # Safety
    /// A live instance.
    #[inline(never)]
    pub(super) unsafe fn reflector(&self, writ: &Writ, bits: u64) -> Fallible<Method> {
        // SAFETY: the caller's promise.
        unsafe { check_owner(bits, writ)? };
        // SAFETY: as above.
        let class = unsafe { class_at(bits) };
        let lineage = std::iter::once(class).chain(class.ancestors.iter().rev().copied());
        let function = lineage.into_iter().find_map(|class| self.own_reflector(class));
        function.map(Method::Script).ok_or_else(|| crate::error::no_reflector(class.shape.name))
    }

    /// The function of the program that looks into objects of this very class.
    pub(crate) fn own_reflector(&self, class: &ClassShape) -> Option<u32> {
        self.program.reflectors.get(&self.class_index(class)?).map(|function| function.0)
    }

    /// Whether a type of the host's has a trait.
    pub(crate) fn host_has(&self, class: &ClassShape, definition: u32) -> bool {
        let known = self.class_index(class).map(|index| &self.program.classes[index].traits);
        known.is_some_and(|traits| traits.iter().any(|(has, _)| *has == definition))
    }

    /// The class of an instance, if it is one of this program's.
    pub(crate) fn class_index(&self, shape: &ClassShape) -> Option<usize> {
        self.class_ids.get(&std::ptr::from_ref(shape).addr()).copied()
    }
}

/// Where a class of the host's is not what its source says here.
fn difference(shape: &ClassShape, class: &Class, size: (usize, usize)) -> Option<String> {
    let compiled = shape.fields.iter().map(|field| format!("`{}: {}` at byte {}", field.name, field.ty, field.offset));
    let here = class.fields.iter().map(|field| format!("`{}: {}` at byte {}", field.name, field.ty, field.part.offset));
    let slots = || shape.slot_names.iter().map(|name| format!("method `{name}`"));
    let slots_here = || class.slots.iter().map(|(name, _)| format!("method `{name}`"));
    if let Some((compiled, here)) = compiled.chain(slots()).zip(here.chain(slots_here())).find(|(compiled, here)| compiled != here) {
        return Some(format!("{compiled} was compiled, {here} is expected"));
    }
    let counts = (shape.fields.len(), shape.slot_names.len()) == (class.fields.len(), class.slots.len());
    (!counts || (shape.size, shape.align) != size).then(|| format!("{} bytes were compiled, {} are expected", shape.size, size.0))
}

/// The typed table of a trait of the host's for a class of the VM.
fn trait_table(linked: &LinkedTrait) -> *const () {
    let mut table = vec![std::ptr::null::<()>(); linked.table_size / size_of::<*const ()>()];
    for method in linked.methods {
        table[method.offset / size_of::<*const ()>()] = method.function;
    }
    table.leak().as_ptr().cast()
}

/// What compiled code and hosts call for `print` of an instance.
fn show_instance(object: &Object, writ: &mut Writ, depth: Depth) -> Fallible<Str> {
    crate::link::call_method(object, SHOW_SLOT as usize, writ, depth, object.clone())
}

/// What compiled code calls for `==` of two boxes of one class.
fn equal_instances(object: &Object, other: &Object, writ: &mut Writ, depth: Depth) -> Fallible<bool> {
    crate::link::call_method(object, EQUALS_SLOT as usize, writ, depth, Tuple2(object.clone(), other.clone()))
}
