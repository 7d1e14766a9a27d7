//! Noise: smooth random functions of a place, from the crate fastnoise-lite.

use crate::error::{self, Fallible};
use fastnoise_lite::{FastNoiseLite, FractalType, NoiseType};

/// What is added up at most: each further octave is half as large and half as wide.
const MAX_OCTAVES: i64 = 10;

/// Cells are counted in 32 bits, and a cell's number is up to four times a coordinate: so large may one become.
const FARTHEST: f64 = (1 << 28) as f64;

/// By the order of the enum `NoiseKind`.
const KINDS: [NoiseType; 6] =
    [NoiseType::OpenSimplex2, NoiseType::OpenSimplex2S, NoiseType::Perlin, NoiseType::Value, NoiseType::ValueCubic, NoiseType::Cellular];

/// A kind of noise whose cells have the width 1.
struct Source {
    noise: FastNoiseLite,
    frequency: f64,
    /// Farther away it repeats.
    period: f64,
}

impl Source {
    fn new(seed: i64, kind: i64, frequency: f32, octaves: i64) -> Fallible<Source> {
        if !(1..=MAX_OCTAVES).contains(&octaves) {
            return Err(error::out_of_range("octaves", octaves, 1, MAX_OCTAVES));
        }
        let Some(noise_type) = usize::try_from(kind).ok().and_then(|kind| KINDS.get(kind)) else {
            return Err(error::out_of_range("the kind of noise", kind, 0, KINDS.len() as i64 - 1));
        };
        // All of the seed, in so few bits that the octaves, each of which adds one, don't run over.
        let folded = (seed ^ (seed >> 32)) as i32 & (i32::MAX >> 1);
        let mut noise = FastNoiseLite::with_seed(folded);
        noise.set_frequency(Some(1.0));
        noise.set_noise_type(Some(*noise_type));
        if octaves > 1 {
            noise.set_fractal_type(Some(FractalType::FBm));
            noise.set_fractal_octaves(Some(octaves as i32));
        }
        Ok(Source { noise, frequency: f64::from(frequency), period: FARTHEST / f64::from(1 << (octaves - 1)) })
    }

    /// A coordinate in cells; NaN if it is none.
    fn cells(&self, coordinate: f32) -> f32 {
        (f64::from(coordinate) * self.frequency % self.period) as f32
    }
}

/// Between -1 and 1, whatever a kind of noise reaches; NaN where a coordinate is.
fn bounded(coordinates: &[f32], noise: impl FnOnce() -> f32) -> f32 {
    if coordinates.iter().all(|x| x.is_finite()) { noise().clamp(-1.0, 1.0) } else { f32::NAN }
}

/// The noise at a place of the plane.
pub fn noise_of_plane(seed: i64, kind: i64, frequency: f32, octaves: i64, x: f32, y: f32) -> Fallible<f32> {
    let source = Source::new(seed, kind, frequency, octaves)?;
    let (x, y) = (source.cells(x), source.cells(y));
    Ok(bounded(&[x, y], || source.noise.get_noise_2d(x, y)))
}

/// The noise at a place in space.
pub fn noise_of_space(seed: i64, kind: i64, frequency: f32, octaves: i64, x: f32, y: f32, z: f32) -> Fallible<f32> {
    let source = Source::new(seed, kind, frequency, octaves)?;
    let (x, y, z) = (source.cells(x), source.cells(y), source.cells(z));
    Ok(bounded(&[x, y, z], || source.noise.get_noise_3d(x, y, z)))
}
