//! What coroutines ask of the scheduler.

use crate::error::Fallible;
use crate::function::Function;
use crate::natives::coroutine;
use crate::object::{AnyRef, Header, Object, Reference};
use crate::vm::interp::memory::object;
use crate::vm::interp::{Context, NativeFunction};
use std::mem::ManuallyDrop;
use std::ptr::NonNull;

/// A function without receiver.
pub(super) fn plain(name: &str) -> Option<NativeFunction> {
    Some(match name {
        "waitForSeconds" => wait_for_seconds,
        "waitForFrames" => wait_for_frames,
        "waitUntil" => wait_until,
        _ => return None,
    })
}

/// What belongs to coroutines.
pub(super) fn find(name: &str) -> Option<NativeFunction> {
    Some(match name {
        "start" => start,
        "await" => wait_for_child,
        "check" => check,
        "cancel" => cancel,
        "isRunning" => is_running,
        _ => return None,
    })
}

impl Context<'_> {
    /// An instance in an argument; the caller holds it.
    unsafe fn instance(&self, index: usize) -> ManuallyDrop<Object> {
        // SAFETY: the caller's promise; the handle owns nothing.
        unsafe { ManuallyDrop::new(Object::from_raw(self.argument::<NonNull<Header>>(index))) }
    }
}

unsafe fn start(context: &mut Context<'_>) -> Fallible<()> {
    // SAFETY: a frame, an optional object in one slot, which is 0 for none, and a bool; the caller holds both objects. A new reference moves to the result.
    unsafe {
        let frame = context.instance(0);
        let owner = object(*context.slots(1)).map(|owner| AnyRef::assume(Object::from_raw(owner)));
        let owner = ManuallyDrop::new(owner);
        let started = coroutine::start(context.writ, &*frame, &owner, context.argument(2))?;
        context.give(started.into_raw());
    }
    Ok(())
}

unsafe fn wait_for_child(context: &mut Context<'_>) -> Fallible<()> {
    // SAFETY: two frames, which the caller holds.
    let (parent, child) = unsafe { (context.instance(0), context.instance(1)) };
    coroutine::r#await(context.writ, &*parent, &*child)
}

unsafe fn check(context: &mut Context<'_>) -> Fallible<()> {
    coroutine::check(context.writ)
}

unsafe fn cancel(context: &mut Context<'_>) -> Fallible<()> {
    // SAFETY: a coroutine, which the caller holds.
    let target = unsafe { context.instance(0) };
    coroutine::cancel(context.writ, &*target);
    Ok(())
}

unsafe fn is_running(context: &mut Context<'_>) -> Fallible<()> {
    // SAFETY: a coroutine, which the caller holds; the result is a bool.
    unsafe {
        let target = context.instance(0);
        let running = coroutine::is_running(context.writ, &*target);
        context.give(running);
    }
    Ok(())
}

unsafe fn wait_for_seconds(context: &mut Context<'_>) -> Fallible<()> {
    // SAFETY: a float64.
    let seconds: f64 = unsafe { context.argument(0) };
    coroutine::wait_for_seconds(context.writ, seconds)
}

unsafe fn wait_for_frames(context: &mut Context<'_>) -> Fallible<()> {
    // SAFETY: an int.
    let frames: i64 = unsafe { context.argument(0) };
    coroutine::wait_for_frames(context.writ, frames)
}

unsafe fn wait_until(context: &mut Context<'_>) -> Fallible<()> {
    // SAFETY: a function value of this type, which the caller holds.
    let condition = unsafe { ManuallyDrop::new(Function::<(), bool>::from_object(context.argument(0))) };
    coroutine::wait_until(context.writ, &condition);
    Ok(())
}
