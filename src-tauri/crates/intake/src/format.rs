//! Formats told by content, never by the file name.

use crate::{markdown, txt};
use holdfast_domain::{Diagnostic, DiagnosticCode};
use std::io::{Cursor, Read};
use zip::ZipArchive;

/// What the bytes are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Content {
    Pdf,
    Docx,
    Odt,
    Xlsx,
    Pptx,
    /// An archive of files.
    Zip,
    Rtf,
    Html,
    /// An internet message.
    Eml,
    /// Text in some encoding; Markdown or plain is decided after decoding.
    Text,
}

/// How much of a file says what text format it is.
const SAMPLE: usize = 64 << 10;

/// Finds the format, or says what the file is instead.
pub(crate) fn detect(file: &str, bytes: &[u8]) -> Result<Content, Diagnostic> {
    if bytes.is_empty() {
        let hint = "Import the file again once it has content.";
        return Err(Diagnostic::error(DiagnosticCode::EmptyFile, file, "The file is empty.", hint));
    }
    // Before PDF: the first entry of an archive may be a PDF that is stored as it is. The second mark is that of an
    // archive without entries, the third that of one which was meant for several discs (APPNOTE 4.3.16, 8.5.4).
    if [&b"PK\x03\x04"[..], b"PK\x05\x06", b"PK\x07\x08"].iter().any(|mark| bytes.starts_with(mark)) {
        return zip(file, bytes);
    }
    if bytes.starts_with(b"{\\rtf") {
        return Ok(Content::Rtf);
    }
    // ISO 32000-1, annex H: readers accept the header anywhere in the first 1,024 bytes.
    if contains(&bytes[..bytes.len().min(1024)], b"%PDF-") {
        return Ok(Content::Pdf);
    }
    if bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]) {
        return Err(compound(file, bytes));
    }
    if let Some((name, hint)) = other(bytes) {
        return Err(unsupported(file, name, hint));
    }
    if is_message(bytes) {
        return Ok(Content::Eml);
    }
    match markup(bytes) {
        Some(Markup::Html) => Ok(Content::Html),
        Some(Markup::Xml) => Err(unsupported(file, "an XML file", AS_DOCX)),
        None if is_text(bytes) => Ok(Content::Text),
        None => Err(unsupported(file, "a binary file of an unknown format", AS_DOCX)),
    }
}

const AS_DOCX: &str = "Save it as DOCX, PDF or plain text and import that.";

/// What a ZIP container is by the names of its entries.
fn zip(file: &str, bytes: &[u8]) -> Result<Content, Diagnostic> {
    let Ok(mut archive) = ZipArchive::new(Cursor::new(bytes)) else { return damaged_zip(file, bytes) };
    let mut kind = String::new();
    if let Ok(entry) = archive.by_name("mimetype") {
        // A kind that cannot be read is none.
        let _ = entry.take(256).read_to_string(&mut kind);
    }
    let holds = |start: &str| {
        archive
            .file_names()
            .flatten()
            .any(|name| name.strip_prefix(start).is_some_and(|rest| rest.ends_with(".xml") && !rest.contains('/')))
    };
    let kind = kind.trim();
    match kind.strip_prefix("application/vnd.oasis.opendocument.") {
        Some("text" | "text-template") => return Ok(Content::Odt),
        Some(_) => return Err(open_document(file)),
        None if kind == "application/epub+zip" => return Err(book(file)),
        None => {}
    }
    if holds("word/document") {
        Ok(Content::Docx)
    } else if holds("xl/workbook") {
        Ok(Content::Xlsx)
    } else if archive.index_for_name("xl/workbook.bin").is_some() {
        let hint = "Save it as XLSX and import that.";
        Err(unsupported(file, "an Excel binary workbook", hint))
    } else if holds("ppt/presentation") {
        Ok(Content::Pptx)
    } else {
        Ok(Content::Zip)
    }
}

/// The directory of a damaged container cannot be read, but the names of its entries stand in clear in it.
fn damaged_zip(file: &str, bytes: &[u8]) -> Result<Content, Diagnostic> {
    let holds = |name: &[u8]| contains(bytes, name);
    match () {
        () if holds(b"application/vnd.oasis.opendocument.text") => Ok(Content::Odt),
        () if holds(b"application/vnd.oasis.opendocument") => Err(open_document(file)),
        () if holds(b"application/epub") => Err(book(file)),
        () if holds(b"word/document") => Ok(Content::Docx),
        () if holds(b"xl/workbook") => Ok(Content::Xlsx),
        () if holds(b"ppt/presentation") => Ok(Content::Pptx),
        () => Ok(Content::Zip),
    }
}

fn open_document(file: &str) -> Diagnostic {
    let hint = "Export it as PDF and import that.";
    unsupported(file, "an OpenDocument file other than a text", hint)
}

fn book(file: &str) -> Diagnostic {
    unsupported(file, "an EPUB book", "Convert it to PDF and import that.")
}

/// OLE2 compound files: encrypted Office documents, Office before 2007, Outlook messages.
fn compound(file: &str, bytes: &[u8]) -> Diagnostic {
    let holds = |name: &str| contains(bytes, &name.bytes().flat_map(|byte| [byte, 0]).collect::<Vec<u8>>());
    if holds("EncryptedPackage") {
        return encrypted(file);
    }
    if holds("WordDocument") {
        unsupported(file, "a Word 97-2003 document", AS_DOCX)
    } else if holds("PowerPoint Document") {
        unsupported(file, "a PowerPoint 97-2003 presentation", "Save it as PPTX or PDF and import that.")
    } else if holds("__substg1.0_") {
        unsupported(file, "an Outlook message", "Save it as EML or PDF and import that.")
    } else if holds("Workbook") || holds("Book") {
        unsupported(file, "an Excel 97-2003 workbook", "Save it as XLSX and import that.")
    } else {
        unsupported(file, "an old Office file", AS_DOCX)
    }
}

/// The document asks for a password.
pub(crate) fn encrypted(file: &str) -> Diagnostic {
    let hint = "Save a copy without the password and import that.";
    Diagnostic::error(DiagnosticCode::Encrypted, file, "The file is protected by a password.", hint)
}

fn other(bytes: &[u8]) -> Option<(&'static str, &'static str)> {
    const IMAGE: &str = "Recognise its text with OCR, save that as PDF and import it.";
    let magic: [(&[u8], &str, &str); 11] = [
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
    found.filter(|(start, _, _)| *start != b"MZ" || bytes.contains(&0)).map(|(_, name, hint)| (*name, *hint))
}

enum Markup {
    Html,
    Xml,
}

/// What the first tag says, after a byte order mark, whitespace, comments and processing instructions.
fn markup(bytes: &[u8]) -> Option<Markup> {
    /// Tags that no Markdown or plain text starts with; a page usually starts with one of the first two.
    const TAGS: [&str; 9] =
        ["<!doctype html", "<html", "<head", "<body", "<title", "<meta", "<style", "<script", "<table"];
    /// Tags that a page without a head starts with, and now and then a Markdown file.
    const BLOCKS: [&str; 10] = ["<p", "<div", "<h1", "<h2", "<ul", "<ol", "<br", "<section", "<article", "<main"];
    let sample = txt::decode(&bytes[..bytes.len().min(SAMPLE)]);
    let mut rest = sample.trim_start();
    let xml = rest.starts_with("<?xml");
    loop {
        let end = match rest.as_bytes() {
            [b'<', b'!', b'-', b'-', ..] => "-->",
            [b'<', b'?', ..] => "?>",
            _ => break,
        };
        // A comment that goes on behind the sample is no start of a page.
        let Some((_, after)) = rest.split_once(end) else { break };
        rest = after.trim_start();
    }
    let starts = |tag: &&str| -> bool {
        let start = rest.get(..tag.len()).is_some_and(|start| start.eq_ignore_ascii_case(tag));
        start && !rest[tag.len()..].starts_with(|next: char| next.is_alphanumeric() || next == '-')
    };
    let html = TAGS.iter().any(starts) || (BLOCKS.iter().any(starts) && !markdown::is_markdown("", &sample));
    match (html, xml) {
        (true, _) => Some(Markup::Html),
        (false, true) => Some(Markup::Xml),
        (false, false) => None,
    }
}

/// Whether the file starts with the header of an internet message (RFC 5322, 2.2) and not with text that has a colon.
fn is_message(bytes: &[u8]) -> bool {
    const FIELDS: [&str; 9] =
        ["from", "date", "message-id", "mime-version", "received", "to", "subject", "return-path", "content-type"];
    /// How many of them are written by a mail program rather than by a person above a memo.
    const MAILED: usize = 5;
    let sample = bytes.strip_prefix(&[0xEF, 0xBB, 0xBF]).unwrap_or(bytes);
    let whole = sample.len() <= SAMPLE;
    let mut lines: Vec<&[u8]> = sample[..sample.len().min(SAMPLE)].split(|byte| *byte == b'\n').collect();
    if !whole {
        lines.pop();
    }
    let mut found = [false; FIELDS.len()];
    for (index, line) in lines.iter().enumerate() {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if line.is_empty() {
            break;
        }
        // An mbox file has a line of its own before each message (RFC 4155); a folded field goes on after a space.
        if (index == 0 && line.starts_with(b"From ")) || (index > 0 && matches!(line[0], b' ' | b'\t')) {
            continue;
        }
        let Some(colon) = line.iter().position(|byte| *byte == b':') else { return false };
        let name = &line[..colon];
        if name.is_empty() || !name.iter().all(u8::is_ascii_graphic) {
            return false;
        }
        if let Some(field) = FIELDS.iter().position(|field| name.eq_ignore_ascii_case(field.as_bytes())) {
            found[field] = true;
        }
    }
    found.iter().filter(|found| **found).count() >= 2 && found[..MAILED].contains(&true)
}

fn is_text(bytes: &[u8]) -> bool {
    if bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) || txt::utf16_order(bytes).is_some() {
        return true;
    }
    let sample = &bytes[..bytes.len().min(SAMPLE)];
    let control = |byte: &&u8| **byte < 0x20 && !matches!(**byte, b'\t' | b'\n' | b'\r' | 0x0C | 0x1B);
    let controls = sample.iter().filter(control).count();
    !sample.contains(&0) && controls * 200 <= sample.len()
}

/// The file is of a format that is not read.
pub(crate) fn unsupported(file: &str, name: &str, hint: &str) -> Diagnostic {
    let message = format!("The file is {name}, which is not read.");
    Diagnostic::error(DiagnosticCode::UnsupportedFormat, file, message, hint)
}

fn contains(haystack: &[u8], needle: &[u8]) -> bool {
    haystack.windows(needle.len()).any(|window| window == needle)
}

#[cfg(test)]
mod tests;
