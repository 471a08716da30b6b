#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
use crate::{Limits, parse};
use holdfast_domain::{CharMap, DiagnosticCode, Document, Format, PassageKind, Standing};

const POLICY: &str = "---\nstatus: draft\n---\n# Backup Policy\n\n## 1. Terms used\n\nA *copy* is what data can be rebuilt from.\n\n## 2. Rules\n\n### 2.1 Scope\n\nIt applies to all systems.\n\nCopies are kept:\n\n- for ten years;\n- off site.\n\n## Revision history\n\n| Version | Change |\n|---|---|\n| 1.0 | Draft by the adviser |\n";

fn read(file: &str, text: &str) -> Document {
    parse(file, text.as_bytes(), &Limits::default()).unwrap()
}

#[test]
fn sections_nest_and_passages_know_their_headings_and_kind() {
    let document = read("policy.md", POLICY);
    assert_eq!((document.format, document.title.as_str()), (Format::Markdown, "Backup Policy"));
    assert_eq!(document.standing, Standing::Draft);
    assert_eq!(document.diagnostics[0].code, DiagnosticCode::NotInForce);
    let sections: Vec<_> = document
        .sections
        .iter()
        .map(|section| (section.number.as_str(), section.heading.as_str(), section.level))
        .collect();
    assert_eq!(sections, [("1", "Terms used", 1), ("2", "Rules", 1), ("2.1", "Scope", 2), ("", "Revision history", 1)]);

    let map = CharMap::new(&document.text);
    let passages: Vec<_> = document
        .passages
        .iter()
        .map(|passage| (passage.kind, map.slice(passage.span), passage.headings.join(" > ")))
        .collect();
    assert_eq!(
        passages,
        [
            (PassageKind::FrontMatter, "status: draft", String::new()),
            (PassageKind::Definition, "A copy is what data can be rebuilt from.", "Terms used".to_owned()),
            (PassageKind::Body, "It applies to all systems.", "Rules > Scope".to_owned()),
            (PassageKind::List, "Copies are kept:\n\n- for ten years;\n- off site.", "Rules > Scope".to_owned()),
            (PassageKind::FrontMatter, "Version | Change\n1.0 | Draft by the adviser", "Revision history".to_owned()),
        ]
    );
    let rules = map.slice(document.sections[1].span);
    assert!(rules.starts_with("2. Rules") && rules.ends_with("off site."));
}

#[test]
fn a_revision_history_that_tells_of_a_draft_makes_no_draft() {
    let document = read("policy.md", &POLICY.replace("status: draft", "status: in force"));
    assert_eq!(document.standing, Standing::InForce);
    assert!(document.diagnostics.is_empty());
}

#[test]
fn a_text_without_headings_is_all_body() {
    let document = read("memo.txt", "The counter is open from nine to twelve.\n\nOn Friday it is closed.\n");
    assert_eq!(document.title, "");
    assert_eq!(document.passages.len(), 1);
    assert_eq!(document.passages[0].kind, PassageKind::Body);
}

#[test]
fn files_that_are_no_documents_are_named() {
    let limits = Limits::default();
    let code = |bytes: &[u8]| parse("x", bytes, &limits).unwrap_err();
    assert_eq!(code(b"").code, DiagnosticCode::EmptyFile);
    assert_eq!(code(b"%PDF-1.7\nnothing").code, DiagnosticCode::Malformed);
    assert_eq!(code(b"PK\x03\x04 xl/workbook.xml").code, DiagnosticCode::UnsupportedFormat);
    assert!(code(b"PK\x03\x04 xl/workbook.xml").message.contains("Excel"));
    assert!(code(b"{\\rtf1 text}").message.contains("Rich Text"));
    assert!(code(b"<!DOCTYPE html><p>x").message.contains("HTML"));
    assert_eq!(code(&[1, 0, 2, 3, 0, 9]).code, DiagnosticCode::UnsupportedFormat);
    let wide: Vec<u8> = "EncryptedPackage".bytes().flat_map(|byte| [byte, 0]).collect();
    assert_eq!(code(&[&[0xD0, 0xCF, 0x11, 0xE0][..], &wide].concat()).code, DiagnosticCode::Encrypted);
    let small = Limits { max_bytes: 3, ..Limits::default() };
    assert_eq!(parse("x", b"long", &small).unwrap_err().code, DiagnosticCode::LimitExceeded);
}

#[test]
fn a_copy_of_the_regulation_is_told() {
    let article = |number: u32| {
        format!(
            "Article {number}\n\nFor the purposes of Regulation (EU) 2022/2554, financial entities shall act. In addition financial entities shall report.\n\n"
        )
    };
    let text: String = (1..8).map(article).collect();
    let document = read("law.txt", &text);
    assert!(document.diagnostics.iter().any(|diagnostic| diagnostic.code == DiagnosticCode::LawText));
}
