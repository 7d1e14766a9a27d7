//! The macros of Writ. Use them through `writ_runtime`, which re-exports them.

#![warn(missing_docs)]

mod derive_type;
mod export;
mod include_script;
mod operators;
mod traits;
mod values;
mod wrapper;

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
/// The path is relative to the package. Imports of the script are relative to its folder, or to `root = "…"`. What the host offers is read in its source, from
/// `host = "src/main.rs"` on; a renamed runtime crate
/// is named by `crate = ::path`. Mistakes in the script are compile errors that show its file, line and column, and
/// the module is compiled again when the script or one that it imports changes.
#[proc_macro]
pub fn include_script(input: TokenStream) -> TokenStream {
    include_script::expand(input.into()).into()
}

/// Makes a Rust type visible to scripts.
///
/// A struct becomes a class, whose objects scripts share; its `pub` fields become properties. With `#[writ(value)]` it becomes a struct, a value that is
/// copied; then it has to be `Clone`. An enum becomes an enum, and is a value too. The functions of the type are exported by [`macro@writ_export`] on
/// its `impl`.
///
/// ```ignore
/// #[derive(Clone, WritType)]
/// #[writ(display)]
/// pub struct Monster {
///     pub health: f32,
///     #[writ(readonly)]
///     pub name: String,
///     #[writ(skip)]
///     pub cache: Cache,
/// }
///
/// #[derive(Clone, Copy, PartialEq, Debug, WritType)]
/// #[writ(value, add, sub, mul = "f32")]
/// #[repr(C)]
/// pub struct Point {
///     pub x: f32,
///     pub y: f32,
/// }
/// ```
///
/// Of the type:
/// * `rename = "…"` — the name in scripts
/// * `value`, `class` — what it is; an enum is always a value
/// * `group = "…"` — the group to which it belongs
/// * `crate = ::path` — the runtime, if it is not `::writ_runtime`
/// * `traits(Damageable, other::Named)` — of a class: the traits with [`macro@writ_export`] that scripts may use of it
/// * operators, each by the trait of Rust's that it names: `add`, `sub`, `mul`, `div`, `rem` (`mul = "f32"` if the right side is another type,
///   `mul = "f32 -> Vec2"` if what it gives is not the type itself and no `impl` in the crate's source says it), `neg`, `eq` (`PartialEq`), `ord` (`PartialOrd`),
///   `display` (`Display`), `index = "usize"` and `index_mut = "usize"` (`at(index)`, `setAt(index, value)`; an index that panics in Rust panics in a
///   script), `iterator = "Item"` (`next()`). `index(usize)` and `iterator(Item)` are the same
///
/// Of fields and variants: `rename = "…"`, `skip`. Of a class's fields also `readonly`, `get` (the same), `get, set`; a private field becomes a property if it
/// has such an attribute. A value's private fields are hidden from scripts, but travel with the value, so they need types that scripts know.
///
/// A value type that is `#[repr(C)]`, has only `pub` fields that keep their names, and consists of types that scripts have as Rust has them
/// (`i64`, `i32`, `f32`, `f64`, `bool`, …) crosses the border as it is; then it also has to be `PartialEq` and `Debug`. Others are converted field by field.
#[proc_macro_derive(WritType, attributes(writ))]
pub fn derive_writ_type(item: TokenStream) -> TokenStream {
    derive_type::expand(item.into()).into()
}

/// Makes functions, constants, traits and the functions of a type visible to scripts.
///
/// ```ignore
/// #[writ_export]
/// pub fn spawn(name: &str, at: Point) -> Monster { … }
///
/// #[writ_export(rename = "gravity", group = "physics")]
/// pub const GRAVITY: f32 = 9.81;
///
/// #[writ_export]
/// impl Monster {
///     pub fn new(name: String) -> Monster { … }
///     pub fn bite(&mut self, other: &Monster) -> f32 { … }
///     #[writ(skip)]
///     pub fn for_rust_only(&self) { … }
/// }
/// ```
///
/// A type has at most one such `impl` (two are conflicting implementations of `MethodsOf`), which exports all its `pub` functions but those with
/// `#[writ(skip)]`; `new` is what `Monster(…)` calls. That of a value type whose functions take `&mut self` is `#[writ_export(value)]`: such a function
/// changes the place in which the script has the value.
///
/// A trait becomes one of scripts, with the methods that take `&self` or `&mut self` and have no `#[writ(skip)]`. Which classes have it for scripts these
/// say themselves, whoever wrote the `impl`:
///
/// ```ignore
/// #[writ_export]
/// pub trait Damageable {
///     fn take_damage(&mut self, amount: f32) -> f32;
///     fn is_alive(&self) -> bool { true }
/// }
///
/// #[derive(WritType)]
/// #[writ(traits(Damageable))]
/// pub struct Monster { pub health: f32 }
///
/// #[writ_export]
/// impl Damageable for Monster { … }
/// ```
///
/// The attribute on an `impl` of a trait is not needed: with it, a build says so if the type doesn't name the trait.
/// Supertraits, generics, static functions, associated types and constants scripts don't have; the last three may be hidden by `#[writ(skip)]`.
///
/// A function may take `&mut Writ` first (behind `self`): then scripts can run before it returns. Errors of type `RuntimeError` end the script's call; of other
/// types they are given to the script as a `Result`, as their text. Borrowed results are copied, iterators collected.
///
/// Options: `rename = "…"`, `group = "…"` (of functions, constants and traits), `value` (of an `impl`), `crate = ::path`.
#[proc_macro_attribute]
pub fn writ_export(options: TokenStream, item: TokenStream) -> TokenStream {
    export::expand(options.into(), item.into()).into()
}

/// What an exported function, constant or trait is registered by: `exported!(sim::spawn)`.
#[proc_macro]
pub fn exported(path: TokenStream) -> TokenStream {
    export::exported(path.into()).into()
}
