//! From the bytes of a pack's file to values, with the place of what does not fit.

use serde::de::DeserializeOwned;
use std::collections::BTreeMap;
use thiserror::Error;

/// File name to bytes, as found in the pack's folder.
pub type PackFiles = BTreeMap<String, Vec<u8>>;

/// Why the content of a pack cannot be used.
#[derive(Debug, Error)]
pub enum PackError {
    /// A file that the pack needs is absent.
    #[error("the file {0} is missing from the rule pack")]
    MissingFile(String),
    /// What stands in a file is not what is expected there.
    #[error("{file}{place}: {message}")]
    Content {
        /// File of the pack.
        file: String,
        /// Line and column, from 1, with a comma before; empty where the whole file is meant.
        place: String,
        /// What was found and what is expected.
        message: String,
    },
}

impl PackError {
    pub(crate) fn at_line(file: &str, line: usize, message: impl Into<String>) -> Self {
        Self::Content { file: file.to_owned(), place: format!(", line {line}"), message: message.into() }
    }

    pub(crate) fn in_file(file: &str, message: impl Into<String>) -> Self {
        Self::Content { file: file.to_owned(), place: String::new(), message: message.into() }
    }

    fn of_json(file: &str, line: usize, error: &serde_json::Error) -> Self {
        let text = error.to_string();
        // The place stands in front, and within one line of many the reader's own line number would mislead.
        let message = text.rsplit_once(" at line ").map_or(text.as_str(), |(message, _)| message).to_owned();
        Self::Content { file: file.to_owned(), place: format!(", line {line}, column {}", error.column()), message }
    }
}

pub(crate) fn bytes<'a>(files: &'a PackFiles, name: &str) -> Result<&'a [u8], PackError> {
    files.get(name).map(Vec::as_slice).ok_or_else(|| PackError::MissingFile(name.to_owned()))
}

/// A file that is one JSON document.
pub(crate) fn json<T: DeserializeOwned>(files: &PackFiles, name: &str) -> Result<T, PackError> {
    serde_json::from_slice(bytes(files, name)?).map_err(|error| PackError::of_json(name, error.line(), &error))
}

/// A file with one JSON document a line; each with its line number. Empty lines are skipped.
pub(crate) fn json_lines<T: DeserializeOwned>(files: &PackFiles, name: &str) -> Result<Vec<(usize, T)>, PackError> {
    let lines = bytes(files, name)?.split(|&byte| byte == b'\n').enumerate().filter(|(_, line)| !line.is_empty());
    let read = lines.map(|(at, line)| {
        let value = serde_json::from_slice(line).map_err(|error| PackError::of_json(name, at + 1, &error))?;
        Ok((at + 1, value))
    });
    read.collect()
}
