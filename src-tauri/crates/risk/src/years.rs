//! The simulated years.

use crate::arrivals::Arrivals;
use crate::exposure::Exposure;
use crate::normal::normal_quantiles;
use rand_chacha::ChaCha12Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use std::num::NonZeroUsize;
use std::sync::{Mutex, PoisonError};
use std::thread;

/// Name of the generator and of the stream scheme, as printed in results. It changes whenever the same seed would no
/// longer give the same years.
pub const GENERATOR: &str = "ChaCha12, one stream per scenario in order of id and chunk of 4096 years, version 1";

/// Years drawn from one stream. A power of two, so that 12 bits name a year without bias.
const CHUNK: usize = 1 << YEAR_BITS;
const YEAR_BITS: u32 = 12;
const LOSS_BITS: u32 = u64::BITS - YEAR_BITS;

/// Events drawn together: enough for vector instructions, few enough to stay in the first-level cache.
const BATCH: usize = 64;

/// What was lost, year by year and scenario by scenario.
pub(crate) struct Years {
    /// Loss of each year in EUR.
    pub(crate) losses: Vec<f64>,
    /// Loss of each exposure over all years, in the order of the exposures.
    pub(crate) by_exposure: Vec<f64>,
}

/// Draws the years on so many threads. The number of threads changes the time it takes and nothing else: each pair of
/// exposure and chunk has a stream of its own, and sums run over exposures within a chunk, then over chunks.
pub(crate) fn draw_years(exposures: &[Exposure], years: usize, seed: u64, threads: NonZeroUsize) -> Years {
    let mut key = [0; 32];
    key[..8].copy_from_slice(&seed.to_le_bytes());
    let generator = ChaCha12Rng::from_seed(key);
    let arrivals: Vec<Arrivals> =
        exposures.iter().map(|exposure| Arrivals::with_mean(exposure.rate * CHUNK as f64)).collect();

    let mut losses = vec![0.0; years];
    let mut chunk_totals = vec![0.0; years.div_ceil(CHUNK) * exposures.len()];
    let chunks = losses.chunks_mut(CHUNK).zip(chunk_totals.chunks_mut(exposures.len())).enumerate();
    let queue = Mutex::new(chunks);
    let take = || queue.lock().unwrap_or_else(PoisonError::into_inner).next();
    let work = || {
        while let Some((chunk, (losses, totals))) = take() {
            for (at, exposure) in exposures.iter().enumerate() {
                let mut stream = generator.clone();
                stream.set_stream((at as u64) << u32::BITS | chunk as u64);
                totals[at] = draw_chunk(exposure, &arrivals[at], &mut stream, losses);
            }
        }
    };
    thread::scope(|scope| {
        for _ in 1..threads.get() {
            scope.spawn(work);
        }
        work();
    });

    let mut by_exposure = vec![0.0; exposures.len()];
    for totals in chunk_totals.chunks(exposures.len()) {
        for (sum, total) in by_exposure.iter_mut().zip(totals) {
            *sum += total;
        }
    }
    Years { losses, by_exposure }
}

/// Adds the losses of one exposure to the years of a chunk and returns their sum.
///
/// Given their number, the events of a Poisson process fall independently and uniformly over the time observed. So
/// one count is drawn for the chunk and each event takes one word: 12 bits for its year, 52 for its loss. The last
/// chunk is drawn whole and its years beyond the end are dropped, so a longer run starts with the years of a shorter.
fn draw_chunk(exposure: &Exposure, arrivals: &Arrivals, stream: &mut ChaCha12Rng, losses: &mut [f64]) -> f64 {
    const COUNT_STEP: f64 = 1.0 / (1_u64 << 53) as f64;
    const LOSS_STEP: f64 = 1.0 / (1_u64 << LOSS_BITS) as f64;
    const LOSS_MASK: u64 = (1 << LOSS_BITS) - 1;

    let mut remaining = arrivals.count((stream.next_u64() >> 11) as f64 * COUNT_STEP) as usize;
    let mut total = 0.0;
    let (mut words, mut uniforms, mut normals) = ([0; BATCH], [0.0; BATCH], [0.0; BATCH]);
    while remaining > 0 {
        let batch = remaining.min(BATCH);
        remaining -= batch;
        for (word, uniform) in words.iter_mut().zip(&mut uniforms).take(batch) {
            *word = stream.next_u64();
            *uniform = ((*word & LOSS_MASK) as f64 + 0.5) * LOSS_STEP;
        }
        normal_quantiles(&uniforms[..batch], &mut normals[..batch]);
        for (word, normal) in words.iter().zip(&normals).take(batch) {
            let loss = libm::exp(exposure.mu + exposure.sigma * normal);
            if let Some(year) = losses.get_mut((word >> LOSS_BITS) as usize) {
                *year += loss;
                total += loss;
            }
        }
    }
    total
}
