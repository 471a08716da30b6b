//! From input to result.

use crate::exact;
use crate::exposure::{Exposure, Scores};
use crate::figures::{Estimate, Exceedance, LEVELS, SHARED};
use crate::input::{Method, RiskError, RiskInput};
use crate::investment::{Benefit, InvestmentCase, appraise};
use crate::model::Model;
use crate::money::cents;
use crate::outcome::{Outcome, plain_losses, simulated};
use crate::penalty;
use crate::result::{Convergence, RequirementShare, RiskResult, ScenarioShare, State, StateFigures, TornadoBar};
use crate::years::GENERATOR;
use holdfast_domain::RequirementId;
use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::thread;

/// Largest relative standard error of the 99 % expected shortfall that counts as converged.
const TARGET: f64 = 0.03;

/// Draws of the investment case: enough for its 5 % and 95 % quantiles, few beside the simulated years.
const CASE_DRAWS: u32 = 4096;

/// Simulated years that the investment case draws from.
const CASE_YEARS: usize = 8192;

/// Computes the portfolio on as many threads as the machine offers.
///
/// # Errors
/// Names the scenario, parameter or regime that is out of range, or the figure that overflowed.
pub fn simulate(input: &RiskInput) -> Result<RiskResult, RiskError> {
    simulate_on(input, thread::available_parallelism().unwrap_or(NonZeroUsize::MIN))
}

/// Computes the portfolio on this number of threads, which does not change a byte of the result.
///
/// # Errors
/// As [`simulate`].
pub fn simulate_on(input: &RiskInput, threads: NonZeroUsize) -> Result<RiskResult, RiskError> {
    input.check()?;
    let penalty = penalty::estimate(&input.penalty, input.turnover_eur, input.gap_severity)?;
    let outcome = |model: &Model, shared_out: bool| match input.method {
        Method::Simulation => simulated(model, input.seed, input.iterations, threads),
        Method::Exact => exact::computed(model, exact::GRID_BITS, shared_out),
    };
    let inherent = at_score(&input.requirement_scores, 0.0);
    let met = at_score(&input.requirement_scores, 1.0);
    let planned = input.planned_scores.as_ref().unwrap_or(&met);

    let model = Model::new(&input.portfolio, &input.requirement_scores)?;
    let current = outcome(&model, true)?;
    // Where the scores are the same, so is the outcome.
    let state = |state: State, scores: &Scores| -> Result<(StateFigures, f64), RiskError> {
        if *scores == input.requirement_scores {
            return Ok((figures(state, &model, &current), model.mean()));
        }
        let model = Model::new(&input.portfolio, scores)?;
        Ok((figures(state, &model, &outcome(&model, false)?), model.mean()))
    };
    let (inherent, _) = state(State::Inherent, &inherent)?;
    let (now, analytic_mean) = state(State::Current, &input.requirement_scores)?;
    let (residual, residual_mean) = state(State::Residual, planned)?;
    let years = avoided(input, planned)?;
    // The mean in closed form, so that no chance enters the point figures of the case; it knows no insurance.
    let (mean, standard_error) = match input.portfolio.insurance.is_empty() {
        true => (analytic_mean - residual_mean, 0.0),
        false => mean_of(&years),
    };
    let benefit = Benefit::Years { mean, standard_error, years };
    let case = InvestmentCase {
        costs: input.plan_costs.as_deref(),
        benefit: &benefit,
        discount_rate: input.discount_rate,
        horizon_years: input.horizon_years,
    };
    let investment = appraise(&case, CASE_DRAWS, input.seed)?;

    let probabilities =
        |points: &[Exceedance]| points.iter().map(|one| (cents(one.loss), one.probability.value)).collect();
    let errors = |points: &[Exceedance]| points.iter().map(|one| one.probability.standard_error).collect();
    let result = RiskResult {
        seed: input.seed,
        generator: GENERATOR.to_owned(),
        iterations: input.iterations,
        input_hash: input.input_hash.clone(),
        method: method(input.method, &model).to_owned(),
        ale_mean: now.ale_mean,
        analytic_mean: now.analytic_mean,
        standard_deviation: now.standard_deviation,
        var: now.var.clone(),
        expected_shortfall: now.expected_shortfall.clone(),
        standard_error: now.standard_error.clone(),
        convergence: convergence(&current, input.iterations),
        exceedance: probabilities(&current.exceedance),
        exceedance_standard_error: errors(&current.exceedance),
        occurrence_exceedance: probabilities(&current.occurrence),
        occurrence_exceedance_standard_error: errors(&current.occurrence),
        states: vec![inherent, now, residual],
        requirements: requirements(&model, &current),
        scenarios: scenarios(&model, &current),
        tornado: tornado(&model.exposures, analytic_mean),
        investment,
        penalty,
    };
    refuse_overflow(&result)?;
    Ok(result)
}

/// Every requirement that applies at this score.
fn at_score(scores: &Scores, score: f64) -> Scores {
    scores.iter().map(|(id, applies)| (id.clone(), applies.map(|_| score))).collect()
}

/// What carrying out the plan, or closing every gap where there is none, would have saved in each of the first years: the
/// same years again with the controls of then. The same seed gives the same events less those that better controls
/// prevent, so the difference is free of any other chance.
fn avoided(input: &RiskInput, residual: &Scores) -> Result<Vec<f64>, RiskError> {
    let years =
        |scores| Ok(plain_losses(&Model::paired(&input.portfolio, scores)?, input.seed, CASE_YEARS, NonZeroUsize::MIN));
    let (with, without): (Vec<f64>, Vec<f64>) = (years(&input.requirement_scores)?, years(residual)?);
    Ok(with.iter().zip(without).map(|(with, without)| with - without).collect())
}

/// Mean and its standard error.
fn mean_of(years: &[f64]) -> (f64, f64) {
    let count = years.len().max(2) as f64;
    let mean = years.iter().sum::<f64>() / count;
    let variance = years.iter().map(|loss| (loss - mean) * (loss - mean)).sum::<f64>() / (count - 1.0);
    (mean, (variance / count).sqrt())
}

fn method(method: Method, model: &Model) -> &'static str {
    match method {
        Method::Exact => "exact",
        Method::Simulation if model.tilt.is_some() => "importance sampling",
        Method::Simulation => "plain sampling",
    }
}

fn figures(state: State, model: &Model, outcome: &Outcome) -> StateFigures {
    let mut standard_error = BTreeMap::from([
        ("ale_mean".to_owned(), cents(outcome.mean.standard_error)),
        ("standard_deviation".to_owned(), cents(outcome.deviation.standard_error)),
    ]);
    let mut named = |figure: &str, estimates: &[Estimate; 4]| {
        let named = LEVELS.iter().zip(estimates).map(|(level, estimate)| {
            standard_error.insert(format!("{figure}_{}", level.name), cents(estimate.standard_error));
            (level.name.to_owned(), cents(estimate.value))
        });
        named.collect::<BTreeMap<String, f64>>()
    };
    let var = named("var", &outcome.value_at_risk);
    let expected_shortfall = named("expected_shortfall", &outcome.expected_shortfall);
    StateFigures {
        state,
        ale_mean: cents(outcome.mean.value),
        analytic_mean: cents(model.mean()),
        standard_deviation: cents(outcome.deviation.value),
        var,
        expected_shortfall,
        standard_error,
    }
}

/// The 99 % expected shortfall decides: of the figures shown it is the last to settle.
fn convergence(outcome: &Outcome, iterations: u64) -> Convergence {
    let at = LEVELS.iter().position(|level| *level == SHARED).unwrap_or_default();
    let Estimate { value, standard_error } = outcome.expected_shortfall[at];
    let relative = if value > 0.0 { standard_error / value } else { 0.0 };
    let times = (relative / TARGET) * (relative / TARGET);
    Convergence {
        converged: relative <= TARGET,
        figure: format!("expected_shortfall_{}", SHARED.name),
        relative_standard_error: relative,
        target: TARGET,
        iterations_needed: (iterations as f64 * times).ceil() as u64,
    }
}

fn scenarios(model: &Model, outcome: &Outcome) -> Vec<ScenarioShare> {
    let total: f64 = outcome.parts.iter().map(|part| part.value).sum();
    let mut shares: Vec<ScenarioShare> = (model.exposures.iter().zip(&outcome.parts).zip(&outcome.shares))
        .map(|((exposure, mean), shortfall)| ScenarioShare {
            id: exposure.id.clone(),
            title: exposure.title.clone(),
            rate: exposure.counts.mean(),
            rate_without_gaps: exposure.rate_without_gaps,
            mean: cents(mean.value),
            mean_standard_error: cents(mean.standard_error),
            share: if total > 0.0 { mean.value / total } else { 0.0 },
            expected_shortfall: cents(shortfall.value),
            expected_shortfall_standard_error: cents(shortfall.standard_error),
            driven_by: exposure.gaps.iter().map(|(requirement, _)| requirement.clone()).collect(),
        })
        .collect();
    shares.sort_by(|a, b| b.mean.total_cmp(&a.mean).then_with(|| a.id.cmp(&b.id)));
    shares
}

/// What each gap adds to the shared expected shortfall: of a scenario's part, the share that closing all its gaps would
/// take off its mean is split over its gaps in proportion to the logarithm of the factor by which each raises it.
fn requirements(model: &Model, outcome: &Outcome) -> Vec<RequirementShare> {
    let total: f64 = outcome.shares.iter().map(|share| share.value).sum();
    let mut sums: BTreeMap<&RequirementId, (f64, f64)> = BTreeMap::new();
    for (exposure, share) in model.exposures.iter().zip(&outcome.shares) {
        let gains: f64 = exposure.gaps.iter().map(|(_, gain)| gain).sum();
        if gains > 0.0 && exposure.mean() > 0.0 {
            let open = exposure.mean_from_gaps() / exposure.mean();
            for (requirement, gain) in &exposure.gaps {
                let part = open * gain / gains;
                let (sum, error) = sums.entry(requirement).or_default();
                *sum += part * share.value;
                // Errors of different scenarios add up at most.
                *error += part * share.standard_error;
            }
        }
    }
    let mut shares: Vec<RequirementShare> = (sums.into_iter())
        .map(|(id, (sum, error))| RequirementShare {
            id: id.clone(),
            expected_shortfall: cents(sum),
            standard_error: cents(error),
            share: if total > 0.0 { sum / total } else { 0.0 },
        })
        .collect();
    shares.sort_by(|a, b| b.expected_shortfall.total_cmp(&a.expected_shortfall).then_with(|| a.id.cmp(&b.id)));
    shares
}

/// Moves one estimate at a time: the rate to the ends of its estimate, or every loss to its 5 % or 95 % quantile.
fn tornado(exposures: &[Exposure], analytic_mean: f64) -> Vec<TornadoBar> {
    let mut bars = Vec::with_capacity(2 * exposures.len());
    for exposure in exposures {
        let others = analytic_mean - exposure.mean();
        let mut bar = |estimate: &str, low: f64, high: f64| {
            if high > low {
                bars.push(TornadoBar {
                    id: exposure.id.clone(),
                    title: format!("{}: {estimate}", exposure.title),
                    low: cents(others + low),
                    high: cents(others + high),
                });
            }
        };
        let [low, high] = exposure.rate_ends;
        bar("events a year", low * exposure.mean_loss, high * exposure.mean_loss);
        let rate = exposure.counts.mean();
        bar("loss of one event", rate * exposure.loss_quantile(0.05), rate * exposure.loss_quantile(0.95));
    }
    let swing = |bar: &TornadoBar| bar.high - bar.low;
    bars.sort_by(|a, b| {
        swing(b).total_cmp(&swing(a)).then_with(|| a.id.cmp(&b.id)).then_with(|| a.title.cmp(&b.title))
    });
    bars
}

/// An infinite or undefined figure is an error and never a result. Every other figure is bounded by one of these.
fn refuse_overflow(result: &RiskResult) -> Result<(), RiskError> {
    let states = result.states.iter().flat_map(|state| {
        let figures = [state.ale_mean, state.analytic_mean, state.standard_deviation].into_iter();
        let tails = state.var.values().chain(state.expected_shortfall.values()).chain(state.standard_error.values());
        figures.chain(tails.copied()).map(|value| ("a figure of the yearly loss", value))
    });
    let tornado = result.tornado.iter().flat_map(|bar| [bar.low, bar.high]).map(|end| ("an end of the tornado", end));
    match states.chain(tornado).find(|(_, value)| !value.is_finite()) {
        Some((figure, _)) => Err(RiskError::Overflow(figure.to_owned())),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests;
