//! Can the text be relied on: scans, damaged text layers, other languages, copies of the regulation.

use crate::block::Extract;
use crate::{language, passages, pdf};
use holdfast_domain::{Diagnostic, DiagnosticCode, Standing};
use std::collections::BTreeSet;

/// What a reader of the results has to know about this document.
pub(crate) fn diagnostics(
    file: &str,
    extract: &Extract,
    text: &str,
    language: Option<&str>,
    standing: Standing,
) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    found.extend(no_text_layer(file, extract));
    found.extend(recognised(file, extract));
    if extract.pages > 0 && text.is_empty() && extract.scanned.is_empty() && extract.unread.is_empty() {
        let message = "The pages of the file are blank.";
        let hint = "Check that it is the right file.";
        found.push(Diagnostic::warning(DiagnosticCode::NoTextLayer, file, message, hint));
    }
    if !extract.unread.is_empty() {
        let message = format!("{} of {} could not be read.", pages(&extract.unread), extract.pages);
        let hint = "Print the file to a new PDF and import that.";
        found.push(Diagnostic::warning(DiagnosticCode::PoorText, file, message, hint));
    }
    if is_poor(text) {
        let message = "Much of the text layer is unreadable: its characters stand for no letters.";
        let hint = "Recognise the text with OCR, save the result and import that.";
        found.push(Diagnostic::warning(DiagnosticCode::PoorText, file, message, hint));
    } else if let Some(code) = language.filter(|code| *code != "en") {
        let message = format!(
            "The text reads as {}, which is outside the range the model was measured in; results for it are unmeasured.",
            language::name(code)
        );
        let hint = "Import an English translation beside it, and review every verdict that rests on this document.";
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

fn no_text_layer(file: &str, extract: &Extract) -> Option<Diagnostic> {
    let hint = "Install tesseract (Debian: tesseract-ocr) and import the file again: the text is then recognised on this \
                machine. Or recognise it elsewhere, save the result as PDF and import that.";
    if extract.scanned.is_empty() {
        return None;
    }
    let verb = if extract.scanned.len() == 1 { "holds" } else { "hold" };
    let message = format!("{} of {} {verb} no text, only images.", pages(&extract.scanned), extract.pages);
    Some(Diagnostic::warning(DiagnosticCode::NoTextLayer, file, message, hint))
}

/// Below this mean confidence a recognised text is doubtful.
const DOUBTFUL: f32 = 0.75;

fn recognised(file: &str, extract: &Extract) -> Option<Diagnostic> {
    let blocks = || extract.blocks.iter().filter(|block| block.recognised.is_some());
    let numbers: BTreeSet<u32> = blocks().flat_map(|block| block.turns.iter().map(|turn| turn.page)).collect();
    let confidence = passages::confidence(blocks())?;
    let numbers: Vec<u32> = numbers.into_iter().collect();
    let verb = if numbers.len() == 1 { "was" } else { "were" };
    let message = format!(
        "{} of {} {verb} read by text recognition (OCR), with a mean confidence of {:.0} %.",
        pages(&numbers),
        extract.pages,
        confidence * 100.0
    );
    let hint = "Compare quotes from these pages with the page itself.";
    Some(if confidence < DOUBTFUL {
        Diagnostic::warning(DiagnosticCode::Recognised, file, message, hint)
    } else {
        Diagnostic::note(DiagnosticCode::Recognised, file, message, hint)
    })
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
        bad += usize::from(pdf::is_stray(character));
        letters += usize::from(character.is_alphanumeric());
    }
    all >= 40 && (bad * 100 > all || letters * 2 < all)
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
    fn text_without_an_encoding_is_poor() {
        assert!(is_poor(&"\u{E012}\u{E013} word ".repeat(20)));
        assert!(!is_poor(&"A plain sentence with a few figures, 12.5 %. ".repeat(5)));
    }
}
