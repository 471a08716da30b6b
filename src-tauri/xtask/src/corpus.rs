//! Many files through the worker pool of the release profile: as they are, or damaged at random.

use std::path::Path;

use crate::checkout::{Checkout, Profile};
use crate::failure::Outcome;
use crate::{child, setup, stage};

/// Reads every file under the folder, and its PDF files through `pdftotext` in the same run.
pub(crate) fn read(checkout: &Checkout, folder: &Path) -> Outcome {
    run(checkout, &["read".into(), folder.display().to_string()])
}

/// Reads damaged copies of the files for so many seconds. Inputs that cost a worker are kept in the target folder.
pub(crate) fn fuzz(checkout: &Checkout, folder: &Path, seconds: u64) -> Outcome {
    // A new seed every day, and the same one on the same day, so that a find can be had again.
    let day = std::time::SystemTime::UNIX_EPOCH.elapsed().map_or(0, |since| since.as_secs() / 86_400);
    println!("seed {day}");
    run(checkout, &["fuzz".into(), seconds.to_string(), day.to_string(), folder.display().to_string()])
}

fn run(checkout: &Checkout, arguments: &[String]) -> Outcome {
    setup::run(checkout, setup::Purpose::Test)?;
    stage::run(checkout, Profile::Release)?;
    let mut cargo = checkout.cargo();
    cargo.args([
        "run",
        "--quiet",
        "--release",
        "--locked",
        "--package",
        "holdfast-intake",
        "--example",
        "corpus",
        "--",
    ]);
    cargo.args(arguments);
    cargo.env("HOLDFAST_RESOURCES", checkout.resources(Profile::Release));
    cargo.env("CORPUS_KEEP", checkout.target.join("fuzz"));
    child::run(&mut cargo)
}
