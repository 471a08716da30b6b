//! The plan as it leaves the planner.

use holdfast_domain::{CriterionId, PersonId, RequirementId, TaskId};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A dated, staffed plan. Durations and floats in working days.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// First working day of the plan: the start asked for, or the next working day.
    pub start: Date,
    /// Last working day of the last task; the start where there is nothing to do.
    pub finish: Date,
    /// Deadline asked for, if any.
    pub deadline: Option<Date>,
    /// Working days by which the finish misses the deadline; 0 where it is met or there is none.
    pub late_by_days: u32,
    /// Working days from start to finish, both counted; 0 where there is nothing to do.
    pub makespan_days: u32,
    /// Longest chain of dependent tasks at the durations of this schedule, without regard to who is free, in order.
    /// Where several are equally long, the first by task id.
    pub critical_path: Vec<TaskId>,
    /// Its length in working days: what waiting for nobody would give.
    pub critical_path_days: u32,
    /// No schedule of these tasks with this team can be shorter.
    pub lower_bound_days: u32,
    /// Tasks by start, then id.
    pub tasks: Vec<PlannedTask>,
    /// Tasks that could not be placed, and why.
    pub unscheduled: Vec<Unscheduled>,
    /// The team.
    pub people: Vec<PersonLoad>,
    /// One-off cost in EUR: internal days and purchases.
    pub cost: f64,
}

/// One task with its dates and people.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PlannedTask {
    /// Task of the library.
    pub id: TaskId,
    /// Name for people.
    pub title: String,
    /// What is there when it is done.
    pub outcome: String,
    /// Requirements of the open criteria it closes.
    pub requirement_ids: Vec<RequirementId>,
    /// Open criteria it closes.
    pub criterion_ids: Vec<CriterionId>,
    /// First working day.
    pub start: Date,
    /// Last working day.
    pub finish: Date,
    /// Working days from start to finish, both counted.
    pub duration_days: u32,
    /// Working days of one person that it takes, shared evenly by those who do it.
    pub effort_days: f64,
    /// Who does it: one person for each skill of the task, in that order.
    pub assignees: Vec<PersonId>,
    /// Days it may slip without moving the finish, by dependencies alone.
    pub total_float: u32,
    /// Days it may slip without moving a successor, by dependencies alone.
    pub free_float: u32,
    /// Tasks of the plan that must be finished first.
    pub predecessors: Vec<TaskId>,
    /// Whether its total float is 0, so that it lies on a longest chain.
    pub critical: bool,
    /// One-off cost in EUR: the effort at the day rates of those who do it, and purchases.
    pub cost: f64,
}

/// A task that found no place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Unscheduled {
    /// Task of the library.
    pub id: TaskId,
    /// Name for people.
    pub title: String,
    /// Why, and what would place it.
    pub reason: String,
}

/// How busy a member of the team is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PersonLoad {
    /// Member.
    pub id: PersonId,
    /// Role for people.
    pub title: String,
    /// Working days booked.
    pub days: u32,
    /// Booked share of the makespan, 0 to 1.
    pub load: f64,
}
