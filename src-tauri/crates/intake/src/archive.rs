//! ZIP archives: the files in them, under names that cannot lead out of the place where they are put.

use crate::{Limits, format, malformed};
use holdfast_domain::{Diagnostic, DiagnosticCode};
use holdfast_ports::{Part, Reading};
use std::io::{Cursor, Read};
use zip::ZipArchive;
use zip::result::ZipError;

/// Takes the archive apart. An entry that cannot be read costs a diagnostic, and the others are read.
pub(crate) fn read(file: &str, bytes: &[u8], limits: &Limits) -> Result<Reading, Diagnostic> {
    let damaged = |_| malformed(file, "The archive is damaged.");
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(damaged)?;
    let mut unpacked = Unpacked { file, limits, parts: Vec::new(), diagnostics: Vec::new(), unsafe_names: 0, spent: 0 };
    for index in 0..archive.len() {
        if !unpacked.entry(&mut archive, index) {
            break;
        }
    }
    Ok(unpacked.reading())
}

/// The name of a part as it may be used: relative, with `/` between folders; `None` when it leads out of the archive
/// or names no file.
///
/// Windows reads backslashes and drive letters, so both count on every system.
pub(crate) fn part_name(name: &str) -> Option<String> {
    let name = name.replace('\\', "/");
    let drive = matches!(name.as_bytes(), [letter, b':', ..] if letter.is_ascii_alphabetic());
    if name.starts_with('/') || drive || name.contains('\0') {
        return None;
    }
    let steps: Vec<&str> = name.split('/').filter(|step| !matches!(*step, "" | ".")).collect();
    if steps.is_empty() || steps.contains(&"..") {
        return None;
    }
    // Line breaks and marks that turn the direction of writing would show another name than the one that is used.
    Some(steps.join("/").chars().filter(|&character| !is_deceptive(character)).collect())
}

fn is_deceptive(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
}

/// Some entries were refused for their names.
pub(crate) fn unsafe_names(file: &str, count: usize) -> Diagnostic {
    let (entries, lead) = if count == 1 { ("entry", "leads") } else { ("entries", "lead") };
    let message = format!("{count} {entries} with a name that {lead} out of the file were left out.");
    let hint = "Ask the sender how the file was made, and do not unpack it by hand.";
    Diagnostic::warning(DiagnosticCode::UnsafeName, file, message, hint)
}

/// The file holds more than may be read.
pub(crate) fn cut(file: &str, message: String) -> Diagnostic {
    let hint = "Split the file, and import the parts.";
    Diagnostic::warning(DiagnosticCode::LimitExceeded, file, message, hint)
}

/// What was taken out of the archive so far.
struct Unpacked<'f> {
    file: &'f str,
    limits: &'f Limits,
    parts: Vec<Part>,
    diagnostics: Vec<Diagnostic>,
    /// Entries refused for their names.
    unsafe_names: usize,
    /// Bytes inflated, of entries that were kept and of those that were not.
    spent: u64,
}

impl Unpacked<'_> {
    /// Takes out one entry; `false` when no more may be taken out.
    fn entry(&mut self, archive: &mut ZipArchive<Cursor<&[u8]>>, index: usize) -> bool {
        let raw = archive.name_for_index(index).and_then(Result::ok).map(|name| name.into_owned());
        let Some(raw) = raw else {
            self.unsafe_names += 1;
            return true;
        };
        if raw.ends_with(['/', '\\']) {
            return true;
        }
        let Some(name) = part_name(&raw) else {
            self.unsafe_names += 1;
            return true;
        };
        if name.is_empty() || name.split('/').any(|step| step == "__MACOSX" || step.starts_with('.')) {
            return true;
        }
        // Counted with the entries that failed, so that an archive of damaged entries ends as well.
        if self.parts.len() + self.diagnostics.len() >= self.limits.max_parts {
            let message = format!("Only the first {} files of the archive were read.", self.limits.max_parts);
            self.diagnostics.push(cut(self.file, message));
            return false;
        }
        let mut bytes = Vec::new();
        let outcome = match archive.by_index(index) {
            Ok(entry) if entry.is_symlink() => return true,
            // The sizes in the directory are the attacker's word; what comes out is counted.
            Ok(entry) => {
                let budget = self.limits.max_bytes.min(self.limits.max_inflated - self.spent);
                entry.take(budget.saturating_add(1)).read_to_end(&mut bytes).map_err(ZipError::Io)
            }
            Err(error) => Err(error),
        };
        self.spent += bytes.len() as u64;
        if self.spent > self.limits.max_inflated {
            let message = format!("The archive inflates to more than {} MiB.", self.limits.max_inflated >> 20);
            self.diagnostics.push(cut(self.file, format!("{message} The files behind that were not read.")));
            return false;
        }
        match outcome {
            _ if bytes.len() as u64 > self.limits.max_bytes => {
                let message = format!("The file is larger than {} MiB.", self.limits.max_bytes >> 20);
                self.diagnostics.push(crate::over_limit(&self.path(&name), message));
            }
            Ok(_) => self.parts.push(Part { name, bytes }),
            Err(error) => self.diagnostics.push(refusal(&self.path(&name), &error)),
        }
        true
    }

    /// The entry as messages name it.
    fn path(&self, name: &str) -> String {
        format!("{}/{name}", self.file)
    }

    fn reading(mut self) -> Reading {
        if self.unsafe_names > 0 {
            self.diagnostics.push(unsafe_names(self.file, self.unsafe_names));
        }
        Reading { document: None, parts: self.parts, diagnostics: self.diagnostics }
    }
}

fn refusal(path: &str, error: &ZipError) -> Diagnostic {
    // The method is found out at the first read.
    let unknown = matches!(error, ZipError::Io(error) if error.kind() == std::io::ErrorKind::Unsupported);
    match error {
        ZipError::UnsupportedArchive(reason) if *reason == ZipError::PASSWORD_REQUIRED => format::encrypted(path),
        ZipError::UnsupportedArchive(_) | ZipError::CompressionMethodNotSupported(_) => other_method(path),
        _ if unknown => other_method(path),
        _ => malformed(path, "The entry of the archive is damaged."),
    }
}

fn other_method(path: &str) -> Diagnostic {
    let hint = "Pack the files again as a ZIP archive with the usual compression, and import that.";
    format::unsupported(path, "packed with a method of its own", hint)
}

#[cfg(test)]
mod tests;
