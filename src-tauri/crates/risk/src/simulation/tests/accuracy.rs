//! The figures against a reference portfolio, against repeated runs, and against each other.

use crate::exposure::Scores;
use crate::fixtures::{driven, fair_24, input, scenario};
use crate::simulation::{at_score, avoided};
use crate::{RiskResult, simulate};
use holdfast_rulepack::{Frequency, Pert};

/// Figures of FAIR-24 by two independent Fourier inversions that agree to the digits given here.
const FAIR_24: [(&str, f64); 5] = [
    ("ale_mean", 10_435_081.0),
    ("var_0.95", 25_566_638.0),
    ("var_0.99", 54_312_080.0),
    ("expected_shortfall_0.95", 50_427_702.0),
    ("expected_shortfall_0.99", 114_762_277.0),
];

fn figure(run: &RiskResult, name: &str) -> f64 {
    match name.rsplit_once('_').unwrap() {
        ("var", level) => run.var[level],
        ("expected_shortfall", level) => run.expected_shortfall[level],
        ("standard", _) => run.standard_deviation,
        _ => run.ale_mean,
    }
}

#[test]
fn the_reference_portfolio_gives_its_known_figures() {
    let mut run = input(fair_24());
    run.iterations = 1_000_000;
    let result = simulate(&run).unwrap();
    assert_eq!(result.analytic_mean.round(), 10_435_081.0);
    for (name, truth) in FAIR_24 {
        let (value, error) = (figure(&result, name), result.standard_error[name]);
        assert!((value - truth).abs() < 4.0 * error, "{name}: {value} +- {error}, truth {truth}");
        assert!(error < 0.003 * truth, "{name}: {error} is too wide to show anything");
    }
    assert!(result.convergence.converged && result.convergence.iterations_needed < 10_000);
}

#[test]
fn importance_sampling_brings_every_figure_of_the_reference_within_three_percent_at_8192_years() {
    let runs: Vec<RiskResult> = (0..120)
        .map(|seed| {
            let mut run = input(fair_24());
            (run.seed, run.iterations) = (seed, 8_192);
            simulate(&run).unwrap()
        })
        .collect();
    for (name, truth) in FAIR_24 {
        let squares = runs.iter().map(|run| (figure(run, name) / truth - 1.0).powi(2)).sum::<f64>();
        let error = (squares / runs.len() as f64).sqrt();
        assert!(error < 0.03, "{name}: {error}");
    }
}

#[test]
fn the_standard_errors_are_the_spread_over_repeated_runs() {
    let scenarios = [
        scenario("SC-01", 1.5, 2e3, 6e4),
        scenario("SC-02", 0.3, 2e4, 2e5),
        holdfast_rulepack::Scenario {
            frequency: Frequency::PoissonPert { rate: Pert { low: 0.2, mode: 0.5, high: 2.0 } },
            ..scenario("SC-03", 0.3, 5e3, 5e5)
        },
    ];
    let repeat = |seed| {
        let mut run = input(scenarios.to_vec());
        (run.seed, run.iterations) = (seed, 8_000);
        simulate(&run).unwrap()
    };
    let runs: Vec<RiskResult> = (0..150).map(repeat).collect();
    let check = |name: &str, value: &dyn Fn(&RiskResult) -> f64, stated: &dyn Fn(&RiskResult) -> f64| {
        let count = runs.len() as f64;
        let mean = runs.iter().map(value).sum::<f64>() / count;
        let squares: f64 = runs.iter().map(|run| (value(run) - mean).powi(2)).sum();
        let spread = (squares / (count - 1.0)).sqrt();
        let stated = runs.iter().map(stated).sum::<f64>() / count;
        assert!((0.75..1.33).contains(&(stated / spread)), "{name}: {stated} stated, {spread} found");
    };
    for name in runs[0].standard_error.keys() {
        check(name, &|run| figure(run, name), &|run| run.standard_error[name]);
    }
    for id in ["SC-01", "SC-02", "SC-03"] {
        let of = |run: &RiskResult| run.scenarios.iter().find(|share| share.id.as_str() == id).unwrap().clone();
        check(id, &|run| of(run).mean, &|run| of(run).mean_standard_error);
        check(id, &|run| of(run).expected_shortfall, &|run| of(run).expected_shortfall_standard_error);
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
    assert!((means / result.ale_mean - 1.0).abs() < 1e-6, "{means} {}", result.ale_mean);
    let tails: f64 = result.scenarios.iter().map(|share| share.expected_shortfall).sum();
    assert!((tails - result.expected_shortfall["0.99"]).abs() < 0.05);
    assert!((result.scenarios.iter().map(|share| share.share).sum::<f64>() - 1.0).abs() < 1e-12);
}

#[test]
fn the_tornado_moves_one_estimate_at_a_time() {
    let estimated = holdfast_rulepack::Scenario {
        frequency: Frequency::PoissonPert { rate: Pert { low: 0.1, mode: 0.2, high: 0.6 } },
        ..scenario("SC-01", 0.2, 1e3, 1e4)
    };
    let result = simulate(&input(vec![estimated, scenario("SC-02", 2.0, 1e4, 1e5)])).unwrap();
    // A rate that is no estimate has no bar.
    assert_eq!(result.tornado.len(), 3);
    let swings: Vec<f64> = result.tornado.iter().map(|bar| bar.high - bar.low).collect();
    assert!(swings.windows(2).all(|pair| pair[0] >= pair[1]));
    let bar = |title: &str| result.tornado.iter().find(|bar| bar.title == title).unwrap();
    let (ln_low, ln_high) = (1e3_f64.ln(), 1e4_f64.ln());
    let mean_loss =
        ((ln_low + ln_high) / 2.0 + ((ln_high - ln_low) / (2.0 * 1.644_853_626_951_472_2)).powi(2) / 2.0).exp();
    let rates = bar("Scenario SC-01: events a year");
    assert!((rates.high - rates.low - 0.5 * mean_loss).abs() < 0.02);
    let losses = bar("Scenario SC-01: loss of one event");
    assert!((losses.high - losses.low - 0.25 * 9e3).abs() < 1.0, "{losses:?}");
}

#[test]
fn the_curves_fall_in_probability_and_no_single_loss_is_more_likely_than_the_sum() {
    let mut run = input(fair_24());
    run.iterations = 50_000;
    let result = simulate(&run).unwrap();
    for (curve, errors) in [
        (&result.exceedance, &result.exceedance_standard_error),
        (&result.occurrence_exceedance, &result.occurrence_exceedance_standard_error),
    ] {
        assert!((60..=100).contains(&curve.len()) && errors.len() == curve.len(), "{}", curve.len());
        assert!(curve.windows(2).all(|pair| pair[0].0 < pair[1].0 && pair[0].1 > pair[1].1));
        assert!(errors.iter().zip(curve).all(|(&error, &(_, share))| error > 0.0 && error < share.max(1e-3)));
    }
    let beyond =
        |curve: &[(f64, f64)], loss: f64| curve.iter().find(|point| point.0 >= loss).map_or(0.0, |point| point.1);
    for &(loss, share) in &result.occurrence_exceedance {
        assert!(share <= beyond(&result.exceedance, loss * 0.9) + 0.02, "{loss}");
    }
}

#[test]
fn closing_the_gaps_is_worth_the_loss_that_they_add() {
    let mut run = input(vec![driven("SC-01", 0.2, 1e3, 1e4)]);
    assert_eq!(simulate(&run).unwrap().investment.yearly_benefit, 0.0);
    run.requirement_scores.values_mut().for_each(|score| *score = Some(0.0));
    let result = simulate(&run).unwrap();
    // Both controls together leave 0.5 x 0.8 of the rate and 0.8 of the loss.
    assert!((result.investment.yearly_benefit - (1.0 - 0.32) * result.analytic_mean).abs() < 0.02);
}

#[test]
fn the_years_without_gaps_lose_only_what_the_gaps_add() {
    let mut run = input(vec![driven("SC-01", 0.4, 1e3, 1e4), driven("SC-02", 2.0, 1e4, 3e4)]);
    run.requirement_scores.values_mut().for_each(|score| *score = Some(0.2));
    let met: Scores = at_score(&run.requirement_scores, 1.0);
    let avoided = avoided(&run, &met).unwrap();
    let count = avoided.len() as f64;
    assert!(count == 8_192.0 && avoided.iter().all(|&loss| loss > -1e-6));
    let mean = avoided.iter().sum::<f64>() / count;
    let spread = (avoided.iter().map(|loss| (loss - mean).powi(2)).sum::<f64>() / (count - 1.0)).sqrt();
    let expected = simulate(&run).unwrap().investment.yearly_benefit;
    assert!((mean - expected).abs() < 4.0 * spread / count.sqrt(), "{mean} and {expected}");

    let case = simulate(&run).unwrap().investment;
    let npv = case.spread.unwrap().npv;
    // 4.329477 is the present value of 1 a year over 5 years at 5 %; the years and the draws both leave an error.
    let error = 4.329_477 * spread / count.sqrt() + npv.mean.unwrap().standard_error;
    assert!((npv.mean.unwrap().value - case.npv.unwrap()).abs() < 4.0 * error);
    assert!(npv.p5.unwrap().value < npv.p50.unwrap().value && npv.p50.unwrap().value < npv.p95.unwrap().value);
}
