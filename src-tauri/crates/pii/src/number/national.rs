//! Numbers that a state gives to a person: identity, tax and social insurance.
//!
//! Each has the check that its state defines. A bare string of digits passes a check of one digit by chance one time in
//! ten, so such numbers need their name beside them too; those with letters or a fixed writing do not.

mod checks;

use super::code::{Code, code};
use crate::find::Hit;
use crate::kind::Kind;
use crate::reading::{Reading, says};

/// One kind of number.
struct Scheme {
    /// Letters and digits, without separators.
    length: usize,
    /// What may stand between groups.
    separators: &'static str,
    /// Whether the check holds.
    check: fn(&Code) -> bool,
    /// Whether the writing leaves no doubt, so that no cue is needed.
    alone: fn(&Code) -> bool,
    /// Names of the number, lower-case.
    cues: &'static [&'static str],
}

const NEVER: fn(&Code) -> bool = |_| false;
const ALWAYS: fn(&Code) -> bool = |_| true;

const SCHEMES: [Scheme; 26] = [
    // Spain: DNI, NIE
    Scheme {
        length: 9,
        separators: "-",
        check: checks::dni,
        alone: |code| !checks::is_day(&code.plain),
        cues: &["dni", "nif"],
    },
    Scheme { length: 9, separators: "-", check: checks::nie, alone: ALWAYS, cues: &[] },
    // France: NIR; Italy: codice fiscale
    Scheme { length: 15, separators: " ", check: checks::nir, alone: ALWAYS, cues: &[] },
    Scheme { length: 16, separators: "", check: checks::codice_fiscale, alone: ALWAYS, cues: &[] },
    // Belgium: national register number
    Scheme {
        length: 11,
        separators: ".- ",
        check: checks::belgium,
        alone: |code| code.groups == [2, 2, 2, 3, 2],
        cues: &["rijksregister", "registre national", "nationalregister", "insz", "niss", "national register"],
    },
    // Netherlands: BSN
    Scheme { length: 9, separators: ". ", check: checks::bsn, alone: NEVER, cues: &["bsn", "burgerservice", "sofi"] },
    // Poland: PESEL
    Scheme { length: 11, separators: "", check: checks::pesel, alone: NEVER, cues: &["pesel"] },
    // Sweden: personnummer, with and without century
    Scheme {
        length: 10,
        separators: "-+",
        check: checks::sweden,
        alone: checks::sweden_alone,
        cues: &["personnummer", "pnr"],
    },
    Scheme { length: 12, separators: "-", check: checks::sweden, alone: NEVER, cues: &["personnummer", "pnr"] },
    // Finland: henkilötunnus, born before 2000 and after
    Scheme { length: 10, separators: "-+", check: checks::hetu, alone: ALWAYS, cues: &[] },
    Scheme { length: 11, separators: "", check: checks::hetu, alone: ALWAYS, cues: &[] },
    // Bulgaria: EGN
    Scheme { length: 10, separators: "", check: checks::egn, alone: NEVER, cues: &["egn", "егн"] },
    // Portugal: NIF of a natural person
    Scheme { length: 9, separators: " ", check: checks::nif, alone: NEVER, cues: &["nif", "contribuinte"] },
    // Germany: steuerliche Identifikationsnummer
    Scheme {
        length: 11,
        separators: " ",
        check: checks::steuer_id,
        alone: NEVER,
        cues: &["steuer", "idnr", "tin", "identifikationsnummer"],
    },
    // Croatia: OIB
    Scheme { length: 11, separators: "", check: checks::mod_11_10, alone: NEVER, cues: &["oib"] },
    // Romania: CNP
    Scheme { length: 13, separators: "", check: checks::cnp, alone: NEVER, cues: &["cnp", "cod numeric"] },
    // Czechia and Slovakia: rodné číslo
    Scheme {
        length: 10,
        separators: "/",
        check: checks::rodne_cislo,
        alone: |code| code.groups == [6, 4],
        cues: &["rodné č", "rodne c", "r.č", "rč"],
    },
    // Estonia and Lithuania: isikukood, asmens kodas
    Scheme { length: 11, separators: "", check: checks::baltic, alone: NEVER, cues: &["isikukood", "asmens kod"] },
    // Latvia: personas kods
    Scheme {
        length: 11,
        separators: "-",
        check: checks::latvia,
        alone: |code| code.groups == [6, 5],
        cues: &["personas kod"],
    },
    // Ireland: PPS number
    Scheme { length: 8, separators: "", check: checks::pps, alone: NEVER, cues: &["pps"] },
    Scheme { length: 9, separators: "", check: checks::pps, alone: NEVER, cues: &["pps"] },
    // Hungary: tax identification of a person
    Scheme {
        length: 10,
        separators: " ",
        check: checks::hungary,
        alone: NEVER,
        cues: &["adóazonosító", "adóazonosito", "adószám"],
    },
    // Austria: Sozialversicherungsnummer
    Scheme {
        length: 10,
        separators: " -/",
        check: checks::austria,
        alone: NEVER,
        cues: &["sozialvers", "svnr", "sv-n", "sv n"],
    },
    // Slovenia: EMŠO
    Scheme { length: 13, separators: "", check: checks::emso, alone: NEVER, cues: &["emšo", "emso"] },
    // Luxembourg: matricule
    Scheme {
        length: 13,
        separators: " ",
        check: checks::luxembourg,
        alone: NEVER,
        cues: &["matricule", "social security", "sécurité sociale", "cns"],
    },
    // Greece: AFM
    Scheme { length: 9, separators: "", check: checks::afm, alone: NEVER, cues: &["αφμ", "α.φ.μ", "afm"] },
];

/// Names that stand for the number of any state.
const ANY: [&str; 12] = [
    "national id",
    "personal id",
    "identity n",
    "identity card",
    "identification n",
    "social security",
    "social insurance",
    "tax id",
    "national insurance",
    "personal code",
    "national number",
    "personal number",
];

/// Words that make a number that of a firm.
const FIRMS: [&str; 8] = ["vat", "ust-id", "ust.-id", "tva", "btw", "p.iva", "partita iva", "company reg"];

pub(super) fn hit(reading: &Reading<'_>, at: usize) -> Option<Hit> {
    let word = *reading.words.get(at)?;
    if !word.has_digit || word.end - word.start > 16 {
        return None;
    }
    let mut cues: Option<(String, String)> = None;
    for scheme in &SCHEMES {
        let Some(code) = code(reading, at, scheme.length, scheme.separators).filter(scheme.check) else { continue };
        let (before, column) = cues.get_or_insert_with(|| (reading.before(code.start), reading.column(word)));
        let named = |text: &str| says(text, scheme.cues) || says(text, &ANY);
        let is_firm = says(before, &FIRMS) || says(column, &FIRMS);
        if (scheme.alone)(&code) || (!is_firm && (named(before) || named(column))) {
            return Some(Hit { start: code.start, end: code.end, kind: Kind::NationalId });
        }
    }
    None
}

#[cfg(test)]
mod tests;
