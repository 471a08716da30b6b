//! Finds and reads the files to import, and says what it could not read.

use holdfast_domain::{Diagnostic, DiagnosticCode};
use holdfast_ports::Passwords;
use std::fs::{File, Metadata};
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::time::SystemTime;
use walkdir::{DirEntry, WalkDir};

/// How to import.
pub struct ImportOptions<'o> {
    /// Largest file that is read, in bytes.
    pub file_bytes: u64,
    /// Documents parsed at once, at least 1.
    pub threads: usize,
    /// Folders that are not looked into, such as the one for reports.
    pub leave: Vec<PathBuf>,
    /// Opens protected files.
    pub passwords: &'o dyn Passwords,
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
/// is said and left. Hidden files, workspaces and the folders of `leave` are not looked into.
pub(crate) fn find(paths: &[PathBuf], leave: &[PathBuf]) -> (Vec<FoundFile>, Vec<Diagnostic>) {
    let leave: Vec<PathBuf> = leave.iter().filter_map(|folder| folder.canonicalize().ok()).collect();
    let mut files: Vec<FoundFile> = Vec::new();
    let mut diagnostics = Vec::new();
    for root in paths {
        let walk = WalkDir::new(root).follow_links(true).sort_by_file_name().into_iter();
        for entry in walk.filter_entry(|entry| entry.depth() == 0 || !is_left(entry, &leave)) {
            match entry {
                Ok(entry) if entry.file_type().is_dir() => {}
                Ok(entry) if entry.file_type().is_file() => {
                    let path = entry.path().to_owned();
                    if !files.iter().any(|known| known.path == path) {
                        let name = free_name(name(entry.path(), root), root, &files);
                        files.push(FoundFile { path, name });
                    }
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
    files.sort_by(|a, b| a.name.cmp(&b.name));
    (files, diagnostics)
}

/// Reads one file whole. A file that changes meanwhile is read once more, then refused.
pub(crate) fn read(file: &FoundFile, limit: u64) -> Result<Vec<u8>, Diagnostic> {
    for _ in 0..2 {
        let (bytes, steady) = read_once(file, limit)?;
        if steady {
            return usable(&file.name, bytes);
        }
    }
    Err(Diagnostic::error(
        DiagnosticCode::ChangedWhileRead,
        &file.name,
        "The file changed while it was being read.",
        "Close the program that writes to it, then import it again.",
    ))
}

/// Refuses what is no document of the firm: nothing at all, or a report of ours.
pub(crate) fn usable(name: &str, bytes: Vec<u8>) -> Result<Vec<u8>, Diagnostic> {
    match bytes {
        bytes if bytes.is_empty() => Err(empty(name)),
        bytes if is_own_report(&bytes) => Err(own_report(name)),
        bytes => Ok(bytes),
    }
}

fn read_once(file: &FoundFile, limit: u64) -> Result<(Vec<u8>, bool), Diagnostic> {
    let refused = |error: std::io::Error| unreadable(&file.name, &error);
    let mut open = File::open(&file.path).map_err(refused)?;
    let before = open.metadata().map_err(refused)?;
    if before.len() > limit {
        return Err(Diagnostic::error(
            DiagnosticCode::TooLarge,
            &file.name,
            format!("The file has {} MB; files up to {} MB are read.", before.len() >> 20, limit >> 20),
            "Split the document, or raise the limit with --max-file-mb.",
        ));
    }
    let mut bytes = Vec::with_capacity(before.len() as usize);
    Read::by_ref(&mut open).take(limit + 1).read_to_end(&mut bytes).map_err(refused)?;
    // The name may lead to another file by now; the open handle alone would not show it.
    let after = std::fs::metadata(&file.path).map_err(refused)?;
    let steady = stamp(&before) == stamp(&after) && bytes.len() as u64 == before.len();
    Ok((bytes, steady))
}

fn stamp(metadata: &Metadata) -> (u64, Option<SystemTime>) {
    (metadata.len(), metadata.modified().ok())
}

fn empty(name: &str) -> Diagnostic {
    Diagnostic::error(
        DiagnosticCode::EmptyFile,
        name,
        "The file is empty.",
        "Export the document again from where it was written.",
    )
}

fn unreadable(name: &str, error: &std::io::Error) -> Diagnostic {
    let (message, hint) = match error.kind() {
        ErrorKind::PermissionDenied => (
            "The system does not allow this account to read the file.",
            "Ask for read permission on it, then import it again.",
        ),
        ErrorKind::NotFound => {
            ("The file is not there, or a link leads nowhere.", "Check the path or repair the link.")
        }
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

/// What editors, version control and file managers keep for themselves, what the user asked to leave, and workspaces.
fn is_left(entry: &DirEntry, leave: &[PathBuf]) -> bool {
    if entry.file_name().to_string_lossy().starts_with(['.', '~']) {
        return true;
    }
    let path = entry.path();
    let is_workspace = || path.join("keyslots.json").is_file() && path.join("store.db").is_file();
    entry.file_type().is_dir() && (path.canonicalize().is_ok_and(|path| leave.contains(&path)) || is_workspace())
}

/// The reports quote the policies and speak in the words of the criteria: read as a policy, one would be evidence for
/// everything. Both formats say who made them: the PDF in its metadata, which PDF/A keeps readable, the JSON by its fields.
pub(crate) fn is_own_report(bytes: &[u8]) -> bool {
    let holds = |bytes: &[u8], mark: &str| bytes.windows(mark.len()).any(|window| window == mark.as_bytes());
    match bytes {
        [b'%', b'P', b'D', b'F', ..] => holds(bytes, "<xmp:CreatorTool>Holdfast "),
        [b'{', ..] => {
            let start = bytes.get(..4096).unwrap_or(bytes);
            holds(start, "\"assessment_id\"") && holds(start, "\"journal_root\"")
        }
        _ => false,
    }
}

fn own_report(name: &str) -> Diagnostic {
    Diagnostic::note(
        DiagnosticCode::OwnReport,
        name,
        "This is a report that Holdfast wrote; it is no policy of the firm and was left out.",
        "Nothing needs to be done.",
    )
}

/// The name, with the folder it came from in front where two folders hold the same name: the second file would
/// otherwise pass for a new version of the first.
fn free_name(name: String, root: &Path, files: &[FoundFile]) -> String {
    let is_taken = |name: &str| files.iter().any(|file| file.name == name);
    if !is_taken(&name) {
        return name;
    }
    let folder = root.file_name().unwrap_or(root.as_os_str()).to_string_lossy();
    let named = (1..).map(|number| match number {
        1 => format!("{folder}/{name}"),
        number => format!("{folder} ({number})/{name}"),
    });
    named.into_iter().find(|name| !is_taken(name)).unwrap_or(name)
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
