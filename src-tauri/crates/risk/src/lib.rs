//! Loss distribution of a scenario portfolio whose frequency and severity move with the gaps.
//!
//! Each [`Scenario`](holdfast_rulepack::Scenario) strikes a random number of times a year, each strike costs a random
//! amount, and the losses of all scenarios in a year add up. Controls take a share off the number and off the amount, as
//! far as the score of the requirement behind them says. Caps, deductibles and insurance limit the loss; copulas and common
//! shocks tie the scenarios together.
//!
//! Reading order: [`RiskInput`] is what goes in and `check` what is refused; `exposure` applies the controls to a scenario,
//! through `counts` (how often), `severity` and `sampler` (how much) and `factors` (uncertain controls); `model` is the
//! portfolio made ready; `years` draws it, chunk by chunk, with the loops of `events`; `tally` sums the years and `figures`
//! reads the figures off; `exact` finds the same figures without chance; [`simulate`] puts it together.
//! Beside the simulation stand `penalty`, `investment` (the case for closing the gaps), `selection` (the best controls
//! for a budget), `sensitivity` (what moves a figure most) and `what_if` (the same years under other assumptions); each is a
//! function of its own input.
//!
//! Boundary: pure. This crate opens no file, reads no clock and has no source of randomness but the seed. It knows
//! nothing of documents or criteria, only the score of a requirement. The same input gives the same bytes on every
//! platform, every processor and for every number of threads: a draw depends on its address alone, elementary functions
//! come from `libm` or from `vector` and never from the platform's own mathematics library, and every sum has a fixed
//! order.

mod arrivals;
mod check;
mod correlation;
mod counts;
mod events;
mod exact;
mod exposure;
mod factors;
mod figures;
#[cfg(test)]
mod fixtures;
mod input;
mod investment;
mod model;
mod money;
mod normal;
mod outcome;
mod penalty;
mod philox;
mod result;
mod sampler;
mod selection;
mod sensitivity;
mod severity;
mod simulation;
mod special;
mod stream;
mod tally;
mod three_point;
mod vector;
mod what_if;
mod years;

pub use check::{MAX_YEARLY_RATE, check_portfolio};
pub use input::{MAX_ITERATIONS, MIN_ITERATIONS, Method, RiskError, RiskInput};
pub use investment::{
    Appraisal, Benefit, Cost, Figure, Investment, InvestmentCase, InvestmentSpread, Quote, Spread, appraise,
    appraise_flows,
};
pub use normal::normal_quantile;
pub use outcome::draw_only;
pub use penalty::{PenaltyEstimate, check_regimes, gap_severity};
pub use result::{Convergence, RequirementShare, RiskResult, ScenarioShare, State, StateFigures, TornadoBar};
pub use selection::{
    Candidate, ControlEffect, ControlMenu, MAX_CANDIDATES, ScenarioLoss, Selection, efficiency_frontier,
    scenario_losses, select_controls,
};
pub use sensitivity::{
    PortfolioSensitivity, RankCorrelation, SobolIndex, SobolIndices, Swing, Variable, portfolio_sensitivity,
    rank_correlations, sobol_indices, spearman, tornado,
};
pub use simulation::{simulate, simulate_on};
pub use three_point::ThreePoint;
pub use what_if::{Changes, Compared, MAX_COMPARED_YEARS, WhatIf, WhatIfAnswer};
pub use years::GENERATOR;

/// Version of these rules beside the generator; part of the stage key.
pub const VERSION: &str = "2";
