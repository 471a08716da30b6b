//! Sums over the simulated years, in memory that does not grow with their number.

use crate::events::{Moments, Weighted};
use crate::years::Years;

/// Losses are binned by their logarithm, each doubling into so many bins of equal width, at most 0.2 % of the loss. A bin
/// keeps the smallest and the largest loss that fell into it, and figures read off between them say how far they may be off.
const BIN_BITS: u32 = 9;
/// Losses from 1 EUR up to 2^44 EUR, 17 million millions, have bins of their own.
const DOUBLINGS: u32 = 44;
pub(crate) const BINS: usize = ((DOUBLINGS << BIN_BITS) + 2) as usize;

/// Bins of the tail, over which the loss of each exposure is added up, are wider.
const TAIL_BITS: u32 = 5;
pub(crate) const TAIL_BINS: usize = ((DOUBLINGS << TAIL_BITS) + 2) as usize;

/// Largest yearly loss that has a bin, in EUR.
pub(crate) const LARGEST: f64 = (1_u64 << DOUBLINGS) as f64;

/// Years whose loss is in one range.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bin {
    /// Sum of the weights, and of their squares.
    pub(crate) weight: f64,
    pub(crate) squares: f64,
    /// Sum of weight times loss.
    pub(crate) loss: f64,
    /// Smallest and largest loss.
    pub(crate) low: f64,
    pub(crate) high: f64,
}

const EMPTY: Bin = Bin { weight: 0.0, squares: 0.0, loss: 0.0, low: f64::INFINITY, high: f64::NEG_INFINITY };

impl Bin {
    fn take(&mut self, loss: f64, weight: f64) {
        self.weight += weight;
        self.squares += weight * weight;
        self.loss += weight * loss;
        self.low = if loss < self.low { loss } else { self.low };
        self.high = if loss > self.high { loss } else { self.high };
    }

    fn merge(&mut self, other: &Bin) {
        self.weight += other.weight;
        self.squares += other.squares;
        self.loss += other.loss;
        self.low = self.low.min(other.low);
        self.high = self.high.max(other.high);
    }
}

/// Bin of a loss with so many bins to a doubling; 0 for no loss, 1 for less than a euro.
pub(crate) fn bin(loss: f64, bits: u32) -> usize {
    const ONE: u64 = 1.0_f64.to_bits();
    if loss >= 1.0 {
        let last = ((DOUBLINGS << bits) + 1) as usize;
        (((loss.to_bits() - ONE) >> (52 - bits)) as usize + 2).min(last)
    } else {
        usize::from(loss > 0.0)
    }
}

/// The bin of the tail that holds a fine bin.
pub(crate) fn tail_bin(loss: f64) -> usize {
    bin(loss, TAIL_BITS)
}

/// Sums over the yearly loss of one exposure.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Part {
    /// Sum of weight times loss, and of its square.
    pub(crate) loss: f64,
    pub(crate) squares: f64,
}

/// Sums over the years of one tail bin for one exposure.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct TailPart {
    /// Sums of `w l`, `w^2 l` and `w^2 l^2` for weight `w` and loss `l` of the exposure.
    pub(crate) loss: f64,
    pub(crate) squared_weight: f64,
    pub(crate) squares: f64,
}

/// What is kept of the years.
#[derive(Clone, Debug)]
pub(crate) struct Tally {
    pub(crate) years: u64,
    pub(crate) losses: Vec<Bin>,
    pub(crate) peaks: Vec<Bin>,
    /// Sums of `w d`, `w d^2`, `w^2`, `w^2 d`, `w^2 d^2`, `w^2 d^3`, `w^2 d^4`, where `d` is the loss less `centre`.
    pub(crate) moments: [f64; 7],
    pub(crate) centre: f64,
    pub(crate) parts: Vec<Part>,
    /// By tail bin, then by exposure; filled from `tail_from` on.
    pub(crate) tail: Vec<TailPart>,
    pub(crate) tail_from: usize,
    /// Years of the chunk at hand that are in the tail, where their bin starts, and their weight.
    in_tail: Vec<(usize, usize, f64)>,
}

impl Tally {
    /// Nothing yet. `centre` is a loss near the mean; the tail bins are filled from `tail_from` on.
    pub(crate) fn new(exposures: usize, centre: f64, tail_from: usize) -> Self {
        Self {
            years: 0,
            losses: vec![EMPTY; BINS],
            peaks: vec![EMPTY; BINS],
            moments: [0.0; 7],
            centre,
            parts: vec![Part::default(); exposures],
            tail: vec![TailPart::default(); (TAIL_BINS - tail_from.min(TAIL_BINS)) * exposures],
            tail_from,
            in_tail: Vec::new(),
        }
    }

    /// Forgets what it holds.
    pub(crate) fn clear(&mut self) {
        self.years = 0;
        self.losses.fill(EMPTY);
        self.peaks.fill(EMPTY);
        self.moments = [0.0; 7];
        self.parts.fill(Part::default());
        self.tail.fill(TailPart::default());
    }

    /// Takes the first so many years of a chunk; the others lose their weight.
    pub(crate) fn take(&mut self, chunk: &mut Years, years: usize) {
        self.years += years as u64;
        chunk.weights[years..].fill(0.0);
        self.in_tail.clear();
        for year in 0..years {
            let (loss, peak, weight) = (chunk.losses[year], chunk.peaks[year], chunk.weights[year]);
            self.losses[bin(loss, BIN_BITS)].take(loss, weight);
            self.peaks[bin(peak, BIN_BITS)].take(peak, weight);
            let at = tail_bin(loss);
            if at >= self.tail_from {
                self.in_tail.push((year, (at - self.tail_from) * self.parts.len(), weight));
            }
        }
        let moments = Moments { losses: &chunk.losses, weights: &chunk.weights, centre: self.centre };
        self.moments.iter_mut().zip(chunk.arch.dispatch(moments)).for_each(|(sum, term)| *sum += term);
        for (exposure, row) in chunk.by_exposure.iter().enumerate() {
            for &(year, start, weight) in &self.in_tail {
                let part = &mut self.tail[start + exposure];
                let weighted = weight * row[year];
                part.loss += weighted;
                part.squared_weight += weight * weighted;
                part.squares += weighted * weighted;
            }
        }
        for (part, row) in self.parts.iter_mut().zip(&chunk.by_exposure) {
            let (loss, squares) = chunk.arch.dispatch(Weighted { row, weights: &chunk.weights });
            part.loss += loss;
            part.squares += squares;
        }
    }

    /// Adds what another tally of the same model holds.
    pub(crate) fn merge(&mut self, other: &Tally) {
        self.years += other.years;
        self.losses.iter_mut().zip(&other.losses).for_each(|(a, b)| a.merge(b));
        self.peaks.iter_mut().zip(&other.peaks).for_each(|(a, b)| a.merge(b));
        self.moments.iter_mut().zip(&other.moments).for_each(|(a, b)| *a += b);
        for (a, b) in self.parts.iter_mut().zip(&other.parts) {
            a.loss += b.loss;
            a.squares += b.squares;
        }
        for (a, b) in self.tail.iter_mut().zip(&other.tail) {
            a.loss += b.loss;
            a.squared_weight += b.squared_weight;
            a.squares += b.squares;
        }
    }
}
