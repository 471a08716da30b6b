//! How good the judgement of the product is, on labelled sets.

mod pii;

use crate::checkout::Checkout;
use crate::failure::Outcome;

/// What can be measured.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Subject {
    /// Finding personal data.
    Pii,
}

/// Measures and prints.
pub(crate) fn run(checkout: &Checkout, subject: &Subject) -> Outcome {
    match subject {
        Subject::Pii => pii::run(checkout),
    }
}
