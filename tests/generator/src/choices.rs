//! Where the generator's decisions come from: a seed, or the bytes of a fuzzer.

/// A source of decisions. The same source always gives the same program.
#[derive(Clone, Debug)]
pub struct Choices {
    source: Source,
    made: u64,
}

#[derive(Clone, Debug)]
enum Source {
    /// The state of SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators, 2014).
    Seed(u64),
    /// What is left of the bytes, the next one last.
    Bytes(Vec<u8>),
}

impl Choices {
    /// Decisions that follow from a seed, by SplitMix64.
    pub fn from_seed(seed: u64) -> Choices {
        Choices { source: Source::Seed(seed), made: 0 }
    }

    /// Decisions that follow from bytes. When they run out, each one is 0, the simplest.
    pub fn from_bytes(bytes: &[u8]) -> Choices {
        Choices { source: Source::Bytes(bytes.iter().rev().copied().collect()), made: 0 }
    }

    /// How many decisions there were.
    pub fn made(&self) -> u64 {
        self.made
    }

    /// Whether every further decision is 0.
    pub fn is_exhausted(&self) -> bool {
        matches!(&self.source, Source::Bytes(bytes) if bytes.is_empty())
    }

    /// A number below `count`, 0 if that is 0.
    pub fn below(&mut self, count: usize) -> usize {
        self.made += 1;
        if count <= 1 {
            return 0;
        }
        match &mut self.source {
            Source::Seed(state) => {
                *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
                let mut z = *state;
                z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
                z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
                z ^= z >> 31;
                // The upper bits times the count: as even as is needed, without a loop.
                (((z >> 32) * count as u64) >> 32) as usize
            }
            Source::Bytes(bytes) => {
                let mut value = usize::from(bytes.pop().unwrap_or(0));
                if count > 256 {
                    value = (value << 8) | usize::from(bytes.pop().unwrap_or(0));
                }
                value % count
            }
        }
    }

    /// A number from `low` to `high`; `low` is the simplest.
    pub fn between(&mut self, low: usize, high: usize) -> usize {
        low + self.below(high - low + 1)
    }

    /// Whether something happens that has so many chances out of a hundred. The simplest is that it does not.
    pub fn chance(&mut self, percent: usize) -> bool {
        self.below(100) >= 100 - percent.min(100)
    }

    /// One of some, the first one the simplest.
    pub fn pick<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }

    /// The index of one of some by their weights, if one has any.
    pub fn weighted(&mut self, weights: &[u32]) -> Option<usize> {
        let total: u32 = weights.iter().sum();
        if total == 0 {
            return None;
        }
        let mut at = self.below(total as usize) as u32;
        weights.iter().position(|weight| match at.checked_sub(*weight) {
            Some(rest) => {
                at = rest;
                false
            }
            None => true,
        })
    }
}
