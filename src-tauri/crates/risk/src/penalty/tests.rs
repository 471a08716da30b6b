#![allow(clippy::unwrap_used)]

use super::{check_regimes, estimate, gap_severity};
use crate::fixtures::regime;
use holdfast_rulepack::{Addressee, CapRule, GapSeverity, PenaltyBase, PenaltyRegime};
use proptest::prelude::*;

fn daily() -> PenaltyRegime {
    PenaltyRegime {
        addressee: Addressee::CriticalProvider,
        cap_eur: None,
        percentage: Some(1.0),
        base: PenaltyBase::DailyTurnover { of: "average daily worldwide turnover".into(), days: 182 },
        ..regime()
    }
}

#[test]
fn the_higher_or_the_lower_of_cap_and_percentage_binds() {
    let lower = PenaltyRegime { rule: CapRule::Lower, ..regime() };
    for (turnover, higher_maximum, lower_maximum) in [(100e6, 10e6, 2e6), (900e6, 18e6, 10e6)] {
        let maximum = |regime| estimate(regime, Some(turnover), GapSeverity::None).unwrap().maximum;
        assert_eq!((maximum(&regime()), maximum(&lower)), (higher_maximum, lower_maximum));
    }
}

#[test]
fn a_daily_payment_is_a_share_of_the_daily_turnover_on_every_day_it_runs() {
    // 365 million a year are a million a day: 1 % of it for 182 days.
    let penalty = estimate(&daily(), Some(365e6), GapSeverity::Moderate).unwrap();
    assert_eq!(penalty.maximum, 1_820_000.0);
    assert_eq!(penalty.addressee, Addressee::CriticalProvider);
    let refusal = estimate(&daily(), None, GapSeverity::None).unwrap_err().to_string();
    assert_eq!(refusal, "penalty regime test: the maximum is a percentage of turnover, and no turnover is given");
}

#[test]
fn the_severity_follows_the_critical_obligations_that_are_open() {
    let cases = [
        (None, None, GapSeverity::None),
        (Some(1.0), Some(0.0), GapSeverity::None),
        (Some(0.97), Some(0.0), GapSeverity::Minor),
        (Some(0.4), None, GapSeverity::Minor),
        (Some(0.9), Some(0.1), GapSeverity::Minor),
        (Some(0.8), Some(0.11), GapSeverity::Moderate),
        (Some(0.7), Some(0.3), GapSeverity::Moderate),
        (Some(0.5), Some(0.6), GapSeverity::Severe),
        (Some(0.2), Some(0.61), GapSeverity::Critical),
        (Some(0.0), Some(1.0), GapSeverity::Critical),
    ];
    for (score, critical, expected) in cases {
        assert_eq!(gap_severity(score, critical), expected, "{score:?} {critical:?}");
    }
}

#[test]
fn the_expected_amount_is_maximum_times_probability_times_share_with_an_interval() {
    // [0.02, 0.05, 0.08] is symmetric, so its mean is 0.05 and its quantiles lie evenly about it.
    let penalty = estimate(&regime(), Some(100e6), GapSeverity::Critical).unwrap();
    assert_eq!((penalty.maximum, penalty.expected), (10e6, 50_000.0));
    assert!((penalty.probability - 0.05).abs() < 1e-15);
    // The 5 % quantile of the beta distribution with shapes 3 and 3 is 0.189256.
    assert!((penalty.probability_low - (0.02 + 0.06 * 0.189_255_377)).abs() < 1e-9, "{}", penalty.probability_low);
    assert!((penalty.probability_low + penalty.probability_high - 0.1).abs() < 1e-12);
    assert_eq!(penalty.expected_low, (penalty.probability_low * 1e8).round() / 100.0);
    assert_eq!((penalty.status.as_str(), penalty.turnover_eur), ("scenario", Some(100e6)));
}

#[test]
fn without_a_turnover_the_cap_is_the_maximum_and_without_a_cap_the_percentage_is() {
    let penalty = estimate(&regime(), None, GapSeverity::None).unwrap();
    assert_eq!((penalty.maximum, penalty.turnover_eur), (10e6, None));
    let uncapped = PenaltyRegime { cap_eur: None, ..regime() };
    assert_eq!(estimate(&uncapped, Some(50e6), GapSeverity::None).unwrap().maximum, 1e6);
}

#[test]
fn a_bad_regime_is_refused_by_name_and_field() {
    type Case = (&'static str, fn(&mut PenaltyRegime));
    let cases: &[Case] = &[
        ("title must not be empty", |r| r.title = "  ".into()),
        ("country must be two capital letters, such as AT, or EU", |r| r.country = "at".into()),
        ("source must say where the figure comes from", |r| r.source.clear()),
        ("date must be a day such as 2025-01-17", |r| r.date = "17.1.2025".into()),
        ("date must be a day such as 2025-01-17", |r| r.date = "2025-13-01".into()),
        ("neither cap_eur nor percentage is given", |r| (r.cap_eur, r.percentage) = (None, None)),
        ("cap_eur must be a finite amount of at least 0", |r| r.cap_eur = Some(f64::NAN)),
        ("percentage must be from 0 to 100", |r| r.percentage = Some(101.0)),
        ("base.days must be from 1 to 366", |r| r.base = PenaltyBase::DailyTurnover { of: "x".into(), days: 0 }),
        ("probability.minor must hold three values from 0 to 1 that do not fall", |r| {
            r.probability.minor = [0.2, 0.1, 0.3];
        }),
        ("probability.critical must hold three values from 0 to 1 that do not fall", |r| {
            r.probability.critical = [0.2, f64::NAN, 0.3];
        }),
        ("probability.none must hold three values from 0 to 1 that do not fall", |r| {
            r.probability.none = [-0.2, 0.0, 0.3];
        }),
        ("probability.severe must not be lower on the average than at a milder severity", |r| {
            r.probability.severe = [0.0, 0.0, 0.0];
        }),
        ("severity_share must be from 0 to 1", |r| r.severity_share = -0.1),
    ];
    for (expected, change) in cases {
        let mut changed = regime();
        change(&mut changed);
        let expected = format!("penalty regime test: {expected}");
        assert_eq!(estimate(&changed, Some(1e6), GapSeverity::None).unwrap_err().to_string(), expected);
        assert_eq!(check_regimes(&[changed]).unwrap_err().to_string(), expected);
    }
    assert_eq!(check_regimes(&[regime(), daily()]).unwrap_err().to_string(), "penalty regime test: id stands twice");
    assert!(check_regimes(&[regime()]).is_ok());
}

proptest! {
    #[test]
    fn more_open_obligations_never_make_a_penalty_less_likely(
        score in 0.0..1.0_f64, open in 0.0..1.0_f64, more in 0.0..1.0_f64,
    ) {
        let expected = |open| estimate(&regime(), Some(5e8), gap_severity(Some(score), Some(open))).unwrap().expected;
        prop_assert!(expected(open) <= expected((open + more).min(1.0)));
    }

    #[test]
    fn the_interval_holds_the_expected_amount(turnover in 0.0..1e12_f64, at in 0..5_usize) {
        let penalty = estimate(&regime(), Some(turnover), GapSeverity::ALL[at]).unwrap();
        prop_assert!(penalty.expected_low <= penalty.expected && penalty.expected <= penalty.expected_high);
        prop_assert!(penalty.expected_high <= penalty.maximum * penalty.severity_share);
    }
}
