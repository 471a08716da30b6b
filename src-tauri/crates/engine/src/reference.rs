//! The passages of a document that a text of it refers to.

use holdfast_domain::{Document, Section};
use holdfast_mapping::references;

/// Passages of one part that are looked at: an annex may be a book.
const PART_PASSAGES: usize = 12;

/// Positions of the passages in the parts that a text of this document names, such as `Annex B` or `section 4.2`.
pub(crate) fn referred<'d>(document: &'d Document, text: &str) -> impl Iterator<Item = usize> + 'd {
    let named = references(text);
    let is_named = move |section: &&Section| named.iter().any(|name| name.eq_ignore_ascii_case(&section.number));
    document.sections.iter().filter(is_named).flat_map(move |section| {
        let inside = |start: usize| section.span.start <= start && start < section.span.end;
        let passages = document.passages.iter().enumerate();
        passages.filter(move |(_, passage)| inside(passage.span.start)).map(|(at, _)| at).take(PART_PASSAGES)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use holdfast_domain::{Format, Passage, PassageKind, Span, Standing};

    #[test]
    fn the_passages_of_a_named_part_are_found() {
        let section = |number: &str, start, end| Section {
            heading: String::new(),
            number: number.into(),
            level: 1,
            span: Span { start, end },
        };
        let passage = |start| Passage {
            span: Span { start, end: start + 5 },
            page: None,
            headings: Vec::new(),
            kind: PassageKind::Body,
            columns: None,
            recognised: None,
        };
        let document = Document {
            format: Format::Markdown,
            title: String::new(),
            standing: Standing::InForce,
            control: Default::default(),
            language: None,
            text: "x".repeat(60),
            pages: Vec::new(),
            scanned: Vec::new(),
            sections: vec![section("1", 0, 20), section("Annex B", 20, 40), section("Annex C", 40, 60)],
            clauses: Vec::new(),
            tables: Vec::new(),
            passages: [2, 22, 30, 45].map(passage).to_vec(),
            diagnostics: Vec::new(),
        };
        let found = |text: &str| referred(&document, text).collect::<Vec<_>>();
        assert_eq!(found("How often is in annexes; see Annex B."), [1, 2]);
        assert_eq!(found("See section 1 and Annex C."), [0, 3]);
        assert!(found("See section 9.").is_empty());
    }
}
