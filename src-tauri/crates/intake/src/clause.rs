//! Clauses: the pieces that people cite and compare, by number and heading.

use crate::assemble::Placed;
use crate::block::BlockKind;
use crate::heading;
use crate::roles::Role;
use holdfast_domain::{Clause, Span};

/// Cuts a document at its headings and numbered paragraphs.
pub(crate) fn clauses(placed: &[Placed]) -> Vec<Clause> {
    let mut clauses: Vec<Clause> = Vec::new();
    for placed in placed {
        let text = &placed.block.text;
        let number = match placed.block.kind {
            BlockKind::Heading(_) => Some(heading::numbered(text).map_or("", |found| found.number)),
            BlockKind::Title => Some(""),
            // A list label is no clause; `4.2 The Board ...` is one.
            BlockKind::Paragraph | BlockKind::Item => heading::numbered(text)
                .filter(|found| found.depth > 1 && !found.rest.is_empty())
                .map(|found| found.number),
            _ => None,
        };
        match (number, clauses.last_mut()) {
            (None, Some(open)) => open.span.end = placed.span.end,
            (None, None) if placed.role == Role::FrontMatter => {}
            (number, _) => clauses.push(Clause {
                number: number.unwrap_or_default().to_owned(),
                heading: placed.headings.last().map(|heading| heading.to_owned()).unwrap_or_default(),
                span: Span { start: placed.span.start, end: placed.span.end },
            }),
        }
    }
    clauses
}
