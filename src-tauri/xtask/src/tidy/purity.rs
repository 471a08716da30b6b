//! Layers 0 and 1 are pure: no files, no network, no clock, no async, no global random source. The same input gives
//! the same bytes, which stage keys and replays rely on.

use super::edges::{self, Layer};
use super::{Finding, Repository};

/// Modules of `std` that reach outside, however they are imported.
const IMPURE_MODULES: [&str; 4] = ["fs", "net", "env", "process"];

/// Other text that has no place in pure code.
const IMPURE_TEXT: [&str; 5] = ["SystemTime::now", "Instant::now", "tokio", "thread_rng", "rand::rng("];

pub(super) fn findings(repository: &Repository) -> Vec<Finding> {
    let pure = |name: &str| edges::layer(name).is_some_and(|layer| layer <= Layer::Engine);
    let mut findings = Vec::new();
    for member in repository.crates.iter().filter(|member| pure(&member.name)) {
        let source = format!("{}/src/", member.folder);
        for (path, text) in repository.files.iter().filter(|(path, _)| path.starts_with(&source)) {
            let Some(text) = text.as_deref().filter(|_| path.ends_with(".rs") && !is_test_file(path)) else { continue };
            for (line, message) in impurities(text) {
                findings.push(Finding::new(format!("{path}:{line}"), message));
            }
        }
    }
    findings
}

fn is_test_file(path: &str) -> bool {
    path.ends_with("/tests.rs") || path.contains("/tests/") || path.contains("/benches/")
}

/// Line numbers and what is wrong there.
fn impurities(text: &str) -> Vec<(usize, String)> {
    let code = product_code(text);
    let mut found = Vec::new();
    for (number, line) in code.lines().enumerate() {
        let module = IMPURE_MODULES.iter().map(|module| format!("std::{module}")).find(|path| mentions(line, path));
        let other = IMPURE_TEXT.iter().map(ToString::to_string).find(|needle| mentions(line, needle));
        found.extend(module.or(other).map(|what| (number + 1, format!("pure code mentions `{what}`"))));
    }
    for (offset, _) in code.match_indices("std::{") {
        let number = code[..offset].matches('\n').count() + 1;
        let members = first_segments(&code[offset + "std::{".len()..]);
        let impure = members.iter().filter(|member| IMPURE_MODULES.contains(&member.as_str()));
        found.extend(impure.map(|module| (number, format!("pure code mentions `std::{module}`"))));
    }
    found.sort();
    found
}

/// The text with comments blanked and test items dropped; line numbers stay.
fn product_code(text: &str) -> String {
    let mut code = String::with_capacity(text.len());
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        if line.trim_start().starts_with("#[cfg(test)]") {
            // `mod tests;` has its code elsewhere; an inline module runs, by convention, to the end of the file.
            if lines.peek().is_some_and(|next| !next.trim_end().ends_with(';')) {
                break;
            }
            lines.next();
            code.push_str("\n\n");
            continue;
        }
        // A `//` inside a string, as in a web address, is not a comment: it follows a colon.
        let comment = line.match_indices("//").map(|(at, _)| at).find(|at| !line[..*at].ends_with(':'));
        code.push_str(&line[..comment.unwrap_or(line.len())]);
        code.push('\n');
    }
    code
}

/// Whether the needle occurs as whole words.
fn mentions(line: &str, needle: &str) -> bool {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let bounded_at = |at: usize| {
        let (before, after) = (line[..at].chars().next_back(), line[at + needle.len()..].chars().next());
        !before.is_some_and(is_word) && (needle.ends_with('(') || !after.is_some_and(is_word))
    };
    line.match_indices(needle).any(|(at, _)| bounded_at(at))
}

/// The first path segment of each member of a `use` group whose opening brace was just read.
fn first_segments(group: &str) -> Vec<String> {
    let (mut depth, mut members, mut current) = (0_usize, Vec::new(), String::new());
    for c in group.chars() {
        match c {
            '}' if depth == 0 => break,
            ',' if depth == 0 => members.push(std::mem::take(&mut current)),
            '{' => depth += 1,
            '}' => depth -= 1,
            _ if depth == 0 => current.push(c),
            _ => {}
        }
    }
    members.push(current);
    let first =
        |member: &String| member.split("::").next().and_then(|s| s.split_whitespace().next()).map(str::to_owned);
    members.iter().filter_map(first).collect()
}
