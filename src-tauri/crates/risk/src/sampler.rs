//! Losses from normal scores.

use crate::normal::{normal_cdf, normal_quantile, score};
use crate::severity::Law;
use crate::vector;

/// Scores of a table reach this far to both sides; no draw is further out than 8.5.
const REACH: f64 = 8.6;
const CELLS: usize = 2048;
const STEP: f64 = 2.0 * REACH / CELLS as f64;

/// How a normal score becomes a loss.
///
/// Every law is drawn through its quantile function of one normal score, so the same draw can be used again under
/// other parameters, and a shift of the score is a shift of the loss. The lognormal is exact. Other continuous laws are
/// tabulated and read with straight lines, which is exact to about one part in 100,000.
#[derive(Clone, Debug)]
pub(crate) enum Sampler {
    Lognormal {
        mu: f64,
        sigma: f64,
    },
    /// Losses at evenly spaced scores.
    Table(Vec<f64>),
    /// `losses[i]` from `scores[i - 1]` up to `scores[i]`.
    Steps {
        scores: Vec<f64>,
        losses: Vec<f64>,
    },
}

impl Sampler {
    /// Draws from the law.
    pub(crate) fn new(law: &Law) -> Self {
        match law {
            Law::Lognormal { mu, sigma } => Sampler::Lognormal { mu: *mu, sigma: *sigma },
            Law::Empirical { losses } => {
                let count = losses.len() as f64;
                let at = |rank: usize| score(rank as f64 / count, (losses.len() - rank) as f64 / count);
                Sampler::Steps { scores: (1..losses.len()).map(at).collect(), losses: losses.clone() }
            }
            _ => {
                // From the middle outwards, each loss close to the one before.
                let middle = law.at_score(0.0, 1.0);
                let mut losses = vec![middle; CELLS + 1];
                for at in CELLS / 2 + 1..=CELLS {
                    losses[at] = law.at_score(node(at), losses[at - 1]).max(losses[at - 1]);
                }
                for at in (0..CELLS / 2).rev() {
                    losses[at] = law.at_score(node(at), losses[at + 1]).min(losses[at + 1]);
                }
                Sampler::Table(losses)
            }
        }
    }

    /// Draws from the law in which each loss weighs by its own size.
    pub(crate) fn size_biased(&self) -> Self {
        match self {
            Sampler::Lognormal { mu, sigma } => Sampler::Lognormal { mu: mu + sigma * sigma, sigma: *sigma },
            Sampler::Steps { losses, .. } => {
                let sum: f64 = losses.iter().sum();
                let mut below = 0.0;
                let scores = losses[..losses.len() - 1].iter().map(|loss| {
                    below += loss / sum;
                    score(below, 1.0 - below)
                });
                Sampler::Steps { scores: scores.collect(), losses: losses.clone() }
            }
            Sampler::Table(losses) => {
                let masses: Vec<f64> = (0..CELLS).map(|cell| partial(losses, cell, node(cell + 1))).collect();
                let sum: f64 = masses.iter().sum();
                let (mut cell, mut below) = (0, 0.0);
                let biased = (0..=CELLS).map(|at| {
                    let target = normal_cdf(node(at)) * sum;
                    while cell < CELLS - 1 && below + masses[cell] < target {
                        below += masses[cell];
                        cell += 1;
                    }
                    let (mut low, mut high) = (node(cell), node(cell + 1));
                    for _ in 0..40 {
                        let middle = (low + high) / 2.0;
                        if below + partial(losses, cell, middle) < target {
                            low = middle;
                        } else {
                            high = middle;
                        }
                    }
                    read(losses, high)
                });
                Sampler::Table(biased.collect())
            }
        }
    }

    /// Mean of a function of the loss.
    pub(crate) fn mean_of(&self, function: impl Fn(f64) -> f64) -> f64 {
        match self {
            Sampler::Steps { scores, losses } => {
                let mut below = 0.0;
                let mut sum = 0.0;
                for (at, &loss) in losses.iter().enumerate() {
                    let up_to = scores.get(at).map_or(1.0, |&z| normal_cdf(z));
                    sum += (up_to - below) * function(loss);
                    below = up_to;
                }
                sum
            }
            _ => (0..=CELLS).map(|at| STEP * density(node(at)) * function(self.loss(node(at)))).sum(),
        }
    }

    /// Mean of a draw.
    pub(crate) fn mean(&self) -> f64 {
        match self {
            Sampler::Lognormal { mu, sigma } => libm::exp(mu + sigma * sigma / 2.0),
            Sampler::Steps { .. } => self.mean_of(|loss| loss),
            Sampler::Table(losses) => (0..CELLS).map(|cell| partial(losses, cell, node(cell + 1))).sum(),
        }
    }

    /// The loss at this score.
    #[inline(always)]
    pub(crate) fn loss(&self, z: f64) -> f64 {
        match self {
            Sampler::Lognormal { mu, sigma } => vector::exp(mu + sigma * z),
            Sampler::Table(losses) => read(losses, z),
            Sampler::Steps { scores, losses } => losses[scores.partition_point(|&up_to| up_to <= z)],
        }
    }

    /// The loss that is not exceeded with this probability.
    pub(crate) fn quantile(&self, probability: f64) -> f64 {
        self.loss(normal_quantile(probability))
    }
}

fn node(at: usize) -> f64 {
    at as f64 * STEP - REACH
}

#[inline(always)]
fn read(losses: &[f64], z: f64) -> f64 {
    let at = (z + REACH) * (1.0 / STEP);
    let cell = (at as usize).min(losses.len() - 2);
    losses[cell] + (losses[cell + 1] - losses[cell]) * (at - cell as f64)
}

fn density(z: f64) -> f64 {
    const ROOT: f64 = 0.398_942_280_401_432_7;
    ROOT * libm::exp(-z * z / 2.0)
}

/// Integral of the loss over the scores from the start of a cell up to `z` within it.
fn partial(losses: &[f64], cell: usize, z: f64) -> f64 {
    let start = node(cell);
    let slope = (losses[cell + 1] - losses[cell]) / STEP;
    let level = losses[cell] - slope * start;
    // In the upper half the probability beyond has the digits.
    let mass = if start >= 0.0 { normal_cdf(-start) - normal_cdf(-z) } else { normal_cdf(z) - normal_cdf(start) };
    level * mass + slope * (density(start) - density(z))
}

#[cfg(test)]
mod tests;
