//! Number of events of a scenario in a year.

use crate::factors::Factors;
use holdfast_rulepack::Frequency;

/// Counts beyond this probability are never drawn; a uniform has 53 bits.
const NEGLIGIBLE: f64 = 1e-17;

/// More events in a year than the largest mean allowed can bring.
const MOST_EVENTS: u32 = 100_000;

/// Law of the yearly number of events.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Counts {
    family: Family,
    /// Mean number, one of sixteen equally likely values in each year.
    means: Factors,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Family {
    Poisson,
    NegativeBinomial { size: f64 },
    Bernoulli,
}

impl Counts {
    /// The law of the scenario, its mean moved by a factor.
    pub(crate) fn new(frequency: &Frequency, factor: &Factors) -> Self {
        let (family, means) = match frequency {
            Frequency::Poisson { rate } => (Family::Poisson, factor.scaled(*rate)),
            Frequency::PoissonPert { rate } => (Family::Poisson, Factors::of(rate, |x| x).times(factor)),
            Frequency::NegativeBinomial { rate, size } => {
                (Family::NegativeBinomial { size: *size }, factor.scaled(*rate))
            }
            Frequency::Bernoulli { probability } => (Family::Bernoulli, factor.scaled(*probability)),
        };
        Self { family, means }
    }

    /// Poisson with this mean.
    pub(crate) fn poisson(mean: f64) -> Self {
        Self { family: Family::Poisson, means: Factors::certain(mean) }
    }

    /// The same law with another mean.
    pub(crate) fn scaled(&self, by: f64) -> Self {
        Self { family: self.family, means: self.means.scaled(by) }
    }

    pub(crate) fn mean(&self) -> f64 {
        self.means.mean()
    }

    pub(crate) fn variance(&self) -> f64 {
        let mean = self.mean();
        let within = self.means.mean_of(|m| match self.family {
            Family::Poisson => m,
            Family::NegativeBinomial { size } => m + m * m / size,
            Family::Bernoulli => m * (1.0 - m),
        });
        within + self.means.mean_of(|m| (m - mean) * (m - mean))
    }

    /// Whether the events are a Poisson process of constant rate.
    pub(crate) fn is_steady(&self) -> bool {
        self.family == Family::Poisson && self.means.is_certain()
    }

    /// Probabilities of 0, 1, 2, ... events.
    pub(crate) fn masses(&self) -> Vec<f64> {
        let mean = self.mean();
        let mut masses = Vec::new();
        for count in 0..MOST_EVENTS {
            let mass = self.means.mean_of(|m| self.mass(m, f64::from(count)));
            masses.push(mass);
            if f64::from(count) > mean && mass * f64::from(count + 1) < NEGLIGIBLE {
                break;
            }
        }
        masses
    }

    fn mass(&self, mean: f64, count: f64) -> f64 {
        let log = match self.family {
            Family::Bernoulli if count == 0.0 => return 1.0 - mean,
            Family::Bernoulli => return if count == 1.0 { mean } else { 0.0 },
            Family::Poisson => count * libm::log(mean) - mean - libm::lgamma(count + 1.0),
            Family::NegativeBinomial { size } => {
                libm::lgamma(count + size)
                    - libm::lgamma(size)
                    - libm::lgamma(count + 1.0)
                    - size * libm::log1p(mean / size)
                    + count * libm::log(mean / (mean + size))
            }
        };
        libm::exp(log)
    }

    /// Mean of `z` to the power of the number of events: real and imaginary part.
    pub(crate) fn generating(&self, (re, im): (f64, f64)) -> (f64, f64) {
        let one = |mean: f64| match self.family {
            Family::Bernoulli => (1.0 + mean * (re - 1.0), mean * im),
            Family::Poisson => polar(libm::exp(mean * (re - 1.0)), mean * im),
            Family::NegativeBinomial { size } => {
                // (1 + mean (1 - z) / size) ^ -size
                let (a, b) = (1.0 + mean * (1.0 - re) / size, -mean * im / size);
                polar(libm::pow(libm::hypot(a, b), -size), -size * libm::atan2(b, a))
            }
        };
        if self.means.is_certain() {
            return one(self.means.values()[0]);
        }
        let sum = self.means.values().iter().map(|&mean| one(mean)).fold((0.0, 0.0), |s, p| (s.0 + p.0, s.1 + p.1));
        (sum.0 / self.means.values().len() as f64, sum.1 / self.means.values().len() as f64)
    }
}

impl Counts {
    /// Logarithmic derivative of the generating function.
    pub(crate) fn log_derivative(&self, (re, im): (f64, f64)) -> (f64, f64) {
        let one = |mean: f64| match self.family {
            Family::Poisson => (mean, 0.0),
            Family::Bernoulli => ratio((mean, 0.0), (1.0 + mean * (re - 1.0), mean * im)),
            Family::NegativeBinomial { size } => {
                ratio((mean, 0.0), (1.0 + mean * (1.0 - re) / size, -mean * im / size))
            }
        };
        if self.means.is_certain() {
            return one(self.means.values()[0]);
        }
        let (mut top, mut bottom) = ((0.0, 0.0), (0.0, 0.0));
        for &mean in self.means.values() {
            let value = Self { family: self.family, means: Factors::certain(mean) }.generating((re, im));
            let slope = one(mean);
            top = (top.0 + value.0 * slope.0 - value.1 * slope.1, top.1 + value.0 * slope.1 + value.1 * slope.0);
            bottom = (bottom.0 + value.0, bottom.1 + value.1);
        }
        ratio(top, bottom)
    }
}

/// Quotient of complex numbers; 0 where the divisor is.
fn ratio(top: (f64, f64), bottom: (f64, f64)) -> (f64, f64) {
    let square = bottom.0 * bottom.0 + bottom.1 * bottom.1;
    if square == 0.0 {
        return (0.0, 0.0);
    }
    ((top.0 * bottom.0 + top.1 * bottom.1) / square, (top.1 * bottom.0 - top.0 * bottom.1) / square)
}

fn polar(length: f64, angle: f64) -> (f64, f64) {
    let (sine, cosine) = libm::sincos(angle);
    (length * cosine, length * sine)
}

/// Probabilities added up, for drawing by inversion: for one and the same uniform, a larger mean never gives fewer
/// events, so runs under other rates differ by the rates and not by chance.
#[derive(Clone, Debug)]
pub(crate) struct CountTable(Vec<f64>);

impl CountTable {
    pub(crate) fn new(masses: &[f64]) -> Self {
        let mut sum = 0.0;
        let mut sums: Vec<f64> = masses
            .iter()
            .map(|mass| {
                sum += mass;
                sum
            })
            .collect();
        // The last count takes what rounding left, so that no uniform falls off the table.
        sums.pop();
        Self(sums)
    }

    /// The law in which each count weighs by itself: the count of a year that is picked by one of its events.
    pub(crate) fn size_biased(masses: &[f64], mean: f64) -> Self {
        let biased: Vec<f64> = masses.iter().enumerate().map(|(count, mass)| count as f64 * mass / mean).collect();
        Self::new(&biased)
    }

    /// The count at this uniform.
    #[inline]
    pub(crate) fn count(&self, uniform: f64) -> u32 {
        if self.0.len() <= 24 {
            self.0.iter().map(|&sum| u32::from(sum <= uniform)).sum()
        } else {
            self.0.partition_point(|&sum| sum <= uniform) as u32
        }
    }

    /// The sums, each as a threshold on another scale than that of probability.
    pub(crate) fn thresholds(&self, score: impl Fn(f64) -> f64) -> CountTable {
        CountTable(self.0.iter().map(|&sum| score(sum)).collect())
    }
}

#[cfg(test)]
mod tests;
