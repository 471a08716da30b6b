//! Loss distribution of a scenario portfolio whose likelihood moves with the gaps.
//!
//! The model is a compound Poisson process: each [`Scenario`](holdfast_rulepack::Scenario) strikes at a yearly rate,
//! each strike costs a lognormal amount, and the losses of all scenarios in a year add up. A gap in a requirement that
//! drives a scenario raises its rate; severities do not move. Scenarios are independent of each other.
//!
//! Reading order: [`RiskInput`] is what goes in, `exposure` turns a scenario and its gaps into a rate and a severity,
//! `years` draws the years, `distribution` reads the figures off the sorted years, [`simulate`] puts it together.
//! Beside the simulation stand `penalty`, `investment` (the case for closing the gaps), `selection` (the best controls
//! for a budget) and `sensitivity` (what moves a figure most); each is a function of its own input.
//!
//! Boundary: pure. This crate opens no file, reads no clock and has no source of randomness but the seed. It knows
//! nothing of documents or criteria, only the score of a requirement. The same input gives the same bytes on every
//! platform and for every number of threads: `exp`, `ln` and `pow` come from `libm` and never from the platform's own
//! mathematics library, and every sum has a fixed order.

mod arrivals;
mod distribution;
mod exposure;
#[cfg(test)]
mod fixtures;
mod input;
mod investment;
mod money;
mod normal;
mod penalty;
mod result;
mod selection;
mod sensitivity;
mod simulation;
mod stream;
mod three_point;
mod years;

pub use input::{MAX_ITERATIONS, MAX_YEARLY_RATE, MIN_ITERATIONS, RiskError, RiskInput, check_scenarios};
pub use investment::{
    Appraisal, Benefit, Cost, Figure, Investment, InvestmentCase, InvestmentSpread, Quote, Spread, appraise,
    appraise_flows,
};
pub use normal::normal_quantile;
pub use penalty::{PenaltyEstimate, check_regimes, gap_severity};
pub use result::{RiskResult, ScenarioShare, TornadoBar};
pub use selection::{
    Candidate, ControlEffect, ControlMenu, MAX_CANDIDATES, ScenarioLoss, Selection, efficiency_frontier,
    select_controls,
};
pub use sensitivity::{
    RankCorrelation, SobolIndex, SobolIndices, Swing, Variable, rank_correlations, sobol_indices, spearman, tornado,
};
pub use simulation::{simulate, simulate_on};
pub use three_point::ThreePoint;
pub use years::GENERATOR;

/// Version of these rules beside the generator; part of the stage key.
pub const VERSION: &str = "2";
