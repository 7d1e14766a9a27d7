//! Where a script comes from.

/// How the host drives a script after loading it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Ticks {
    /// How often it calls `tick`.
    pub count: u32,
    /// With how many seconds each time.
    pub seconds: f64,
}
