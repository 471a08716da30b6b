//! Reads and checks rule packs: criteria, requirements, scenarios, penalties, tasks.
//!
//! Packs are data, never code. This crate says whether the bytes of a pack are as a trusted maker signed them and turns
//! them into checked values; it opens no file itself and knows nothing of documents, scores or money flows.

mod applicability;
mod criterion;
mod crosswalk;
mod framework;
mod loss;
mod manifest;
mod pack;
mod read;
mod scenario;
mod task;

pub use applicability::{Applicability, applicability};
pub use criterion::{
    Applies, Binding, Criterion, Domain, EVIDENCE_TYPES, Level, Pillar, Requirement, Restriction, SPECIFICS, Situation,
};
pub use crosswalk::{
    Control, CrossReference, Crosswalk, EarlierControl, EarlierEdition, Framework, ReferenceStatus, Relation,
};
pub use framework::FrameworkId;
pub use loss::{Copula, Correlation, Driver, Frequency, InsuranceBasis, InsuranceLayer, Pert, Severity, Shock};
pub use manifest::{FORMAT, MANIFEST, Manifest, SIGNATURE, SealError, TrustedKeys, key_id, sign};
pub use pack::{DoraPack, read_penalties, read_scenarios, read_tasks};
pub use read::{PackError, PackFiles};
pub use scenario::{CapRule, PenaltyRegime, Portfolio, RegimeStatus, Scenario};
pub use task::{Person, SkillNeed, Task, Team};
