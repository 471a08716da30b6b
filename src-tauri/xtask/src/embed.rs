//! The vectors of the criteria, and their hash in the manifest of the models.

use std::process::Command;

use crate::checkout::{Checkout, Profile};
use crate::failure::Outcome;
use crate::{build_program, checksum, child, disk, setup};

/// Works them out with the dev build, writes them and pins them.
pub(crate) fn run(checkout: &Checkout) -> Outcome {
    setup::run(checkout, setup::Purpose::Test)?;
    build_program(checkout, Profile::Dev)?;
    let manifest_path = checkout.root.join("models/manifest.json");
    let mut manifest = disk::read_json(&manifest_path)?;
    let entry = &mut manifest["criterion_vectors"];
    let Some(file) = entry["file"].as_str().map(|name| checkout.root.join("models").join(name)) else {
        return Err(format!("{} names no criterion_vectors", manifest_path.display()).into());
    };
    if let Some(folder) = file.parent() {
        disk::create_folder(folder)?;
    }
    let mut program = Command::new(checkout.program(Profile::Dev));
    program.args(["criteria", "--vectors"]).arg(&file);
    child::run(program.env("HOLDFAST_RESOURCES", checkout.resources(Profile::Dev)))?;
    entry["sha256"] = checksum::sha256(&disk::read(&file)?).into();
    let text = serde_json::to_string_pretty(&manifest).map_err(|error| error.to_string())?;
    disk::write(&manifest_path, format!("{text}\n"))
}
