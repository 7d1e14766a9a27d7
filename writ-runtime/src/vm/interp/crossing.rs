//! Calls that leave the interpreter for code of the host, and calls that come from there, also while it waits for one that left.

use super::classes::class_at;
use super::machine::{Direct, FIRST_CALLS, Frame, HALT, Machine};
use super::memory::{element_layout, load, load_leaf, object, store, store_leaf};
use crate::crossing::Crossing;
use crate::depth::Depth;
use crate::error::{self, Fallible};
use crate::function::{FunctionShape, HOST_MARK};
use crate::object::account;
use crate::object::{Header, Method, Object, RecordShape, Thunk, TraitShape};
use crate::vm::bytecode::{Callee, External, Instruction, LayoutId, Signature};
use crate::writ::Writ;
use std::mem::ManuallyDrop;
use std::ptr::NonNull;
use std::rc::Rc;
use writ_compiler::ir::{FuncId, SHOW_SLOT};

/// The number that stands in a function value of the host's where one of the VM has that of its function.
pub(super) const HOST_FUNCTION: u32 = HOST_MARK as u32;

/// Native stack that has to be left when the interpreter is entered again.
const RED_ZONE: usize = 256 * 1024;
/// How much native stack is added when less is left.
const STACK_PIECE: usize = 4 * 1024 * 1024;

/// Where the interpreter stands while it waits for a call that left it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Waiting {
    pc: *const Instruction,
    /// The window, as an index into the stack.
    base: usize,
    /// The next free frame.
    frame: usize,
    /// The last frame for which there is room.
    deepest: usize,
    /// The last frame that may count.
    last: usize,
}

/// Before a function of the host's: what such functions make is counted, but nobody asks whether there is room for it. So the next call ends the script.
#[inline]
fn memory_left() -> Fallible<()> {
    account::check(size_of::<Header>())
}

/// What the VM runs for a method of a class of the host's.
pub(super) enum HostMethod {
    /// The stub of a function of the program.
    Stub(u32),
    /// What the program does not know: a method of a trait that an object of the host's has, or its text.
    Other(OtherCall),
}

impl HostMethod {
    /// What can't be called: nothing comes here.
    pub(super) const UNKNOWN: HostMethod = HostMethod::Other(OtherCall::Unknown);
}

/// A call of a method by the host's table alone.
pub(super) enum OtherCall {
    /// The text of the object.
    Show,
    /// A method of a trait, by the numbers of both.
    Trait(Thunk, u32, u32),
    /// What can't be called.
    Unknown,
}

/// Room for arguments or a result.
struct Buffer {
    small: [u64; 16],
    large: Vec<u64>,
}

impl Buffer {
    fn new(bytes: u32) -> Buffer {
        let words = (bytes as usize).div_ceil(8);
        Buffer { small: [0; 16], large: if words > 16 { vec![0; words] } else { Vec::new() } }
    }

    fn start(&mut self) -> *mut u8 {
        if self.large.is_empty() { self.small.as_mut_ptr().cast() } else { self.large.as_mut_ptr().cast() }
    }
}

impl Machine {
    /// Before a call that leaves the interpreter.
    ///
    /// # Safety
    /// The state of the interpreter of this machine.
    #[inline(never)]
    pub(super) unsafe fn wait(&mut self, pc: *const Instruction, base: *mut u64, frames: *mut Frame) -> Option<Waiting> {
        // SAFETY: they point into the stack and the frames of this machine.
        let (base, frame, deepest) = unsafe {
            let first = self.frames.as_ptr();
            (
                base.offset_from(self.stack.as_ptr()),
                frames.cast_const().offset_from(first),
                (self.deepest - first.addr()) / size_of::<Frame>(),
            )
        };
        let last = self.last;
        self.waiting.replace(Waiting { pc, base: base as usize, frame: frame as usize, deepest, last })
    }

    /// After it: the window and the next free frame. Both may have moved.
    #[inline(never)]
    pub(super) fn resume(&mut self, before: Option<Waiting>) -> (*mut u64, *mut Frame) {
        let Some(at) = std::mem::replace(&mut self.waiting, before) else { unreachable!("the interpreter waited") };
        self.last = at.last;
        let frames = self.frames.as_mut_ptr();
        let base = self.stack.as_mut_ptr().wrapping_add(at.base);
        self.deepest = frames.wrapping_add(at.deepest).addr();
        (base, frames.wrapping_add(at.frame))
    }

    /// Does something in the host, which may enter this machine again.
    fn outside<R>(&mut self, writ: &mut Writ, call: impl FnOnce(&mut Writ, Depth) -> R) -> R {
        let depth = Depth::new(self.waiting.map_or(0, |at| at.last.saturating_sub(at.frame) as u32));
        let outer = writ.vm_waits.replace(NonNull::from(&mut *self));
        let result = call(writ, depth);
        writ.vm_waits = outer;
        result
    }

    /// Lays the arguments in a window into memory.
    ///
    /// # Safety
    /// The window holds them, of the signature's layouts; there is room for them.
    #[inline]
    unsafe fn store_arguments(&self, signature: &Signature, window: *mut u64, to: *mut u8) {
        for parameter in &signature.parameters {
            // SAFETY: the caller's promise.
            unsafe {
                let (from, to) = (window.add(usize::from(signature.results + parameter.slot)), to.add(parameter.offset as usize));
                match parameter.leaf {
                    Some(leaf) => store_leaf(leaf, *from, to),
                    None => self.store_value(parameter.layout, from, to),
                }
            }
        }
    }

    /// Calls a function of the host's on the arguments in a window.
    unsafe fn cross(
        &mut self,
        writ: &mut Writ,
        signature: &Signature,
        window: *mut u64,
        call: impl FnOnce(&mut Writ, Depth, Crossing<'_>) -> Fallible<()>,
    ) -> Fallible<()> {
        memory_left()?;
        // SAFETY: the window holds the arguments, of the signature's layouts; both buffers have room.
        unsafe {
            let offset = window.offset_from(self.stack.as_ptr()) as usize;
            let layout = self.layouts[signature.result.0 as usize].layout.clone();
            let (mut arguments, mut result) = (Buffer::new(signature.size), Buffer::new(layout.size));
            self.store_arguments(signature, window, arguments.start());
            let crossing = Crossing::new(arguments.start(), result.start());
            self.outside(writ, |writ, depth| call(writ, depth, crossing))?;
            load(&layout, result.start(), self.stack.as_mut_ptr().add(offset));
        }
        Ok(())
    }

    /// Calls a function of the host's.
    ///
    /// # Safety
    /// The window holds its arguments.
    #[inline(never)]
    pub(super) unsafe fn call_host(&mut self, writ: &mut Writ, index: u32, window: *mut u64) -> Fallible<()> {
        let External { callee, signature, .. } = &self.program.externals[index as usize];
        let (callee, signature) = (callee.clone(), Rc::clone(signature));
        // SAFETY: the caller's promise.
        unsafe {
            match callee {
                Callee::Compiled(thunk) => self.cross(writ, &signature, window, thunk),
                Callee::Reentrant(call) | Callee::Plain(call) | Callee::Place(call) => {
                    self.cross(writ, &signature, window, |writ, depth, crossing| call(writ, depth, crossing))
                }
            }
        }
    }

    /// Calls a function that the host registered, and that returns before anything else of the instance runs.
    ///
    /// # Safety
    /// The window holds its arguments.
    // In the handler itself: as a function of its own it would save once more what the handler has saved.
    #[inline(always)]
    pub(super) unsafe fn call_direct(&self, writ: &mut Writ, index: u32, window: *mut u64) -> Fallible<()> {
        memory_left()?;
        // SAFETY: the caller's promise: one of the program's functions of the host's, which the program holds. A value of one slot lies there as in
        // memory, its lowest byte first.
        unsafe {
            let Some(Direct { call, results, signed }) = *self.directs.get_unchecked(index as usize) else {
                return self.call_in_memory(writ, index, window);
            };
            if results > 0 {
                *window = 0;
            }
            // What nothing is given for lies where it may not be written, being of no size.
            let crossing = Crossing::new(window.add(usize::from(results)).cast::<u8>(), window.cast());
            // Nothing counts the depth of what such a function calls.
            (*call)(writ, Depth::new(1), crossing)?;
            if signed {
                *window = i64::from(*window as i32) as u64;
            }
        }
        Ok(())
    }

    /// What an accessor of the host's gives for an object.
    ///
    /// # Safety
    /// One that reads a field of such objects, whose value is one slot.
    #[cold]
    #[inline(never)]
    pub(super) unsafe fn read_field(&self, writ: &mut Writ, index: u32, object: u64) -> Fallible<u64> {
        let mut window = [0, object];
        // SAFETY: the caller's promise: a window of one slot for the result and one argument.
        unsafe { self.call_direct(writ, index, window.as_mut_ptr())? };
        Ok(window[0])
    }

    /// Has an accessor of the host's write a field of an object.
    ///
    /// # Safety
    /// One that writes a field of such objects, whose value is one slot.
    #[cold]
    #[inline(never)]
    pub(super) unsafe fn write_field(&self, writ: &mut Writ, index: u32, object: u64, value: u64) -> Fallible<()> {
        let mut window = [object, value];
        // SAFETY: the caller's promise: a window of two arguments.
        unsafe { self.call_direct(writ, index, window.as_mut_ptr()) }
    }

    /// As [`Self::call_direct`], of one whose arguments or result have more than one slot, or whose first argument it changes.
    #[inline(never)]
    unsafe fn call_in_memory(&self, writ: &mut Writ, index: u32, window: *mut u64) -> Fallible<()> {
        let External { callee, signature, .. } = &self.program.externals[index as usize];
        let (call, changes) = match callee {
            Callee::Plain(call) | Callee::Reentrant(call) => (call, false),
            Callee::Place(call) => (call, true),
            Callee::Compiled(_) => return Err(error::panicked("compiled code was called as a function of the host")),
        };
        let layout = &self.layouts[signature.result.0 as usize].layout;
        let (mut arguments, mut result) = (Buffer::new(signature.size), Buffer::new(layout.size));
        // SAFETY: the caller's promise; both buffers have room.
        unsafe {
            self.store_arguments(signature, window, arguments.start());
            let crossing = Crossing::new(arguments.start(), result.start());
            let outcome = call(writ, Depth::new(1), crossing);
            if let (true, Some(first)) = (changes, signature.parameters.first()) {
                // The value moved out and back: also if the call failed.
                let layout = &self.layouts[first.layout.0 as usize].layout;
                load(layout, arguments.start(), window.add(usize::from(signature.results)));
            }
            outcome?;
            load(layout, result.start(), window);
        }
        Ok(())
    }

    /// The address of a module variable of the host's.
    #[inline(never)]
    pub(super) fn host_global(&mut self, writ: &mut Writ, index: u32) -> Fallible<u64> {
        let address = self.program.external_globals[index as usize];
        let address = self.outside(writ, |writ, _| address(writ))?;
        Ok(address.expose_provenance() as u64)
    }

    /// Calls a function value of the host's.
    ///
    /// # Safety
    /// `function` is one, the window holds its arguments, and `pc` is behind the call.
    #[cold]
    #[inline(never)]
    pub(super) unsafe fn call_host_function(
        &mut self,
        writ: &mut Writ,
        function: u64,
        pc: *const Instruction,
        window: *mut u64,
    ) -> Fallible<()> {
        // SAFETY: the caller's promise.
        let (function_at, at) = unsafe { self.place(pc) };
        let signature = function_at.value_calls.iter().find(|(call, _)| *call == at).map(|(_, signature)| signature.clone());
        let (Some(signature), Some(object)) = (signature, object(function)) else {
            return Err(error::panicked("a function of the host was called where none can be"));
        };
        // SAFETY: whoever calls holds the function, whose shape has a thunk, being of the host's.
        unsafe {
            let Some(thunk) = FunctionShape::of(object).thunk else { return Ok(()) };
            self.cross(writ, &signature, window, |writ, depth, crossing| thunk(object, writ, depth, crossing))
        }
    }

    /// What the VM runs for a slot of an object of the host's.
    ///
    /// # Safety
    /// `bits` is a live instance.
    #[cold]
    #[inline(never)]
    pub(super) unsafe fn host_method(&self, bits: u64, slot: usize) -> HostMethod {
        // SAFETY: the caller's promise.
        let class = unsafe { class_at(bits) };
        match self.class_index(class) {
            Some(index) => HostMethod::Stub(self.program.classes[index].slots[slot].1.0),
            None if slot == SHOW_SLOT as usize => HostMethod::Other(OtherCall::Show),
            None => HostMethod::Other(OtherCall::Unknown),
        }
    }

    /// What the VM runs for a method of a trait of an object of the host's.
    ///
    /// # Safety
    /// `bits` is a live instance.
    #[cold]
    #[inline(never)]
    pub(super) unsafe fn host_trait_method(&self, method: Method, bits: u64, definition: &'static TraitShape, index: usize) -> HostMethod {
        let number = self.traits.iter().position(|known| std::ptr::eq(*known, definition)).unwrap_or(0) as u32;
        // SAFETY: the caller's promise.
        let class = unsafe { class_at(bits) };
        if let Some(class) = self.class_index(class)
            && let Some((_, functions)) = self.program.classes[class].traits.iter().find(|(definition, _)| *definition == number)
        {
            return HostMethod::Stub(functions[index].0);
        }
        HostMethod::Other(match method {
            Method::Compiled(thunk) => OtherCall::Trait(thunk, number, index as u32),
            Method::Script(_) => OtherCall::Unknown,
        })
    }

    /// Calls what only the host knows: a method of a trait, or the text of an object.
    ///
    /// # Safety
    /// The window holds the arguments.
    #[cold]
    #[inline(never)]
    pub(super) unsafe fn call_other(&mut self, writ: &mut Writ, call: OtherCall, window: *mut u64) -> Fallible<()> {
        match call {
            OtherCall::Trait(thunk, definition, method) => {
                let signature = self.program.traits[definition as usize].signatures[method as usize].clone();
                // SAFETY: the caller's promise.
                unsafe { self.cross(writ, &signature, window, thunk) }
            }
            OtherCall::Show => {
                // SAFETY: the window is one slot for the text and the object, which the caller holds.
                let (offset, shown) = unsafe {
                    let Some(header) = object(*window.add(1)) else { return Ok(()) };
                    (window.offset_from(self.stack.as_ptr()) as usize, ManuallyDrop::new(Object::from_raw(header)))
                };
                let text = self.outside(writ, |writ, depth| shown.show(writ, depth))?;
                self.stack[offset] = text.into_bits();
                Ok(())
            }
            OtherCall::Unknown => Err(error::panicked("this object's class is not known here")),
        }
    }

    /// Runs a function for code of the host: its arguments and result lie in memory. `closure`: the function value whose captures it gets.
    ///
    /// # Safety
    /// The arguments lie there as the function's signature says, and there is room for the result.
    #[inline]
    pub(crate) unsafe fn enter(
        &mut self,
        writ: &mut Writ,
        function: FuncId,
        closure: Option<u64>,
        depth: Depth,
        (arguments, result): (*const u8, *mut u8),
    ) -> Fallible<()> {
        if self.waiting.is_some() {
            // SAFETY: the caller's promise.
            return unsafe { self.enter_again(writ, function, closure, depth, (arguments, result)) };
        }
        self.set_depth_limit(writ.call_depth_limit());
        self.make_room();
        let remaining = depth.remaining() as usize;
        if remaining == 0 {
            return Err(error::stack_overflow());
        }
        // SAFETY: the first call has the room that was laid out for it; the arguments and the captures are borrowed. The result is at the start of the
        // window, and moves.
        unsafe {
            let signature = self.take_in(function, closure, arguments, 0);
            // A call from outside can't stop: who asks for one that can runs it in another way.
            debug_assert!(!self.stoppable);
            self.frames[0] = Frame { pc: HALT.as_ptr(), window: 0 };
            self.run_from(writ, self.entries[function.0 as usize], (0, 1, remaining))?;
            self.give_out(signature, self.stack.as_ptr(), result);
        }
        Ok(())
    }

    /// As [`Self::enter`], while the interpreter waits for a call that left it.
    #[inline(never)]
    unsafe fn enter_again(
        &mut self,
        writ: &mut Writ,
        function: FuncId,
        closure: Option<u64>,
        depth: Depth,
        (arguments, result): (*const u8, *mut u8),
    ) -> Fallible<()> {
        // Calls that leave this run wait in it; the one outside waits on.
        let Some(at) = self.waiting else { unreachable!("the interpreter waits") };
        // SAFETY: where the interpreter waits is behind the instruction that left it.
        let (waiting, _) = unsafe { self.place(at.pc) };
        let base = at.base + usize::from(waiting.slots);
        let frame = at.frame;
        // The host begins to count anew; what waits here does not.
        let remaining = at.last.saturating_sub(frame).min(depth.remaining() as usize);
        if remaining == 0 {
            return Err(error::stack_overflow());
        }
        // The first call has the room that was laid out for it; this one grows into its own.
        let room = self.program.functions[function.0 as usize].room;
        let calls = remaining.min(FIRST_CALLS);
        let start = self.stack.as_mut_ptr();
        self.grow(start, base, room, calls)?;
        self.have_frames(self.frames_for(frame + calls));
        // SAFETY: there is room in the window; the rest as in `enter`.
        unsafe {
            let signature = self.take_in(function, closure, arguments, base);
            let waiting = self.waiting.take();
            let outcome = stacker::maybe_grow(RED_ZONE, STACK_PIECE, || self.run_at(writ, function, base, (frame, frame + remaining)));
            self.waiting = waiting;
            outcome?;
            self.give_out(signature, self.stack.as_ptr().add(base), result);
        }
        Ok(())
    }

    /// Lays the arguments and the captures of a call from outside into its window, which begins at a slot; gives its signature.
    ///
    /// # Safety
    /// As for [`Self::enter`]; there is room in the window.
    #[inline(always)]
    unsafe fn take_in(&mut self, function: FuncId, closure: Option<u64>, arguments: *const u8, base: usize) -> *const Signature {
        let callee = &self.program.functions[function.0 as usize];
        let signature = &callee.signature;
        // SAFETY: the caller's promise.
        unsafe {
            let window = self.stack.as_mut_ptr().add(base);
            let places = window.add(usize::from(signature.results));
            for parameter in &signature.parameters {
                let (from, to) = (arguments.add(parameter.offset as usize), places.add(usize::from(parameter.slot)));
                match parameter.leaf {
                    Some(leaf) => *to = load_leaf(leaf, from),
                    None => self.load_value(parameter.layout, from, to),
                }
            }
            if callee.captures > 0
                && let Some(closure) = closure
            {
                self.open_closure(closure, window.add(usize::from(callee.results + callee.parameters)));
            }
        }
        Rc::as_ptr(signature)
    }

    /// Moves the result of a call from outside to where it is wanted.
    ///
    /// # Safety
    /// The signature is one of this program, which does not change while it runs; such a result lies there.
    #[inline(always)]
    unsafe fn give_out(&self, signature: *const Signature, from: *const u64, to: *mut u8) {
        // SAFETY: the caller's promise.
        unsafe {
            let signature = &*signature;
            match signature.leaf {
                Some(leaf) => store_leaf(leaf, *from, to),
                None => self.store_value(signature.result, from, to),
            }
        }
    }

    /// Reads a value of more than a leaf without counting.
    ///
    /// # Safety
    /// As [`load`].
    #[inline(never)]
    unsafe fn load_value(&self, layout: LayoutId, from: *const u8, slots: *mut u64) {
        // SAFETY: the caller's promise.
        unsafe { load(&self.layouts[layout.0 as usize].layout, from, slots) }
    }

    /// Writes a value of more than a leaf without counting.
    ///
    /// # Safety
    /// As [`store`].
    #[inline(never)]
    unsafe fn store_value(&self, layout: LayoutId, slots: *const u64, to: *mut u8) {
        // SAFETY: the caller's promise.
        unsafe { store(&self.layouts[layout.0 as usize].layout, slots, to) }
    }

    /// As [`Self::enter`], for a function value of this machine.
    ///
    /// # Safety
    /// As there.
    pub(crate) unsafe fn enter_closure(
        &mut self,
        writ: &mut Writ,
        closure: u64,
        depth: Depth,
        memory: (*const u8, *mut u8),
    ) -> Fallible<()> {
        // SAFETY: a function value of this machine has the number of its function.
        unsafe {
            let function = FuncId(self.closure_function(closure));
            self.enter(writ, function, Some(closure), depth, memory)
        }
    }

    /// The shape of the values of a function.
    pub(super) fn closure_shape(&mut self, function: u32) -> RecordShape {
        if let Some(shape) = self.closures[function as usize].shape {
            return shape;
        }
        let def = &self.program.functions[function as usize];
        let element = match def.capture_layout {
            Some(layout) => element_layout(self.program.layouts.get(layout), 8),
            None => element_layout(&crate::vm::bytecode::Layout::nothing(), 8),
        };
        let shape = FunctionShape::of_script(&def.name, element, def.invoke);
        self.closures[function as usize].shape = Some(shape);
        shape
    }
}
