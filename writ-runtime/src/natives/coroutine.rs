//! What coroutines ask of the scheduler. No script can name most of these: the compiler calls them.

use crate::coroutine::Request;
use crate::error::{self, Fallible};
use crate::function::Function;
use crate::object::{AnyRef, Reference};
use crate::writ::Writ;

/// `start f()`: queues the new frame of a coroutine and gives it back. Without `owner` it belongs, if that is `of_receiver`, to the object whose method
/// it is; else to nobody.
pub fn start<R: Reference>(writ: &mut Writ, frame: &R, owner: &Option<AnyRef>, of_receiver: bool) -> Fallible<R> {
    writ.coroutines.start(frame.as_object(), owner.as_ref(), of_receiver)?;
    Ok(frame.clone())
}

/// `yield f()`: the coroutine that runs, whose frame comes first, waits for another one, which begins when it stops.
pub fn r#await(writ: &mut Writ, _: &impl Reference, child: &impl Reference) -> Fallible<()> {
    writ.coroutines.request_child(child.as_object(), writ.call_depth_limit())
}

/// Behind a `yield` that waited for a child or a condition: the error with which that failed.
#[inline]
pub fn check(writ: &mut Writ) -> Fallible<()> {
    writ.coroutines.check()
}

/// Ends it, its children and what waits for it.
pub fn cancel(writ: &mut Writ, coroutine: &impl Reference) {
    writ.coroutines.cancel_object(coroutine.as_object());
}

/// Whether it was started and has not ended.
pub fn is_running(writ: &mut Writ, coroutine: &impl Reference) -> bool {
    writ.coroutines.is_running(coroutine.as_object())
}

/// The coroutine that runs waits for so many seconds when it stops.
pub fn wait_for_seconds(writ: &mut Writ, seconds: f64) -> Fallible<()> {
    if seconds.is_nan() {
        return Err(error::seconds_not_a_number());
    }
    writ.coroutines.request(Request::Seconds(seconds));
    Ok(())
}

/// The coroutine that runs waits for so many ticks when it stops.
pub fn wait_for_frames(writ: &mut Writ, frames: i64) -> Fallible<()> {
    let ticks = u64::try_from(frames).map_err(|_| error::negative("frames", frames))?;
    writ.coroutines.request(Request::Frames(ticks));
    Ok(())
}

/// The coroutine that runs waits until a condition holds when it stops.
pub fn wait_until(writ: &mut Writ, condition: &Function<(), bool>) {
    writ.coroutines.request(Request::Until(condition.clone()));
}
