#![allow(clippy::unwrap_used)]

use super::{SobolIndices, Variable, rank_correlations, sobol_indices, spearman, tornado};
use crate::normal::normal_quantile;
use crate::three_point::ThreePoint;
use proptest::prelude::*;
use std::f64::consts::PI;

fn uniform(name: &str, low: f64, high: f64) -> Variable<'static> {
    Variable::new(name, move |p| low + (high - low) * p)
}

fn normal(name: &str, deviation: f64) -> Variable<'static> {
    Variable::new(name, move |p| deviation * normal_quantile(p))
}

/// Within four standard errors, and these small enough to say something.
fn assert_close(found: &SobolIndices, expected: &[[f64; 2]]) {
    assert_eq!(found.indices.len(), expected.len());
    for (index, [first, total]) in found.indices.iter().zip(expected) {
        for (figure, expected) in [(index.first, first), (index.total, total)] {
            assert!(figure.standard_error < 0.04, "{index:?}");
            let off = (figure.value - expected).abs();
            assert!(off <= 4.0 * figure.standard_error + 1e-9, "{}: {figure:?} and {expected}", index.name);
        }
    }
}

/// T. Ishigami and T. Homma (1990) with a = 7 and b = 0.1; the indices in closed form.
#[test]
fn the_indices_of_the_ishigami_function_are_found() {
    let variables: Vec<Variable<'_>> = ["x1", "x2", "x3"].map(|name| uniform(name, -PI, PI)).into();
    let model = |x: &[f64]| libm::sin(x[0]) + 7.0 * libm::sin(x[1]).powi(2) + 0.1 * x[2].powi(4) * libm::sin(x[0]);
    let (a, b) = (7.0_f64, 0.1_f64);
    let variance = a * a / 8.0 + b * PI.powi(4) / 5.0 + b * b * PI.powi(8) / 18.0 + 0.5;
    let first = [0.5 * (1.0 + b * PI.powi(4) / 5.0).powi(2) / variance, a * a / 8.0 / variance, 0.0];
    let both = 8.0 * b * b * PI.powi(8) / 225.0 / variance;
    assert!((first[0] - 0.3139).abs() < 1e-4 && (first[1] - 0.4424).abs() < 1e-4 && (both - 0.2437).abs() < 1e-4);
    let found = sobol_indices(&variables, model, 16_384, 1).unwrap();
    assert_close(&found, &[[first[0], first[0] + both], [first[1], first[1]], [0.0, both]]);
    assert!((found.variance / variance - 1.0).abs() < 0.03 && (found.mean - 3.5).abs() < 0.1);
    assert_eq!(found.evaluations, 5 * 16_384);
}

/// The product of (|4x - 2| + a) / (1 + a) over four inputs (I. M. Sobol): variance of a factor 1 / (3 (1 + a)^2).
#[test]
fn the_indices_of_the_g_function_are_found() {
    let weights = [0.0, 1.0, 4.5, 9.0];
    let variables: Vec<Variable<'_>> = ["a", "b", "c", "d"].map(|name| uniform(name, 0.0, 1.0)).into();
    let model =
        |x: &[f64]| x.iter().zip(&weights).map(|(x, a)| ((4.0 * x - 2.0).abs() + a) / (1.0 + a)).product::<f64>();
    let parts = weights.map(|a| 1.0 / (3.0 * (1.0 + a) * (1.0 + a)));
    let all: f64 = parts.iter().map(|part| 1.0 + part).product();
    let expected = parts.map(|part| [part / (all - 1.0), part * all / (1.0 + part) / (all - 1.0)]);
    assert_close(&sobol_indices(&variables, model, 16_384, 2).unwrap(), &expected);
}

#[test]
fn a_linear_model_shares_its_variance_by_the_squares() {
    let variables = [normal("three", 3.0), normal("two", 2.0), normal("one", 1.0), normal("none", 5.0)];
    let model = |x: &[f64]| 10.0 + x[0] - x[1] + x[2];
    let expected = [9.0, 4.0, 1.0, 0.0].map(|square| [square / 14.0; 2]);
    assert_close(&sobol_indices(&variables, model, 8_192, 3).unwrap(), &expected);

    let swings = tornado(&variables, model).unwrap();
    assert_eq!(swings.iter().map(|swing| swing.name.as_str()).collect::<Vec<_>>(), ["three", "two", "one", "none"]);
    // 1.2816 deviations each way.
    assert!((swings[0].high - 13.844_65).abs() < 1e-4 && (swings[0].low - 6.155_35).abs() < 1e-4);
    assert!(swings[1].high < swings[1].low && swings[1].low_input < swings[1].high_input);
    assert_eq!(swings[3].high, swings[3].low);

    // For normal variables the rank correlation is 6 / pi asin(r / 2).
    let ranks = rank_correlations(&variables, model, 20_000, 4).unwrap();
    for (found, r) in ranks.iter().zip([3.0, -2.0, 1.0, 0.0]) {
        let expected = 6.0 / PI * libm::asin(r / 14.0_f64.sqrt() / 2.0);
        let figure = found.coefficient.unwrap();
        assert!((figure.value - expected).abs() < 4.0 * figure.standard_error, "{found:?} and {expected}");
    }
}

#[test]
fn the_stated_errors_are_those_seen_over_many_seeds() {
    let variables = [uniform("a", 0.0, 1.0), uniform("b", 0.0, 1.0)];
    let runs: Vec<SobolIndices> = (0..60)
        .map(|seed| sobol_indices(&variables, |x: &[f64]| x[0] + x[0] * x[1] * 2.0, 512, seed).unwrap())
        .collect();
    for which in [0, 1] {
        let values = runs.iter().map(|run| run.indices[which].total.value);
        let mean = values.clone().sum::<f64>() / 60.0;
        let seen = (values.map(|value| (value - mean).powi(2)).sum::<f64>() / 59.0).sqrt();
        let stated = runs.iter().map(|run| run.indices[which].total.standard_error).sum::<f64>() / 60.0;
        assert!((0.7..1.4).contains(&(stated / seen)), "{stated} and {seen}");
    }
}

#[test]
fn ranks_agree_with_a_worked_example_and_ties_share_theirs() {
    // Hours of television against a test score; the example has 1 - 6 x 194 / 990.
    let score = [106.0, 100.0, 86.0, 101.0, 99.0, 103.0, 97.0, 113.0, 112.0, 110.0];
    let hours = [7.0, 27.0, 2.0, 50.0, 28.0, 29.0, 20.0, 12.0, 6.0, 17.0];
    assert!((spearman(&score, &hours).unwrap() + 29.0 / 165.0).abs() < 1e-12);
    // Ranks 1, 2.5, 2.5, 4 against 1, 2, 3, 4.
    let tied = spearman(&[1.0, 5.0, 5.0, 9.0], &[1.0, 2.0, 3.0, 4.0]).unwrap();
    assert!((tied - 4.5 / (4.5_f64 * 5.0).sqrt()).abs() < 1e-12);
    assert_eq!(spearman(&[1.0, 1.0], &[1.0, 2.0]), None);
    assert_eq!(spearman(&[], &[]), None);
}

#[test]
fn an_answer_that_never_changes_has_no_shares() {
    let variables = [Variable::estimated("cost", ThreePoint::from([1.0, 2.0, 4.0]))];
    let found = sobol_indices(&variables, |_: &[f64]| 5.0, 64, 1).unwrap();
    assert_eq!((found.mean, found.variance, found.indices.len()), (5.0, 0.0, 0));
    assert_eq!(rank_correlations(&variables, |_: &[f64]| 5.0, 10, 1).unwrap()[0].coefficient, None);
}

#[test]
fn too_few_draws_and_undefined_answers_are_refused() {
    let variables = [uniform("a", 0.0, 1.0)];
    let refusal = sobol_indices(&variables, |x: &[f64]| x[0], 63, 1).unwrap_err().to_string();
    assert_eq!(refusal, "the number of draws must be at least 64, but is 63");
    let refusal = rank_correlations(&variables, |x: &[f64]| x[0], 9, 1).unwrap_err().to_string();
    assert_eq!(refusal, "the number of draws must be at least 10, but is 9");
    let refusal = tornado(&variables, |_: &[f64]| f64::NAN).unwrap_err().to_string();
    assert_eq!(refusal, "the answer of the model must be a finite number, but is NaN");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn the_answers_do_not_depend_on_units_and_a_monotone_model_has_ranks_of_one(
        factor in 0.001..1000.0_f64, shift in -1e3..1e3_f64, seed in any::<u64>(),
    ) {
        let variables = [uniform("a", 0.0, 1.0), Variable::estimated("b", ThreePoint::from([0.0, 1.0, 5.0]))];
        let model = |x: &[f64]| x[0] * x[1] + x[1];
        let plain = sobol_indices(&variables, model, 64, seed).unwrap();
        let scaled = sobol_indices(&variables, |x: &[f64]| factor * model(x) + shift, 64, seed).unwrap();
        for (plain, scaled) in plain.indices.iter().zip(&scaled.indices) {
            prop_assert!((plain.first.value - scaled.first.value).abs() < 1e-6);
            prop_assert!((plain.total.value - scaled.total.value).abs() < 1e-6 && plain.total.value >= 0.0);
        }
        let alone = rank_correlations(&variables[..1], |x: &[f64]| libm::exp(factor.min(1.0) * x[0]), 50, seed).unwrap();
        prop_assert_eq!(alone[0].coefficient.unwrap().value, 1.0);
        prop_assert_eq!(sobol_indices(&variables, model, 64, seed).unwrap(), plain);
    }
}
