//! Numbers that the states publish as examples, or that are well known from their documentation.
#![allow(clippy::unwrap_used)]

use crate::kind::Kind;
use crate::number::hits;
use crate::reading::Reading;

fn ids(text: &str) -> Vec<&str> {
    let hits = hits(&Reading::new(text));
    hits.iter().filter(|hit| hit.kind == Kind::NationalId).map(|hit| text.get(hit.start..hit.end).unwrap()).collect()
}

/// A cue; the number; whether it is found without its cue.
const NUMBERS: [(&str, &str, bool); 30] = [
    ("DNI", "12345678Z", true),
    ("DNI", "54362315-K", true),
    ("NIE", "X2482300W", true),
    ("NIR", "2 95 10 99 126 111 93", true),
    ("NIR", "253072B07300470", true),
    ("codice fiscale", "RCCMNL83S18D969H", true),
    ("codice fiscale", "RSSMRA85T10A562S", true),
    ("rijksregisternummer", "85.07.30-033.28", true),
    ("rijksregisternummer", "85073003328", false),
    ("BSN", "111222333", false),
    ("BSN", "1112.22.333", false),
    ("PESEL", "44051401359", false),
    ("personnummer", "880320-0016", true),
    ("personnummer", "811228-9874", true),
    ("hetu", "131052-308T", true),
    ("hetu", "010594Y9032", true),
    ("EGN", "7523169263", false),
    ("EGN", "8032056031", false),
    ("NIF", "123456789", false),
    ("Steuer-ID", "36 574 261 809", false),
    ("OIB", "33392005961", false),
    ("CNP", "1630615123457", false),
    ("rodné číslo", "710319/2745", true),
    ("isikukood", "36805280109", false),
    ("asmens kodas", "33309240064", false),
    ("personas kods", "161175-19997", true),
    ("PPS", "6433435F", false),
    ("Sozialversicherungsnummer", "1237 010180", false),
    ("EMŠO", "0101006500006", false),
    ("matricule", "1893120105732", false),
];

#[test]
fn known_numbers_are_found_with_their_cue_and_the_sure_ones_without() {
    for (cue, number, alone) in NUMBERS {
        assert_eq!(ids(&format!("{cue}: {number}")), [number], "{cue}");
        let sentence = format!("was {number}, and");
        let without = ids(&sentence);
        assert_eq!(without.len(), usize::from(alone), "{cue} {number}");
    }
}

#[test]
fn one_altered_digit_is_noticed() {
    for (cue, number, _) in NUMBERS {
        let digits: Vec<usize> = number.char_indices().filter(|(_, c)| c.is_ascii_digit()).map(|(at, _)| at).collect();
        let mut let_through = 0;
        for &at in &digits {
            let digit = number.as_bytes()[at] - b'0';
            let mut altered = number.to_owned();
            altered.replace_range(at..=at, &((digit + 1) % 10).to_string());
            let_through += ids(&format!("{cue}: {altered}")).len();
        }
        // Weights that share a factor with the modulus miss some single errors, and another state's check may fit by chance.
        assert!(let_through * 5 <= digits.len(), "{cue} {number}: {let_through} of {} altered pass", digits.len());
    }
}

#[test]
fn numbers_of_firms_and_of_the_office_are_none() {
    let others = [
        "VAT number IE6433435F",
        "Partita IVA 12345670017",
        "ticket 20260115-0007",
        "account 123456789",
        "total 44051401359",
        "run 20260131001",
        "12.345.678",
        "DE123456789",
        "invoice 7523169263",
        "20260114B",
    ];
    for other in others {
        assert_eq!(ids(other), [] as [&str; 0], "{other}");
    }
}
