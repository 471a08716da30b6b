#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
use super::*;
use std::io::Write;
use zip::write::{SimpleFileOptions, ZipWriter};

/// Names and contents of the parts of a container.
type Parts<'p> = &'p [(&'p str, &'p [u8])];

fn zipped(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let stored = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        writer.start_file(*name, stored).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

#[test]
fn containers_are_told_by_the_names_of_their_entries() {
    let docx = zipped(&[("word/document2.xml", b"x")]);
    let cases: [(Parts<'_>, Content); 8] = [
        (&[("[Content_Types].xml", b""), ("word/document.xml", b"")], Content::Docx),
        (&[("word/document2.xml", b"")], Content::Docx),
        (&[("mimetype", b"application/vnd.oasis.opendocument.text"), ("content.xml", b"")], Content::Odt),
        (&[("xl/workbook.xml", b"")], Content::Xlsx),
        (&[("ppt/presentation.xml", b"")], Content::Pptx),
        (&[("a.txt", b"xl/workbook.xml"), ("backup/word/document.xml", b"")], Content::Zip),
        (&[("inner.docx", &docx)], Content::Zip),
        (&[("first.pdf", b"%PDF-1.7")], Content::Zip),
    ];
    for (entries, expected) in cases {
        assert_eq!(detect("a", &zipped(entries)), Ok(expected), "{entries:?}");
    }
    let refused: [&[(&str, &[u8])]; 3] = [
        &[("xl/workbook.bin", b"")],
        &[("mimetype", b"application/vnd.oasis.opendocument.spreadsheet")],
        &[("mimetype", b"application/epub+zip")],
    ];
    for entries in refused {
        let found = detect("a", &zipped(entries)).unwrap_err();
        assert_eq!(found.code, DiagnosticCode::UnsupportedFormat, "{entries:?}");
    }
    assert_eq!(detect("a", &docx[..docx.len() - 30]), Ok(Content::Docx), "a cut file is told by its bytes");
}

#[test]
fn pages_messages_and_text_are_told_apart() {
    let utf16: Vec<u8> = "\u{FEFF}<!DOCTYPE html><p>x".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let cases: [(&[u8], Content); 17] = [
        (b"{\\rtf1\\ansi x}", Content::Rtf),
        (b"\xEF\xBB\xBF \n<!-- saved -->\n<!DOCTYPE HTML>\n<p>x", Content::Html),
        (b"<?xml version='1.0'?><!DOCTYPE html><html/>", Content::Html),
        (b"<HTML><p>x", Content::Html),
        (&utf16, Content::Html),
        (b"<p>A page without a head.</p>", Content::Html),
        (b"<p align=center>Logo</p>\n\n# Policy\n\n## Scope\n", Content::Text),
        (b"# Policy\n\n<html>", Content::Text),
        (b"<!-- note -->\n# Policy", Content::Text),
        (b"From: a@b\nTo: c@d\n\nHello", Content::Eml),
        (b"From x Mon\r\nReceived: by a\r\n\tfor b\r\nSubject: c\r\n\r\nHello", Content::Eml),
        (b"MIME-Version: 1.0\nContent-Type: text/plain\n\nHello", Content::Eml),
        (b"Content-Type: text/plain\nX: y\n\nHello", Content::Text),
        (b"To: the Board\nSubject: ICT risk\n\nHello", Content::Text),
        (b"---\nFrom: a\nDate: b\n---\n# Policy", Content::Text),
        (b"Purpose: to set rules\nThis policy applies\nFrom: 1 May\nDate: x", Content::Text),
        (b"1. Purpose\n\nFrom: a\nDate: b\n", Content::Text),
    ];
    for (bytes, expected) in cases {
        assert_eq!(detect("a", bytes), Ok(expected), "{}", String::from_utf8_lossy(bytes));
    }
    assert_eq!(detect("a", b"<?xml version='1.0'?><data/>").unwrap_err().code, DiagnosticCode::UnsupportedFormat);
}
