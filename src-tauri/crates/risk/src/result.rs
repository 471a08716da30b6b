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
    /// Mean yearly loss in closed form before insurance: rate times mean loss over all scenarios. Without insurance it
    /// checks the simulation; the tornado and the investment case start from it, free of chance.
    pub analytic_mean: f64,
    /// `importance sampling`, `plain sampling` or `exact`.
    #[serde(default)]
    pub method: String,
    /// Standard deviation of the yearly loss.
    pub standard_deviation: f64,
    /// Value at risk by level (`"0.90"`, `"0.95"`, `"0.99"`, `"0.995"`): the loss exceeded in 5 % of years at `"0.95"`.
    pub var: BTreeMap<String, f64>,
    /// Expected shortfall by level: mean loss of the worst 5 % of years at `"0.95"`.
    pub expected_shortfall: BTreeMap<String, f64>,
    /// Standard error of the simulation by figure: `ale_mean`, `standard_deviation`, `var_0.95`,
    /// `expected_shortfall_0.99`, ...; 0 where the method is exact.
    pub standard_error: BTreeMap<String, f64>,
    /// Whether the years are enough for the tail figures.
    #[serde(default)]
    pub convergence: Convergence,
    /// Loss and the probability that a year exceeds it, losses rising.
    pub exceedance: Vec<(f64, f64)>,
    /// Standard error of each of these probabilities.
    #[serde(default)]
    pub exceedance_standard_error: Vec<f64>,
    /// Loss and the probability that the largest single loss of a year exceeds it, losses rising.
    #[serde(default)]
    pub occurrence_exceedance: Vec<(f64, f64)>,
    /// Standard error of each of these probabilities.
    #[serde(default)]
    pub occurrence_exceedance_standard_error: Vec<f64>,
    /// The loss without controls, as things are, and once the plan is carried out, in this order.
    #[serde(default)]
    pub states: Vec<StateFigures>,
    /// What the gap in each requirement adds to the 99 % expected shortfall, largest first; those that add something.
    #[serde(default)]
    pub requirements: Vec<RequirementShare>,
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
    /// Standard error of `mean`.
    #[serde(default)]
    pub mean_standard_error: f64,
    /// Part of the total mean, 0 to 1.
    pub share: f64,
    /// Part in the 99 % expected shortfall (Euler allocation): its mean loss in the years that make it up. These add up
    /// to it.
    #[serde(default)]
    pub expected_shortfall: f64,
    /// Standard error of `expected_shortfall`.
    #[serde(default)]
    pub expected_shortfall_standard_error: f64,
    /// Requirements whose gaps raise rate or loss, largest effect first.
    pub driven_by: Vec<RequirementId>,
}

/// The yearly loss under one state of the controls.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StateFigures {
    /// Which state.
    pub state: State,
    /// As in [`RiskResult`].
    pub ale_mean: f64,
    /// As in [`RiskResult`].
    pub analytic_mean: f64,
    /// As in [`RiskResult`].
    pub standard_deviation: f64,
    /// As in [`RiskResult`].
    pub var: BTreeMap<String, f64>,
    /// As in [`RiskResult`].
    pub expected_shortfall: BTreeMap<String, f64>,
    /// As in [`RiskResult`].
    pub standard_error: BTreeMap<String, f64>,
}

/// How far the controls are in place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// No control.
    Inherent,
    /// As the assessment found them.
    Current,
    /// Once the plan is carried out; every gap closed where there is no plan.
    Residual,
}

/// What the gap in one requirement adds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RequirementShare {
    /// The requirement.
    pub id: RequirementId,
    /// Part of the 99 % expected shortfall.
    pub expected_shortfall: f64,
    /// Its standard error, at most.
    pub standard_error: f64,
    /// Part of the 99 % expected shortfall, 0 to 1. What no gap adds is left out, so these add up to less than 1.
    pub share: f64,
}

/// Whether more years would change the tail.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Convergence {
    /// Whether the relative standard error is at most the target.
    pub converged: bool,
    /// The figure that decides.
    pub figure: String,
    /// Its standard error over itself.
    pub relative_standard_error: f64,
    /// The largest that counts as converged.
    pub target: f64,
    /// Years that would bring the target at the present rate; no more than were simulated where converged.
    pub iterations_needed: u64,
}

/// Mean yearly loss in closed form before insurance at the low and the high end of one estimate, all else unchanged: the rate at the
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
