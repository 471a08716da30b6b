//! Every test, against a dev build that has its resources beside it.

use crate::checkout::{Checkout, Profile};
use crate::failure::Outcome;
use crate::{build_program, child, setup};

/// Runs the tests of the workspace; the last lines are those of `cargo test`.
pub(crate) fn run(checkout: &Checkout, filters: &[String]) -> Outcome {
    setup::run(checkout, setup::Purpose::Test)?;
    build_program(checkout, Profile::Dev)?;
    let mut test = checkout.cargo();
    test.args(["test", "--workspace", "--locked"]);
    test.env("HOLDFAST_RESOURCES", checkout.resources(Profile::Dev))
        .env("HOLDFAST_BIN", checkout.program(Profile::Dev));
    if !filters.is_empty() {
        test.arg("--").args(filters);
    }
    child::run(&mut test)
}
