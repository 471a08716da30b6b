//! Reads and checks rule packs: criteria, requirements, scenarios, penalties, tasks, calendars.
//!
//! Packs are data, never code. This crate says whether the bytes of a pack are as a trusted maker signed them and turns
//! them into checked values; it opens no file itself and knows nothing of documents, scores or money flows.

mod applicability;
mod calendar;
mod criterion;
mod crosswalk;
mod framework;
mod loss;
mod manifest;
mod pack;
mod penalty;
mod predecessor;
mod read;
mod scenario;
mod scenario_csv;
mod task;
mod task_library;
mod team;

pub use applicability::{Applicability, applicability};
pub use calendar::{Church, DayOfWeek, Holiday, HolidayCalendar, HolidayRule, Substitute, read_calendars};
pub use criterion::{
    Applies, Binding, Criterion, Domain, EVIDENCE_TYPES, Level, Pillar, Requirement, Restriction, SPECIFICS, Situation,
};
pub use crosswalk::{
    Control, CrossReference, Crosswalk, EarlierControl, EarlierEdition, Framework, ReferenceStatus, Relation,
};
pub use framework::FrameworkId;
pub use loss::{Copula, Correlation, Driver, Frequency, InsuranceBasis, InsuranceLayer, Pert, Severity, Shock};
pub use manifest::{FORMAT, MANIFEST, Manifest, SIGNATURE, SealError, TrustedKeys, key_id, sign};
pub use pack::{DoraPack, read_penalties, read_scenarios};
pub use penalty::{Addressee, CapRule, GapSeverity, PenaltyBase, PenaltyProbability, PenaltyRegime, RegimeStatus};
pub use predecessor::{Link, Predecessor};
pub use read::{PackError, PackFiles};
pub use scenario::{Portfolio, Scenario};
pub use scenario_csv::{
    SCENARIO_FIELDS, TableError, read_scenario_rows, read_scenario_table, scenario_rows, write_scenarios,
};
pub use task::{Approval, Approver, CostItem, CostKind, SizeDriver, SizeFactors, SkillNeed, Task, VendorMode};
pub use task_library::{TaskLibrary, read_tasks};
pub use team::{Blackout, Period, Person, Team, TeamCalendar};
