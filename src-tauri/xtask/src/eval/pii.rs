//! Precision and recall of finding personal data, by kind, on the marked documents of the repository.

use crate::checkout::Checkout;
use crate::child;
use crate::failure::Outcome;

/// Measures the release build of the rules: on the half that they were written with and on the half that came after.
pub(super) fn run(checkout: &Checkout) -> Outcome {
    let mut cargo = checkout.cargo();
    cargo.args(["run", "--quiet", "--release", "--locked", "--package", "holdfast-pii", "--example", "measure", "--"]);
    cargo.arg(checkout.root.join("tests/fixtures/pii"));
    child::run(&mut cargo)
}
