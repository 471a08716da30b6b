#![allow(clippy::unwrap_used)]

use crate::fixtures::{driven, input, scenario};
use crate::{RiskError, RiskInput, check_portfolio, simulate};
use holdfast_rulepack::{
    Copula, Correlation, Frequency, InsuranceBasis, InsuranceLayer, Pert, Portfolio, Scenario, Severity, Shock,
};

/// The refusal expected, and the change that earns it.
type Case<T> = (&'static str, fn(&mut T));

fn portfolio() -> Portfolio {
    let scenarios = vec![scenario("SC-01", 0.5, 1e3, 1e5), driven("SC-02", 0.5, 1e3, 1e5)];
    Portfolio { scenarios, ..Portfolio::default() }
}

fn refusal_of(change: impl Fn(&mut Portfolio)) -> String {
    let mut changed = portfolio();
    change(&mut changed);
    check_portfolio(&changed).unwrap_err().to_string()
}

fn interval(scenario: &mut Scenario, low: f64, high: f64) {
    scenario.severity = Severity::LognormalInterval { low, high };
}

#[test]
fn a_bad_figure_is_refused_with_its_scenario_and_field() {
    let cases: &[Case<Scenario>] = &[
        ("frequency.rate must be a finite number above 0, but is 0", |s| {
            s.frequency = Frequency::Poisson { rate: 0.0 }
        }),
        ("frequency.rate must be a finite number above 0, but is -0.5", |s| {
            s.frequency = Frequency::Poisson { rate: -0.5 };
        }),
        ("frequency.rate must be a finite number above 0, but is NaN", |s| {
            s.frequency = Frequency::NegativeBinomial { rate: f64::NAN, size: 1.0 };
        }),
        ("frequency.rate must not exceed 1000 events a year, but is 5000", |s| {
            s.frequency = Frequency::Poisson { rate: 5000.0 };
        }),
        ("frequency.rate.mode must not be below low, but is 0.1", |s| {
            s.frequency = Frequency::PoissonPert { rate: Pert { low: 0.2, mode: 0.1, high: 0.4 } };
        }),
        ("frequency.rate.high must not be below mode, but is 0.2", |s| {
            s.frequency = Frequency::PoissonPert { rate: Pert { low: 0.2, mode: 0.3, high: 0.2 } };
        }),
        ("frequency.rate.high must be a finite number, but is inf", |s| {
            s.frequency = Frequency::PoissonPert { rate: Pert { low: 0.2, mode: 0.3, high: f64::INFINITY } };
        }),
        ("frequency.size must be a finite number above 0, but is 0", |s| {
            s.frequency = Frequency::NegativeBinomial { rate: 1.0, size: 0.0 };
        }),
        ("frequency.probability must be above 0 and at most 1, but is 1.2", |s| {
            s.frequency = Frequency::Bernoulli { probability: 1.2 };
        }),
        ("severity.low must be a finite number above 0, but is -1", |s| interval(s, -1.0, 5.0)),
        ("severity.high must be a finite number above 0, but is NaN", |s| interval(s, 1.0, f64::NAN)),
        ("severity.high must be above severity.low, but is 10", |s| interval(s, 1e3, 10.0)),
        ("severity.sigma must be a finite number above 0, but is 0", |s| {
            s.severity = Severity::Lognormal { mu: 1.0, sigma: 0.0 };
        }),
        ("severity.mode must not be below low, but is 1", |s| {
            s.severity = Severity::Pert { low: 2.0, mode: 1.0, high: 3.0 };
        }),
        ("severity.shape must be a finite number above 0, but is -2", |s| {
            s.severity = Severity::Gamma { shape: -2.0, scale: 1.0 };
        }),
        ("severity.shape must be from 0 to below 1, where the mean is finite, but is 1", |s| {
            let body = Box::new(Severity::Weibull { shape: 1.0, scale: 10.0 });
            s.severity = Severity::Spliced { body, threshold: 5.0, shape: 1.0, scale: 1.0 };
        }),
        ("severity.threshold must lie within the body, with losses on both sides, but is 5000", |s| {
            let body = Box::new(Severity::Weibull { shape: 1.0, scale: 10.0 });
            s.severity = Severity::Spliced { body, threshold: 5000.0, shape: 0.5, scale: 1.0 };
        }),
        ("severity.body.scale must be a finite number above 0, but is 0", |s| {
            let body = Box::new(Severity::Weibull { shape: 1.0, scale: 0.0 });
            s.severity = Severity::Spliced { body, threshold: 5.0, shape: 0.5, scale: 1.0 };
        }),
        ("severity.losses.1 must be a finite amount of at least 0, but is NaN", |s| {
            s.severity = Severity::Empirical { losses: vec![1.0, f64::NAN] };
        }),
        ("severity.losses must hold a loss above 0, but is without one", |s| {
            s.severity = Severity::Empirical { losses: vec![0.0] };
        }),
        ("cap must be a finite number above 0, but is 0", |s| s.cap = Some(0.0)),
        ("deductible must be less than cap, but is 7", |s| (s.cap, s.deductible) = (Some(5.0), Some(7.0))),
        ("drivers.REQ-16.frequency.high must be below 1, but is 1", |s| {
            s.drivers[1].frequency = Some(Pert { low: 0.5, mode: 0.9, high: 1.0 });
        }),
        ("drivers.REQ-16 must act on frequency or severity, but is neither", |s| {
            (s.drivers[1].frequency, s.drivers[1].severity) = (None, None);
        }),
        ("drivers must name a requirement once, but is naming REQ-10 twice", |s| s.drivers[1] = s.drivers[0].clone()),
    ];
    for (expected, change) in cases {
        assert_eq!(refusal_of(|p| change(&mut p.scenarios[1])), format!("scenario SC-02: {expected}"));
    }
}

fn layer() -> InsuranceLayer {
    let (scenarios, yearly_limit) = (vec![], None);
    InsuranceLayer {
        id: "cyber".into(),
        scenarios,
        basis: InsuranceBasis::Year,
        retention: 1.0,
        limit: 2.0,
        share: 1.0,
        yearly_limit,
    }
}

fn correlation(matrix: Vec<Vec<f64>>) -> Option<Correlation> {
    let scenarios = vec!["SC-01".into(), "SC-02".into()];
    Some(Correlation { copula: Copula::Gaussian, scenarios, matrix })
}

#[test]
fn what_ties_scenarios_together_is_checked_too() {
    let cases: &[Case<Portfolio>] = &[
        ("insurance.cyber.limit must be a finite number above 0, but is 0", |p| {
            p.insurance = vec![InsuranceLayer { limit: 0.0, ..layer() }];
        }),
        ("insurance.cyber.share must be above 0 and at most 1, but is 1.5", |p| {
            p.insurance = vec![InsuranceLayer { share: 1.5, ..layer() }];
        }),
        ("insurance.cyber.scenarios must name a scenario of the portfolio, but is SC-09", |p| {
            p.insurance = vec![InsuranceLayer { scenarios: vec!["SC-09".into()], ..layer() }];
        }),
        ("shocks.region.hits.SC-01 must be above 0 and at most 1, but is 2", |p| {
            p.shocks = vec![Shock { id: "region".into(), rate: 0.1, hits: [("SC-01".into(), 2.0)].into() }];
        }),
        ("correlation.matrix must have a row and a column for each of correlation.scenarios, but is 1 rows", |p| {
            p.correlation = correlation(vec![vec![1.0]]);
        }),
        ("correlation.matrix.0.1 must equal its mirror image, but is 0.5", |p| {
            p.correlation = correlation(vec![vec![1.0, 0.5], vec![0.4, 1.0]]);
        }),
        ("correlation.matrix.0.0 must be 1 on the diagonal, but is 0.9", |p| {
            p.correlation = correlation(vec![vec![0.9, 0.5], vec![0.5, 1.0]]);
        }),
        ("correlation.matrix.0.1 must be from -1 to 1, but is NaN", |p| {
            p.correlation = correlation(vec![vec![1.0, f64::NAN], vec![f64::NAN, 1.0]]);
        }),
        (
            "correlation.matrix is not positive definite, so no years have these correlations; the nearest valid matrix \
             is [[1, 0.9999], [0.9999, 1]]",
            |p| p.correlation = correlation(vec![vec![1.0, 1.0], vec![1.0, 1.0]]),
        ),
    ];
    for (expected, change) in cases {
        assert_eq!(refusal_of(change), *expected);
    }
    let mut often = input(portfolio().scenarios);
    often.portfolio.shocks = vec![Shock { id: "region".into(), rate: 2.0, hits: [("SC-01".into(), 0.5)].into() }];
    let expected = "scenario SC-01: common shocks strike it 1 times a year, which must be less than its rate of 0.5";
    assert_eq!(simulate(&often).unwrap_err().to_string(), expected);
}

#[test]
fn an_id_that_stands_twice_and_an_empty_portfolio_are_refused() {
    let twice = vec![scenario("SC-01", 0.5, 1e3, 1e5), scenario("SC-01", 0.7, 1e3, 1e5)];
    let check = |scenarios| check_portfolio(&Portfolio { scenarios, ..Portfolio::default() });
    assert_eq!(check(twice), Err(RiskError::DuplicateScenario("SC-01".into())));
    assert_eq!(check(vec![]), Err(RiskError::NoScenarios));
}

#[test]
fn a_bad_parameter_is_refused_by_name() {
    let cases: &[Case<RiskInput>] = &[
        ("iterations must be from 200 to 1000000000 years, but is 0", |i| i.iterations = 0),
        ("iterations must be from 200 to 1000000000 years, but is 18446744073709551615", |i| i.iterations = u64::MAX),
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
        let mut changed = input(vec![driven("SC-01", 0.5, 1e3, 1e5)]);
        change(&mut changed);
        assert_eq!(simulate(&changed).unwrap_err().to_string(), *expected);
    }
}

#[test]
fn a_figure_beyond_the_range_of_numbers_is_an_error_and_never_a_number() {
    let overflowing = [(1e-300, 1e300), (1e250, 1e300), (1e306, 1e307), (1e160, 1e161), (1e15, 1e17)];
    for (low, high) in overflowing {
        let refused = simulate(&input(vec![scenario("SC-01", 5.0, low, high)]));
        assert!(matches!(refused, Err(RiskError::Overflow(_))), "{low} to {high}: {refused:?}");
    }
}
