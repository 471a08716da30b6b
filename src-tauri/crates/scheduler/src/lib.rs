//! Short schedules for projects in which tasks share scarce resources and people, with proven bounds.

mod bounds;
mod genetic;
mod imopse;
mod justify;
mod lane;
mod network;
mod people;
mod problem;
mod profile;
mod proof;
mod psplib;
mod random;
mod schedule;
mod scheme;
mod solve;
mod staffing;
mod text;
mod windows;

pub use imopse::{MultiSkill, read_imopse};
pub use problem::{LARGEST_AMOUNT, LONGEST_PROJECT, Link, LinkKind, Need, Problem, ProblemError, Task};
pub use psplib::read_psplib;
pub use schedule::{Schedule, Violation, check};
pub use solve::{Options, Solution, solve};
pub use text::FormatError;
