//! What a program needs to run.

use super::classes::Target;
use super::crossing::Waiting;
use super::memory::{element_layout, object_bits};
use super::step;
use crate::collections::{raw_array, raw_dictionary};
use crate::error::Fallible;
use crate::link::{LinkedClass, LinkedTrait};
use crate::object::{ClassShape, ElementLayout, Header, Object, ObjectKind, RecordShape, Shape, TraitShape, release};
use crate::text::Str;
use crate::vm::bytecode::{Constant, Instruction, Layout, LayoutId, Layouts, NativeUse, Op, Parts, Program, SMALL_ROOM};
use crate::vm::natives;
use crate::writ::Writ;
use std::collections::HashMap;
use std::ptr::NonNull;
use std::rc::Rc;
use writ_compiler::ir::{FuncId, TypeId};

/// What to go back to when a function returns.
#[derive(Clone, Copy)]
pub(super) struct Frame {
    /// The instruction behind the call.
    pub(super) pc: *const Instruction,
    /// By how many slots the caller's window lies below.
    pub(super) window: u32,
}

/// A layout with what the runtime made of it.
pub(crate) struct LinkedLayout {
    pub(crate) layout: Rc<Layout>,
    pub(crate) element: &'static ElementLayout,
    pub(crate) array: &'static Shape,
    pub(crate) cell: RecordShape,
    pub(crate) boxed: RecordShape,
}

/// What a native gets.
pub(crate) struct Context<'a> {
    /// The instance.
    pub(crate) writ: &'a mut Writ,
    /// The slots of the result; those of the arguments follow.
    pub(crate) window: *mut u64,
    /// What is known of the native's types.
    pub(crate) native: &'a LinkedNative,
}

/// A native: reads its arguments in the window and writes its result there.
///
/// # Safety
/// The window holds arguments of the types that the native was linked for.
pub(crate) type NativeFunction = unsafe fn(&mut Context<'_>) -> Fallible<()>;

/// A native of the program, linked.
pub(crate) struct LinkedNative {
    pub(super) function: NativeFunction,
    /// Slots of the result.
    pub(crate) results: u16,
    /// The result is an `Optional` with its own slot for whether there is a value.
    pub(crate) tagged: bool,
    /// First slots of the arguments.
    pub(crate) arguments: Box<[u16]>,
    /// Whether an argument is taken over.
    pub(crate) owned: Box<[bool]>,
    /// The layouts of the type arguments.
    pub(crate) types: Box<[&'static ElementLayout]>,
    /// The layout of the elements of the array that it gives.
    pub(crate) element: Option<&'static ElementLayout>,
}

/// A closure's captures behind the number of its function.
pub(super) struct LinkedClosure {
    /// Made when the first value is.
    pub(super) shape: Option<RecordShape>,
    /// The one value of a function without captures, once it was asked for.
    pub(super) plain: Option<NonNull<Header>>,
}

/// A program and its state.
#[derive(Default)]
pub struct Machine {
    pub(super) program: Program,
    /// By [`FuncId`]: the first instruction.
    pub(super) entries: Vec<*const Instruction>,
    /// The same with the room that they need, for calls by tables.
    pub(super) targets: Vec<Target>,
    /// By `ClassId`.
    pub(super) classes: Vec<&'static ClassShape>,
    /// By `TraitId`.
    pub(super) traits: Vec<&'static TraitShape>,
    /// By class: the nearest class of the host's that it is or extends, and its index.
    pub(super) linked_classes: Vec<Option<(&'static LinkedClass, usize)>>,
    /// By trait, if it is one of the host's.
    pub(super) linked_traits: Vec<Option<&'static LinkedTrait>>,
    /// Indices of the classes by the addresses of their shapes.
    pub(super) class_ids: HashMap<usize, usize>,
    /// First instruction and function, by address.
    pub(super) addresses: Vec<(*const Instruction, u32)>,
    pub(super) constants: Vec<u64>,
    pub(super) layouts: Vec<LinkedLayout>,
    pub(super) natives: Vec<LinkedNative>,
    pub(super) closures: HashMap<u32, LinkedClosure>,
    pub(super) dictionaries: HashMap<(u32, u32), &'static Shape>,
    /// The module variables, as 8-byte words.
    pub(super) globals: Vec<u64>,
    pub(super) initialised: Vec<bool>,
    pub(super) stack: Vec<u64>,
    pub(super) frames: Vec<Frame>,
    /// The text that is being put together.
    pub(super) text: String,
    /// How much may still run, if that is limited.
    pub(super) fuel: u64,
    /// Where the interpreter stands while it waits for a call that left it.
    pub(super) waiting: Option<Waiting>,
    /// Whether fuel is charged.
    pub(super) limited: bool,
    depth_limit: u32,
    /// The most slots that a function needs.
    widest: u32,
    /// Whether the stack and the frames are as large as the program and the depth limit ask for.
    has_room: bool,
}

/// What the host's frame returns to.
pub(super) static HALT: [Instruction; 1] = [Instruction { op: Op::Halt, a: 0, b: 0, c: 0 }];

/// More than this a stack does not grow to, in slots.
pub(super) const MAX_STACK: usize = 1 << 27;

impl Machine {
    /// The program.
    pub fn program(&self) -> &Program {
        &self.program
    }

    /// The program's layouts with the shapes of its classes and traits, to make sense of values.
    pub(crate) fn parts(&mut self) -> (&mut Layouts, &[&'static ClassShape], &[&'static TraitShape]) {
        (&mut self.program.layouts, &self.classes, &self.traits)
    }

    /// The program, for the emitter; [`Self::link`] has to follow.
    pub fn program_mut(&mut self) -> &mut Program {
        &mut self.program
    }

    /// Makes what was added to the program ready to run. The error names a native that this runtime does not have.
    pub fn link(&mut self) -> Result<(), String> {
        for constant in &self.program.constants.all()[self.constants.len()..] {
            self.constants.push(match constant {
                Constant::Bits(bits) => *bits,
                Constant::Str(text) => Str::new(text).into_bits(),
            });
        }
        for index in self.layouts.len()..self.program.layouts.len() {
            let layout = self.program.layouts.get(LayoutId(index as u32)).clone();
            let element = element_layout(&layout, 0);
            self.layouts.push(LinkedLayout {
                layout,
                element,
                array: raw_array::shape_of(element),
                cell: RecordShape::of(ObjectKind::Cell, element),
                boxed: RecordShape::of(ObjectKind::Boxed, element),
            });
        }
        for index in self.natives.len()..self.program.natives.len() {
            let native = self.program.natives[index].clone();
            let linked = self.link_native(&native)?;
            self.natives.push(linked);
        }
        for index in self.entries.len()..self.program.functions.len() {
            let function = &self.program.functions[index];
            self.widest = self.widest.max(function.room);
            self.has_room = false;
            self.entries.push(function.code.as_ptr());
            self.targets.push(Target { code: function.code.as_ptr(), room: function.room });
            self.addresses.push((function.code.as_ptr(), index as u32));
            self.closures.insert(index as u32, LinkedClosure { shape: None, plain: None });
        }
        self.addresses.sort_unstable();
        self.link_classes()?;
        self.globals.resize((self.program.globals_size as usize).div_ceil(8), 0);
        self.initialised.resize(self.program.globals.len(), false);
        Ok(())
    }

    fn link_native(&mut self, native: &NativeUse) -> Result<LinkedNative, String> {
        let function = natives::find(native).ok_or_else(|| format!("the library has no native `{}`", native.def.name))?;
        let layouts = &self.program.layouts;
        let layout = |ty: &TypeId| layouts.known(*ty).map(|info| element_layout(&info.layout, 0));
        let result = layouts.known(native.result);
        let results = result.map_or(0, |info| info.layout.slots());
        let mut next = results;
        let mut arguments = Vec::new();
        for ty in &native.arguments {
            arguments.push(next);
            next += layouts.known(*ty).map_or(0, |info| info.layout.slots());
        }
        Ok(LinkedNative {
            function,
            results,
            tagged: result.is_some_and(|info| matches!(info.parts, Parts::Optional { tagged: true, .. })),
            arguments: arguments.into(),
            owned: native.def.owned.clone().into(),
            types: native.types.iter().filter_map(layout).collect(),
            element: native.element.as_ref().and_then(layout),
        })
    }

    /// How many calls may nest.
    pub fn set_depth_limit(&mut self, limit: u32) {
        let limit = limit.max(1);
        if limit != self.depth_limit {
            self.depth_limit = limit;
            self.stack = Vec::new();
            self.frames = Vec::new();
            self.has_room = false;
        }
    }

    /// How many instructions a run may take from here on: charged for calls and jumps back.
    pub fn set_fuel(&mut self, fuel: u64) {
        self.fuel = fuel;
    }

    /// As [`Self::set_fuel`] for runs that are begun here with [`Self::resume_frame`] or come from compiled code; `None`: no limit.
    pub(crate) fn set_limit(&mut self, fuel: Option<u64>) {
        self.limited = fuel.is_some();
        self.fuel = fuel.unwrap_or(0);
    }

    /// Whether nothing of a limit is left.
    pub(crate) fn is_exhausted(&self) -> bool {
        self.limited && self.fuel == 0
    }

    /// What is left of it.
    pub fn fuel(&self) -> u64 {
        self.fuel
    }

    /// Where the arguments of a function go before [`Self::run`], and where its result is afterwards.
    pub fn window(&mut self) -> &mut [u64] {
        self.make_room();
        &mut self.stack
    }

    /// Room for any function, before one is entered from outside.
    #[inline]
    pub(super) fn make_room(&mut self) {
        if !self.has_room {
            self.lay_out();
        }
    }

    #[cold]
    fn lay_out(&mut self) {
        let limit = self.depth_limit.max(1) as usize;
        // Functions that don't count can't call each other in circles: there are never more of them than there are functions.
        let frames = limit + self.program.functions.len() + 2;
        if self.frames.len() < frames {
            self.frames.resize(frames, Frame { pc: HALT.as_ptr(), window: 0 });
        }
        let slots = limit.saturating_mul(SMALL_ROOM as usize).min(MAX_STACK) + self.widest as usize + SMALL_ROOM as usize;
        if self.stack.len() < slots {
            // Zeroed memory that nobody touches costs nothing.
            self.stack = vec![0; slots];
        }
        self.has_room = true;
    }

    /// Runs a function on the arguments in its window. Its result is in the window then.
    pub fn run(&mut self, writ: &mut Writ, function: FuncId, limited: bool) -> Fallible<()> {
        self.make_room();
        self.limited = limited;
        self.waiting = None;
        let limit = self.depth_limit.max(1) as usize;
        self.run_at(writ, function, 0, (0, limit))
    }

    /// Resumes the frame of a coroutine, when nothing else runs here.
    #[inline]
    pub(crate) fn resume_frame(&mut self, writ: &mut Writ, function: u32, frame: &Object) -> Fallible<i64> {
        self.make_room();
        // `(self) -> int`: the frame, which the scheduler holds meanwhile, goes behind the place of the result.
        debug_assert_eq!(self.program.functions[function as usize].results, 1);
        self.stack[1] = object_bits(frame.as_raw());
        let limit = self.depth_limit.max(1) as usize;
        self.run_at(writ, FuncId(function), 0, (0, limit))?;
        Ok(self.stack[0] as i64)
    }

    /// Runs a function whose window is at `base`, with the frame of its caller at the first of `frames` and the last that may count at the second.
    pub(super) fn run_at(&mut self, writ: &mut Writ, function: FuncId, base: usize, frames: (usize, usize)) -> Fallible<()> {
        self.frames[frames.0] = Frame { pc: HALT.as_ptr(), window: 0 };
        let pc = self.entries[function.0 as usize];
        // SAFETY: linked code of the emitter; the stack has room for the function, and the caller put its arguments there.
        let result = unsafe {
            match self.limited {
                false => step::run::<false>(self, writ, pc, base, frames),
                true => step::run::<true>(self, writ, pc, base, frames),
            }
        };
        self.text.clear();
        result
    }

    /// Whether a module variable has its value.
    pub fn is_initialised(&self, global: usize) -> bool {
        self.initialised.get(global).copied().unwrap_or(false)
    }

    /// The address of a module variable.
    pub(crate) fn global(&mut self, offset: u32) -> *mut u8 {
        self.globals.as_mut_ptr().cast::<u8>().wrapping_add(offset as usize)
    }

    pub(super) fn dictionary_shape(&mut self, key: u32, value: u32) -> &'static Shape {
        let layouts = &self.layouts;
        let make = || raw_dictionary::shape_of(layouts[key as usize].element, layouts[value as usize].element);
        self.dictionaries.entry((key, value)).or_insert_with(make)
    }
}

impl Drop for Machine {
    fn drop(&mut self) {
        for global in self.program.globals.iter().rev() {
            if let Some(linked) = self.layouts.get(global.layout.0 as usize) {
                let at = self.globals.as_mut_ptr().cast::<u8>().wrapping_add(global.offset as usize);
                // SAFETY: what a variable holds is its type's value, or 0.
                unsafe { linked.element.drop_values(at, 1) };
            }
        }
        for closure in self.closures.values_mut() {
            if let Some(object) = closure.plain.take() {
                // SAFETY: the machine's own reference.
                unsafe { release(object) };
            }
        }
        for (bits, constant) in self.constants.iter().zip(self.program.constants.all()) {
            if let Constant::Str(_) = constant {
                // SAFETY: the machine's own reference.
                unsafe { Str::release_bits(*bits) };
            }
        }
    }
}
