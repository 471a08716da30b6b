//! Runs the binary and reads what it says.

use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use tempfile::TempDir;

/// A workspace of its own for one test.
pub(crate) struct Program {
    pub(crate) scratch: TempDir,
}

/// What a command said.
#[derive(Debug)]
pub(crate) struct Said {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Said {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }
}

impl Program {
    pub(crate) fn new() -> Self {
        Self { scratch: tempfile::tempdir().unwrap() }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.scratch.path().join(name)
    }

    /// The command with workspace and passphrase of this test.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(binary());
        command.args(arguments).current_dir(self.scratch.path()).stdin(std::process::Stdio::null());
        command.env("HOLDFAST_WORKSPACE", self.path("workspace")).env("HOLDFAST_PASSPHRASE", "correct horse battery");
        command.env("TMPDIR", self.scratch.path()).env_remove("COLUMNS");
        command.env_remove("HOLDFAST_RULEPACKS").env_remove("HOLDFAST_ALLOW_UNSIGNED_PACKS");
        command
    }

    pub(crate) fn say(&self, arguments: &[&str]) -> Said {
        said(self.command(arguments).output().unwrap())
    }

    /// Runs the main job over a folder; `--json`.
    pub(crate) fn run(&self, folder: &Path) -> Said {
        let out = self.path("reports");
        self.say(&["run", folder.to_str().unwrap(), "--json", "--out", out.to_str().unwrap(), "--iterations", "20000"])
    }

    /// A folder with these fixture documents.
    pub(crate) fn folder(&self, name: &str, documents: &[&str]) -> PathBuf {
        let folder = self.path(name);
        std::fs::create_dir_all(&folder).unwrap();
        for document in documents {
            std::fs::copy(fixtures().join(document), folder.join(document)).unwrap();
        }
        folder
    }
}

pub(crate) fn said(output: Output) -> Said {
    Said {
        code: output.status.code().unwrap_or(-1),
        out: String::from_utf8_lossy(&output.stdout).into_owned(),
        err: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

/// The binary under test.
pub(crate) fn binary() -> PathBuf {
    let named = std::env::var_os("HOLDFAST_BIN").map(PathBuf::from);
    named.expect("HOLDFAST_BIN names no binary: run the tests with `cargo xtask test`")
}

/// Documents of the sample set.
pub(crate) fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/brackwater/documents")
}

/// Names of the sample documents, sorted.
pub(crate) fn fixture_names() -> Vec<String> {
    let entries = std::fs::read_dir(fixtures()).unwrap();
    let mut names: Vec<String> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// Three documents of different formats that read quickly.
pub(crate) const FEW: [&str; 3] = [
    "BW-CTR-12_Cloud_Master_Services_Agreement_excerpt.pdf",
    "BW-ICT-09_backup_and_recovery_standard_v3.1.txt",
    "BW-ICT-10 Resilience Testing Programme v2.0.docx",
];

/// Content and time of every file under a folder.
pub(crate) fn snapshot(folder: &Path) -> BTreeMap<PathBuf, (Vec<u8>, std::time::SystemTime)> {
    let mut found = BTreeMap::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let entry = entry.unwrap();
            let kind = entry.file_type().unwrap();
            if kind.is_dir() {
                open.push(entry.path());
            } else if kind.is_file() {
                let time = entry.metadata().unwrap().modified().unwrap();
                found.insert(entry.path(), (std::fs::read(entry.path()).unwrap(), time));
            }
        }
    }
    found
}

/// Whether a program is on this machine; says so where a part of a test is left out.
pub(crate) fn has(program: &str) -> bool {
    let found = Command::new(program).arg("--version").output().is_ok();
    if !found {
        eprintln!("{program} is not installed: the part of the test that needs it is left out");
    }
    found
}
