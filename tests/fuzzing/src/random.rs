//! Inputs from a seed.

/// A fixed generator: xorshift64*.
pub struct Random(u64);

impl Random {
    /// The same seed gives the same inputs.
    pub fn new(seed: u64) -> Random {
        Random(seed.wrapping_mul(2).wrapping_add(0x9e37_79b9_7f4a_7c15) | 1)
    }

    fn next(&mut self, below: u64) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) % below
    }

    /// The next input.
    pub fn bytes(&mut self) -> Vec<u8> {
        let longest = [20, 60, 200, 600][self.next(4) as usize];
        let length = self.next(longest);
        (0..length).map(|_| self.next(256) as u8).collect()
    }
}
