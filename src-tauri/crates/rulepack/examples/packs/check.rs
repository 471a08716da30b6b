//! Every file of every pack against its schema, and every pack against its signature.

use crate::folder::{SCHEMAS, files, packs};
use holdfast_rulepack::{DoraPack, MANIFEST, Manifest, PackError, PackFiles, SIGNATURE, TrustedKeys};
use holdfast_rulepack::{read_calendars, read_penalties, read_scenarios, read_tasks};
use jsonschema::Validator;
use serde_json::Value;
use std::path::Path;

/// What is wrong with the packs of a folder, one line each.
pub(crate) fn findings(root: &Path, keys: &TrustedKeys) -> Result<Vec<String>, String> {
    let mut findings = Vec::new();
    for (pack, folder) in packs(root)? {
        let files = files(&folder)?;
        for (name, bytes) in &files {
            let found = against_schema(&root.join(SCHEMAS), name, bytes)?;
            findings.extend(found.into_iter().map(|finding| format!("{pack}/{name}{finding}")));
        }
        findings.extend(content(&pack, &files).err().map(|error| format!("{pack}: {error}")));
        findings.extend(seal(&pack, &files, keys).err().map(|reason| {
            format!("{pack}: {reason}; after a deliberate change raise the version and run `cargo xtask sign-packs`")
        }));
    }
    Ok(findings)
}

/// The schema of `criteria.jsonl`, line by line, and of `criteria.json` is `schema/criteria.json`.
fn against_schema(schemas: &Path, name: &str, bytes: &[u8]) -> Result<Vec<String>, String> {
    let stem = if name == SIGNATURE { "signature" } else { name.split('.').next().unwrap_or(name) };
    let Ok(schema) = std::fs::read(schemas.join(format!("{stem}.json"))) else {
        return Ok(vec![format!(": there is no {SCHEMAS}/{stem}.json")]);
    };
    let schema: Value = serde_json::from_slice(&schema).map_err(|error| format!("{SCHEMAS}/{stem}.json: {error}"))?;
    let validator = jsonschema::draft202012::options().should_validate_formats(true).build(&schema);
    let validator = validator.map_err(|error| format!("{SCHEMAS}/{stem}.json: {error}"))?;
    let mut findings = Vec::new();
    if name.ends_with(".jsonl") {
        let lines = bytes.split(|&byte| byte == b'\n').enumerate().filter(|(_, line)| !line.is_empty());
        for (at, line) in lines {
            findings.extend(one(&validator, line).map(|finding| format!(":{}{finding}", at + 1)));
        }
    } else {
        findings.extend(one(&validator, bytes));
    }
    Ok(findings)
}

fn one(validator: &Validator, bytes: &[u8]) -> impl Iterator<Item = String> {
    let found = match serde_json::from_slice::<Value>(bytes) {
        Err(error) => vec![format!(": {error}")],
        Ok(value) => {
            let errors = validator.iter_errors(&value);
            errors.map(|error| format!(": {error} at {}", error.instance_path())).collect()
        }
    };
    found.into_iter()
}

/// Reads the pack as the program does.
fn content(pack: &str, files: &PackFiles) -> Result<(), PackError> {
    Manifest::read(files)?;
    match pack {
        "dora" => DoraPack::read(files, String::new()).map(drop),
        "scenarios" => read_scenarios(files).map(drop),
        "penalties" => read_penalties(files).map(drop),
        "tasks" => read_tasks(files).map(drop),
        "calendars" => read_calendars(files).map(drop),
        _ => Err(PackError::MissingFile(format!("reader of {pack}"))),
    }
}

fn seal(pack: &str, files: &PackFiles, keys: &TrustedKeys) -> Result<(), String> {
    keys.signer(files).map_err(|error| error.to_string())?;
    let manifest = Manifest::read(files).map_err(|error| format!("{MANIFEST}: {error}"))?;
    manifest.check(pack, files, &files.keys().cloned().collect()).map_err(|error| error.to_string())
}
