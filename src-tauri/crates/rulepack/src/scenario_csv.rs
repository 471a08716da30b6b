//! Scenarios as a table for spreadsheets: RFC 4180, UTF-8, commas between fields, points in numbers.
//!
//! One row a scenario, with its first control; a row for each further control follows, with nothing but `id` and the
//! fields of the control filled. What [`write_scenarios`] writes, [`read_scenario_table`] reads back exactly. Insurance,
//! shocks and correlation have no place in the table.

mod read;
mod write;

pub use read::{TableError, read_scenario_rows, read_scenario_table};
pub use write::{scenario_rows, write_scenarios};

/// The fields of the head, in the order they are written; a table may order them otherwise and leave out those it does
/// not fill.
pub const SCENARIO_FIELDS: [&str; 33] = [
    "id",
    "title",
    "description",
    "source",
    "frequency",
    "rate",
    "rate_low",
    "rate_mode",
    "rate_high",
    "size",
    "probability",
    "severity",
    "mu",
    "sigma",
    "low",
    "mode",
    "high",
    "shape",
    "scale",
    "losses",
    "tail_threshold",
    "tail_shape",
    "tail_scale",
    "cap",
    "deductible",
    "requirement",
    "control",
    "prevents_events_low",
    "prevents_events_mode",
    "prevents_events_high",
    "prevents_loss_low",
    "prevents_loss_mode",
    "prevents_loss_high",
];

/// Stands between the losses of the kind `empirical`.
const BETWEEN: char = '|';

/// Whether a spreadsheet might take a text that starts like this for a formula; the mark in front of such a text is one
/// of them, so that taking it off gives every text back.
fn looks_active(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r', MARK])
}

/// Stands before a text that looks active.
const MARK: char = '\'';

#[cfg(test)]
mod tests;
