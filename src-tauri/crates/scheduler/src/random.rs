//! Repeatable chance.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// A stream of numbers that follows from seed and stream number alone.
pub(crate) struct Chance(ChaCha8Rng);

impl Chance {
    pub(crate) fn new(seed: u64, stream: u64) -> Self {
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        random.set_stream(stream);
        Self(random)
    }

    /// Evenly from 0 to `bound` - 1; `bound` is at least 1. The bias of one in 2^32 / `bound` does not matter here.
    #[inline]
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        ((u64::from(self.0.next_u32()) * bound as u64) >> 32) as usize
    }

    /// Evenly from 0 to 1.
    #[inline]
    pub(crate) fn share(&mut self) -> f64 {
        f64::from(self.0.next_u32()) / f64::from(u32::MAX)
    }
}
