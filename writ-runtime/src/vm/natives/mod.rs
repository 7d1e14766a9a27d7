//! The natives as the interpreter calls them: arguments in slots, elements of any layout.

use super::bytecode::NativeUse;
use super::interp::NativeFunction;

/// The function for a native, for its type arguments.
pub(crate) fn find(native: &NativeUse) -> Option<NativeFunction> {
    let _ = native;
    None
}
