//! How sure the finish is: many runs of the plan with effort drawn anew.

use crate::network::Network;
use crate::pert::Estimate;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// What many runs of a network came to. Days are whole working days from the start of the plan.
pub(crate) struct Runs {
    /// Length of each run, rising.
    pub(crate) lengths: Vec<u32>,
    /// Share of runs in which each work had no float.
    pub(crate) criticality: Vec<f64>,
}

/// Runs a network so many times. In each run every work gets a value of its estimate, and `end` says on which day it ends
/// from its start and that value. Runs and works are drawn in their order from one stream, so that the same seed gives
/// the same runs everywhere.
///
/// The network may hold bonds of a resource schedule beside the dependencies; then the runs keep to who does what after
/// what.
pub(crate) fn simulate(
    network: &Network,
    estimates: &[Estimate],
    end: impl Fn(usize, u32, f64) -> u32,
    (iterations, seed): (u32, u64),
) -> Runs {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let mut values = vec![0.0; estimates.len()];
    let mut critical = vec![0u32; estimates.len()];
    let mut lengths = Vec::with_capacity(iterations as usize);
    for _ in 0..iterations {
        for (value, estimate) in values.iter_mut().zip(estimates) {
            *value = estimate.quantile(random.random::<f64>());
        }
        let early = network.early(|work, start| end(work, start, values[work]));
        let timing = network.timing_of(early);
        for (count, float) in critical.iter_mut().zip(&timing.total_float) {
            *count += u32::from(*float == 0);
        }
        lengths.push(timing.length);
    }
    lengths.sort_unstable();
    let share = |count| f64::from(count) / f64::from(iterations.max(1));
    Runs { lengths, criticality: critical.into_iter().map(share).collect() }
}

impl Runs {
    /// The length that a share of the runs keeps, and its standard error, both in days. The error is half the distance
    /// between the values one standard deviation of the rank to either side; 0 where whole days hide it.
    pub(crate) fn quantile(&self, share: f64) -> (u32, f64) {
        let count = self.lengths.len() as f64;
        let at = |rank: f64| {
            let last = self.lengths.len().saturating_sub(1);
            self.lengths.get((rank.ceil().max(1.0) as usize - 1).min(last)).copied().unwrap_or(0)
        };
        let rank = share * count;
        let deviation = (count * share * (1.0 - share)).sqrt();
        (at(rank), f64::from(at(rank + deviation) - at(rank - deviation)) / 2.0)
    }

    /// The mean length and its standard error in days.
    pub(crate) fn mean(&self) -> (f64, f64) {
        let count = (self.lengths.len() as f64).max(1.0);
        let mean = self.lengths.iter().copied().map(f64::from).sum::<f64>() / count;
        let squares: f64 = self.lengths.iter().map(|length| (f64::from(*length) - mean).powi(2)).sum();
        (mean, (squares / (count - 1.0).max(1.0) / count).sqrt())
    }

    /// Share of the runs that end within so many days.
    pub(crate) fn within(&self, days: u32) -> f64 {
        self.lengths.partition_point(|length| *length <= days) as f64 / (self.lengths.len() as f64).max(1.0)
    }
}

#[cfg(test)]
#[path = "finish_risk/tests.rs"]
mod tests;
