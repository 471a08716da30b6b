//! Turns gaps into a dated, staffed plan: critical path and resource-constrained schedule.
//!
//! Pure. It takes the task library, the team and the open criteria, and answers with dates, people and costs; it reads
//! no clock and no file, and never looks at documents or verdicts. Same input and seed, same plan.
//!
//! The way through: `library` checks the tasks and their order, `select` picks those that close an open criterion and sizes
//! them, `staffing` finds who can do each and how fast, `calendar` says on which days who is there, `project` puts
//! it to the scheduler, which finds the plan and proves how short any could be, `network` is the critical
//! path method over all four relations, `finish_risk` runs the schedule with efforts drawn from `pert`, and `tally` puts it
//! down for the reader. [`check`] knows none of these, but for the rules of public holidays, and judges a finished plan
//! from the input alone.
//!
//! Method: the work of a task is shared evenly by one person for each of its skills, each of them booked from start to
//! finish. Everybody does their share on their own working days; the task ends when the last one is through. Lags and
//! floats count working days of the team.

mod calendar;
mod check;
mod conflict;
mod finish_risk;
mod holidays;
mod input;
mod library;
mod network;
mod pert;
mod plan;
mod plan_risk;
mod planning;
mod progress;
mod progress_rows;
mod project;
mod select;
mod staffing;
mod status;
mod tally;

pub use calendar::working_days;
pub use check::check;
pub use holidays::holidays;
pub use input::{Objective, OpenCriterion, PlanError, PlanInput, Terms, Vendors};
pub use plan::{
    FinishQuantile, FinishRisk, PersonLoad, Plan, PlannedApproval, PlannedLink, PlannedTask, Span, Unscheduled, Way,
};
pub use plan_risk::{PlanRisk, PlanRiskKind, plan_risks, risk_assumptions};
pub use planning::{Improvement, plan, plan_until};
pub use progress::{DONE, Progress, TaskProgress, remaining};
pub use progress_rows::{ACTUAL_FINISH, ACTUAL_START, PERCENT_DONE, Row, RowProblem, TASK, read_progress};
pub use status::{Status, TaskState, TaskStatus, status};

/// Version of these rules; part of the stage key.
pub const VERSION: &str = "3";

/// Share of a task's effort that remains when each open criterion it closes is already partly met. It mirrors the gap
/// assessment, where partial evidence earns half of a criterion's weight.
pub const PARTIAL_EFFORT: f64 = 0.5;
