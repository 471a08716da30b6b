//! Same input, same bytes.

use crate::fixtures::{driven, input, scenario};
use crate::model::Model;
use crate::years::Years;
use crate::{Cost, RiskInput, simulate, simulate_on};
use holdfast_rulepack::{
    Copula, Correlation, Frequency, GapSeverity, InsuranceBasis, InsuranceLayer, Pert, Portfolio, Severity, Shock,
};
use proptest::prelude::*;
use std::num::NonZeroUsize;

/// Every kind of frequency, severity and limit.
fn portfolio() -> RiskInput {
    let mut scenarios = vec![
        driven("SC-03", 0.2, 1e5, 4e6),
        driven("SC-01", 6.0, 2e3, 6e4),
        driven("SC-02", 1.2, 2e4, 2e5),
        scenario("SC-04", 0.7, 5e3, 2e5),
        scenario("SC-05", 0.7, 5e3, 2e5),
        scenario("SC-06", 0.7, 5e3, 2e5),
        scenario("SC-07", 0.7, 5e3, 2e5),
    ];
    scenarios[1].drivers[0].frequency = Some(Pert { low: 0.2, mode: 0.5, high: 0.7 });
    scenarios[1].drivers[1].severity = Some(Pert { low: 0.1, mode: 0.2, high: 0.4 });
    scenarios[3].frequency = Frequency::NegativeBinomial { rate: 0.7, size: 1.5 };
    scenarios[3].severity = Severity::Pert { low: 1e3, mode: 1e4, high: 2e5 };
    scenarios[4].frequency = Frequency::Bernoulli { probability: 0.2 };
    scenarios[4].severity = Severity::Gamma { shape: 0.8, scale: 3e4 };
    scenarios[5].frequency = Frequency::PoissonPert { rate: Pert { low: 0.2, mode: 0.6, high: 2.0 } };
    let body = Box::new(Severity::Weibull { shape: 0.9, scale: 2e4 });
    scenarios[5].severity = Severity::Spliced { body, threshold: 5e4, shape: 0.3, scale: 4e4 };
    scenarios[6].severity = Severity::Empirical { losses: vec![3e3, 8e3, 4e4, 2e5] };
    scenarios[6].cap = Some(1e5);
    scenarios[6].deductible = Some(5e3);
    let mut run = input(scenarios);
    run.requirement_scores.insert("REQ-10".into(), Some(0.4));
    run.gap_severity = GapSeverity::Severe;
    run.plan_costs = Some(vec![Cost {
        days: [20.0, 30.0, 70.0].into(),
        day_rate: [500.0, 700.0, 800.0].into(),
        ..Cost::new("TASK-1", "Task")
    }]);
    run
}

/// The same with insurance, a copula and a shock.
fn tied() -> RiskInput {
    let mut run = portfolio();
    let layer = |id: &str, basis, retention, limit| InsuranceLayer {
        id: id.into(),
        scenarios: vec![],
        basis,
        retention,
        limit,
        share: 0.9,
        yearly_limit: Some(2e6),
    };
    run.portfolio.insurance =
        vec![layer("event", InsuranceBasis::Event, 1e5, 1e6), layer("year", InsuranceBasis::Year, 1e6, 1e7)];
    run.portfolio.correlation = Some(Correlation {
        copula: Copula::T { degrees: 4.0 },
        scenarios: vec!["SC-06".into(), "SC-04".into()],
        matrix: vec![vec![1.0, 0.5], vec![0.5, 1.0]],
    });
    let hits = [("SC-01".into(), 0.5), ("SC-07".into(), 0.2)].into();
    run.portfolio.shocks = vec![Shock { id: "region".into(), rate: 0.3, hits }];
    run
}

#[test]
fn the_number_of_threads_does_not_change_the_result() {
    for mut run in [portfolio(), tied()] {
        run.iterations = 150_000;
        let on = |threads| simulate_on(&run, NonZeroUsize::new(threads).unwrap()).unwrap();
        let one = on(1);
        assert_eq!(one, on(2));
        assert_eq!(one, on(16));
        assert_eq!(one, simulate(&run).unwrap());
    }
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
    reversed.portfolio.scenarios.reverse();
    assert_eq!(simulate(&reversed).unwrap(), simulate(&portfolio()).unwrap());
}

#[test]
fn a_year_depends_on_seed_and_number_alone() {
    let run = portfolio();
    let model = Model::new(&run.portfolio, &run.requirement_scores).unwrap();
    let (mut in_order, mut alone) = (Years::new(&model), Years::new(&model));
    (0..4).for_each(|chunk| in_order.draw(&model, 3, chunk));
    alone.draw(&model, 3, 3);
    assert_eq!(in_order.losses, alone.losses);
    assert_eq!(in_order.weights, alone.weights);
}

#[test]
fn every_path_of_the_dispatch_gives_the_same_bytes() {
    for run in [portfolio(), tied()] {
        let model = Model::new(&run.portfolio, &run.requirement_scores).unwrap();
        let (mut best, mut plain) = (Years::new(&model), Years::new(&model));
        plain.set_arch(pulp::Arch::Scalar);
        for chunk in 0..3 {
            best.draw(&model, 5, chunk);
            plain.draw(&model, 5, chunk);
            assert_eq!((&best.losses, &best.peaks, &best.weights), (&plain.losses, &plain.peaks, &plain.weights));
        }
    }
}

#[test]
fn under_a_higher_rate_every_event_of_the_lower_one_stays() {
    // Dependent scenarios are drawn without importance sampling, whose extra losses follow the model.
    let at = |rate: f64| {
        let scenarios = vec![scenario("SC-01", rate, 1e3, 1e5), scenario("SC-02", 1.0, 1e3, 1e5)];
        let hits = [("SC-01".into(), 0.01), ("SC-02".into(), 0.01)].into();
        let shocks = vec![Shock { id: "shock".into(), rate: 0.1, hits }];
        let model = Model::new(&Portfolio { scenarios, shocks, ..Portfolio::default() }, &[].into()).unwrap();
        let mut years = Years::new(&model);
        years.draw(&model, 9, 0);
        years.losses
    };
    let (low, high) = (at(0.8), at(1.4));
    assert!(low.iter().zip(high.iter()).all(|(low, high)| high >= low));
    assert!(low.iter().zip(high.iter()).filter(|(low, high)| low == high).count() > 500);
}

#[test]
fn fixed_runs_give_the_same_bytes_on_every_platform() {
    let results = [portfolio(), tied()].map(|run| simulate(&run).unwrap());
    let mut exact = portfolio();
    exact.method = crate::Method::Exact;
    let [plain, tied] = results;
    let json = serde_json::to_string_pretty(&[plain, tied, simulate(&exact).unwrap()]).unwrap();
    if std::env::var_os("HOLDFAST_WRITE_GOLDEN").is_some() {
        let golden = concat!(env!("CARGO_MANIFEST_DIR"), "/src/simulation/tests/golden.json");
        std::fs::write(golden, format!("{json}\n")).unwrap();
    }
    let differs = json.lines().zip(include_str!("golden.json").lines()).find(|(found, golden)| found != golden);
    assert_eq!(differs, None, "set HOLDFAST_WRITE_GOLDEN to accept the new figures");
    assert_eq!(json.len(), include_str!("golden.json").trim_end().len());
}

proptest! {
    #[test]
    fn a_wider_gap_never_lowers_the_mean(score in 0_u32..=100, lower in 0_u32..=100) {
        let mean = |score: u32| {
            let mut run = input(vec![driven("SC-01", 0.2, 1e5, 4e6), driven("SC-02", 3.0, 1e3, 2e5)]);
            run.requirement_scores.insert("REQ-16".into(), Some(f64::from(score) / 100.0));
            Model::new(&run.portfolio, &run.requirement_scores).unwrap().mean()
        };
        prop_assert!(mean(lower.min(score)) >= mean(score));
    }
}
