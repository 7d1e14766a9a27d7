//! Joining shown values.

use super::Str;
use crate::ops;
use std::cell::Cell;
use std::ops::Deref;

/// A larger buffer than this is not kept.
const MAX_KEPT: usize = 1 << 16;

thread_local! {
    /// The buffer of the last [`Text`], for the next one: most texts then cost one allocation, that of the string.
    static BUFFER: Cell<String> = const { Cell::new(String::new()) };
}

/// A value that a string can be made of without a function of the script: the leaves of `print`, `..` and interpolation.
pub trait Show {
    /// Appends the text.
    fn show(&self, out: &mut String);

    /// The text alone.
    fn to_text(&self) -> Str {
        let mut text = Text::new();
        self.show(&mut text.text);
        text.finish()
    }
}

macro_rules! show {
    ($($ty:ty: $function:ident;)*) => {$(
        impl Show for $ty {
            #[inline]
            fn show(&self, out: &mut String) {
                ops::$function(out, *self);
            }
        }
    )*};
}

show! {
    i64: show_i64;
    i32: show_i32;
    f32: show_f32;
    f64: show_f64;
    bool: show_bool;
}

impl Show for str {
    #[inline]
    fn show(&self, out: &mut String) {
        out.push_str(self);
    }
}

impl Show for Str {
    #[inline]
    fn show(&self, out: &mut String) {
        out.push_str(self);
    }

    fn to_text(&self) -> Str {
        self.clone()
    }
}

impl Show for String {
    #[inline]
    fn show(&self, out: &mut String) {
        out.push_str(self);
    }
}

impl<T: Show + ?Sized> Show for &T {
    #[inline]
    fn show(&self, out: &mut String) {
        (**self).show(out);
    }
}

/// Joins shown values: `Text::new().add(hp).add(" of ").add(max).finish()`. Who only looks at the text needs no string of it.
#[derive(Debug)]
pub struct Text {
    text: String,
}

impl Text {
    /// Nothing yet.
    #[inline]
    pub fn new() -> Text {
        // A thread that ends may have no buffer any more.
        Text { text: BUFFER.try_with(Cell::take).unwrap_or_default() }
    }

    /// Appends a value as `print` shows it.
    #[inline]
    #[must_use]
    #[expect(clippy::should_implement_trait, reason = "generated code reads best with this name")]
    pub fn add(mut self, value: impl Show) -> Text {
        value.show(&mut self.text);
        self
    }

    /// Appends a string as it is shown inside another value.
    #[must_use]
    pub fn quote(mut self, text: &str) -> Text {
        ops::quote(&mut self.text, text);
        self
    }

    /// The string.
    #[inline]
    pub fn finish(self) -> Str {
        Str::new(&self.text)
    }
}

impl Deref for Text {
    type Target = str;
    #[inline]
    fn deref(&self) -> &str {
        &self.text
    }
}

impl Drop for Text {
    #[inline]
    fn drop(&mut self) {
        if self.text.capacity() <= MAX_KEPT {
            self.text.clear();
            let text = std::mem::take(&mut self.text);
            let _ = BUFFER.try_with(|buffer| buffer.set(text));
        }
    }
}

impl Default for Text {
    fn default() -> Text {
        Text::new()
    }
}
