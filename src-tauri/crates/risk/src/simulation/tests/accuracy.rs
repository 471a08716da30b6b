//! The figures against closed forms, a reference portfolio and each other.

use crate::exposure::Exposure;
use crate::fixtures::{input, scenario};
use crate::simulation::{avoided, exposures};
use crate::years::draw_years;
use crate::{RiskResult, simulate};
use holdfast_rulepack::Scenario;
use std::num::NonZeroUsize;

/// Mean and variance of the yearly loss, and the variance of the sample variance times the number of years.
fn moments(scenarios: &[Scenario]) -> (f64, f64, f64) {
    let mut cumulants = [0.0; 5];
    for scenario in scenarios {
        let (low, high) = (scenario.severity.low.ln(), scenario.severity.high.ln());
        let (mu, sigma) = ((low + high) / 2.0, (high - low) / (2.0 * 1.644_853_626_951_472_2));
        for (order, cumulant) in cumulants.iter_mut().enumerate() {
            let order = order as f64;
            *cumulant += scenario.frequency.rate * (order * mu + order * order * sigma * sigma / 2.0).exp();
        }
    }
    let [_, mean, variance, _, fourth] = cumulants;
    (mean, variance, fourth + 2.0 * variance * variance)
}

#[test]
fn mean_and_variance_agree_with_the_closed_form_of_the_compound_poisson_process() {
    let portfolios = [
        vec![scenario("SC-01", 0.01, 1e4, 3e5)],
        vec![scenario("SC-01", 0.5, 1e3, 2e4)],
        vec![scenario("SC-01", 25.0, 10.0, 100.0)],
        vec![scenario("SC-01", 0.9, 1e4, 1.1e4), scenario("SC-02", 3.0, 2e3, 9e3)],
        vec![scenario("SC-01", 0.3, 5e5, 5e6), scenario("SC-02", 2.5, 1e3, 3e4), scenario("SC-03", 90.0, 1.0, 9.0)],
        (1..=30).map(|at| scenario(&format!("SC-{at:02}"), 0.05 * f64::from(at), 1e3, 2e3 * f64::from(at))).collect(),
    ];
    for (at, scenarios) in portfolios.into_iter().enumerate() {
        let (mean, variance, spread) = moments(&scenarios);
        let mut run = input(scenarios);
        run.iterations = 200_000;
        let years = run.iterations as f64;
        let result = simulate(&run).unwrap();
        let simulated = result.standard_deviation * result.standard_deviation;
        assert!((result.analytic_mean - mean).abs() < 0.01 + 1e-9 * mean, "portfolio {at}");
        assert!((result.ale_mean - mean).abs() < 4.0 * (variance / years).sqrt(), "mean of portfolio {at}");
        assert!((simulated - variance).abs() < 4.0 * (spread / years).sqrt(), "variance of portfolio {at}");
    }
}

#[test]
fn the_reference_portfolio_gives_its_known_figures() {
    // Truth by two Fourier inversions of the aggregate distribution that agree to the digits given here.
    let rows: Vec<(String, f64, f64, f64)> = serde_json::from_str(include_str!("fair24.json")).unwrap();
    let scenarios =
        rows.iter().map(|(name, rate, low, high)| Scenario { drivers: vec![], ..scenario(name, *rate, *low, *high) });
    let mut run = input(scenarios.collect());
    run.iterations = 1_000_000;
    let result = simulate(&run).unwrap();
    assert_eq!(result.analytic_mean.round(), 10_435_081.0);
    let expected = [
        ("ale_mean", result.ale_mean, 10_435_081.0),
        ("var_0.95", result.var["0.95"], 25_566_638.0),
        ("var_0.99", result.var["0.99"], 54_312_080.0),
        ("expected_shortfall_0.95", result.expected_shortfall["0.95"], 50_427_702.0),
        ("expected_shortfall_0.99", result.expected_shortfall["0.99"], 114_762_277.0),
    ];
    for (figure, value, truth) in expected {
        let error = result.standard_error[figure];
        assert!((value - truth).abs() < 4.0 * error, "{figure}: {value} +- {error}, truth {truth}");
        assert!(error < 0.02 * truth, "{figure}: {error} is too wide to show anything");
    }
}

#[test]
fn the_standard_errors_are_the_spread_over_repeated_runs() {
    let scenarios = [scenario("SC-01", 1.5, 2e3, 6e4), scenario("SC-02", 0.3, 2e4, 2e5)];
    let repeat = |seed| {
        let mut run = input(scenarios.to_vec());
        (run.seed, run.iterations) = (seed, 8_000);
        simulate(&run).unwrap()
    };
    let runs: Vec<RiskResult> = (0..150).map(repeat).collect();
    let figure = |run: &RiskResult, name: &str| match name.rsplit_once('_').unwrap() {
        ("var", level) => run.var[level],
        ("expected_shortfall", level) => run.expected_shortfall[level],
        _ => run.ale_mean,
    };
    for name in runs[0].standard_error.keys() {
        let count = runs.len() as f64;
        let mean = runs.iter().map(|run| figure(run, name)).sum::<f64>() / count;
        let squares: f64 = runs.iter().map(|run| (figure(run, name) - mean).powi(2)).sum();
        let spread = (squares / (count - 1.0)).sqrt();
        let stated = runs.iter().map(|run| run.standard_error[name]).sum::<f64>() / count;
        assert!((0.75..1.33).contains(&(stated / spread)), "{name}: {stated} stated, {spread} found");
    }
}

#[test]
fn contributions_add_up_and_the_largest_comes_first() {
    let result = simulate(&input(vec![
        scenario("SC-01", 0.2, 1e3, 1e4),
        scenario("SC-02", 2.0, 1e4, 1e5),
        scenario("SC-03", 1.0, 5e3, 5e4),
    ]))
    .unwrap();
    let order: Vec<&str> = result.scenarios.iter().map(|share| share.id.as_str()).collect();
    assert_eq!(order, ["SC-02", "SC-03", "SC-01"]);
    let means: f64 = result.scenarios.iter().map(|share| share.mean).sum();
    assert!((means - result.ale_mean).abs() < 0.05);
    assert!((result.scenarios.iter().map(|share| share.share).sum::<f64>() - 1.0).abs() < 1e-12);
}

#[test]
fn the_tornado_moves_one_estimate_at_a_time() {
    let result = simulate(&input(vec![scenario("SC-01", 0.2, 1e3, 1e4), scenario("SC-02", 2.0, 1e4, 1e5)])).unwrap();
    assert_eq!(result.tornado.len(), 4);
    let swings: Vec<f64> = result.tornado.iter().map(|bar| bar.high - bar.low).collect();
    assert!(swings.windows(2).all(|pair| pair[0] >= pair[1]));
    let rates = result.tornado.iter().find(|bar| bar.title == "Scenario SC-01: events a year").unwrap();
    let (mean, _, _) = moments(&[scenario("SC-01", 0.2, 1e3, 1e4)]);
    assert!((rates.low - (result.analytic_mean - 0.5 * mean)).abs() < 0.02);
    assert!((rates.high - (result.analytic_mean + mean)).abs() < 0.02);
    let losses = result.tornado.iter().find(|bar| bar.title == "Scenario SC-01: loss of one event").unwrap();
    assert!((losses.high - losses.low - 0.2 * 9e3).abs() < 0.02);
}

#[test]
fn closing_the_gaps_is_worth_the_loss_that_they_add() {
    let mut run = input(vec![scenario("SC-01", 0.2, 1e3, 1e4)]);
    assert_eq!(simulate(&run).unwrap().investment.yearly_benefit, 0.0);
    run.requirement_scores.values_mut().for_each(|score| *score = Some(0.0));
    let result = simulate(&run).unwrap();
    let (mean, _, _) = moments(&run.scenarios);
    assert!((result.investment.yearly_benefit - 3.0 * mean).abs() < 0.01);
    assert!((result.analytic_mean - 4.0 * mean).abs() < 0.01);
}

#[test]
fn the_years_without_gaps_lose_only_what_the_gaps_add() {
    let mut run = input(vec![scenario("SC-01", 0.4, 1e3, 1e4), scenario("SC-02", 2.0, 1e4, 3e4)]);
    run.requirement_scores.values_mut().for_each(|score| *score = Some(0.2));
    let exposures = exposures(&run).unwrap();
    let years = draw_years(&exposures, 8_192, run.seed, NonZeroUsize::MIN);
    let avoided = avoided(&exposures, &years.losses, run.seed, NonZeroUsize::MIN);
    let count = avoided.len() as f64;
    assert!(count == 8_192.0 && avoided.iter().all(|&loss| loss > -1e-6));
    let mean = avoided.iter().sum::<f64>() / count;
    let spread = (avoided.iter().map(|loss| (loss - mean).powi(2)).sum::<f64>() / (count - 1.0)).sqrt();
    let expected: f64 = exposures.iter().map(Exposure::mean_from_gaps).sum();
    assert!((mean - expected).abs() < 4.0 * spread / count.sqrt(), "{mean} and {expected}");

    let case = simulate(&run).unwrap().investment;
    let npv = case.spread.unwrap().npv;
    // 4.329477 is the present value of 1 a year over 5 years at 5 %; the years and the draws both leave an error.
    let error = 4.329_477 * spread / count.sqrt() + npv.mean.unwrap().standard_error;
    assert!((npv.mean.unwrap().value - case.npv.unwrap()).abs() < 4.0 * error);
    assert!(npv.p5.unwrap().value < npv.p50.unwrap().value && npv.p50.unwrap().value < npv.p95.unwrap().value);
}
