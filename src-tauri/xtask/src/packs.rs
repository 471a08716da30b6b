//! Rule packs: their key, their signatures, and whether they keep their schemas. The work is done by an example program of
//! the crate that reads packs, so that signing and reading cannot drift apart.

use std::path::{Path, PathBuf};

use crate::checkout::Checkout;
use crate::child;
use crate::failure::Outcome;

/// Makes a private key; the file must not exist.
pub(crate) fn make_key(checkout: &Checkout, file: &Path) -> Outcome {
    run(checkout, &["key".into(), here(file)?])
}

/// Writes manifest and signature of every pack.
pub(crate) fn sign(checkout: &Checkout, key: &Path) -> Outcome {
    run(checkout, &["sign".into(), here(key)?, folder(checkout)])
}

/// Every pack against its schemas and its signature.
pub(crate) fn check(checkout: &Checkout) -> Outcome {
    run(checkout, &["check".into(), folder(checkout)])
}

fn folder(checkout: &Checkout) -> PathBuf {
    checkout.root.join("rulepacks")
}

/// A path as the user meant it; the example runs at the root of the repository.
fn here(file: &Path) -> Outcome<PathBuf> {
    let here = std::env::current_dir().map_err(|error| format!("the current folder cannot be read: {error}"))?;
    Ok(here.join(file))
}

fn run(checkout: &Checkout, arguments: &[PathBuf]) -> Outcome {
    let mut cargo = checkout.cargo();
    cargo.args(["run", "--quiet", "--locked", "--package", "holdfast-rulepack", "--example", "packs", "--"]);
    child::run(cargo.args(arguments))
}
