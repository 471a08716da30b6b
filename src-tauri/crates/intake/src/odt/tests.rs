#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
use super::*;
use crate::container::packed::zip;

fn content(body: &str) -> String {
    let list = r#"<text:list-style style:name="L1"><text:list-level-style-number text:level="1" style:num-format="1"/></text:list-style>"#;
    let style = r#"<style:style style:name="P1" style:parent-style-name="Title"/>"#;
    format!(
        "<office:document-content><office:automatic-styles>{style}{list}</office:automatic-styles><office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
}

fn blocks(body: &str) -> Vec<(BlockKind, String)> {
    let extract = read("a.odt", &zip(&[("content.xml", &content(body))]), &Limits::default()).unwrap();
    extract.blocks.into_iter().map(|block| (block.kind, block.text)).collect()
}

#[test]
fn paragraphs_take_their_kind_from_style_and_list() {
    use BlockKind::{Heading, Item, Note, Paragraph, Title};
    let cases: [(&str, &[(BlockKind, &str)]); 7] = [
        (r#"<text:p text:style-name="P1">Policy</text:p>"#, &[(Title, "Policy")]),
        (r#"<text:p text:style-name="Heading_20_2">Scope</text:p>"#, &[(Heading(2), "Scope")]),
        (r#"<text:h text:outline-level="3">Keys</text:h>"#, &[(Heading(3), "Keys")]),
        ("<text:p>a<text:s text:c=\"3\"/>b<text:tab/>c<text:line-break/>d</text:p>", &[(Paragraph, "a b c d")]),
        (
            r#"<text:list text:style-name="L1"><text:list-item><text:p>one</text:p><text:list><text:list-item><text:p>in</text:p></text:list-item></text:list></text:list-item><text:list-item><text:p>two</text:p></text:list-item></text:list>"#,
            &[(Item, "1. one"), (Item, "- in"), (Item, "2. two")],
        ),
        (
            "<text:p>Shown<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>Small print.</text:p></text:note-body></text:note> on.</text:p>",
            &[(Paragraph, "Shown on."), (Note, "Small print.")],
        ),
        (
            "<text:tracked-changes><text:p>gone</text:p></text:tracked-changes><text:p>kept<office:annotation><text:p>why?</text:p></office:annotation></text:p>",
            &[(Paragraph, "kept")],
        ),
    ];
    for (body, expected) in cases {
        let expected: Vec<_> = expected.iter().map(|(kind, text)| (*kind, (*text).to_owned())).collect();
        assert_eq!(blocks(body), expected, "{body}");
    }
}

#[test]
fn tables_know_their_heading_row_and_keep_nested_tables_in_the_cell() {
    let cell = |text: &str| format!("<table:table-cell><text:p>{text}</text:p></table:table-cell>");
    let row = |cells: &str| format!("<table:table-row>{cells}</table:table-row>");
    let nested = format!("<table:table-cell><table:table>{}</table:table></table:table-cell>", row(&cell("x")));
    let body = format!(
        "<table:table><table:table-header-rows>{}</table:table-header-rows>{}{}</table:table>",
        row(&(cell("A") + &cell("B"))),
        row(&(cell("1") + &nested)),
        row(r#"<table:table-cell table:number-columns-repeated="1000000"><text:p>y</text:p></table:table-cell>"#),
    );
    let found = blocks(&body);
    assert_eq!(found[..2], [(BlockKind::HeadRow, "A | B".to_owned()), (BlockKind::Row, "1 | x".to_owned())]);
    assert_eq!(found[2].1.split(" | ").count(), 50);
}

#[test]
fn a_text_box_follows_the_paragraph_that_it_hangs_on() {
    let body = "<text:p>Before<draw:frame><draw:text-box><text:p>boxed</text:p></draw:text-box><svg:title>t</svg:title></draw:frame> after.</text:p>";
    let expected = [(BlockKind::Paragraph, "Before after."), (BlockKind::Paragraph, "boxed")];
    assert_eq!(blocks(body), expected.map(|(kind, text)| (kind, text.to_owned())));
}

#[test]
fn running_headers_are_marks() {
    let styles = "<office:document-styles><office:master-styles><style:master-page><style:header><text:p>DRAFT</text:p></style:header></style:master-page></office:master-styles></office:document-styles>";
    let bytes = zip(&[("content.xml", &content("<text:p>x</text:p>")), ("styles.xml", styles), ("Basic/a.xml", "")]);
    let extract = read("a.odt", &bytes, &Limits::default()).unwrap();
    assert_eq!(extract.marks, ["DRAFT"]);
    assert_eq!(extract.diagnostics[0].code, DiagnosticCode::ActiveContent);
}

#[test]
fn hostile_files_cost_one_diagnostic() {
    let code =
        |content: &str, limits: &Limits| read("a.odt", &zip(&[("content.xml", content)]), limits).unwrap_err().code;
    let limits = Limits::default();
    let small = Limits { max_inflated: 10_000, ..Limits::default() };
    let short = Limits { max_text_chars: 10, ..Limits::default() };
    assert_eq!(code(&" ".repeat(1_000_000), &small), DiagnosticCode::LimitExceeded);
    assert_eq!(code(&content(&"<text:p>word</text:p>".repeat(100)), &short), DiagnosticCode::LimitExceeded);
    assert_eq!(code("<office:body><text:p>Half of", &limits), DiagnosticCode::Malformed);
    assert_eq!(code(&content(&"<text:span>".repeat(5_000)), &limits), DiagnosticCode::Malformed);
    let manifest =
        "<manifest:manifest><manifest:file-entry><manifest:encryption-data/></manifest:file-entry></manifest:manifest>";
    let locked = zip(&[("META-INF/manifest.xml", manifest), ("content.xml", "noise")]);
    assert_eq!(read("a.odt", &locked, &limits).unwrap_err().code, DiagnosticCode::Encrypted);
}
