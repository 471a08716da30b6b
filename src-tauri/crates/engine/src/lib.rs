//! Use cases: import, assess, risk, plan, report, each stage kept under its key and journalled.
//!
//! The main line reads top to bottom: [`Engine::import`] turns files into documents, [`Engine::assess`] turns documents
//! into a gap assessment, [`Engine::risk`] into money, [`Engine::plan`] into dates and people, [`Engine::report`] into
//! files for people. The engine sees the database, the index, the model and the parser through `ports` only.
//!
//! Every stage result is kept under a hash of stage, version, input keys, parameters, rule pack and model. The same
//! key is never computed twice: that is what makes a run resumable after a crash and a second run instant.

mod analysis;
mod assess;
mod criterion_vectors;
mod evidence;
mod history;
mod import;
mod intake;
mod packs;
mod pii;
mod plan;
mod plan_file;
mod progress;
mod reference;
mod report;
mod resources;
mod review;
mod risk;
mod score;
mod second_reading;
mod source;
mod stage;
mod versions;
mod what_if;

pub use assess::AssessOptions;
pub use criterion_vectors::criterion_vectors_file;
pub use history::{HistoryDiff, HistoryEntry, short};
pub use holdfast_pii::{Kind as PiiKind, Policy as PiiPolicy};
pub use import::{ImportReport, Imported};
pub use packs::{PLAN_PACKS, PackSource, PackState, Packs, RISK_PACKS};
pub use pii::{PersonalData, PersonalValue, Place};
pub use plan::{PlanOptions, within};
pub use plan_file::{PlanFile, PlanFormat};
pub use progress::{PlanStatus, ProgressReport, sheet_rows};
pub use report::{ReportFile, ReportFormat, ReportKind};
pub use resources::{Check, ModelResource, ReaderBytes, ReaderEntry, ReaderKind, Resources};
pub use review::{
    PassageChange, PassageFate, QueueFilter, QueueItem, ReviewAct, ReviewHistory, ReviewRecord, ReviewResult,
    ReviewStatus, Statement,
};
pub use risk::RiskOptions;
pub use score::Assessed;
pub use second_reading::{ReadingSummary, SURE, SecondOpinion};
pub use source::ImportOptions;
pub use stage::{StageCounts, Work};
pub use versions::{ChangeKind, ClauseChange, Fate, Version, VersionChange, WordRun};
pub use what_if::{Change, Comparison, Figures, NewPerson};

use holdfast_domain::{Code, Document, Failure};
use holdfast_ports::{DocumentRow, EmbedError, Embedder, Index, Progress, Reader, Store, StoreError};

/// The application over one open workspace.
pub struct Engine<'a> {
    /// The encrypted workspace.
    pub store: &'a mut dyn Store,
    /// Full-text index of the workspace.
    pub index: &'a mut dyn Index,
    /// Parser of untrusted files.
    pub reader: &'a dyn Reader,
    /// Sentence model.
    pub embedder: &'a dyn Embedder,
    /// Second reader of verdicts; off unless somebody named one.
    pub second: Option<SecondOpinion<'a>>,
    /// Rule packs and the verdict head.
    pub packs: &'a Packs,
    /// Listener for progress.
    pub progress: &'a dyn Progress,
    /// Time of this command, RFC 3339 in UTC. The engine has no other clock.
    pub now: String,
    /// Who runs it, as written to the journal.
    pub actor: String,
    /// What was computed and what was taken from earlier results.
    pub work: Work,
}

impl Engine<'_> {
    /// Documents that are present, with their content, by file name.
    pub fn documents(&self) -> Result<Vec<(DocumentRow, Document)>, Failure> {
        let rows = self.store.documents().map_err(store_failure)?;
        rows.into_iter().map(|row| Ok((row.clone(), self.document(&row)?))).collect()
    }
}

/// Says a refusal of the workspace in the words of the product.
pub fn store_failure(error: StoreError) -> Failure {
    let message = capitalised(&error.to_string());
    match error {
        StoreError::WrongPassphrase => {
            Failure::new(Code::Locked, message, "Check the passphrase; nothing in the workspace was touched.")
        }
        StoreError::Missing(_) => {
            Failure::new(Code::NotFound, message, "Create one with `holdfast init`, or check --workspace.")
        }
        StoreError::Exists(_) => {
            let hint = "Choose another folder; `holdfast restore --replace` moves the workspace aside.";
            Failure::new(Code::Refused, message, hint)
        }
        StoreError::Occupied(_) => Failure::new(Code::Refused, message, "Nothing was changed. Choose another place."),
        StoreError::Busy => {
            Failure::new(Code::Busy, message, "Wait until the other command has finished, then run this again.")
        }
        StoreError::Integrity(_) => Failure::new(
            Code::Integrity,
            message,
            "Do not work on with this copy. Run `holdfast journal verify`, then restore the last good backup.",
        ),
        StoreError::Newer(_) => Failure::new(Code::Refused, message, "Update Holdfast, then open the workspace again."),
        StoreError::Io(_) => {
            Failure::new(Code::Io, message, "Check free disk space and permissions of the workspace folder.")
        }
        StoreError::Database(_) => {
            Failure::new(Code::Internal, message, "Run `holdfast doctor`; restore a backup if it persists.")
        }
    }
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", letters.as_str())
}

fn embed_failure(error: EmbedError) -> Failure {
    match error {
        EmbedError::Unavailable(failure) => failure,
        other => internal("sentence model", other),
    }
}

fn internal(what: &str, error: impl std::fmt::Display) -> Failure {
    Failure::new(
        Code::Internal,
        format!("{what}: {error}"),
        "This is a defect. Please report it with the output of `holdfast doctor`.",
    )
}
