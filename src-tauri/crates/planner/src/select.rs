//! Which tasks are in the plan, and how much work each is.

use crate::library::Library;
use crate::{OpenCriterion, PARTIAL_EFFORT};
use holdfast_domain::{CriterionId, RequirementId};
use holdfast_rulepack::Task;
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
    /// Working days of one person.
    pub(crate) effort_days: f64,
    /// Sum of the weights of `criteria`.
    pub(crate) weight: u64,
    /// Works to be finished first, as indices into the selection.
    pub(crate) predecessors: Vec<usize>,
}

/// Picks the works by task id. A task without an open criterion is skipped over: those that waited for it wait for
/// what it waited for.
pub(crate) fn select<'a>(library: &Library<'a>, open: &BTreeMap<CriterionId, OpenCriterion>) -> Vec<Work<'a>> {
    let closes = |task: &Task| task.criteria.iter().any(|criterion| open.contains_key(criterion));
    let mut position = vec![None; library.tasks.len()];
    let chosen = (0..library.tasks.len()).filter(|&at| closes(library.tasks[at]));
    for (place, at) in chosen.enumerate() {
        position[at] = Some(place);
    }
    let mut waits: Vec<BTreeSet<usize>> = vec![BTreeSet::new(); library.tasks.len()];
    for &at in &library.order {
        let mut before = BTreeSet::new();
        for &earlier in &library.predecessors[at] {
            match position[earlier] {
                Some(place) => before.extend([place]),
                None => before.extend(&waits[earlier]),
            }
        }
        waits[at] = before;
    }
    let places = (0..library.tasks.len()).filter(|&at| position[at].is_some());
    places.map(|at| work(library.tasks[at], open, waits[at].iter().copied().collect())).collect()
}

fn work<'a>(task: &'a Task, open: &BTreeMap<CriterionId, OpenCriterion>, predecessors: Vec<usize>) -> Work<'a> {
    let closed: BTreeMap<&CriterionId, &OpenCriterion> =
        task.criteria.iter().filter_map(|criterion| open.get_key_value(criterion)).collect();
    let [optimistic, likely, pessimistic] = task.effort_days;
    // Mean of the beta distribution as the programme evaluation and review technique takes it.
    let mean = (optimistic + 4.0 * likely + pessimistic) / 6.0;
    let factor = if closed.values().all(|criterion| criterion.partial) { PARTIAL_EFFORT } else { 1.0 };
    let requirements: BTreeSet<RequirementId> =
        closed.values().map(|criterion| criterion.requirement.clone()).collect();
    Work {
        task,
        effort_days: mean * factor,
        weight: closed.values().map(|criterion| u64::from(criterion.weight)).sum(),
        criteria: closed.into_keys().cloned().collect(),
        requirements: requirements.into_iter().collect(),
        predecessors,
    }
}
