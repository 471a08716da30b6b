//! The menu as sets of bits and sums of logarithms.

use super::{Candidate, ControlMenu, MAX_CANDIDATES};
use crate::input::RiskError;
use std::collections::{BTreeMap, BTreeSet};

/// A set of candidates: one bit each, in the order of the menu.
pub(super) type Set = u64;

/// The members of a set, rising.
pub(super) fn members(mut set: Set) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let at = (set != 0).then(|| set.trailing_zeros() as usize)?;
        set &= set - 1;
        Some(at)
    })
}

pub(super) struct Problem {
    pub(super) outlays: Vec<f64>,
    /// What each candidate is worth beside its effects: other benefit less cost.
    pub(super) linear: Vec<f64>,
    costs: Vec<f64>,
    /// Loss of each scenario without any candidate.
    pub(super) losses: Vec<f64>,
    /// For each candidate the scenarios that it moves and the logarithm by which it lowers their loss. The logarithms
    /// of a set add up, since the factors multiply.
    pub(super) effects: Vec<Vec<(usize, f64)>>,
    /// For each candidate: itself and all that it needs, also by way of others.
    pub(super) needs: Vec<Set>,
    /// For each candidate: itself and all that need it.
    pub(super) needed_by: Vec<Set>,
    /// For each candidate: those beside which it cannot be chosen, either way.
    pub(super) excludes: Vec<Set>,
}

/// What is settled at a node: chosen, and left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Settled {
    pub(super) chosen: Set,
    pub(super) left_out: Set,
}

impl Problem {
    pub(super) fn new(menu: &ControlMenu) -> Result<Self, RiskError> {
        let count = menu.candidates.len();
        if count > MAX_CANDIDATES {
            return Err(refusal("the menu", "must hold at most 64 candidates", count.to_string()));
        }
        let mut places = BTreeMap::new();
        for (at, candidate) in menu.candidates.iter().enumerate() {
            if places.insert(candidate.id.as_str(), at).is_some() {
                return Err(refusal("the menu", "must name every candidate once", candidate.id.clone()));
            }
        }
        let scenarios: BTreeMap<&str, usize> =
            menu.losses.iter().enumerate().map(|(at, loss)| (loss.scenario.as_str(), at)).collect();
        if scenarios.len() < menu.losses.len() {
            return Err(refusal("the menu", "must name every scenario once", format!("{} rows", menu.losses.len())));
        }
        for loss in &menu.losses {
            amount(&format!("the loss of scenario {}", loss.scenario), loss.present_value)?;
        }

        let mut effects = Vec::with_capacity(count);
        let mut direct = vec![0; count];
        let mut excludes = vec![0; count];
        for (at, candidate) in menu.candidates.iter().enumerate() {
            let field = |field: &str| format!("the control {}: {field}", candidate.id);
            amount(&field("outlay"), candidate.outlay)?;
            amount(&field("present_cost"), candidate.present_cost)?;
            amount(&field("present_benefit"), candidate.present_benefit)?;
            effects.push(logarithms(candidate, &scenarios)?);
            let place = |part: &str, name: &str| {
                let rule = "must name another control of the menu";
                let found = places.get(name).copied().filter(|&other| other != at);
                found.ok_or_else(|| refusal(&field(part), rule, name.to_owned()))
            };
            for name in &candidate.needs {
                direct[at] |= 1 << place("needs", name)?;
            }
            for name in &candidate.excludes {
                let other = place("excludes", name)?;
                excludes[at] |= 1 << other;
                excludes[other] |= 1 << at;
            }
        }
        let needs = closure(&direct);
        let needed_by = (0..count).map(|at| (0..count).filter(|&by| needs[by] >> at & 1 == 1).fold(0, with)).collect();
        let problem = Self {
            outlays: menu.candidates.iter().map(|candidate| candidate.outlay).collect(),
            linear: menu.candidates.iter().map(|c| c.present_benefit - c.present_cost).collect(),
            costs: menu.candidates.iter().map(|candidate| candidate.present_cost).collect(),
            losses: menu.losses.iter().map(|loss| loss.present_value).collect(),
            effects,
            needs,
            needed_by,
            excludes,
        };
        if (problem.scale() + problem.outlays.iter().sum::<f64>()).is_finite() {
            Ok(problem)
        } else {
            Err(RiskError::Overflow("the value of the best set".to_owned()))
        }
    }

    pub(super) fn count(&self) -> usize {
        self.outlays.len()
    }

    pub(super) fn outlay(&self, set: Set) -> f64 {
        members(set).map(|at| self.outlays[at]).sum()
    }

    pub(super) fn cost(&self, set: Set) -> f64 {
        members(set).map(|at| self.costs[at]).sum()
    }

    /// What is left of the loss of each scenario with these controls.
    pub(super) fn remaining(&self, set: Set) -> Vec<f64> {
        let mut logarithms = vec![0.0; self.losses.len()];
        for at in members(set) {
            for &(scenario, logarithm) in &self.effects[at] {
                logarithms[scenario] += logarithm;
            }
        }
        self.losses.iter().zip(logarithms).map(|(loss, sum)| loss * libm::exp(-sum)).collect()
    }

    /// Benefit less cost of a set.
    pub(super) fn value(&self, set: Set) -> f64 {
        let avoided: f64 = self.losses.iter().zip(self.remaining(set)).map(|(loss, left)| loss - left).sum();
        avoided + members(set).map(|at| self.linear[at]).sum::<f64>()
    }

    /// The amounts at stake; no value is larger.
    pub(super) fn scale(&self) -> f64 {
        self.losses.iter().sum::<f64>() + self.linear.iter().map(|value| value.abs()).sum::<f64>()
    }

    /// What may be spent: amounts that sum to the budget but for rounding keep to it.
    pub(super) fn limit(budget: f64) -> f64 {
        budget * (1.0 + 1e-12)
    }

    /// Everything that follows from what is settled: needs are chosen with those who need them, what is excluded, needs
    /// something left out or cannot be afforded is left out. `None` where the two contradict each other.
    pub(super) fn settle(&self, mut settled: Settled, budget: f64) -> Option<Settled> {
        loop {
            let before = settled;
            for at in members(settled.chosen) {
                settled.chosen |= self.needs[at];
                settled.left_out |= self.excludes[at];
            }
            for at in members(settled.left_out) {
                settled.left_out |= self.needed_by[at];
            }
            if settled.chosen & settled.left_out != 0 || !self.affords(settled.chosen, budget) {
                return None;
            }
            for at in members(self.free(settled)) {
                let with_it = settled.chosen | self.needs[at];
                let clashes = members(with_it).any(|other| self.excludes[other] & with_it != 0);
                if clashes || !self.affords(with_it, budget) {
                    settled.left_out |= 1 << at;
                }
            }
            if settled == before {
                return Some(settled);
            }
        }
    }

    pub(super) fn free(&self, settled: Settled) -> Set {
        let all = if self.count() == MAX_CANDIDATES { Set::MAX } else { (1 << self.count()) - 1 };
        all & !(settled.chosen | settled.left_out)
    }

    fn affords(&self, set: Set, budget: f64) -> bool {
        self.outlay(set) <= Self::limit(budget)
    }

    /// Whether a set is a choice at all: affordable, with all its needs, without clashes.
    pub(super) fn allows(&self, set: Set, budget: f64) -> bool {
        let sound = |at: usize| self.needs[at] & !set == 0 && self.excludes[at] & set == 0;
        members(set).all(sound) && self.affords(set, budget)
    }
}

fn with(set: Set, at: usize) -> Set {
    set | 1 << at
}

fn closure(direct: &[Set]) -> Vec<Set> {
    let mut needs: Vec<Set> = direct.iter().enumerate().map(|(at, set)| with(*set, at)).collect();
    loop {
        let wider: Vec<Set> =
            needs.iter().map(|&set| members(set).fold(set, |set, other| set | needs[other])).collect();
        if wider == needs {
            return needs;
        }
        needs = wider;
    }
}

fn logarithms(candidate: &Candidate, scenarios: &BTreeMap<&str, usize>) -> Result<Vec<(usize, f64)>, RiskError> {
    let mut seen = BTreeSet::new();
    let mut found = Vec::with_capacity(candidate.effects.len());
    for effect in &candidate.effects {
        let field = |part: &str| format!("the control {}: effects.{}{part}", candidate.id, effect.scenario);
        let Some(&at) = scenarios.get(effect.scenario.as_str()).filter(|&&at| seen.insert(at)) else {
            let rule = "must name a scenario of the menu, and each at most once";
            return Err(refusal(&field(""), rule, effect.scenario.to_string()));
        };
        for (part, factor) in [(".frequency", effect.frequency), (".severity", effect.severity)] {
            if !(factor > 0.0 && factor <= 1.0) {
                return Err(refusal(&field(part), "must be above 0 and at most 1", factor.to_string()));
            }
        }
        let logarithm = -(libm::log(effect.frequency) + libm::log(effect.severity));
        if logarithm > 0.0 {
            found.push((at, logarithm));
        }
    }
    Ok(found)
}

fn amount(field: &str, value: f64) -> Result<(), RiskError> {
    if value.is_finite() && value >= 0.0 {
        Ok(())
    } else {
        Err(refusal(field, "must be a finite amount of at least 0", value.to_string()))
    }
}

fn refusal(field: &str, rule: &'static str, value: String) -> RiskError {
    RiskError::Parameter { field: field.to_owned(), rule, value }
}
