//! Turns gaps into a dated, staffed plan: critical path and resource-constrained schedule.
//!
//! Pure. It takes the task library, the team and the open criteria, and answers with dates, people and costs; it reads
//! no clock and no file, and never looks at documents or verdicts. Same input and seed, same plan.
//!
//! The way through: `library` checks the tasks and their order, `select` picks those that close an open criterion,
//! `staffing` finds who can do each and how fast, `search` looks for a short schedule with the scheme of `schedule`,
//! `bound` says how short any schedule could be, `network` gives critical path and floats, `calendar` gives dates.
//! [`check`] knows none of these and judges a finished plan from the input alone.
//!
//! Method: the work of a task is shared evenly by one person for each of its skills, each of them booked from start to
//! finish, and the smallest capacity among them sets the pace.

mod bound;
mod calendar;
mod check;
mod input;
mod library;
mod network;
mod plan;
mod planning;
mod schedule;
mod search;
mod select;
mod staffing;

pub use check::check;
pub use input::{OpenCriterion, PlanError, PlanInput};
pub use plan::{PersonLoad, Plan, PlannedTask, Unscheduled};
pub use planning::plan;

/// Version of these rules; part of the stage key.
pub const VERSION: &str = "1";

/// Share of a task's effort that remains when each open criterion it closes is already partly met. It mirrors the gap
/// assessment, where partial evidence earns half of a criterion's weight.
pub const PARTIAL_EFFORT: f64 = 0.5;
