//! References of a text to other parts of its document: `see Annex B`, `in line with section 4.2`.

use regex::Regex;
use std::sync::LazyLock;

static REFERENCE: LazyLock<Regex> = LazyLock::new(|| {
    // The pattern is a constant and tested below; an empty one cannot be reached.
    Regex::new(
        r"\b(?:(Annex|Appendix|Schedule|Attachment|Part|Chapter) ([A-Z]|[IVX]{1,4}|\d{1,3})\b|[Ss]ections? (\d{1,2}(?:\.\d{1,2}){0,4})|[Cc]lauses? (\d{1,2}(?:\.\d{1,2}){0,4}))",
    )
    .unwrap_or_else(|_| unreachable!("the pattern of this file does not compile"))
});

/// Numbers of the parts that a text names, as the sections of a document carry them: `Annex B`, `4.2`. Without repeats,
/// in the order of the text.
pub fn references(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for named in REFERENCE.captures_iter(text) {
        // `Section 4.2 of the Supplier Standard` stands in another document; `of this policy` does not.
        let after = named.get(0).and_then(|all| text.get(all.end()..)).unwrap_or_default();
        let owner = after.strip_prefix(" of ").map(|owner| owner.trim_start_matches("the "));
        if owner.is_some_and(|owner| owner.starts_with(char::is_uppercase)) {
            continue;
        }
        let number = match (named.get(1), named.get(2)) {
            (Some(kind), Some(label)) => format!("{} {}", kind.as_str(), label.as_str()),
            _ => named.get(3).or(named.get(4)).map_or(String::new(), |number| number.as_str().to_owned()),
        };
        if !number.is_empty() && !found.contains(&number) {
            found.push(number);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_named_as_sections_are_numbered() {
        for (text, expected) in [
            ("The intervals are in Annex B (see also Annex B).", vec!["Annex B"]),
            ("As laid down in section 4.2 and Clause 12.", vec!["4.2", "12"]),
            ("Schedule 2 and Part IV apply.", vec!["Schedule 2", "Part IV"]),
            ("See section 4.2 of the Supplier Standard and section 3 of this policy.", vec!["3"]),
            ("In particular this section applies to Annexes and parts.", vec![]),
        ] {
            assert_eq!(references(text), expected, "{text}");
        }
    }
}
