//! Loss scenarios as data.

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
