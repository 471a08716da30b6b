//! What the texts of a set refer to: parts of their own document, other documents, defined terms.

use crate::analysis::Analysed;
use aho_corasick::{AhoCorasick, MatchKind};
use holdfast_domain::{CharMap, DiagnosticCode, Document, PassageKind, Section, Standing};
use holdfast_mapping::{Links, definitions, references};
use regex::Regex;
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// Passages of one part that are looked at: an annex may be a book.
const PART_PASSAGES: usize = 12;
/// Letters of a title below which it is a common word rather than a name.
const NAME_LETTERS: usize = 10;

/// The number that a firm gives its documents, at the start of a file name or title: `BW-ICT-04`.
static CODE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^[A-Z]{2,8}(?:-[A-Z0-9]{1,8}){1,4}")
        .unwrap_or_else(|_| unreachable!("the pattern of this file does not compile"))
});

/// What the texts of a set may refer to.
pub(crate) struct Referable<'a> {
    names: Words<usize>,
    terms: Words<Meaning<'a>>,
}

#[derive(Clone, Copy)]
struct Meaning<'a> {
    document: usize,
    text: &'a str,
}

impl<'a> Referable<'a> {
    /// Names of these documents and the terms that those in force define.
    pub(crate) fn of(analysed: &[Analysed], maps: &[CharMap<'a>]) -> Self {
        let (mut names, mut terms) = (Vec::new(), Vec::new());
        for (at, (Analysed { row, document, .. }, map)) in analysed.iter().zip(maps).enumerate() {
            names.extend(document_names(&row.file, document).into_iter().map(|name| (name, at)));
            // The law defines terms too, but not for this firm.
            let is_law = document.diagnostics.iter().any(|found| found.code == DiagnosticCode::LawText);
            if document.standing != Standing::InForce || is_law {
                continue;
            }
            let glossary = document.passages.iter().filter(|passage| passage.kind == PassageKind::Definition);
            for defined in glossary.flat_map(|passage| definitions(map.slice(passage.span))) {
                terms.push((defined.term.to_owned(), Meaning { document: at, text: defined.meaning }));
            }
        }
        Self { names: Words::new(names, true), terms: Words::new(terms, false) }
    }

    /// What a text of one document refers to; `first` is the position of the first passage of that document.
    pub(crate) fn links(&self, at: usize, document: &Document, first: usize, text: &str) -> Links<'a> {
        let documents: BTreeSet<usize> = self.names.within(text).copied().filter(|named| *named != at).collect();
        let meanings: Vec<Meaning<'a>> = self.terms.within(text).copied().collect();
        // What a document says of its own terms goes before what another says of them.
        let own = meanings.iter().any(|meaning| meaning.document == at);
        let meanings = meanings.iter().filter(|meaning| !own || meaning.document == at);
        Links {
            parts: parts(document, text).map(|passage| first + passage).collect(),
            documents: documents.into_iter().collect(),
            meanings: meanings.map(|meaning| meaning.text).collect(),
        }
    }
}

/// Title and number of a document, as others may cite it.
fn document_names(file: &str, document: &Document) -> BTreeSet<String> {
    let name = file.rsplit('/').next().unwrap_or(file);
    let codes = [name, &document.title].into_iter().filter_map(|text| CODE.find(text)).map(|code| code.as_str());
    let numbered = codes.filter(|code| code.contains(|letter: char| letter.is_ascii_digit()));
    let mut names: BTreeSet<String> = numbered.map(str::to_owned).collect();
    let title = document.title.trim();
    if title.len() >= NAME_LETTERS && title.contains(' ') {
        names.insert(title.to_owned());
    }
    names
}

/// Positions of the passages in the parts that a text of this document names, such as `Annex B` or `section 4.2`.
fn parts<'d>(document: &'d Document, text: &str) -> impl Iterator<Item = usize> + 'd {
    let named = references(text);
    let is_named = move |section: &&Section| named.iter().any(|name| name.eq_ignore_ascii_case(&section.number));
    document.sections.iter().filter(is_named).flat_map(move |section| {
        let inside = |start: usize| section.span.start <= start && start < section.span.end;
        let passages = document.passages.iter().enumerate();
        passages.filter(move |(_, passage)| inside(passage.span.start)).map(|(at, _)| at).take(PART_PASSAGES)
    })
}

/// Whole words or phrases, each with what it stands for, looked for all at once.
struct Words<T> {
    search: Option<AhoCorasick>,
    values: Vec<T>,
}

impl<T> Words<T> {
    fn new(words: Vec<(String, T)>, any_case: bool) -> Self {
        let (words, values): (Vec<String>, Vec<T>) = words.into_iter().unzip();
        // The same word may stand for two things, so overlapping matches are asked for.
        let mut builder = AhoCorasick::builder();
        builder.match_kind(MatchKind::Standard).ascii_case_insensitive(any_case);
        Self { search: builder.build(&words).ok().filter(|_| !words.is_empty()), values }
    }

    fn within<'t>(&'t self, text: &'t str) -> impl Iterator<Item = &'t T> + 't {
        let matches = self.search.iter().flat_map(move |search| search.find_overlapping_iter(text));
        let is_whole = |start: usize, end: usize| {
            let joins = |neighbour: Option<char>| neighbour.is_some_and(char::is_alphanumeric);
            !joins(text[..start].chars().next_back()) && !joins(text[end..].chars().next())
        };
        let whole = matches.filter(move |found| is_whole(found.start(), found.end()));
        whole.filter_map(|found| self.values.get(found.pattern().as_usize()))
    }
}

#[cfg(test)]
#[path = "reference/tests.rs"]
mod tests;
