//! From input to result.

use crate::distribution::{Estimate, LEVELS, LossDistribution};
use crate::exposure::Exposure;
use crate::input::{RiskError, RiskInput};
use crate::investment::{Benefit, InvestmentCase, appraise};
use crate::money::cents;
use crate::penalty;
use crate::result::{RiskResult, ScenarioShare, TornadoBar};
use crate::years::{GENERATOR, draw_years};
use holdfast_rulepack::Scenario;
use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::thread;

/// Draws of the investment case: enough for its 5 % and 95 % quantiles, few beside the simulated years.
const CASE_DRAWS: u32 = 4096;

/// Simulated years that the investment case draws from.
const CASE_YEARS: usize = 8192;

/// Simulates the portfolio on as many threads as the machine offers.
///
/// # Errors
/// Names the scenario, parameter or regime that is out of range, or the figure that overflowed.
pub fn simulate(input: &RiskInput) -> Result<RiskResult, RiskError> {
    simulate_on(input, thread::available_parallelism().unwrap_or(NonZeroUsize::MIN))
}

/// Simulates the portfolio on this number of threads, which does not change a byte of the result.
///
/// # Errors
/// As [`simulate`].
pub fn simulate_on(input: &RiskInput, threads: NonZeroUsize) -> Result<RiskResult, RiskError> {
    input.check()?;
    let penalty = penalty::estimate(&input.penalty, input.turnover_eur, input.gap_severity)?;
    let exposures = exposures(input)?;
    let analytic_mean: f64 = exposures.iter().map(Exposure::mean).sum();
    let years = draw_years(&exposures, input.iterations as usize, input.seed, threads);
    let scenarios = shares(&exposures, &years.by_exposure, input.iterations as f64);
    // The mean in closed form, so that no chance enters the point figures of the case.
    let benefit = Benefit::Years {
        mean: exposures.iter().map(Exposure::mean_from_gaps).sum(),
        standard_error: 0.0,
        years: avoided(&exposures, &years.losses, input.seed, threads),
    };
    let case = InvestmentCase {
        costs: input.plan_costs.as_deref(),
        benefit: &benefit,
        discount_rate: input.discount_rate,
        horizon_years: input.horizon_years,
    };
    let investment = appraise(&case, CASE_DRAWS, input.seed)?;
    let distribution = LossDistribution::new(years.losses);

    let mean = distribution.mean();
    let mut var = BTreeMap::new();
    let mut expected_shortfall = BTreeMap::new();
    let mut standard_error = BTreeMap::from([("ale_mean".to_owned(), cents(mean.standard_error))]);
    for level in &LEVELS {
        let mut note = |figure: &str, estimate: Estimate, values: &mut BTreeMap<String, f64>| {
            values.insert(level.name.to_owned(), cents(estimate.value));
            standard_error.insert(format!("{figure}_{}", level.name), cents(estimate.standard_error));
        };
        note("var", distribution.value_at_risk(level), &mut var);
        note("expected_shortfall", distribution.expected_shortfall(level), &mut expected_shortfall);
    }

    let result = RiskResult {
        seed: input.seed,
        generator: GENERATOR.to_owned(),
        iterations: input.iterations,
        input_hash: input.input_hash.clone(),
        ale_mean: cents(mean.value),
        analytic_mean: cents(analytic_mean),
        standard_deviation: cents(distribution.standard_deviation()),
        var,
        expected_shortfall,
        standard_error,
        exceedance: distribution.exceedance().into_iter().map(|(loss, share)| (cents(loss), share)).collect(),
        scenarios,
        tornado: tornado(&exposures, analytic_mean),
        investment,
        penalty,
    };
    refuse_overflow(&result)?;
    Ok(result)
}

/// The exposures in order of scenario id, so that the order of the portfolio does not matter.
fn exposures(input: &RiskInput) -> Result<Vec<Exposure>, RiskError> {
    let mut scenarios: Vec<&Scenario> = input.scenarios.iter().collect();
    scenarios.sort_by(|a, b| a.id.cmp(&b.id));
    scenarios.into_iter().map(|scenario| Exposure::new(scenario, &input.requirement_scores)).collect()
}

/// What closing every gap would have saved in each of the first years: the same years again without gaps. The same seed
/// gives the same events less those that come from the gaps, so the difference is free of any other chance.
fn avoided(exposures: &[Exposure], losses: &[f64], seed: u64, threads: NonZeroUsize) -> Vec<f64> {
    let closed: Vec<Exposure> =
        exposures.iter().map(|exposure| Exposure { rate: exposure.rate_without_gaps, ..exposure.clone() }).collect();
    let without = draw_years(&closed, losses.len().min(CASE_YEARS), seed, threads).losses;
    losses.iter().zip(without).map(|(with, without)| with - without).collect()
}

fn shares(exposures: &[Exposure], losses: &[f64], years: f64) -> Vec<ScenarioShare> {
    let total: f64 = losses.iter().sum();
    let mut order: Vec<(&Exposure, f64)> = exposures.iter().zip(losses.iter().copied()).collect();
    order.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.id.cmp(&b.0.id)));
    let share = |(exposure, loss): (&Exposure, f64)| ScenarioShare {
        id: exposure.id.clone(),
        title: exposure.title.clone(),
        rate: exposure.rate,
        rate_without_gaps: exposure.rate_without_gaps,
        mean: cents(loss / years),
        share: if total > 0.0 { loss / total } else { 0.0 },
        driven_by: exposure.driven_by.clone(),
    };
    order.into_iter().map(share).collect()
}

/// Moves one estimate at a time: the rate to the ends of its interval, or every loss to an end of the loss interval.
fn tornado(exposures: &[Exposure], analytic_mean: f64) -> Vec<TornadoBar> {
    let mut bars = Vec::with_capacity(2 * exposures.len());
    for exposure in exposures {
        let others = analytic_mean - exposure.mean();
        let mut bar = |estimate: &str, low: f64, high: f64| {
            bars.push(TornadoBar {
                id: exposure.id.clone(),
                title: format!("{}: {estimate}", exposure.title),
                low: cents(others + low),
                high: cents(others + high),
            });
        };
        let mean_loss = exposure.mean_loss;
        bar("events a year", exposure.rate_low * mean_loss, exposure.rate_high * mean_loss);
        bar("loss of one event", exposure.rate * exposure.loss_low, exposure.rate * exposure.loss_high);
    }
    let swing = |bar: &TornadoBar| bar.high - bar.low;
    bars.sort_by(|a, b| {
        swing(b).total_cmp(&swing(a)).then_with(|| a.id.cmp(&b.id)).then_with(|| a.title.cmp(&b.title))
    });
    bars
}

/// An infinite or undefined figure is an error and never a result. Every other figure is bounded by one of these.
fn refuse_overflow(result: &RiskResult) -> Result<(), RiskError> {
    let money = [
        ("the mean yearly loss", result.ale_mean),
        ("the mean yearly loss in closed form", result.analytic_mean),
        ("the standard deviation of the yearly loss", result.standard_deviation),
    ];
    let tornado = result.tornado.iter().flat_map(|bar| [bar.low, bar.high]).map(|end| ("an end of the tornado", end));
    let errors = result.standard_error.values().map(|&error| ("a standard error", error));
    match money.into_iter().chain(tornado).chain(errors).find(|(_, value)| !value.is_finite()) {
        Some((figure, _)) => Err(RiskError::Overflow(figure.to_owned())),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests;
