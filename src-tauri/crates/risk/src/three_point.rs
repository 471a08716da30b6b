//! Three-point estimates.

use crate::stream::Stream;
use serde::{Deserialize, Serialize};

/// Lowest, most likely and highest value of an uncertain figure, read as a PERT distribution; written as
/// `[low, likely, high]`.
///
/// PERT is a beta distribution stretched over the interval, with shapes `1 + 4 (likely - low) / (high - low)` and
/// `1 + 4 (high - likely) / (high - low)`, which sum to 6 (D. G. Malcolm, J. H. Roseboom, C. E. Clark and W. Fazar,
/// Operations Research 7 (1959) 646-669). Three equal values are a certain figure.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(from = "[f64; 3]", into = "[f64; 3]")]
pub struct ThreePoint {
    /// No value is below.
    pub low: f64,
    /// Mode.
    pub likely: f64,
    /// No value is above.
    pub high: f64,
}

impl ThreePoint {
    /// A figure that is certain.
    pub const fn exactly(value: f64) -> Self {
        Self { low: value, likely: value, high: value }
    }

    /// Whether the values are finite and do not fall.
    pub fn is_ordered(&self) -> bool {
        self.low.is_finite() && self.high.is_finite() && self.low <= self.likely && self.likely <= self.high
    }

    /// `(low + 4 likely + high) / 6`.
    pub fn mean(&self) -> f64 {
        self.low + (4.0 * (self.likely - self.low) + (self.high - self.low)) / 6.0
    }

    /// Standard deviation: the root of `(mean - low) (high - mean) / 7`.
    pub fn standard_deviation(&self) -> f64 {
        let mean = self.mean();
        ((mean - self.low) * (self.high - mean) / 7.0).max(0.0).sqrt()
    }

    /// Every value times `factor`, which must not be negative.
    #[must_use]
    pub fn scaled(&self, factor: f64) -> Self {
        Self { low: self.low * factor, likely: self.likely * factor, high: self.high * factor }
    }

    /// The value that the share `p`, 0 to 1, of all draws does not exceed.
    pub fn quantile(&self, p: f64) -> f64 {
        match self.shapes() {
            None => self.low,
            Some([a, b]) => self.at(beta_quantile(a, b, p)),
        }
    }

    /// One draw; takes a varying number of words from the stream.
    ///
    /// A beta value is one gamma value over the sum of two.
    pub(crate) fn draw(&self, stream: &mut Stream) -> f64 {
        match self.shapes() {
            None => self.low,
            Some([a, b]) => {
                let below = stream.gamma(a);
                let above = stream.gamma(b);
                self.at(below / (below + above))
            }
        }
    }

    /// The two shapes of the beta distribution; `None` for a certain figure.
    fn shapes(&self) -> Option<[f64; 2]> {
        let width = self.high - self.low;
        (width > 0.0)
            .then(|| [1.0 + 4.0 * (self.likely - self.low) / width, 1.0 + 4.0 * (self.high - self.likely) / width])
    }

    fn at(&self, share: f64) -> f64 {
        self.low + (self.high - self.low) * share
    }
}

impl From<[f64; 3]> for ThreePoint {
    fn from([low, likely, high]: [f64; 3]) -> Self {
        Self { low, likely, high }
    }
}

impl From<ThreePoint> for [f64; 3] {
    fn from(ThreePoint { low, likely, high }: ThreePoint) -> Self {
        [low, likely, high]
    }
}

/// Quantile of the beta distribution with shapes of at least 1: Newton steps, kept inside a shrinking interval.
fn beta_quantile(a: f64, b: f64, p: f64) -> f64 {
    let (mut low, mut high) = (0.0, 1.0);
    if p <= low || p >= high {
        return p.clamp(low, high);
    }
    let mut x = a / (a + b);
    // Halving alone would end after 60 rounds.
    for _ in 0..60 {
        let (share, density) = beta_share(a, b, x);
        if share < p {
            low = x;
        } else {
            high = x;
        }
        let step = x - (share - p) / density;
        let next = if step > low && step < high { step } else { low + (high - low) / 2.0 };
        if (next - x).abs() <= f64::EPSILON * x {
            return next;
        }
        x = next;
    }
    x
}

/// Distribution function and density of the beta distribution at `x` strictly between 0 and 1.
///
/// Continued fraction 8.17.22 of the NIST Digital Library of Mathematical Functions, evaluated by the method of
/// Lentz; beyond the mean the mirrored fraction, which converges fast there.
fn beta_share(a: f64, b: f64, x: f64) -> (f64, f64) {
    let ln_beta = libm::lgamma(a) + libm::lgamma(b) - libm::lgamma(a + b);
    let front = libm::exp(a * libm::log(x) + b * libm::log1p(-x) - ln_beta);
    let density = front / (x * (1.0 - x));
    let share = if x < (a + 1.0) / (a + b + 2.0) {
        front * beta_fraction(a, b, x) / a
    } else {
        1.0 - front * beta_fraction(b, a, 1.0 - x) / b
    };
    (share, density)
}

fn beta_fraction(a: f64, b: f64, x: f64) -> f64 {
    const TINY: f64 = 1e-300;
    let away_from_zero = |value: f64| if value.abs() < TINY { TINY } else { value };
    let mut c = 1.0;
    let mut d = 1.0 / away_from_zero(1.0 - (a + b) * x / (a + 1.0));
    let mut fraction = d;
    for step in 1..500_u32 {
        let m = f64::from(step);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        let mut change = 1.0;
        for term in [even, odd] {
            d = 1.0 / away_from_zero(1.0 + term * d);
            c = away_from_zero(1.0 + term / c);
            change = c * d;
            fraction *= change;
        }
        if (change - 1.0).abs() <= f64::EPSILON {
            break;
        }
    }
    fraction
}

#[cfg(test)]
mod tests;
