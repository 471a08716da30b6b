//! Which tasks are in the plan, and how much work each is.

use crate::library::Library;
use crate::network::Arc;
use crate::{OpenCriterion, PARTIAL_EFFORT, PlanInput, Way, pert};
use holdfast_domain::{CriterionId, RequirementId};
use holdfast_rulepack::{CostKind, Link, Task};
use std::collections::{BTreeMap, BTreeSet};

/// A task that closes at least one open criterion.
#[derive(Clone)]
pub(crate) struct Work<'a> {
    /// The task as the library has it.
    pub(crate) task: &'a Task,
    /// Open criteria it closes.
    pub(crate) criteria: Vec<CriterionId>,
    /// Requirements of these criteria.
    pub(crate) requirements: Vec<RequirementId>,
    /// Working days of one person on average.
    pub(crate) effort_days: f64,
    /// Optimistic, most likely and pessimistic working days of one person.
    pub(crate) effort: [f64; 3],
    /// Factor of the size of the firm on days and EUR.
    pub(crate) factor: f64,
    /// That factor, and what is left to do where part of it is there already.
    pub(crate) scale: f64,
    /// Sum of the weights of `criteria`.
    pub(crate) weight: u64,
    /// What it waits for, as indices into the selection; lags include the wait for approvals.
    pub(crate) predecessors: Vec<Arc>,
}

impl Work<'_> {
    /// Mean of the costs of one kind at the size of the firm, as far as they are priced.
    pub(crate) fn priced(&self, kind: CostKind) -> f64 {
        let items = self.task.costs.iter().filter(|item| item.kind == kind);
        items.filter_map(|item| item.eur).map(pert::mean).sum::<f64>() * self.factor
    }

    /// What is bought once, in EUR: the costs of the task, and the fee where a vendor does it.
    pub(crate) fn purchase_eur(&self, way: Way) -> f64 {
        let fee = self.task.vendor.as_ref().filter(|_| way == Way::Vendor).and_then(|vendor| vendor.eur);
        self.priced(CostKind::OneOff) + fee.map_or(0.0, |eur| pert::mean(eur) * self.scale)
    }

    /// Working days of one person, on average, that are left to the team where a vendor does it.
    pub(crate) fn vendor_effort_days(&self) -> f64 {
        self.task.vendor.as_ref().map_or(0.0, |vendor| pert::mean(vendor.effort_days) * self.scale)
    }

    /// Working days of one person on average.
    pub(crate) fn effort_of(&self, way: Way) -> f64 {
        match way {
            Way::Team => self.effort_days,
            Way::Vendor => self.vendor_effort_days(),
        }
    }
}

/// An end of a work: which one, and whether its finish.
type End = (usize, bool);

/// What holds back the two ends of a task that is skipped over; what holds back its start holds back its finish too.
#[derive(Clone, Default)]
struct Skipped {
    start: BTreeSet<End>,
    finish: BTreeSet<End>,
}

/// Picks the works by task id. A task without an open criterion is there already and skipped over: what waited for one of
/// its ends waits, without lag, for what held back that end.
pub(crate) fn select<'a>(library: &Library<'a>, input: &PlanInput) -> Vec<Work<'a>> {
    let open = &input.open_criteria;
    let closes = |task: &Task| task.criteria.iter().any(|criterion| open.contains_key(criterion));
    let mut position = vec![None; library.tasks.len()];
    let chosen = (0..library.tasks.len()).filter(|&at| closes(library.tasks[at]));
    for (place, at) in chosen.enumerate() {
        position[at] = Some(place);
    }
    let mut skipped = vec![Skipped::default(); library.tasks.len()];
    let mut waits: Vec<BTreeMap<(usize, Link), i32>> = vec![BTreeMap::new(); library.tasks.len()];
    let approval = |at: usize| library.tasks[at].approval.map_or(0, |approval| approval.wait_days);
    for &at in &library.order {
        let mut arcs: BTreeMap<(usize, Link), i32> = BTreeMap::new();
        let mut held = Skipped::default();
        for (bond, &earlier) in library.tasks[at].predecessors.iter().zip(&library.predecessors[at]) {
            let (from_finish, to_finish) = bond.link.ends();
            let waited = match position[earlier] {
                Some(_) => vec![((earlier, from_finish), bond.lag_days)],
                None => {
                    let Skipped { start, finish } = &skipped[earlier];
                    (if from_finish { finish } else { start }).iter().map(|end| (*end, 0)).collect()
                }
            };
            for ((from, from_finish), lag) in waited {
                held.finish.insert((from, from_finish));
                if !to_finish {
                    held.start.insert((from, from_finish));
                }
                let Some(place) = position[from] else { continue };
                let wait = if from_finish { approval(from).cast_signed() } else { 0 };
                let known = arcs.entry((place, Link::between(from_finish, to_finish))).or_insert(lag + wait);
                *known = (lag + wait).max(*known);
            }
        }
        skipped[at] = held;
        waits[at] = arcs;
    }
    let places = (0..library.tasks.len()).filter(|&at| position[at].is_some());
    places.map(|at| work(library.tasks[at], input, std::mem::take(&mut waits[at]))).collect()
}

fn work<'a>(task: &'a Task, input: &PlanInput, waits: BTreeMap<(usize, Link), i32>) -> Work<'a> {
    let closed: BTreeMap<&CriterionId, &OpenCriterion> =
        task.criteria.iter().filter_map(|criterion| input.open_criteria.get_key_value(criterion)).collect();
    let factor = input.sizes.factor(task.size_driver, input.size);
    let remaining = if closed.values().all(|criterion| criterion.partial) { PARTIAL_EFFORT } else { 1.0 };
    let requirements: BTreeSet<RequirementId> =
        closed.values().map(|criterion| criterion.requirement.clone()).collect();
    let effort = task.effort_days.map(|days| days * factor * remaining);
    Work {
        task,
        effort_days: pert::mean(effort),
        effort,
        factor,
        scale: factor * remaining,
        weight: closed.values().map(|criterion| u64::from(criterion.weight)).sum(),
        criteria: closed.into_keys().cloned().collect(),
        requirements: requirements.into_iter().collect(),
        predecessors: needed(waits.into_iter().map(|((work, link), lag)| Arc { work, link, lag }).collect()),
    }
}

/// The bonds without those that another one to the same work implies: from a later end, to an earlier end, with no
/// smaller lag.
fn needed(arcs: Vec<Arc>) -> Vec<Arc> {
    let implies = |by: &Arc, arc: &Arc| {
        let ((by_from, by_to), (from, to)) = (by.link.ends(), arc.link.ends());
        by != arc && by.work == arc.work && by_from >= from && by_to <= to && by.lag >= arc.lag
    };
    arcs.iter().copied().filter(|arc| !arcs.iter().any(|by| implies(by, arc))).collect()
}
