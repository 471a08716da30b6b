#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
use super::*;
use crate::container::packed::zip;

const PACKAGE: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const SHEETS: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet2.xml"/></Relationships>"#;
const BOOK: &str = r#"<workbook xmlns:r="r"><sheets><sheet name="Register" sheetId="1" r:id="r1"/><sheet name="Old" sheetId="2" state="hidden" r:id="r2"/></sheets></workbook>"#;

fn workbook(rows: &str, more: &[(&str, &str)]) -> Vec<u8> {
    let sheet = format!("<worksheet><sheetData>{rows}</sheetData></worksheet>");
    let mut parts = vec![
        ("_rels/.rels", PACKAGE),
        ("xl/_rels/workbook.xml.rels", SHEETS),
        ("xl/workbook.xml", BOOK),
        ("xl/worksheets/sheet1.xml", sheet.as_str()),
        ("xl/worksheets/sheet2.xml", "<worksheet><sheetData/></worksheet>"),
    ];
    parts.extend(more);
    zip(&parts)
}

fn text(at: &str, text: &str) -> String {
    format!(r#"<c r="{at}" t="inlineStr"><is><t>{text}</t></is></c>"#)
}

fn number(at: &str, value: &str) -> String {
    format!(r#"<c r="{at}"><v>{value}</v></c>"#)
}

#[test]
fn rows_keep_their_columns_and_an_empty_row_parts_tables() {
    use BlockKind::{HeadRow, Heading, Paragraph, Row};
    let rows = [
        format!("<row r=\"1\">{}</row>", text("A1", "ICT services")),
        format!("<row r=\"2\">{}{}</row>", text("A2", "Name"), text("C2", "Kept")),
        format!("<row r=\"3\">{}{}</row>", text("A3", "a | b"), number("C3", "3.5")),
        format!("<row r=\"6\">{}{}</row>", text("B6", "Role"), text("C6", "Task")),
        format!("<row r=\"7\">{}{}</row>", text("B7", "Desk"), "<c r=\"C7\" t=\"e\"><v>#REF!</v></c>"),
        format!("<row r=\"8\">{}{}</row>", text("B8", "Team"), "<c r=\"C8\"><f>1+1</f><v>2</v></c>"),
    ];
    let extract = read("a.xlsx", &workbook(&rows.concat(), &[("xl/vbaProject.bin", "x")]), &Limits::default()).unwrap();
    let found: Vec<_> = extract.blocks.iter().map(|block| (block.kind, block.text.as_str())).collect();
    let expected = [
        (Heading(1), "Register"),
        (Paragraph, "ICT services"),
        (Row, "Name | | Kept"),
        (Row, "a / b | | 3.5"),
        (HeadRow, "Role | Task"),
        (Paragraph, "Desk"),
        (Row, "Team | 2"),
    ];
    assert_eq!(found, expected);
    let codes: Vec<_> = extract.diagnostics.iter().map(|note| (note.code, note.message.as_str())).collect();
    assert_eq!(codes[0], (DiagnosticCode::EmbeddedFiles, "1 hidden sheet was not read."));
    assert_eq!(codes[1].0, DiagnosticCode::ActiveContent);
}

#[test]
fn a_cell_at_the_end_of_the_sheet_costs_one_cell() {
    let row = format!("<row r=\"1\">{}</row><row r=\"1048576\">{}</row>", number("A1", "1"), number("XFD1048576", "2"));
    let extract = read("a.xlsx", &workbook(&row, &[]), &Limits::default()).unwrap();
    let texts: Vec<_> = extract.blocks.iter().map(|block| block.text.as_str()).collect();
    assert_eq!(texts, ["Register", "1", "2"]);
}

#[test]
fn hostile_workbooks_cost_one_diagnostic() {
    let code = |bytes: &[u8], limits: &Limits| read("a.xlsx", bytes, limits).unwrap_err().code;
    let limits = Limits::default();
    let small = Limits { max_inflated: 100_000, ..Limits::default() };
    let short = Limits { max_text_chars: 10, ..Limits::default() };
    let bomb = workbook("", &[("xl/media/a.bin", &" ".repeat(1_000_000))]);
    assert_eq!(code(&bomb, &small), DiagnosticCode::LimitExceeded);
    let long = workbook(&format!("<row r=\"1\">{}</row>", text("A1", "more than ten")), &[]);
    assert_eq!(code(&long, &short), DiagnosticCode::LimitExceeded);
    let claim = workbook("", &[("xl/sharedStrings.xml", "<sst uniqueCount=\"999999999999999\"></sst>")]);
    assert_eq!(code(&claim, &limits), DiagnosticCode::Malformed);
    assert_eq!(code(&zip(&[("xl/workbook.xml", "<workbook><sheets>")]), &limits), DiagnosticCode::Malformed);
    assert_eq!(code(&long[..long.len() / 2], &limits), DiagnosticCode::Malformed);
}
