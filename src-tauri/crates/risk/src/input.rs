//! What a simulation needs, and the reasons to refuse it.

use crate::investment::Cost;
use holdfast_domain::{RequirementId, ScenarioId};
use holdfast_rulepack::{GapSeverity, PenaltyRegime, Scenario};
use std::collections::{BTreeMap, BTreeSet};
use thiserror::Error;

/// Fewest years: at the highest level, 0.995, the tail must hold at least one of them.
pub const MIN_ITERATIONS: u64 = 200;

/// Most years: one loss a year is held in memory, so this is 160 MB.
pub const MAX_ITERATIONS: u64 = 20_000_000;

/// Most events a year of one scenario; what happens more often is a running cost and no scenario.
pub const MAX_YEARLY_RATE: f64 = 1_000.0;

/// Longest horizon of the investment case, in years.
const MAX_HORIZON_YEARS: u32 = 100;

/// Everything a simulation depends on.
#[derive(Clone, Debug, PartialEq)]
pub struct RiskInput {
    /// The portfolio, in any order; the result does not depend on it.
    pub scenarios: Vec<Scenario>,
    /// Score from 0 to 1 of every requirement that a driver names. `None` means not applicable to this firm: such a
    /// requirement is left out of the average over the drivers.
    pub requirement_scores: BTreeMap<RequirementId, Option<f64>>,
    /// Yearly turnover in EUR, for percentage penalties.
    pub turnover_eur: Option<f64>,
    /// Penalty regime to estimate.
    pub penalty: PenaltyRegime,
    /// How severe the gaps are as a whole.
    pub gap_severity: GapSeverity,
    /// What closing the gaps costs, one by one; `None` before a plan exists.
    pub plan_costs: Option<Vec<Cost>>,
    /// Simulated years, [`MIN_ITERATIONS`] to [`MAX_ITERATIONS`].
    pub iterations: u64,
    /// Seed of the generator.
    pub seed: u64,
    /// Discount rate a year, above -1; 0.05 is 5 %.
    pub discount_rate: f64,
    /// Horizon of the investment case in years, 1 to 100.
    pub horizon_years: u32,
    /// Stage key, carried through to the result.
    pub input_hash: String,
}

/// Why a simulation was refused or failed.
#[derive(Clone, Debug, PartialEq, Error)]
pub enum RiskError {
    /// There is nothing to simulate.
    #[error("the portfolio holds no scenario")]
    NoScenarios,
    /// An id stands twice.
    #[error("scenario {0} stands twice in the portfolio")]
    DuplicateScenario(ScenarioId),
    /// A figure of a scenario is outside its range.
    #[error("scenario {id}: {field} {rule}, but is {value}")]
    Scenario {
        /// The scenario.
        id: ScenarioId,
        /// Field, as written in the pack.
        field: String,
        /// What the field must be.
        rule: &'static str,
        /// What it is.
        value: String,
    },
    /// A driver names a requirement without a score.
    #[error("scenario {id}: the driver {requirement} names a requirement that has no score")]
    UnknownRequirement {
        /// The scenario.
        id: ScenarioId,
        /// The requirement.
        requirement: RequirementId,
    },
    /// A parameter of the run is outside its range.
    #[error("{field} {rule}, but is {value}")]
    Parameter {
        /// Field of [`RiskInput`].
        field: String,
        /// What the field must be.
        rule: &'static str,
        /// What it is.
        value: String,
    },
    /// The penalty regime cannot be evaluated.
    #[error("penalty regime {id}: {problem}")]
    Regime {
        /// Id in the penalty pack.
        id: String,
        /// What is wrong.
        problem: String,
    },
    /// A figure left the range of floating-point numbers.
    #[error("{0} is too large to compute")]
    Overflow(String),
}

/// Checks a portfolio: every figure finite and in its range, intervals the right way round, no id twice.
///
/// # Errors
/// Names the first scenario and field that fail.
pub fn check_scenarios(scenarios: &[Scenario]) -> Result<(), RiskError> {
    if scenarios.is_empty() {
        return Err(RiskError::NoScenarios);
    }
    let mut seen = BTreeSet::new();
    for scenario in scenarios {
        if !seen.insert(&scenario.id) {
            return Err(RiskError::DuplicateScenario(scenario.id.clone()));
        }
        check_scenario(scenario)?;
    }
    Ok(())
}

fn check_scenario(scenario: &Scenario) -> Result<(), RiskError> {
    let refuse = |holds: bool, field: &str, value: f64, rule: &'static str| {
        if holds {
            return Ok(());
        }
        Err(RiskError::Scenario { id: scenario.id.clone(), field: field.to_owned(), rule, value: value.to_string() })
    };
    let positive = |field: &str, value: f64| {
        refuse(value.is_finite() && value > 0.0, field, value, "must be a finite number above 0")
    };

    let frequency = &scenario.frequency;
    positive("frequency.rate", frequency.rate)?;
    positive("frequency.rate_low", frequency.rate_low)?;
    positive("frequency.rate_high", frequency.rate_high)?;
    let (low, high, factor) = (frequency.rate_low, frequency.rate_high, frequency.worst_factor);
    refuse(low <= frequency.rate, "frequency.rate_low", low, "must not be above frequency.rate")?;
    refuse(high >= frequency.rate, "frequency.rate_high", high, "must not be below frequency.rate")?;
    let factor_holds = factor.is_finite() && factor >= 1.0;
    refuse(factor_holds, "frequency.worst_factor", factor, "must be a finite number of at least 1")?;
    let worst = frequency.rate * factor;
    let worst_rule = "times frequency.worst_factor must not exceed 1000 events a year";
    refuse(worst <= MAX_YEARLY_RATE, "frequency.rate", worst, worst_rule)?;

    let severity = &scenario.severity;
    positive("severity.low", severity.low)?;
    positive("severity.high", severity.high)?;
    refuse(severity.high > severity.low, "severity.high", severity.high, "must be above severity.low")?;

    let mut linked = BTreeSet::new();
    for driver in &scenario.drivers {
        positive(&format!("drivers.{}.weight", driver.requirement), driver.weight)?;
        if !linked.insert(&driver.requirement) {
            return Err(RiskError::Scenario {
                id: scenario.id.clone(),
                field: "drivers".to_owned(),
                rule: "must name a requirement once",
                value: format!("naming {} twice", driver.requirement),
            });
        }
    }
    Ok(())
}

impl RiskInput {
    /// Checks the portfolio and every parameter of the run except the penalty regime, which its own estimate checks.
    pub(crate) fn check(&self) -> Result<(), RiskError> {
        check_scenarios(&self.scenarios)?;
        for scenario in &self.scenarios {
            for driver in &scenario.drivers {
                if !self.requirement_scores.contains_key(&driver.requirement) {
                    let (id, requirement) = (scenario.id.clone(), driver.requirement.clone());
                    return Err(RiskError::UnknownRequirement { id, requirement });
                }
            }
        }
        for (requirement, score) in &self.requirement_scores {
            check_unit(&format!("the score of {requirement}"), *score)?;
        }
        check_amount("turnover_eur", self.turnover_eur)?;

        let years_hold = (MIN_ITERATIONS..=MAX_ITERATIONS).contains(&self.iterations);
        parameter(years_hold, "iterations", self.iterations, "must be from 200 to 20000000 years")?;
        let rate = self.discount_rate;
        parameter(rate.is_finite() && rate > -1.0, "discount_rate", rate, "must be a finite number above -1")?;
        let horizon_holds = (1..=MAX_HORIZON_YEARS).contains(&self.horizon_years);
        parameter(horizon_holds, "horizon_years", self.horizon_years, "must be from 1 to 100")
    }
}

fn check_unit(field: &str, score: Option<f64>) -> Result<(), RiskError> {
    let score = score.unwrap_or(0.0);
    parameter((0.0..=1.0).contains(&score), field, score, "must be from 0 to 1")
}

fn check_amount(field: &str, amount: Option<f64>) -> Result<(), RiskError> {
    let amount = amount.unwrap_or(0.0);
    parameter(amount.is_finite() && amount >= 0.0, field, amount, "must be a finite amount of at least 0")
}

fn parameter(holds: bool, field: &str, value: impl ToString, rule: &'static str) -> Result<(), RiskError> {
    if holds {
        return Ok(());
    }
    Err(RiskError::Parameter { field: field.to_owned(), rule, value: value.to_string() })
}

#[cfg(test)]
mod tests;
