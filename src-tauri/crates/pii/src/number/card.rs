//! Payment card numbers.

use super::code::{Code, code};
use super::luhn::luhn;
use crate::find::Hit;
use crate::kind::Kind;
use crate::reading::{Reading, says, says_last};

/// Ranges of issuer numbers by their first six digits, and the lengths that a scheme gives out.
const SCHEMES: [(u32, u32, &[usize]); 16] = [
    (400_000, 499_999, &[16, 19]),         // Visa
    (510_000, 559_999, &[16]),             // Mastercard
    (222_100, 272_099, &[16]),             // Mastercard
    (340_000, 349_999, &[15]),             // American Express
    (370_000, 379_999, &[15]),             // American Express
    (300_000, 305_999, &[14]),             // Diners Club
    (360_000, 369_999, &[14]),             // Diners Club
    (380_000, 399_999, &[14]),             // Diners Club
    (601_100, 601_199, &[16, 19]),         // Discover
    (644_000, 659_999, &[16, 19]),         // Discover
    (352_800, 358_999, &[16]),             // JCB
    (620_000, 629_999, &[16, 17, 18, 19]), // UnionPay
    (501_800, 501_899, &[16]),             // Maestro
    (589_300, 589_399, &[16]),             // Maestro
    (630_400, 630_499, &[16, 18]),         // Maestro
    (675_900, 676_399, &[16, 18, 19]),     // Maestro
];

/// How numbers are grouped on cards.
const GROUPS: [&[usize]; 4] = [&[4, 4, 4, 4], &[4, 6, 5], &[4, 6, 4], &[4, 4, 4, 4, 3]];

const CUES: [&str; 16] = [
    "card",
    "pan",
    "visa",
    "mastercard",
    "amex",
    "maestro",
    "diners",
    "kart",
    "carte",
    "carta",
    "tarjeta",
    "cartão",
    "kaart",
    "kort",
    "cartă",
    "κάρτα",
];

/// Words before a long number that say it is something else.
const OTHERS: [&str; 20] = [
    "ref",
    "trace",
    "order",
    "invoice",
    "ticket",
    "imei",
    "serial",
    "transaction",
    "rechnung",
    "auftrag",
    "facture",
    "arn",
    "message id",
    "tracking",
    "commande",
    "bestell",
    "ordine",
    "pedido",
    "zamów",
    "numéro d",
];

pub(super) fn hit(reading: &Reading<'_>, at: usize) -> Option<Hit> {
    let word = *reading.words.get(at)?;
    let lead = reading.str(word);
    if lead.len() < 4 || !lead.starts_with(['2', '3', '4', '5', '6']) {
        return None;
    }
    let found = [16, 15, 14, 19, 18, 17].into_iter().find_map(|length| card(reading, at, length))?;
    Some(Hit { start: found.start, end: found.end, kind: Kind::Card })
}

fn card(reading: &Reading<'_>, at: usize, length: usize) -> Option<Code> {
    let code = code(reading, at, length, " -").filter(|code| is_card(&code.plain))?;
    let one_separator = code.separators.windows(2).all(|pair| pair[0] == pair[1]);
    if !code.is_bare() {
        return (one_separator && GROUPS.contains(&code.groups.as_slice())).then_some(code);
    }
    // One long number in ten passes the check: the words before it decide.
    let before = reading.before(code.start);
    let column = reading.words.get(at).map(|word| reading.column(*word)).unwrap_or_default();
    let is_cued = says(&column, &CUES) || says_last(&before, &CUES, &OTHERS);
    let is_other = says(&before, &OTHERS) || says(&column, &OTHERS);
    (is_cued || (!is_other && matches!(length, 15 | 16))).then_some(code)
}

/// Whether range, length and check digit are those of a card.
pub(super) fn is_card(plain: &str) -> bool {
    let digits: Option<Vec<u32>> = plain.chars().map(|c| c.to_digit(10)).collect();
    let range = plain.get(..6).and_then(|range| range.parse::<u32>().ok());
    let (Some(digits), Some(range)) = (digits, range) else { return false };
    let of_scheme = |(first, last, lengths): &(u32, u32, &[usize])| {
        (*first..=*last).contains(&range) && lengths.contains(&digits.len())
    };
    SCHEMES.iter().any(of_scheme) && luhn(&digits)
}
