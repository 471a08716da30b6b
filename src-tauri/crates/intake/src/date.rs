//! Dates as people write them, turned into ISO 8601.

/// A date found in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Found {
    /// Byte offset of its first character.
    pub(crate) start: usize,
    /// `2024-12-12`.
    pub(crate) iso: String,
}

/// The last date in the text. Figures alone are read day first, as the Union's languages write them, unless only the
/// other order is a date.
pub(crate) fn last(text: &str) -> Option<Found> {
    let tokens = tokens(text);
    (0..tokens.len()).rev().find_map(|at| date_at(&tokens[at..]))
}

/// A word or figure with its place; marks between them are dropped.
struct Token<'t> {
    start: usize,
    text: &'t str,
}

fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut open: Option<usize> = None;
    for (at, character) in text.char_indices().chain([(text.len(), ' ')]) {
        match (open, character.is_alphanumeric()) {
            (None, true) => open = Some(at),
            (Some(start), false) => {
                tokens.push(Token { start, text: &text[start..at] });
                open = None;
            }
            _ => {}
        }
    }
    tokens
}

fn date_at(tokens: &[Token<'_>]) -> Option<Found> {
    let [first, second, third, ..] = tokens else { return None };
    let (one, two, three) = (figure(first.text), figure(second.text), figure(third.text));
    let (year, month, day) = match (one, two, three) {
        (Some(year), Some(month), Some(day)) if year > 1900 => (year, month, day),
        (Some(day), Some(month), Some(year)) if year > 1900 && month <= 12 => (year, month, day),
        (Some(month), Some(day), Some(year)) if year > 1900 => (year, month, day),
        (Some(day), None, Some(year)) if year > 1900 => (year, month(second.text)?, day),
        (None, Some(day), Some(year)) if year > 1900 => (year, month(first.text)?, day),
        _ => return None,
    };
    let valid = (1..=12).contains(&month) && (1..=days(year, month)).contains(&day) && year < 2200;
    valid.then(|| Found { start: first.start, iso: format!("{year:04}-{month:02}-{day:02}") })
}

/// A figure of at most four digits; an English ordinal counts as one.
fn figure(token: &str) -> Option<u32> {
    let digits = ["st", "nd", "rd", "th"].iter().find_map(|end| token.strip_suffix(end)).unwrap_or(token);
    (digits.len() <= 4).then(|| digits.parse().ok()).flatten()
}

fn days(year: u32, month: u32) -> u32 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        _ => 31,
    }
}

/// Month by its name in English, German, French, Spanish or Italian, or by the first three letters in English.
fn month(name: &str) -> Option<u32> {
    const MONTHS: [&[&str]; 12] = [
        &["january", "jan", "januar", "jänner", "janvier", "enero", "gennaio"],
        &["february", "feb", "februar", "février", "febrero", "febbraio"],
        &["march", "mar", "märz", "mars", "marzo"],
        &["april", "apr", "avril", "abril", "aprile"],
        &["may", "mai", "mayo", "maggio"],
        &["june", "jun", "juni", "juin", "junio", "giugno"],
        &["july", "jul", "juli", "juillet", "julio", "luglio"],
        &["august", "aug", "août", "agosto"],
        &["september", "sep", "sept", "septembre", "septiembre", "settembre"],
        &["october", "oct", "oktober", "octobre", "octubre", "ottobre"],
        &["november", "nov", "novembre", "noviembre"],
        &["december", "dec", "dezember", "décembre", "diciembre", "dicembre"],
    ];
    let name = name.to_lowercase();
    MONTHS.iter().position(|names| names.contains(&name.as_str())).map(|at| at as u32 + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_of_many_hands_are_one_date() {
        let written = [
            "12 December 2024",
            "December 12, 2024",
            "12th December 2024",
            "2024-12-12",
            "12/12/2024",
            "12.12.2024",
            "12. Dezember 2024",
            "12 décembre 2024",
        ];
        for text in written {
            assert_eq!(last(text).map(|found| found.iso).as_deref(), Some("2024-12-12"), "{text}");
        }
        assert_eq!(last("05/03/2024").map(|found| found.iso).as_deref(), Some("2024-03-05"));
        assert_eq!(last("03/25/2024").map(|found| found.iso).as_deref(), Some("2024-03-25"));
    }

    #[test]
    fn the_last_date_counts_and_nonsense_is_none() {
        let found = last("Board, 14 September 2023 and 5 November 2024 (v2.1)");
        assert_eq!(found, Some(Found { start: 29, iso: "2024-11-05".to_owned() }));
        for text in ["", "Q4 2025", "31/02/2024", "version 1.2.3", "2024", "99.99.2024"] {
            assert_eq!(last(text), None, "{text}");
        }
    }
}
