//! Can the text be relied on: scans, damaged text layers, other languages, copies of the regulation.

use crate::block::Extract;
use holdfast_domain::{Diagnostic, DiagnosticCode, Standing};

/// What a reader of the results has to know about this document.
pub(crate) fn diagnostics(file: &str, extract: &Extract, text: &str, standing: Standing) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    found.extend(no_text_layer(file, extract, text));
    if !extract.unread.is_empty() {
        let message = format!("{} of {} could not be read.", pages(&extract.unread), extract.pages);
        let hint = "Print the file to a new PDF and import that.";
        found.push(Diagnostic::warning(DiagnosticCode::PoorText, file, message, hint));
    }
    if is_poor(text) {
        let message = "Much of the text layer is unreadable: its characters stand for no letters.";
        let hint = "Recognise the text with OCR, save the result and import that.";
        found.push(Diagnostic::warning(DiagnosticCode::PoorText, file, message, hint));
    } else if is_other_language(text) {
        let message = "The text does not read as English; results for it are unmeasured.";
        let hint = "Import an English translation beside it.";
        found.push(Diagnostic::warning(DiagnosticCode::OtherLanguage, file, message, hint));
    }
    if is_law(extract, text) {
        let message = "The file looks like a copy of the regulation, not like a policy of the firm.";
        let hint = "Remove it from the import; the regulation is part of the product.";
        found.push(Diagnostic::warning(DiagnosticCode::LawText, file, message, hint));
    }
    let state = match standing {
        Standing::InForce => return found,
        Standing::Draft => "a draft",
        Standing::Superseded => "superseded or withdrawn",
    };
    let message = format!("The document says that it is {state}; it counts as no evidence.");
    let hint = "Import the version in force.";
    found.push(Diagnostic::warning(DiagnosticCode::NotInForce, file, message, hint));
    found
}

fn no_text_layer(file: &str, extract: &Extract, text: &str) -> Option<Diagnostic> {
    let hint = "Recognise the text with OCR, save the result as PDF and import it again.";
    let warning = |message: String| Some(Diagnostic::warning(DiagnosticCode::NoTextLayer, file, message, hint));
    if extract.pages > 0 && text.is_empty() {
        let all: Vec<u32> = (1..=extract.pages).collect();
        return warning(format!("{} of {} hold no text, only images.", pages(&all), extract.pages));
    }
    if extract.scanned.is_empty() {
        return None;
    }
    warning(format!("{} of {} hold no text, only images.", pages(&extract.scanned), extract.pages))
}

/// Page numbers as people write them: `Pages 1-3, 7`.
fn pages(numbers: &[u32]) -> String {
    let mut ranges: Vec<(u32, u32)> = Vec::new();
    for &number in numbers {
        match ranges.last_mut() {
            Some((_, last)) if *last + 1 == number => *last = number,
            _ => ranges.push((number, number)),
        }
    }
    let shown = ranges.iter().take(8).map(
        |(first, last)| {
            if first == last { first.to_string() } else { format!("{first}-{last}") }
        },
    );
    let list = shown.collect::<Vec<_>>().join(", ");
    let more = if ranges.len() > 8 { " and more" } else { "" };
    format!("{} {list}{more}", if numbers.len() == 1 { "Page" } else { "Pages" })
}

/// Replacement and private-use characters are what a text layer without a usable encoding gives.
fn is_poor(text: &str) -> bool {
    let (mut all, mut bad, mut letters) = (0_usize, 0_usize, 0_usize);
    for character in text.chars().filter(|character| !character.is_whitespace()) {
        all += 1;
        let private = matches!(character, '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..='\u{10FFFD}');
        bad += usize::from(private || character == char::REPLACEMENT_CHARACTER);
        letters += usize::from(character.is_alphanumeric());
    }
    all >= 40 && (bad * 100 > all || letters * 2 < all)
}

/// Function words: they fill a third of running text in their own language and are rare in any other.
fn is_other_language(text: &str) -> bool {
    const ENGLISH: &[&str] =
        &["the", "of", "and", "to", "is", "are", "by", "for", "with", "that", "must", "shall", "be"];
    const OTHERS: [&[&str]; 8] = [
        &["der", "die", "das", "und", "ist", "von", "mit", "für", "werden", "den", "zu", "des", "nicht"],
        &["le", "la", "les", "des", "et", "est", "du", "une", "dans", "pour", "que", "par", "sur"],
        &["el", "los", "las", "de", "y", "es", "que", "una", "para", "por", "con", "del", "se"],
        &["il", "di", "che", "è", "della", "per", "una", "sono", "con", "delle", "dei", "gli", "nel"],
        &["het", "een", "van", "en", "de", "is", "dat", "voor", "met", "zijn", "wordt", "niet", "op"],
        &["o", "os", "da", "do", "e", "uma", "para", "que", "não", "com", "em", "dos", "são"],
        &["i", "w", "na", "z", "się", "jest", "oraz", "do", "nie", "przez", "dla", "od", "są"],
        &["och", "att", "det", "som", "är", "av", "för", "med", "på", "til", "og", "af", "ikke"],
    ];
    let lower = text.to_lowercase();
    let words = lower.split(|character: char| !character.is_alphabetic()).filter(|word| !word.is_empty());
    let words: Vec<&str> = words.take(5_000).collect();
    if words.len() < 20 {
        return false;
    }
    let share = |known: &[&str]| words.iter().filter(|word| known.contains(word)).count();
    let english = share(ENGLISH);
    let foreign = words.iter().filter(|word| word.chars().all(|letter| !letter.is_ascii())).count();
    // Tables of names hold few function words of any language; they are not called foreign.
    foreign * 2 > words.len() || OTHERS.iter().any(|other| share(other) > english.max(words.len() / 12))
}

/// A copy of the regulation has its articles as headings and speaks to financial entities as such.
fn is_law(extract: &Extract, text: &str) -> bool {
    let is_article = |line: &str| {
        let figure = line.strip_prefix("Article ").and_then(|rest| rest.split_whitespace().next());
        figure.is_some_and(|figure| figure.chars().all(|character| character.is_ascii_digit()))
    };
    let articles = extract.blocks.iter().filter(|block| is_article(&block.text) && block.text.len() < 120).count();
    let addressed = text.to_lowercase().matches("financial entities shall").count();
    articles >= 5 && addressed >= 5 && text.contains("2022/2554")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_named_as_ranges() {
        assert_eq!(pages(&[4]), "Page 4");
        assert_eq!(pages(&[1, 2, 3, 7]), "Pages 1-3, 7");
    }

    #[test]
    fn languages_are_told_by_their_function_words() {
        let german = "Die Geschäftsleitung ist für die Strategie verantwortlich und wird von dem Ausschuss mit Berichten \
                      versorgt, die nicht älter als ein Monat sind. ";
        let english =
            "The Board is responsible for the strategy and receives reports that are not older than a month. ";
        assert!(is_other_language(&german.repeat(4)));
        assert!(!is_other_language(&english.repeat(4)));
        assert!(is_other_language(&"Совет директоров утверждает политику и пересматривает её ежегодно. ".repeat(8)));
    }

    #[test]
    fn text_without_an_encoding_is_poor() {
        assert!(is_poor(&"\u{E012}\u{E013} word ".repeat(20)));
        assert!(!is_poor(&"A plain sentence with a few figures, 12.5 %. ".repeat(5)));
    }
}
