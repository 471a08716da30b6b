//! Personal data replaced by its kind.

use crate::find::{Hit, Search, hits, merged, occurrences};
use crate::people::People;
use crate::person::is_name;
use crate::{Found, Kind, Policy, find};
use holdfast_domain::CharMap;

/// Shortest value in bytes that is looked for in texts other than the one it was found in.
const SHORTEST: usize = 6;

/// A text without the personal data that a policy holds back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Masked {
    /// The text, every masked value replaced by `[e-mail]`, `[person 3]` and the like.
    pub text: String,
    /// Values replaced.
    pub count: usize,
}

/// Masks texts about one set of documents. The same person has the same number in all of them; the same set in the
/// same order gives the same numbers.
#[derive(Debug)]
pub struct Masking {
    policy: Policy,
    people: People,
    /// What was found in each document.
    documents: Vec<Vec<Found>>,
    /// Values of all documents.
    values: Option<Search>,
}

impl Masking {
    /// Reads a set of documents, in an order that stays the same. Under [`Policy::Off`] nothing is looked for.
    pub fn of(policy: Policy, texts: &[&str]) -> Self {
        let texts = if policy == Policy::Off { &[] } else { texts };
        let documents: Vec<Vec<Found>> = texts.iter().map(|text| find(text)).collect();
        let mut values: Vec<(&str, Kind)> = Vec::new();
        for (text, found) in texts.iter().zip(&documents) {
            let map = CharMap::new(text);
            values.extend(found.iter().map(|found| (map.slice(found.span), found.kind)));
        }
        let people = values.iter().filter(|(_, kind)| *kind == Kind::Person).map(|(value, _)| *value);
        let people = People::of(&people.collect::<Vec<_>>());
        values.retain(|(value, kind)| is_telling(value, *kind));
        values.sort_unstable();
        values.dedup_by_key(|(value, _)| *value);
        Self { policy, people, documents, values: occurrences(&values) }
    }

    /// Masks a piece of a document of the set: `quote` is its text from character `start` on. A value that the quote
    /// cuts through is masked as far as it shows.
    pub fn quote(&self, document: usize, start: usize, quote: &str) -> Masked {
        let bytes: Vec<usize> = quote.char_indices().map(|(at, _)| at).chain([quote.len()]).collect();
        let end = start + bytes.len() - 1;
        let of_document = self.documents.get(document).map(Vec::as_slice).unwrap_or_default();
        let first = of_document.partition_point(|found| found.span.end <= start);
        let inside = of_document.iter().skip(first).take_while(|found| found.span.start < end).filter_map(|found| {
            let byte = |character: usize| bytes.get(character.clamp(start, end) - start).copied();
            Some(Hit { start: byte(found.span.start)?, end: byte(found.span.end)?, kind: found.kind })
        });
        self.replaced(quote, inside.collect())
    }

    /// Masks a text that is no piece of a document, such as a title or a file name.
    pub fn text(&self, text: &str) -> Masked {
        let hits = if self.policy == Policy::Off { Vec::new() } else { hits(text) };
        self.replaced(text, hits)
    }

    /// Masks a field that may hold a person, such as the name of an assignee: here the form of a name is enough.
    pub fn name(&self, text: &str) -> Masked {
        let whole = Hit { start: 0, end: text.len(), kind: Kind::Person };
        let is_person = self.policy != Policy::Off && is_name(text);
        if is_person { self.replaced(text, vec![whole]) } else { self.text(text) }
    }

    fn replaced(&self, text: &str, mut hits: Vec<Hit>) -> Masked {
        hits.extend(self.values.iter().flat_map(|values| values.hits(text)));
        let mut masked = Masked { text: String::with_capacity(text.len()), count: 0 };
        let mut from = 0;
        for hit in merged(hits) {
            let value = text.get(hit.start..hit.end).unwrap_or_default();
            if !self.policy.masks(hit.kind, value) {
                continue;
            }
            masked.text.push_str(text.get(from..hit.start).unwrap_or_default());
            masked.text.push_str(&self.replacement(hit.kind, value));
            masked.count += 1;
            from = hit.end;
        }
        masked.text.push_str(text.get(from..).unwrap_or_default());
        masked
    }

    fn replacement(&self, kind: Kind, value: &str) -> String {
        let number = if kind == Kind::Person { self.people.number(value) } else { None };
        number.map_or_else(|| format!("[{}]", kind.label()), |number| format!("[{} {number}]", kind.label()))
    }
}

/// Whether a value is that of its person wherever it stands: a single word of a name is not.
fn is_telling(value: &str, kind: Kind) -> bool {
    value.len() >= SHORTEST && (kind != Kind::Person || value.contains(' '))
}
