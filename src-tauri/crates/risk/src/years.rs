//! The simulated years.

use crate::events::{Batch, Sinks, Steady, Total};
use crate::model::{DrawPlan, Model, Tilt};
use crate::philox::{Purpose, Stream, unit};
use crate::vector::{LANES, normal_pair};
use holdfast_rulepack::InsuranceBasis;
use pulp::Arch;

/// Name of the generator and of the stream scheme, as printed in results. It changes whenever the same seed would no
/// longer give the same years.
pub const GENERATOR: &str = "Philox4x32-10, addressed by scenario in order of id, year and event, version 2";

/// Years of a chunk. A power of two, so that its bits name a year without bias; small enough for the cache.
pub(crate) const CHUNK: usize = 1 << YEAR_BITS;
pub(crate) const YEAR_BITS: u32 = 11;

/// One figure for each year of a chunk.
pub(crate) type PerYear = [f64; CHUNK];

/// Share of the years that get an extra loss in importance sampling.
const TILTED: f64 = 0.5;

/// No exposure.
const NONE: u16 = u16::MAX;

/// A chunk of years, drawn. Storage is used again for chunk after chunk.
pub(crate) struct Years {
    /// Loss in EUR after insurance.
    pub(crate) losses: Box<PerYear>,
    /// Largest single loss in EUR, after insurance of single events.
    pub(crate) peaks: Box<PerYear>,
    /// Weight; 1 without importance sampling, and 1 in the mean with it.
    pub(crate) weights: Box<PerYear>,
    /// Loss after insurance by exposure.
    pub(crate) by_exposure: Vec<PerYear>,
    ground: Box<PerYear>,
    paid: Vec<PerYear>,
    picked: Box<[u16; CHUNK]>,
    /// Years picked for each exposure.
    picks: Vec<Vec<u32>>,
    counts: Box<[u32; CHUNK]>,
    scores: Vec<PerYear>,
    shocks: Vec<[u32; CHUNK]>,
    blocks: Vec<u32>,
    words: Box<[u64; CHUNK]>,
    pub(crate) arch: Arch,
}

impl Years {
    pub(crate) fn new(model: &Model) -> Self {
        let rows = |count: usize| vec![[0.0; CHUNK]; count];
        Self {
            losses: Box::new([0.0; CHUNK]),
            peaks: Box::new([0.0; CHUNK]),
            weights: Box::new([1.0; CHUNK]),
            by_exposure: rows(model.exposures.len()),
            ground: Box::new([0.0; CHUNK]),
            paid: rows(model.layers.len()),
            picked: Box::new([NONE; CHUNK]),
            picks: vec![Vec::new(); model.exposures.len()],
            counts: Box::new([0; CHUNK]),
            scores: rows(model.dependence.as_ref().map_or(0, |dependence| dependence.root.len())),
            shocks: vec![[0; CHUNK]; model.shocks.len()],
            blocks: Vec::new(),
            words: Box::new([0; CHUNK]),
            arch: Arch::new(),
        }
    }

    /// Draws with these instructions instead of the best that the processor has.
    #[cfg(test)]
    pub(crate) fn set_arch(&mut self, arch: Arch) {
        self.arch = arch;
    }

    /// Draws this chunk.
    pub(crate) fn draw(&mut self, model: &Model, seed: u64, chunk: u32) {
        self.peaks.fill(0.0);
        self.ground.fill(0.0);
        self.paid.iter_mut().for_each(|paid| paid.fill(0.0));
        self.pick(model.tilt.as_ref(), seed, chunk);
        self.draw_dependence(model, seed, chunk);
        for at in 0..model.exposures.len() {
            self.by_exposure[at].fill(0.0);
            let loss = Stream::new(seed, Purpose::Loss, at, chunk);
            let extra = Stream::new(seed, Purpose::ExtraLoss, at, chunk);
            match &model.plans[at] {
                DrawPlan::Steady { mu, sigma, of_chunk } => {
                    let count = Stream::new(seed, Purpose::Count, at, chunk).run(0).0[0];
                    let events = of_chunk.count(unit(count)) as usize;
                    let (row, peaks) = (&mut self.by_exposure[at], &mut *self.peaks);
                    self.arch.dispatch(Steady { stream: loss, events, mu: *mu, sigma: *sigma, row, peaks });
                    self.draw_extra(model, at, extra);
                }
                plan @ DrawPlan::Yearly { .. } => {
                    self.draw_counts(plan, at, Stream::new(seed, Purpose::Count, at, chunk), (seed, chunk));
                    // The first event of a picked year is the one it was picked by.
                    self.list(|year, picked| if picked == at as u16 { (1, year) } else { (0, year) });
                    self.draw_listed(model, at, loss, false);
                    self.draw_extra(model, at, extra);
                }
            }
            if !model.tilts_total && model.exposures[at].terms.are_idle() && takes_part(model, at) {
                self.ground.iter_mut().zip(&self.by_exposure[at]).for_each(|(sum, loss)| *sum += loss);
            }
        }
        self.insure(model);
        self.weigh(model);
    }

    /// Picks the years with an extra loss, and the exposure that it comes from.
    fn pick(&mut self, tilt: Option<&Tilt>, seed: u64, chunk: u32) {
        let Some(tilt) = tilt else { return };
        Stream::new(seed, Purpose::Extra, 0, chunk).fill(&mut *self.words);
        // Rounding may leave the last sum below 1: the last exposure that takes part.
        let last = tilt.biased.iter().rposition(Option::is_some).unwrap_or_default();
        self.picks.iter_mut().for_each(Vec::clear);
        for (year, (picked, &word)) in self.picked.iter_mut().zip(self.words.iter()).enumerate() {
            let uniform = unit(word);
            *picked = if uniform < TILTED {
                let at = tilt.up_to.partition_point(|&sum| sum <= uniform / TILTED);
                self.picks[at.min(last)].push(year as u32);
                at.min(last) as u16
            } else {
                NONE
            };
        }
    }

    fn draw_dependence(&mut self, model: &Model, seed: u64, chunk: u32) {
        for (at, shock) in model.shocks.iter().enumerate() {
            Stream::new(seed, Purpose::Shock, at, chunk).fill(&mut *self.words);
            for (count, &word) in self.shocks[at].iter_mut().zip(self.words.iter()) {
                *count = shock.counts.count(unit(word));
            }
        }
        let Some(dependence) = &model.dependence else { return };
        for (at, scores) in self.scores.iter_mut().enumerate() {
            fill_normals(Stream::new(seed, Purpose::Copula, at, chunk), scores);
        }
        // From the last row up, each row needs only those above it.
        for row in (0..self.scores.len()).rev() {
            let (above, rest) = self.scores.split_at_mut(row);
            let own = dependence.root[row][row];
            rest[0].iter_mut().for_each(|value| *value *= own);
            for (other, root) in above.iter().zip(&dependence.root[row]) {
                rest[0].iter_mut().zip(other).for_each(|(value, other)| *value += root * other);
            }
        }
        if let Some(scale) = &dependence.scale {
            let mut squares = [0.0; CHUNK];
            fill_normals(Stream::new(seed, Purpose::Scale, 0, chunk), &mut squares);
            squares.iter_mut().for_each(|z| *z = scale.loss(*z).sqrt());
            for scores in &mut self.scores {
                scores.iter_mut().zip(&squares).for_each(|(value, scale)| *value /= scale);
            }
        }
    }

    fn draw_counts(&mut self, plan: &DrawPlan, at: usize, stream: Stream, (seed, chunk): (u64, u32)) {
        let DrawPlan::Yearly { own, biased, correlated, hits } = plan else { return };
        if let Some(row) = correlated {
            for (count, &score) in self.counts.iter_mut().zip(&self.scores[*row]) {
                *count = own.count(score);
            }
        } else {
            stream.fill(&mut *self.words);
            for ((count, &word), &picked) in self.counts.iter_mut().zip(self.words.iter()).zip(self.picked.iter()) {
                let table = if picked == at as u16 { biased } else { own };
                *count = table.count(unit(word));
            }
        }
        for &(shock, probability) in hits {
            // The scenario and the shock name the stream; a year has room for 32 shocks, more than any year sees.
            let stream = Stream::new(seed, Purpose::Hit, at << 16 | shock, chunk);
            for (year, &struck) in self.shocks[shock].iter().enumerate() {
                for nth in 0..struck.min(32) {
                    let word = stream.run(nth << YEAR_BITS | year as u32).0[0];
                    self.counts[year] += u32::from(unit(word) < probability);
                }
            }
        }
    }

    /// Lists the events of all years from the given first one on. A block is named by the event within its year and the
    /// year, so an event keeps its draw whatever happens in other years.
    fn list(&mut self, first: impl Fn(u32, u16) -> (u32, u32)) {
        self.blocks.clear();
        for (year, (&count, &picked)) in self.counts.iter().zip(self.picked.iter()).enumerate() {
            let (from, year) = first(year as u32, picked);
            for event in from..count {
                self.blocks.push(event << YEAR_BITS | year);
            }
        }
    }

    fn draw_extra(&mut self, model: &Model, at: usize, stream: Stream) {
        self.blocks.clone_from(&self.picks[at]);
        self.draw_listed(model, at, stream, true);
    }

    fn draw_listed(&mut self, model: &Model, at: usize, stream: Stream, extra: bool) {
        if self.blocks.is_empty() {
            return;
        }
        let exposure = &model.exposures[at];
        let tilted = model.tilt.as_ref().and_then(|tilt| tilt.biased[at].as_ref());
        let sampler = if extra { tilted.unwrap_or(&exposure.sampler) } else { &exposure.sampler };
        let ground = (!exposure.terms.are_idle() && tilted.is_some()).then_some(&mut *self.ground);
        let covers = |layer: &crate::model::Layer| layer.basis == InsuranceBasis::Event && layer.covers.contains(&at);
        let layers: Vec<usize> =
            model.layers.iter().enumerate().filter(|(_, layer)| covers(layer)).map(|(at, _)| at).collect();
        let sinks = Sinks {
            row: &mut self.by_exposure[at],
            peaks: &mut self.peaks,
            ground,
            paid: &mut self.paid,
            layers: &model.layers,
            on_event: &layers,
        };
        let blocks = &self.blocks;
        self.arch.dispatch(Batch {
            stream,
            blocks,
            sampler,
            left: &exposure.left,
            terms: exposure.terms,
            extra,
            sinks,
        });
    }

    /// Adds the exposures up and takes off what insurance pays, from each exposure in proportion to its loss.
    fn insure(&mut self, model: &Model) {
        let by_exposure = &mut self.by_exposure;
        for (layer, paid) in model.layers.iter().zip(&mut self.paid) {
            for (year, paid) in paid.iter_mut().enumerate() {
                if layer.basis == InsuranceBasis::Year {
                    *paid = layer.payment(layer.covers.iter().map(|&at| by_exposure[at][year]).sum());
                }
                *paid = paid.min(layer.yearly_limit);
            }
        }
        let mut kept = vec![1.0; by_exposure.len()];
        for year in 0..if model.layers.is_empty() { 0 } else { CHUNK } {
            kept.fill(1.0);
            for (layer, paid) in model.layers.iter().zip(&self.paid) {
                if paid[year] > 0.0 {
                    let covered: f64 = layer.covers.iter().map(|&at| by_exposure[at][year]).sum();
                    layer.covers.iter().for_each(|&at| kept[at] -= paid[year] / covered);
                }
            }
            // Layers that overlap never pay more than the loss.
            for (row, kept) in by_exposure.iter_mut().zip(&kept) {
                row[year] *= kept.max(0.0);
            }
        }
        self.arch.dispatch(Total { rows: by_exposure, sums: &mut self.losses });
    }

    /// Weight of a year: its probability over its probability under the way it was drawn.
    ///
    /// Half of the years get an extra loss: a scenario is picked by its share of the mean loss, the number of its events
    /// is drawn with each number weighing by itself, and one of them with each loss weighing by its size. Under that law a
    /// year of loss `x` is `x / mean` times as likely as under the true one (for a Poisson process this is the formula of
    /// J. Mecke, 1967), so the weight is `1 / (1/2 + 1/2 x / mean)`: at most 2, and falling where the loss rises.
    fn weigh(&mut self, model: &Model) {
        self.weights.fill(1.0);
        let Some(tilt) = &model.tilt else { return };
        let slope = TILTED / tilt.mean;
        let ground = if model.tilts_total { &self.losses } else { &self.ground };
        for (weight, ground) in self.weights.iter_mut().zip(ground.iter()) {
            *weight = 1.0 / (1.0 - TILTED + slope * ground);
        }
    }
}

fn takes_part(model: &Model, at: usize) -> bool {
    model.tilt.as_ref().is_some_and(|tilt| tilt.biased[at].is_some())
}

fn fill_normals(stream: Stream, values: &mut PerYear) {
    for (at, pairs) in values.chunks_mut(2 * LANES).enumerate() {
        let (even, odd) = stream.run((at * LANES) as u32);
        for (lane, pair) in pairs.chunks_mut(2).enumerate() {
            let (a, b) = normal_pair(even[lane], odd[lane]);
            pair[0] = a;
            pair[1] = b;
        }
    }
}
