//! Terms that a document defines: `"Periodically" means at least once a year`.

use crate::specifics::specifics;
use crate::text::sentences;
use regex::Regex;
use std::sync::LazyLock;

/// A term and what it means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Definition<'t> {
    /// The term as written, without its quotation marks.
    pub term: &'t str,
    /// Its meaning.
    pub meaning: &'t str,
}

static DEFINITION: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r#"^\W{0,3}([A-Z][\w/&' -]{1,60}?)["”’'*_]{0,3}(?: \([^)]{1,40}\))?\s*(?:shall mean|means?|is defined as|are defined as|refers? to|[:|–—]| -)\s+(\S.{3,})$"#,
    )
    .unwrap_or_else(|_| unreachable!("the pattern of this file does not compile"))
});

/// The terms that a glossary or definitions passage defines by a specific: how often, by when, who, how much, which
/// record. A term without one cannot answer a question about one.
pub fn definitions(text: &str) -> Vec<Definition<'_>> {
    let lines = sentences(text).into_iter().flat_map(|(start, end)| text[start..end].lines());
    let found = lines.filter_map(|line| {
        let parts = DEFINITION.captures(line.trim())?;
        Some(Definition { term: parts.get(1)?.as_str().trim(), meaning: parts.get(2)?.as_str() })
    });
    found.filter(|definition| !specifics(definition.meaning).is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_that_mean_a_specific_are_found_in_their_usual_forms() {
        for (text, term, meaning) in [
            ("\u{201c}Periodically\u{201d} means at least once a year.", "Periodically", "at least once a year."),
            ("Critical Window: within four hours of detection", "Critical Window", "within four hours of detection"),
            ("Review Cycle | every 12 months", "Review Cycle", "every 12 months"),
            ("Risk Forum (RF) refers to the Chief Risk Officer.", "Risk Forum", "the Chief Risk Officer."),
        ] {
            assert_eq!(definitions(text), [Definition { term, meaning }], "{text}");
        }
        assert!(definitions("\"Cloud\" means computers of other people.").is_empty());
        assert!(definitions("Backups are made daily.").is_empty());
    }
}
