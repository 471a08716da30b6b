//! A second reader of verdicts as the application sees it: a model on this machine, or one behind an endpoint.

use holdfast_domain::{CriterionId, ReadFailure, Verdict};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Reads passages against one criterion and says what it thinks of them. Its answer is an opinion: what becomes of it
/// is decided by the application.
pub trait SecondReader: Sync {
    /// Who reads.
    fn identity(&self) -> &ReaderIdentity;

    /// Exactly what is handed to the model for this question. It is hashed into the key of the answer and the journal.
    fn prompt(&self, question: &ReaderQuestion<'_>) -> String;

    /// Asks the question. Never panics and never hangs: what does not work out is a failure.
    fn read(&self, question: &ReaderQuestion<'_>) -> Result<ReaderAnswer, ReadFailure>;
}

/// Who reads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReaderIdentity {
    /// Name for people and results.
    pub name: String,
    /// Everything that shapes an answer beside the prompt: hashes of model and calibration, or endpoint and model name.
    pub version: String,
    /// Where questions are sent; `None` where they stay in this process.
    pub endpoint: Option<ReaderEndpoint>,
}

/// Where questions are sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ReaderEndpoint {
    /// Host and port.
    pub host: String,
    /// Whether the connection is encrypted.
    pub encrypted: bool,
}

/// One criterion and the passages that may be evidence for it.
#[derive(Clone, Debug)]
pub struct ReaderQuestion<'a> {
    /// The criterion.
    pub criterion: &'a CriterionId,
    /// Its name for people.
    pub title: &'a str,
    /// What is asked of the firm.
    pub obligation: &'a str,
    /// What a good text states.
    pub specifics: &'a [String],
    /// The best passages, best first; at least one.
    pub passages: Vec<ReaderPassage<'a>>,
}

/// A passage as given to a reader.
#[derive(Clone, Copy, Debug)]
pub struct ReaderPassage<'a> {
    /// Headings above it, outermost first.
    pub headings: &'a [String],
    /// Its text.
    pub text: &'a str,
}

/// What a reader answered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReaderAnswer {
    /// Met, partial, none or contradicted.
    pub verdict: Verdict,
    /// How sure the reader is, 0 to 1.
    pub confidence: f64,
    /// What the verdict rests on, copied word for word from the passages.
    pub quotes: Vec<String>,
    /// Kinds of specific that the passages do not state, such as `frequency`.
    pub missing: Vec<String>,
}

/// Asks the person in charge before anything is sent.
pub trait Consent: Sync {
    /// Whether this may be sent. Asked once, before the first question.
    fn allows(&self, outbound: &Outbound<'_>) -> bool;
}

/// What would be sent, and where to.
#[derive(Clone, Debug)]
pub struct Outbound<'a> {
    /// Where to.
    pub endpoint: &'a ReaderEndpoint,
    /// Name of the reader.
    pub reader: &'a str,
    /// Questions, one a criterion.
    pub criteria: usize,
    /// Different passages of the documents.
    pub passages: usize,
    /// Characters of documents over all questions, headings included; a passage counts as often as it is sent.
    pub characters: usize,
}

/// A reader in memory that answers from a list, for tests.
#[derive(Clone, Debug)]
pub struct ListedReader {
    /// Who it claims to be.
    pub identity: ReaderIdentity,
    /// Answers by criterion; a criterion that is not listed is a question without an answer in time.
    pub answers: BTreeMap<CriterionId, Result<ReaderAnswer, ReadFailure>>,
}

impl SecondReader for ListedReader {
    fn identity(&self) -> &ReaderIdentity {
        &self.identity
    }

    fn prompt(&self, question: &ReaderQuestion<'_>) -> String {
        let passages = question.passages.iter().map(|passage| passage.text).collect::<Vec<_>>();
        format!("{}\n{}", question.criterion, passages.join("\n"))
    }

    fn read(&self, question: &ReaderQuestion<'_>) -> Result<ReaderAnswer, ReadFailure> {
        self.answers.get(question.criterion).cloned().unwrap_or(Err(ReadFailure::TimedOut))
    }
}
