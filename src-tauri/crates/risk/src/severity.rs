//! Loss of one event: its law, and how it is drawn.

use crate::normal::{Z95, normal_cdf, score};
use crate::special::{beta, gamma};
use holdfast_rulepack::Severity;

/// Law of one loss in EUR before controls, cap and deductible.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Law {
    Lognormal {
        mu: f64,
        sigma: f64,
    },
    /// Beta on an interval.
    Beta {
        low: f64,
        span: f64,
        up: f64,
        down: f64,
    },
    Gamma {
        shape: f64,
        scale: f64,
    },
    Weibull {
        shape: f64,
        scale: f64,
    },
    /// Generalised Pareto from the threshold on, which the body exceeds with this probability.
    Spliced {
        body: Box<Law>,
        threshold: f64,
        beyond: f64,
        shape: f64,
        scale: f64,
    },
    /// Rising losses, equally likely.
    Empirical {
        losses: Vec<f64>,
    },
}

impl Law {
    /// The law of a checked severity.
    pub(crate) fn new(severity: &Severity) -> Self {
        match severity {
            Severity::Lognormal { mu, sigma } => Law::Lognormal { mu: *mu, sigma: *sigma },
            Severity::LognormalInterval { low, high } => {
                let (low, high) = (libm::log(*low), libm::log(*high));
                Law::Lognormal { mu: (low + high) / 2.0, sigma: (high - low) / (2.0 * Z95) }
            }
            Severity::Pert { low, mode, high } => {
                let peak = (mode - low) / (high - low);
                Law::Beta { low: *low, span: high - low, up: 1.0 + 4.0 * peak, down: 5.0 - 4.0 * peak }
            }
            Severity::Gamma { shape, scale } => Law::Gamma { shape: *shape, scale: *scale },
            Severity::Weibull { shape, scale } => Law::Weibull { shape: *shape, scale: *scale },
            Severity::Spliced { body, threshold, shape, scale } => {
                let body = Law::new(body);
                let (_, beyond) = body.probabilities(*threshold);
                Law::Spliced { body: Box::new(body), threshold: *threshold, beyond, shape: *shape, scale: *scale }
            }
            Severity::Empirical { losses } => {
                let mut losses = losses.clone();
                losses.sort_by(f64::total_cmp);
                Law::Empirical { losses }
            }
        }
    }

    /// Probability that a loss is at most `x`, and that it is more. Both keep their digits where they are small.
    pub(crate) fn probabilities(&self, x: f64) -> (f64, f64) {
        if x < 0.0 {
            return (0.0, 1.0);
        }
        match self {
            Law::Lognormal { mu, sigma } => {
                let z = (libm::log(x) - mu) / sigma;
                (normal_cdf(z), normal_cdf(-z))
            }
            Law::Beta { low, span, up, down } => beta(*up, *down, (x - low) / span),
            Law::Gamma { shape, scale } => gamma(*shape, x / scale),
            Law::Weibull { shape, scale } => {
                let power = libm::pow(x / scale, *shape);
                (-libm::expm1(-power), libm::exp(-power))
            }
            Law::Spliced { body, threshold, .. } if x <= *threshold => body.probabilities(x),
            Law::Spliced { threshold, beyond, shape, scale, .. } => {
                let excess = (x - threshold) / scale;
                let tail =
                    if *shape == 0.0 { libm::exp(-excess) } else { libm::exp(-libm::log1p(shape * excess) / shape) };
                (1.0 - beyond * tail, beyond * tail)
            }
            Law::Empirical { losses } => {
                let below = losses.partition_point(|&loss| loss <= x) as f64 / losses.len() as f64;
                (below, 1.0 - below)
            }
        }
    }

    /// Loss at this normal score: the quantile at the probability below the score.
    pub(crate) fn at_score(&self, z: f64, near: f64) -> f64 {
        match self {
            Law::Lognormal { mu, sigma } => libm::exp(mu + sigma * z),
            Law::Beta { low, span, .. } => self.solved(z, near.clamp(*low, low + span), *low, low + span),
            Law::Gamma { .. } => self.solved(z, near, 0.0, f64::MAX),
            Law::Weibull { shape, scale } => scale * libm::pow(-libm::log(normal_cdf(-z)), 1.0 / shape),
            Law::Spliced { body, beyond, threshold, shape, scale } => {
                let tail = normal_cdf(-z) / beyond;
                if tail >= 1.0 {
                    return body.at_score(z, near).min(*threshold);
                }
                let excess =
                    if *shape == 0.0 { -libm::log(tail) } else { libm::expm1(-shape * libm::log(tail)) / shape };
                threshold + scale * excess
            }
            Law::Empirical { losses } => {
                let at = (normal_cdf(z) * losses.len() as f64) as usize;
                losses[at.min(losses.len() - 1)]
            }
        }
    }

    /// Finds the loss at a score between two bounds by halving, from a guess on.
    fn solved(&self, z: f64, guess: f64, mut low: f64, mut high: f64) -> f64 {
        let beneath = |x: f64| {
            let (below, beyond) = self.probabilities(x);
            score(below, beyond) < z
        };
        // A bracket around the guess first: the scores of a table come in order, close to each other.
        let mut reach = (guess * 0.01).max(f64::MIN_POSITIVE);
        while guess - reach > low && !beneath(guess - reach) {
            high = guess - reach;
            reach *= 4.0;
        }
        low = low.max(guess - reach);
        reach = (guess * 0.01).max(f64::MIN_POSITIVE);
        while guess + reach < high && beneath(guess + reach) {
            low = guess + reach;
            reach *= 4.0;
        }
        high = high.min(guess + reach);
        while high - low > 1e-12 * high {
            let middle = low + (high - low) / 2.0;
            if middle <= low || middle >= high {
                break;
            }
            if beneath(middle) {
                low = middle;
            } else {
                high = middle;
            }
        }
        low + (high - low) / 2.0
    }
}
