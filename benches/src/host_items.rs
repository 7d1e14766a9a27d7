//! What the host of the benchmark offers. None of it is inlined: a call is what is measured.

use writ_runtime::{WritType, writ_export};

/// Something with mass.
#[derive(Clone, Debug, Default, WritType)]
pub struct Body {
    /// Kilograms.
    pub mass: f64,
    /// Metres per second.
    pub speed: f64,
}

#[writ_export]
impl Body {
    /// Makes it faster; gives how fast it is.
    #[inline(never)]
    pub fn push(&mut self, by: f64) -> f64 {
        self.speed += by;
        self.speed
    }
}

/// Some arithmetic on two numbers.
#[writ_export]
#[inline(never)]
pub fn mix(a: i64, b: i64) -> i64 {
    a.wrapping_add(b ^ 3)
}

/// Looks into an array that is handed over.
#[writ_export]
#[inline(never)]
pub fn middle(values: &[f64]) -> f64 {
    values.get(values.len() / 2).copied().unwrap_or(0.0)
}
