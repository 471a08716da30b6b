//! Same input, same bytes.

use crate::exposure::Exposure;
use crate::fixtures::{input, scenario};
use crate::years::draw_years;
use crate::{Cost, RiskInput, simulate, simulate_on};
use holdfast_rulepack::GapSeverity;
use proptest::prelude::*;
use std::num::NonZeroUsize;

fn portfolio() -> RiskInput {
    let mut run = input(vec![
        scenario("SC-03", 0.05, 1e5, 4e6),
        scenario("SC-01", 1.5, 2e3, 6e4),
        scenario("SC-02", 0.3, 2e4, 2e5),
    ]);
    run.requirement_scores.insert("REQ-10".into(), Some(0.4));
    run.gap_severity = GapSeverity::Severe;
    run.plan_costs = Some(vec![Cost {
        days: [20.0, 30.0, 70.0].into(),
        day_rate: [500.0, 700.0, 800.0].into(),
        ..Cost::new("TASK-1", "Task")
    }]);
    run
}

#[test]
fn the_number_of_threads_does_not_change_the_result() {
    let on = |threads| simulate_on(&portfolio(), NonZeroUsize::new(threads).unwrap()).unwrap();
    assert_eq!(on(1), on(2));
    assert_eq!(on(1), on(5));
    assert_eq!(on(1), simulate(&portfolio()).unwrap());
}

#[test]
fn another_seed_gives_other_years() {
    let mut other = portfolio();
    other.seed += 1;
    let (first, second) = (simulate(&portfolio()).unwrap(), simulate(&other).unwrap());
    assert_ne!(first.ale_mean, second.ale_mean);
    assert_ne!(first.var, second.var);
    assert_eq!(first.tornado, second.tornado);
}

#[test]
fn the_order_of_the_scenarios_does_not_matter() {
    let mut reversed = portfolio();
    reversed.scenarios.reverse();
    assert_eq!(simulate(&reversed).unwrap(), simulate(&portfolio()).unwrap());
}

#[test]
fn a_longer_run_starts_with_the_years_of_a_shorter() {
    let run = portfolio();
    let exposures: Vec<Exposure> =
        run.scenarios.iter().map(|scenario| Exposure::new(scenario, &run.requirement_scores).unwrap()).collect();
    let draw = |years| draw_years(&exposures, years, 3, NonZeroUsize::MIN).losses;
    let (short, long) = (draw(5_000), draw(9_000));
    assert_eq!(short[..], long[..5_000]);
}

#[test]
fn a_fixed_run_gives_the_same_bytes_on_every_platform() {
    let json = serde_json::to_string_pretty(&simulate(&portfolio()).unwrap()).unwrap();
    assert_eq!(json, include_str!("golden.json").trim_end());
}

proptest! {
    #[test]
    fn with_the_same_seed_a_wider_gap_never_lowers_the_mean(score in 0_u32..=100, lower in 0_u32..=100, seed: u64) {
        let mean = |score: u32| {
            let mut run = portfolio();
            (run.iterations, run.seed) = (500, seed);
            run.requirement_scores.insert("REQ-16".into(), Some(f64::from(score) / 100.0));
            simulate_on(&run, NonZeroUsize::MIN).unwrap().ale_mean
        };
        prop_assert!(mean(lower.min(score)) >= mean(score));
    }
}
