//! The best set of controls for a budget.
//!
//! Each control multiplies the frequency and the severity of scenarios, so together they save less than the sum of what
//! each saves alone. The search is branch and bound with a bound that no set can exceed; `problem` is the
//! set of feasible choices and what one is worth, `bound` the relaxation, `search` the tree.

mod bound;
mod losses;
mod problem;
mod relaxation;
mod search;

pub use losses::scenario_losses;

use crate::input::RiskError;
use crate::money::cents;
use holdfast_domain::ScenarioId;
use problem::Problem;
use serde::{Deserialize, Serialize};

/// Most candidates of one menu.
pub const MAX_CANDIDATES: usize = 64;

/// A control that may be bought. Money in EUR at present value, over the horizon that the caller appraises.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Candidate {
    /// Name in the menu.
    pub id: String,
    /// What counts against the budget, at least 0.
    pub outlay: f64,
    /// All that it costs over the horizon, yearly costs included, at least 0. It is set against what is saved, so a
    /// control that costs more than it saves is left out; 0 where the most loss avoided for the budget is asked for.
    pub present_cost: f64,
    /// What it saves beside the effects on scenarios, at least 0; these amounts add up.
    #[serde(default)]
    pub present_benefit: f64,
    /// Scenarios that it makes rarer or milder, each at most once.
    #[serde(default)]
    pub effects: Vec<ControlEffect>,
    /// Controls without which it cannot be chosen.
    #[serde(default)]
    pub needs: Vec<String>,
    /// Controls beside which it cannot be chosen; it is enough that one of the two says so.
    #[serde(default)]
    pub excludes: Vec<String>,
}

/// What a control does to one scenario.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ControlEffect {
    /// The scenario.
    pub scenario: ScenarioId,
    /// Factor on the events a year, above 0 to 1.
    pub frequency: f64,
    /// Factor on the loss of an event, above 0 to 1.
    pub severity: f64,
}

/// What a scenario costs without any of the candidates.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScenarioLoss {
    /// The scenario.
    pub scenario: ScenarioId,
    /// Present value of its mean yearly losses over the horizon, at least 0.
    pub present_value: f64,
}

/// What may be chosen from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ControlMenu {
    /// At most 64 candidates.
    pub candidates: Vec<Candidate>,
    /// Every scenario that an effect names.
    pub losses: Vec<ScenarioLoss>,
}

/// The best set found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Selection {
    /// The budget.
    pub budget: f64,
    /// Candidates chosen, in the order of the menu.
    pub controls: Vec<String>,
    /// What they take of the budget.
    pub outlay: f64,
    /// What they cost over the horizon, at present value.
    pub present_cost: f64,
    /// Loss avoided and other benefit, at present value.
    pub present_benefit: f64,
    /// Benefit less cost.
    pub value: f64,
    /// No affordable set is worth more.
    pub upper_bound: f64,
    /// Whether no affordable set is worth more, to one part in a thousand million of the amounts at stake; otherwise
    /// `upper_bound - value` is the gap.
    pub proven: bool,
    /// Nodes of the tree that were bounded.
    pub nodes: u64,
}

/// Chooses the affordable set of the most value.
///
/// Branch and bound (A. H. Land and A. G. Doig, Econometrica 28 (1960) 497-520), the most promising node first. It stops
/// after `node_limit` nodes with the best set so far and the gap that is left; the limit counts work and not time, so
/// the same menu gives the same answer everywhere. A menu of forty usually takes some hundred nodes; forty controls that
/// all act on everything and hardly differ take tens of thousands.
///
/// # Errors
/// `Parameter` with the candidate and the field where the menu is unsound, `Overflow` where values are no finite numbers.
pub fn select_controls(menu: &ControlMenu, budget: f64, node_limit: u64) -> Result<Selection, RiskError> {
    let frontier = efficiency_frontier(menu, &[budget], node_limit)?;
    frontier.into_iter().next().ok_or_else(|| RiskError::Overflow("the value of the best set".to_owned()))
}

/// The best set for each budget, in the order given. With rising budgets the values rise.
///
/// # Errors
/// As [`select_controls`].
pub fn efficiency_frontier(menu: &ControlMenu, budgets: &[f64], node_limit: u64) -> Result<Vec<Selection>, RiskError> {
    let problem = Problem::new(menu)?;
    let mut best_known = Vec::new();
    let mut frontier = Vec::with_capacity(budgets.len());
    for &budget in budgets {
        if !budget.is_finite() || budget < 0.0 {
            return Err(RiskError::Parameter {
                field: "budget".to_owned(),
                rule: "must be a finite amount of at least 0",
                value: budget.to_string(),
            });
        }
        let found = search::search(&problem, budget, node_limit, &best_known);
        best_known.push(found.chosen);
        let names = menu.candidates.iter().enumerate().filter(|(at, _)| found.chosen >> at & 1 == 1);
        let present_cost = problem.cost(found.chosen);
        frontier.push(Selection {
            budget,
            controls: names.map(|(_, candidate)| candidate.id.clone()).collect(),
            outlay: cents(problem.outlay(found.chosen)),
            present_cost: cents(present_cost),
            present_benefit: cents(found.value + present_cost),
            value: cents(found.value),
            upper_bound: cents(found.upper_bound),
            proven: found.proven,
            nodes: found.nodes,
        });
    }
    Ok(frontier)
}

#[cfg(test)]
mod tests;
