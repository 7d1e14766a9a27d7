//! From tokens to text: documentation, layout, the header.

use proc_macro2::TokenStream;
use quote::quote;

/// Documentation as attributes, which are printed as `///`.
pub fn doc(text: Option<&str>) -> TokenStream {
    text.unwrap_or_default()
        .lines()
        .map(|line| {
            let line = if line.is_empty() { String::new() } else { format!(" {}", line.trim_start_matches(' ')) };
            quote!(#[doc = #line])
        })
        .collect()
}

/// The tokens as formatted text. What does not parse is a mistake of this crate: it is printed as it is, for rustc to point at.
pub fn layout(tokens: TokenStream) -> String {
    match syn::parse2::<syn::File>(tokens.clone()) {
        Ok(file) => prettyplease::unparse(&file),
        Err(error) => format!("compile_error!(\"writ-build wrote Rust that does not parse: {error}\");\n{tokens}\n"),
    }
}

/// A hash of the input that is the same everywhere (FNV-1a): it only says whether two texts come from the same scripts.
pub fn fingerprint<'a>(parts: impl Iterator<Item = &'a str>) -> String {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for part in parts {
        // The zero keeps ("ab", "c") and ("a", "bc") apart.
        for byte in part.bytes().chain([0]) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
    format!("{hash:016x}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fingerprint_sees_where_files_end() {
        assert_ne!(fingerprint(["ab", "c"].into_iter()), fingerprint(["a", "bc"].into_iter()));
        assert_eq!(fingerprint([].into_iter()), "cbf29ce484222325");
    }
}
