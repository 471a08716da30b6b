//! Traits through which the application sees its adapters.
//!
//! The engine knows these traits and none of the libraries behind them: no SQL, no ONNX, no index, no PDF.
//! Every trait is small enough to be faked in a test by a page of code.

mod second_reader;
mod store;

pub use second_reader::{
    Consent, ListedReader, Outbound, ReaderAnswer, ReaderEndpoint, ReaderIdentity, ReaderPassage, ReaderQuestion,
    SecondReader,
};
pub use store::{
    BackupReport, Change, DocumentRow, Entry, JournalReport, ReviewRow, StageRow, Store, StoreError, StoredEntry,
};

use holdfast_domain::{Diagnostic, Document, DocumentId, Failure, ModelRef};
use holdfast_report::DocumentTree;
use holdfast_report::plan_file::PlanExport;
use thiserror::Error;
use zeroize::Zeroizing;

/// Turns the bytes of one untrusted file into a document.
pub trait Reader: Sync {
    /// Reads the bytes; `file` is used for messages only, the format is found from the content. `password` opens a
    /// protected file and is forgotten afterwards.
    /// A document that cannot be made is a diagnostic, never a panic and never a hang.
    fn read(&self, file: &str, bytes: &[u8], password: Option<&str>) -> Result<Reading, Diagnostic>;

    /// Version of the reading rules; a new version re-reads every document.
    fn version(&self) -> String;

    /// Name and version of the program that recognises text in page images; `None` where there is none.
    fn recogniser(&self) -> Option<String>;
}

/// What one file holds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reading {
    /// The document that the file is; `None` for an archive, which only holds others.
    pub document: Option<Document>,
    /// Files inside it: entries of an archive, attachments of a message.
    pub parts: Vec<Part>,
    /// What could not be taken out of an archive. Findings about the document are in the document.
    pub diagnostics: Vec<Diagnostic>,
}

/// A file inside another.
#[derive(Clone, PartialEq, Eq)]
pub struct Part {
    /// Name inside the outer file, with `/` between folders, never leading out of it: `annexes/a.pdf`.
    pub name: String,
    /// Content.
    pub bytes: Vec<u8>,
}

impl std::fmt::Debug for Part {
    /// Says the size and keeps the content out of logs.
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "Part({:?}, {} bytes)", self.name, self.bytes.len())
    }
}

/// Knows, or asks a person for, passwords of protected files.
pub trait Passwords: Sync {
    /// The password to try next on this file; `attempt` counts from 0. `None` where there is no more.
    fn password(&self, file: &str, attempt: usize) -> Option<Zeroizing<String>>;
}

/// Turns texts into vectors of unit length.
pub trait Embedder: Sync {
    /// The model in use.
    fn model(&self) -> &ModelRef;

    /// Everything beside the model file that shapes a vector: tokenizer, cut, runtime.
    fn version(&self) -> &str;

    /// Length of a vector.
    fn dimensions(&self) -> usize;

    /// One vector a text, in order. The vector of a text does not depend on the other texts.
    fn embed(&self, texts: &[String]) -> Result<Vec<Vec<f32>>, EmbedError>;
}

/// Why a text got no vector.
#[derive(Debug, Error)]
pub enum EmbedError {
    /// The tokenizer refused the text.
    #[error("tokenizer: {0}")]
    Tokenizer(String),
    /// The runtime failed.
    #[error("model runtime: {0}")]
    Runtime(String),
    /// The model or its runtime is not there or was altered.
    #[error("{0}")]
    Unavailable(Failure),
}

/// Hears how far long work has come.
pub trait Progress: Sync {
    /// `done` of `total` pieces of the phase are finished.
    fn advance(&self, phase: &str, done: usize, total: usize);
}

/// Full-text index over the passages of the workspace; derived data that can always be rebuilt.
pub trait Index {
    /// Makes the index hold exactly these documents: adds what is new, drops what is gone. Atomic.
    fn hold(&mut self, documents: &[IndexDocument<'_>]) -> Result<IndexChange, IndexError>;

    /// Version of how texts are cut into terms; a new version may rank differently.
    fn version(&self) -> &'static str;

    /// Best passages for the words of the query, best first, by BM25.
    fn search(&self, query: &str, limit: usize) -> Result<Vec<Hit>, IndexError>;
}

/// The passages of one document, as the index sees them.
#[derive(Clone, Debug)]
pub struct IndexDocument<'a> {
    /// The document by content.
    pub id: &'a DocumentId,
    /// Changes whenever the passages change, such as the key of the stage that made them.
    pub version: &'a str,
    /// Text of every passage with its headings in front, in order.
    pub passages: Vec<String>,
}

/// What bringing the index up to date took.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct IndexChange {
    /// Documents added or replaced.
    pub added: usize,
    /// Documents dropped.
    pub dropped: usize,
}

/// A passage found by its words.
#[derive(Clone, Debug, PartialEq)]
pub struct Hit {
    /// The document.
    pub document: DocumentId,
    /// Position of the passage in its document.
    pub passage: u32,
    /// BM25 score, 0 and up; comparable within one query.
    pub score: f32,
}

/// Why the index did not answer.
#[derive(Debug, Error)]
#[error("search index: {0}")]
pub struct IndexError(pub String);

/// Turns a document tree into a PDF. The same tree gives the same bytes.
pub trait PdfRenderer {
    /// The bytes of the file.
    fn render(&self, tree: &DocumentTree) -> Result<Vec<u8>, RenderError>;
}

/// Turns a plan into a workbook. The same plan gives the same bytes.
pub trait PlanWorkbook {
    /// The bytes of the file.
    fn plan(&self, export: &PlanExport<'_>) -> Result<Vec<u8>, RenderError>;
}

/// Why a report was not rendered.
#[derive(Debug, Error)]
#[error("report: {0}")]
pub struct RenderError(pub String);
