use super::*;
use crate::analysis::Analysis;
use holdfast_domain::{DocumentId, Format, Passage, Span};
use holdfast_ports::DocumentRow;

fn passage(start: usize, end: usize, kind: PassageKind) -> Passage {
    Passage { span: Span { start, end }, page: None, headings: Vec::new(), kind, columns: None, recognised: None }
}

fn document(title: &str, text: &str) -> Document {
    Document {
        format: Format::Markdown,
        title: title.into(),
        standing: Standing::InForce,
        control: Default::default(),
        language: None,
        text: text.into(),
        pages: Vec::new(),
        scanned: Vec::new(),
        sections: Vec::new(),
        clauses: Vec::new(),
        tables: Vec::new(),
        passages: vec![passage(0, text.chars().count(), PassageKind::Body)],
        diagnostics: Vec::new(),
    }
}

fn analysed(file: &str, document: Document) -> Analysed {
    let row = DocumentRow {
        id: DocumentId::new(file),
        sha256: String::new(),
        file: file.into(),
        bytes: 0,
        blob: String::new(),
        intake_key: String::new(),
        title: document.title.clone(),
        previous: None,
    };
    Analysed { row, document, analysis: Analysis { signals: Vec::new(), vectors: Vec::new() }, key: file.into() }
}

#[test]
fn the_passages_of_a_named_part_are_found() {
    let section = |number: &str, start, end| Section {
        heading: String::new(),
        number: number.into(),
        level: 1,
        span: Span { start, end },
    };
    let mut document = document("", &"x".repeat(60));
    document.sections = vec![section("1", 0, 20), section("Annex B", 20, 40), section("Annex C", 40, 60)];
    document.passages = [2, 22, 30, 45].map(|start| passage(start, start + 5, PassageKind::Body)).to_vec();
    let found = |text: &str| parts(&document, text).collect::<Vec<_>>();
    assert_eq!(found("How often is in annexes; see Annex B."), [1, 2]);
    assert_eq!(found("See section 1 and Annex C."), [0, 3]);
    assert!(found("See section 9.").is_empty());
}

#[test]
fn another_document_is_named_by_title_or_number() {
    let set = [
        analysed("BW-ICT-01 framework.pdf", document("ICT Risk Framework", "a")),
        analysed("policies/BW-ICT-04_Backup.pdf", document("Backup and Restoration Standard", "b")),
        analysed("notes.txt", document("Notes", "c")),
    ];
    let maps: Vec<CharMap<'_>> = set.iter().map(|one| CharMap::new(&one.document.text)).collect();
    let referable = Referable::of(&set, &maps);
    let named = |text: &str| referable.links(0, &set[0].document, 0, text).documents;
    assert_eq!(named("Intervals are in the backup and restoration standard."), [1]);
    assert_eq!(named("See BW-ICT-04, and BW-ICT-01 for the rest."), [1]);
    assert!(named("See BW-ICT-041. Notes are kept.").is_empty(), "a part of a number and a common word name nothing");
}

#[test]
fn a_term_means_what_its_own_document_says_before_what_another_says() {
    let glossary = |title: &str, text: &str| {
        let mut document = document(title, text);
        document.passages[0].kind = PassageKind::Definition;
        document
    };
    let set = [
        analysed("a.md", glossary("Backup standard", "Periodically means every month.")),
        analysed("b.md", glossary("Glossary of terms", "Periodically means every two years.")),
        analysed("c.md", document("Recovery standard", "x")),
    ];
    let maps: Vec<CharMap<'_>> = set.iter().map(|one| CharMap::new(&one.document.text)).collect();
    let referable = Referable::of(&set, &maps);
    let meanings = |at: usize| referable.links(at, &set[at].document, 0, "Plans are tested Periodically.").meanings;
    assert_eq!(meanings(0), ["every month."]);
    assert_eq!(meanings(1), ["every two years."]);
    assert_eq!(meanings(2).len(), 2);
    assert!(referable.links(2, &set[2].document, 0, "Plans are tested periodically.").meanings.is_empty());
}
