#![allow(clippy::unwrap_used)]

use super::{Exposure, Scores};
use crate::fixtures::{driven, scenario};
use holdfast_rulepack::Pert;
use proptest::prelude::*;

fn scores(resilience: Option<f64>, change: Option<f64>) -> Scores {
    [("REQ-10".into(), resilience), ("REQ-16".into(), change)].into()
}

fn exposure(resilience: Option<f64>, change: Option<f64>) -> Exposure {
    Exposure::new(&driven("SC-01", 2.0, 1e3, 1e5), &scores(resilience, change)).unwrap()
}

#[test]
fn without_controls_rate_and_loss_are_those_of_the_scenario_and_with_all_of_them_what_they_leave() {
    let (open, met) = (exposure(Some(0.0), Some(0.0)), exposure(Some(1.0), Some(1.0)));
    let bare = Exposure::new(&scenario("SC-01", 2.0, 1e3, 1e5), &Scores::new()).unwrap();
    assert_eq!((open.counts.mean(), open.mean_loss), (2.0, bare.mean_loss));
    assert!((met.counts.mean() - 2.0 * 0.5 * 0.8).abs() < 1e-12);
    assert!((met.mean_loss / bare.mean_loss - 0.8).abs() < 1e-12);
    assert!((open.rate_without_gaps - met.counts.mean()).abs() < 1e-12);
    assert!((open.mean_from_gaps() - (open.mean() - met.mean())).abs() < 1e-6);
    assert!(met.gaps.is_empty() && met.mean_from_gaps().abs() < 1e-6);
}

#[test]
fn each_part_of_a_gap_counts_the_same_wherever_one_starts() {
    let half = exposure(Some(0.5), Some(1.0));
    assert!((half.counts.mean() - 2.0 * 0.5_f64.sqrt() * 0.8).abs() < 1e-12);
    assert_eq!(half.gaps.len(), 1);
}

#[test]
fn a_requirement_that_does_not_apply_counts_as_met() {
    assert_eq!(exposure(None, Some(0.0)).counts, exposure(Some(1.0), Some(0.0)).counts);
    assert!(exposure(None, None).gaps.is_empty());
}

#[test]
fn the_requirement_with_the_largest_effect_comes_first() {
    let order = |a, b| -> Vec<String> { exposure(a, b).gaps.iter().map(|(id, _)| id.to_string()).collect() };
    assert_eq!(order(Some(0.0), Some(0.0)), ["REQ-10", "REQ-16"]);
    assert_eq!(order(Some(0.9), Some(0.0)), ["REQ-16", "REQ-10"]);
}

#[test]
fn an_uncertain_control_keeps_the_mean_of_its_law() {
    let mut uncertain = driven("SC-01", 2.0, 1e3, 1e5);
    uncertain.drivers[0].frequency = Some(Pert { low: 0.2, mode: 0.5, high: 0.8 });
    let exposure = Exposure::new(&uncertain, &scores(Some(1.0), Some(0.0))).unwrap();
    assert!((exposure.counts.mean() - 1.0).abs() < 1e-6);
    assert!(exposure.counts.variance() > exposure.counts.mean());
}

proptest! {
    #[test]
    fn a_lower_score_never_lowers_rate_or_loss(
        low in 0_u32..=1000, high in 0_u32..=1000, other in 0_u32..=1000, share in 0.0..0.99_f64,
    ) {
        let (low, high) = (low.min(high), low.max(high));
        let mut scenario = driven("SC-01", 2.0, 1e3, 1e5);
        scenario.drivers[1].severity = Some(Pert { low: share / 2.0, mode: share, high: share });
        let at = |score: u32| {
            let scores = scores(Some(f64::from(other) / 1000.0), Some(f64::from(score) / 1000.0));
            Exposure::new(&scenario, &scores).unwrap()
        };
        prop_assert!(at(low).counts.mean() >= at(high).counts.mean());
        prop_assert!(at(low).mean_loss >= at(high).mean_loss * (1.0 - 1e-12));
    }
}
