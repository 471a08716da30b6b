//! Correlation of ranks.

use super::{Variable, answer, enough, rows};
use crate::input::RiskError;
use crate::investment::Figure;
use serde::{Deserialize, Serialize};

/// How closely the answer rises or falls with one input.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RankCorrelation {
    /// Name of the input.
    pub name: String,
    /// From -1, always falls, to 1, always rises; `None` where input or answer never changes.
    pub coefficient: Option<Figure>,
}

/// Rank correlation of the answer with each input over so many draws, at least 10; strongest first.
///
/// The standard error is that of D. G. Bonett and T. A. Wright (Psychometrika 65 (2000) 23-28), which is made for
/// coefficients up to about 0.95.
///
/// # Errors
/// `Parameter` for too few draws or where the model gives no finite number.
pub fn rank_correlations(
    variables: &[Variable<'_>],
    model: impl Fn(&[f64]) -> f64,
    draws: usize,
    seed: u64,
) -> Result<Vec<RankCorrelation>, RiskError> {
    enough(draws, 10, "must be at least 10")?;
    let rows = rows(variables, draws, seed, b"ranks   ");
    let answers = rows.iter().map(|row| answer(&model, row)).collect::<Result<Vec<f64>, _>>()?;
    let mut correlations: Vec<RankCorrelation> = variables
        .iter()
        .enumerate()
        .map(|(at, variable)| {
            let inputs: Vec<f64> = rows.iter().map(|row| row[at]).collect();
            let coefficient = spearman(&inputs, &answers).map(|value| Figure {
                value,
                standard_error: (1.0 - value * value) * ((1.0 + value * value / 2.0) / (draws as f64 - 3.0)).sqrt(),
            });
            RankCorrelation { name: variable.name.clone(), coefficient }
        })
        .collect();
    let strength = |correlation: &RankCorrelation| correlation.coefficient.map_or(-1.0, |found| found.value.abs());
    correlations.sort_by(|a, b| strength(b).total_cmp(&strength(a)));
    Ok(correlations)
}

/// Rank correlation of two rows of the same length; equal values share the mean of their ranks. `None` where a row
/// never changes.
///
/// C. Spearman, The American Journal of Psychology 15 (1904) 72-101.
pub fn spearman(first: &[f64], second: &[f64]) -> Option<f64> {
    let (first, second) = (ranks(first), ranks(second));
    let middle = (first.len() as f64 + 1.0) / 2.0;
    let (mut product, mut squares_first, mut squares_second) = (0.0, 0.0, 0.0);
    for (a, b) in first.iter().zip(&second) {
        product += (a - middle) * (b - middle);
        squares_first += (a - middle) * (a - middle);
        squares_second += (b - middle) * (b - middle);
    }
    let size = (squares_first * squares_second).sqrt();
    (size > 0.0).then(|| (product / size).clamp(-1.0, 1.0))
}

fn ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&a, &b| values[a].total_cmp(&values[b]));
    let mut ranks = vec![0.0; values.len()];
    let mut from = 0;
    while from < order.len() {
        let equal = order[from..].iter().take_while(|&&at| values[at] == values[order[from]]).count().max(1);
        // Ranks count from 1.
        let mean = from as f64 + (equal as f64 + 1.0) / 2.0;
        order[from..from + equal].iter().for_each(|&at| ranks[at] = mean);
        from += equal;
    }
    ranks
}
