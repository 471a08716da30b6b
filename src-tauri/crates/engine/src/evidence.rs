//! From a piece of a passage to a quote with its place.

use crate::analysis::Analysed;
use holdfast_domain::{Evidence, Passage, Span};

/// A byte range of the text of a passage as evidence.
pub(crate) fn evidence(
    analysed: &Analysed,
    passage: usize,
    text: &str,
    (start, end): (usize, usize),
    score: f64,
) -> Option<Evidence> {
    let passage: &Passage = analysed.document.passages.get(passage)?;
    let quote = text.get(start..end)?;
    let before = text.get(..start)?.chars().count();
    let span = Span { start: passage.span.start + before, end: passage.span.start + before + quote.chars().count() };
    let pages = &analysed.document.pages;
    let page = pages.iter().find(|page| page.span.start <= span.start && span.start < page.span.end);
    Some(Evidence {
        document: analysed.row.id.clone(),
        file: analysed.row.file.clone(),
        page: page.map(|page| page.number).or(passage.page),
        start: span.start,
        end: span.end,
        quote: quote.to_owned(),
        headings: passage.headings.clone(),
        score,
        recognised: passage.recognised,
    })
}
