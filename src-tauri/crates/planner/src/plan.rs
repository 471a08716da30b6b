//! The plan as it leaves the planner.

use crate::Objective;
use holdfast_domain::{CriterionId, EntitySize, PersonId, RequirementId, TaskId};
use holdfast_rulepack::{Approver, Link};
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
    /// Chain of tasks without float at the durations of this schedule, without regard to who is free, in order. Where
    /// there are several, the first by task id.
    pub critical_path: Vec<TaskId>,
    /// Its length in working days: what waiting for nobody would give.
    pub critical_path_days: u32,
    /// The first few such chains by task id, the first included.
    #[serde(default)]
    pub critical_paths: Vec<Vec<TaskId>>,
    /// How many there are.
    #[serde(default)]
    pub critical_path_count: u64,
    /// No schedule of these tasks with this team can be shorter.
    pub lower_bound_days: u32,
    /// Share of the lower bound by which a shorter schedule is not ruled out; 0 where this one is proved to be the
    /// shortest.
    #[serde(default)]
    pub gap: f64,
    /// What the plan was made as good as possible by, the most important first.
    #[serde(default)]
    pub objective: Vec<Objective>,
    /// Rounds of work that went into it.
    #[serde(default)]
    pub rounds: u64,
    /// Tasks by start, then id.
    pub tasks: Vec<PlannedTask>,
    /// Tasks that could not be placed, and why.
    pub unscheduled: Vec<Unscheduled>,
    /// The team.
    pub people: Vec<PersonLoad>,
    /// Size of the firm that days and costs are for.
    #[serde(default)]
    pub size: Option<EntitySize>,
    /// One-off cost in EUR: internal days and purchases, as far as they are priced.
    pub cost: f64,
    /// Cost in EUR that comes every year from then on, as far as it is priced.
    #[serde(default)]
    pub yearly_cost: f64,
    /// Day by which the last outcome is approved; `None` where there is nothing to do.
    #[serde(default)]
    pub approved: Option<Date>,
    /// How sure the finish is; `None` where it was not simulated.
    #[serde(default)]
    pub finish_risk: Option<FinishRisk>,
    /// Why a deadline or a fixed start cannot be kept: the date, then the fewest things that contradict it, a sentence
    /// each. Empty where every date is kept or none is proved to be impossible.
    #[serde(default)]
    pub conflict: Vec<String>,
    /// What the reader should know about the input.
    #[serde(default)]
    pub notices: Vec<String>,
}

/// Distribution of the finish over many runs, each with efforts drawn from their three-point estimates and the people and
/// their order as planned.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FinishRisk {
    /// Number of runs.
    pub iterations: u32,
    /// Seed of the runs.
    pub seed: u64,
    /// Mean length in working days.
    pub mean_days: f64,
    /// Its standard error in working days.
    pub mean_standard_error: f64,
    /// Finish that half of the runs keep.
    pub p50: FinishQuantile,
    /// Finish that four in five runs keep.
    pub p80: FinishQuantile,
    /// Finish that nineteen in twenty runs keep.
    pub p95: FinishQuantile,
    /// Share of runs that keep the deadline, 0 to 1; `None` where there is none.
    pub deadline_kept: Option<f64>,
}

/// A finish that a share of the runs keeps.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FinishQuantile {
    /// Working days from the start of the plan.
    pub days: u32,
    /// Last working day.
    pub date: Date,
    /// Standard error in working days; 0 where whole days hide it.
    pub standard_error: f64,
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
    /// Whether the team does it, or a vendor that the assignees steer.
    #[serde(default)]
    pub way: Way,
    /// What is bought from the vendor.
    #[serde(default)]
    pub service: Option<String>,
    /// Days it may slip without moving the finish, by dependencies alone.
    pub total_float: u32,
    /// Days it may slip without moving a successor, by dependencies alone.
    pub free_float: u32,
    /// Tasks of the plan that must be finished first.
    pub predecessors: Vec<TaskId>,
    /// All bonds to other tasks, those included; one task may bind both ends.
    #[serde(default)]
    pub links: Vec<PlannedLink>,
    /// Earliest dates by dependencies alone, at this duration.
    #[serde(default)]
    pub early: Option<Span>,
    /// Latest dates by dependencies alone that do not move the finish which dependencies allow.
    #[serde(default)]
    pub late: Option<Span>,
    /// Days it may slip before dependencies alone miss the deadline; negative where they miss it already. `None` where there
    /// is no deadline.
    #[serde(default)]
    pub deadline_float: Option<i64>,
    /// Working days by which it misses its own deadline or the start that was fixed for it; 0 where it keeps them.
    #[serde(default)]
    pub late_by_days: u32,
    /// Share of simulated runs in which a delay of it would have moved the finish; `None` where nothing was simulated.
    #[serde(default)]
    pub criticality: Option<f64>,
    /// Who approves the outcome, and by when at the latest.
    #[serde(default)]
    pub approval: Option<PlannedApproval>,
    /// Documents and records that it leaves behind.
    #[serde(default)]
    pub evidence: Vec<String>,
    /// Whether its total float is 0, so that it lies on a longest chain.
    pub critical: bool,
    /// One-off cost in EUR: the effort at the day rates of those who do it, and purchases, as far as they are priced.
    pub cost: f64,
    /// Cost in EUR that comes every year from then on, as far as it is priced.
    #[serde(default)]
    pub yearly_cost: f64,
    /// What only a vendor's quote can price.
    #[serde(default)]
    pub unpriced: Vec<String>,
}

/// How a task is done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// By the team.
    #[default]
    Team,
    /// By a vendor.
    Vendor,
}

/// A bond to another task of the plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedLink {
    /// The task waited for.
    pub task: TaskId,
    /// Which ends are bound.
    pub relation: Link,
    /// Working days between them, the wait for an approval included; negative for a lead.
    pub lag_days: i32,
}

/// First and last day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    /// First working day.
    pub start: Date,
    /// Last working day.
    pub finish: Date,
}

/// An approval with its date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedApproval {
    /// Who approves.
    pub by: Approver,
    /// Day by which it is due: the finish and the wait after it.
    pub on: Date,
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
