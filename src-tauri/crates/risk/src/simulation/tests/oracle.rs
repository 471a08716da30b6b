//! Simulation and exact computation are two programs for one question.

use crate::exact::{computed, grid_step};
use crate::fixtures::{fair_24, input, scenario};
use crate::model::Model;
use crate::outcome::simulated;
use crate::philox::{Purpose, Stream, unit};
use crate::{Method, simulate};
use holdfast_rulepack::{Frequency, Pert, Portfolio, Scenario, Severity};
use std::num::NonZeroUsize;

#[test]
fn the_exact_figures_of_the_reference_portfolio_are_its_known_ones() {
    let mut run = input(fair_24());
    run.method = Method::Exact;
    let result = simulate(&run).unwrap();
    let close = |value: f64, truth: f64, part: f64| assert!((value / truth - 1.0).abs() < part, "{value} and {truth}");
    close(result.ale_mean, 10_435_081.411, 1e-9);
    close(result.var["0.95"], 25_566_638.27, 1e-5);
    close(result.var["0.99"], 54_312_079.86, 1e-5);
    close(result.expected_shortfall["0.95"], 50_427_701.54, 3e-5);
    close(result.expected_shortfall["0.99"], 114_762_277.4, 5e-5);
    assert_eq!(result.method, "exact");
    assert!(result.standard_error.values().all(|&error| error == 0.0));
    assert!(
        (result.scenarios.iter().map(|one| one.expected_shortfall).sum::<f64>() / 114_762_277.4 - 1.0).abs() < 1e-4
    );
}

/// A portfolio of one to six scenarios of every kind, by its number.
fn portfolio(number: u64) -> Vec<Scenario> {
    let stream = Stream::new(number, Purpose::Count, 0, 0);
    let mut words = [0; 128];
    stream.fill(&mut words);
    let mut words = words.into_iter();
    let mut from = |low: f64, high: f64| low * (high / low).powf(unit(words.next().unwrap()));
    let count = from(1.0, 7.0) as usize;
    (0..count)
        .map(|at| {
            let (rate, size) = (from(0.03, 6.0), from(1e3, 1e6));
            let frequency = match from(1.0, 9.0) as u32 {
                1..=3 => Frequency::Poisson { rate },
                4 | 5 => Frequency::PoissonPert { rate: Pert { low: rate / 3.0, mode: rate, high: 2.0 * rate } },
                6 | 7 => Frequency::NegativeBinomial { rate, size: from(0.3, 5.0) },
                _ => Frequency::Bernoulli { probability: from(0.02, 0.9) },
            };
            let lognormal = Severity::Lognormal { mu: size.ln(), sigma: from(0.3, 1.8) };
            let severity = match from(1.0, 10.0) as u32 {
                1..=3 => lognormal,
                4 => Severity::Pert { low: size / 5.0, mode: size, high: 4.0 * size },
                5 => Severity::Gamma { shape: from(0.4, 5.0), scale: size },
                6 => Severity::Weibull { shape: from(0.5, 2.0), scale: size },
                7 | 8 => Severity::Spliced {
                    body: Box::new(lognormal),
                    threshold: 2.0 * size,
                    shape: from(0.05, 0.4),
                    scale: size,
                },
                _ => Severity::Empirical { losses: (0..7).map(|_| size * from(0.2, 5.0)).collect() },
            };
            let limited = from(1.0, 4.0) as u32 == 1;
            Scenario {
                frequency,
                severity,
                cap: limited.then_some(8.0 * size),
                deductible: limited.then_some(0.2 * size),
                ..scenario(&format!("SC-{at:02}"), 1.0, 1.0, 2.0)
            }
        })
        .collect()
}

#[test]
fn every_simulated_figure_of_200_portfolios_is_within_4_standard_errors_of_the_exact_one() {
    const YEARS: u64 = 30_000;
    let mut worst: f64 = 0.0;
    for number in 0..200 {
        let scenarios = Portfolio { scenarios: portfolio(number), ..Portfolio::default() };
        let model = Model::new(&scenarios, &[].into()).unwrap();
        let exact = computed(&model, 16, true).unwrap();
        let step = grid_step(&model, 16).unwrap();
        let found = simulated(&model, number, YEARS, NonZeroUsize::MIN).unwrap();
        let mut pairs = vec![("mean", found.mean, exact.mean), ("deviation", found.deviation, exact.deviation)];
        pairs.extend(found.value_at_risk.into_iter().zip(exact.value_at_risk).map(|(a, b)| ("value at risk", a, b)));
        pairs.extend(
            found.expected_shortfall.into_iter().zip(exact.expected_shortfall).map(|(a, b)| ("shortfall", a, b)),
        );
        pairs.extend(found.parts.iter().zip(&exact.parts).map(|(a, b)| ("part", *a, *b)));
        pairs.extend(found.shares.iter().zip(&exact.shares).map(|(a, b)| ("share", *a, *b)));
        for (name, found, exact) in pairs {
            // The grid rounds each loss by up to half a step.
            let grid = step + 5e-4 * exact.value.abs();
            let distance = (found.value - exact.value).abs() - grid;
            let errors = distance / found.standard_error.max(1e-9);
            worst = worst.max(errors);
            assert!(errors < 4.0, "portfolio {number}, {name}: {found:?} and {exact:?}: {scenarios:?}");
        }
    }
    assert!(worst > 2.0, "{worst}: standard errors this wide show nothing");
}
