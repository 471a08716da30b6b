//! The language of a text.

use whatlang::{Lang, detect};

/// Letters that it takes to tell a language; below that, names and figures decide.
const ENOUGH: usize = 200;
/// Characters that are looked at, from the middle of the text: a document may open with a title page in two languages.
const SAMPLE: usize = 3_000;

/// The language of the text, ISO 639-1 (ISO 639-3 where there is no shorter code); `None` where it cannot be told.
pub(crate) fn of(text: &str) -> Option<&'static str> {
    if text.chars().filter(|character| character.is_alphabetic()).take(ENOUGH).count() < ENOUGH {
        return None;
    }
    let count = text.chars().count();
    let sample: String = text.chars().skip(count.saturating_sub(SAMPLE) / 2).take(SAMPLE).collect();
    let info = detect(&sample)?;
    info.is_reliable().then(|| code(info.lang()))
}

/// Name of a language in English; the code itself where it is a rare one.
pub(crate) fn name(code: &str) -> String {
    Lang::all()
        .iter()
        .find(|lang| self::code(**lang) == code)
        .map_or_else(|| code.to_owned(), |lang| lang.eng_name().to_owned())
}

fn code(lang: Lang) -> &'static str {
    const SHORT: [(Lang, &str); 30] = [
        (Lang::Eng, "en"),
        (Lang::Deu, "de"),
        (Lang::Fra, "fr"),
        (Lang::Spa, "es"),
        (Lang::Ita, "it"),
        (Lang::Nld, "nl"),
        (Lang::Por, "pt"),
        (Lang::Pol, "pl"),
        (Lang::Ces, "cs"),
        (Lang::Slk, "sk"),
        (Lang::Slv, "sl"),
        (Lang::Hun, "hu"),
        (Lang::Ron, "ro"),
        (Lang::Bul, "bg"),
        (Lang::Ell, "el"),
        (Lang::Hrv, "hr"),
        (Lang::Swe, "sv"),
        (Lang::Dan, "da"),
        (Lang::Nob, "nb"),
        (Lang::Fin, "fi"),
        (Lang::Est, "et"),
        (Lang::Lav, "lv"),
        (Lang::Lit, "lt"),
        (Lang::Cat, "ca"),
        (Lang::Rus, "ru"),
        (Lang::Ukr, "uk"),
        (Lang::Srp, "sr"),
        (Lang::Tur, "tr"),
        (Lang::Cmn, "zh"),
        (Lang::Jpn, "ja"),
    ];
    SHORT.iter().find(|(known, _)| *known == lang).map_or_else(|| lang.code(), |(_, code)| *code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_of_the_union_are_told_and_named() {
        let sentences = [
            ("en", "The Board is responsible for the strategy and receives reports that are not older than a month. "),
            (
                "de",
                "Die Geschäftsleitung ist für die Strategie verantwortlich und erhält Berichte, die nicht älter als ein Monat sind. ",
            ),
            ("fr", "Les incidents majeurs sont notifiés à l’autorité compétente dans un délai de quatre heures. "),
            (
                "pl",
                "Organ zarządzający określa i nadzoruje ramy zarządzania ryzykiem oraz ponosi za nie odpowiedzialność. ",
            ),
            ("bg", "Съществените инциденти се докладват на компетентния орган в срок до четири часа. "),
        ];
        for (code, sentence) in sentences {
            assert_eq!(of(&sentence.repeat(4)), Some(code));
        }
        assert_eq!((name("de"), name("xx")), ("German".to_owned(), "xx".to_owned()));
    }

    #[test]
    fn too_little_text_has_no_language() {
        assert_eq!(of("ICT-07 | 12.5 % | Luxembourg"), None);
    }
}
