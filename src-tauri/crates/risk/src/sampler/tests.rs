#![allow(clippy::unwrap_used)]

use super::Sampler;
use crate::severity::Law;
use holdfast_rulepack::Severity;

/// Laws with their mean and standard deviation in closed form.
fn laws() -> Vec<(Severity, f64, f64)> {
    let gamma = |x: f64| libm::tgamma(x);
    let weibull = |k: f64| (gamma(1.0 + 1.0 / k), gamma(1.0 + 2.0 / k));
    let (w1, w2) = weibull(0.7);
    let losses = vec![5.0, 1.0, 100.0, 20.0];
    vec![
        (
            Severity::Lognormal { mu: 3.0, sigma: 0.8 },
            libm::exp(3.32),
            libm::exp(3.32) * libm::sqrt(libm::exp(0.64) - 1.0),
        ),
        (Severity::Pert { low: 10.0, mode: 20.0, high: 100.0 }, 190.0 / 6.0, {
            let mean: f64 = 190.0 / 6.0;
            ((mean - 10.0) * (100.0 - mean) / 7.0).sqrt()
        }),
        (Severity::Gamma { shape: 0.4, scale: 50.0 }, 20.0, 50.0 * 0.4_f64.sqrt()),
        (Severity::Gamma { shape: 9.0, scale: 2.0 }, 18.0, 6.0),
        (Severity::Weibull { shape: 0.7, scale: 10.0 }, 10.0 * w1, 10.0 * (w2 - w1 * w1).sqrt()),
        // Body uniform-like: a Weibull of shape 1 is exponential, and a Pareto tail of index 0 continues it.
        (
            Severity::Spliced {
                body: Box::new(Severity::Weibull { shape: 1.0, scale: 10.0 }),
                threshold: 15.0,
                shape: 0.0,
                scale: 10.0,
            },
            10.0,
            10.0,
        ),
        (Severity::Empirical { losses }, 31.5, (10_426.0_f64 / 4.0 - 31.5 * 31.5).sqrt()),
    ]
}

#[test]
fn draws_have_the_mean_and_the_deviation_of_the_law() {
    for (severity, mean, deviation) in laws() {
        let sampler = Sampler::new(&Law::new(&severity));
        assert!((sampler.mean() / mean - 1.0).abs() < 5e-5, "{severity:?}: {} and {mean}", sampler.mean());
        let second = sampler.mean_of(|x| x * x);
        let got = (second - mean * mean).sqrt();
        assert!((got / deviation - 1.0).abs() < 2e-4, "{severity:?}: {got} and {deviation}");
    }
}

#[test]
fn a_pareto_tail_has_its_mean_excess() {
    let body = Box::new(Severity::Lognormal { mu: 2.0, sigma: 1.0 });
    let severity = Severity::Spliced { body, threshold: 20.0, shape: 0.3, scale: 12.0 };
    let law = Law::new(&severity);
    let sampler = Sampler::new(&law);
    let (_, beyond) = law.probabilities(20.0);
    let excess = sampler.mean_of(|x| (x - 20.0).max(0.0)) / beyond;
    assert!((excess / (12.0 / 0.7) - 1.0).abs() < 1e-3, "{excess}");
    let (_, tail) = law.probabilities(20.0 + 12.0);
    assert!((tail / beyond - libm::pow(1.3, -1.0 / 0.3)).abs() < 1e-12);
}

#[test]
fn a_loss_at_a_score_has_the_probability_of_the_score() {
    for (severity, _, _) in laws() {
        let law = Law::new(&severity);
        if matches!(law, Law::Empirical { .. }) {
            continue;
        }
        let sampler = Sampler::new(&law);
        for p in [0.001, 0.05, 0.3, 0.5, 0.8, 0.95, 0.999, 0.999_99] {
            let (below, beyond) = law.probabilities(sampler.quantile(p));
            assert!((below - p).abs() < 1e-4 * p.min(1.0 - p), "{severity:?} at {p}: {below} {beyond}");
        }
    }
}

#[test]
fn size_biased_draws_have_the_ratio_of_moments_as_their_mean() {
    for (severity, _, _) in laws() {
        let sampler = Sampler::new(&Law::new(&severity));
        let expected = sampler.mean_of(|x| x * x) / sampler.mean();
        let got = sampler.size_biased().mean();
        assert!((got / expected - 1.0).abs() < 2e-4, "{severity:?}: {got} and {expected}");
    }
}
