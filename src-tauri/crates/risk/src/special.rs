//! Incomplete gamma and beta functions, on `libm` alone so that every platform gives the same bits.
//!
//! Series and continued fractions of M. Abramowitz and I. A. Stegun, Handbook of Mathematical Functions, 6.5.29, 6.5.31
//! and 26.5.8, the fractions by the method of W. J. Lentz.

const STEPS: usize = 10_000;
const SMALL: f64 = 1e-300;
const ENOUGH: f64 = 1e-16;

/// Regularised incomplete gamma functions of shape `a` at `x >= 0`: the parts below and beyond.
pub(crate) fn gamma(a: f64, x: f64) -> (f64, f64) {
    if x <= 0.0 {
        return (0.0, 1.0);
    }
    if x == f64::INFINITY {
        return (1.0, 0.0);
    }
    let scale = libm::exp(a * libm::log(x) - x - libm::lgamma(a));
    if x < a + 1.0 {
        let (mut term, mut sum) = (1.0 / a, 1.0 / a);
        for step in 1..STEPS {
            term *= x / (a + step as f64);
            sum += term;
            if term < sum * ENOUGH {
                break;
            }
        }
        let below = (sum * scale).min(1.0);
        (below, 1.0 - below)
    } else {
        let mut b = x + 1.0 - a;
        let (mut c, mut d) = (1.0 / SMALL, 1.0 / b);
        let mut fraction = d;
        for step in 1..STEPS {
            let n = -(step as f64) * (step as f64 - a);
            b += 2.0;
            (d, c) = (1.0 / away(n * d + b), away(b + n / c));
            fraction *= d * c;
            if (d * c - 1.0).abs() < ENOUGH {
                break;
            }
        }
        let beyond = (fraction * scale).min(1.0);
        (1.0 - beyond, beyond)
    }
}

/// Regularised incomplete beta functions of shapes `a` and `b` at `x` from 0 to 1: the parts below and beyond.
pub(crate) fn beta(a: f64, b: f64, x: f64) -> (f64, f64) {
    if x <= 0.0 {
        return (0.0, 1.0);
    }
    if x >= 1.0 {
        return (1.0, 0.0);
    }
    let log_beta = libm::lgamma(a) + libm::lgamma(b) - libm::lgamma(a + b);
    let scale = libm::exp(a * libm::log(x) + b * libm::log1p(-x) - log_beta);
    if x < (a + 1.0) / (a + b + 2.0) {
        let below = (scale * beta_fraction(a, b, x) / a).min(1.0);
        (below, 1.0 - below)
    } else {
        let beyond = (scale * beta_fraction(b, a, 1.0 - x) / b).min(1.0);
        (1.0 - beyond, beyond)
    }
}

fn beta_fraction(a: f64, b: f64, x: f64) -> f64 {
    let mut c = 1.0;
    let mut d = 1.0 / away(1.0 - (a + b) * x / (a + 1.0));
    let mut fraction = d;
    for step in 1..STEPS {
        let m = step as f64;
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        (d, c) = (1.0 / away(1.0 + even * d), away(1.0 + even / c));
        fraction *= d * c;
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        (d, c) = (1.0 / away(1.0 + odd * d), away(1.0 + odd / c));
        fraction *= d * c;
        if (d * c - 1.0).abs() < ENOUGH {
            break;
        }
    }
    fraction
}

/// Keeps a denominator off 0.
fn away(value: f64) -> f64 {
    if value.abs() < SMALL { SMALL } else { value }
}

/// Probability that Student's t with so many degrees of freedom is at most `x`, and that it is more.
pub(crate) fn student(degrees: f64, x: f64) -> (f64, f64) {
    let (_, beyond) = beta(0.5, degrees / 2.0, x * x / (degrees + x * x));
    let tail = beyond / 2.0;
    if x < 0.0 { (tail, 1.0 - tail) } else { (1.0 - tail, tail) }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::{beta, gamma, student};
    use statrs::distribution::{Beta, ContinuousCDF, Gamma, StudentsT};

    #[test]
    fn the_functions_agree_with_an_independent_implementation() {
        for a in [0.3, 1.0, 2.5, 40.0, 900.0] {
            let law = Gamma::new(a, 1.0).unwrap();
            for x in [1e-3, 0.2, 0.9, 1.3, 3.0, 38.0, 45.0, 880.0, 1_000.0] {
                let (below, beyond) = gamma(a, x);
                assert!((below - law.cdf(x)).abs() < 1e-10 && (beyond - law.sf(x)).abs() < 1e-10, "{a} {x}");
            }
            for b in [0.5, 1.0, 3.7, 60.0] {
                let law = Beta::new(a, b).unwrap();
                for x in [1e-4, 0.1, 0.5, 0.77, 0.999] {
                    let (below, beyond) = beta(a, b, x);
                    assert!((below - law.cdf(x)).abs() < 1e-9 && (beyond - law.sf(x)).abs() < 1e-9, "{a} {b} {x}");
                }
            }
        }
        for degrees in [1.0, 3.0, 8.5] {
            let law = StudentsT::new(0.0, 1.0, degrees).unwrap();
            for x in [-30.0, -2.0, -0.1, 0.0, 0.4, 5.0] {
                assert!((student(degrees, x).0 - law.cdf(x)).abs() < 1e-9, "{degrees} {x}");
            }
        }
    }

    #[test]
    fn far_tails_keep_their_digits() {
        let (_, beyond) = gamma(1.0, 60.0);
        assert!((beyond / libm::exp(-60.0) - 1.0).abs() < 1e-12);
        let (below, _) = beta(2.0, 3.0, 1e-8);
        assert!((below / 6e-16 - 1.0).abs() < 1e-6);
    }
}
