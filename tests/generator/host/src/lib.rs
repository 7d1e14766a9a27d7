//! The host that generated programs call. What it offers is in `api`, one file that needs nothing else of this crate: a package of compiled scripts may
//! have it as a module of its own.

pub mod api;

use writ_runtime::Writ;
use writ_runtime::host::RegisterError;

writ_runtime::include_modules!();

/// Tells a VM what the host offers.
///
/// # Errors
/// If it has been told already.
pub fn register(writ: &mut Writ) -> Result<(), RegisterError> {
    register_host(writ)
}
