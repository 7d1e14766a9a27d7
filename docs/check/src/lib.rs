//! What the book shows: its Rust blocks are tests of the documentation of this crate, its files are those of this package.

pub mod pages;
pub mod tower;

pub mod orders;

/// The chapters, one each; `tests/book.rs` looks that none with Rust is missing.
pub mod chapters {
    #[doc = include_str!("../../src/embedding.md")]
    pub mod embedding {}
    #[doc = include_str!("../../src/hosting.md")]
    pub mod hosting {}
}

writ_runtime::include_modules!();
