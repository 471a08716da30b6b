#![allow(clippy::unwrap_used)]

use super::{ThreePoint, beta_quantile, beta_share};
use crate::stream::Stream;
use proptest::prelude::*;
use statrs::distribution::{Beta, Continuous, ContinuousCDF};

#[test]
fn the_beta_distribution_agrees_with_an_independent_one() {
    for (a, b) in [(1.0, 5.0), (1.4, 4.6), (2.0, 4.0), (3.0, 3.0), (4.9, 1.1), (5.0, 1.0)] {
        let beta = Beta::new(a, b).unwrap();
        for step in 1..200 {
            let x = f64::from(step) / 200.0;
            let (share, density) = beta_share(a, b, x);
            assert!((share - beta.cdf(x)).abs() < 1e-12, "{a} {b} at {x}");
            assert!((density - beta.pdf(x)).abs() < 1e-10, "{a} {b} at {x}");
        }
    }
}

#[test]
fn with_shapes_of_one_and_five_the_quantile_is_a_fifth_root() {
    for p in [1e-9, 0.01, 0.05, 0.5, 0.95, 0.999] {
        let expected = 1.0 - libm::pow(1.0 - p, 0.2);
        let found = beta_quantile(1.0, 5.0, p);
        assert!((found / expected - 1.0).abs() < 1e-6 && (found - expected).abs() < 1e-14, "{p}: {found} {expected}");
    }
}

#[test]
fn a_certain_figure_has_one_value() {
    let certain = ThreePoint::exactly(7.0);
    assert_eq!((certain.mean(), certain.standard_deviation()), (7.0, 0.0));
    assert_eq!((certain.quantile(0.05), certain.quantile(0.95)), (7.0, 7.0));
    assert_eq!(certain.draw(&mut Stream::new(1, b"testtest", 0)), 7.0);
}

#[test]
fn draws_have_the_mean_and_the_spread_of_the_formula() {
    let estimate = ThreePoint::from([10.0, 20.0, 60.0]);
    assert_eq!(estimate.mean(), 25.0);
    let mut stream = Stream::new(3, b"testtest", 0);
    let draws: Vec<f64> = (0..40_000).map(|_| estimate.draw(&mut stream)).collect();
    let mean = draws.iter().sum::<f64>() / 40_000.0;
    let spread = (draws.iter().map(|draw| (draw - mean) * (draw - mean)).sum::<f64>() / 39_999.0).sqrt();
    assert!((mean - 25.0).abs() < 4.0 * estimate.standard_deviation() / 200.0, "{mean}");
    assert!((spread / estimate.standard_deviation() - 1.0).abs() < 0.02, "{spread}");
    for p in [0.05, 0.5, 0.95] {
        let below = draws.iter().filter(|&&draw| draw <= estimate.quantile(p)).count() as f64 / 40_000.0;
        assert!((below - p).abs() < 4.0 * (p * (1.0 - p) / 40_000.0_f64).sqrt(), "{p}: {below}");
    }
}

#[test]
fn values_out_of_order_or_undefined_are_not_ordered() {
    assert!(ThreePoint::from([1.0, 1.0, 2.0]).is_ordered());
    for values in [[2.0, 1.0, 3.0], [1.0, 3.0, 2.0], [1.0, f64::NAN, 2.0], [1.0, 2.0, f64::INFINITY]] {
        assert!(!ThreePoint::from(values).is_ordered(), "{values:?}");
    }
}

#[test]
fn it_is_written_as_three_numbers() {
    let estimate: ThreePoint = serde_json::from_str("[1, 2, 4]").unwrap();
    assert_eq!(estimate, ThreePoint { low: 1.0, likely: 2.0, high: 4.0 });
    assert_eq!(serde_json::to_string(&estimate).unwrap(), "[1.0,2.0,4.0]");
}

proptest! {
    #[test]
    fn the_quantile_inverts_the_distribution(a in 1.0..5.0_f64, p in 0.0001..0.9999_f64) {
        let x = beta_quantile(a, 6.0 - a, p);
        prop_assert!((beta_share(a, 6.0 - a, x).0 - p).abs() < 1e-12);
    }

    #[test]
    fn quantiles_rise_and_stay_within_the_interval(
        low in -1e6..1e6_f64, rise in 0.0..1e6_f64, more in 0.0..1e6_f64, p in 0.0..1.0_f64, q in 0.0..1.0_f64,
    ) {
        let estimate = ThreePoint::from([low, low + rise, low + rise + more]);
        let (first, second) = (estimate.quantile(p.min(q)), estimate.quantile(p.max(q)));
        prop_assert!(estimate.low <= first && first <= second && second <= estimate.high + 1e-9);
    }
}
