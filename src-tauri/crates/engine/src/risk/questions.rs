//! Questions about the loss that are answered on the spot: nothing of the answer is kept.

use super::{RiskOptions, refused};
use crate::Engine;
use holdfast_domain::Failure;
use holdfast_risk::{
    Candidate, Changes, ControlMenu, PortfolioSensitivity, Selection, WhatIf, WhatIfAnswer, efficiency_frontier,
    portfolio_sensitivity, scenario_losses,
};
use std::num::NonZeroUsize;
use std::thread;

/// Budgets of a frontier, evenly spaced up to the one that was asked for.
const BUDGETS: u32 = 5;

/// Most nodes that the choice of controls looks at for one budget.
const NODES: u64 = 200_000;

impl Engine<'_> {
    /// What the yearly loss would be under other assumptions, from the same simulated years.
    pub fn risk_what_if(&self, options: &RiskOptions, changes: &Changes) -> Result<WhatIfAnswer, Failure> {
        let (input, _) = self.risk_input(options)?;
        let threads = thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
        WhatIf::new(&input, threads).and_then(|what_if| what_if.answer(changes)).map_err(refused)
    }

    /// What the yearly loss owes to each uncertain input.
    pub fn risk_sensitivity(&self, options: &RiskOptions) -> Result<PortfolioSensitivity, Failure> {
        let (input, _) = self.risk_input(options)?;
        portfolio_sensitivity(&input).map_err(refused)
    }

    /// The best of these controls for fifths of the budget and, last, for all of it.
    pub fn best_controls(
        &self,
        options: &RiskOptions,
        candidates: Vec<Candidate>,
        budget: f64,
    ) -> Result<Vec<Selection>, Failure> {
        let (input, _) = self.risk_input(options)?;
        let menu = ControlMenu { candidates, losses: scenario_losses(&input).map_err(refused)? };
        let budgets: Vec<f64> = (1..=BUDGETS).map(|part| budget * f64::from(part) / f64::from(BUDGETS)).collect();
        efficiency_frontier(&menu, &budgets, NODES).map_err(refused)
    }
}
