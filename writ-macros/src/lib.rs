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
/// ```
/// mod game {
///     writ_runtime::include_script!("tests/scripts/game.writ");
/// }
/// let mut writ = writ_runtime::Writ::new();
/// let hit = game::strike(&mut writ, 3, "Ada")?;
/// assert_eq!(hit.name, "Ada's hit");
/// # Ok::<(), writ_runtime::RuntimeError>(())
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
/// ```
/// use writ_runtime::{Writ, WritType};
///
/// #[derive(Clone, WritType)]
/// #[writ(display)]
/// pub struct Monster {
///     pub health: f32,
///     #[writ(readonly)]
///     pub name: String,
///     #[writ(skip)]
///     pub cache: Vec<u8>,
/// }
///
/// impl std::fmt::Display for Monster {
///     fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
///         write!(f, "{} ({})", self.name, self.health)
///     }
/// }
///
/// #[derive(Clone, Copy, PartialEq, Debug, WritType)]
/// #[writ(value, add, mul = "f32")]
/// #[repr(C)]
/// pub struct Point {
///     pub x: f32,
///     pub y: f32,
/// }
///
/// impl std::ops::Add for Point {
///     type Output = Point;
///     fn add(self, other: Point) -> Point {
///         Point { x: self.x + other.x, y: self.y + other.y }
///     }
/// }
///
/// impl std::ops::Mul<f32> for Point {
///     type Output = Point;
///     fn mul(self, by: f32) -> Point {
///         Point { x: self.x * by, y: self.y * by }
///     }
/// }
///
/// let mut writ = Writ::new();
/// writ.register_type::<Monster>()?.register_type::<Point>()?;
/// writ.register_fn("rat", || Monster { health: 5.0, name: "rat".into(), cache: Vec::new() })?;
/// let shown = writ.run("let r = rat()\nr.health -= 1.5\nlet p = Point(1.0, 2.0) * 2.0 + Point(0.5, 0.0)\nreturn \"$r at $p\"")?;
/// assert_eq!(shown.to_string(), "rat (3.5) at Point(x: 2.5, y: 4.0)");
/// assert!(writ.run("rat().name = \"cat\"").is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
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
/// ```
/// use writ_runtime::{Writ, WritType, exported, host::HostModule, writ_export};
///
/// #[derive(Clone, WritType)]
/// pub struct Monster {
///     pub name: String,
///     pub health: f32,
/// }
///
/// #[writ_export]
/// pub fn spawn(name: &str) -> Monster {
///     Monster { name: name.into(), health: 10.0 }
/// }
///
/// #[writ_export(rename = "gravity", group = "physics")]
/// pub const GRAVITY: f32 = 9.75;
///
/// #[writ_export]
/// impl Monster {
///     pub fn new(name: String) -> Monster {
///         spawn(&name)
///     }
///     pub fn bite(&mut self, other: &Monster) -> f32 {
///         self.health -= other.health / 10.0;
///         self.health
///     }
///     #[writ(skip)]
///     pub fn for_rust_only(&self) {}
/// }
///
/// let mut writ = Writ::new();
/// let mut module = HostModule::new("monsters");
/// module.ty::<Monster>()?.export(exported!(spawn))?.export(exported!(GRAVITY))?;
/// writ.register_module(module)?;
/// let value = writ.run("let rat = spawn(\"rat\")\nreturn (rat.bite(Monster(\"wolf\")), gravity)")?;
/// assert_eq!(value.to_string(), "(9.0, 9.75)");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// A type has at most one such `impl` (two are conflicting implementations of `MethodsOf`), which exports all its `pub` functions but those with
/// `#[writ(skip)]`; `new` is what `Monster(…)` calls. That of a value type whose functions take `&mut self` is `#[writ_export(value)]`: such a function
/// changes the place in which the script has the value.
///
/// A trait becomes one of scripts, with the methods that take `&self` or `&mut self` and have no `#[writ(skip)]`. Which classes have it for scripts these
/// say themselves, whoever wrote the `impl`:
///
/// ```
/// use writ_runtime::{Writ, WritType, exported, host::HostModule, writ_export};
///
/// #[writ_export]
/// pub trait Damageable {
///     fn take_damage(&mut self, amount: f32) -> f32;
///     fn is_alive(&self) -> bool {
///         true
///     }
/// }
///
/// #[derive(WritType)]
/// #[writ(traits(Damageable))]
/// pub struct Monster {
///     pub health: f32,
/// }
///
/// impl Damageable for Monster {
///     fn take_damage(&mut self, amount: f32) -> f32 {
///         self.health -= amount;
///         self.health
///     }
/// }
///
/// #[writ_export]
/// impl Monster {
///     pub fn new() -> Monster {
///         Monster { health: 10.0 }
///     }
/// }
///
/// let mut writ = Writ::new();
/// let mut module = HostModule::new("monsters");
/// module.export(exported!(Damageable))?.ty::<Monster>()?;
/// writ.register_module(module)?;
/// let value = writ.run("let one: Damageable = Monster()\nreturn (one.takeDamage(2.5), one.isAlive())")?;
/// assert_eq!(value.to_string(), "(7.5, true)");
/// # Ok::<(), Box<dyn std::error::Error>>(())
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
///
/// ```
/// use writ_runtime::{Writ, exported, host::HostModule};
///
/// mod sim {
///     /// Twice as much.
///     #[writ_runtime::writ_export]
///     pub fn double(x: i64) -> i64 {
///         x * 2
///     }
/// }
///
/// let mut module = HostModule::new("sim");
/// module.export(exported!(sim::double))?;
/// let mut writ = Writ::new();
/// writ.register_module(module)?;
/// assert_eq!(writ.run("return double(4)")?.to_string(), "8");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[proc_macro]
pub fn exported(path: TokenStream) -> TokenStream {
    export::exported(path.into()).into()
}
