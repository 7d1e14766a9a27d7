//! Hashes of dictionaries' keys, in both engines.
//!
//! They depend on two numbers that are other ones in each process, so that no script knows keys that collide: without that, a dictionary of a few
//! thousand of them would take a host's whole time for a few instructions. Nothing else shows what a hash is: dictionaries keep the order in which
//! their keys came.

use std::hash::{BuildHasher, Hash, Hasher, RandomState};
use std::sync::atomic::{AtomicU64, Ordering};

/// What hashes begin with, and what each step multiplies by: an odd number. 0 until somebody makes a dictionary.
static START: AtomicU64 = AtomicU64::new(0);
static FACTOR: AtomicU64 = AtomicU64::new(0);

/// The golden ratio.
const LAST_FACTOR: u64 = 0x9E37_79B9_7F4A_7C15;

/// Makes sure that the two numbers are there. No key is hashed before there is a dictionary.
#[inline]
pub fn seed_hashes() {
    if START.load(Ordering::Acquire) == 0 {
        seed();
    }
}

#[cold]
#[inline(never)]
fn seed() {
    let random = RandomState::new();
    // Whoever comes first decides, for each of the two; the factor is there when the start is.
    let _ = FACTOR.compare_exchange(0, random.hash_one(1u8) | 1, Ordering::Relaxed, Ordering::Relaxed);
    let _ = START.compare_exchange(0, random.hash_one(2u8) | 1, Ordering::AcqRel, Ordering::Relaxed);
}

/// Both halves of the product, so that each bit of the hash depends on all bits of both numbers.
#[inline(always)]
fn fold(left: u64, right: u64) -> u64 {
    let product = u128::from(left) * u128::from(right);
    product as u64 ^ (product >> 64) as u64
}

/// Hashes a key.
#[derive(Clone, Debug)]
pub struct KeyHasher {
    state: u64,
    factor: u64,
}

impl KeyHasher {
    /// For a key.
    #[inline(always)]
    #[expect(clippy::new_without_default, reason = "who hashes a key knows that there is a dictionary")]
    pub fn new() -> KeyHasher {
        KeyHasher { state: START.load(Ordering::Relaxed), factor: FACTOR.load(Ordering::Relaxed) }
    }
}

#[inline(always)]
fn word(bytes: &[u8]) -> u64 {
    bytes.first_chunk().map_or(0, |bytes| u64::from_le_bytes(*bytes))
}

macro_rules! words {
    ($($name:ident: $ty:ty;)*) => {$(
        #[inline(always)]
        fn $name(&mut self, value: $ty) {
            self.write_u64(value as u64);
        }
    )*};
}

impl Hasher for KeyHasher {
    /// Text: its length counts, so that two texts behind each other are another key than two others with the same bytes.
    #[inline]
    fn write(&mut self, bytes: &[u8]) {
        let len = bytes.len();
        self.state = self.state.wrapping_add((len as u64).wrapping_mul(self.factor));
        if len >= 8 {
            let mut rest = bytes;
            while rest.len() > 16 {
                self.state = fold(word(rest) ^ self.state, word(&rest[8..]) ^ self.factor);
                rest = &rest[16..];
            }
            // The last 16 bytes, whose first ones may be in the step before already; or the first 8 and the last 8.
            self.state = fold(word(if len >= 16 { &bytes[len - 16..] } else { bytes }) ^ self.state, word(&bytes[len - 8..]) ^ self.factor);
        } else {
            let mut last = [0; 8];
            last[..len].copy_from_slice(bytes);
            self.write_u64(u64::from_le_bytes(last));
        }
    }

    #[inline(always)]
    fn write_u64(&mut self, value: u64) {
        self.state = fold(self.state ^ value, self.factor);
    }

    words! {
        write_u8: u8;
        write_u16: u16;
        write_u32: u32;
        write_usize: usize;
    }

    /// Once more: one product leaves patterns, for a factor that has bad luck with the keys.
    #[inline(always)]
    fn finish(&self) -> u64 {
        fold(self.state, LAST_FACTOR)
    }
}

/// The hash of a key, in both engines.
#[inline]
pub fn hash_of<K: Hash + ?Sized>(key: &K) -> u64 {
    let mut hasher = KeyHasher::new();
    key.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    fn spread(hashes: impl Iterator<Item = u64>) -> usize {
        // What a table of 4096 places looks at.
        hashes.map(|hash| hash & 0xFFF).collect::<HashSet<_>>().len()
    }

    #[test]
    fn no_pattern_of_ints_falls_on_few_places() {
        seed_hashes();
        for shift in 0..52 {
            let places = spread((0..4096i64).map(|n| hash_of(&(n << shift))));
            // 4096 balls in 4096 bins hit about 2589 of them.
            assert!(places > 2000, "shifted by {shift}: {places}");
        }
    }

    #[test]
    fn each_byte_of_a_text_counts() {
        seed_hashes();
        for len in 0..70 {
            let text = vec![b'a'; len];
            let hash = |bytes: &[u8]| {
                let mut hasher = KeyHasher::new();
                hasher.write(bytes);
                hasher.finish()
            };
            let mut seen = HashSet::from([hash(&text)]);
            for at in 0..len {
                let mut other = text.clone();
                other[at] = b'b';
                assert!(seen.insert(hash(&other)), "byte {at} of {len}");
            }
            assert!(seen.insert(hash(&[text.as_slice(), b"a"].concat())));
        }
        let pair = |left: &[u8], right: &[u8]| {
            let mut hasher = KeyHasher::new();
            hasher.write(left);
            hasher.write(right);
            hasher.finish()
        };
        assert_ne!(pair(b"aaaaaaaa", b"aaaaaaaaa"), pair(b"aaaaaaaaa", b"aaaaaaaa"));
    }
}
