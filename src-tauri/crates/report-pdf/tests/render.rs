//! Reports as files: archivable, tagged, the same every time, and untouched by hostile text.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs, unreachable_pub)]

#[path = "../../report/tests/sample/mod.rs"]
mod sample;

use holdfast_report::{
    Block, Cell, CellValue, Column, ColumnKind, DocumentTree, KeyFigure, ListItem, Meta, board_report,
};
use holdfast_report_pdf::render_pdf;
use proptest::prelude::*;
use sample::Sample;
use std::process::Command;

#[test]
fn the_board_report_is_a_tagged_archivable_file_with_its_title() {
    let sample = Sample::realistic();
    let pdf = render_pdf(&board_report(&sample.input())).unwrap();
    // PDF/A-2a (ISO 19005-2, 6.7.11) and PDF/UA-1 (ISO 14289-1, 5) are claimed in the metadata, which is not packed.
    let raw = String::from_utf8_lossy(&pdf);
    for claim in ["<pdfaid:part>2<", "<pdfaid:conformance>A<", "<pdfuaid:part>1<"] {
        assert!(raw.contains(claim), "{claim} is missing");
    }
    if let Some(info) = poppler("pdfinfo", &[], &pdf) {
        assert!(info.contains("Digital operational resilience: report to the board"));
        assert!(info.lines().any(|line| line.starts_with("Tagged:") && line.ends_with("yes")), "{info}");
        assert!(info.contains("Nov 24"), "{info}");
    }
    if let Some(text) = poppler("pdftotext", &["-raw"], &pdf) {
        assert!(text.contains("Page 1 of "));
        assert!(text.contains(&"4f".repeat(32)), "a hash cannot be copied from the page");
        assert!(text.contains("Zarządzanie ryzykiem") && text.contains("für das Notfallmanagement"));
    }
    if let Some(said) = checked_by_qpdf(&pdf) {
        assert!(said.contains("No syntax or stream encoding errors"), "{said}");
    }
}

#[test]
fn the_same_tree_gives_the_same_bytes() {
    let tree = board_report(&Sample::small().input());
    assert!(render_pdf(&tree).unwrap() == render_pdf(&tree).unwrap());
}

#[test]
fn a_firm_without_documents_or_name_gets_a_report() {
    let pdf = render_pdf(&board_report(&Sample::empty().input())).unwrap();
    if let Some(text) = poppler("pdftotext", &["-raw"], &pdf) {
        assert!(text.contains("No document was read"));
    }
}

#[test]
fn long_names_other_scripts_and_emoji_are_printed_or_named() {
    let mut sample = Sample::small();
    sample.firm_name = Some("Ж".repeat(300));
    let quote = &mut sample.assessment.criteria[0].evidence[0];
    quote.quote = "שלום עולם مرحبا Ελλάδα Żółć 🦀 漢\u{1F468}\u{200D}\u{1F4BB} € ✓ ≈".into();
    quote.file = format!("{}.pdf", "very_long_file_name_without_any_space".repeat(6));
    sample.plan.tasks[0].title = "😀 Aufgabe mit Übergröße ".repeat(20);
    let pdf = render_pdf(&board_report(&sample.input())).unwrap();
    if let Some(text) = poppler("pdftotext", &["-raw"], &pdf) {
        for part in ["Ελλάδα", "Żółć", "[U+1F980]", "[U+6F22]", "€ ✓ ≈"] {
            assert!(text.contains(part), "{part} is not on the page");
        }
        assert_eq!(text.matches('Ж').count(), 300, "the name runs over the edge");
    }
}

#[test]
fn a_tree_without_a_readable_date_is_refused() {
    let mut tree = everywhere("text");
    tree.meta.generated_at = "yesterday".into();
    let error = render_pdf(&tree).unwrap_err();
    assert_eq!(error.to_string(), "the report date \"yesterday\" is not an RFC 3339 timestamp");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]
    #[test]
    fn hostile_text_is_printed_as_it_stands(
        parts in proptest::collection::vec(prop_oneof![
            Just("#panic()"), Just("#{"), Just("$x^2$"), Just("*b*"), Just("_i_"), Just("["), Just("]"), Just("]]"),
            Just("\\"), Just("\\u{41}"), Just("\""), Just("`r`"), Just("```"), Just("@ref"), Just("<label>"),
            Just("//c"), Just("/*"), Just("~"), Just("---"), Just("= h"), Just("- i"), Just("+ n"), Just("/ t: d"),
            Just("</svg>"), Just("&amp;"), Just("\n"), Just("\t"), Just("\u{0}"), Just("€ „Ω“ łąß"), Just("'"),
            Just("https://example.org"), Just("sys.inputs"), Just("…"), Just("\u{7f}"),
        ], 1..6)
    ) {
        let text = format!("x{}x", parts.concat());
        let pdf = render_pdf(&everywhere(&text)).unwrap();
        if let Some(page) = poppler("pdftotext", &["-raw"], &pdf) {
            let found = plain(&page).matches(&plain(&text)).count();
            prop_assert!(found >= FIELDS, "{found} of {FIELDS} fields show {text:?} in {page}");
        }
    }
}

/// Fields of [`everywhere`] that are printed.
const FIELDS: usize = 18;

/// A tree that holds the text in every field that takes one.
fn everywhere(text: &str) -> DocumentTree {
    let own = || text.to_owned();
    let svg = format!(
        "<svg width=\"170\" height=\"20\" viewBox=\"0 0 1700 200\" xmlns=\"http://www.w3.org/2000/svg\">\
         <text x=\"0\" y=\"100\" font-size=\"40\" font-family=\"sans-serif\">{}</text></svg>",
        "chart"
    );
    DocumentTree {
        title: own(),
        subtitle: own(),
        meta: Meta {
            language: "en".into(),
            generated_at: "2026-11-24T09:30:00Z".into(),
            producer: own(),
            identifier: own(),
            description: own(),
        },
        blocks: vec![
            Block::Heading { level: 1, text: own() },
            Block::Paragraph { text: own() },
            Block::KeyFigures { figures: vec![KeyFigure { label: own(), value: Cell::text(text), detail: own() }] },
            Block::List { ordered: true, items: vec![ListItem { lead: own(), text: own() }] },
            Block::Table {
                caption: own(),
                columns: vec![Column { title: own(), kind: ColumnKind::Text }],
                rows: vec![vec![Cell { text: own(), value: CellValue::Number(1.0) }]],
            },
            Block::Figure { svg, caption: own(), alt: own() },
            Block::Quote { text: own(), source: own() },
            Block::Note { text: own() },
        ],
    }
}

/// What remains of a text when layout and control characters are set aside.
fn plain(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect()
}

/// Output of a Poppler tool over the file; `None` where the tool is not installed.
fn poppler(tool: &str, options: &[&str], pdf: &[u8]) -> Option<String> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("report.pdf");
    std::fs::write(&file, pdf).unwrap();
    let target = if tool == "pdftotext" { &["-"][..] } else { &[] };
    let output = Command::new(tool).args(options).arg(&file).args(target).output().ok()?;
    assert!(output.status.success(), "{tool} refused the file");
    Some(String::from_utf8(output.stdout).unwrap())
}

fn checked_by_qpdf(pdf: &[u8]) -> Option<String> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("report.pdf");
    std::fs::write(&file, pdf).unwrap();
    let output = Command::new("qpdf").arg("--check").arg(&file).output().ok()?;
    Some(String::from_utf8_lossy(&output.stdout).into_owned())
}
