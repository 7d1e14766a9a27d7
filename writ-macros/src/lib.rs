//! The macros of Writ. Use them through `writ_runtime`, which re-exports them.

#![warn(missing_docs)]

mod include_script;

use proc_macro::TokenStream;

/// Compiles a script into the module in which it stands: its functions and types become items there.
///
/// ```ignore
/// mod combat {
///     writ_runtime::include_script!("scripts/combat.writ");
/// }
/// let damage = combat::damage(&mut writ, 12, 3)?;
/// ```
///
/// The path is relative to the package. Imports of the script are relative to its folder, or to `root = "…"`; a renamed runtime crate
/// is named by `crate = ::path`. Mistakes in the script are compile errors that show its file, line and column, and
/// the module is compiled again when the script or one that it imports changes.
#[proc_macro]
pub fn include_script(input: TokenStream) -> TokenStream {
    include_script::expand(input.into()).into()
}
