//! What stands inside a DOCX beside its text: macros and embedded files.

use crate::block::Extract;
use crate::container::Container;
use holdfast_domain::{Diagnostic, DiagnosticCode};
use holdfast_ports::Part;

/// Endings of embedded files that can be read.
const READ: [&str; 6] = [".docx", ".xlsx", ".pptx", ".pdf", ".odt", ".zip"];

/// Adds the embedded files as parts, and says what else there is.
pub(super) fn add(file: &str, package: &mut Container<'_>, extract: &mut Extract) -> Result<(), Diagnostic> {
    let names = package.all_names().to_vec();
    let mut left_out = 0_usize;
    for name in names.iter().filter(|name| name.starts_with("word/embeddings/") && !name.ends_with('/')) {
        let last = name.rsplit('/').next().unwrap_or_default().to_owned();
        let lower = last.to_lowercase();
        if !READ.iter().any(|ending| lower.ends_with(ending)) {
            left_out += 1;
        } else if let Some(bytes) = package.bytes(name)? {
            extract.parts.push(Part { name: last, bytes });
        }
    }
    let mut note = |code, message: String, hint| extract.diagnostics.push(Diagnostic::note(code, file, message, hint));
    if left_out > 0 {
        let objects = if left_out == 1 { "embedded object was" } else { "embedded objects were" };
        let hint = "Save what belongs to the policy as a file of its own and import that.";
        note(DiagnosticCode::EmbeddedFiles, format!("{left_out} {objects} not read."), hint);
    }
    if names.iter().any(|name| name == "word/vbaProject.bin") {
        let message = "The file holds macros; they were not run and not read.".to_owned();
        note(DiagnosticCode::ActiveContent, message, "Nothing needs to be done.");
    }
    Ok(())
}
