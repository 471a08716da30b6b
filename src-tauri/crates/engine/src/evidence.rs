//! From a piece of a passage to a quote with its place.

use crate::assess::digest;
use holdfast_domain::{Document, Evidence, Passage, Span};
use holdfast_ports::DocumentRow;

/// A byte range of the text of a passage as evidence.
pub(crate) fn evidence(
    row: &DocumentRow,
    document: &Document,
    passage: usize,
    text: &str,
    (start, end): (usize, usize),
    score: f64,
) -> Option<Evidence> {
    let passage: &Passage = document.passages.get(passage)?;
    let quote = text.get(start..end)?;
    let before = text.get(..start)?.chars().count();
    let span = Span { start: passage.span.start + before, end: passage.span.start + before + quote.chars().count() };
    let page = document.pages.iter().find(|page| page.span.start <= span.start && span.start < page.span.end);
    Some(Evidence {
        document: row.id.clone(),
        file: row.file.clone(),
        page: page.map(|page| page.number).or(passage.page),
        start: span.start,
        end: span.end,
        quote: quote.to_owned(),
        passage: digest(text),
        masked: 0,
        headings: passage.headings.clone(),
        score,
        recognised: passage.recognised,
    })
}
