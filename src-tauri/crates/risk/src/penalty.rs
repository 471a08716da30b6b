//! The penalty, kept apart from the operational loss.

use crate::input::RiskError;
use crate::money::cents;
use crate::three_point::ThreePoint;
use holdfast_rulepack::{Addressee, CapRule, GapSeverity, PenaltyBase, PenaltyRegime};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

const DAYS_OF_A_YEAR: f64 = 365.0;

/// What a penalty regime would cost in a year. The Regulation itself fixes no fine for financial entities.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PenaltyEstimate {
    /// Regime of the penalty pack.
    pub regime: String,
    /// Name for people.
    pub title: String,
    /// ISO 3166 code, or `EU`.
    #[serde(default)]
    pub country: String,
    /// Whom the regime binds.
    #[serde(default)]
    pub addressee: Addressee,
    /// `verified`, `secondary` or `scenario`, as marked in the pack.
    pub status: String,
    /// Where the figure comes from.
    pub source: String,
    /// Date of the source, ISO 8601.
    #[serde(default)]
    pub date: String,
    /// Turnover used; where it is `None` a percentage of turnover is left out of `maximum`.
    pub turnover_eur: Option<f64>,
    /// The most that the regime allows, given the turnover.
    pub maximum: f64,
    /// How severe the gaps are as a whole.
    #[serde(default)]
    pub gap_severity: GapSeverity,
    /// Assumed yearly probability of a penalty: the mean of the three-point estimate at this severity.
    pub probability: f64,
    /// 5 % quantile of the probability.
    #[serde(default)]
    pub probability_low: f64,
    /// 95 % quantile of the probability.
    #[serde(default)]
    pub probability_high: f64,
    /// Share of the maximum assumed when a penalty falls, 0 to 1.
    pub severity_share: f64,
    /// Expected yearly amount: maximum times probability times share.
    pub expected: f64,
    /// The same at the 5 % quantile of the probability.
    #[serde(default)]
    pub expected_low: f64,
    /// The same at the 95 % quantile of the probability.
    #[serde(default)]
    pub expected_high: f64,
}

/// Severity of the gaps of a firm as a whole, from the share of the critical obligations that is open, 0 to 1. A
/// critical obligation has the highest weight; one that is met in part counts as half open.
///
/// | open | severity |
/// |---|---|
/// | nothing, critical or not | none |
/// | up to a tenth of the critical ones | minor |
/// | up to three tenths | moderate |
/// | up to six tenths | severe |
/// | more | critical |
///
/// `overall_score` is `None` where no obligation applies, `critical_open` where no critical one does. The thresholds
/// are our own; no text of law grades gaps.
pub fn gap_severity(overall_score: Option<f64>, critical_open: Option<f64>) -> GapSeverity {
    let critical = critical_open.unwrap_or(0.0);
    if overall_score.is_none_or(|score| score >= 1.0) && critical <= 0.0 {
        GapSeverity::None
    } else if critical <= 0.1 {
        GapSeverity::Minor
    } else if critical <= 0.3 {
        GapSeverity::Moderate
    } else if critical <= 0.6 {
        GapSeverity::Severe
    } else {
        GapSeverity::Critical
    }
}

/// Checks penalty regimes: every figure in its range, no id twice.
///
/// # Errors
/// `Regime` with the id of the first that fails and the field.
pub fn check_regimes(regimes: &[PenaltyRegime]) -> Result<(), RiskError> {
    let mut seen = BTreeSet::new();
    for regime in regimes {
        if !seen.insert(&regime.id) {
            return Err(refusal(regime, "id stands twice"));
        }
        check(regime)?;
    }
    Ok(())
}

/// Estimates the yearly penalty.
///
/// The probability is the PERT estimate of the regime at the severity of the gaps; its mean gives the expected amount,
/// its 5 % and 95 % quantiles the interval around it.
///
/// # Errors
/// `Regime` where a figure is out of range or the maximum cannot be known.
pub(crate) fn estimate(
    regime: &PenaltyRegime,
    turnover_eur: Option<f64>,
    severity: GapSeverity,
) -> Result<PenaltyEstimate, RiskError> {
    check(regime)?;
    let maximum = maximum(regime, turnover_eur)?;
    let probability = ThreePoint::from(regime.probability.at(severity));
    let (low, high) = (probability.quantile(0.05), probability.quantile(0.95));
    let amount = |probability: f64| cents(maximum * probability * regime.severity_share);
    Ok(PenaltyEstimate {
        regime: regime.id.clone(),
        title: regime.title.clone(),
        country: regime.country.clone(),
        addressee: regime.addressee,
        status: regime.status.name().to_owned(),
        source: regime.source.clone(),
        date: regime.date.clone(),
        turnover_eur,
        maximum: cents(maximum),
        gap_severity: severity,
        probability: probability.mean(),
        probability_low: low,
        probability_high: high,
        severity_share: regime.severity_share,
        expected: amount(probability.mean()),
        expected_low: amount(low),
        expected_high: amount(high),
    })
}

fn maximum(regime: &PenaltyRegime, turnover_eur: Option<f64>) -> Result<f64, RiskError> {
    let of_turnover = match (regime.percentage, turnover_eur) {
        (Some(percentage), Some(turnover)) => {
            let years = match &regime.base {
                PenaltyBase::YearlyTurnover { .. } => 1.0,
                PenaltyBase::DailyTurnover { days, .. } => f64::from(*days) / DAYS_OF_A_YEAR,
            };
            Some(turnover * percentage / 100.0 * years)
        }
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
    let refuse = |holds: bool, problem: &str| if holds { Ok(()) } else { Err(refusal(regime, problem)) };
    let filled = |text: &str| !text.trim().is_empty();
    refuse(filled(&regime.title), "title must not be empty")?;
    let is_code = regime.country.len() == 2 && regime.country.bytes().all(|byte| byte.is_ascii_uppercase());
    refuse(is_code, "country must be two capital letters, such as AT, or EU")?;
    refuse(filled(&regime.source), "source must say where the figure comes from")?;
    refuse(is_date(&regime.date), "date must be a day such as 2025-01-17")?;
    let any = regime.cap_eur.is_some() || regime.percentage.is_some();
    refuse(any, "neither cap_eur nor percentage is given")?;
    let cap_holds = regime.cap_eur.is_none_or(|cap| cap.is_finite() && cap >= 0.0);
    refuse(cap_holds, "cap_eur must be a finite amount of at least 0")?;
    let percentage_holds = regime.percentage.is_none_or(|percentage| (0.0..=100.0).contains(&percentage));
    refuse(percentage_holds, "percentage must be from 0 to 100")?;
    if let PenaltyBase::DailyTurnover { days, .. } = regime.base {
        refuse((1..=366).contains(&days), "base.days must be from 1 to 366")?;
    }
    let mut before = 0.0;
    for severity in GapSeverity::ALL {
        let range = ThreePoint::from(regime.probability.at(severity));
        let holds = range.is_ordered() && range.low >= 0.0 && range.high <= 1.0;
        let name = severity.name();
        refuse(holds, &format!("probability.{name} must hold three values from 0 to 1 that do not fall"))?;
        let rises = range.mean() >= before;
        refuse(rises, &format!("probability.{name} must not be lower on the average than at a milder severity"))?;
        before = range.mean();
    }
    refuse((0.0..=1.0).contains(&regime.severity_share), "severity_share must be from 0 to 1")
}

/// Whether the text has the form of a day of the calendar.
fn is_date(text: &str) -> bool {
    let digits = |part: &str, length| part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit());
    let parts: Vec<&str> = text.split('-').collect();
    match parts[..] {
        [year, month, day] => {
            digits(year, 4)
                && digits(month, 2)
                && digits(day, 2)
                && ("01"..="12").contains(&month)
                && ("01"..="31").contains(&day)
        }
        _ => false,
    }
}

fn refusal(regime: &PenaltyRegime, problem: &str) -> RiskError {
    RiskError::Regime { id: regime.id.clone(), problem: problem.to_owned() }
}

#[cfg(test)]
mod tests;
