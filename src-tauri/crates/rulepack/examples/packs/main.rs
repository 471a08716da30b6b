//! Makes a signing key, signs rule packs, and checks them: `cargo xtask pack-key`, `sign-packs` and `lint` call this.
#![allow(clippy::print_stdout, clippy::print_stderr)]

mod check;
mod folder;
mod sign;

use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let done = match words.as_slice() {
        ["key", file] => sign::make_key(Path::new(file)),
        ["sign", key, packs] => sign::sign(Path::new(key), Path::new(packs)),
        ["check", packs] => check(Path::new(packs)),
        _ => Err("usage: packs key FILE | sign KEY-FILE FOLDER | check FOLDER".into()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("packs: {message}");
            ExitCode::FAILURE
        }
    }
}

fn check(packs: &Path) -> Result<(), String> {
    let findings = check::findings(packs, &holdfast_rulepack::TrustedKeys::shipped())?;
    for finding in &findings {
        println!("{finding}");
    }
    if !findings.is_empty() {
        return Err(format!("{} findings", findings.len()));
    }
    println!("packs: every pack keeps its schema and is signed");
    Ok(())
}
