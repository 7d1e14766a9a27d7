//! The text of a value: what `print`, `..`, interpolation and `toString()` make of it.

use alloc::string::String;
use core::fmt::Write;

/// An `int` in decimal.
pub fn show_i64(out: &mut String, value: i64) {
    // By hand, two digits at a time: the formatting machinery costs several times as much, and scripts build a lot of text from numbers.
    let mut text = [0u8; 20];
    let mut start = text.len();
    let mut rest = value.unsigned_abs();
    while rest >= 10 {
        start -= 2;
        text[start..start + 2].copy_from_slice(&PAIRS[(rest % 100) as usize]);
        rest /= 100;
    }
    if rest > 0 || value == 0 {
        start -= 1;
        text[start] = b'0' + rest as u8;
    }
    if value < 0 {
        start -= 1;
        text[start] = b'-';
    }
    match core::str::from_utf8(&text[start..]) {
        Ok(text) => out.push_str(text),
        Err(_) => unreachable!("digits are text"),
    }
}

/// The digits of the numbers up to 99.
const PAIRS: [[u8; 2]; 100] = {
    let mut pairs = [[0; 2]; 100];
    let mut number = 0;
    while number < 100 {
        pairs[number] = [b'0' + (number / 10) as u8, b'0' + (number % 10) as u8];
        number += 1;
    }
    pairs
};

/// An `int32` in decimal.
pub fn show_i32(out: &mut String, value: i32) {
    show_i64(out, i64::from(value));
}

/// A `float`: the shortest text that reads back to the same value, always with a point or an exponent.
pub fn show_f32(out: &mut String, value: f32) {
    // Writing to a string does not fail.
    let _ = write!(out, "{value:?}");
}

/// A `float64`: the shortest text that reads back to the same value, always with a point or an exponent.
pub fn show_f64(out: &mut String, value: f64) {
    let _ = write!(out, "{value:?}");
}

/// `true` or `false`.
pub fn show_bool(out: &mut String, value: bool) {
    out.push_str(if value { "true" } else { "false" });
}

/// A string as it is shown inside another value: in quotes, escaped so that it could stand in a script.
pub fn quote(out: &mut String, text: &str) {
    out.reserve(text.len() + 2);
    out.push('"');
    let mut rest = text;
    while let Some(at) = rest.find(['\n', '\t', '\r', '\0', '\\', '"']) {
        out.push_str(&rest[..at]);
        out.push_str(match rest.as_bytes()[at] {
            b'\n' => "\\n",
            b'\t' => "\\t",
            b'\r' => "\\r",
            0 => "\\0",
            b'\\' => "\\\\",
            _ => "\\\"",
        });
        rest = &rest[at + 1..];
    }
    out.push_str(rest);
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::string::ToString;

    fn shown(show: impl FnOnce(&mut String)) -> String {
        let mut out = String::new();
        show(&mut out);
        out
    }

    #[test]
    fn ints() {
        for value in [0, 1, -1, 9, 10, -10, 1_234_567_890, i64::MAX, i64::MIN] {
            assert_eq!(shown(|out| show_i64(out, value)), value.to_string());
        }
        assert_eq!(shown(|out| show_i32(out, i32::MIN)), "-2147483648");
    }

    #[test]
    fn floats() {
        for (value, text) in [
            (5.0, "5.0"),
            (0.1, "0.1"),
            (-0.0, "-0.0"),
            (f64::INFINITY, "inf"),
            (f64::NEG_INFINITY, "-inf"),
            (f64::NAN, "NaN"),
            (1e-4, "0.0001"),
            (9.9e-5, "9.9e-5"),
            (2.5e-7, "2.5e-7"),
            (1e15, "1000000000000000.0"),
            (9_999_999_999_999_998.0, "9999999999999998.0"),
            (1e16, "1e16"),
            (1.5e300, "1.5e300"),
            (5e-324, "5e-324"),
        ] {
            assert_eq!(shown(|out| show_f64(out, value)), text);
        }
        for (value, text) in [(0.1f32, "0.1"), (16_777_216.0, "16777216.0"), (1e16, "1e16"), (f32::MAX, "3.4028235e38"), (-0.0, "-0.0")] {
            assert_eq!(shown(|out| show_f32(out, value)), text);
        }
    }

    /// Numbers spread over all exponents, always the same ones.
    fn samples() -> impl Iterator<Item = u64> {
        let mut state = 0x9E37_79B9_7F4A_7C15u64;
        core::iter::repeat_with(move || {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state
        })
        .take(20_000)
    }

    #[test]
    fn floats_read_back_to_the_same_value() {
        for bits in samples() {
            let (wide, narrow) = (f64::from_bits(bits), f32::from_bits(bits as u32));
            if wide.is_finite() {
                let text = shown(|out| show_f64(out, wide));
                assert_eq!(text.parse::<f64>().unwrap().to_bits(), wide.to_bits(), "{text}");
                assert!(text.contains(['.', 'e']), "{text}");
            }
            if narrow.is_finite() {
                let text = shown(|out| show_f32(out, narrow));
                assert_eq!(text.parse::<f32>().unwrap().to_bits(), narrow.to_bits(), "{text}");
            }
        }
    }

    #[test]
    fn ints_read_back_to_the_same_value() {
        for bits in samples() {
            let value = (bits as i64) >> (bits % 64);
            assert_eq!(shown(|out| show_i64(out, value)).parse::<i64>().unwrap(), value);
        }
    }

    #[test]
    fn quoting_escapes() {
        assert_eq!(shown(|out| quote(out, "a\n\t\r\0\\\"ä$")), "\"a\\n\\t\\r\\0\\\\\\\"ä$\"");
        assert_eq!(shown(|out| quote(out, "")), "\"\"");
    }
}
