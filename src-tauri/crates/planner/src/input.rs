//! What a plan is made from, and why it may be refused.

use holdfast_domain::{CriterionId, EntitySize, PersonId, RequirementId, TaskId};
use holdfast_rulepack::{HolidayCalendar, SizeFactors, Task, Team};
use holdfast_scheduler::ProblemError;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use thiserror::Error;

/// Everything a plan depends on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PlanInput {
    /// Task library.
    pub tasks: Vec<Task>,
    /// Those who carry out the plan.
    pub team: Team,
    /// Criteria that are not met and apply to the firm.
    pub open_criteria: BTreeMap<CriterionId, OpenCriterion>,
    /// Size of the firm.
    pub size: EntitySize,
    /// What it does to days and EUR of a task.
    pub sizes: SizeFactors,
    /// Public holidays of the countries that the team may name.
    pub holidays: Vec<HolidayCalendar>,
    /// Day from which work may start; a day off moves to the next working day.
    pub start: Date,
    /// Day by which all should be done. It changes no date; the plan says by how much it is missed.
    pub deadline: Option<Date>,
    /// Seed of the search for a short schedule, and of the simulation.
    pub seed: u64,
    /// Simulated runs for the distribution of the finish; 0 for none.
    pub iterations: u32,
    /// What the plan is judged by, and what it may use.
    pub terms: Terms,
}

/// What a plan is judged by, and what it may use.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Terms {
    /// What counts, the most important first. Deadlines and fixed starts come before all.
    pub objective: Vec<Objective>,
    /// When a vendor may do a task.
    pub vendors: Vendors,
    /// What may be spent on purchases and vendors in each quarter of the calendar, in EUR; `None` without a limit.
    pub quarter_budget: Option<f64>,
    /// Rounds of equal work in which the plan is improved.
    pub rounds: u64,
}

/// Something of which a good plan has little.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Objective {
    /// Working days to the finish.
    Finish,
    /// Time for which heavy gaps stay open: the sum over the tasks of the day of their finish times the weights of the
    /// open criteria that they close.
    Risk,
    /// Cost.
    Cost,
}

/// When a vendor may do a task that can be bought.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Vendors {
    /// Never.
    Never,
    /// Where the team cannot do it.
    #[default]
    Needed,
    /// Where it makes a better plan.
    Free,
}

impl Default for Terms {
    fn default() -> Self {
        let objective = vec![Objective::Finish, Objective::Risk, Objective::Cost];
        Self { objective, vendors: Vendors::default(), quarter_budget: None, rounds: ROUNDS }
    }
}

/// Rounds where nothing else is said: about a second for the whole library.
const ROUNDS: u64 = 6;

/// A gap to close.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenCriterion {
    /// Requirement it belongs to.
    pub requirement: RequirementId,
    /// Importance, 1 to 5.
    pub weight: u8,
    /// Whether part of it is there already.
    pub partial: bool,
}

/// Why no plan can be made.
#[derive(Debug, Error, PartialEq)]
pub enum PlanError {
    /// Two tasks carry the same id.
    #[error("task {0} stands twice in the library")]
    DuplicateTask(TaskId),
    /// Two people carry the same id.
    #[error("{0} stands twice in the team")]
    DuplicatePerson(PersonId),
    /// A task waits for one that does not exist.
    #[error("task {task} waits for {predecessor}, which is not in the library")]
    UnknownPredecessor {
        /// The task that waits.
        task: TaskId,
        /// The one that is not there.
        predecessor: TaskId,
    },
    /// Tasks wait for each other; the path begins and ends with the same task.
    #[error("tasks wait for each other: {}", path(.0))]
    Cycle(Vec<TaskId>),
    /// Nobody could be asked to do the task.
    #[error("task {0} names no skill")]
    NoSkill(TaskId),
    /// A figure is outside its range.
    #[error("{of}: {field} must be {range}")]
    Range {
        /// Task or person.
        of: String,
        /// Which figure.
        field: &'static str,
        /// What it may be.
        range: &'static str,
    },
    /// A calendar names a country without holidays.
    #[error(
        "{of}: there is no calendar of public holidays for {country}; use the two letters of a member state, such as DE"
    )]
    UnknownCountry {
        /// The team or a person.
        of: String,
        /// What was named.
        country: String,
    },
    /// An absence or a blackout period ends before it starts.
    #[error("{of}: a period from {from} to {to} ends before it starts")]
    Period {
        /// Person or blackout period.
        of: String,
        /// First day.
        from: Date,
        /// Last day.
        to: Date,
    },
    /// Those who could do a task are away for too long.
    #[error("{0}: those who could do it are never there long enough at the same time; shorten absences or add people")]
    NeverThere(TaskId),
    /// One purchase is more than may be spent.
    #[error("task {0} has to spend {1:.2} EUR, more than the budget of a whole quarter")]
    Budget(TaskId, f64),
    /// The plan is too large.
    #[error("the plan is too large: {0}")]
    Size(ProblemError),
    /// The work reaches past the last day that a date can name.
    #[error("the work from {0} on does not end within the calendar, which ends in the year 9999")]
    Calendar(Date),
}

fn path(tasks: &[TaskId]) -> String {
    tasks.iter().map(TaskId::as_str).collect::<Vec<_>>().join(" -> ")
}
