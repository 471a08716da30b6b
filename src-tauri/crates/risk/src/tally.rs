//! Sums over the simulated years, in memory that does not grow with their number.

use crate::years::{CHUNK, PerYear, Years};

/// Losses are binned by their logarithm, each doubling into so many bins of equal width, at most 0.2 % of the loss. A bin
/// keeps the smallest and the largest loss that fell into it, and figures read off between them say how far they may be off.
const BIN_BITS: u32 = 9;
/// Losses from 1 EUR up to 2^50 EUR have bins of their own.
const DOUBLINGS: u32 = 50;
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
        self.low = self.low.min(loss);
        self.high = self.high.max(loss);
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
        }
    }

    /// Takes the first so many years of a chunk.
    pub(crate) fn take(&mut self, chunk: &Years, years: usize) {
        self.years += years as u64;
        for year in 0..years.min(CHUNK) {
            let (loss, weight) = (chunk.losses[year], chunk.weights[year]);
            self.losses[bin(loss, BIN_BITS)].take(loss, weight);
            self.peaks[bin(chunk.peaks[year], BIN_BITS)].take(chunk.peaks[year], weight);
            let d = loss - self.centre;
            let (first, second) = (weight * d, weight * weight);
            let terms = [first, first * d, second, second * d, first * first, first * first * d, first * first * d * d];
            self.moments.iter_mut().zip(terms).for_each(|(sum, term)| *sum += term);
            let at = tail_bin(loss);
            if at >= self.tail_from {
                let exposures = self.parts.len();
                let start = (at - self.tail_from) * exposures;
                for (part, row) in self.tail[start..start + exposures].iter_mut().zip(&chunk.by_exposure) {
                    let weighted = weight * row[year];
                    part.loss += weighted;
                    part.squared_weight += weight * weighted;
                    part.squares += weighted * weighted;
                }
            }
        }
        for (part, row) in self.parts.iter_mut().zip(&chunk.by_exposure) {
            let (loss, squares) = weighted(row, &chunk.weights, years);
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

/// Sums of weight times loss and of its square, in eight strands whose order is fixed.
fn weighted(row: &PerYear, weights: &PerYear, years: usize) -> (f64, f64) {
    const STRANDS: usize = 8;
    let (mut losses, mut squares) = ([0.0; STRANDS], [0.0; STRANDS]);
    let pairs = row[..years].chunks(STRANDS).zip(weights[..years].chunks(STRANDS));
    for (row, weights) in pairs {
        for (strand, (loss, weight)) in row.iter().zip(weights).enumerate() {
            let product = loss * weight;
            losses[strand] += product;
            squares[strand] += product * product;
        }
    }
    (losses.iter().sum(), squares.iter().sum())
}
