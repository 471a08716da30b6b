#![allow(clippy::unwrap_used)]

use super::estimate;
use crate::fixtures::regime;
use holdfast_rulepack::{CapRule, PenaltyRegime};

#[test]
fn the_higher_or_the_lower_of_cap_and_percentage_binds() {
    let lower = PenaltyRegime { rule: CapRule::Lower, ..regime() };
    for (turnover, higher_maximum, lower_maximum) in [(100e6, 10e6, 2e6), (900e6, 18e6, 10e6)] {
        assert_eq!(estimate(&regime(), Some(turnover), None).unwrap().maximum, higher_maximum);
        assert_eq!(estimate(&lower, Some(turnover), None).unwrap().maximum, lower_maximum);
    }
}

#[test]
fn the_probability_moves_in_a_straight_line_with_the_gap() {
    let probability = |score| estimate(&regime(), Some(100e6), score).unwrap().probability;
    assert_eq!(probability(Some(1.0)), 0.01);
    assert!((probability(Some(0.5)) - 0.03).abs() < 1e-15);
    assert_eq!(probability(Some(0.0)), 0.05);
    assert_eq!(probability(None), 0.01);
}

#[test]
fn the_expected_amount_is_maximum_times_probability_times_share() {
    let penalty = estimate(&regime(), Some(100e6), Some(0.0)).unwrap();
    assert_eq!((penalty.maximum, penalty.expected), (10e6, 50_000.0));
    assert_eq!((penalty.status.as_str(), penalty.turnover_eur), ("scenario", Some(100e6)));
}

#[test]
fn without_a_turnover_the_cap_is_the_maximum_and_without_a_cap_the_regime_is_refused() {
    let penalty = estimate(&regime(), None, Some(1.0)).unwrap();
    assert_eq!((penalty.maximum, penalty.turnover_eur), (10e6, None));
    let uncapped = PenaltyRegime { cap_eur: None, ..regime() };
    assert_eq!(estimate(&uncapped, Some(50e6), None).unwrap().maximum, 1e6);
    let refusal = estimate(&uncapped, None, None).unwrap_err().to_string();
    assert_eq!(refusal, "penalty regime test: the maximum is a percentage of turnover, and no turnover is given");
}

#[test]
fn a_bad_regime_is_refused_by_name() {
    type Case = (&'static str, fn(&mut PenaltyRegime));
    let cases: &[Case] = &[
        ("neither cap_eur nor percentage is given", |r| (r.cap_eur, r.percentage) = (None, None)),
        ("cap_eur must be a finite amount of at least 0", |r| r.cap_eur = Some(f64::NAN)),
        ("percentage must be from 0 to 100", |r| r.percentage = Some(101.0)),
        ("probability must hold two rising values from 0 to 1", |r| r.probability = [0.2, 0.1]),
        ("probability must hold two rising values from 0 to 1", |r| r.probability = [0.2, f64::NAN]),
        ("severity_share must be from 0 to 1", |r| r.severity_share = -0.1),
    ];
    for (expected, change) in cases {
        let mut changed = regime();
        change(&mut changed);
        let refusal = estimate(&changed, Some(1e6), None).unwrap_err().to_string();
        assert_eq!(refusal, format!("penalty regime test: {expected}"));
    }
}
