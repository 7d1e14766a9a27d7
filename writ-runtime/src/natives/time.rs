//! The clock.

use crate::writ::Writ;

/// The seconds of the host's clock; without one, those that ticks have let pass.
pub fn now(writ: &mut Writ) -> f64 {
    writ.library.now()
}

/// The seconds of the last tick.
#[inline]
pub fn delta_time(writ: &mut Writ) -> f64 {
    writ.library.delta()
}
