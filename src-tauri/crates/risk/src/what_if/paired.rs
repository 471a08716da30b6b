//! Figures of two rows of years that were drawn together.

use crate::input::RiskError;
use crate::investment::Figure;
use crate::money::cents;
use serde::{Deserialize, Serialize};

/// A figure before and after a change, each with its standard error.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Compared {
    /// As things are.
    pub base: Figure,
    /// After the change.
    pub changed: Figure,
    /// After less before. Both come from the same draws, so its error is mostly far below theirs.
    pub difference: Figure,
}

/// Losses of simulated years, each worth the same.
#[derive(Debug)]
pub(super) struct Sample {
    years: Vec<f64>,
    rising: Vec<f64>,
}

/// A figure and the influence of each year on it: what it adds or takes off where its weight grows by one year's worth.
pub(super) struct Reading {
    value: f64,
    influence: Vec<f64>,
}

impl Sample {
    pub(super) fn new(years: Vec<f64>) -> Result<Self, RiskError> {
        let mut rising = years.clone();
        rising.sort_unstable_by(f64::total_cmp);
        if rising.last().is_some_and(|last| last.is_finite()) && rising.iter().sum::<f64>().is_finite() {
            return Ok(Self { years, rising });
        }
        Err(RiskError::Overflow("the loss of a simulated year".to_owned()))
    }

    pub(super) fn mean(&self) -> Reading {
        let value = self.rising.iter().sum::<f64>() / self.rising.len() as f64;
        Reading { value, influence: self.years.clone() }
    }

    /// Loss that the years exceed with at most this probability. The density at it is read from the losses one standard
    /// error of the probability to either side, as in the simulation.
    pub(super) fn value_at_risk(&self, beyond: f64) -> Reading {
        let (value, n) = (self.exceeded_by(beyond), self.rising.len() as f64);
        let error = (beyond * (1.0 - beyond) / n).sqrt();
        let (near, far) = (self.exceeded_by(beyond + error), self.exceeded_by(beyond - error));
        let slope = (far - near) / (2.0 * error);
        let influence = |&loss: &f64| if loss > value { slope } else { 0.0 };
        Reading { value, influence: self.years.iter().map(influence).collect() }
    }

    /// Mean loss of the worst years, which together have this probability. A year acts by its excess over the value at risk
    /// (B. J. Manistre and G. H. Hancock, North American Actuarial Journal 9 (2005) 129-156).
    pub(super) fn expected_shortfall(&self, beyond: f64) -> Reading {
        let weight = beyond * self.rising.len() as f64;
        let boundary = self.exceeded_by(beyond);
        let excess = |&loss: &f64| (loss - boundary).max(0.0);
        let worst = &self.rising[self.rising.len() - (weight.ceil() as usize).min(self.rising.len())..];
        let value = boundary + worst.iter().map(excess).sum::<f64>() / weight;
        Reading { value, influence: self.years.iter().map(|loss| excess(loss) / beyond).collect() }
    }

    fn exceeded_by(&self, beyond: f64) -> f64 {
        let count = self.rising.len();
        let above = (beyond * count as f64).floor().max(0.0) as usize;
        self.rising[count - 1 - above.min(count - 1)]
    }
}

/// Sets two readings of the same years side by side.
pub(super) fn compared(before: &Reading, after: &Reading) -> Compared {
    let figure = |reading: &Reading| Figure {
        value: cents(reading.value),
        standard_error: cents(standard_error(reading.influence.iter().copied())),
    };
    let moved = after.influence.iter().zip(&before.influence).map(|(after, before)| after - before);
    let difference = Figure { value: cents(after.value - before.value), standard_error: cents(standard_error(moved)) };
    Compared { base: figure(before), changed: figure(after), difference }
}

/// Standard error of a mean of at least two independent values.
fn standard_error(values: impl ExactSizeIterator<Item = f64> + Clone) -> f64 {
    let count = values.len() as f64;
    let mean = values.clone().sum::<f64>() / count;
    let squares: f64 = values.map(|value| (value - mean) * (value - mean)).sum();
    (squares / (count - 1.0) / count).sqrt()
}
