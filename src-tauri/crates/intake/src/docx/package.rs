//! The ZIP container of a DOCX, inflated within a budget.

use crate::{Limits, format, malformed, over_limit};
use holdfast_domain::Diagnostic;
use std::io::{Cursor, Read};
use zip::ZipArchive;
use zip::result::ZipError;

/// An open DOCX.
pub(crate) struct Package<'f> {
    file: &'f str,
    archive: ZipArchive<Cursor<&'f [u8]>>,
    names: Vec<String>,
    /// Bytes that may still be inflated.
    budget: u64,
}

impl<'f> Package<'f> {
    /// Opens the container.
    pub(crate) fn open(file: &'f str, bytes: &'f [u8], limits: &Limits) -> Result<Self, Diagnostic> {
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| refusal(file, &error))?;
        let names = archive.file_names().filter_map(|name| name.ok().map(|name| name.into_owned())).collect();
        Ok(Self { file, archive, names, budget: limits.max_inflated })
    }

    /// Names of the parts that start like this, in order.
    pub(crate) fn names(&self, prefix: &str) -> Vec<String> {
        let mut names: Vec<String> =
            self.names.iter().filter(|name| name.starts_with(prefix) && name.ends_with(".xml")).cloned().collect();
        names.sort();
        names
    }

    /// The text of a part; `None` where the file has no such part.
    pub(crate) fn part(&mut self, name: &str) -> Result<Option<String>, Diagnostic> {
        if !self.names.iter().any(|known| known == name) {
            return Ok(None);
        }
        let entry = self.archive.by_name(name).map_err(|error| refusal(self.file, &error))?;
        // The size stated in the directory is the attacker's word; what comes out is counted.
        let mut bytes = Vec::new();
        let read = entry.take(self.budget + 1).read_to_end(&mut bytes);
        if bytes.len() as u64 > self.budget {
            return Err(over_limit(self.file, "The file inflates to more than the limit."));
        }
        read.map_err(|_| malformed(self.file, "A part of the document is damaged."))?;
        self.budget -= bytes.len() as u64;
        Ok(Some(crate::txt::decode(&bytes)))
    }
}

fn refusal(file: &str, error: &ZipError) -> Diagnostic {
    match error {
        ZipError::UnsupportedArchive(reason) if *reason == ZipError::PASSWORD_REQUIRED => format::encrypted(file),
        _ => malformed(file, "The file is a damaged ZIP container."),
    }
}
