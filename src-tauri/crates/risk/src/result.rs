//! The result of a simulation, with what is needed to repeat it.

use crate::investment::Investment;
use crate::penalty::PenaltyEstimate;
use holdfast_domain::{RequirementId, ScenarioId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Yearly loss of the firm. Money in EUR, rounded to cents.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RiskResult {
    /// Seed of the generator.
    pub seed: u64,
    /// Name of the generator and of the stream scheme.
    pub generator: String,
    /// Simulated years.
    pub iterations: u64,
    /// Stage key over scenarios, gaps, penalties and parameters.
    pub input_hash: String,
    /// Mean yearly loss, simulated.
    pub ale_mean: f64,
    /// Mean yearly loss in closed form: rate times mean loss over all scenarios. It checks the simulation, and the
    /// tornado and the investment case start from it, free of chance.
    pub analytic_mean: f64,
    /// Standard deviation of the yearly loss.
    pub standard_deviation: f64,
    /// Value at risk by level (`"0.90"`, `"0.95"`, `"0.99"`, `"0.995"`): the loss exceeded in 5 % of years at `"0.95"`.
    pub var: BTreeMap<String, f64>,
    /// Expected shortfall by level: mean loss of the worst 5 % of years at `"0.95"`.
    pub expected_shortfall: BTreeMap<String, f64>,
    /// Standard error of the simulation by figure: `ale_mean`, `var_0.95`, `expected_shortfall_0.99`, ...
    pub standard_error: BTreeMap<String, f64>,
    /// Loss and the probability that a year exceeds it, losses rising.
    pub exceedance: Vec<(f64, f64)>,
    /// Contribution by scenario, largest first.
    pub scenarios: Vec<ScenarioShare>,
    /// Swing of the mean when one scenario's estimate moves to the ends of its range, widest first.
    pub tornado: Vec<TornadoBar>,
    /// The case for closing the gaps.
    pub investment: Investment,
    /// Administrative penalty, kept apart from the operational loss above.
    pub penalty: PenaltyEstimate,
}

/// One scenario's part in the loss.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ScenarioShare {
    /// Scenario of the library.
    pub id: ScenarioId,
    /// Name for people.
    pub title: String,
    /// Events a year with the gaps as they are.
    pub rate: f64,
    /// Events a year if every linked requirement were met.
    pub rate_without_gaps: f64,
    /// Mean yearly loss, simulated; these add up to `ale_mean`.
    pub mean: f64,
    /// Part of the total mean, 0 to 1.
    pub share: f64,
    /// Linked requirements whose gaps raise the rate, largest effect first.
    pub driven_by: Vec<RequirementId>,
}

/// Mean yearly loss in closed form at the low and the high end of one estimate, all else unchanged: the rate at the
/// ends of its interval, or every event at the low or the high end of the loss interval.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TornadoBar {
    /// Scenario moved.
    pub id: ScenarioId,
    /// Name for people, with the estimate that was moved.
    pub title: String,
    /// Total mean at the low end.
    pub low: f64,
    /// Total mean at the high end.
    pub high: f64,
}
