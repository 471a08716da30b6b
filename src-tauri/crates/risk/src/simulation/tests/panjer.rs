//! The yearly loss without chance: recursion of H. H. Panjer, ASTIN Bulletin 12 (1981) 22-26, on a grid.

use crate::fixtures::{input, scenario};
use crate::simulate;
use holdfast_rulepack::Scenario;
use statrs::distribution::{ContinuousCDF, LogNormal};

/// Quantiles of the yearly loss, on a grid of this step and number of points.
fn quantiles(scenarios: &[Scenario], step: f64, points: usize, levels: &[f64]) -> Vec<f64> {
    let rate: f64 = scenarios.iter().map(|scenario| scenario.frequency.rate).sum();
    let mut severity = vec![0.0; points];
    for scenario in scenarios {
        let (low, high) = (scenario.severity.low.ln(), scenario.severity.high.ln());
        let loss = LogNormal::new((low + high) / 2.0, (high - low) / (2.0 * 1.644_853_626_951_472_2)).unwrap();
        let mut below = 0.0;
        for (at, mass) in severity.iter_mut().enumerate() {
            let up_to = loss.cdf((at as f64 + 0.5) * step);
            *mass += scenario.frequency.rate / rate * (up_to - below);
            below = up_to;
        }
    }
    let weighted: Vec<f64> = severity.iter().enumerate().map(|(at, mass)| rate * at as f64 * mass).collect();
    let mut aggregate = vec![(rate * (severity[0] - 1.0)).exp()];
    for at in 1..points {
        let sum: f64 = (1..=at).map(|part| weighted[part] * aggregate[at - part]).sum();
        aggregate.push(sum / at as f64);
    }
    let quantile = |&level: &f64| {
        let mut sum = 0.0;
        let at = aggregate.iter().position(|mass| {
            sum += mass;
            sum >= level
        });
        at.expect("the grid reaches the level") as f64 * step
    };
    levels.iter().map(quantile).collect()
}

#[test]
fn value_at_risk_agrees_with_a_recursion_that_draws_nothing() {
    let portfolios: [(f64, Vec<Scenario>); 3] = [
        (500.0, vec![scenario("SC-01", 3.0, 5e3, 1e5), scenario("SC-02", 0.4, 5e4, 6e5)]),
        (1_500.0, vec![scenario("SC-01", 0.8, 2e4, 1.2e6)]),
        (
            40.0,
            vec![scenario("SC-01", 12.0, 1e3, 8e3), scenario("SC-02", 2.0, 3e2, 9e3), scenario("SC-03", 0.1, 2e3, 5e4)],
        ),
    ];
    for (step, scenarios) in portfolios {
        let names = ["0.90", "0.95", "0.99"];
        let expected = quantiles(&scenarios, step, 6_000, &[0.90, 0.95, 0.99]);
        let mut run = input(scenarios);
        run.iterations = 200_000;
        let result = simulate(&run).unwrap();
        for (name, expected) in names.iter().zip(expected) {
            let allowed = 4.0 * result.standard_error[&format!("var_{name}")] + step;
            assert!((result.var[*name] - expected).abs() < allowed, "{name}: {} and {expected}", result.var[*name]);
        }
    }
}
