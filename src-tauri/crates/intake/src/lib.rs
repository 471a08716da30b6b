//! Reads untrusted files into documents with sections, pages, passages and exact offsets.
//!
//! Bytes in, [`Reading`] or [`Diagnostic`] out. [`parse`] is a pure function of the bytes: it opens no file and no
//! socket, so that [`worker_main`] can run it in a process that may do neither. [`WorkerPool`] is the parent's side
//! and the crate's [`holdfast_ports::Reader`]: a crash, hang or bomb costs one diagnostic on one document.
//!
//! The way through: `format` tells what the bytes are; a reader for each format turns them into blocks of clean text,
//! and `archive` takes archives apart; `assemble` lays the blocks out as one text and computes every span over it;
//! `table`, `clause` and `control` find tables, numbered clauses and the document-control fields; `passages` packs the
//! blocks into citable pieces; `standing` and `checks` say whether the text binds the firm and can be relied on.
//!
//! It must never know criteria, rule packs, the store or the user: it says what a document says, not what it means.
//! Messages name pages and formats, never text of the document.

mod archive;
mod assemble;
mod block;
mod checks;
mod clause;
mod clean;
mod container;
mod control;
mod date;
mod docx;
mod eml;
mod flow;
mod format;
mod heading;
mod html;
mod language;
mod markdown;
mod odt;
mod opc;
mod passages;
mod pdf;
mod pptx;
mod roles;
mod rtf;
mod standing;
mod table;
mod txt;
mod worker;
mod xlsx;
mod xml;

pub use pdf::{RECOGNITION_DPI, load_library, page_images};
pub use worker::{Recogniser, SandboxLevel, WorkerPool, WorkerSetup, lock_down, recogniser_main, worker_main};

use holdfast_domain::{Diagnostic, DiagnosticCode};
use holdfast_ports::Reading;
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// Version of the reading rules; raise it whenever the same bytes would give another document.
pub const VERSION: &str = "intake-4";

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
    /// Bytes that the parts of a container may inflate to, together.
    pub max_inflated: u64,
    /// Files in an archive or message.
    pub max_parts: usize,
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
            max_parts: 10_000,
            max_text_chars: 20_000_000,
        }
    }
}

/// One file to read.
#[derive(Clone, Copy, Default)]
pub struct Source<'s> {
    /// Name of the file: for messages, for telling Markdown from plain text, and as a hint at drafts.
    pub file: &'s str,
    /// Its content.
    pub bytes: &'s [u8],
    /// Opens a protected file.
    pub password: Option<&'s str>,
    /// Words recognised on pages without a text layer.
    pub recognised: &'s [RecognisedPage],
    /// Whether the first PDF engine reads alone: the second may be what a worker crashed on.
    pub one_engine: bool,
}

/// What a text recogniser found on the image of one page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecognisedPage {
    /// Page number, from 1.
    pub number: u32,
    /// Tab-separated words with their boxes in pixels at [`RECOGNITION_DPI`] and confidences, as tesseract writes them.
    pub words: Vec<u8>,
}

/// Reads one file.
///
/// The text of the document is the extracted text with whitespace collapsed, line-end hyphenation undone and
/// running headers dropped; blocks are separated by an empty line, rows and list items by a line break.
pub fn parse(source: &Source<'_>, limits: &Limits) -> Result<Reading, Diagnostic> {
    let (file, bytes) = (source.file, source.bytes);
    if bytes.len() as u64 > limits.max_bytes {
        return Err(over_limit(file, format!("The file is larger than {} MiB.", limits.max_bytes >> 20)));
    }
    let mut extract = match format::detect(file, bytes)? {
        format::Content::Pdf => pdf::read(source, limits)?,
        format::Content::Docx => docx::read(file, bytes, limits)?,
        format::Content::Odt => odt::read(file, bytes, limits)?,
        format::Content::Xlsx => xlsx::read(file, bytes, limits)?,
        format::Content::Pptx => pptx::read(file, bytes, limits)?,
        format::Content::Zip => return archive::read(file, bytes, limits),
        format::Content::Html => html::read(&html::decode(bytes)),
        format::Content::Rtf => rtf::read(file, bytes),
        format::Content::Eml => eml::read(file, bytes, limits)?,
        format::Content::Text => {
            let text = txt::decode(bytes);
            if markdown::is_markdown(file, &text) { markdown::read(&text) } else { txt::read(&text) }
        }
    };
    let parts = std::mem::take(&mut extract.parts);
    let document = assemble::document(file, extract, limits)?;
    Ok(Reading { document: Some(document), parts, diagnostics: Vec::new() })
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
