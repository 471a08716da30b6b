#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
use super::*;
use crate::container::packed::zip as docx;
use holdfast_domain::DiagnosticCode;

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
        (BlockKind::Note, "A note.".to_owned()),
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

#[test]
fn hidden_runs_go_text_boxes_follow_and_heading_rows_are_told() {
    use BlockKind::{HeadRow, Paragraph, Row};
    let run = |text: &str| format!("<w:r><w:t>{text}</w:t></w:r>");
    let cell = |text: &str| format!("<w:tc><w:p>{}</w:p></w:tc>", run(text));
    let cases: [(String, &[(BlockKind, &str)]); 3] = [
        (format!("<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>no</w:t></w:r>{}</w:p>", run("yes")), &[(Paragraph, "yes")]),
        (
            format!(
                "<w:p>{}<w:r><w:pict><w:txbxContent><w:p>{}</w:p></w:txbxContent></w:pict></w:r>{}</w:p>",
                run("Before"),
                run("boxed"),
                run(" after")
            ),
            &[(Paragraph, "Before after"), (Paragraph, "boxed")],
        ),
        (
            format!(
                "<w:tbl><w:tr><w:trPr><w:tblHeader/></w:trPr>{}</w:tr><w:tr>{}</w:tr></w:tbl>",
                cell("A"),
                cell("1")
            ),
            &[(HeadRow, "A"), (Row, "1")],
        ),
    ];
    for (body, expected) in cases {
        let expected: Vec<_> = expected.iter().map(|(kind, text)| (*kind, (*text).to_owned())).collect();
        assert_eq!(blocks(&body), expected, "{body}");
    }
}

#[test]
fn embedded_files_are_parts_and_the_main_part_is_found_by_its_relationship() {
    let links = r#"<Relationships><Relationship Id="r" Type="http://purl.oclc.org/ooxml/officeDocument/relationships/officeDocument" Target="/word/main.xml"/></Relationships>"#;
    let main =
        r#"<w:document><w:body><w:p><w:r><w:t>x</w:t><w:endnoteReference w:id="2"/></w:r></w:p></w:body></w:document>"#;
    let notes = r#"<w:endnotes><w:endnote w:id="2"><w:p><w:r><w:t>End.</w:t></w:r></w:p></w:endnote></w:endnotes>"#;
    let bytes = docx(&[
        ("_rels/.rels", links),
        ("word/main.xml", main),
        ("word/endnotes.xml", notes),
        ("word/embeddings/a.xlsx", "PK"),
        ("word/embeddings/b.bin", "x"),
        ("word/vbaProject.bin", "x"),
    ]);
    let extract = read("a.docx", &bytes, &Limits::default()).unwrap();
    let found: Vec<_> = extract.blocks.iter().map(|block| (block.kind, block.text.as_str())).collect();
    assert_eq!(found, [(BlockKind::Paragraph, "x"), (BlockKind::Note, "End.")]);
    assert_eq!(extract.parts[0].name, "a.xlsx");
    let codes: Vec<_> = extract.diagnostics.iter().map(|note| note.code).collect();
    assert_eq!(codes, [DiagnosticCode::EmbeddedFiles, DiagnosticCode::ActiveContent]);
}
