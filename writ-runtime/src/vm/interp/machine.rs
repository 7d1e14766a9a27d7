//! What a program needs to run.

use super::classes::Target;
use super::crossing::Waiting;
use super::dispatch::{self, Paused, Pending};
use super::memory::{element_layout, object_bits};
use super::meter::Meter;
use super::stopped::{Stop, Stopped};
use crate::collections::{raw_array, raw_dictionary};
use crate::error::Fallible;
use crate::link::{LinkedClass, LinkedTrait};
use crate::object::{ClassShape, ElementLayout, Header, Object, ObjectKind, RecordShape, Shape, TraitShape, release};
use crate::text::Str;
use crate::vm::bytecode::{
    Callee, Constant, HostFunction, Instruction, Layout, LayoutId, Layouts, NativeUse, Op, Parts, Program, SMALL_ROOM, Scalar, Signature,
};
use crate::vm::natives;
use crate::writ::Writ;
use rustc_hash::FxHashMap;
use std::ptr::NonNull;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
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
    /// How many bytes it may look at, if that is limited.
    pub(crate) affordable: usize,
}

/// A native: reads its arguments in the window and writes its result there.
///
/// # Safety
/// The window holds arguments of the types that the native was linked for.
pub(crate) type NativeFunction = unsafe fn(&mut Context<'_>) -> Fallible<()>;

/// What a native is about to take, from its arguments.
///
/// # Safety
/// As for [`NativeFunction`].
pub(crate) type CostFunction = unsafe fn(&Context<'_>) -> Cost;

/// What it takes to run a native.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub(crate) struct Cost {
    /// Instructions.
    pub(crate) units: u64,
    /// Bytes of heap, at most.
    pub(crate) bytes: usize,
}

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
    /// The first slots and the layouts of those that are.
    pub(super) taken: Box<[(u16, Rc<Layout>)]>,
    /// The same of those that it only looks at, and that are counted.
    pub(super) lent: Box<[(u16, Rc<Layout>)]>,
    /// What it takes to run it.
    pub(super) cost: CostFunction,
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

/// A function that the host registered, as the loop calls it: one that returns before anything else of the instance runs, and whose arguments and result
/// lie in the window as they do in memory.
#[derive(Clone, Copy)]
pub(super) struct Direct {
    /// What the program's table of such functions holds.
    pub(super) call: *const HostFunction,
    /// Slots of the result, at most one.
    pub(super) results: u16,
    /// Whether the result is an `int32`: in a slot it has its sign.
    pub(super) signed: bool,
}

/// A program and its state.
#[derive(Default)]
pub struct Machine {
    pub(super) program: Program,
    /// By function of the host's, if the loop calls it at once.
    pub(super) directs: Vec<Option<Direct>>,
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
    pub(super) class_ids: FxHashMap<usize, usize>,
    /// First instruction and function, by address; from [`RETIRED`] on what functions were before.
    pub(super) addresses: Vec<(*const Instruction, u32)>,
    pub(super) constants: Vec<u64>,
    pub(super) layouts: Vec<LinkedLayout>,
    pub(super) natives: Vec<LinkedNative>,
    /// By [`FuncId`].
    pub(super) closures: Vec<LinkedClosure>,
    pub(super) dictionaries: FxHashMap<(u32, u32), &'static Shape>,
    /// The module variables, as 8-byte words.
    pub(super) globals: Vec<u64>,
    pub(super) initialised: Vec<bool>,
    pub(super) stack: Vec<u64>,
    pub(super) frames: Vec<Frame>,
    /// The text that is being put together.
    pub(super) text: String,
    /// How much may still run before [`Self::refill`], if that is limited.
    pub(super) fuel: u64,
    /// What else is left.
    pub(super) meter: Meter,
    /// Where a request to stop is made, once somebody wanted to be able to.
    pub(super) interrupt: Option<Arc<AtomicBool>>,
    /// How many calls from the host there were.
    pub(super) calls: u64,
    /// What calls before this one used.
    pub(super) used: u64,
    /// Whether what runs may stop and go on later: the host asked for it, and no call that left the interpreter waits for it.
    pub(super) stoppable: bool,
    /// Where it stops.
    pub(super) stop: Option<Stop>,
    /// What stopped.
    pub(super) stopped: Option<Stopped>,
    /// Where the interpreter stands while it waits for a call that left it.
    pub(super) waiting: Option<Waiting>,
    /// Whether fuel is charged.
    pub(super) limited: bool,
    depth_limit: u32,
    /// The last frame that may count in the run that goes on, as an index. The stack may have to grow before it comes to that: see [`Self::deepen`].
    pub(super) last: usize,
    /// The address of the last frame for which there is room in the run that goes on.
    pub(super) deepest: usize,
    /// The instance that the run goes on in; none without a run.
    pub(super) writ: Option<NonNull<Writ>>,
    /// Of an instruction that has to wait for something: how it goes on.
    pub(super) pending: Pending,
    /// Where the run that goes on stands if its handlers returned for another reason than an end.
    pub(super) paused: Option<Paused>,
    /// Handlers may not take the native stack below this address.
    #[cfg(writ_threaded)]
    pub(super) native_end: usize,
    /// The most slots that a function needs.
    pub(super) widest: u32,
    /// Whether the stack and the frames are as large as the program asks for.
    has_room: bool,
}

/// What the host's frame returns to.
pub(super) static HALT: [Instruction; 1] = [Instruction { op: Op::Halt, a: 0, b: 0, c: 0 }];

/// More than this a stack does not grow to, in slots.
pub(super) const MAX_STACK: usize = 1 << 27;

/// A function value with more captures than this, or with captures that are not just words, is called by way of its layout.
pub(super) const MOST_CAPTURED: u32 = 4;

/// From this number on, functions in [`Machine::addresses`] are those that got other bodies.
pub(super) const RETIRED: usize = 1 << 31;

/// For so many nested calls there is room from the beginning.
pub(super) const FIRST_CALLS: usize = 64;

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
    ///
    /// # Errors
    /// If the code is not sound.
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
        for external in &self.program.externals[self.directs.len()..] {
            let Signature { results, leaf, .. } = *external.signature;
            self.directs.push(match &external.callee {
                Callee::Plain(call) if external.in_window => {
                    Some(Direct { call: Rc::as_ptr(call), results, signed: leaf == Some(Scalar::I32) })
                }
                Callee::Plain(_) | Callee::Place(_) | Callee::Reentrant(_) | Callee::Compiled(_) => None,
            });
        }
        for index in self.entries.len()..self.program.functions.len() {
            let function = &self.program.functions[index];
            self.widest = self.widest.max(function.room);
            self.has_room = false;
            self.entries.push(function.code.as_ptr());
            let captured = function.capture_layout.map_or(Some(0), |layout| self.program.layouts.get(layout).words());
            self.targets.push(Target { code: function.code.as_ptr(), room: function.room, captured: captured.unwrap_or(u32::MAX) });
            self.addresses.push((function.code.as_ptr(), index as u32));
            self.closures.push(LinkedClosure { shape: None, plain: None });
        }
        self.addresses.sort_unstable();
        self.link_classes()?;
        self.globals.resize((self.program.globals_size as usize).div_ceil(8), 0);
        self.initialised.resize(self.program.globals.len(), false);
        Ok(())
    }

    /// Makes functions ready that got other bodies, after [`Self::link`]: whoever calls them runs these from now on. What runs nowhere, but stopped, goes on with the old
    /// ones.
    pub(crate) fn replace(&mut self, changed: &[FuncId]) {
        self.addresses.clear();
        for FuncId(index) in changed {
            let function = &self.program.functions[*index as usize];
            let code = function.code.as_ptr();
            self.entries[*index as usize] = code;
            self.targets[*index as usize].code = code;
        }
        for (index, (function, target)) in self.program.functions.iter().zip(&mut self.targets).enumerate() {
            // What they call may need more room.
            target.room = function.room;
            self.widest = self.widest.max(function.room);
            self.addresses.push((function.code.as_ptr(), index as u32));
        }
        for (index, function) in self.program.retired.iter().enumerate() {
            self.widest = self.widest.max(function.room);
            self.addresses.push((function.code.as_ptr(), (RETIRED + index) as u32));
        }
        self.addresses.sort_unstable();
        self.has_room = false;
    }

    fn link_native(&mut self, native: &NativeUse) -> Result<LinkedNative, String> {
        let function = natives::find(native).ok_or_else(|| format!("the library has no native `{}`", native.def.name))?;
        let layouts = &self.program.layouts;
        let layout = |ty: &TypeId| layouts.known(*ty).map(|info| element_layout(&info.layout, 0));
        let result = layouts.known(native.result);
        let results = result.map_or(0, |info| info.layout.slots());
        let mut next = results;
        let mut arguments = Vec::new();
        let (mut taken, mut lent) = (Vec::new(), Vec::new());
        for (index, ty) in native.arguments.iter().enumerate() {
            arguments.push(next);
            let Some(info) = layouts.known(*ty) else { continue };
            if native.def.owned.get(index).copied().unwrap_or(false) {
                taken.push((next, Rc::clone(&info.layout)));
            } else if info.layout.counted {
                lent.push((next, Rc::clone(&info.layout)));
            }
            next += info.layout.slots();
        }
        Ok(LinkedNative {
            function,
            results,
            tagged: result.is_some_and(|info| matches!(info.parts, Parts::Optional { tagged: true, .. })),
            arguments: arguments.into(),
            owned: native.def.owned.clone().into(),
            taken: taken.into(),
            lent: lent.into(),
            cost: natives::cost(&native.def.name).ok_or_else(|| format!("nobody knows what the native `{}` costs", native.def.name))?,
            types: native.types.iter().filter_map(layout).collect(),
            element: native.element.as_ref().and_then(layout),
        })
    }

    /// How many calls may nest.
    #[inline]
    pub fn set_depth_limit(&mut self, limit: u32) {
        let limit = limit.max(1);
        if limit != self.depth_limit {
            self.depth_limit = limit;
            self.has_room = false;
        }
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

    /// Slots of the stack that are not counted as memory of scripts: enough if all calls that may nest are of functions with few slots.
    pub(super) fn ordinary_slots(&self) -> usize {
        self.slots_for((self.depth_limit.max(1) as usize).min(MAX_STACK / SMALL_ROOM as usize))
    }

    /// Slots for any function behind which so many calls of functions with few slots nest.
    pub(super) fn slots_for(&self, calls: usize) -> usize {
        calls * SMALL_ROOM as usize + self.widest as usize + SMALL_ROOM as usize
    }

    /// Frames for calls that count up to this index. Functions that don't count can't call each other in circles: there are never more of them than there
    /// are functions.
    pub(super) fn frames_for(&self, last: usize) -> usize {
        last + self.program.functions.len() + self.program.retired.len() + 2
    }

    #[cold]
    fn lay_out(&mut self) {
        let calls = (self.depth_limit.max(1) as usize).min(FIRST_CALLS);
        self.have_frames(self.frames_for(calls));
        let slots = self.slots_for(calls);
        if self.stack.len() < slots {
            self.stack.resize(slots, 0);
        }
        self.has_room = true;
    }

    /// Makes sure of so many frames. They may move.
    pub(super) fn have_frames(&mut self, count: usize) {
        if self.frames.len() < count {
            self.frames.resize(count, Frame { pc: HALT.as_ptr(), window: 0 });
        }
    }

    /// How far calls may nest in the stack and the frames as they are, from a function with this window: the last frame that may count.
    #[inline]
    fn reach(&self, base: usize, next: usize) -> usize {
        let calls = self.stack.len().saturating_sub(base + self.slots_for(0)) / SMALL_ROOM as usize;
        (next + calls).min(self.frames.len().saturating_sub(self.frames_for(0))).min(self.last)
    }

    /// How many calls may nest behind this frame in the room that there is.
    pub(super) fn calls_left(&self, frames: *mut Frame) -> usize {
        self.deepest.saturating_sub(frames.addr()) / size_of::<Frame>()
    }

    /// Gives stack and frames away; there are others for the next run.
    pub(super) fn give_room(&mut self) -> (Vec<u64>, Vec<Frame>) {
        self.has_room = false;
        (std::mem::take(&mut self.stack), std::mem::take(&mut self.frames))
    }

    /// Takes stack and frames, of which there have to be so many, for one run.
    pub(super) fn take_room(&mut self, stack: Vec<u64>, frames: Vec<Frame>, count: usize) {
        (self.stack, self.frames) = (stack, frames);
        self.have_frames(count);
        // They may not be what the program asks for by now.
        self.has_room = false;
    }

    /// Runs a function on the arguments in its window, after `begin_call`. Its result is in the window then. `stoppable`: if the instructions run
    /// out it may stop.
    ///
    /// # Errors
    /// What the script ends with.
    pub fn run(&mut self, writ: &mut Writ, function: FuncId, stoppable: bool) -> Fallible<()> {
        self.make_room();
        self.stoppable = stoppable;
        self.waiting = None;
        let limit = self.depth_limit.max(1) as usize;
        let result = self.run_at(writ, function, 0, (0, limit));
        self.stoppable = false;
        result
    }

    /// The result of the function that ran last, which the caller owns now.
    pub(crate) fn result(&self, function: FuncId) -> Vec<u64> {
        self.stack[..usize::from(self.program.functions[function.0 as usize].results)].to_vec()
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
    #[inline]
    pub(super) fn run_at(&mut self, writ: &mut Writ, function: FuncId, base: usize, frames: (usize, usize)) -> Fallible<()> {
        self.frames[frames.0] = Frame { pc: HALT.as_ptr(), window: 0 };
        // What runs while another call waits can't stop without that.
        let stoppable = self.stoppable;
        self.stoppable &= frames.0 == 0;
        let result = self.run_from(writ, self.entries[function.0 as usize], (base, frames.0 + 1, frames.1));
        self.stoppable = stoppable;
        result
    }

    /// Runs from an instruction, with a window, the next free frame and the last that may count.
    #[inline]
    pub(super) fn run_from(&mut self, writ: &mut Writ, pc: *const Instruction, (base, next, last): (usize, usize, usize)) -> Fallible<()> {
        self.last = last;
        let at = (base, next, self.reach(base, next));
        // SAFETY: linked code of the emitter; the stack has room for the function, and the caller put its arguments there.
        unsafe {
            match self.limited {
                false => dispatch::run::<false>(self, writ, pc, at),
                true => dispatch::run::<true>(self, writ, pc, at),
            }
        }
    }

    /// After a panic of the host's that went through the interpreter: nothing waits in it any more. What its registers held is lost.
    pub(crate) fn recover(&mut self) {
        self.waiting = None;
        self.writ = None;
        // The call that could have stopped is gone.
        self.stoppable = false;
        self.text.clear();
        self.end_call(None);
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
        for closure in &mut self.closures {
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
