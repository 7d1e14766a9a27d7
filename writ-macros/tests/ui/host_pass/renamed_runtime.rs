//! A runtime under another name, items with names that could be in the way.

mod engine {
    pub use writ_runtime as writ;
}

mod sim {
    #![allow(non_camel_case_types, dead_code)]
    use crate::engine::writ::{WritType, writ_export};

    struct Result;
    struct Option;
    struct String;
    struct Vec;
    struct Clone;

    trait Sized {}

    #[writ_export(crate = crate::engine::writ)]
    pub trait r#Damageable {
        fn r#move(&mut self, by: &str) -> bool {
            by.is_empty()
        }
    }

    #[writ_export(crate = crate::engine::writ)]
    impl Damageable for Monster {}

    /// A class.
    #[derive(WritType)]
    #[writ(crate = crate::engine::writ, display, traits(self::Damageable))]
    pub struct Monster {
        pub health: f32,
    }

    impl std::fmt::Display for Monster {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("monster")
        }
    }

    #[derive(Clone, WritType)]
    #[writ(crate = crate::engine::writ, value)]
    pub struct Cell {
        pub column: u8,
        pub r#type: u16,
    }

    #[derive(Clone, WritType)]
    #[writ(crate = crate::engine::writ)]
    pub enum Kind {
        One,
        Two(u8, Cell),
    }

    #[writ_export(crate = crate::engine::writ)]
    impl Monster {
        pub fn twin(&self, writ: Cell, depth: u8) -> std::option::Option<u8> {
            Some(writ.column + depth)
        }
    }

    #[writ_export(crate = crate::engine::writ)]
    fn writ(this: u8, arguments: &str) -> std::result::Result<u8, std::num::ParseIntError> {
        arguments.parse::<u8>().map(|value| value + this)
    }

    #[writ_export(crate = crate::engine::writ)]
    const DEPTH: u8 = 1;
}

fn main() {
    let mut writ = engine::writ::Writ::new();
    let depth = writ.depth();
    let result = sim::__writ_writ(&mut writ, depth, (&1, &writ_runtime::Str::new("2"))).unwrap();
    assert_eq!(result, writ_runtime::Res::Success(3));
    assert_eq!(writ_runtime::exported!(sim::DEPTH).name, "DEPTH");
}
