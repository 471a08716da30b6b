#![allow(clippy::unwrap_used)]

use super::portfolio_sensitivity;
use crate::fixtures::{driven, input, scenario};
use crate::{RiskInput, ThreePoint, normal_quantile, simulate};
use holdfast_rulepack::{Frequency, Pert};

fn portfolio() -> RiskInput {
    let mut first = driven("SC-01", 1.0, 2e4, 6e4);
    first.frequency = Frequency::PoissonPert { rate: Pert { low: 0.2, mode: 1.0, high: 3.0 } };
    first.drivers[0].frequency = Some(Pert { low: 0.1, mode: 0.4, high: 0.8 });
    first.drivers.truncate(1);
    let mut run = input(vec![first, scenario("SC-02", 0.5, 1e4, 5e4)]);
    run.requirement_scores = [("REQ-10".into(), Some(0.5)), ("REQ-16".into(), Some(1.0))].into();
    run
}

/// First and second moment of a function of an estimate, by the midpoint rule over its quantiles.
fn moments(estimate: [f64; 3], map: impl Fn(f64) -> f64) -> [f64; 2] {
    let estimate = ThreePoint::from(estimate);
    let values = (0..4000).map(|at| map(estimate.quantile((f64::from(at) + 0.5) / 4000.0)));
    values.fold([0.0; 2], |[first, second], value| [first + value / 4000.0, second + value * value / 4000.0])
}

fn lognormal(low: f64, high: f64) -> [f64; 2] {
    let (mu, sigma) = ((low * high).ln() / 2.0, (high / low).ln() / 2.0 / normal_quantile(0.95));
    [(mu + sigma * sigma / 2.0).exp(), (2.0 * mu + 2.0 * sigma * sigma).exp()]
}

#[test]
fn indices_agree_with_the_closed_form_of_a_product() {
    let found = portfolio_sensitivity(&portfolio()).unwrap();
    let factors =
        [moments([0.2, 1.0, 3.0], |x| x), lognormal(2e4, 6e4), moments([0.1, 0.4, 0.8], |x| (1.0 - x).sqrt())];
    let [first, second] = [0, 1].map(|moment| factors.iter().map(|factor| factor[moment]).product::<f64>());
    let other = lognormal(1e4, 5e4);
    let variance = second - first * first + 0.25 * (other[1] - other[0] * other[0]);
    let mut known: Vec<(f64, f64)> = factors
        .iter()
        .map(|[mean, square]| {
            let own = square - mean * mean;
            (own * (first / mean).powi(2) / variance, own * second / square / variance)
        })
        .collect();
    let own = 0.25 * (other[1] - other[0] * other[0]) / variance;
    known.push((own, own));
    assert_eq!(found.sobol.indices.len(), known.len());
    for (index, (first, total)) in found.sobol.indices.iter().zip(known) {
        for (found, known) in [(index.first, first), (index.total, total)] {
            assert!((found.value - known).abs() < 4.0 * found.standard_error, "{index:?}: {known}");
        }
    }
    let error = (found.sobol.variance / 4096.0).sqrt();
    assert!((found.sobol.mean - found.analytic_mean).abs() < 4.0 * error);
}

#[test]
fn the_mean_is_that_of_the_simulation_and_swings_are_in_closed_form() {
    let run = portfolio();
    let found = portfolio_sensitivity(&run).unwrap();
    assert_eq!(found.analytic_mean, simulate(&run).unwrap().analytic_mean);
    let names: Vec<&str> = found.sobol.indices.iter().map(|index| index.name.as_str()).collect();
    let expected = ["events a year", "loss of one event", "events left by REQ-10", "loss of one event"];
    assert!(names.len() == 4 && names.iter().zip(expected).all(|(name, end)| name.ends_with(end)), "{names:?}");
    let swing = found.swings.iter().find(|swing| swing.name.starts_with("SC-02")).unwrap();
    let law = |p: f64| {
        let (mu, sigma) = ((1e4_f64 * 5e4).ln() / 2.0, 5.0_f64.ln() / 2.0 / normal_quantile(0.95));
        0.5 * (mu + sigma * normal_quantile(p)).exp()
    };
    assert!(((swing.high - swing.low) / (law(0.9) - law(0.1)) - 1.0).abs() < 1e-9, "{swing:?}");
    let rate = found.swings.iter().find(|swing| swing.name.ends_with("events a year")).unwrap();
    let estimate = ThreePoint::from([0.2, 1.0, 3.0]);
    assert!((rate.low_input / estimate.quantile(0.1) - 1.0).abs() < 1e-4, "{rate:?}");
    assert!(found.swings.windows(2).all(|pair| pair[0].high - pair[0].low >= pair[1].high - pair[1].low));
    // Everything raises the loss when it rises, what a control leaves included.
    assert!(found.ranks.iter().all(|rank| rank.coefficient.unwrap().value > 0.0), "{:?}", found.ranks);
}

#[test]
fn a_control_that_is_not_there_is_no_input() {
    let mut run = portfolio();
    run.requirement_scores.insert("REQ-10".into(), Some(0.0));
    let found = portfolio_sensitivity(&run).unwrap();
    assert!(found.swings.iter().all(|swing| !swing.name.contains("REQ-10")));
    run.portfolio.scenarios[0].cap = Some(-1.0);
    assert!(portfolio_sensitivity(&run).is_err());
}
