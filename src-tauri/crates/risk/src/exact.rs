//! The yearly loss without chance.
//!
//! The loss of an event is put on a grid, and the sum of a random number of events is the generating function of that
//! number, taken at the Fourier transform of the grid (P. Embrechts and M. Frei, "Panjer recursion versus FFT for compound
//! distributions", 2009). Exponential tilting pushes what would wrap around the end of the grid below 1 part in 10^8.
//! Losses beyond the grid are left out of it, which changes nothing at or below its end: a year that loses no more holds
//! no such event.

mod fourier;

use crate::exposure::Exposure;
use crate::figures::{Estimate, Exceedance, LEVELS, SHARED};
use crate::input::RiskError;
use crate::model::{DrawPlan, Model};
use crate::normal::{normal_cdf, score};
use crate::outcome::Outcome;
use fourier::{Fourier, Spectrum};

/// Points of the grid, as a power of two: 16 to 20.
pub(crate) const GRID_BITS: u32 = 18;

/// Strength of the tilting over the whole grid.
const TILT: f64 = 20.0;

/// Expected events a year beyond the grid.
const BEYOND_GRID: f64 = 2e-5;

/// Nodes of the law of a loss on which an uncertain control acts.
const NODES: usize = 2048;

/// Computes the model; the parts of the scenarios in the tail only where they are asked for.
///
/// # Errors
/// `NotExact` where scenarios depend on each other or are insured, `Overflow` where a figure is none.
pub(crate) fn computed(model: &Model, bits: u32, shared_out: bool) -> Result<Outcome, RiskError> {
    if model.dependence.is_some() {
        return Err(RiskError::NotExact("a correlation"));
    }
    if !model.shocks.is_empty() {
        return Err(RiskError::NotExact("common shocks"));
    }
    if !model.layers.is_empty() {
        return Err(RiskError::NotExact("insurance"));
    }
    let grid = Grid::over(model, bits)?;
    let losses: Vec<Vec<f64>> = model.exposures.iter().map(|exposure| grid.masses(exposure)).collect();
    let whole = grid.sum(model, &losses);
    let yearly = grid.back(whole.clone());

    let rounded: Vec<f64> =
        model.exposures.iter().zip(&losses).map(|(exposure, masses)| grid.rounding(exposure, masses)).collect();
    let figures = grid.tails(&yearly, model.mean(), rounded.iter().sum());
    let at = figures[LEVELS.iter().position(|level| *level == SHARED).unwrap_or_default()];
    let parts = model.exposures.iter().map(|one| certain(one.mean())).collect();
    let shares = if shared_out { grid.shares(model, &losses, &whole, (at, &rounded)) } else { Vec::new() };
    let variance: f64 = model
        .exposures
        .iter()
        .map(|one| {
            let (mean, loss) = (one.counts.mean(), one.mean_loss);
            mean * one.second_moment() + (one.counts.variance() - mean) * loss * loss
        })
        .sum();
    Ok(Outcome {
        mean: certain(model.mean()),
        deviation: certain(variance.sqrt()),
        value_at_risk: figures.map(|tail| certain(tail.loss)),
        expected_shortfall: figures.map(|tail| certain(tail.shortfall)),
        exceedance: grid.exceedance(&yearly),
        occurrence: occurrence(model, &grid),
        parts,
        shares,
    })
}

/// Distance between the points of the grid in EUR.
#[cfg(test)]
pub(crate) fn grid_step(model: &Model, bits: u32) -> Result<f64, RiskError> {
    Ok(Grid::over(model, bits)?.step)
}

fn certain(value: f64) -> Estimate {
    Estimate { value, standard_error: 0.0 }
}

struct Grid {
    step: f64,
    points: usize,
    /// Factor at each point, falling.
    tilt: Vec<f64>,
    fourier: Fourier,
}

/// A tail of the yearly loss.
#[derive(Clone, Copy)]
struct TailOn {
    loss: f64,
    shortfall: f64,
    /// Point that holds the boundary, and the part of its mass that is at or below it.
    point: usize,
    below: f64,
    beyond: f64,
}

impl Grid {
    /// A grid that reaches beyond every loss of interest.
    fn over(model: &Model, bits: u32) -> Result<Self, RiskError> {
        let beyond = |loss: f64| -> f64 {
            model.exposures.iter().map(|one| one.counts.mean() * (1.0 - one.loss_cdf(loss))).sum()
        };
        let mut reach = 1.0;
        while beyond(reach) > BEYOND_GRID {
            reach *= 1.1;
            if reach > 1e15 {
                return Err(RiskError::Overflow("the loss of a year".to_owned()));
            }
        }
        // Many small losses add up without any one of them being large.
        let variance: f64 = (model.exposures.iter())
            .map(|one| {
                let loss = |power: fn(f64) -> f64| {
                    one.left
                        .mean_of(|left| one.sampler.mean_of(|loss| power(one.terms.applied(loss * left).min(reach))))
                };
                let mean = loss(|x| x);
                one.counts.mean() * loss(|x| x * x) + (one.counts.variance() - one.counts.mean()) * mean * mean
            })
            .sum();
        let end = reach.max(model.mean() + 10.0 * variance.sqrt());
        let points = 1_usize << bits;
        let tilt = (0..points).map(|at| libm::exp(-TILT * at as f64 / points as f64)).collect();
        Ok(Self { step: end / points as f64, points, tilt, fourier: Fourier::of(points) })
    }

    /// Probability of each point for one loss, each loss rounded to the nearest point.
    fn masses(&self, exposure: &Exposure) -> Vec<f64> {
        let mixed = (!exposure.left.is_certain()).then(|| MixedLaw::of(exposure));
        let mut before = 0.0;
        (0..self.points)
            .map(|at| {
                let edge = (at as f64 + 0.5) * self.step;
                let below = mixed.as_ref().map_or_else(|| exposure.loss_cdf(edge), |law| law.cdf(exposure, edge));
                let mass = (below - before).max(0.0);
                before = below;
                mass
            })
            .collect()
    }

    /// By how much rounding to the grid raises the mean yearly loss of an exposure.
    fn rounding(&self, exposure: &Exposure, masses: &[f64]) -> f64 {
        let end = (self.points as f64 - 0.5) * self.step;
        let on_grid: f64 = masses.iter().enumerate().map(|(at, mass)| mass * at as f64 * self.step).sum();
        // As what exceeds the end and as often the end itself, so that nothing jumps under the integral.
        let excess = exposure
            .left
            .mean_of(|left| exposure.sampler.mean_of(|loss| (exposure.terms.applied(loss * left) - end).max(0.0)));
        let beyond = excess + end * (1.0 - exposure.loss_cdf(end));
        exposure.counts.mean() * (on_grid - (exposure.mean_loss - beyond))
    }

    fn tilted(&self, mut values: Vec<f64>) -> Vec<f64> {
        values.iter_mut().zip(&self.tilt).for_each(|(value, tilt)| *value *= tilt);
        values
    }

    /// Transform of the tilted yearly loss.
    fn sum(&self, model: &Model, losses: &[Vec<f64>]) -> Spectrum {
        let mut whole = Spectrum { re: vec![1.0; self.points], im: vec![0.0; self.points] };
        let mut multiply = |at: usize, factor: (f64, f64)| {
            (whole.re[at], whole.im[at]) = product((whole.re[at], whole.im[at]), factor);
        };
        let half = self.points / 2;
        // Steady processes add up to one, so one transform serves all of them.
        let steady = |at: &usize| matches!(model.plans[*at], DrawPlan::Steady { .. });
        let rates: Vec<(usize, f64)> =
            (0..losses.len()).filter(steady).map(|at| (at, model.exposures[at].counts.mean())).collect();
        let rate: f64 = rates.iter().map(|(_, rate)| rate).sum();
        if !rates.is_empty() {
            let mut mixture = vec![0.0; self.points];
            for &(at, rate) in &rates {
                mixture.iter_mut().zip(&losses[at]).for_each(|(sum, mass)| *sum += rate * mass);
            }
            let spectrum = self.fourier.forward(self.tilted(mixture));
            for at in 0..=half {
                let length = libm::exp(spectrum.re[at] - rate);
                let (sine, cosine) = libm::sincos(spectrum.im[at]);
                multiply(at, (length * cosine, length * sine));
            }
        }
        for exposure in (0..losses.len()).filter(|at| !steady(at)) {
            let spectrum = self.fourier.forward(self.tilted(losses[exposure].clone()));
            let counts = &model.exposures[exposure].counts;
            (0..=half).for_each(|at| multiply(at, counts.generating((spectrum.re[at], spectrum.im[at]))));
        }
        // Of real values, the other half mirrors the first.
        for at in 1..half {
            (whole.re[self.points - at], whole.im[self.points - at]) = (whole.re[at], -whole.im[at]);
        }
        whole
    }

    fn back(&self, spectrum: Spectrum) -> Vec<f64> {
        let mut values = self.fourier.inverse(spectrum);
        values.iter_mut().zip(&self.tilt).for_each(|(value, tilt)| *value /= tilt);
        values
    }

    /// Quantile and expected shortfall at every level. A point stands for the losses half a step to either side. The mean
    /// is known, so the mean beyond is what the mean below leaves of it, whatever lies beyond the grid.
    ///
    /// Rounding to the grid moves the mean by `rounded`, which is taken off again.
    fn tails(&self, yearly: &[f64], mean: f64, rounded: f64) -> [TailOn; 4] {
        LEVELS.map(|level| {
            let (mut sum, mut losses) = (0.0, 0.0);
            let mut point = 0;
            while point + 1 < self.points && sum + yearly[point] < 1.0 - level.beyond {
                sum += yearly[point];
                losses += yearly[point] * point as f64 * self.step;
                point += 1;
            }
            let below = ((1.0 - level.beyond - sum) / yearly[point]).clamp(0.0, 1.0);
            // No loss at all is a point by itself and has no width.
            let loss = if point == 0 { 0.0 } else { ((point as f64 - 0.5 + below) * self.step - rounded).max(0.0) };
            losses += yearly[point] * below * point as f64 * self.step - (1.0 - level.beyond) * rounded;
            TailOn { loss, shortfall: (mean - losses) / level.beyond, point, below, beyond: level.beyond }
        })
    }

    /// Part of each exposure in the expected shortfall. The generating function of the number of events,
    /// differentiated, gives the mean loss of an exposure in the years of each total.
    fn shares(
        &self,
        model: &Model,
        losses: &[Vec<f64>],
        whole: &Spectrum,
        (tail, rounded): (TailOn, &[f64]),
    ) -> Vec<Estimate> {
        // The sum over the totals at or below the boundary, taken in the transform (M.-A. Parseval).
        let mut below: Vec<f64> = self.tilt.iter().map(|tilt| 1.0 / tilt).collect();
        below[tail.point] *= tail.below;
        below[tail.point + 1..].fill(0.0);
        let below = self.fourier.forward(below);
        // The other half of a transform of real values mirrors the first.
        let half = self.points / 2;
        let weight = |at: usize| {
            let (re, im) = product((whole.re[at], whole.im[at]), (below.re[at], -below.im[at]));
            if at == 0 || at == half { (re, im) } else { (2.0 * re, 2.0 * im) }
        };
        let weights: Vec<(f64, f64)> = (0..=half).map(weight).collect();
        let share = |(at, exposure): (usize, &Exposure)| {
            let counts = &exposure.counts;
            let masses = (!counts.is_steady()).then(|| self.fourier.forward(self.tilted(losses[at].clone())));
            let sized = losses[at].iter().enumerate().map(|(point, mass)| mass * point as f64 * self.step).collect();
            let sized = self.fourier.forward(self.tilted(sized));
            let sum: f64 = (0..=half)
                .map(|point| {
                    let at = masses.as_ref().map_or((1.0, 0.0), |masses| (masses.re[point], masses.im[point]));
                    let slope = product(counts.log_derivative(at), (sized.re[point], sized.im[point]));
                    product(weights[point], slope).0
                })
                .sum();
            let below = sum / self.points as f64 - (1.0 - tail.beyond) * rounded[at];
            certain((exposure.mean() - below) / tail.beyond)
        };
        let shares: Vec<Estimate> = model.exposures.iter().enumerate().map(share).collect();
        let sum: f64 = shares.iter().map(|share| share.value).sum();
        let scale = if sum > 0.0 { tail.shortfall / sum } else { 0.0 };
        shares.into_iter().map(|share| certain(share.value * scale)).collect()
    }

    fn exceedance(&self, yearly: &[f64]) -> Vec<Exceedance> {
        let mut sum = 0.0;
        let mut point = 0;
        let mut points = Vec::new();
        for target in targets() {
            while point < self.points && 1.0 - (sum + yearly[point]) > target {
                sum += yearly[point];
                point += 1;
            }
            if point < self.points {
                let loss = if point == 0 { 0.0 } else { (point as f64 + 0.5) * self.step };
                let probability = certain((1.0 - (sum + yearly[point])).max(0.0));
                if points.last().is_none_or(|last: &Exceedance| loss > last.loss) {
                    points.push(Exceedance { loss, probability });
                }
            }
        }
        points
    }
}

/// Product of complex numbers.
fn product((a, b): (f64, f64), (re, im): (f64, f64)) -> (f64, f64) {
    (a * re - b * im, a * im + b * re)
}

/// Probabilities of the points of a curve, falling to one year in 10,000.
fn targets() -> impl Iterator<Item = f64> {
    let body = (1..=60).map(|step| 1.0 - 0.9 * f64::from(step) / 60.0);
    body.chain((1..=40).map(|step| 0.1 * libm::exp(-libm::log(1_000.0) * f64::from(step) / 40.0)))
}

/// Largest loss of a year: no event is larger than `x` with the probability that the generating functions give.
fn occurrence(model: &Model, grid: &Grid) -> Vec<Exceedance> {
    let beyond = |loss: f64| {
        let none: f64 = model.exposures.iter().map(|one| one.counts.generating((one.loss_cdf(loss), 0.0)).0).product();
        1.0 - none
    };
    let end = grid.step * grid.points as f64;
    let mut points: Vec<Exceedance> = Vec::new();
    for target in targets() {
        if beyond(0.0) <= target {
            continue;
        }
        let (mut low, mut high) = (points.last().map_or(0.0, |last| last.loss), end);
        for _ in 0..50 {
            let middle = (low + high) / 2.0;
            if beyond(middle) > target {
                low = middle;
            } else {
                high = middle;
            }
        }
        if points.last().is_none_or(|last| high > last.loss) {
            points.push(Exceedance { loss: high, probability: certain(beyond(high).max(0.0)) });
        }
    }
    points
}

/// The law of a loss on which an uncertain control acts, by scores at losses evenly spaced in their logarithm.
struct MixedLaw {
    start: f64,
    step: f64,
    scores: Vec<f64>,
}

impl MixedLaw {
    fn of(exposure: &Exposure) -> Self {
        let left = exposure.left.values();
        let ends = [exposure.sampler.loss(-8.4) * left[0], exposure.sampler.loss(8.4) * left[left.len() - 1]];
        let [start, end] = ends.map(|loss| libm::log(loss.max(0.01)));
        let step = (end - start) / (NODES - 1) as f64;
        let scores = (0..NODES).map(|at| {
            let ground = libm::exp(start + step * at as f64);
            let both = |pick: fn((f64, f64)) -> f64| {
                exposure.left.mean_of(|left| pick(exposure.law.probabilities(ground / left)))
            };
            score(both(|p| p.0), both(|p| p.1))
        });
        Self { start, step, scores: scores.collect() }
    }

    fn cdf(&self, exposure: &Exposure, loss: f64) -> f64 {
        let ground = loss + exposure.terms.deductible;
        if ground >= exposure.terms.cap {
            return 1.0;
        }
        let at = (libm::log(ground) - self.start) / self.step;
        if at < 0.0 || at >= (NODES - 1) as f64 {
            return exposure.loss_cdf(loss);
        }
        let (low, high) = (self.scores[at as usize], self.scores[at as usize + 1]);
        if low.is_infinite() || high.is_infinite() {
            return exposure.loss_cdf(loss);
        }
        normal_cdf(low + (high - low) * (at - libm::floor(at)))
    }
}
