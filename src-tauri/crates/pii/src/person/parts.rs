//! The parts of a name as they are written: `Jean-Pierre`, `O'Brien`, `A.`, `van der`, `KOWALSKA`.

use super::fold::fold;
use super::words;
use crate::reading::{Reading, Word};

/// What a part is by its writing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// Capital and small letters.
    Name,
    /// Capitals only, three or more.
    Capitals,
    /// One capital and a full stop.
    Initial,
    /// A small word of a surname.
    Particle,
}

/// One part of a name.
#[derive(Clone, Debug)]
pub(super) struct Part {
    pub(super) form: Form,
    /// First word.
    pub(super) first: usize,
    /// One past the last word.
    pub(super) next: usize,
    /// First byte.
    pub(super) start: usize,
    /// One past the last byte.
    pub(super) end: usize,
    /// Lower case without accents, hyphens kept.
    pub(super) folded: String,
}

impl Part {
    pub(super) fn is_name(&self) -> bool {
        matches!(self.form, Form::Name | Form::Capitals)
    }

    /// Whether any piece of the part is a word of policies.
    pub(super) fn is_ordinary(&self) -> bool {
        words::is_ordinary(&self.folded) || self.folded.split('-').any(words::is_ordinary)
    }
}

/// The part that starts with this word.
pub(super) fn part(reading: &Reading<'_>, at: usize) -> Option<Part> {
    let word = *reading.words.get(at)?;
    let text = reading.str(word);
    if word.has_digit
        || text.len() > 64
        || !text.chars().all(|c| c.is_alphabetic() || matches!(c, '\u{300}'..='\u{36f}'))
    {
        return None;
    }
    let whole = |form, end| Part { form, first: at, next: at + 1, start: word.start, end, folded: fold(text) };
    if !word.capital {
        let folded = fold(text);
        let is_particle = words::is_particle(&folded) || words::is_inner_particle(&folded);
        return is_particle.then(|| whole(Form::Particle, word.end));
    }
    let is_single = text.chars().nth(1).is_none();
    if is_single && reading.char_after(word.end) == Some('.') {
        return Some(whole(Form::Initial, word.end + 1));
    }
    let mut part = whole(form(text), word.end);
    // `O'Brien` and `Jean-Pierre` go on without a blank.
    while let Some(next) = reading.words.get(part.next).copied() {
        let glue = reading.slice(part.end, next.start);
        let follows = matches!(glue, "'" | "’") || (glue == "-" && part.end - part.start > 1);
        if !follows || !next.capital || next.has_digit || part.next - at > 3 {
            break;
        }
        part.folded = format!("{}{}{}", part.folded, if glue == "-" { "-" } else { "" }, fold(reading.str(next)));
        (part.end, part.next) = (next.end, part.next + 1);
        if form(reading.str(next)) == Form::Name {
            part.form = Form::Name;
        }
    }
    let count = reading.slice(part.start, part.end).chars().count();
    let is_short = count < if part.form == Form::Capitals { 3 } else { 2 };
    (!is_short && !is_inside(reading, word, &part)).then_some(part)
}

fn form(text: &str) -> Form {
    if text.chars().skip(1).any(char::is_lowercase) { Form::Name } else { Form::Capitals }
}

/// Whether the part is a piece of a path, an address or a code.
fn is_inside(reading: &Reading<'_>, word: Word, part: &Part) -> bool {
    let is_joint = |c: Option<char>| matches!(c, Some('@' | '_' | '/' | '\\' | '-' | '=' | '#' | '&' | '\'' | '’'));
    let mut ahead = reading.slice(part.end, reading.text.len()).chars();
    let (near, far) = (ahead.next(), ahead.next());
    let goes_on = is_joint(near)
        && far.is_some_and(char::is_alphanumeric)
        && !matches!((near, far), (Some('\'' | '’'), Some('s')));
    let is_host = near == Some('.') && far.is_some_and(char::is_alphanumeric);
    let mut back = reading.slice(0, word.start).chars().rev();
    let (near, far) = (back.next(), back.next());
    goes_on || is_host || (is_joint(near) && near != Some('=') && far.is_some_and(char::is_alphanumeric))
}

/// Parts that follow each other from this word on, kept apart by one blank, at most `limit`.
pub(super) fn parts(reading: &Reading<'_>, at: usize, limit: usize) -> Vec<Part> {
    let mut found: Vec<Part> = Vec::new();
    let mut next = at;
    while let Some(part) = part(reading, next).filter(|_| found.len() < limit) {
        if let Some(last) = found.last() {
            let gap = reading.slice(last.end, part.start);
            let joins = matches!(gap, " " | "\u{a0}" | "\u{202f}") || (gap.is_empty() && last.form == Form::Initial);
            if !joins {
                break;
            }
        }
        next = part.next;
        found.push(part);
    }
    found
}
