//! Drawing events: the loops that take the time, written so that the compiler makes vector instructions of them.
#![allow(clippy::needless_range_loop, reason = "lanes of several arrays at once")]

use crate::exposure::Terms;
use crate::factors::Factors;
use crate::model::Layer;
use crate::philox::Stream;
use crate::sampler::Sampler;
use crate::vector::{LANES, exp, normal_pair};
use crate::years::{CHUNK, PerYear};
use pulp::NullaryFnOnce;

const YEAR_MASK: u64 = CHUNK as u64 - 1;

/// Lognormal events that fall into any year of a chunk. Each block gives two: the low bits of its words name the years,
/// the high bits the two scores.
pub(crate) struct Steady<'a> {
    pub(crate) stream: Stream,
    pub(crate) events: usize,
    pub(crate) mu: f64,
    pub(crate) sigma: f64,
    pub(crate) row: &'a mut PerYear,
    pub(crate) peaks: &'a mut PerYear,
}

impl NullaryFnOnce for Steady<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let (mut first, mut open) = (0_u32, self.events);
        let (mut even_losses, mut odd_losses) = ([0.0; LANES], [0.0; LANES]);
        while open > 0 {
            let (even, odd) = self.stream.run(first);
            for lane in 0..LANES {
                let (a, b) = normal_pair(even[lane], odd[lane]);
                even_losses[lane] = exp(self.mu + self.sigma * a);
                odd_losses[lane] = exp(self.mu + self.sigma * b);
            }
            for (words, losses) in [(&even, &even_losses), (&odd, &odd_losses)] {
                let taken = open.min(LANES);
                open -= taken;
                for (word, &loss) in words.iter().zip(losses).take(taken) {
                    let year = (word & YEAR_MASK) as usize;
                    self.row[year] += loss;
                    self.peaks[year] = if loss > self.peaks[year] { loss } else { self.peaks[year] };
                }
            }
            first = first.wrapping_add(LANES as u32);
        }
    }
}

/// Events by name: one block each, whose low bits are the year.
pub(crate) struct Batch<'a> {
    pub(crate) stream: Stream,
    pub(crate) blocks: &'a [u32],
    pub(crate) sampler: &'a Sampler,
    pub(crate) left: &'a Factors,
    pub(crate) terms: Terms,
    /// Whether losses are drawn with each weighing by its size.
    pub(crate) extra: bool,
    pub(crate) sinks: Sinks<'a>,
}

/// Where the losses go.
pub(crate) struct Sinks<'a> {
    pub(crate) row: &'a mut PerYear,
    pub(crate) peaks: &'a mut PerYear,
    /// Losses before cap and deductible, where they differ from those of `row` and are needed.
    pub(crate) ground: Option<&'a mut PerYear>,
    pub(crate) paid: &'a mut [PerYear],
    pub(crate) layers: &'a [Layer],
    /// Layers that look at single events of this exposure.
    pub(crate) on_event: &'a [usize],
}

impl NullaryFnOnce for Batch<'_> {
    type Output = ();

    #[inline(always)]
    fn call(mut self) {
        let mut losses = [0.0; LANES];
        let sum: f64 = self.left.values().iter().sum();
        for blocks in self.blocks.chunks(LANES) {
            let mut lanes = [0; LANES];
            lanes[..blocks.len()].copy_from_slice(blocks);
            let (even, odd) = self.stream.words(&lanes);
            for lane in 0..LANES {
                losses[lane] = normal_pair(even[lane], odd[lane]).0;
            }
            match self.sampler {
                Sampler::Lognormal { mu, sigma } => losses.iter_mut().for_each(|z| *z = exp(mu + sigma * *z)),
                other => losses.iter_mut().for_each(|z| *z = other.loss(*z)),
            }
            for (lane, block) in blocks.iter().enumerate() {
                let left = if self.left.is_certain() {
                    self.left.values()[0]
                } else if self.extra {
                    self.biased_left((even[lane] & 0xfff) << 12 | odd[lane] & 0xfff, sum)
                } else {
                    self.left.values()[(odd[lane] & 0xf) as usize]
                };
                self.sinks.take((u64::from(*block) & YEAR_MASK) as usize, losses[lane] * left, self.terms);
            }
        }
    }
}

impl Batch<'_> {
    /// What the controls leave, each value weighing by itself, by 24 random bits.
    fn biased_left(&self, bits: u64, sum: f64) -> f64 {
        let mut open = (bits as f64 + 0.5) / f64::from(1 << 24) * sum;
        for &value in self.left.values() {
            if open < value {
                return value;
            }
            open -= value;
        }
        self.left.values()[self.left.values().len() - 1]
    }
}

impl Sinks<'_> {
    #[inline(always)]
    fn take(&mut self, year: usize, loss: f64, terms: Terms) {
        let counted = terms.applied(loss);
        self.row[year] += counted;
        if let Some(ground) = &mut self.ground {
            ground[year] += loss;
        }
        let mut borne = counted;
        for &at in self.on_event {
            let payment = self.layers[at].payment(counted);
            self.paid[at][year] += payment;
            borne -= payment;
        }
        self.peaks[year] = self.peaks[year].max(borne);
    }
}

/// Adds rows up, year by year.
pub(crate) struct Total<'a> {
    pub(crate) rows: &'a [PerYear],
    pub(crate) sums: &'a mut PerYear,
}

impl NullaryFnOnce for Total<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        self.sums.fill(0.0);
        for row in self.rows {
            for year in 0..CHUNK {
                self.sums[year] += row[year];
            }
        }
    }
}

/// Sums run in so many strands, whose order is fixed, so that they need not wait for each other.
const STRANDS: usize = 16;

/// Sums of weight times loss and of its square over a row.
pub(crate) struct Weighted<'a> {
    pub(crate) row: &'a PerYear,
    pub(crate) weights: &'a PerYear,
}

impl NullaryFnOnce for Weighted<'_> {
    type Output = (f64, f64);

    #[inline(always)]
    fn call(self) -> (f64, f64) {
        let (mut losses, mut squares) = ([0.0; STRANDS], [0.0; STRANDS]);
        for start in (0..CHUNK).step_by(STRANDS) {
            for strand in 0..STRANDS {
                let product = self.row[start + strand] * self.weights[start + strand];
                losses[strand] += product;
                squares[strand] += product * product;
            }
        }
        (losses.iter().sum(), squares.iter().sum())
    }
}

/// Sums of `w d`, `w d^2`, `w^2`, `w^2 d`, `w^2 d^2`, `w^2 d^3`, `w^2 d^4` for weight `w` and loss less centre `d`.
pub(crate) struct Moments<'a> {
    pub(crate) losses: &'a PerYear,
    pub(crate) weights: &'a PerYear,
    pub(crate) centre: f64,
}

impl NullaryFnOnce for Moments<'_> {
    type Output = [f64; 7];

    #[inline(always)]
    fn call(self) -> [f64; 7] {
        let mut sums = [[0.0; STRANDS]; 7];
        for start in (0..CHUNK).step_by(STRANDS) {
            for strand in 0..STRANDS {
                let weight = self.weights[start + strand];
                let d = self.losses[start + strand] - self.centre;
                let first = weight * d;
                sums[0][strand] += first;
                sums[1][strand] += first * d;
                sums[2][strand] += weight * weight;
                sums[3][strand] += weight * first;
                sums[4][strand] += first * first;
                sums[5][strand] += first * first * d;
                sums[6][strand] += first * first * d * d;
            }
        }
        sums.map(|strands| strands.iter().sum())
    }
}
