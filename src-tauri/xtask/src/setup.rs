//! What a bare machine needs before the first build.

mod debian;
mod library;

use crate::checkout::Checkout;
use crate::failure::Outcome;

pub(crate) use library::Library;

/// What the machine is set up for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Purpose {
    /// Building and running the product.
    Build,
    /// Building, and checking the product against other programs.
    Test,
}

/// Checks everything and puts right what is missing; a machine that has it all is asked a few versions and no more.
pub(crate) fn run(checkout: &Checkout, purpose: Purpose) -> Outcome {
    println!("target folder: {}", checkout.target.display());
    debian::ensure(purpose)?;
    Library::pinned(checkout)?.iter().try_for_each(Library::ensure)
}
