//! International bank account numbers (ISO 13616).

use super::code::code;
use crate::find::Hit;
use crate::kind::Kind;
use crate::reading::Reading;

/// Length of an IBAN by country, from the IBAN registry.
const LENGTHS: [(&str, usize); 89] = [
    ("AD", 24),
    ("AE", 23),
    ("AL", 28),
    ("AT", 20),
    ("AZ", 28),
    ("BA", 20),
    ("BE", 16),
    ("BG", 22),
    ("BH", 22),
    ("BI", 27),
    ("BR", 29),
    ("BY", 28),
    ("CH", 21),
    ("CR", 22),
    ("CY", 28),
    ("CZ", 24),
    ("DE", 22),
    ("DJ", 27),
    ("DK", 18),
    ("DO", 28),
    ("EE", 20),
    ("EG", 29),
    ("ES", 24),
    ("FI", 18),
    ("FK", 18),
    ("FO", 18),
    ("FR", 27),
    ("GB", 22),
    ("GE", 22),
    ("GI", 23),
    ("GL", 18),
    ("GR", 27),
    ("GT", 28),
    ("HN", 28),
    ("HR", 21),
    ("HU", 28),
    ("IE", 22),
    ("IL", 23),
    ("IQ", 23),
    ("IS", 26),
    ("IT", 27),
    ("JO", 30),
    ("KW", 30),
    ("KZ", 20),
    ("LB", 28),
    ("LC", 32),
    ("LI", 21),
    ("LT", 20),
    ("LU", 20),
    ("LV", 21),
    ("LY", 25),
    ("MC", 27),
    ("MD", 24),
    ("ME", 22),
    ("MK", 19),
    ("MN", 20),
    ("MR", 27),
    ("MT", 31),
    ("MU", 30),
    ("NI", 28),
    ("NL", 18),
    ("NO", 15),
    ("OM", 23),
    ("PK", 24),
    ("PL", 28),
    ("PS", 29),
    ("PT", 25),
    ("QA", 29),
    ("RO", 24),
    ("RS", 22),
    ("RU", 33),
    ("SA", 24),
    ("SC", 31),
    ("SD", 18),
    ("SE", 24),
    ("SI", 19),
    ("SK", 24),
    ("SM", 27),
    ("SO", 23),
    ("ST", 25),
    ("SV", 28),
    ("TL", 23),
    ("TN", 24),
    ("TR", 26),
    ("UA", 29),
    ("VA", 22),
    ("VG", 24),
    ("XK", 20),
    ("YE", 30),
];

pub(super) fn hit(reading: &Reading<'_>, at: usize) -> Option<Hit> {
    let word = *reading.words.get(at)?;
    let head = reading.str(word);
    let (country, check) = head.split_at_checked(2)?;
    // `DE 89 3704 ...` is written too: the check digits are then the next word.
    let is_head = if check.is_empty() { head.bytes().all(|b| b.is_ascii_uppercase()) } else { word.has_digit };
    if !is_head || !(check.is_empty() || check.starts_with(|c: char| c.is_ascii_digit())) {
        return None;
    }
    let country = country.to_ascii_uppercase();
    let length = LENGTHS.iter().find(|(known, _)| *known == country)?.1;
    let code = code(reading, at, length, " -")?;
    is_iban(&code.plain).then_some(Hit { start: code.start, end: code.end, kind: Kind::Iban })
}

/// The check of ISO 7064, MOD 97-10, over the code with its first four characters put last.
pub(super) fn is_iban(plain: &str) -> bool {
    let Some((head, body)) = plain.split_at_checked(4) else { return false };
    let is_head = head.chars().skip(2).all(|c| c.is_ascii_digit());
    let rest = body.chars().chain(head.chars()).try_fold(0, |rest, c| {
        let value = c.to_digit(36)?;
        Some((rest * if value > 9 { 100 } else { 10 } + value) % 97)
    });
    is_head && rest == Some(1)
}
