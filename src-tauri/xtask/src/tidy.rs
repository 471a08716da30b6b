//! The architecture, checked: what may depend on what, what pure crates must not mention, and what stays out of the
//! repository. The rules are functions over a [`Repository`] read once, so each is tested without a build.

mod edges;
mod purity;
mod tree;

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;
use std::process::Command;

use crate::checkout::Checkout;
use crate::child;
use crate::failure::Outcome;

/// What the rules look at.
#[derive(Default)]
struct Repository {
    crates: Vec<Crate>,
    /// Every file of the repository by its path from the root; `None` for what is not text.
    files: BTreeMap<String, Option<String>>,
}

struct Crate {
    name: String,
    /// From the root, without a slash at the end.
    folder: String,
    dependencies: Vec<Dependency>,
}

struct Dependency {
    name: String,
    kind: Kind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Needed to build the product: a normal or a build dependency.
    Product,
    /// Needed by tests, examples and benchmarks.
    Development,
}

/// One broken rule at one place.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Finding {
    place: String,
    message: String,
}

impl Finding {
    fn new(place: impl Into<String>, message: impl Into<String>) -> Self {
        Self { place: place.into(), message: message.into() }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.message)
    }
}

/// Prints every finding; any finding fails the task.
pub(crate) fn run(checkout: &Checkout) -> Outcome {
    let repository = Repository::read(checkout)?;
    let findings = findings(&repository);
    for finding in &findings {
        println!("{finding}");
    }
    if findings.is_empty() {
        println!("tidy: {} crates and {} files keep the rules", repository.crates.len(), repository.files.len());
        return Ok(());
    }
    Err(format!("tidy found {}", findings.len()).into())
}

fn findings(repository: &Repository) -> Vec<Finding> {
    let mut findings = edges::findings(&repository.crates);
    findings.extend(purity::findings(repository));
    findings.extend(tree::findings(repository));
    findings.sort();
    findings
}

impl Repository {
    fn read(checkout: &Checkout) -> Outcome<Self> {
        let mut metadata = checkout.cargo();
        let metadata = child::output(metadata.args(["metadata", "--no-deps", "--format-version", "1"]))?;
        let metadata: serde_json::Value =
            serde_json::from_str(&metadata).map_err(|error| format!("`cargo metadata` printed no JSON: {error}"))?;
        // New files count before they are added, ignored ones never do.
        let mut list = Command::new("git");
        list.current_dir(&checkout.root).args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"]);
        let list = child::output(&mut list)?;
        let present =
            list.split('\0').filter(|path| !path.is_empty()).filter(|path| checkout.root.join(path).is_file());
        let files = present.map(|path| (path.to_owned(), std::fs::read_to_string(checkout.root.join(path)).ok()));
        Ok(Self { crates: crates(&metadata, &checkout.root), files: files.collect() })
    }
}

/// The packages of `cargo metadata --no-deps`.
fn crates(metadata: &serde_json::Value, root: &Path) -> Vec<Crate> {
    let packages = metadata["packages"].as_array().map(Vec::as_slice).unwrap_or_default();
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    let read = |package: &serde_json::Value| {
        let dependencies = package["dependencies"].as_array().map(Vec::as_slice).unwrap_or_default();
        let manifest = text(&package["manifest_path"]);
        let folder = Path::new(&manifest).parent().and_then(|folder| folder.strip_prefix(root).ok());
        Crate {
            name: text(&package["name"]),
            folder: folder.unwrap_or(Path::new("")).to_string_lossy().into_owned(),
            dependencies: dependencies
                .iter()
                .map(|dependency| Dependency {
                    name: text(&dependency["name"]),
                    kind: if dependency["kind"] == "dev" { Kind::Development } else { Kind::Product },
                })
                .collect(),
        }
    };
    packages.iter().map(read).collect()
}

#[cfg(test)]
mod tests;
