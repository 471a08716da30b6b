//! Reads untrusted files into documents with sections, pages, passages and exact offsets.
//!
//! Bytes in, [`Document`] or [`Diagnostic`] out. [`parse`] is a pure function of the bytes: it opens no file and no
//! socket, so that [`worker_main`] can run it in a process that may do neither. [`WorkerPool`] is the parent's side
//! and the crate's [`holdfast_ports::Reader`]: a crash, hang or bomb costs one diagnostic on one document.
//!
//! The way through: `format` tells what the bytes are; `pdf`, `docx`, `txt` and `markdown` turn them into blocks of
//! clean text; `assemble` lays the blocks out as one text and computes every span over it; `passages` packs the
//! blocks into citable pieces; `standing` and `checks` say whether the text binds the firm and can be relied on.
//!
//! It must never know criteria, rule packs, the store or the user: it says what a document says, not what it means.
//! Messages name pages and formats, never text of the document.

mod assemble;
mod block;
mod checks;
mod clean;
mod docx;
mod format;
mod heading;
mod markdown;
mod passages;
mod pdf;
mod roles;
mod standing;
mod txt;
mod worker;

pub use worker::{SandboxLevel, WorkerPool, lock_down, worker_main};

use holdfast_domain::{Diagnostic, DiagnosticCode, Document};
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// Version of the reading rules; raise it whenever the same bytes would give another document.
pub const VERSION: &str = "intake-1";

/// What one document may cost.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Size of the file in bytes.
    pub max_bytes: u64,
    /// Wall-clock time of one document, in the worker pool.
    pub wall: Duration,
    /// Address space of a worker process in bytes.
    pub memory: u64,
    /// Pages of a PDF.
    pub max_pages: u32,
    /// Bytes that the parts of a DOCX may inflate to, together.
    pub max_inflated: u64,
    /// Characters of extracted text.
    pub max_text_chars: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_bytes: 64 << 20,
            wall: Duration::from_secs(30),
            memory: 2 << 30,
            max_pages: 5_000,
            max_inflated: 512 << 20,
            max_text_chars: 20_000_000,
        }
    }
}

/// Reads one file. `file` is used for messages, for telling Markdown by its extension and as a hint at drafts.
///
/// The text of the document is the extracted text with whitespace collapsed, line-end hyphenation undone and
/// running headers dropped; blocks are separated by an empty line, rows and list items by a line break.
pub fn parse(file: &str, bytes: &[u8], limits: &Limits) -> Result<Document, Diagnostic> {
    if bytes.len() as u64 > limits.max_bytes {
        return Err(over_limit(file, format!("The file is larger than {} MiB.", limits.max_bytes >> 20)));
    }
    let extract = match format::detect(file, bytes)? {
        format::Content::Pdf => pdf::read(file, bytes, limits)?,
        format::Content::Docx => docx::read(file, bytes, limits)?,
        format::Content::Text => {
            let text = txt::decode(bytes);
            if markdown::is_markdown(file, &text) { markdown::read(&text) } else { txt::read(&text) }
        }
    };
    assemble::document(file, extract, limits)
}

/// The document costs more than it may.
fn over_limit(file: &str, message: impl Into<String>) -> Diagnostic {
    let hint = "Split the document into parts, or save it anew, and import that.";
    Diagnostic::error(DiagnosticCode::LimitExceeded, file, message, hint)
}

/// The bytes are no document of their format.
fn malformed(file: &str, message: impl Into<String>) -> Diagnostic {
    let hint = "Open the file in the program that made it, save a new copy and import that.";
    Diagnostic::error(DiagnosticCode::Malformed, file, message, hint)
}
