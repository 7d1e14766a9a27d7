//! The engines that a user could pick instead: each makes the program of a row ready, out of `scripts/`.

#[cfg(feature = "koto")]
pub mod koto;
#[cfg(any(feature = "lua", feature = "luajit", feature = "luau"))]
pub mod lua;
#[cfg(feature = "rhai")]
pub mod rhai;
#[cfg(feature = "roto")]
pub mod roto;
#[cfg(feature = "rune")]
pub mod rune;
#[cfg(feature = "wasmi")]
pub mod wasmi;

/// The source of a row's script for an engine, by the ending of its name; none if there is no such row.
#[allow(unused_macros)]
macro_rules! scripts {
    ($row:expr, $ending:literal: $($name:literal)+) => {
        match $row {
            $($name => Some(include_str!(concat!("../../scripts/", $name, ".", $ending))),)+
            _ => None,
        }
    };
}
#[allow(unused_imports)]
use scripts;
