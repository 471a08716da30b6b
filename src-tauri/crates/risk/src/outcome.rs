//! The figures of a model, by simulation or without chance.

use crate::check::check_portfolio;
use crate::exposure::Scores;
use crate::figures::{Estimate, Exceedance, LEVELS, SHARED};
use crate::input::RiskError;
use crate::model::Model;
use crate::tally::{LARGEST, TAIL_BINS, Tally};
use crate::years::{CHUNK, Years};
use holdfast_rulepack::Portfolio;
use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::sync::{Mutex, PoisonError};
use std::thread;

/// Blocks of years, each summed by one thread. Their number is fixed, and they are added up in order, so that the number
/// of threads changes no sum.
const BLOCKS: u64 = 16;
const PILOT_BLOCKS: u64 = 2;

/// Years of a pilot run, which says where the tail begins over which the loss of every exposure is kept.
const PILOT: u64 = 1 << 15;

/// The pilot looks for somewhat more than the tail that is shared out, so that chance in it does no harm.
const PILOT_MARGIN: f64 = 1.4;

/// What is read off a model.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Outcome {
    pub(crate) mean: Estimate,
    pub(crate) deviation: Estimate,
    /// By level.
    pub(crate) value_at_risk: [Estimate; 4],
    pub(crate) expected_shortfall: [Estimate; 4],
    /// Aggregate over the year, and largest single loss of it.
    pub(crate) exceedance: Vec<Exceedance>,
    pub(crate) occurrence: Vec<Exceedance>,
    /// Part of each exposure in the mean, and in the shared expected shortfall.
    pub(crate) parts: Vec<Estimate>,
    pub(crate) shares: Vec<Estimate>,
}

/// Simulates the model.
///
/// # Errors
/// `Overflow` where a year loses more than can be counted.
pub(crate) fn simulated(model: &Model, seed: u64, years: u64, threads: NonZeroUsize) -> Result<Outcome, RiskError> {
    let whole = |tail_from| tallied(model, (seed, years), threads, tail_from, BLOCKS);
    let pilot = tallied(model, (seed, years.min(PILOT)), threads, TAIL_BINS, PILOT_BLOCKS)?;
    let tail_from = pilot.tail_bin_of(PILOT_MARGIN * SHARED.beyond);
    let tally = whole(tail_from)?;
    // The tail begins before the pilot thought: keep everything.
    let tally = if tally.tail_bin_of(SHARED.beyond) >= tail_from { tally } else { whole(0)? };
    Ok(Outcome {
        mean: tally.mean(),
        deviation: tally.deviation(),
        value_at_risk: LEVELS.map(|level| tally.value_at_risk(&level)),
        expected_shortfall: LEVELS.map(|level| tally.expected_shortfall(&level)),
        exceedance: tally.exceedance(),
        occurrence: tally.occurrence(),
        parts: tally.parts(),
        shares: tally.shares(&SHARED),
    })
}

/// Draws the years of a portfolio without controls and keeps nothing but the sum of their losses: what the figures cost
/// on top is measured against this.
///
/// # Errors
/// As [`simulate`](crate::simulate).
pub fn draw_only(portfolio: &Portfolio, years: u64, seed: u64) -> Result<f64, RiskError> {
    check_portfolio(portfolio)?;
    let model = Model::new(portfolio, &Scores::new())?;
    let mut drawn = Years::new(&model);
    let mut sum = 0.0;
    for chunk in 0..years.div_ceil(CHUNK as u64) {
        drawn.draw(&model, seed, chunk as u32);
        sum += drawn.losses.iter().sum::<f64>();
    }
    Ok(sum)
}

/// Losses of the first years, each of them worth the same: without importance sampling.
pub(crate) fn plain_losses(model: &Model, seed: u64, years: usize, threads: NonZeroUsize) -> Vec<f64> {
    let plain = Model { tilt: None, ..model.clone() };
    let chunks = years.div_ceil(CHUNK);
    let mut losses = vec![0.0; chunks * CHUNK];
    let part = chunks.div_ceil(threads.get()).max(1);
    let draw = |first: usize, losses: &mut [f64]| {
        let mut drawn = Years::new(&plain);
        for (at, losses) in losses.chunks_mut(CHUNK).enumerate() {
            drawn.draw(&plain, seed, (first + at) as u32);
            losses.copy_from_slice(&drawn.losses[..]);
        }
    };
    thread::scope(|scope| {
        for (at, losses) in losses.chunks_mut(part * CHUNK).enumerate() {
            let draw = &draw;
            scope.spawn(move || draw(at * part, losses));
        }
    });
    losses.truncate(years);
    losses
}

fn tallied(
    model: &Model,
    (seed, years): (u64, u64),
    threads: NonZeroUsize,
    tail_from: usize,
    blocks: u64,
) -> Result<Tally, RiskError> {
    let chunks = years.div_ceil(CHUNK as u64);
    let blocks = blocks.min(chunks);
    let centre = model.mean();
    let empty = || Tally::new(model.exposures.len(), centre, tail_from);
    let next = Mutex::new(0..blocks);
    let sum = Mutex::new(InOrder { next: 0, waiting: BTreeMap::new(), sum: empty(), spare: Vec::new() });
    let work = || {
        let mut drawn = Years::new(model);
        loop {
            let taken = next.lock().unwrap_or_else(PoisonError::into_inner).next();
            let Some(block) = taken else { break };
            let spare = sum.lock().unwrap_or_else(PoisonError::into_inner).spare.pop();
            let mut tally = spare.unwrap_or_else(empty);
            for chunk in block * chunks / blocks..(block + 1) * chunks / blocks {
                drawn.draw(model, seed, chunk as u32);
                tally.take(&mut drawn, (years - chunk * CHUNK as u64).min(CHUNK as u64) as usize);
            }
            sum.lock().unwrap_or_else(PoisonError::into_inner).add(block, tally);
        }
    };
    thread::scope(|scope| {
        for _ in 1..threads.get().min(blocks as usize) {
            scope.spawn(work);
        }
        work();
    });
    let sum = sum.into_inner().unwrap_or_else(PoisonError::into_inner).sum;
    let largest = sum.losses.iter().map(|bin| bin.high).fold(0.0, f64::max);
    if largest < LARGEST && sum.moments.iter().all(|sum| sum.is_finite()) {
        Ok(sum)
    } else {
        Err(RiskError::Overflow("the loss of a simulated year".to_owned()))
    }
}

/// Adds blocks up in their order, whichever is done first.
struct InOrder {
    next: u64,
    waiting: BTreeMap<u64, Tally>,
    sum: Tally,
    /// Tallies to be used again.
    spare: Vec<Tally>,
}

impl InOrder {
    fn add(&mut self, block: u64, tally: Tally) {
        self.waiting.insert(block, tally);
        while let Some(mut tally) = self.waiting.remove(&self.next) {
            self.sum.merge(&tally);
            self.next += 1;
            tally.clear();
            self.spare.push(tally);
        }
    }
}
