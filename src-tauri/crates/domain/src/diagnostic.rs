//! What could not be read or used, said to the person who can do something about it.

use serde::{Deserialize, Serialize};

/// One finding about an input that was skipped or only partly used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diagnostic {
    /// What kind of finding.
    pub code: DiagnosticCode,
    /// Whether the input was used at all.
    pub severity: Severity,
    /// The file it is about, relative to the imported folder.
    pub file: String,
    /// What happened, in a sentence. Never carries text of the document.
    pub message: String,
    /// The way out, in a sentence.
    pub hint: String,
}

impl Diagnostic {
    /// A finding that cost the whole file.
    pub fn error(code: DiagnosticCode, file: &str, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { code, severity: Severity::Error, file: file.to_owned(), message: message.into(), hint: hint.into() }
    }

    /// A finding about a file that was used in part or with care.
    pub fn warning(code: DiagnosticCode, file: &str, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(code, file, message, hint) }
    }

    /// A finding that cost nothing.
    pub fn note(code: DiagnosticCode, file: &str, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { severity: Severity::Note, ..Self::error(code, file, message, hint) }
    }
}

/// How much of the input was lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Worth knowing; everything was used.
    Note,
    /// Used in part, or not as evidence.
    Warning,
    /// Not used.
    Error,
}

/// The kinds of finding; each has one way out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DiagnosticCode {
    /// The file has no bytes.
    EmptyFile,
    /// The operating system refused the file.
    Unreadable,
    /// A link leads back to a folder above it.
    DirectoryLoop,
    /// Not a regular file: a pipe, socket or device.
    NotAFile,
    /// Larger than the import limit.
    TooLarge,
    /// The bytes changed while they were read, twice.
    ChangedWhileRead,
    /// The format is not one the product reads.
    UnsupportedFormat,
    /// The parser could not make a document of the bytes.
    Malformed,
    /// The file asks for a password.
    Encrypted,
    /// The parser ran over its time, memory or size limit.
    LimitExceeded,
    /// The parser process ended without an answer.
    ParserCrashed,
    /// An entry of an archive or message whose name leads out of it.
    UnsafeName,
    /// Macros, scripts or the like: never run, and not read.
    ActiveContent,
    /// Files inside the document that were not read.
    EmbeddedFiles,
    /// Pages without a text layer: a scan.
    NoTextLayer,
    /// Text of pages that was recognised from images (OCR).
    Recognised,
    /// The text layer is there but looks unusable.
    PoorText,
    /// A draft or superseded document: read, but no evidence.
    NotInForce,
    /// Another document of the workspace is a later version of this one.
    OlderVersion,
    /// The text is not English, outside the measured range of the model.
    OtherLanguage,
    /// A report that this product wrote.
    OwnReport,
    /// A quotation of the regulation rather than a policy of the firm.
    LawText,
}
