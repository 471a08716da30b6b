//! What every file keeps to, and which names stand at the top.

use super::{Finding, Repository};

const MAX_LINES: usize = 600;

const TOP_LEVEL: &[&str] = &[
    "Cargo.toml",
    "Cargo.lock",
    "src-tauri",
    "ui",
    "models",
    "rulepacks",
    "migrations",
    "installers",
    "tests",
    "docs",
    "README.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "SECURITY.md",
    "deny.toml",
    "clippy.toml",
    "rustfmt.toml",
    "rust-toolchain.toml",
    "package.json",
    "package-lock.json",
];

/// `LICENSE-MIT` is as good as `LICENSE`; dot-files configure tools.
const TOP_LEVEL_PREFIXES: [&str; 3] = ["LICENSE", "NOTICE", "."];

pub(super) fn findings(repository: &Repository) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, text) in &repository.files {
        let top = path.split('/').next().unwrap_or(path);
        if !TOP_LEVEL.contains(&top) && !TOP_LEVEL_PREFIXES.iter().any(|prefix| top.starts_with(prefix)) {
            findings.push(Finding::new(path, "is not one of the top-level names of the architecture"));
        }
        let Some(text) = text else { continue };
        if !path.ends_with(".lock") && !path.ends_with("package-lock.json") {
            findings.extend(lines_with(path, text, &machine_paths(), "a path of one machine"));
        }
        if is_source(path) {
            let lines = text.lines().count();
            if lines > MAX_LINES {
                findings.push(Finding::new(path, format!("has {lines} lines, {MAX_LINES} are allowed")));
            }
            findings.extend(lines_with(path, text, &open_ends(), "unfinished work or a test that does not run"));
        }
    }
    for member in &repository.crates {
        let root = format!("{}/src/lib.rs", member.folder);
        if let Some(Some(text)) = repository.files.get(&root)
            && !text.starts_with("//!")
        {
            findings.push(Finding::new(root, "does not open with what the crate is (`//!`)"));
        }
    }
    findings
}

fn is_source(path: &str) -> bool {
    let generated = path.contains("/gen/");
    !generated && [".rs", ".ts", ".tsx"].iter().any(|ending| path.ends_with(ending))
}

// The needles are put together at run time, so that this file does not find itself.
fn machine_paths() -> Vec<String> {
    ["work", "root", "farm"].iter().map(|folder| format!("/{folder}/")).collect()
}

fn open_ends() -> Vec<String> {
    [["TO", "DO"], ["FIX", "ME"], ["todo", "!("], ["unimplemented", "!("], ["#[", "ignore"]]
        .map(|parts| parts.concat())
        .to_vec()
}

fn lines_with(path: &str, text: &str, needles: &[String], what: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (number, line) in text.lines().enumerate() {
        if let Some(needle) = needles.iter().find(|needle| line.contains(needle.as_str())) {
            findings.push(Finding::new(format!("{path}:{}", number + 1), format!("`{needle}`: {what}")));
        }
    }
    findings
}
