//! The static checks, quickest first; the first that fails ends the task.

use crate::checkout::Checkout;
use crate::failure::Outcome;
use crate::{child, packs, setup, tidy};

pub(crate) fn run(checkout: &Checkout) -> Outcome {
    setup::run(checkout, setup::Purpose::Build)?;
    child::run(checkout.cargo().args(["fmt", "--all", "--check"]))?;
    tidy::run(checkout)?;
    packs::check(checkout)?;
    child::run(checkout.cargo().args(["clippy", "--workspace", "--all-targets", "--locked", "--", "-D", "warnings"]))?;
    if child::succeeds("cargo-deny", &["--version"]) {
        // Advisories need the network and change without a commit, so they are not part of this verdict.
        child::run(checkout.cargo().args(["deny", "--log-level", "error", "check", "licenses", "bans", "sources"]))?;
    } else {
        println!("cargo-deny is not installed: licences and sources were not checked");
    }
    Ok(())
}
