//! Clause numbers, list labels and headings, told by the look of a line.

/// A line that starts with a clause number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Numbered<'t> {
    /// As written, without the full stop at its end: `4.2`, `Annex A`.
    pub(crate) number: &'t str,
    /// What follows.
    pub(crate) rest: &'t str,
    /// 1 for `4` and `Annex A`, 2 for `4.2`.
    pub(crate) depth: u8,
}

/// Splits off the clause number at the start of the line, if there is one.
pub(crate) fn numbered(line: &str) -> Option<Numbered<'_>> {
    decimal(line).or_else(|| named(line))
}

/// The depth of the heading that this line is by its look, if it looks like one.
pub(crate) fn looks_like_heading(line: &str) -> Option<u8> {
    if line.len() > 110 || line.ends_with(['.', ';', ':', ',', '?', '!']) || line.contains(" | ") {
        return None;
    }
    if let Some(found) = numbered(line) {
        let words = found.rest.split_whitespace().count();
        let named = found.number.starts_with(char::is_alphabetic);
        let short = words <= 12 && (words > 0 || named);
        let titled = named || found.rest.starts_with(char::is_uppercase);
        return (short && titled && !is_date(found.rest)).then_some(found.depth);
    }
    is_capitals(line).then_some(1)
}

/// Whether the line starts with a bullet or an item label such as `(a)`.
pub(crate) fn is_item(line: &str) -> bool {
    let Some((label, rest)) = line.split_once(' ') else { return false };
    let bullet = matches!(label, "-" | "*" | "+" | "–" | "—" | "•" | "◦" | "▪" | "●" | "○" | "■" | "·" | "o");
    (bullet || is_item_label(label)) && !rest.trim().is_empty()
}

/// Whether the word is a label alone: a bullet, a clause number or `(a)`.
pub(crate) fn is_label(word: &str) -> bool {
    !word.contains(' ')
        && (is_item(&format!("{word} x")) || decimal(&format!("{word} X")).is_some_and(|found| found.number.len() < 12))
}

fn is_item_label(label: &str) -> bool {
    let core = label.strip_prefix('(').unwrap_or(label);
    let Some(core) = core.strip_suffix(')') else { return false };
    let roman = core.len() <= 4 && core.chars().all(|character| matches!(character, 'i' | 'v' | 'x'));
    let letter = core.len() == 1 && core.chars().all(char::is_alphabetic);
    let figure = !core.is_empty() && core.len() <= 2 && core.chars().all(|character| character.is_ascii_digit());
    roman && !core.is_empty() || letter || figure
}

fn decimal(line: &str) -> Option<Numbered<'_>> {
    let (label, rest) = line.split_once(' ').map_or((line, ""), |(label, rest)| (label, rest.trim_start()));
    let number = label.strip_suffix('.').unwrap_or(label);
    let mut depth = 0;
    for part in number.split('.') {
        let figures = !part.is_empty() && part.len() <= 2 && part.chars().all(|character| character.is_ascii_digit());
        let letter =
            depth == 0 && part.len() == 1 && part.starts_with(|character: char| character.is_ascii_uppercase());
        if !figures && !letter {
            return None;
        }
        depth += 1;
    }
    // A lone letter or figure needs its full stop: `A framework ...` and `5 days` are no clauses.
    let lone = depth == 1 && label == number;
    let clause = !lone || (number.starts_with(|character: char| character.is_ascii_digit()) && is_title(rest));
    (clause && depth <= 6).then_some(Numbered { number, rest, depth })
}

/// Whether the words after a bare figure read as a title: `3 Scope`, not `3 months` and not `12 December 2024`.
fn is_title(rest: &str) -> bool {
    rest.starts_with(char::is_uppercase) && !is_date(rest) && rest.split_whitespace().count() <= 8
}

fn is_date(rest: &str) -> bool {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let mut words = rest.split_whitespace();
    words.next().is_some_and(|word| MONTHS.contains(&word))
        && words.next().is_none_or(|word| word.starts_with(|character: char| character.is_ascii_digit()))
}

fn named(line: &str) -> Option<Numbered<'_>> {
    const NAMES: [&str; 8] = ["annex", "appendix", "article", "chapter", "part", "schedule", "section", "attachment"];
    let (name, after) = line.split_once(' ')?;
    if !NAMES.contains(&name.to_lowercase().as_str()) || !name.starts_with(char::is_uppercase) {
        return None;
    }
    let label = after.split_whitespace().next()?;
    let mark = label.trim_end_matches([':', '.', '-', '–', '—', ',']);
    let roman = mark.chars().all(|character| matches!(character, 'I' | 'V' | 'X'));
    let letter = mark.len() == 1 && mark.chars().all(|character| character.is_ascii_uppercase());
    let figure = mark.len() <= 3 && mark.chars().all(|character| character.is_ascii_digit());
    if mark.is_empty() || !(roman || letter || figure) {
        return None;
    }
    let number = line.get(..name.len() + 1 + mark.len())?;
    let tail = &line[number.len()..];
    let rest = tail.trim_start_matches([' ', ':', '.', '-', '–', '—']);
    // `Section 4 applies to ...` is a sentence; a title starts with a capital or after a mark.
    let titled = rest.is_empty() || rest.starts_with(char::is_uppercase) || tail.trim_start().len() > rest.len();
    titled.then_some(Numbered { number, rest, depth: 1 })
}

fn is_capitals(line: &str) -> bool {
    let letters = line.chars().filter(|character| character.is_alphabetic()).count();
    let words = line.split_whitespace().count();
    letters >= 4 && (1..=10).contains(&words) && !line.chars().any(char::is_lowercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clause_numbers_are_split_off_with_their_depth() {
        let found = |line| numbered(line).map(|found| (found.number, found.rest, found.depth));
        assert_eq!(found("3. What is copied"), Some(("3", "What is copied", 1)));
        assert_eq!(found("2.1 Scope"), Some(("2.1", "Scope", 2)));
        assert_eq!(found("4.2.1. Keys"), Some(("4.2.1", "Keys", 3)));
        assert_eq!(found("A.5 Access"), Some(("A.5", "Access", 2)));
        assert_eq!(found("Annex A - Index"), Some(("Annex A", "Index", 1)));
        assert_eq!(found("7 Review"), Some(("7", "Review", 1)));
        for line in
            ["2024 was a year", "12 December 2024", "5 days", "A framework", "Section 4 applies to all", "3.14159 x"]
        {
            assert_eq!(found(line), None, "{line}");
        }
    }

    #[test]
    fn a_sentence_is_no_heading() {
        for line in
            ["3. What is copied and how often", "2.1 Scope", "ANNEX B", "INCIDENT RESPONSE PLAN", "Annex A - Index"]
        {
            assert!(looks_like_heading(line).is_some(), "{line}");
        }
        for line in
            ["6.1 Contracts contain:", "1.1 A backup is a copy.", "1 May 2025", "Backups are encrypted", "A | B", "EU"]
        {
            assert!(looks_like_heading(line).is_none(), "{line}");
        }
    }

    #[test]
    fn bullets_and_letters_label_items() {
        for line in ["- one", "• two", "(a) three", "b) four", "(iv) five"] {
            assert!(is_item(line), "{line}");
        }
        assert!(!is_item("-one") && !is_item("(see) that") && !is_item("a day"));
    }
}
