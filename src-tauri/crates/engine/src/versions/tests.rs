#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
use super::*;
use holdfast_domain::{Control, Format, Span, Standing};

fn row(file: &str, title: &str) -> DocumentRow {
    DocumentRow {
        id: DocumentId::new(format!("doc-{file}")),
        sha256: String::new(),
        file: file.to_owned(),
        bytes: 1,
        blob: String::new(),
        intake_key: String::new(),
        title: title.to_owned(),
        previous: None,
    }
}

/// A document of these clauses: number, heading, text.
fn document(clauses: &[(&str, &str, &str)]) -> Document {
    let (mut text, mut spans) = (String::new(), Vec::new());
    for (number, heading, words) in clauses {
        let start = text.chars().count();
        text.push_str(words);
        let span = Span { start, end: text.chars().count() };
        spans.push(Clause { number: (*number).to_owned(), heading: (*heading).to_owned(), span });
    }
    Document {
        format: Format::Txt,
        title: String::new(),
        standing: Standing::InForce,
        control: Control::default(),
        language: None,
        text,
        pages: Vec::new(),
        scanned: Vec::new(),
        sections: Vec::new(),
        clauses: spans,
        tables: Vec::new(),
        passages: Vec::new(),
        diagnostics: Vec::new(),
    }
}

#[test]
fn versions_are_told_by_file_name_then_by_title() {
    let rows = [row("a.pdf", "Access Control Standard v5.1"), row("b.pdf", "Policy"), row("c.pdf", "Backup Standard")];
    let found = |file: &str, title: &str| previous(&rows, file, title).map(|row| row.file.as_str());
    assert_eq!(found("b.pdf", "Another title"), Some("b.pdf"));
    assert_eq!(found("new.pdf", "ACCESS CONTROL STANDARD, version 5.2"), Some("a.pdf"));
    assert_eq!(found("new.pdf", "Policy"), None, "one word tells no documents apart");
    assert_eq!(found("new.pdf", ""), None);
}

#[test]
fn changes_are_shown_clause_by_clause() {
    let old = document(&[
        ("1", "Scope", "1 Scope of it."),
        ("2.1", "Copies", "2.1 Copies are made every 5 minutes."),
        ("2.2", "Copies", "2.2 Tapes are kept."),
        ("", "Glossary", "Glossary"),
    ]);
    let new = document(&[
        ("1", "Scope", "1 Scope of it."),
        ("2.1", "Copies", "2.1 Copies are made every 6 minutes."),
        ("2.3", "Copies", "2.3 Copies are encrypted."),
        ("", "Glossary", "Glossary"),
    ]);
    let (from, to) = (row("a.txt", ""), row("b.txt", ""));
    let found = compare((&from, &old), (&to, &new));
    let kinds: Vec<_> = found.changes.iter().map(|change| (change.kind, change.number.as_str())).collect();
    assert_eq!(kinds, [(ChangeKind::Reworded, "2.1"), (ChangeKind::Added, "2.3"), (ChangeKind::Dropped, "2.2")]);
    assert_eq!(found.unchanged, 2);
    let words: Vec<_> = found.changes[0].words.iter().map(|run| (run.fate, run.text.as_str())).collect();
    let expected = [
        (Fate::Kept, "2.1 Copies are made every "),
        (Fate::Dropped, "5"),
        (Fate::Added, "6"),
        (Fate::Kept, " minutes."),
    ];
    assert_eq!(words, expected);
}

#[test]
fn a_renumbered_clause_with_the_same_words_is_unchanged() {
    let old = document(&[("3.1", "Keys", "Keys are rotated."), ("3.2", "Keys", "Keys are wrapped.")]);
    let new = document(&[("3.1", "Keys", "Keys are wrapped.")]);
    let found = compare((&row("a", ""), &old), (&row("b", ""), &new));
    assert_eq!((found.unchanged, found.changes.len()), (1, 1));
    assert_eq!(found.changes[0].kind, ChangeKind::Dropped);
}
