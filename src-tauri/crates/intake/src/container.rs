//! The ZIP container of office documents, inflated within a budget.

use crate::{Limits, format, malformed, over_limit};
use holdfast_domain::Diagnostic;
use std::io::{Cursor, Read};
use zip::ZipArchive;
use zip::result::ZipError;

/// An open container.
pub(crate) struct Container<'f> {
    file: &'f str,
    archive: ZipArchive<Cursor<&'f [u8]>>,
    names: Vec<String>,
    /// Bytes that may still be inflated.
    budget: u64,
}

impl<'f> Container<'f> {
    /// Opens the container.
    pub(crate) fn open(file: &'f str, bytes: &'f [u8], limits: &Limits) -> Result<Self, Diagnostic> {
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| refusal(file, &error))?;
        let names = archive.file_names().filter_map(|name| name.ok().map(|name| name.into_owned())).collect();
        Ok(Self { file, archive, names, budget: limits.max_inflated })
    }

    /// Names of all parts, in the order of the directory.
    pub(crate) fn all_names(&self) -> &[String] {
        &self.names
    }

    /// Names of the XML parts that start like this, in order.
    pub(crate) fn names(&self, prefix: &str) -> Vec<String> {
        let mut names: Vec<String> =
            self.names.iter().filter(|name| name.starts_with(prefix) && name.ends_with(".xml")).cloned().collect();
        names.sort();
        names
    }

    /// The text of a part; `None` where the file has no such part.
    pub(crate) fn part(&mut self, name: &str) -> Result<Option<String>, Diagnostic> {
        Ok(self.bytes(name)?.map(|bytes| crate::txt::decode(&bytes)))
    }

    /// The bytes of a part; `None` where the file has no such part.
    pub(crate) fn bytes(&mut self, name: &str) -> Result<Option<Vec<u8>>, Diagnostic> {
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
        Ok(Some(bytes))
    }
}

fn refusal(file: &str, error: &ZipError) -> Diagnostic {
    match error {
        ZipError::UnsupportedArchive(reason) if *reason == ZipError::PASSWORD_REQUIRED => format::encrypted(file),
        _ => malformed(file, "The file is a damaged ZIP container."),
    }
}

/// Containers for the tests of the office formats.
#[cfg(test)]
pub(crate) mod packed {
    use std::io::{Cursor, Write};
    use zip::write::{SimpleFileOptions, ZipWriter};

    /// A ZIP file of these parts.
    #[allow(clippy::unwrap_used)]
    pub(crate) fn zip(parts: &[(&str, &str)]) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, text) in parts {
            writer.start_file(*name, SimpleFileOptions::default()).unwrap();
            writer.write_all(text.as_bytes()).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }
}
