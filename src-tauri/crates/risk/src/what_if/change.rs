//! What is changed.

use crate::check::{check_portfolio, parameter};
use crate::exposure::Scores;
use crate::input::{RiskError, RiskInput};
use holdfast_domain::{RequirementId, ScenarioId};
use holdfast_rulepack::{Frequency, Pert, Portfolio, Scenario, Severity};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Changes to a portfolio and its controls.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Changes {
    /// Score from 0 to 1 that a requirement has instead.
    pub scores: BTreeMap<RequirementId, f64>,
    /// Factor above 0 on how often a scenario strikes.
    pub rates: BTreeMap<ScenarioId, f64>,
    /// Factor above 0 on what each of its losses costs, before cap, deductible and insurance.
    pub losses: BTreeMap<ScenarioId, f64>,
}

impl Changes {
    /// The portfolio and the scores after the changes, checked.
    pub(super) fn applied(&self, input: &RiskInput) -> Result<(Portfolio, Scores), RiskError> {
        let mut scores = input.requirement_scores.clone();
        for (id, score) in &self.scores {
            let (named, known) = ("the requirement of a change", scores.get(id));
            parameter(known.is_some(), named, id, "must be one with a score")?;
            parameter(known.is_some_and(Option::is_some), named, id, "must be one that applies to the firm")?;
            let field = format!("the changed score of {id}");
            parameter((0.0..=1.0).contains(score), &field, score, "must be from 0 to 1")?;
            scores.insert(id.clone(), Some(*score));
        }
        let mut portfolio = input.portfolio.clone();
        for (part, factors) in [("rate", &self.rates), ("loss", &self.losses)] {
            for (id, &factor) in factors {
                let field = format!("the factor on the {part} of {id}");
                let rule = "must be a finite number above 0";
                parameter(factor.is_finite() && factor > 0.0, &field, factor, rule)?;
                let found = portfolio.scenarios.iter_mut().find(|scenario| scenario.id == *id);
                let unknown = || RiskError::Parameter {
                    field: "the scenario of a change".to_owned(),
                    rule: "must be one of the portfolio",
                    value: id.to_string(),
                };
                let scenario = found.ok_or_else(unknown)?;
                if part == "rate" { speed_up(scenario, factor) } else { scale(&mut scenario.severity, factor) }
            }
        }
        check_portfolio(&portfolio)?;
        Ok((portfolio, scores))
    }
}

fn speed_up(scenario: &mut Scenario, factor: f64) {
    match &mut scenario.frequency {
        Frequency::Poisson { rate } | Frequency::NegativeBinomial { rate, .. } => *rate *= factor,
        Frequency::PoissonPert { rate: Pert { low, mode, high } } => {
            [low, mode, high].into_iter().for_each(|end| *end *= factor);
        }
        Frequency::Bernoulli { probability } => *probability *= factor,
    }
}

/// Multiplies every loss: each law is one of a family that is closed under it.
fn scale(severity: &mut Severity, factor: f64) {
    match severity {
        Severity::Lognormal { mu, .. } => *mu += libm::log(factor),
        Severity::LognormalInterval { low, high } => [low, high].into_iter().for_each(|end| *end *= factor),
        Severity::Pert { low, mode, high } => [low, mode, high].into_iter().for_each(|end| *end *= factor),
        Severity::Gamma { scale, .. } | Severity::Weibull { scale, .. } => *scale *= factor,
        Severity::Spliced { body, threshold, scale, .. } => {
            self::scale(body, factor);
            [threshold, scale].into_iter().for_each(|end| *end *= factor);
        }
        Severity::Empirical { losses } => losses.iter_mut().for_each(|loss| *loss *= factor),
    }
}
