//! What has been done, and what it leaves to do.

use crate::PlanInput;
use holdfast_domain::{PersonId, TaskId};
use holdfast_rulepack::{Link, Person, SkillNeed, Task};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Percent at which a task is done.
pub const DONE: f64 = 100.0;

/// What is known of each task that somebody reported on.
pub type Progress = BTreeMap<TaskId, TaskProgress>;

/// How far a task is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct TaskProgress {
    /// Share of its effort that is behind it, in percent, 0 to 100.
    pub percent_done: f64,
    /// Day on which it was started; `None` where nobody said.
    pub actual_start: Option<Date>,
    /// Day on which it was finished; `Some` if and only if it is done.
    pub actual_finish: Option<Date>,
}

impl TaskProgress {
    /// Whether nothing is left to do.
    pub fn is_done(&self) -> bool {
        self.actual_finish.is_some()
    }

    /// Whether work has begun and something is left to do.
    pub fn is_under_way(&self) -> bool {
        !self.is_done() && (self.percent_done > 0.0 || self.actual_start.is_some())
    }
}

/// The input that is left after this progress. A finished task closes nothing any more, so that it is skipped over like one
/// that was never needed; its approval counts as given. A task under way keeps the share of its effort that is left and the
/// people who were `assigned` to it, as far as they are still on the team; what held back its start no longer does, and what waited
/// for its start without a lag waits no longer. One that is reported as wholly worked off but not as finished keeps a hundredth.
pub fn remaining(input: &PlanInput, progress: &Progress, assigned: &BTreeMap<TaskId, Vec<PersonId>>) -> PlanInput {
    /// Least share of the effort that is left of an unfinished task.
    const LEAST: f64 = 0.01;
    let mut left = input.clone();
    let known = |task: &TaskId| progress.get(task).copied().unwrap_or_default();
    for task in &mut left.tasks {
        let state = known(&task.id);
        if state.is_done() {
            task.criteria.clear();
        }
        if state.is_under_way() {
            let share = (1.0 - state.percent_done / DONE).max(LEAST);
            task.effort_days = task.effort_days.map(|days| days * share);
            // It has begun: no day holds its start any more.
            (task.start_from, task.start_on) = (None, None);
            task.predecessors.retain(|bond| matches!(bond.link, Link::FinishFinish | Link::StartFinish));
            if let Some(people) = assigned.get(&task.id) {
                keep_people(task, people, &mut left.team.people);
            }
        }
        task.predecessors.retain(|bond| {
            let from_start = matches!(bond.link, Link::StartStart | Link::StartFinish);
            !(from_start && bond.lag_days <= 0 && known(&bond.task).is_under_way())
        });
    }
    left
}

/// Lets nobody but these people do the task: it asks for skills that they alone have.
fn keep_people(task: &mut Task, people: &[PersonId], team: &mut [Person]) {
    let distinct: BTreeSet<&PersonId> = people.iter().collect();
    let all_there = people.iter().all(|id| team.iter().any(|person| person.id == *id));
    if people.len() != task.skills.len() || distinct.len() != people.len() || !all_there {
        return;
    }
    for (need, id) in task.skills.iter_mut().zip(people) {
        *need = SkillNeed { skill: format!("{} as begun by {id}", task.id), level: need.level };
        if let Some(person) = team.iter_mut().find(|person| person.id == *id) {
            person.skills.push(need.clone());
        }
    }
}
