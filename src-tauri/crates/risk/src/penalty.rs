//! The penalty scenario, kept apart from the operational loss.

use crate::input::RiskError;
use crate::money::cents;
use crate::result::PenaltyEstimate;
use holdfast_rulepack::{CapRule, PenaltyRegime};

/// Estimates the yearly penalty: the probability moves in a straight line from the regime's value without gaps, at an
/// overall score of 1, to its value with every requirement open, at 0. No score means that no requirement applies.
///
/// # Errors
/// `Regime` where a figure is out of range or the maximum cannot be known.
pub(crate) fn estimate(
    regime: &PenaltyRegime,
    turnover_eur: Option<f64>,
    overall_score: Option<f64>,
) -> Result<PenaltyEstimate, RiskError> {
    check(regime)?;
    let maximum = maximum(regime, turnover_eur)?;
    let [without_gaps, all_open] = regime.probability;
    let gap = overall_score.map_or(0.0, |score| 1.0 - score);
    let probability = without_gaps + (all_open - without_gaps) * gap;
    Ok(PenaltyEstimate {
        regime: regime.id.clone(),
        title: regime.title.clone(),
        status: regime.status.name().to_owned(),
        source: regime.source.clone(),
        turnover_eur,
        maximum: cents(maximum),
        probability,
        severity_share: regime.severity_share,
        expected: cents(maximum * probability * regime.severity_share),
    })
}

fn maximum(regime: &PenaltyRegime, turnover_eur: Option<f64>) -> Result<f64, RiskError> {
    let of_turnover = match (regime.percentage, turnover_eur) {
        (Some(percentage), Some(turnover)) => Some(turnover * percentage / 100.0),
        _ => None,
    };
    let maximum = match (regime.cap_eur, of_turnover) {
        (Some(cap), Some(share)) if regime.rule == CapRule::Higher => cap.max(share),
        (Some(cap), Some(share)) => cap.min(share),
        (Some(cap), None) => cap,
        (None, Some(share)) => share,
        (None, None) => {
            return Err(refusal(regime, "the maximum is a percentage of turnover, and no turnover is given"));
        }
    };
    if maximum.is_finite() {
        Ok(maximum)
    } else {
        Err(RiskError::Overflow(format!("the maximum of penalty regime {}", regime.id)))
    }
}

fn check(regime: &PenaltyRegime) -> Result<(), RiskError> {
    let unit = |value: f64| (0.0..=1.0).contains(&value);
    let [without_gaps, all_open] = regime.probability;
    if regime.cap_eur.is_none() && regime.percentage.is_none() {
        return Err(refusal(regime, "neither cap_eur nor percentage is given"));
    }
    if regime.cap_eur.is_some_and(|cap| !cap.is_finite() || cap < 0.0) {
        return Err(refusal(regime, "cap_eur must be a finite amount of at least 0"));
    }
    if regime.percentage.is_some_and(|percentage| !(0.0..=100.0).contains(&percentage)) {
        return Err(refusal(regime, "percentage must be from 0 to 100"));
    }
    if !unit(without_gaps) || !unit(all_open) || without_gaps > all_open {
        return Err(refusal(regime, "probability must hold two rising values from 0 to 1"));
    }
    if !unit(regime.severity_share) {
        return Err(refusal(regime, "severity_share must be from 0 to 1"));
    }
    Ok(())
}

fn refusal(regime: &PenaltyRegime, problem: &str) -> RiskError {
    RiskError::Regime { id: regime.id.clone(), problem: problem.to_owned() }
}

#[cfg(test)]
mod tests;
