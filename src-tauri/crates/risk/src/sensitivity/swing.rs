//! One input at a time.

use super::{Variable, answer};
use crate::input::RiskError;
use serde::{Deserialize, Serialize};

/// What one input does to the answer when it alone moves.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Swing {
    /// Name of the input.
    pub name: String,
    /// Its 10 % quantile.
    pub low_input: f64,
    /// Its 90 % quantile.
    pub high_input: f64,
    /// Answer at the 10 % quantile.
    pub low: f64,
    /// Answer at the 90 % quantile.
    pub high: f64,
}

/// Moves each input to its 10 % and its 90 % quantile while the others stay at their medians; widest swing first.
///
/// The 10 and 90 % ends follow the practice of R. A. Howard and J. E. Matheson (The Principles and Applications of
/// Decision Analysis, Strategic Decisions Group, 1983). Inputs that matter only together do not show.
///
/// # Errors
/// `Parameter` where the model gives no finite number.
pub fn tornado(variables: &[Variable<'_>], model: impl Fn(&[f64]) -> f64) -> Result<Vec<Swing>, RiskError> {
    let mut inputs: Vec<f64> = variables.iter().map(|variable| variable.at(0.5)).collect();
    let mut swings = Vec::with_capacity(variables.len());
    for (at, variable) in variables.iter().enumerate() {
        let (median, low_input, high_input) = (inputs[at], variable.at(0.1), variable.at(0.9));
        inputs[at] = low_input;
        let low = answer(&model, &inputs)?;
        inputs[at] = high_input;
        let high = answer(&model, &inputs)?;
        inputs[at] = median;
        swings.push(Swing { name: variable.name.clone(), low_input, high_input, low, high });
    }
    let width = |swing: &Swing| (swing.high - swing.low).abs();
    swings.sort_by(|a, b| width(b).total_cmp(&width(a)));
    Ok(swings)
}
