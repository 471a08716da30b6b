//! The tree.

use super::bound::{Bound, bound};
use super::problem::{Problem, Set, Settled, members};
use std::cmp::Ordering;
use std::collections::BinaryHeap;

/// Part of the size of the amounts below which two values count as one; rounding stays far below.
const TOLERANCE: f64 = 1e-9;

pub(super) struct Found {
    pub(super) chosen: Set,
    pub(super) value: f64,
    pub(super) upper_bound: f64,
    pub(super) proven: bool,
    pub(super) nodes: u64,
}

/// A node that may hold something better, with its bound and the candidate to decide next.
struct Open {
    bound: f64,
    order: u64,
    settled: Settled,
    branch: usize,
}

impl Ord for Open {
    /// The highest bound comes first, then what was opened last.
    fn cmp(&self, other: &Self) -> Ordering {
        self.bound.total_cmp(&other.bound).then(self.order.cmp(&other.order))
    }
}

impl PartialOrd for Open {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Open {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Open {}

struct Search<'a> {
    problem: &'a Problem,
    budget: f64,
    tolerance: f64,
    chosen: Set,
    value: f64,
    nodes: u64,
    open: BinaryHeap<Open>,
}

/// Looks for the set of the most value, starting from the best of the known ones that the budget allows.
pub(super) fn search(problem: &Problem, budget: f64, node_limit: u64, known: &[Set]) -> Found {
    let tolerance = TOLERANCE * problem.scale();
    let mut search = Search { problem, budget, tolerance, chosen: 0, value: 0.0, nodes: 0, open: BinaryHeap::new() };
    known.iter().for_each(|&set| search.offer(set));
    search.visit(Settled { chosen: 0, left_out: 0 });

    while let Some(node) = search.open.pop() {
        if node.bound <= search.value + tolerance {
            // The bounds of all others are lower still.
            search.open.clear();
            break;
        }
        if search.nodes >= node_limit {
            search.open.push(node);
            break;
        }
        let branch = 1 << node.branch;
        search.visit(Settled { chosen: node.settled.chosen | branch, ..node.settled });
        search.visit(Settled { left_out: node.settled.left_out | branch, ..node.settled });
    }
    let highest = search.open.peek().map_or(search.value, |node| node.bound);
    Found {
        chosen: search.chosen,
        value: search.value,
        upper_bound: highest.max(search.value),
        proven: search.open.is_empty(),
        nodes: search.nodes,
    }
}

impl Search<'_> {
    /// Bounds a node, takes what its mixture suggests, and keeps it where something better may be below.
    fn visit(&mut self, settled: Settled) {
        let Some(settled) = self.problem.settle(settled, self.budget) else {
            return;
        };
        self.nodes += 1;
        self.offer(settled.chosen);
        let Bound { value, shares } = bound(self.problem, settled, self.budget, self.value + self.tolerance);
        self.round(settled, &shares);
        if value > self.value + self.tolerance
            && let Some(branch) = self.branch(settled, &shares)
        {
            self.open.push(Open { bound: value, order: self.nodes, settled, branch });
        }
    }

    fn offer(&mut self, set: Set) {
        if self.problem.allows(set, self.budget) {
            let value = self.problem.value(set);
            if value > self.value {
                (self.chosen, self.value) = (set, value);
            }
        }
    }

    /// Makes whole choices of a mixture, the largest shares first, each with its needs.
    fn round(&mut self, settled: Settled, shares: &[f64]) {
        let mut order: Vec<usize> = members(self.problem.free(settled)).collect();
        order.sort_by(|&a, &b| shares[b].total_cmp(&shares[a]).then(a.cmp(&b)));
        let mut set = settled.chosen;
        let mut value = self.problem.value(set);
        for at in order {
            let wider = set | self.problem.needs[at];
            if wider != set && wider & settled.left_out == 0 && self.problem.allows(wider, self.budget) {
                let worth = self.problem.value(wider);
                if worth > value {
                    (set, value) = (wider, worth);
                }
            }
        }
        self.offer(set);
    }

    /// The free candidate about which the mixture is least clear: in part, or taken without what it needs, or beside
    /// what it excludes; then the dearest.
    fn branch(&self, settled: Settled, shares: &[f64]) -> Option<usize> {
        let free = self.problem.free(settled);
        let mut doubt = vec![0.0_f64; shares.len()];
        for at in members(free) {
            doubt[at] = doubt[at].max(shares[at].min(1.0 - shares[at]));
            for need in members(self.problem.needs[at] & free & !(1 << at)) {
                doubt[need] = doubt[need].max((shares[at] - shares[need]) / 2.0);
            }
            for other in members(self.problem.excludes[at] & free) {
                doubt[at] = doubt[at].max((shares[at] + shares[other] - 1.0) / 2.0);
            }
        }
        let outlays = &self.problem.outlays;
        members(free)
            .max_by(|&a, &b| doubt[a].total_cmp(&doubt[b]).then(outlays[a].total_cmp(&outlays[b])).then(b.cmp(&a)))
    }
}
