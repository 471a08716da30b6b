//! How often a loss strikes, what it costs, what limits it, and what ties losses together.

use holdfast_domain::{RequirementId, ScenarioId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Three-point estimate: a beta distribution on `low` to `high` with its peak at `mode` and the mean
/// `(low + 4 mode + high) / 6` (PERT).
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pert {
    /// Smallest value thought possible.
    pub low: f64,
    /// Most likely value, from `low` to `high`.
    pub mode: f64,
    /// Largest value thought possible.
    pub high: f64,
}

/// Number of events in a year, were no control in place.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Frequency {
    /// Events fall independently of each other.
    Poisson {
        /// Expected events a year; more than 0.
        rate: f64,
    },
    /// Poisson whose rate is itself uncertain and drawn anew for each year.
    PoissonPert {
        /// Expected events a year; more than 0.
        rate: Pert,
    },
    /// Events come in clusters: variance `rate + rate^2 / size`.
    NegativeBinomial {
        /// Expected events a year; more than 0.
        rate: f64,
        /// The smaller, the more clustered; more than 0.
        size: f64,
    },
    /// At most one event a year.
    Bernoulli {
        /// Probability of the event, more than 0 and at most 1.
        probability: f64,
    },
}

/// Loss of one event in EUR, were no control in place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Severity {
    /// The logarithm of the loss is normal.
    Lognormal {
        /// Mean of the logarithm.
        mu: f64,
        /// Standard deviation of the logarithm; more than 0.
        sigma: f64,
    },
    /// Lognormal by its 90 % interval.
    LognormalInterval {
        /// 5 % quantile of one loss; more than 0.
        low: f64,
        /// 95 % quantile of one loss; more than `low`.
        high: f64,
    },
    /// Three-point estimate.
    Pert {
        /// Smallest loss; at least 0.
        low: f64,
        /// Most likely loss.
        mode: f64,
        /// Largest loss; more than `low`.
        high: f64,
    },
    /// Gamma; mean `shape * scale`.
    Gamma {
        /// More than 0.
        shape: f64,
        /// EUR; more than 0.
        scale: f64,
    },
    /// Weibull; exceedance `exp(-(x / scale)^shape)`.
    Weibull {
        /// More than 0.
        shape: f64,
        /// EUR; more than 0.
        scale: f64,
    },
    /// Another law up to a threshold, a generalised Pareto tail from there on. The tail has the probability that the
    /// body has beyond the threshold.
    Spliced {
        /// Law up to the threshold; any kind but `spliced` and `empirical`.
        body: Box<Severity>,
        /// EUR; the body must reach beyond it.
        threshold: f64,
        /// Tail index from 0 up to but not including 1: at 1 the mean is infinite.
        shape: f64,
        /// EUR; more than 0.
        scale: f64,
    },
    /// Observed losses, each equally likely.
    Empirical {
        /// EUR, each at least 0, one of them more.
        losses: Vec<f64>,
    },
}

/// A control that a requirement asks for, and what it takes off a scenario where it is fully in place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Driver {
    /// The requirement. Its score says how far the control is in place.
    pub requirement: RequirementId,
    /// Name of the control for people.
    pub control: String,
    /// Share of the events that it prevents, each figure from 0 up to but not including 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub frequency: Option<Pert>,
    /// Share of the loss of an event that it prevents, each figure from 0 up to but not including 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub severity: Option<Pert>,
}

/// An insurance layer: pays `share` of what exceeds `retention`, up to `limit`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InsuranceLayer {
    /// Name in the file.
    pub id: String,
    /// Scenarios it covers; every one where the list is empty.
    #[serde(default)]
    pub scenarios: Vec<ScenarioId>,
    /// What retention and limit are held against.
    pub basis: InsuranceBasis,
    /// EUR that the firm bears first; at least 0.
    pub retention: f64,
    /// The most that counts beyond the retention in EUR; more than 0.
    pub limit: f64,
    /// Part of that which is paid, more than 0 and at most 1.
    pub share: f64,
    /// The most paid in a year in EUR; no such limit where `None`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub yearly_limit: Option<f64>,
}

/// What an insurance layer looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InsuranceBasis {
    /// Each event by itself.
    Event,
    /// The sum of the year over the covered scenarios.
    Year,
}

/// Dependence between the yearly numbers of events.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Correlation {
    /// Gaussian or t.
    pub copula: Copula,
    /// Scenarios in the order of the rows of `matrix`.
    pub scenarios: Vec<ScenarioId>,
    /// Symmetric, 1 on the diagonal, positive definite.
    pub matrix: Vec<Vec<f64>>,
}

/// Form of the dependence.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Copula {
    /// Extremes become independent.
    Gaussian,
    /// Bad years come together.
    T {
        /// At least 1; the smaller, the stronger the dependence of extremes.
        degrees: f64,
    },
}

/// An event outside the firm that strikes several scenarios at once. Its strikes are part of the rates of the
/// scenarios and do not raise them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shock {
    /// Name in the file.
    pub id: String,
    /// Expected shocks a year; more than 0.
    pub rate: f64,
    /// Probability that a shock strikes the scenario, were no control in place; more than 0 and at most 1.
    pub hits: BTreeMap<ScenarioId, f64>,
}
