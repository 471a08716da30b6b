#![allow(clippy::unwrap_used)]

use super::Exposure;
use crate::fixtures::scenario;
use holdfast_domain::RequirementId;
use proptest::prelude::*;
use std::collections::BTreeMap;

fn scores(change: Option<f64>, resilience: Option<f64>) -> BTreeMap<RequirementId, Option<f64>> {
    [("REQ-10".into(), resilience), ("REQ-16".into(), change)].into()
}

fn exposure(change: Option<f64>, resilience: Option<f64>) -> Exposure {
    Exposure::new(&scenario("SC-01", 0.5, 1e3, 1e5), &scores(change, resilience)).unwrap()
}

#[test]
fn without_gaps_the_rate_is_the_base_rate_and_with_all_gaps_the_worst() {
    let (met, open) = (exposure(Some(1.0), Some(1.0)), exposure(Some(0.0), Some(0.0)));
    assert_eq!((met.rate, met.rate_without_gaps, met.mean_from_gaps()), (0.5, 0.5, 0.0));
    assert_eq!((open.rate, open.rate_low, open.rate_high), (2.0, 1.0, 4.0));
    assert!(met.driven_by.is_empty());
}

#[test]
fn the_gap_is_the_weighted_mean_over_the_drivers() {
    // Weights 3 and 1: a gap of 2/3 of the heavier driver is half of the whole, and 4^0.5 = 2.
    let half = exposure(Some(1.0), Some(1.0 / 3.0));
    assert!((half.rate - 1.0).abs() < 1e-12);
    assert_eq!(half.driven_by, ["REQ-10".into()]);
}

#[test]
fn a_requirement_that_does_not_apply_is_left_out_of_the_mean() {
    assert_eq!(exposure(Some(0.0), None).rate, 2.0);
    assert_eq!(exposure(None, None).rate, 0.5);
}

#[test]
fn the_requirement_with_the_largest_effect_comes_first() {
    assert_eq!(exposure(Some(0.0), Some(0.9)).driven_by, ["REQ-16".into(), "REQ-10".into()]);
    assert_eq!(exposure(Some(0.0), Some(0.5)).driven_by, ["REQ-10".into(), "REQ-16".into()]);
}

#[test]
fn a_scenario_that_gaps_cannot_move_is_driven_by_none() {
    let mut fixed = scenario("SC-01", 0.5, 1e3, 1e5);
    fixed.frequency.worst_factor = 1.0;
    let exposure = Exposure::new(&fixed, &scores(Some(0.0), Some(0.0))).unwrap();
    assert_eq!((exposure.rate, exposure.driven_by.len()), (0.5, 0));
}

#[test]
fn the_lognormal_has_the_interval_as_its_5_and_95_percent_quantiles() {
    let fitted = exposure(Some(1.0), Some(1.0));
    let quantile = |p| (fitted.mu + fitted.sigma * crate::normal_quantile(p)).exp();
    assert!((quantile(0.05) / 1e3 - 1.0).abs() < 1e-12);
    assert!((quantile(0.95) / 1e5 - 1.0).abs() < 1e-12);
}

proptest! {
    #[test]
    fn a_lower_score_never_lowers_the_rate(
        low in 0_u32..=1000, high in 0_u32..=1000, other in 0_u32..=1000, factor in 1.0..50.0_f64,
    ) {
        let (low, high) = (low.min(high), low.max(high));
        let mut scenario = scenario("SC-01", 0.5, 1e3, 1e5);
        scenario.frequency.worst_factor = factor;
        let rate = |score: u32| {
            let scores = scores(Some(f64::from(score) / 1000.0), Some(f64::from(other) / 1000.0));
            Exposure::new(&scenario, &scores).unwrap().rate
        };
        prop_assert!(rate(low) >= rate(high));
        prop_assert!(rate(high) >= 0.5 && rate(low) <= 0.5 * factor * (1.0 + 1e-12));
    }
}
