//! Finds and reads the files to import, and says what it could not read.

use holdfast_domain::{Diagnostic, DiagnosticCode};
use std::fs::{File, Metadata};
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::time::SystemTime;
use walkdir::WalkDir;

/// What is read at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ImportLimits {
    /// Largest file in bytes.
    pub file_bytes: u64,
}

impl Default for ImportLimits {
    fn default() -> Self {
        Self { file_bytes: 64 << 20 }
    }
}

/// A file that was found, not yet read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FoundFile {
    /// Where it is.
    pub(crate) path: PathBuf,
    /// Its name for people: relative to the folder asked for.
    pub(crate) name: String,
}

/// Lists the regular files under the paths, by name. Links are followed; a link that leads back to a folder above it
/// is said and left.
pub(crate) fn find(paths: &[PathBuf]) -> (Vec<FoundFile>, Vec<Diagnostic>) {
    let mut files = Vec::new();
    let mut diagnostics = Vec::new();
    for root in paths {
        for entry in WalkDir::new(root).follow_links(true).sort_by_file_name() {
            match entry {
                Ok(entry) if entry.file_type().is_dir() || is_hidden(entry.path(), root) => {}
                Ok(entry) if entry.file_type().is_file() => {
                    files.push(FoundFile { path: entry.path().to_owned(), name: name(entry.path(), root) });
                }
                Ok(entry) => diagnostics.push(Diagnostic::error(
                    DiagnosticCode::NotAFile,
                    &name(entry.path(), root),
                    "This is a pipe, socket or device, not a file.",
                    "Import the document itself.",
                )),
                Err(error) => diagnostics.push(walk_error(&error, root)),
            }
        }
    }
    files.sort_by(|a, b| a.name.cmp(&b.name).then_with(|| a.path.cmp(&b.path)));
    files.dedup_by(|a, b| a.path == b.path);
    (files, diagnostics)
}

/// Reads one file whole. A file that changes meanwhile is read once more, then refused.
pub(crate) fn read(file: &FoundFile, limits: ImportLimits) -> Result<Vec<u8>, Diagnostic> {
    for _ in 0..2 {
        let (bytes, steady) = read_once(file, limits)?;
        if steady {
            return if bytes.is_empty() { Err(empty(file)) } else { Ok(bytes) };
        }
    }
    Err(Diagnostic::error(
        DiagnosticCode::ChangedWhileRead,
        &file.name,
        "The file changed while it was being read.",
        "Close the program that writes to it, then import it again.",
    ))
}

fn read_once(file: &FoundFile, limits: ImportLimits) -> Result<(Vec<u8>, bool), Diagnostic> {
    let refused = |error: std::io::Error| unreadable(&file.name, &error);
    let mut open = File::open(&file.path).map_err(refused)?;
    let before = open.metadata().map_err(refused)?;
    if before.len() > limits.file_bytes {
        return Err(Diagnostic::error(
            DiagnosticCode::TooLarge,
            &file.name,
            format!("The file has {} MB; files up to {} MB are read.", before.len() >> 20, limits.file_bytes >> 20),
            "Split the document, or raise the limit with --max-file-mb.",
        ));
    }
    let mut bytes = Vec::with_capacity(before.len() as usize);
    Read::by_ref(&mut open).take(limits.file_bytes + 1).read_to_end(&mut bytes).map_err(refused)?;
    // The name may lead to another file by now; the open handle alone would not show it.
    let after = std::fs::metadata(&file.path).map_err(refused)?;
    let steady = stamp(&before) == stamp(&after) && bytes.len() as u64 == before.len();
    Ok((bytes, steady))
}

fn stamp(metadata: &Metadata) -> (u64, Option<SystemTime>) {
    (metadata.len(), metadata.modified().ok())
}

fn empty(file: &FoundFile) -> Diagnostic {
    Diagnostic::error(
        DiagnosticCode::EmptyFile,
        &file.name,
        "The file is empty.",
        "Export the document again from where it was written.",
    )
}

fn unreadable(name: &str, error: &std::io::Error) -> Diagnostic {
    let (message, hint) = match error.kind() {
        ErrorKind::PermissionDenied => {
            ("The system does not allow this account to read the file.", "Ask for read permission on it, then import it again.")
        }
        ErrorKind::NotFound => ("The file is not there, or a link leads nowhere.", "Check the path or repair the link."),
        _ => ("The file cannot be read.", "Check the disk or network share it is on, then import it again."),
    };
    Diagnostic::error(DiagnosticCode::Unreadable, name, message, hint)
}

fn walk_error(error: &walkdir::Error, root: &Path) -> Diagnostic {
    let path = error.path().unwrap_or(root);
    if error.loop_ancestor().is_some() {
        return Diagnostic::warning(
            DiagnosticCode::DirectoryLoop,
            &name(path, root),
            "This link leads back to a folder above it.",
            "Nothing is lost: the folder it leads to is read once. Remove the link to silence this.",
        );
    }
    match error.io_error() {
        Some(io) => unreadable(&name(path, root), io),
        None => unreadable(&name(path, root), &std::io::Error::from(ErrorKind::Other)),
    }
}

/// Files that editors, version control and file managers keep for themselves.
fn is_hidden(path: &Path, root: &Path) -> bool {
    let inside = path.strip_prefix(root).unwrap_or(path);
    inside.components().any(|part| part.as_os_str().to_string_lossy().starts_with(['.', '~']))
}

fn name(path: &Path, root: &Path) -> String {
    let inside = match path.strip_prefix(root) {
        Ok(inside) if !inside.as_os_str().is_empty() => inside.to_owned(),
        _ => PathBuf::from(path.file_name().unwrap_or(path.as_os_str())),
    };
    inside.to_string_lossy().replace('\\', "/")
}

#[cfg(test)]
#[path = "source/tests.rs"]
mod tests;
