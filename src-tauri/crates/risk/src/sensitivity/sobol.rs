//! Shares of the variance.

use super::{Variable, answer, enough, rows};
use crate::input::RiskError;
use crate::investment::Figure;
use crate::stream::{STREAM_GENERATOR, Stream};
use serde::{Deserialize, Serialize};

/// Resamples of the bootstrap: the standard error is then known to about 5 %.
const RESAMPLES: usize = 200;

/// Which inputs the variance of the answer comes from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SobolIndices {
    /// Seed of the generator.
    pub seed: u64,
    /// Name of the generator.
    pub generator: String,
    /// Times that the model was asked.
    pub evaluations: u64,
    /// Mean of the answer.
    pub mean: f64,
    /// Variance of the answer.
    pub variance: f64,
    /// One index for each input, in the order given; empty where the answer never changes.
    pub indices: Vec<SobolIndex>,
}

/// What one input does to the variance of the answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SobolIndex {
    /// Name of the input.
    pub name: String,
    /// Share of the variance that would go if this input alone were known. An estimate near 0 may come out below it.
    pub first: Figure,
    /// Share of the variance that would stay if all other inputs were known: the first-order share and the input's part
    /// in every interaction.
    pub total: Figure,
}

/// First-order and total indices of I. M. Sobol (Mathematics and Computers in Simulation 55 (2001) 271-280) from so many
/// rows, at least 64; the model is asked `rows` times the number of inputs plus 2.
///
/// First-order indices by formula (b) of table 2 of A. Saltelli and others (Computer Physics Communications 181 (2010)
/// 259-270), total ones by the formula of M. J. W. Jansen (Computer Physics Communications 117 (1999) 35-43), both on
/// answers less their mean, which lowers the error. The rows are plain random draws and not a low-discrepancy sequence:
/// independent rows are what the bootstrap behind the standard errors rests on (B. Efron, The Annals of Statistics 7
/// (1979) 1-26), and a figure here never goes without its error.
///
/// # Errors
/// `Parameter` for too few rows or where the model gives no finite number.
pub fn sobol_indices(
    variables: &[Variable<'_>],
    model: impl Fn(&[f64]) -> f64,
    count: usize,
    seed: u64,
) -> Result<SobolIndices, RiskError> {
    enough(count, 64, "must be at least 64")?;
    let mut first = rows(variables, count, seed, b"sobol a ");
    let second = rows(variables, count, seed, b"sobol b ");
    let ask = |rows: &[Vec<f64>]| rows.iter().map(|row| answer(&model, row)).collect::<Result<Vec<f64>, _>>();
    let mut answers = vec![ask(&first)?, ask(&second)?];
    for at in 0..variables.len() {
        let mixed = first.iter_mut().zip(&second).map(|(row, other)| {
            let own = std::mem::replace(&mut row[at], other[at]);
            let mixed = answer(&model, row);
            row[at] = own;
            mixed
        });
        answers.push(mixed.collect::<Result<_, _>>()?);
    }

    let mean = answers[..2].iter().flatten().sum::<f64>() / (2 * count) as f64;
    answers.iter_mut().flatten().for_each(|answer| *answer -= mean);
    let all: Vec<usize> = (0..count).collect();
    let variance = variance(&answers, &all);
    Ok(SobolIndices {
        seed,
        generator: STREAM_GENERATOR.to_owned(),
        evaluations: (count * answers.len()) as u64,
        mean,
        variance,
        indices: if variance > 0.0 { indices(variables, &answers, &all, seed) } else { Vec::new() },
    })
}

/// The indices over all rows, their standard errors over rows drawn from these with replacement. `answers` holds those
/// of the first rows, of the second rows, and for each input of the first rows with that input of the second.
fn indices(variables: &[Variable<'_>], answers: &[Vec<f64>], all: &[usize], seed: u64) -> Vec<SobolIndex> {
    let mut stream = Stream::new(seed, b"resample", 0);
    let resampled: Vec<Vec<[f64; 2]>> = (0..RESAMPLES)
        .map(|_| {
            let rows: Vec<usize> = all.iter().map(|_| stream.below(all.len())).collect();
            shares(answers, &rows)
        })
        .collect();
    let estimates = shares(answers, all);
    let named = variables.iter().zip(estimates).enumerate();
    named
        .map(|(at, (variable, [first, total]))| {
            let figure = |value: f64, which: usize| {
                let draws = resampled.iter().map(|shares| shares[at][which]);
                Figure { value, standard_error: spread(draws) }
            };
            SobolIndex { name: variable.name.clone(), first: figure(first, 0), total: figure(total, 1) }
        })
        .collect()
}

/// First-order and total index of each input over these rows.
fn shares(answers: &[Vec<f64>], rows: &[usize]) -> Vec<[f64; 2]> {
    let (first, second) = (&answers[0], &answers[1]);
    let variance = variance(answers, rows);
    let count = rows.len() as f64;
    let share = |mixed: &Vec<f64>| {
        let (mut main, mut total) = (0.0, 0.0);
        for &row in rows {
            let step = mixed[row] - first[row];
            main += second[row] * step;
            total += step * step;
        }
        [main / count / variance, total / (2.0 * count) / variance]
    };
    answers[2..].iter().map(share).collect()
}

/// Variance of the answers of both sets of rows.
fn variance(answers: &[Vec<f64>], rows: &[usize]) -> f64 {
    let count = (2 * rows.len()) as f64;
    let (mut sum, mut squares) = (0.0, 0.0);
    for answers in &answers[..2] {
        for &row in rows {
            sum += answers[row];
            squares += answers[row] * answers[row];
        }
    }
    // The answers are centred, so the difference loses no digits.
    (squares - sum * sum / count) / (count - 1.0)
}

/// Standard deviation of at least two values.
fn spread(values: impl Iterator<Item = f64> + Clone) -> f64 {
    let count = values.clone().count() as f64;
    let mean = values.clone().sum::<f64>() / count;
    (values.map(|value| (value - mean) * (value - mean)).sum::<f64>() / (count - 1.0)).sqrt()
}
