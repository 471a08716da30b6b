//! What moves a figure most: one input at a time, by rank, and by share of the variance.
//!
//! A model is any function of its inputs; each input is a [`Variable`] with a name and a quantile function. Inputs are
//! independent of each other. The same seed gives the same answer: input number `i` has a stream of its own, so that
//! another input at the end changes none of the draws before it.

mod portfolio;
mod rank;
mod sobol;
mod swing;

pub use portfolio::{PortfolioSensitivity, portfolio_sensitivity};
pub use rank::{RankCorrelation, rank_correlations, spearman};
pub use sobol::{SobolIndex, SobolIndices, sobol_indices};
pub use swing::{Swing, tornado};

use crate::input::RiskError;
use crate::stream::Stream;
use crate::three_point::ThreePoint;
use std::fmt;

/// An uncertain input of a model.
pub struct Variable<'a> {
    /// Name for people.
    pub name: String,
    quantile: Box<dyn Fn(f64) -> f64 + 'a>,
}

impl<'a> Variable<'a> {
    /// An input with this quantile function, from probabilities strictly between 0 and 1 to values.
    pub fn new(name: impl Into<String>, quantile: impl Fn(f64) -> f64 + 'a) -> Self {
        Self { name: name.into(), quantile: Box::new(quantile) }
    }

    /// An input with a three-point estimate.
    pub fn estimated(name: impl Into<String>, estimate: ThreePoint) -> Self {
        Self::new(name, move |p| estimate.quantile(p))
    }

    /// The value at a probability.
    pub fn at(&self, probability: f64) -> f64 {
        (self.quantile)(probability)
    }
}

impl fmt::Debug for Variable<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Variable").field("name", &self.name).finish_non_exhaustive()
    }
}

/// Rows of inputs, one value of each variable a row.
fn rows(variables: &[Variable<'_>], count: usize, seed: u64, purpose: &[u8; 8]) -> Vec<Vec<f64>> {
    let mut rows = vec![vec![0.0; variables.len()]; count];
    for (at, variable) in variables.iter().enumerate() {
        let mut stream = Stream::new(seed, purpose, at as u64);
        for row in &mut rows {
            row[at] = variable.at(stream.uniform());
        }
    }
    rows
}

/// The answer of the model, which must be a number.
fn answer(model: &impl Fn(&[f64]) -> f64, inputs: &[f64]) -> Result<f64, RiskError> {
    let value = model(inputs);
    if value.is_finite() {
        return Ok(value);
    }
    let (field, rule) = ("the answer of the model".to_owned(), "must be a finite number");
    Err(RiskError::Parameter { field, rule, value: value.to_string() })
}

fn enough(count: usize, least: usize, rule: &'static str) -> Result<(), RiskError> {
    if count >= least {
        return Ok(());
    }
    Err(RiskError::Parameter { field: "the number of draws".to_owned(), rule, value: count.to_string() })
}

#[cfg(test)]
mod tests;
