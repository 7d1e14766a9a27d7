//! What function values have.

use crate::function::Function;
use crate::text::Str;

/// As `print` shows it.
pub fn show<A: 'static, R: 'static>(function: &Function<A, R>) -> Str {
    function.show()
}
