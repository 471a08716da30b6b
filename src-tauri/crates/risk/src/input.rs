//! What a simulation needs.

use crate::check::{check_portfolio, parameter};
use crate::investment::Cost;
use holdfast_domain::{RequirementId, ScenarioId};
use holdfast_rulepack::{GapSeverity, PenaltyRegime, Portfolio};
use std::collections::BTreeMap;
use thiserror::Error;

/// Fewest years: at the highest level, 0.995, the tail must hold at least one of them.
pub const MIN_ITERATIONS: u64 = 200;

/// Most years; memory does not grow with them.
pub const MAX_ITERATIONS: u64 = 1_000_000_000;

/// Longest horizon of the investment case, in years.
const MAX_HORIZON_YEARS: u32 = 100;

/// Everything a simulation depends on.
#[derive(Clone, Debug, PartialEq)]
pub struct RiskInput {
    /// Scenarios in any order, insurance, dependence; the result does not depend on the order.
    pub portfolio: Portfolio,
    /// Score from 0 to 1 of every requirement that a driver names. `None` means not applicable to this firm: such a
    /// requirement counts as met in every state.
    pub requirement_scores: BTreeMap<RequirementId, Option<f64>>,
    /// The same scores once the plan is carried out; `None` before a plan exists, and then every gap counts as closed.
    pub planned_scores: Option<BTreeMap<RequirementId, Option<f64>>>,
    /// How the figures are found.
    pub method: Method,
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

/// How the figures of a portfolio are found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Method {
    /// By simulated years, with standard errors.
    #[default]
    Simulation,
    /// Without chance, by the Fourier transform of the loss on a grid: independent scenarios without insurance.
    Exact,
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
    /// Common shocks strike a scenario at least as often as it is said to happen.
    #[error("scenario {id}: common shocks strike it {struck} times a year, which must be less than its rate of {rate}")]
    Shock {
        /// The scenario.
        id: ScenarioId,
        /// Expected strikes a year, were no control in place.
        struck: f64,
        /// Expected events a year, were no control in place.
        rate: f64,
    },
    /// The correlation matrix is none.
    #[error(
        "correlation.matrix is not positive definite, so no years have these correlations; the nearest valid matrix is {proposed}"
    )]
    NotPositiveDefinite {
        /// The nearest valid matrix as JSON.
        proposed: String,
    },
    /// The exact method cannot compute this portfolio.
    #[error(
        "the exact method needs independent scenarios without insurance, but the portfolio has {0}; simulate it instead"
    )]
    NotExact(&'static str),
    /// A parameter of the run is outside its range.
    #[error("{field} {rule}, but is {value}")]
    Parameter {
        /// Field of [`RiskInput`], or of the portfolio.
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

impl RiskInput {
    /// Checks the portfolio and every parameter of the run except the penalty regime, which its own estimate checks.
    pub(crate) fn check(&self) -> Result<(), RiskError> {
        check_portfolio(&self.portfolio)?;
        for scores in [Some(&self.requirement_scores), self.planned_scores.as_ref()].into_iter().flatten() {
            for scenario in &self.portfolio.scenarios {
                for driver in &scenario.drivers {
                    if !scores.contains_key(&driver.requirement) {
                        let (id, requirement) = (scenario.id.clone(), driver.requirement.clone());
                        return Err(RiskError::UnknownRequirement { id, requirement });
                    }
                }
            }
            for (requirement, score) in scores {
                check_unit(&format!("the score of {requirement}"), *score)?;
            }
        }
        check_amount("turnover_eur", self.turnover_eur)?;

        let years_hold = (MIN_ITERATIONS..=MAX_ITERATIONS).contains(&self.iterations);
        parameter(years_hold, "iterations", self.iterations, "must be from 200 to 1000000000 years")?;
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

#[cfg(test)]
mod tests;
