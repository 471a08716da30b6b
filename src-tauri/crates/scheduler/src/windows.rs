//! Improves a schedule in one place: leaves a stretch of tasks open, keeps what comes before, lets all that comes
//! after start one period earlier, and asks whether the stretch can be rearranged so. It knows pools and not people:
//! where there are people, what it finds is an order to place them by.

use crate::network::Network;
use crate::proof::{Finding, Load, Ranges};
use crate::random::Chance;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// Steps spent on one stretch before it is given up.
const PATIENCE: u64 = 150_000;

/// Fewest tasks that are left open.
const SHORTEST: usize = 8;

/// The search, which learns how long a stretch it can decide.
pub(crate) struct Windows<'a> {
    network: &'a Network,
    load: Arc<dyn Load>,
    chance: Chance,
    length: usize,
}

impl<'a> Windows<'a> {
    pub(crate) fn new(network: &'a Network, load: Arc<dyn Load>, chance: Chance) -> Self {
        Self { network, load, chance, length: 3 * SHORTEST }
    }

    /// Tries one stretch of the schedule; answers with shorter starts, if any, and the steps that it took.
    pub(crate) fn attempt(&mut self, starts: &[i32], makespan: i32, stop: &AtomicBool) -> (Option<Vec<i32>>, u64) {
        let count = starts.len();
        let length = self.length.min(count);
        let first = self.chance.below(count - length + 1);
        let Some(ranges) = self.ranges(starts, makespan, first, length) else {
            self.length = (self.length + 1).min(count);
            return (None, count as u64);
        };
        let mut proof = Arc::clone(&self.load).begin(self.network, &ranges);
        let finding = proof.work(PATIENCE, stop);
        let steps = proof.steps() + 8 * count as u64;
        match finding {
            Finding::Shortest { starts, .. } => return (Some(starts), steps),
            Finding::Bound(_) if steps < PATIENCE / 4 => self.length = (self.length + 1).min(count),
            Finding::Bound(_) => {}
            Finding::Nothing => self.length = (self.length - 2).max(SHORTEST),
        }
        (None, steps)
    }

    /// `None` when a task that comes after cannot start earlier at all.
    fn ranges(&self, starts: &[i32], makespan: i32, first: usize, length: usize) -> Option<Ranges> {
        let mut order: Vec<usize> = (0..starts.len()).collect();
        order.sort_by_key(|task| (starts[*task], self.network.heads[*task]));
        let open = &order[first..first + length];
        let (from, to) = (starts[*open.first()?], starts[*open.last()?]);
        let slack = (to - from) / 4 + 1;
        let mut ranges: Vec<(i32, i32)> = starts.iter().map(|start| (*start, *start)).collect();
        for &task in &order[first + length..] {
            ranges[task] = (starts[task] - 1, starts[task] - 1);
            if starts[task] - 1 < self.network.heads[task] {
                return None;
            }
        }
        for &task in open {
            let (head, last) = (self.network.heads[task], makespan - 1 - self.network.tails[task]);
            ranges[task] = (head.max(from - slack), last.min(to + slack));
            if ranges[task].0 > ranges[task].1 {
                return None;
            }
        }
        Some(Ranges { starts: ranges, end: (makespan - 1, makespan - 1), likely: starts.to_vec() })
    }
}
