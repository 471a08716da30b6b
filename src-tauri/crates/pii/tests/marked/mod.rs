//! Documents whose personal data is marked: `⟦email:anna@example.eu⟧` is a find, `⟦!:10.0.19041.1⟧` looks like one and is none.

use holdfast_domain::Span;
use holdfast_pii::{Found, Kind, find};
use std::collections::BTreeMap;
use std::path::Path;

/// A document without its marks.
pub struct Marked {
    pub file: String,
    pub text: String,
    /// What is to be found, in order.
    pub labels: Vec<Found>,
    /// What is not to be found, in order.
    pub traps: Vec<Span>,
}

/// The documents of a folder, by name.
pub fn folder(folder: &Path) -> Vec<Marked> {
    let entries = std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut files: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
        .iter()
        .map(|file| read(file.file_name().unwrap().to_str().unwrap(), &std::fs::read_to_string(file).unwrap()))
        .collect()
}

fn read(file: &str, marked: &str) -> Marked {
    let mut document = Marked { file: file.into(), text: String::new(), labels: Vec::new(), traps: Vec::new() };
    let mut rest = marked;
    while let Some((before, after)) = rest.split_once('⟦') {
        let (mark, after) = after.split_once('⟧').unwrap_or_else(|| panic!("{file}: an open mark"));
        let (kind, value) = mark.split_once(':').unwrap_or_else(|| panic!("{file}: a mark without kind: {mark}"));
        document.text.push_str(before);
        let start = document.text.chars().count();
        document.text.push_str(value);
        let span = Span { start, end: start + value.chars().count() };
        match Kind::ALL.into_iter().find(|known| known.name() == kind) {
            Some(kind) => document.labels.push(Found { span, kind }),
            None if kind == "!" => document.traps.push(span),
            None => panic!("{file}: no kind {kind}"),
        }
        rest = after;
    }
    document.text.push_str(rest);
    document
}

/// Finds of one kind against labels of that kind. A find counts where kind and span are exactly those of a label.
#[derive(Clone, Copy, Debug, Default)]
pub struct Tally {
    pub right: usize,
    /// Finds that are no label.
    pub wrong: usize,
    /// Labels that are no find.
    pub missed: usize,
    /// Labels of which a character is in no find: what masking would let out.
    pub leaked: usize,
}

impl Tally {
    pub fn precision(self) -> f64 {
        share(self.right, self.right + self.wrong)
    }

    pub fn recall(self) -> f64 {
        share(self.right, self.right + self.missed)
    }

    pub fn f1(self) -> f64 {
        share(2 * self.right, 2 * self.right + self.wrong + self.missed)
    }
}

fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 1.0 } else { part as f64 / whole as f64 }
}

/// What came out for a set.
#[derive(Debug, Default)]
pub struct Score {
    pub kinds: BTreeMap<Kind, Tally>,
    pub all: Tally,
    pub traps: usize,
    /// Traps that a find touches.
    pub sprung: usize,
    /// One line for every find that is no label, and every label that is no find. The values are made up.
    pub errors: Vec<String>,
}

pub fn score(documents: &[Marked]) -> Score {
    let mut score = Score::default();
    for document in documents {
        let found = find(&document.text);
        let value = |span: Span| document.text.chars().skip(span.start).take(span.len()).collect::<String>();
        for kind in Kind::ALL {
            let of_kind = |all: &[Found]| all.iter().copied().filter(|found| found.kind == kind).collect::<Vec<_>>();
            let (labels, finds) = (of_kind(&document.labels), of_kind(&found));
            let wrong: Vec<&Found> = finds.iter().filter(|find| !labels.contains(find)).collect();
            let missed: Vec<&Found> = labels.iter().filter(|label| !finds.contains(label)).collect();
            let covers = |at: usize| found.iter().any(|find| find.span.start <= at && at < find.span.end);
            let leaked = labels.iter().filter(|label| !(label.span.start..label.span.end).all(covers)).count();
            for tally in [score.kinds.entry(kind).or_default(), &mut score.all] {
                tally.right += labels.len() - missed.len();
                tally.wrong += wrong.len();
                tally.missed += missed.len();
                tally.leaked += leaked;
            }
            let line = |what: &str, found: &&Found| {
                format!("{}: {what} {}: {}", document.file, kind.name(), value(found.span))
            };
            score.errors.extend(wrong.iter().map(|found| line("no", found)));
            score.errors.extend(missed.iter().map(|found| line("missed", found)));
        }
        let touches = |trap: &&Span| found.iter().any(|find| find.span.start < trap.end && trap.start < find.span.end);
        score.traps += document.traps.len();
        score.sprung += document.traps.iter().filter(touches).count();
    }
    score
}
