//! Formats told by content, never by the file name.

use holdfast_domain::{Diagnostic, DiagnosticCode};

/// What the bytes are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Content {
    Pdf,
    Docx,
    /// Text in some encoding; Markdown or plain is decided after decoding.
    Text,
}

/// Finds the format, or says what the file is instead.
pub(crate) fn detect(file: &str, bytes: &[u8]) -> Result<Content, Diagnostic> {
    if bytes.is_empty() {
        let hint = "Import the file again once it has content.";
        return Err(Diagnostic::error(DiagnosticCode::EmptyFile, file, "The file is empty.", hint));
    }
    // ISO 32000-1, annex H: readers accept the header anywhere in the first 1,024 bytes.
    if contains(&bytes[..bytes.len().min(1024)], b"%PDF-") {
        return Ok(Content::Pdf);
    }
    if bytes.starts_with(b"PK\x03\x04") {
        return zip(file, bytes);
    }
    if bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]) {
        return Err(compound(file, bytes));
    }
    match other(bytes) {
        Some((name, hint)) => Err(unsupported(file, name, hint)),
        None if is_text(bytes) => Ok(Content::Text),
        None => Err(unsupported(file, "a binary file of an unknown format", AS_DOCX)),
    }
}

const AS_DOCX: &str = "Save it as DOCX, PDF or plain text and import that.";

fn zip(file: &str, bytes: &[u8]) -> Result<Content, Diagnostic> {
    // Names stand in clear in the central directory, so no entry has to be inflated to tell.
    let holds = |name: &[u8]| contains(bytes, name);
    if holds(b"word/document") {
        return Ok(Content::Docx);
    }
    Err(if holds(b"xl/workbook") {
        unsupported(file, "an Excel workbook", "Export the sheets that hold policy text as PDF and import them.")
    } else if holds(b"ppt/presentation") {
        unsupported(file, "a PowerPoint presentation", "Export the slides as PDF and import that.")
    } else if holds(b"application/vnd.oasis.opendocument") {
        unsupported(file, "an OpenDocument file", AS_DOCX)
    } else if holds(b"application/epub") {
        unsupported(file, "an EPUB book", "Convert it to PDF and import that.")
    } else {
        unsupported(file, "a ZIP archive", "Unpack it and import the files in it.")
    })
}

/// OLE2 compound files: encrypted Office documents, or Office before 2007.
fn compound(file: &str, bytes: &[u8]) -> Diagnostic {
    let wide = |name: &str| name.bytes().flat_map(|byte| [byte, 0]).collect::<Vec<u8>>();
    if contains(bytes, &wide("EncryptedPackage")) {
        return encrypted(file);
    }
    let name = if contains(bytes, &wide("WordDocument")) { "a Word 97-2003 document" } else { "an old Office file" };
    unsupported(file, name, AS_DOCX)
}

/// The document asks for a password.
pub(crate) fn encrypted(file: &str) -> Diagnostic {
    let hint = "Save a copy without the password and import that.";
    Diagnostic::error(DiagnosticCode::Encrypted, file, "The file is protected by a password.", hint)
}

fn other(bytes: &[u8]) -> Option<(&'static str, &'static str)> {
    const IMAGE: &str = "Recognise its text with OCR, save that as PDF and import it.";
    let magic: [(&[u8], &str, &str); 12] = [
        (b"{\\rtf", "a Rich Text file", AS_DOCX),
        (b"\x89PNG", "a PNG image", IMAGE),
        (b"\xFF\xD8\xFF", "a JPEG image", IMAGE),
        (b"GIF8", "a GIF image", IMAGE),
        (b"II*\0", "a TIFF image", IMAGE),
        (b"MM\0*", "a TIFF image", IMAGE),
        (b"\x1F\x8B", "a gzip archive", "Unpack it and import the files in it."),
        (b"7z\xBC\xAF", "a 7-Zip archive", "Unpack it and import the files in it."),
        (b"Rar!", "a RAR archive", "Unpack it and import the files in it."),
        (b"%!PS", "a PostScript file", "Convert it to PDF and import that."),
        (b"\x7FELF", "a program", "Import documents only."),
        (b"MZ", "a program", "Import documents only."),
    ];
    let found = magic.iter().find(|(start, _, _)| bytes.starts_with(start));
    if let Some((_, name, hint)) = found.filter(|(start, _, _)| *start != b"MZ" || bytes.contains(&0)) {
        return Some((name, hint));
    }
    let start = String::from_utf8_lossy(&bytes[..bytes.len().min(512)]).trim_start_matches('\u{FEFF}').to_lowercase();
    let start = start.trim_start();
    if start.starts_with("<!doctype html") || start.starts_with("<html") {
        return Some(("an HTML page", "Save it as PDF or DOCX and import that."));
    }
    start.starts_with("<?xml").then_some(("an XML file", AS_DOCX))
}

fn is_text(bytes: &[u8]) -> bool {
    if bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) || crate::txt::utf16_order(bytes).is_some()
    {
        return true;
    }
    let sample = &bytes[..bytes.len().min(64 * 1024)];
    let control = |byte: &&u8| **byte < 0x20 && !matches!(**byte, b'\t' | b'\n' | b'\r' | 0x0C | 0x1B);
    let controls = sample.iter().filter(control).count();
    !sample.contains(&0) && controls * 200 <= sample.len()
}

fn unsupported(file: &str, name: &str, hint: &str) -> Diagnostic {
    let message = format!("The file is {name}, which is not read.");
    Diagnostic::error(DiagnosticCode::UnsupportedFormat, file, message, hint)
}

fn contains(haystack: &[u8], needle: &[u8]) -> bool {
    haystack.windows(needle.len()).any(|window| window == needle)
}
