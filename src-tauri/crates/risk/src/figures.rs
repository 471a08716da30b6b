//! Figures read off a tally, each with its standard error.

use crate::tally::{Bin, TAIL_BINS, Tally, tail_bin};

/// A level of confidence, as written in results.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Level {
    pub(crate) name: &'static str,
    /// Probability that a year is beyond.
    pub(crate) beyond: f64,
}

/// The levels of value at risk and expected shortfall.
pub(crate) const LEVELS: [Level; 4] = [
    Level { name: "0.90", beyond: 0.1 },
    Level { name: "0.95", beyond: 0.05 },
    Level { name: "0.99", beyond: 0.01 },
    Level { name: "0.995", beyond: 0.005 },
];

/// The level whose expected shortfall is shared out over scenarios and requirements and decides convergence.
pub(crate) const SHARED: Level = LEVELS[2];

/// Points of an exceedance curve.
const POINTS: usize = 100;

/// An estimate and its standard error.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Estimate {
    pub(crate) value: f64,
    pub(crate) standard_error: f64,
}

/// A point of an exceedance curve.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Exceedance {
    pub(crate) loss: f64,
    pub(crate) probability: Estimate,
}

impl Tally {
    fn count(&self) -> f64 {
        self.years as f64
    }

    /// Mean yearly loss.
    pub(crate) fn mean(&self) -> Estimate {
        let [first, _, w2, w2d, w2d2, ..] = self.moments;
        let n = self.count();
        // With unequal weights the centre itself is weighted: the sum of the weights is only 1 in the mean.
        let weights: f64 = self.losses.iter().map(|bin| bin.weight).sum();
        let value = (first + self.centre * weights) / n;
        let squares = w2d2 + 2.0 * self.centre * w2d + self.centre * self.centre * w2;
        Estimate { value, standard_error: ((squares / n - value * value).max(0.0) / n).sqrt() }
    }

    /// Standard deviation of the yearly loss.
    pub(crate) fn deviation(&self) -> Estimate {
        let [first, second, w2, w2d, w2d2, w2d3, w2d4] = self.moments;
        let n = self.count();
        let weights: f64 = self.losses.iter().map(|bin| bin.weight).sum();
        // Weights are divided by their sum, which takes most of their chance out of a difference of moments.
        let shift = first / weights;
        let variance = (second / weights - shift * shift).max(0.0) * n / (n - 1.0);
        if variance == 0.0 {
            return Estimate { value: 0.0, standard_error: 0.0 };
        }
        // Delta method: the influence of a year on the variance is w ((d - shift)^2 - variance).
        let (s, v) = (shift, variance);
        let fourth = w2d4 - 4.0 * s * w2d3 + 6.0 * s * s * w2d2 - 4.0 * s * s * s * w2d + s * s * s * s * w2;
        let square = w2d2 - 2.0 * s * w2d + s * s * w2;
        let influence = (fourth - 2.0 * v * square + v * v * w2).max(0.0);
        Estimate { value: v.sqrt(), standard_error: influence.sqrt() / n / (2.0 * v.sqrt()) }
    }

    /// Smallest loss that the years exceed with no more than this probability.
    ///
    /// The standard error is half the distance between the losses at the probability less and plus the standard error of
    /// the probability beyond (R. S. Woodruff, Journal of the American Statistical Association 47 (1952) 635-646), and what
    /// the bin of the boundary leaves open.
    pub(crate) fn value_at_risk(&self, level: &Level) -> Estimate {
        let tail = Tail::at(&self.losses, level.beyond * self.count());
        let n = self.count();
        let squares = tail.squares + tail.part * self.losses[tail.bin].squares;
        let spread = (squares - n * level.beyond * level.beyond).max(0.0).sqrt();
        let at = |weight: f64| Tail::at(&self.losses, weight).loss;
        let (near, far) = (at(level.beyond * n + spread), at(level.beyond * n - spread));
        let spread = (far - near) / 2.0;
        Estimate { value: tail.loss, standard_error: libm::hypot(spread, tail.open(&self.losses)) }
    }

    /// Mean loss of the worst years, which together have the probability of the level; a year on the boundary counts in
    /// part.
    ///
    /// The standard error is that of the mean excess over the boundary, which is all that is left to first order (B. J.
    /// Manistre and G. H. Hancock, North American Actuarial Journal 9 (2005) 129-156).
    pub(crate) fn expected_shortfall(&self, level: &Level) -> Estimate {
        let weight = level.beyond * self.count();
        let tail = Tail::at(&self.losses, weight);
        let value = tail.loss_sum(&self.losses, weight) / weight;
        let (mut first, mut second) = (0.0, 0.0);
        for bin in &self.losses[tail.bin + 1..] {
            if bin.weight > 0.0 {
                let excess = bin.loss / bin.weight - tail.loss;
                first += bin.weight * excess;
                second += bin.squares * excess * excess;
            }
        }
        let variance = (second - first * first / self.count()).max(0.0);
        let open = tail.open(&self.losses) * (weight - tail.weight).max(0.0) / weight;
        Estimate { value, standard_error: libm::hypot(variance.sqrt() / weight, open) }
    }

    /// Part of each exposure in the expected shortfall of the level: its mean loss in the years that make it up (Euler
    /// allocation; D. Tasche, "Capital allocation to business units and sub-portfolios", 2008). The parts add up to it.
    ///
    /// The standard error leaves out, as that of the shortfall does, what the boundary by itself brings: only the
    /// difference to the mean loss of the exposure on the boundary counts, and what the bin of the boundary leaves open,
    /// which shows too in how far the parts had to be scaled to add up.
    pub(crate) fn shares(&self, level: &Level) -> Vec<Estimate> {
        let weight = level.beyond * self.count();
        let tail = Tail::at(&self.losses, weight);
        let total = tail.loss_sum(&self.losses, weight) / weight;
        let exposures = self.parts.len();
        let boundary = tail_bin(tail.loss).max(self.tail_from);
        let mut cells = vec![Cell::default(); TAIL_BINS];
        for bin in self.losses.iter().filter(|bin| bin.weight > 0.0) {
            let cell = &mut cells[tail_bin(bin.high)];
            cell.weight += bin.weight;
            cell.squares += bin.squares;
        }
        let beyond: f64 = cells[boundary + 1..].iter().map(|cell| cell.weight).sum();
        let edge = cells[boundary];
        let part = if edge.weight > 0.0 { ((weight - beyond) / edge.weight).clamp(0.0, 1.0) } else { 0.0 };

        let sums = (0..exposures).map(|exposure| {
            let at = |bin: usize| self.tail[(bin - self.tail_from) * exposures + exposure];
            // Mean loss of the exposure where the year is on the boundary.
            let mean = if edge.weight > 0.0 { at(boundary).loss / edge.weight } else { 0.0 };
            let (mut sum, mut first, mut second) = (0.0, 0.0, 0.0);
            for (bin, cell) in cells.iter().enumerate().skip(boundary) {
                let tail = at(bin);
                let counted = if bin == boundary { part } else { 1.0 };
                sum += counted * tail.loss;
                first += counted * (tail.loss - mean * cell.weight);
                second += counted * (tail.squares - 2.0 * mean * tail.squared_weight + mean * mean * cell.squares);
            }
            // The years of the boundary bin are taken in part, as if all of them were alike in the exposure.
            let (tail, count) = (at(boundary), self.count());
            let spread = (tail.squares / edge.squares.max(f64::MIN_POSITIVE) - mean * mean).max(0.0).sqrt();
            let open = part * (1.0 - part) * edge.weight * spread;
            (sum, libm::hypot((second - first * first / count).max(0.0).sqrt(), open))
        });
        let sums: Vec<(f64, f64)> = sums.collect();
        let sum: f64 = sums.iter().map(|(sum, _)| sum).sum();
        let scale = if sum > 0.0 { total / sum } else { 0.0 };
        let estimate = |(sum, error): (f64, f64)| {
            let moved = (scale - 1.0 / weight) * sum;
            Estimate { value: sum * scale, standard_error: libm::hypot(error * scale, moved) }
        };
        sums.into_iter().map(estimate).collect()
    }

    /// Mean loss of each exposure.
    pub(crate) fn parts(&self) -> Vec<Estimate> {
        let n = self.count();
        let part = |part: &crate::tally::Part| {
            let value = part.loss / n;
            Estimate { value, standard_error: ((part.squares / n - value * value).max(0.0) / n).sqrt() }
        };
        self.parts.iter().map(part).collect()
    }

    /// Probability that a year loses more.
    pub(crate) fn exceedance(&self) -> Vec<Exceedance> {
        exceedance(&self.losses, self.count())
    }

    /// Probability that the largest single loss of a year is more.
    pub(crate) fn occurrence(&self) -> Vec<Exceedance> {
        exceedance(&self.peaks, self.count())
    }
}

/// Weight of the years of a tail bin, and its square.
#[derive(Clone, Copy, Default)]
struct Cell {
    weight: f64,
    squares: f64,
}

/// Where the tail of a given weight begins.
struct Tail {
    /// Bin that holds the boundary.
    bin: usize,
    /// Part of its weight that is beyond.
    part: f64,
    /// Loss at the boundary.
    loss: f64,
    /// Squared weights and losses of the bins beyond it.
    squares: f64,
    losses: f64,
    weight: f64,
}

impl Tail {
    fn at(bins: &[Bin], weight: f64) -> Self {
        let mut tail = Tail { bin: 0, part: 1.0, loss: 0.0, squares: 0.0, losses: 0.0, weight: 0.0 };
        for (at, bin) in bins.iter().enumerate().rev() {
            if bin.weight == 0.0 {
                continue;
            }
            if tail.weight + bin.weight >= weight || at == 0 {
                tail.bin = at;
                tail.part = ((weight - tail.weight) / bin.weight).clamp(0.0, 1.0);
                tail.loss = bin.high - (bin.high - bin.low) * tail.part;
                return tail;
            }
            tail.weight += bin.weight;
            tail.squares += bin.squares;
            tail.losses += bin.loss;
            (tail.bin, tail.loss) = (at, bin.low);
        }
        tail
    }

    /// How far the boundary may be off within its bin: it cannot be more than four times this.
    fn open(&self, bins: &[Bin]) -> f64 {
        let bin = &bins[self.bin];
        if bin.weight > 0.0 { (bin.high - bin.low) / 4.0 } else { 0.0 }
    }

    /// Sum of weight times loss over the tail.
    fn loss_sum(&self, bins: &[Bin], weight: f64) -> f64 {
        let rest = (weight - self.weight).max(0.0);
        self.losses + rest * (bins[self.bin].high + self.loss) / 2.0
    }
}

/// About 100 points, losses rising: 60 evenly spaced in probability down to 1 year in 10 and 40 evenly spaced in its
/// logarithm from there to where ten years are left, beyond which a curve shows only noise.
fn exceedance(bins: &[Bin], years: f64) -> Vec<Exceedance> {
    const BODY: usize = 60;
    let targets = (1..=POINTS).map(|step| {
        if step <= BODY {
            1.0 - 0.9 * step as f64 / BODY as f64
        } else {
            let share = (step - BODY) as f64 / (POINTS - BODY) as f64;
            0.1 * libm::exp(libm::log(100.0 / years).min(0.0) * share)
        }
    });
    let mut points: Vec<Exceedance> = Vec::with_capacity(POINTS);
    let mut beyond: Vec<(f64, f64)> = vec![(0.0, 0.0); bins.len()];
    let mut sums = (0.0, 0.0);
    for (at, bin) in bins.iter().enumerate().rev() {
        beyond[at] = sums;
        sums = (sums.0 + bin.weight, sums.1 + bin.squares);
    }
    let mut at = 0;
    for target in targets {
        // The first bin beyond which no more than the target lies; its largest loss is a point of the true curve.
        while at + 1 < bins.len() && beyond[at].0 > target * years {
            at += 1;
        }
        let bin = &bins[at];
        if bin.weight > 0.0 && points.last().is_none_or(|last| bin.high > last.loss) {
            let share = beyond[at].0 / years;
            let variance = (beyond[at].1 / years - share * share).max(0.0) / years;
            let probability = Estimate { value: share.min(1.0), standard_error: variance.sqrt() };
            points.push(Exceedance { loss: bin.high, probability });
        }
    }
    points
}

impl Tally {
    /// Tail bin from which the years with at most this probability lie, or one before.
    pub(crate) fn tail_bin_of(&self, beyond: f64) -> usize {
        tail_bin(Tail::at(&self.losses, beyond * self.count()).loss)
    }
}
