#![allow(clippy::unwrap_used)]
use super::*;
use crate::network::Arc;
use holdfast_rulepack::Link;

const RUNS: u32 = 20_000;

/// Whole days for a drawn value, as the plan counts them.
fn whole(_: usize, start: u32, value: f64) -> u32 {
    start + value.ceil() as u32
}

fn runs(before: Vec<Vec<Arc>>, estimate: [f64; 3], seed: u64) -> Runs {
    let estimates: Vec<Estimate> = before.iter().map(|_| Estimate::new(estimate)).collect();
    simulate(&Network::new(before), &estimates, whole, (RUNS, seed))
}

/// Probability that a symmetric estimate from 10 to 30 is at most so many days.
fn at_most(days: u32) -> f64 {
    let x: f64 = ((f64::from(days) - 10.0) / 20.0).clamp(0.0, 1.0);
    x * x * x * (10.0 - 15.0 * x + 6.0 * x * x)
}

#[test]
fn the_longer_of_two_works_is_distributed_as_the_product() {
    let runs = runs(vec![Vec::new(), Vec::new()], [10.0, 20.0, 30.0], 1);
    for days in 11..30 {
        let exact = at_most(days).powi(2);
        let error = (exact * (1.0 - exact) / f64::from(RUNS)).sqrt();
        assert!((runs.within(days) - exact).abs() < 4.0 * error + 1e-4, "{days}: {} {exact}", runs.within(days));
    }
    for share in [0.5, 0.8, 0.95] {
        let exact = (11..=30).find(|&days| at_most(days).powi(2) >= share).unwrap();
        assert_eq!(runs.quantile(share).0, exact, "{share}");
    }
    // Each is the longer one half of the time, both where they are equally long.
    let ties: f64 = (11..=30).map(|days| (at_most(days) - at_most(days - 1)).powi(2)).sum();
    for share in &runs.criticality {
        assert!((share - f64::midpoint(1.0, ties)).abs() < 0.015, "{share}");
    }
}

#[test]
fn a_chain_is_as_long_as_its_works_together() {
    let chain = (0..25).map(|at: usize| at.checked_sub(1).map(|work| Arc { work, link: Link::FinishStart, lag: 0 }));
    let runs = runs(chain.map(|arc| arc.into_iter().collect()).collect(), [10.0, 20.0, 30.0], 2);
    // Whole days add half a day each on average, and a twelfth to the variance of 400 / 28.
    let (mean, error) = runs.mean();
    let deviation = (25.0_f64 * (400.0 / 28.0 + 1.0 / 12.0)).sqrt();
    assert!((error - deviation / f64::from(RUNS).sqrt()).abs() < 0.02 * error, "{error}");
    assert!((mean - 25.0 * 20.5).abs() < 4.0 * error, "{mean} ± {error}");
    for (share, normal) in [(0.5, 0.0), (0.8, 0.8416), (0.95, 1.6449)] {
        let (days, error) = runs.quantile(share);
        assert!((f64::from(days) - 512.5 - normal * deviation).abs() < 1.5, "{share}: {days}");
        assert!(error <= 0.5);
    }
    assert!(runs.criticality.iter().all(|share| *share == 1.0));
}

#[test]
fn the_same_seed_gives_the_same_runs_and_another_one_others() {
    let of = |seed| runs(vec![Vec::new(), Vec::new()], [1.0, 5.0, 30.0], seed);
    assert_eq!(of(7).lengths, of(7).lengths);
    assert_ne!(of(7).lengths, of(8).lengths);
}

#[test]
fn a_sure_estimate_has_a_sure_finish() {
    let runs = runs(vec![Vec::new()], [4.0, 4.0, 4.0], 3);
    assert_eq!((runs.quantile(0.5), runs.quantile(0.95), runs.mean()), ((4, 0.0), (4, 0.0), (4.0, 0.0)));
    assert_eq!((runs.within(3), runs.within(4)), (0.0, 1.0));
}
