//! What tasks take of what they share.

use super::Proof;
use super::prover::{Prover, Ranges};
use crate::network::Network;
use crate::profile::{Amounts, GUARD, LANES, pack};
use std::sync::Arc;

/// A capacity that tasks share: a resource, or the people who alone can do certain tasks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Pool {
    /// What there is.
    pub(crate) capacity: u32,
    /// What each task takes while it runs.
    pub(crate) demands: Vec<u32>,
}

/// Durations and demands of a project, put in order for proofs about it.
pub(crate) trait Load: Send + Sync {
    /// Begins the search for a proof about starts in these ranges.
    fn begin<'a>(self: Arc<Self>, network: &'a Network, ranges: &Ranges) -> Box<dyn Proof + 'a>;
}

/// Puts durations and pools in order; `None` when there are more pools than the widest profile holds.
pub(crate) fn load(durations: &[i32], pools: &[Pool]) -> Option<Arc<dyn Load>> {
    Some(match pools.len().div_ceil(LANES) {
        0 | 1 => Arc::new(Loads::<1>::new(durations, pools)),
        2 => Arc::new(Loads::<2>::new(durations, pools)),
        3 | 4 => Arc::new(Loads::<4>::new(durations, pools)),
        5..=8 => Arc::new(Loads::<8>::new(durations, pools)),
        _ => return None,
    })
}

pub(super) struct Loads<const W: usize> {
    pub(super) durations: Vec<i32>,
    pub(super) requests: Vec<Amounts<W>>,
    pub(super) demands: Vec<Vec<u32>>,
    pub(super) capacities: Vec<u32>,
    /// A period in which nothing is taken.
    pub(super) full: Amounts<W>,
    /// Tasks that take anything.
    pub(super) takers: Vec<u32>,
}

impl<const W: usize> Loads<W> {
    fn new(durations: &[i32], pools: &[Pool]) -> Self {
        let capacities: Vec<u32> = pools.iter().map(|pool| pool.capacity).collect();
        let demand = |pool: &Pool, task: usize| if durations[task] > 0 { pool.demands[task] } else { 0 };
        let demands: Vec<Vec<u32>> =
            (0..durations.len()).map(|task| pools.iter().map(|pool| demand(pool, task)).collect()).collect();
        let is_taker = |task: &u32| demands[*task as usize].iter().any(|demand| *demand > 0);
        Self {
            durations: durations.to_vec(),
            requests: demands.iter().map(|amounts| pack::<W>(amounts)).collect(),
            full: pack::<W>(&capacities).map(|word| word | GUARD),
            takers: (0..durations.len() as u32).filter(is_taker).collect(),
            demands,
            capacities,
        }
    }
}

impl<const W: usize> Load for Loads<W> {
    fn begin<'a>(self: Arc<Self>, network: &'a Network, ranges: &Ranges) -> Box<dyn Proof + 'a> {
        Box::new(Prover::<W>::new(network, self, ranges))
    }
}
