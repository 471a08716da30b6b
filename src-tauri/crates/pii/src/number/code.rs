//! Codes written in one piece or in groups.

use crate::reading::Reading;

/// Letters and digits that stand together, with what kept them apart.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Code {
    /// Upper-case letters and digits, nothing else.
    pub(super) plain: String,
    /// Sizes of the groups.
    pub(super) groups: Vec<usize>,
    /// Separators between the groups, in order; a line break and every blank count as a space.
    pub(super) separators: Vec<char>,
    /// First byte.
    pub(super) start: usize,
    /// One past the last byte.
    pub(super) end: usize,
}

impl Code {
    /// Whether it was written in one piece.
    pub(super) fn is_bare(&self) -> bool {
        self.separators.is_empty()
    }

    pub(super) fn digits(&self) -> Option<Vec<u32>> {
        self.plain.chars().map(|c| c.to_digit(10)).collect()
    }
}

/// The code of exactly `length` characters that starts with this word, its groups kept apart by one of the separators.
/// None where the groups do not add up, or where it is a part of something longer.
pub(super) fn code(reading: &Reading<'_>, at: usize, length: usize, separators: &str) -> Option<Code> {
    let first = *reading.words.get(at)?;
    let size = first.end - first.start;
    // Most words end the search here, before anything is kept.
    let goes_on = || {
        let next = reading.words.get(at + 1)?;
        separator(reading.gap(first, *next)).filter(|c| separators.contains(*c))
    };
    if size > length || (size < length && goes_on().is_none()) || !reading.begins(first.start) {
        return None;
    }
    let mut code = Code {
        plain: String::with_capacity(length),
        groups: Vec::new(),
        separators: Vec::new(),
        start: first.start,
        end: first.end,
    };
    let mut previous = first;
    for &word in reading.words.get(at..)? {
        if word.start != first.start {
            code.separators.push(separator(reading.gap(previous, word)).filter(|c| separators.contains(*c))?);
        }
        let text = reading.str(word);
        if !text.is_ascii() || code.plain.len() + text.len() > length {
            return None;
        }
        code.plain.extend(text.chars().map(|c| c.to_ascii_uppercase()));
        code.groups.push(text.len());
        (code.end, previous) = (word.end, word);
        if code.plain.len() == length {
            return reading.ends(code.end).then_some(code);
        }
    }
    None
}

/// The one separator that a gap is made of; a blank of any width, or the end of a line, is a space.
pub(super) fn separator(gap: &str) -> Option<char> {
    let mut letters = gap.chars();
    let only = letters.next()?;
    match (only, letters.next()) {
        ('\r', Some('\n')) => letters.next().is_none().then_some(' '),
        (only, None) if only.is_whitespace() => Some(' '),
        ('–' | '‑', None) => Some('-'),
        (only, None) => Some(only),
        _ => None,
    }
}
