//! Reads and checks rule packs: criteria, requirements, scenarios, penalties, tasks.
//!
//! Packs are data, never code. This crate turns the bytes of a pack into checked values; it opens no file itself
//! and knows nothing of documents, scores or money flows.

mod applicability;
mod criterion;
mod pack;
mod scenario;
mod task;

pub use applicability::{Applicability, applicability};
pub use criterion::{Applies, Binding, Criterion, Domain, Level, Requirement};
pub use pack::{DoraPack, Manifest, PackError, PackFiles, read_manifest, read_penalties, read_scenarios, read_tasks};
pub use scenario::{CapRule, Driver, Frequency, PenaltyRegime, RegimeStatus, Scenario, Severity};
pub use task::{Person, SkillNeed, Task, Team};
