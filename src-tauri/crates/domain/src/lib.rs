//! Vocabulary of the product: documents, passages, verdicts, diagnostics, error codes.
//!
//! The kernel. It knows serde and nothing else: no clock, no files, no hashing, no other crate of ours.
//! Every other crate speaks in these types, so a change here is a change of the product's language.

mod diagnostic;
mod document;
mod failure;
mod firm;
mod id;
mod rating;
mod review;
mod second_reading;
mod verdict;

pub use diagnostic::{Diagnostic, DiagnosticCode, Severity};
pub use document::{
    CharMap, Clause, Control, Document, Format, Page, Passage, PassageKind, Section, Span, Standing, Table, TableRow,
};
pub use failure::{Code, Failure};
pub use firm::{EntitySize, EntityType, FirmProfile, Regime};
pub use id::{CriterionId, DocumentId, DomainId, PersonId, RequirementId, ScenarioId, TaskId};
pub use rating::{Rating, RiskLevel, step};
pub use review::{CitedPassage, Decision, Drift, Review, Ruling};
pub use second_reading::{FirstVerdict, ReadFailure, SecondReading, VoidReason};
pub use verdict::{Evidence, Finding, ModelRef, PackRef, Verdict};
