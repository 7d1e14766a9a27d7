//! Random numbers: `random`, `randomInt`, `randomFloat`, `randomBool`, and what `Random` objects are made of.
//!
//! The generator is PCG-XSH-RR 64/32 ("pcg32") of the stream [`STREAM`]; a seed is mixed by the finalizer of SplitMix64 first, so that seeds that are near
//! each other give nothing that is. A draw is two of its numbers, the first one in the low half. What is made of 64 bits is written here, and depends on
//! nothing else: the same seed gives the same numbers on every platform, in every version.

use crate::error::{self, Fallible};
use crate::writ::Writ;
use rand_pcg::Lcg64Xsh32;
use rand_pcg::rand_core::Rng;

/// Every generator's stream: the one that PCG has by default.
const STREAM: u64 = 0x0a02_bdbf_7bb3_c0a7;

/// The generator of a seed.
pub(crate) fn generator(seed: i64) -> Lcg64Xsh32 {
    let z = (seed as u64).wrapping_add(0x9e37_79b9_7f4a_7c15);
    let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    Lcg64Xsh32::new(z ^ (z >> 31), STREAM)
}

/// The next 64 bits.
#[inline]
fn draw(writ: &mut Writ) -> i64 {
    writ.library.random.next_u64() as i64
}

/// A float from 0.0 up to below 1.0.
#[inline]
pub fn random(writ: &mut Writ) -> f32 {
    random_unit(draw(writ))
}

/// An int from `min` to `max`, both included.
#[inline]
pub fn random_int(writ: &mut Writ, min: i64, max: i64) -> Fallible<i64> {
    loop {
        if let Some(value) = random_within(draw(writ), min, max)? {
            return Ok(value);
        }
    }
}

/// A float from `min` up to below `max`.
#[inline]
pub fn random_float(writ: &mut Writ, min: f32, max: f32) -> Fallible<f32> {
    random_between(draw(writ), min, max)
}

/// True with this probability.
#[inline]
pub fn random_bool(writ: &mut Writ, probability: f64) -> Fallible<bool> {
    random_chance(draw(writ), probability)
}

/// The state of a generator that was given a seed.
#[inline]
pub fn random_start(seed: i64) -> i64 {
    generator(seed).state() as i64
}

/// The next 64 bits of a generator in this state.
#[inline]
pub fn random_bits(state: i64) -> i64 {
    Lcg64Xsh32::from_state(state as u64, STREAM).next_u64() as i64
}

/// The state of a generator behind these bits.
#[inline]
pub fn random_after(state: i64) -> i64 {
    let mut generator = Lcg64Xsh32::from_state(state as u64, STREAM);
    generator.next_u64();
    generator.state() as i64
}

/// From 0.0 up to below 1.0: the upper 24 bits.
#[inline]
pub fn random_unit(bits: i64) -> f32 {
    (bits as u64 >> 40) as f32 / (1u32 << 24) as f32
}

/// The same with 53 bits.
#[inline]
fn wide_unit(bits: i64) -> f64 {
    (bits as u64 >> 11) as f64 / (1u64 << 53) as f64
}

/// An int from `min` to `max`, all as likely: Lemire's method, the upper half of the bits times how many ints there are. None if these bits would
/// make some of them more likely; then the next bits are asked.
#[inline]
pub fn random_within(bits: i64, min: i64, max: i64) -> Fallible<Option<i64>> {
    if min > max {
        return Err(error::crossed_range(min, max));
    }
    let count = (max.wrapping_sub(min) as u64).wrapping_add(1);
    if count == 0 {
        // All ints there are.
        return Ok(Some(bits));
    }
    let product = u128::from(bits as u64) * u128::from(count);
    let (high, low) = ((product >> 64) as u64, product as u64);
    if low < count && low < count.wrapping_neg() % count {
        return Ok(None);
    }
    Ok(Some(min.wrapping_add(high as i64)))
}

/// A float from `min` up to below `max`; `min`, if they are the same.
#[inline]
pub fn random_between(bits: i64, min: f32, max: f32) -> Fallible<f32> {
    if !(min.is_finite() && max.is_finite()) {
        return Err(error::infinite_range(min, max));
    }
    if min > max {
        return Err(error::crossed_floats(min, max));
    }
    let (low, high) = (f64::from(min), f64::from(max));
    let value = (low + wide_unit(bits) * (high - low)) as f32;
    // The nearest float of a number just below `max` may be `max`.
    Ok(if value < max { value } else { max.next_down().max(min) })
}

/// Whether something with this probability happens.
#[inline]
pub fn random_chance(bits: i64, probability: f64) -> Fallible<bool> {
    if !(0.0..=1.0).contains(&probability) {
        return Err(error::no_probability(probability));
    }
    Ok(wide_unit(bits) < probability)
}
