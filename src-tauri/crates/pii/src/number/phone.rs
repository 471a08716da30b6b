//! Phone numbers: international ones by their plan, national ones by their writing or a cue.

use super::code::separator;
use super::plan::is_international;
use crate::find::Hit;
use crate::kind::Kind;
use crate::reading::{Reading, Word, says, says_last};

/// Words before a phone number, in the languages of the Union.
const CUES: [&str; 34] = [
    "tel",
    "phone",
    "mobil",
    "mobiel",
    "móvil",
    "cell",
    "fax",
    "call",
    "hotline",
    "fon",
    "fernspr",
    "handy",
    "gsm",
    "appel",
    "rufen",
    "rufnummer",
    "ruf:",
    "teléfono",
    "telefone",
    "telemóvel",
    "komórk",
    "puhelin",
    "matkapuh",
    "tālr",
    "тел",
    "τηλ",
    "κιν",
    "durchwahl",
    "reach",
    "sms",
    "ring",
    "whatsapp",
    "pager",
    "guthán",
];

/// Words that say that a number is something else.
const OTHERS: [&str; 38] = [
    "ref",
    "invoice",
    "ticket",
    "account",
    "clause",
    "version",
    "order",
    "contract",
    "policy no",
    "serial",
    "article",
    "section",
    "rechnung",
    "konto",
    "vertrag",
    "facture",
    "compte",
    "contrat",
    "fattura",
    "conto",
    "factura",
    "cuenta",
    "lei",
    "isin",
    "bic",
    "iso",
    "request",
    "case",
    "file",
    "inventory",
    "asset",
    "code",
    "№",
    "vat",
    "ondernem",
    "entreprise",
    "kbo",
    "bce",
];

/// Longest number with its separators, in words.
const WORDS: usize = 9;

pub(super) fn hit(reading: &Reading<'_>, at: usize) -> Option<Hit> {
    let word = *reading.words.get(at)?;
    if !is_digits(reading, word) {
        return None;
    }
    let (start, end) = international(reading, at, word).or_else(|| national(reading, at, word))?;
    (reading.char_before(word.start) == Some('+') || !follows_group(reading, at, word)).then_some(())?;
    Some(Hit { start, end, kind: Kind::Phone })
}

/// Whether a group of digits stands right before: the number would be the tail of a longer one.
fn follows_group(reading: &Reading<'_>, at: usize, word: Word) -> bool {
    let before = at.checked_sub(1).and_then(|at| reading.words.get(at));
    before.is_some_and(|before| before.has_digit && reading.gap(*before, word) == " ")
}

fn is_digits(reading: &Reading<'_>, word: Word) -> bool {
    reading.str(word).bytes().all(|b| b.is_ascii_digit())
}

/// Digits from this word on, with the end of each group: groups stand apart by one separator, or by a bracketed area code.
fn groups(reading: &Reading<'_>, at: usize) -> Vec<(usize, String)> {
    let mut found: Vec<(usize, String)> = Vec::new();
    let mut digits = String::new();
    let words = reading.words.get(at..).unwrap_or_default();
    let with_brackets = words.first().is_some_and(|first| matches!(reading.char_before(first.start), Some('+' | '(')));
    for (nth, word) in words.iter().take(WORDS).enumerate() {
        let joins =
            nth == 0 || words.get(nth - 1).is_some_and(|left| is_joint(reading.gap(*left, *word), with_brackets));
        if !joins || !is_digits(reading, *word) || digits.len() + word.end - word.start > 17 {
            break;
        }
        // The `(0)` of an international number is for callers at home.
        let is_home_zero = reading.str(*word) == "0" && nth > 0 && reading.char_before(word.start) == Some('(');
        if !is_home_zero {
            digits.push_str(reading.str(*word));
        }
        found.push((word.end, digits.clone()));
    }
    found
}

/// Whether a gap joins two groups; brackets do where the number began with one, or with a plus.
fn is_joint(gap: &str, with_brackets: bool) -> bool {
    if gap.contains('\n') {
        return false;
    }
    let plain = gap.trim_matches(' ');
    match separator(gap) {
        Some(' ' | '-' | '.' | '/') => true,
        _ => {
            with_brackets
                && matches!(plain, "(" | ")" | ") " | "-" | "/" | "–" | ")-" | ") (")
                && gap.chars().count() <= 3
        }
    }
}

/// `+352 26 27 28`, `0049 30 ...`: the longest run of groups that the plan of the country allows.
fn international(reading: &Reading<'_>, at: usize, word: Word) -> Option<(usize, usize)> {
    let text = reading.str(word);
    let has_plus = reading.char_before(word.start) == Some('+');
    let start = if has_plus { word.start - 1 } else { word.start };
    if !reading.begins(start) || (!has_plus && !text.starts_with("00")) {
        return None;
    }
    let groups = groups(reading, at);
    let fits = |(end, digits): &&(usize, String)| {
        let digits = if has_plus { digits.as_str() } else { digits.get(2..).unwrap_or_default() };
        is_international(digits) && ends(reading, *end)
    };
    let (end, _) = groups.iter().rev().find(fits)?;
    // Without a plus, zeros may lead any number: groups or a cue have to say more.
    let is_sure = has_plus || (groups.len() > 1 && !is_other(reading, start, word)) || is_cued(reading, start, word);
    is_sure.then_some((start, *end))
}

fn national(reading: &Reading<'_>, at: usize, word: Word) -> Option<(usize, usize)> {
    let in_brackets = reading.char_before(word.start) == Some('(');
    let start = if in_brackets { word.start - 1 } else { word.start };
    if !reading.begins(start) {
        return None;
    }
    let groups = groups(reading, at);
    let sizes: Vec<usize> = groups
        .iter()
        .scan(0, |before, (_, digits)| {
            let size = digits.len() - *before;
            *before = digits.len();
            Some(size)
        })
        .collect();
    let is_cued = is_cued(reading, start, word);
    let is_other = is_other(reading, start, word);
    let is_number = |(nth, (end, digits)): &(usize, &(usize, String))| {
        let written =
            has_area_code(reading, word, sizes.get(..=*nth).unwrap_or_default(), digits, in_brackets) && !is_other;
        ends(reading, *end) && ((is_cued && (6..=12).contains(&digits.len())) || written)
    };
    let (_, (end, _)) = groups.iter().enumerate().rev().find(is_number)?;
    Some((start, *end))
}

/// `030 901820`, `01 23 45 67 89`, `(089) 12345-67`: a trunk zero, an area code and groups, nine to eleven digits.
fn has_area_code(reading: &Reading<'_>, word: Word, sizes: &[usize], digits: &str, in_brackets: bool) -> bool {
    let lead = reading.str(word);
    let is_trunk = lead.starts_with('0') && !lead.starts_with("00") && (2..=5).contains(&lead.len());
    let is_grouped = (2..=6).contains(&sizes.len()) && sizes.iter().skip(1).all(|size| *size >= 2);
    let is_day = sizes == [2, 2, 4];
    is_trunk
        && is_grouped
        && !is_day
        && (9..=12).contains(&digits.len())
        && (in_brackets || !reading.leads(word) || sizes.len() > 2)
}

fn is_cued(reading: &Reading<'_>, start: usize, word: Word) -> bool {
    let before = reading.before(start);
    // `Contract 12-345, phone 621 123 456`
    says(&reading.column(word), &CUES) || says_last(&before, &CUES, &OTHERS)
}

fn is_other(reading: &Reading<'_>, start: usize, word: Word) -> bool {
    says(&reading.before(start), &OTHERS) || says(&reading.column(word), &OTHERS)
}

fn ends(reading: &Reading<'_>, end: usize) -> bool {
    // A separator and a digit would be one more group.
    reading.ends(end) && !reading.char_after(end).is_some_and(char::is_alphanumeric)
}
