//! Words and sentences.

use rust_stemmers::{Algorithm, Stemmer};
use std::collections::BTreeSet;

/// Words that carry no subject.
const STOP: &[&str] = &[
    "a", "about", "above", "after", "all", "also", "an", "and", "any", "are", "as", "at", "be", "been", "before",
    "being", "both", "but", "by", "can", "could", "do", "does", "each", "for", "from", "has", "have", "how", "if",
    "in", "into", "is", "it", "its", "least", "may", "more", "must", "no", "not", "of", "on", "or", "other", "out",
    "over", "own", "per", "shall", "should", "so", "such", "than", "that", "the", "their", "them", "then", "there",
    "these", "they", "this", "those", "through", "to", "under", "up", "use", "used", "was", "were", "what", "when",
    "where", "which", "who", "will", "with", "within", "would",
];

/// English stems of the words that carry a subject, without repeats.
pub(crate) fn stems(text: &str) -> BTreeSet<String> {
    let stemmer = Stemmer::create(Algorithm::English);
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| word.len() > 1);
    let lower = words.map(str::to_lowercase).filter(|word| STOP.binary_search(&word.as_str()).is_err());
    lower.map(|word| stemmer.stem(&word).into_owned()).collect()
}

/// Byte ranges of the sentences of a passage; list items and table rows count as sentences.
pub(crate) fn sentences(text: &str) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut start = 0;
    let mut letters = text.char_indices().peekable();
    while let Some((at, letter)) = letters.next() {
        let after = at + letter.len_utf8();
        let next = letters.peek().map(|&(_, next)| next);
        let ends = match letter {
            '\n' => true,
            '.' | '!' | '?' | ';' => next.is_none_or(char::is_whitespace) && !is_number_or_short(&text[start..at]),
            _ => false,
        };
        if ends {
            push_trimmed(text, start, after, &mut found);
            start = after;
        }
    }
    push_trimmed(text, start, text.len(), &mut found);
    found
}

fn push_trimmed(text: &str, start: usize, end: usize, found: &mut Vec<(usize, usize)>) {
    let piece = &text[start..end];
    let trimmed = piece.trim();
    if !trimmed.is_empty() {
        let lead = piece.len() - piece.trim_start().len();
        found.push((start + lead, start + lead + trimmed.len()));
    }
}

/// Whether the dot after this text belongs to a clause number (`4.2.`) or an abbreviation (`e.g.`, `No.`).
fn is_number_or_short(before: &str) -> bool {
    let word = before.rsplit(char::is_whitespace).next().unwrap_or_default();
    let number = !word.is_empty() && word.chars().all(|c| c.is_ascii_digit() || c == '.');
    number || word.contains('.') || matches!(word, "No" | "Art" | "Nr" | "approx" | "incl" | "etc" | "vs" | "cf")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stop_words_are_sorted_so_that_they_can_be_searched() {
        assert!(STOP.is_sorted());
    }

    #[test]
    fn sentences_end_at_stops_and_lines_but_not_inside_numbers_or_abbreviations() {
        let check = |text: &str, expected: &[&str]| {
            let got: Vec<&str> = sentences(text).into_iter().map(|(start, end)| &text[start..end]).collect();
            assert_eq!(got, expected);
        };
        check("One. Two; three", &["One.", "Two;", "three"]);
        check("4.2. The Board decides. See No. 5.", &["4.2. The Board decides.", "See No. 5."]);
        check("- item\n- e.g. this\n\n", &["- item", "- e.g. this"]);
        check("", &[]);
    }

    #[test]
    fn stems_join_forms_of_a_word() {
        assert_eq!(stems("The reviews are reviewed"), stems("review"));
    }
}
