//! Copulas and common shocks.

use crate::fixtures::{input, scenario};
use crate::model::Model;
use crate::simulate;
use crate::years::{CHUNK, Years};
use holdfast_rulepack::{Copula, Correlation, Portfolio, Severity, Shock};

/// Two busy scenarios whose events all cost 1, so that the loss of a year is the number of its events.
fn counting(rates: [f64; 2]) -> Portfolio {
    let scenarios = rates.iter().enumerate().map(|(at, &rate)| {
        let mut scenario = scenario(&format!("SC-{at:02}"), rate, 1.0, 2.0);
        scenario.severity = Severity::Empirical { losses: vec![1.0] };
        scenario
    });
    Portfolio { scenarios: scenarios.collect(), ..Portfolio::default() }
}

/// Events of both scenarios in many years.
fn draw(portfolio: &Portfolio, chunks: u32) -> [Vec<f64>; 2] {
    let model = Model::new(portfolio, &[].into()).unwrap();
    assert!(model.tilt.is_none(), "dependent scenarios are drawn plainly");
    let mut years = Years::new(&model);
    let mut counts = [Vec::new(), Vec::new()];
    for chunk in 0..chunks {
        years.draw(&model, 11, chunk);
        for (counts, row) in counts.iter_mut().zip(&years.by_exposure) {
            counts.extend_from_slice(&row[..CHUNK]);
        }
    }
    counts
}

fn ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&a, &b| values[a].total_cmp(&values[b]));
    let mut ranks = vec![0.0; values.len()];
    let mut start = 0;
    while start < order.len() {
        let end = start + order[start..].iter().take_while(|&&at| values[at] == values[order[start]]).count();
        order[start..end].iter().for_each(|&at| ranks[at] = (start + end - 1) as f64 / 2.0);
        start = end;
    }
    ranks
}

fn correlation(a: &[f64], b: &[f64]) -> f64 {
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
    let (mean_a, mean_b) = (mean(a), mean(b));
    let product = |x: &[f64], mean_x: f64, y: &[f64], mean_y: f64| -> f64 {
        x.iter().zip(y).map(|(x, y)| (x - mean_x) * (y - mean_y)).sum()
    };
    product(a, mean_a, b, mean_b) / (product(a, mean_a, a, mean_a) * product(b, mean_b, b, mean_b)).sqrt()
}

#[test]
fn copulas_reproduce_their_rank_correlation() {
    // Rates so high that ties hardly matter. For a Gaussian copula Spearman's rho is 6/pi asin(r/2); for a t copula of
    // 3 degrees and r = 0.6 it is 0.5545 by numerical integration, and Kendall's tau is 2/pi asin(r) for both.
    for (copula, r) in [
        (Copula::Gaussian, 0.7),
        (Copula::Gaussian, -0.4),
        (Copula::T { degrees: 3.0 }, 0.6),
        (Copula::T { degrees: 8.0 }, -0.3),
    ] {
        let mut portfolio = counting([400.0, 900.0]);
        let matrix = vec![vec![1.0, r], vec![r, 1.0]];
        let scenarios = portfolio.scenarios.iter().map(|one| one.id.clone()).collect();
        portfolio.correlation = Some(Correlation { copula, scenarios, matrix });
        let [a, b] = draw(&portfolio, 20);
        let spearman = correlation(&ranks(&a), &ranks(&b));
        if copula == Copula::Gaussian {
            let truth = 6.0 / std::f64::consts::PI * (r / 2.0).asin();
            assert!((spearman - truth).abs() < 0.015, "{copula:?} {r}: {spearman} and {truth}");
        }
        let (mut agree, mut pairs) = (0.0, 0.0);
        for step in 0..a.len() - 1 {
            let sign = (a[step] - a[step + 1]) * (b[step] - b[step + 1]);
            agree += if sign == 0.0 { 0.0 } else { sign.signum() };
            pairs += f64::from(u8::from(sign != 0.0));
        }
        let (kendall, truth) = (agree / pairs, 2.0 / std::f64::consts::PI * r.asin());
        assert!((kendall - truth).abs() < 0.02, "{copula:?} {r}: {kendall} and {truth}");
    }
}

#[test]
fn a_copula_leaves_each_scenario_as_it_is() {
    let mut portfolio = counting([0.8, 2.5]);
    let scenarios: Vec<_> = portfolio.scenarios.iter().map(|one| one.id.clone()).collect();
    for copula in [Copula::Gaussian, Copula::T { degrees: 2.0 }] {
        let matrix = vec![vec![1.0, 0.5], vec![0.5, 1.0]];
        portfolio.correlation = Some(Correlation { copula, scenarios: scenarios.clone(), matrix });
        for (counts, rate) in draw(&portfolio, 40).iter().zip([0.8_f64, 2.5]) {
            let years = counts.len() as f64;
            let mean = counts.iter().sum::<f64>() / years;
            let none = counts.iter().filter(|&&count| count == 0.0).count() as f64 / years;
            assert!((mean - rate).abs() < 4.0 * (rate / years).sqrt(), "{mean}");
            let truth = (-rate).exp();
            assert!((none - truth).abs() < 4.0 * (truth * (1.0 - truth) / years).sqrt(), "{none}");
        }
    }
}

#[test]
fn a_common_shock_ties_scenarios_together_and_leaves_their_rates() {
    let mut portfolio = counting([0.8, 2.5]);
    let hits = [("SC-00".into(), 0.5), ("SC-01".into(), 1.0)].into();
    portfolio.shocks = vec![Shock { id: "region".into(), rate: 0.6, hits }];
    let [a, b] = draw(&portfolio, 40);
    let years = a.len() as f64;
    let mean = |values: &[f64]| values.iter().sum::<f64>() / years;
    assert!((mean(&a) - 0.8).abs() < 4.0 * (0.8 / years).sqrt());
    assert!((mean(&b) - 2.5).abs() < 4.0 * (2.5 / years).sqrt());
    // The covariance is the rate at which both are struck.
    let truth = 0.6 * 0.5 / (0.8_f64 * 2.5).sqrt();
    assert!((correlation(&a, &b) - truth).abs() < 0.02);
}

#[test]
fn positive_dependence_makes_bad_years_worse() {
    let scenarios = vec![scenario("SC-01", 3.0, 1e3, 2e4), scenario("SC-02", 2.0, 2e3, 3e4)];
    let mut run = input(scenarios);
    run.iterations = 100_000;
    let apart = simulate(&run).unwrap();
    run.portfolio.correlation = Some(Correlation {
        copula: Copula::T { degrees: 3.0 },
        scenarios: vec!["SC-01".into(), "SC-02".into()],
        matrix: vec![vec![1.0, 0.8], vec![0.8, 1.0]],
    });
    let together = simulate(&run).unwrap();
    assert_eq!((apart.method.as_str(), together.method.as_str()), ("importance sampling", "plain sampling"));
    assert!((apart.ale_mean - together.ale_mean).abs() < 4.0 * together.standard_error["ale_mean"]);
    assert!(together.standard_deviation > 1.05 * apart.standard_deviation);
}
