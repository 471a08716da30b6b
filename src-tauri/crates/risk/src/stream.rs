//! Random numbers beside the simulation of years.

use crate::normal::normal_quantile;
use rand_chacha::ChaCha12Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// Name of the generator of everything that is drawn beside the years, as printed in results.
pub(crate) const STREAM_GENERATOR: &str = "ChaCha12, one key per purpose and one stream per input, version 1";

/// An endless row of random words.
///
/// The purpose is part of the key, so that no figure shares words with another or with the simulated years.
pub(crate) struct Stream(ChaCha12Rng);

impl Stream {
    pub(crate) fn new(seed: u64, purpose: &[u8; 8], index: u64) -> Self {
        let mut key = [0; 32];
        key[..8].copy_from_slice(&seed.to_le_bytes());
        key[8..16].copy_from_slice(purpose);
        let mut generator = ChaCha12Rng::from_seed(key);
        generator.set_stream(index);
        Self(generator)
    }

    /// Uniform, strictly between 0 and 1.
    pub(crate) fn uniform(&mut self) -> f64 {
        const STEP: f64 = 1.0 / (1_u64 << 52) as f64;
        ((self.0.next_u64() >> 12) as f64 + 0.5) * STEP
    }

    /// Uniform among the whole numbers below `count`, which must be more than 0; the bias is below `count / 2^64`.
    pub(crate) fn below(&mut self, count: usize) -> usize {
        ((u128::from(self.0.next_u64()) * count as u128) >> 64) as usize
    }

    /// Standard normal.
    pub(crate) fn normal(&mut self) -> f64 {
        normal_quantile(self.uniform())
    }

    /// Gamma with this shape of at least 1 and scale 1 (G. Marsaglia and W. W. Tsang, ACM Transactions on
    /// Mathematical Software 26 (2000) 363-372).
    pub(crate) fn gamma(&mut self, shape: f64) -> f64 {
        let d = shape - 1.0 / 3.0;
        let c = 1.0 / (9.0 * d).sqrt();
        loop {
            let z = self.normal();
            let root = 1.0 + c * z;
            let u = self.uniform();
            if root <= 0.0 {
                continue;
            }
            let cube = root * root * root;
            let square = z * z;
            if u < 1.0 - 0.0331 * square * square || libm::log(u) < 0.5 * square + d * (1.0 - cube + libm::log(cube)) {
                return d * cube;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::Stream;
    use statrs::distribution::{ContinuousCDF, Gamma, Normal};

    /// Largest distance between the draws and a distribution, against the 0.1 % point of Kolmogorov's test.
    fn assert_follows(mut draws: Vec<f64>, share_below: impl Fn(f64) -> f64) {
        draws.sort_by(f64::total_cmp);
        let count = draws.len() as f64;
        let distance = draws.iter().enumerate().map(|(at, &draw)| {
            let share = share_below(draw);
            (share - at as f64 / count).abs().max((share - (at + 1) as f64 / count).abs())
        });
        let distance = distance.fold(0.0, f64::max);
        assert!(distance < 1.95 / count.sqrt(), "{distance}");
    }

    #[test]
    fn draws_follow_their_distributions() {
        let mut stream = Stream::new(1, b"testtest", 0);
        assert_follows((0..20_000).map(|_| stream.uniform()).collect(), |x| x);
        let normal = Normal::standard();
        assert_follows((0..20_000).map(|_| stream.normal()).collect(), |x| normal.cdf(x));
        for shape in [1.0, 1.7, 3.0, 5.0] {
            let gamma = Gamma::new(shape, 1.0).unwrap();
            assert_follows((0..20_000).map(|_| stream.gamma(shape)).collect(), |x| gamma.cdf(x));
        }
        let mut counts = [0_u32; 7];
        (0..70_000).for_each(|_| counts[stream.below(7)] += 1);
        assert!(counts.iter().all(|&count| count.abs_diff(10_000) < 400), "{counts:?}");
    }

    #[test]
    fn purpose_index_and_seed_each_give_other_words() {
        let first = |seed, purpose, index| Stream::new(seed, purpose, index).uniform();
        let words =
            [first(1, b"testtest", 0), first(1, b"testtest", 1), first(1, b"testtesu", 0), first(2, b"testtest", 0)];
        for (at, word) in words.iter().enumerate() {
            assert!(!words[..at].contains(word));
        }
        assert_eq!(first(1, b"testtest", 0), words[0]);
    }
}
