//! The linear part of the bound: the best mixture of candidates when parts of one may be bought.

use super::problem::{Problem, Set, members};

/// Candidates of which at most one can be chosen, with their outlays.
pub(super) struct Groups(Vec<Vec<usize>>);

impl Groups {
    /// Splits a set into groups whose members all exclude each other; a candidate that excludes nobody is a group of
    /// its own.
    pub(super) fn new(problem: &Problem, set: Set) -> Self {
        let mut groups: Vec<Vec<usize>> = Vec::new();
        for at in members(set) {
            let clashes_with_all =
                |group: &&mut Vec<usize>| group.iter().all(|&other| problem.excludes[at] >> other & 1 == 1);
            match groups.iter_mut().find(clashes_with_all) {
                Some(group) => group.push(at),
                None => groups.push(vec![at]),
            }
        }
        Self(groups)
    }

    /// Shares from 0 to 1 of each candidate that together are worth most within the budget, at these values of a whole
    /// one; at most one whole of each group.
    ///
    /// Exact for this relaxation: within a group only the upper hull of value over outlay counts, and its steps are
    /// bought in order of value for money (P. Sinha and A. A. Zoltners, Operations Research 27 (1979) 503-515; with
    /// groups of one this is the bound of G. B. Dantzig, Operations Research 5 (1957) 266-288).
    pub(super) fn best_shares(&self, outlays: &[f64], values: &[f64], budget: f64) -> Vec<f64> {
        let mut steps: Vec<Step> = self.0.iter().flat_map(|group| hull(group, outlays, values)).collect();
        steps.sort_by(|a, b| b.worth().total_cmp(&a.worth()));
        let mut shares = vec![0.0; values.len()];
        let mut left = budget;
        for step in steps {
            let part = if step.outlay <= left { 1.0 } else { left.max(0.0) / step.outlay };
            left -= step.outlay * part;
            shares[step.to] = part;
            if let Some(from) = step.from {
                shares[from] = 1.0 - part;
            }
            if part < 1.0 {
                break;
            }
        }
        shares
    }
}

/// From one member of a group, or from none, to a dearer and better one.
struct Step {
    from: Option<usize>,
    to: usize,
    outlay: f64,
    value: f64,
}

impl Step {
    fn worth(&self) -> f64 {
        if self.outlay > 0.0 { self.value / self.outlay } else { f64::INFINITY }
    }
}

/// The steps of the upper hull of a group, from the best value for money to the worst.
fn hull(group: &[usize], outlays: &[f64], values: &[f64]) -> Vec<Step> {
    let mut rising: Vec<usize> = group.iter().copied().filter(|&at| values[at] > 0.0).collect();
    rising.sort_by(|&a, &b| outlays[a].total_cmp(&outlays[b]).then(values[b].total_cmp(&values[a])));
    let mut steps: Vec<Step> = Vec::with_capacity(rising.len());
    for to in rising {
        let step = |from: Option<usize>| {
            let (outlay, value) = from.map_or((0.0, 0.0), |from| (outlays[from], values[from]));
            Step { from, to, outlay: outlays[to] - outlay, value: values[to] - value }
        };
        let mut next = step(steps.last().map(|last| last.to));
        if next.value <= 0.0 {
            continue;
        }
        while let Some(last) = steps.last().filter(|last| last.worth() <= next.worth()) {
            next = step(last.from);
            steps.pop();
        }
        steps.push(next);
    }
    steps
}
