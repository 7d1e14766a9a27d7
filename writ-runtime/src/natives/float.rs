//! Methods of `float` and `float64`.

/// Digits behind the point that `toFixed` takes.
const MAX_DIGITS: i64 = 100;

fn fixed(x: f64, digits: i64) -> crate::error::Fallible<crate::text::Str> {
    if !(0..=MAX_DIGITS).contains(&digits) {
        return Err(crate::error::out_of_range("digits", digits, 0, MAX_DIGITS));
    }
    Ok(crate::text::Str::from(round_text(x, digits as usize)))
}

/// Rounds the exact decimal value, half away from zero (Rust's formatting rounds an exact half to even).
fn round_text(x: f64, digits: usize) -> String {
    if !x.is_finite() {
        return format!("{x:?}");
    }
    // With all its digits the text is exact, and what is cut off decides.
    let exact = format!("{x:.*}", exact_digits(x).max(digits + 1));
    let point = exact.find('.').unwrap_or(exact.len());
    let (kept, rest) = exact.split_at(point + 1 + digits);
    let mut kept = kept.as_bytes().to_vec();
    if rest.as_bytes().first().is_some_and(|digit| *digit >= b'5') {
        increment(&mut kept);
    }
    if digits == 0 {
        kept.pop();
    }
    kept.iter().map(|byte| *byte as char).collect()
}

/// How many digits behind the point a finite number has at most: as many as it has bits there.
fn exact_digits(x: f64) -> usize {
    let exponent = (x.to_bits() >> 52 & 0x7FF).max(1) as usize;
    // The last bit of a number with this exponent is worth 2^(exponent - 1075).
    1075usize.saturating_sub(exponent)
}

/// Adds one to the last place of a decimal text.
fn increment(text: &mut Vec<u8>) {
    for index in (0..text.len()).rev() {
        match text[index] {
            b'.' => {}
            b'9' => text[index] = b'0',
            b'-' => return text.insert(index + 1, b'1'),
            _ => {
                text[index] += 1;
                return;
            }
        }
    }
    text.insert(0, b'1');
}

/// With so many digits behind the point.
pub fn to_fixed(x: f32, digits: i64) -> crate::error::Fallible<crate::text::Str> {
    fixed(f64::from(x), digits)
}

/// Methods of `float64`.
pub mod float64 {
    /// With so many digits behind the point.
    pub fn to_fixed(x: f64, digits: i64) -> crate::error::Fallible<crate::text::Str> {
        super::fixed(x, digits)
    }
}
