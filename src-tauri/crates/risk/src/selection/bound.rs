//! What no completion of a node can exceed.

use super::problem::{Problem, Set, Settled, members};
use super::relaxation::Groups;

/// Steps of the ascent; more tighten the bound by little.
const STEPS: usize = 24;

/// Halvings of the line search: enough for six digits of a step.
const HALVINGS: usize = 20;

/// A bound and the mixture that explains it.
pub(super) struct Bound {
    /// No set that keeps what is settled is worth more.
    pub(super) value: f64,
    /// Share of each free candidate, 0 to 1, in a mixture that comes close to the bound.
    pub(super) shares: Vec<f64>,
}

/// Bounds the node; stops early once the bound is at most `enough`.
///
/// Two bounds that both ignore needs are taken together, and the lower counts.
///
/// 1. The loss avoided is submodular: what a set adds to those chosen is at most the sum of what each member adds alone
///    (G. L. Nemhauser, L. A. Wolsey and M. L. Fisher, Mathematical Programming 14 (1978) 265-294).
/// 2. With shares of candidates, where a share lowers the logarithm of a loss in proportion, the value is concave and
///    equals the true one at whole shares. A concave function lies below each of its tangents, so the most that a
///    tangent reaches within the budget is a bound; the ascent of M. Frank and P. Wolfe (Naval Research Logistics
///    Quarterly 3 (1956) 95-110) looks for the lowest.
pub(super) fn bound(problem: &Problem, settled: Settled, budget: f64, enough: f64) -> Bound {
    let free = problem.free(settled);
    let remaining = problem.remaining(settled.chosen);
    let base = problem.value(settled.chosen);
    let left = Problem::limit(budget) - problem.outlay(settled.chosen);
    let groups = Groups::new(problem, free);

    let mut alone = vec![0.0; problem.count()];
    for at in members(free) {
        let saved = problem.effects[at].iter().map(|&(scenario, log)| -remaining[scenario] * libm::expm1(-log));
        alone[at] = problem.linear[at] + saved.sum::<f64>();
    }
    let mut shares = groups.best_shares(&problem.outlays, &alone, left);
    let mut best = base + dot(&alone, &shares, free);

    let mut sums = weighted_logarithms(problem, &shares, free);
    for _ in 0..STEPS {
        if best <= enough {
            break;
        }
        let left_over: Vec<f64> = remaining.iter().zip(&sums).map(|(loss, sum)| loss * libm::exp(-sum)).collect();
        let mut slopes = vec![0.0; problem.count()];
        for at in members(free) {
            let saved = problem.effects[at].iter().map(|&(scenario, log)| left_over[scenario] * log);
            slopes[at] = problem.linear[at] + saved.sum::<f64>();
        }
        let avoided: f64 = remaining.iter().zip(&left_over).map(|(before, after)| before - after).sum();
        let here = base + avoided + dot(&problem.linear, &shares, free);
        let target = groups.best_shares(&problem.outlays, &slopes, left);
        let rise = dot(&slopes, &target, free) - dot(&slopes, &shares, free);
        best = best.min(here + rise.max(0.0));
        if rise <= 1e-9 * (best.abs() + 1.0) {
            break;
        }

        let target_sums = weighted_logarithms(problem, &target, free);
        let linear_rise = dot(&problem.linear, &target, free) - dot(&problem.linear, &shares, free);
        let step = line_search(&remaining, &sums, &target_sums, linear_rise);
        for at in members(free) {
            shares[at] += step * (target[at] - shares[at]);
        }
        for (sum, target) in sums.iter_mut().zip(target_sums) {
            *sum += step * (target - *sum);
        }
    }
    Bound { value: best, shares }
}

/// The part of the way at which the concave value no longer rises.
fn line_search(remaining: &[f64], from: &[f64], to: &[f64], linear_rise: f64) -> f64 {
    let slope = |step: f64| {
        let terms = remaining.iter().zip(from.iter().zip(to));
        linear_rise + terms.map(|(loss, (a, b))| loss * (b - a) * libm::exp(-(a + step * (b - a)))).sum::<f64>()
    };
    if slope(1.0) >= 0.0 {
        return 1.0;
    }
    let (mut low, mut high) = (0.0, 1.0);
    for _ in 0..HALVINGS {
        let middle = (low + high) / 2.0;
        if slope(middle) > 0.0 {
            low = middle;
        } else {
            high = middle;
        }
    }
    low
}

fn weighted_logarithms(problem: &Problem, shares: &[f64], set: Set) -> Vec<f64> {
    let mut sums = vec![0.0; problem.losses.len()];
    for at in members(set) {
        for &(scenario, logarithm) in &problem.effects[at] {
            sums[scenario] += shares[at] * logarithm;
        }
    }
    sums
}

fn dot(values: &[f64], shares: &[f64], set: Set) -> f64 {
    members(set).map(|at| values[at] * shares[at]).sum()
}
