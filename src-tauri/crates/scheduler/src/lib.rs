//! Short schedules for projects in which tasks share scarce resources and people, with proven bounds.
//!
//! Pure and deterministic: no clock, no file. [`solve`] makes a first plan at once, then improves it in rounds of equal
//! work until it is proved to be the shortest, the rounds are over or the caller sets a flag; it reports every better
//! plan and bound on the way. [`check`] judges a schedule from the problem alone.
//!
//! [`solve_project`] does the same where the length of a task depends on who does it and when: people with calendars and
//! part of their time, ways of doing a task, deadlines, a budget. It shares the search and the proofs.
//!
//! The way through: `network` puts the tasks in order, `bounds` says how short any schedule could be from work content,
//! `scheme` turns an order of tasks into a schedule, `justify` improves one by pushing it to the end and back,
//! `genetic` breeds orders, `windows` repairs a stretch of a schedule, `proof` raises the bound, and `solve` lets them
//! work side by side.

mod availability;
mod bounds;
mod genetic;
mod imopse;
mod justify;
mod lane;
mod network;
mod people;
mod problem;
mod profile;
mod project;
mod proof;
mod psplib;
mod random;
mod schedule;
mod scheme;
mod solve;
mod staffing;
mod text;
mod windows;

pub use availability::Availability;
pub use imopse::{MultiSkill, read_imopse};
pub use problem::{LARGEST_AMOUNT, LONGEST_PROJECT, Link, LinkKind, Need, Problem, ProblemError, Task};
pub use project::{Aim, Budget, Mode, Offer, Project, ProjectPlan, Slot, Work, Worker, fastest, seated, solve_project};
pub use psplib::read_psplib;
pub use schedule::{Schedule, Violation, check};
pub use solve::{Options, Solution, solve};
pub use text::FormatError;
