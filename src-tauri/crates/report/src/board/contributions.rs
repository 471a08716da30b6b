//! Which gaps the worst years owe their loss to.

use super::BoardInput;
use crate::tree::{Block, Cell, Column, ColumnKind};
use holdfast_risk::RequirementShare;

/// Rows of the table.
const ROWS: usize = 12;

/// The gaps by what they add to the 99 % expected shortfall; nothing where no gap adds anything.
pub(super) fn blocks(input: &BoardInput<'_>) -> Vec<Block> {
    let all = &input.risk.requirements;
    let shown = all.get(..ROWS).unwrap_or(all);
    if shown.is_empty() {
        return Vec::new();
    }
    let title = |share: &RequirementShare| {
        let found = input.assessment.requirements.iter().find(|requirement| requirement.id == share.id);
        found.map_or_else(String::new, |requirement| requirement.title.clone())
    };
    let rows = shown.iter().map(|share| {
        vec![
            Cell::text(share.id.as_str()),
            Cell::text(title(share)),
            Cell::money(share.expected_shortfall),
            Cell::money(share.standard_error),
            Cell::share(share.share),
        ]
    });
    let rest = match all.len() - shown.len() {
        0 => String::new(),
        rest => format!(" {rest} more add less."),
    };
    vec![
        Block::heading(2, "Which gaps the worst years owe their loss to"),
        Block::paragraph(format!(
            "What closing all gaps would take off the worst 1% of years, split over the gaps (Euler allocation). What is left \
             of that loss would remain with every gap closed.{rest}"
        )),
        Block::Table {
            caption: "Gaps by what they add to the 99% expected shortfall".into(),
            columns: vec![
                Column::new("Requirement", ColumnKind::Text),
                Column::new("Subject", ColumnKind::Text),
                Column::new("In the worst 1%", ColumnKind::Figure),
                Column::new("Standard error", ColumnKind::Figure),
                Column::new("Share", ColumnKind::Figure),
            ],
            rows: rows.collect(),
        },
    ]
}
