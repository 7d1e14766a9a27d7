//! A function of the host's that ends what runs.

use writ_runtime::{ErrorKind, RuntimeError, writ_export};

/// Ends the call that came from the host.
#[writ_export]
pub fn call_off(reason: &str) -> Result<(), RuntimeError> {
    Err(RuntimeError::new(ErrorKind::Cancelled, format!("called off: {reason}")))
}
