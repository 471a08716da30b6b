#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
use crate::{Limits, Source, parse};
use holdfast_domain::{CharMap, DiagnosticCode, Document, Format, PassageKind, Standing};

const POLICY: &str = "---\nstatus: draft\n---\n# Backup Policy\n\n## 1. Terms used\n\nA *copy* is what data can be rebuilt from.\n\n## 2. Rules\n\n### 2.1 Scope\n\nIt applies to all systems.\n\nCopies are kept:\n\n- for ten years;\n- off site.\n\n## Revision history\n\n| Version | Change |\n|---|---|\n| 1.0 | Draft by the adviser |\n";

fn read(file: &str, text: &str) -> Document {
    let source = Source { file, bytes: text.as_bytes(), ..Source::default() };
    parse(&source, &Limits::default()).unwrap().document.unwrap()
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
            (
                PassageKind::List,
                "It applies to all systems.\n\nCopies are kept:\n\n- for ten years;\n- off site.",
                "Rules > Scope".to_owned(),
            ),
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
    let refusal =
        |bytes: &[u8], limits: &Limits| parse(&Source { file: "x", bytes, ..Source::default() }, limits).unwrap_err();
    let code = |bytes: &[u8]| refusal(bytes, &Limits::default());
    assert_eq!(code(b"").code, DiagnosticCode::EmptyFile);
    assert_eq!(code(b"%PDF-1.7\nnothing").code, DiagnosticCode::Malformed);
    assert_eq!(code(b"\x89PNG\r\n\x1A\n\0").code, DiagnosticCode::UnsupportedFormat);
    assert!(code(b"\x1F\x8B\x08\0").message.contains("gzip"));
    assert_eq!(code(&[1, 0, 2, 3, 0, 9]).code, DiagnosticCode::UnsupportedFormat);
    let wide: Vec<u8> = "EncryptedPackage".bytes().flat_map(|byte| [byte, 0]).collect();
    assert_eq!(code(&[&[0xD0, 0xCF, 0x11, 0xE0][..], &wide].concat()).code, DiagnosticCode::Encrypted);
    let small = Limits { max_bytes: 3, ..Limits::default() };
    assert_eq!(refusal(b"long", &small).code, DiagnosticCode::LimitExceeded);
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

#[test]
fn a_short_rest_joins_the_passage_above_it_and_no_passage_crosses_a_heading() {
    let words = |count: usize| vec!["word"; count].join(" ");
    let text = format!("# A\n\n## One\n\n{}.\n\n{}.\n\n## Two\n\n{}.\n", words(60), words(12), words(9));
    let document = read("a.md", &text);
    let map = CharMap::new(&document.text);
    let counts: Vec<usize> =
        document.passages.iter().map(|passage| map.slice(passage.span).split_whitespace().count()).collect();
    assert_eq!(counts, [72, 9]);
}

#[test]
fn tables_know_their_heading_row_and_long_ones_carry_it() {
    let rows: String =
        (1..40).map(|row| format!("| System {row} | Copied every {row} hours to the second site |\n")).collect();
    let document = read("a.md", &format!("# A\n\n## One\n\n| System | Rule |\n|---|---|\n{rows}"));
    let map = CharMap::new(&document.text);
    assert_eq!((document.tables.len(), document.tables[0].headed, document.tables[0].rows.len()), (1, true, 40));
    let (first, rest) = document.passages.split_first().unwrap();
    assert_eq!(first.columns, None);
    assert!(map.slice(first.span).starts_with("System | Rule") && !rest.is_empty());
    assert!(rest.iter().all(|passage| passage.columns.map(|span| map.slice(span)) == Some("System | Rule")));
}

#[test]
fn clauses_are_cut_at_headings_and_numbered_paragraphs() {
    let document = read(
        "a.txt",
        "1. Scope\n========\n\n1.1 It applies to all.\n\n1.2 It binds all.\n\nMore of it.\n\nTERMS\n\nA term.\n",
    );
    let map = CharMap::new(&document.text);
    let clauses: Vec<_> = document
        .clauses
        .iter()
        .map(|clause| (clause.number.as_str(), clause.heading.as_str(), map.slice(clause.span)))
        .collect();
    let expected = [
        ("1", "Scope", "1. Scope"),
        ("1.1", "Scope", "1.1 It applies to all."),
        ("1.2", "Scope", "1.2 It binds all.\n\nMore of it."),
        ("", "TERMS", "TERMS\n\nA term."),
    ];
    assert_eq!(clauses, expected);
}
