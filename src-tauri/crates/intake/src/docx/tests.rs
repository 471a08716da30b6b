#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
use super::*;
use holdfast_domain::DiagnosticCode;
use std::io::{Cursor, Write};
use zip::write::{SimpleFileOptions, ZipWriter};

fn docx(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn blocks(body: &str) -> Vec<(BlockKind, String)> {
    let document = format!("<w:document><w:body>{body}</w:body></w:document>");
    let notes = r#"<w:footnotes><w:footnote w:type="separator" w:id="0"><w:p/></w:footnote>
        <w:footnote w:id="2"><w:p><w:r><w:t>A note.</w:t></w:r></w:p></w:footnote></w:footnotes>"#;
    let bytes = docx(&[("word/document.xml", &document), ("word/footnotes.xml", notes)]);
    let extract = read("a.docx", &bytes, &Limits::default()).unwrap();
    extract.blocks.into_iter().map(|block| (block.kind, block.text)).collect()
}

#[test]
fn inserted_text_is_kept_and_deleted_text_is_dropped() {
    let body = r#"<w:p><w:r><w:t xml:space="preserve">The Board </w:t></w:r><w:del><w:r><w:delText>may</w:delText><w:t>may</w:t></w:r></w:del>
        <w:ins><w:r><w:t>must</w:t></w:r></w:ins><w:r><w:t xml:space="preserve"> approve &amp; review.</w:t><w:footnoteReference w:id="2"/></w:r></w:p>"#;
    let expected = [
        (BlockKind::Paragraph, "The Board must approve & review.".to_owned()),
        (BlockKind::Paragraph, "A note.".to_owned()),
    ];
    assert_eq!(blocks(body), expected);
}

#[test]
fn a_deleted_paragraph_mark_does_not_swallow_the_paragraph() {
    let body = r#"<w:p><w:pPr><w:rPr><w:del w:id="1"/></w:rPr></w:pPr><w:r><w:t>Kept.</w:t></w:r></w:p>"#;
    assert_eq!(blocks(body), [(BlockKind::Paragraph, "Kept.".to_owned())]);
}

#[test]
fn tables_come_as_rows_and_nested_tables_stay_in_their_cell() {
    let cell = |text: &str| format!("<w:tc><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>");
    let nested = format!("<w:tc><w:tbl><w:tr>{}{}</w:tr></w:tbl><w:p/></w:tc>", cell("x"), cell("y"));
    let body = format!("<w:tbl><w:tr>{}{}</w:tr><w:tr>{}{nested}</w:tr></w:tbl>", cell("A"), cell("B"), cell("1"));
    assert_eq!(blocks(&body), [(BlockKind::Row, "A | B".to_owned()), (BlockKind::Row, "1 | x | y".to_owned())]);
}

#[test]
fn an_entity_bomb_does_not_expand() {
    let document = r#"<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>
        <w:document><w:body><w:p><w:r><w:t>x&b;&b;y</w:t></w:r></w:p></w:body></w:document>"#;
    let bytes = docx(&[("word/document.xml", document)]);
    let extract = read("a.docx", &bytes, &Limits::default()).unwrap();
    assert_eq!(extract.blocks[0].text, "xy");
}

#[test]
fn a_zip_bomb_stops_at_the_limit() {
    let limits = Limits { max_inflated: 10_000, ..Limits::default() };
    let bytes = docx(&[("word/document.xml", &" ".repeat(1_000_000))]);
    assert!(bytes.len() < 10_000);
    assert_eq!(read("a.docx", &bytes, &limits).unwrap_err().code, DiagnosticCode::LimitExceeded);
}

#[test]
fn a_cut_document_is_malformed() {
    let bytes = docx(&[("word/document.xml", "<w:document><w:body><w:p><w:r><w:t>Half of")]);
    assert_eq!(read("a.docx", &bytes, &Limits::default()).unwrap_err().code, DiagnosticCode::Malformed);
}
