//! What the book shows: its Rust blocks are tests of the documentation of this crate, its files are those of this package.

pub mod pages;
pub mod tower;

pub mod orders;

/// The chapters, one each; `tests/book.rs` looks that none with Rust is missing.
pub mod chapters {
    #[doc = include_str!("../../src/build.md")]
    pub mod build {}
    #[doc = include_str!("../../src/embedding.md")]
    pub mod embedding {}
    #[doc = include_str!("../../src/hosting.md")]
    pub mod hosting {}
    #[doc = include_str!("../../src/mods.md")]
    pub mod mods {}
    #[doc = include_str!("../../src/performance.md")]
    pub mod performance {}
}

writ_runtime::include_modules!();
