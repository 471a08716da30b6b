//! How good the judgement of the product is, on labelled sets.

mod figures;
mod pii;
mod quotes;
mod verdicts;

use std::path::PathBuf;

use crate::checkout::Checkout;
use crate::failure::Outcome;

/// What can be measured.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Subject {
    /// Verdicts on these sets; where none is named, on all that are there. With this second reader, if one is named.
    Verdicts(Vec<PathBuf>, Option<String>),
    /// Finding personal data.
    Pii,
}

/// Measures and prints.
pub(crate) fn run(checkout: &Checkout, subject: &Subject) -> Outcome {
    match subject {
        Subject::Verdicts(sets, reader) => verdicts::run(checkout, sets, reader.as_deref()),
        Subject::Pii => pii::run(checkout),
    }
}
