//! All finders over one text, their hits brought together.

use crate::kind::Kind;
use crate::reading::Reading;
use crate::{email, number, person};
use aho_corasick::{AhoCorasick, MatchKind};
use holdfast_domain::Span;
use serde::Serialize;

/// Personal data in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Found {
    /// Where it stands, in characters.
    pub span: Span,
    /// What it is.
    pub kind: Kind,
}

/// A hit in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Hit {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) kind: Kind,
}

/// Rounds over one text. The second is empty for nearly every text; a third was seen in made-up ones only.
const ROUNDS: usize = 6;

/// Finds the personal data of a text, in order. Finds never overlap: where two do, one find covers both and has the
/// more certain kind. A value that was found anywhere is found everywhere in the text.
pub fn find(text: &str) -> Vec<Found> {
    let hits = hits(text);
    let mut found = Vec::with_capacity(hits.len());
    let (mut byte, mut character) = (0, 0);
    for hit in hits {
        let mut count = |to: usize| {
            character += text.get(byte..to).unwrap_or_default().chars().count();
            byte = to;
            character
        };
        let span = Span { start: count(hit.start), end: count(hit.end) };
        found.push(Found { span, kind: hit.kind });
    }
    found
}

/// The same in bytes.
pub(crate) fn hits(text: &str) -> Vec<Hit> {
    let mut all: Vec<Hit> = Vec::new();
    // What was found becomes a wall of brackets of the same length, and the rest is read again: what was hidden behind a
    // find, or is a find only without it, must not come out when the text is masked and read once more.
    let mut walled = text.to_owned();
    for _ in 0..ROUNDS {
        let mut new = merged(scan(&walled));
        if new.is_empty() {
            break;
        }
        let repeated = repetitions(text, &new);
        new = merged([new, repeated].concat());
        all = merged([all, new].concat());
        walled = wall(text, &all);
    }
    all
}

fn scan(text: &str) -> Vec<Hit> {
    let reading = Reading::new(text);
    let mut hits = email::hits(&reading);
    let people = person::hits(&reading, &hits);
    hits.extend(number::hits(&reading));
    hits.extend(people);
    hits
}

/// Hits in order, those that overlap made one.
pub(crate) fn merged(mut hits: Vec<Hit>) -> Vec<Hit> {
    hits.sort_by_key(|hit| (hit.start, hit.end, hit.kind));
    let mut merged: Vec<Hit> = Vec::with_capacity(hits.len());
    for hit in hits {
        match merged.last_mut().filter(|last| hit.start < last.end) {
            Some(last) => {
                last.end = last.end.max(hit.end);
                last.kind = last.kind.min(hit.kind);
            }
            None => merged.push(hit),
        }
    }
    merged
}

/// Every other place where a value stands, widened to whole words.
fn repetitions(text: &str, hits: &[Hit]) -> Vec<Hit> {
    let mut values: Vec<(&str, Kind)> =
        hits.iter().filter_map(|hit| Some((text.get(hit.start..hit.end)?, hit.kind))).collect();
    values.sort_unstable();
    values.dedup_by_key(|(value, _)| *value);
    occurrences(&values).map_or_else(Vec::new, |search| search.hits(text))
}

/// Finds known values, in time linear in the text.
#[derive(Debug)]
pub(crate) struct Search {
    automaton: AhoCorasick,
    kinds: Vec<Kind>,
}

/// A search for these values; `None` where there are none, or more than one automaton can hold.
pub(crate) fn occurrences(values: &[(&str, Kind)]) -> Option<Search> {
    let patterns = values.iter().map(|(value, _)| value);
    let automaton = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(patterns).ok()?;
    (!values.is_empty()).then(|| Search { automaton, kinds: values.iter().map(|(_, kind)| *kind).collect() })
}

impl Search {
    /// Where the values stand, each widened to whole words.
    pub(crate) fn hits(&self, text: &str) -> Vec<Hit> {
        let found = self.automaton.find_iter(text).filter_map(|found| {
            let kind = *self.kinds.get(found.pattern().as_usize())?;
            Some(Hit { start: word_start(text, found.start()), end: word_end(text, found.end()), kind })
        });
        merged(found.collect())
    }
}

/// A value inside a longer word is masked with the rest of the word, as far as words of people go.
const WORD: usize = 40;

fn word_start(text: &str, at: usize) -> usize {
    let starts_inside = text.get(at..).is_some_and(|rest| rest.starts_with(char::is_alphanumeric));
    let inside = text
        .get(..at)
        .unwrap_or_default()
        .chars()
        .rev()
        .take(WORD)
        .take_while(|c| starts_inside && c.is_alphanumeric());
    at - inside.map(char::len_utf8).sum::<usize>()
}

fn word_end(text: &str, at: usize) -> usize {
    let ends_inside = text.get(..at).is_some_and(|before| before.ends_with(char::is_alphanumeric));
    let inside =
        text.get(at..).unwrap_or_default().chars().take(WORD).take_while(|c| ends_inside && c.is_alphanumeric());
    at + inside.map(char::len_utf8).sum::<usize>()
}

/// The text with every hit made of brackets; no byte moves.
fn wall(text: &str, hits: &[Hit]) -> String {
    let mut walled = String::with_capacity(text.len());
    let mut from = 0;
    for hit in hits {
        walled.push_str(text.get(from..hit.start).unwrap_or_default());
        walled.extend(std::iter::repeat_n(']', hit.end - hit.start));
        from = hit.end;
    }
    walled.push_str(text.get(from..).unwrap_or_default());
    walled
}
