//! Loss scenarios and penalty regimes as data.

use holdfast_domain::{RequirementId, ScenarioId};
use serde::{Deserialize, Serialize};

/// One way in which the firm may lose money through ICT.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// `SC-01`, ...
    pub id: ScenarioId,
    /// Name for people.
    pub title: String,
    /// What happens, in a sentence or two.
    pub description: String,
    /// How often, were every linked requirement met.
    pub frequency: Frequency,
    /// What one event costs.
    pub severity: Severity,
    /// Requirements whose gaps make the event more likely.
    pub drivers: Vec<Driver>,
    /// Where the figures come from; `expert estimate` where they are ours.
    pub source: String,
}

/// Events a year, Poisson.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Frequency {
    /// Expected events a year with every linked requirement met; more than 0.
    pub rate: f64,
    /// Low end of the 90 % interval of `rate`.
    pub rate_low: f64,
    /// High end of the 90 % interval of `rate`.
    pub rate_high: f64,
    /// Factor on `rate` when no linked requirement is met; at least 1.
    pub worst_factor: f64,
}

/// Loss of one event in EUR, lognormal.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Severity {
    /// 5 % quantile of one loss; more than 0.
    pub low: f64,
    /// 95 % quantile of one loss; more than `low`.
    pub high: f64,
}

/// A requirement that moves the likelihood of a scenario.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Driver {
    /// The requirement.
    pub requirement: RequirementId,
    /// Its part among the drivers; more than 0, only ratios matter.
    pub weight: f64,
}

/// One penalty regime.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PenaltyRegime {
    /// Name in the pack.
    pub id: String,
    /// Name for people.
    pub title: String,
    /// ISO 3166 code, or `EU`.
    pub country: String,
    /// Fixed cap in EUR; `None` where there is none.
    pub cap_eur: Option<f64>,
    /// Percentage of the base; `None` where there is none.
    pub percentage: Option<f64>,
    /// What the percentage is of.
    pub base: String,
    /// `higher` or `lower` of cap and percentage.
    pub rule: CapRule,
    /// Where it stands.
    pub source: String,
    /// Date of the source, ISO 8601.
    pub date: String,
    /// How sure the figure is.
    pub status: RegimeStatus,
    /// Yearly probability of a penalty with no gap and with every requirement open.
    pub probability: [f64; 2],
    /// Share of the maximum assumed when a penalty falls.
    pub severity_share: f64,
}

/// Which of cap and percentage binds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CapRule {
    /// The higher of the two.
    Higher,
    /// The lower of the two.
    Lower,
}

/// How sure a figure is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RegimeStatus {
    /// Read in the law itself.
    Verified,
    /// Read in a secondary source.
    Secondary,
    /// An assumption for planning, not law.
    Scenario,
}

impl RegimeStatus {
    /// The word used in results.
    pub fn name(self) -> &'static str {
        match self {
            RegimeStatus::Verified => "verified",
            RegimeStatus::Secondary => "secondary",
            RegimeStatus::Scenario => "scenario",
        }
    }
}
