#![allow(clippy::unwrap_used)]

use crate::fixtures::{input, scenario};
use crate::{RiskError, RiskInput, check_scenarios, simulate};
use holdfast_rulepack::Scenario;

/// The refusal expected, and the change that earns it.
type Case<T> = (&'static str, fn(&mut T));

fn refusal_of(change: impl Fn(&mut Scenario)) -> String {
    let mut changed = scenario("SC-02", 0.5, 1e3, 1e5);
    change(&mut changed);
    check_scenarios(&[scenario("SC-01", 0.5, 1e3, 1e5), changed]).unwrap_err().to_string()
}

#[test]
fn a_bad_figure_is_refused_with_its_scenario_and_field() {
    let cases: &[Case<Scenario>] = &[
        ("frequency.rate must be a finite number above 0, but is 0", |s| s.frequency.rate = 0.0),
        ("frequency.rate must be a finite number above 0, but is -0.5", |s| s.frequency.rate = -0.5),
        ("frequency.rate must be a finite number above 0, but is NaN", |s| s.frequency.rate = f64::NAN),
        ("frequency.rate must be a finite number above 0, but is inf", |s| s.frequency.rate = f64::INFINITY),
        ("frequency.rate_low must be a finite number above 0, but is 0", |s| s.frequency.rate_low = 0.0),
        ("frequency.rate_low must not be above frequency.rate, but is 0.6", |s| s.frequency.rate_low = 0.6),
        ("frequency.rate_high must not be below frequency.rate, but is 0.4", |s| s.frequency.rate_high = 0.4),
        ("frequency.rate_high must be a finite number above 0, but is inf", |s| s.frequency.rate_high = f64::INFINITY),
        ("frequency.worst_factor must be a finite number of at least 1, but is 0.9", |s| {
            s.frequency.worst_factor = 0.9
        }),
        ("frequency.worst_factor must be a finite number of at least 1, but is NaN", |s| {
            s.frequency.worst_factor = f64::NAN;
        }),
        ("frequency.rate times frequency.worst_factor must not exceed 1000 events a year, but is 5000", |s| {
            s.frequency.worst_factor = 10_000.0;
        }),
        ("severity.low must be a finite number above 0, but is -1", |s| s.severity.low = -1.0),
        ("severity.high must be a finite number above 0, but is NaN", |s| s.severity.high = f64::NAN),
        ("severity.high must be above severity.low, but is 1000", |s| s.severity.high = 1e3),
        ("severity.high must be above severity.low, but is 10", |s| s.severity.high = 10.0),
        ("drivers.REQ-16.weight must be a finite number above 0, but is 0", |s| s.drivers[1].weight = 0.0),
        ("drivers must name a requirement once, but is naming REQ-10 twice", |s| s.drivers[1] = s.drivers[0].clone()),
    ];
    for (expected, change) in cases {
        assert_eq!(refusal_of(change), format!("scenario SC-02: {expected}"));
    }
}

#[test]
fn an_id_that_stands_twice_and_an_empty_portfolio_are_refused() {
    let twice = [scenario("SC-01", 0.5, 1e3, 1e5), scenario("SC-01", 0.7, 1e3, 1e5)];
    assert_eq!(check_scenarios(&twice), Err(RiskError::DuplicateScenario("SC-01".into())));
    assert_eq!(check_scenarios(&[]), Err(RiskError::NoScenarios));
}

#[test]
fn a_bad_parameter_is_refused_by_name() {
    let cases: &[Case<RiskInput>] = &[
        ("iterations must be from 200 to 20000000 years, but is 0", |i| i.iterations = 0),
        ("iterations must be from 200 to 20000000 years, but is 18446744073709551615", |i| i.iterations = u64::MAX),
        ("the score of REQ-10 must be from 0 to 1, but is -0.1", |i| {
            i.requirement_scores.insert("REQ-10".into(), Some(-0.1));
        }),
        ("scenario SC-01: the driver REQ-16 names a requirement that has no score", |i| {
            i.requirement_scores.remove(&"REQ-16".into());
        }),
        ("turnover_eur must be a finite amount of at least 0, but is -1", |i| i.turnover_eur = Some(-1.0)),
        ("discount_rate must be a finite number above -1, but is -1", |i| i.discount_rate = -1.0),
        ("discount_rate must be a finite number above -1, but is NaN", |i| i.discount_rate = f64::NAN),
        ("horizon_years must be from 1 to 100, but is 0", |i| i.horizon_years = 0),
        ("horizon_years must be from 1 to 100, but is 4000000000", |i| i.horizon_years = 4_000_000_000),
        ("penalty regime test: severity_share must be from 0 to 1", |i| i.penalty.severity_share = 2.0),
    ];
    for (expected, change) in cases {
        let mut changed = input(vec![scenario("SC-01", 0.5, 1e3, 1e5)]);
        change(&mut changed);
        assert_eq!(simulate(&changed).unwrap_err().to_string(), *expected);
    }
}

#[test]
fn a_figure_beyond_the_range_of_numbers_is_an_error_and_never_a_number() {
    let overflowing = [(1e-300, 1e300), (1e250, 1e300), (1e306, 1e307), (1e160, 1e161)];
    for (low, high) in overflowing {
        let refused = simulate(&input(vec![scenario("SC-01", 5.0, low, high)]));
        assert!(matches!(refused, Err(RiskError::Overflow(_))), "{low} to {high}: {refused:?}");
    }
}
