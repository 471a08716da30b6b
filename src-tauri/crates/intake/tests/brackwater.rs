//! The sample set as the product reads it: fidelity against labelled quotes, structure, standing.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout)]

mod common;

use common::{assert_sound, labels, read, sample};
use holdfast_domain::{CharMap, DiagnosticCode, Document, PassageKind, Standing};
use std::collections::BTreeMap;

fn documents() -> BTreeMap<String, Document> {
    let document = |file: &str, bytes: &[u8]| read(file, bytes).unwrap().document.unwrap();
    sample().into_iter().map(|(file, bytes)| (file.clone(), document(&file, &bytes))).collect()
}

fn squeeze(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn labelled_quotes_are_found_in_the_text_and_inside_passages() {
    let documents = documents();
    let texts: BTreeMap<&String, String> = documents.iter().map(|(file, read)| (file, squeeze(&read.text))).collect();
    let quotes: Vec<(String, String)> = labels();
    assert!(quotes.len() > 200);
    let missing: Vec<_> = quotes.iter().filter(|(file, quote)| !texts[file].contains(&squeeze(quote))).collect();
    let share = 1.0 - missing.len() as f64 / quotes.len() as f64;
    println!("fidelity {share:.4} over {} quotes; missing {missing:#?}", quotes.len());
    assert!(share >= 0.97, "{share}");

    let evidence = |file: &str| {
        let map = CharMap::new(&documents[file].text);
        let passages = documents[file].passages.iter();
        let usable = passages.filter(|passage| !matches!(passage.kind, PassageKind::FrontMatter));
        usable.map(|passage| squeeze(map.slice(passage.span))).collect::<Vec<_>>()
    };
    let inside = |(file, quote): &&(String, String)| evidence(file).iter().any(|text| text.contains(&squeeze(quote)));
    let outside: Vec<_> = quotes.iter().filter(|quote| !inside(quote)).collect();
    println!("quotes not inside one passage: {} {outside:#?}", outside.len());
    assert!(outside.len() * 20 <= quotes.len(), "{}", outside.len());
}

#[test]
fn documents_of_the_sample_set_are_sound_and_state_title_and_standing() {
    for (file, document) in documents() {
        assert_sound(&document);
        let scan = file.starts_with("scan");
        let draft = file.contains("DRAFT");
        let codes: Vec<DiagnosticCode> = document.diagnostics.iter().map(|diagnostic| diagnostic.code).collect();
        if scan {
            assert_eq!((codes.as_slice(), document.passages.len()), (&[DiagnosticCode::NoTextLayer][..], 0));
            continue;
        }
        assert_eq!(document.standing, if draft { Standing::Draft } else { Standing::InForce }, "{file}");
        let expected: &[DiagnosticCode] = if draft { &[DiagnosticCode::NotInForce] } else { &[] };
        assert_eq!(codes, expected, "{file}");
        assert!(document.title.len() > 10, "{file}: {}", document.title);
        assert!(document.sections.len() >= 7, "{file}");
    }
}

#[test]
fn a_pdf_keeps_pages_sections_tables_and_front_matter() {
    let documents = documents();
    let (_, framework) = documents.iter().find(|(file, _)| file.starts_with("BW-ICT-01")).unwrap();
    assert_eq!(framework.title, "ICT Risk Management Framework");
    assert_eq!(framework.pages.len(), 7);
    let map = CharMap::new(&framework.text);
    let passage =
        |text: &str| framework.passages.iter().find(|passage| map.slice(passage.span).contains(text)).unwrap();

    let scope = passage("every legal entity in which Brackwater holds");
    assert_eq!((scope.page, scope.kind), (Some(3), PassageKind::Body));
    assert_eq!(scope.headings, ["About this document", "Scope"]);
    assert_eq!(passage("Framework and risk tolerance | Board").kind, PassageKind::Table);
    assert_eq!(passage("A business function whose failure").kind, PassageKind::Definition);
    assert_eq!(passage("Head of Risk | First issue").kind, PassageKind::FrontMatter);
    assert!(!framework.text.contains("printed copies are uncontrolled"));
    assert!(!framework.text.contains("Page 2 of 7"));
}
