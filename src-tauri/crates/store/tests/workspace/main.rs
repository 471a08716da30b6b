//! The workspace as the application and the operating system see it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, unreachable_pub, missing_docs)]

mod backup;
mod crash;
mod keeping;
mod secrecy;

use holdfast_crypto::{KdfParams, Passphrase, sha256_hex};
use holdfast_domain::DocumentId;
use holdfast_ports::{Change, DocumentRow, Entry, StageRow};
use holdfast_store::Workspace;
use serde_json::json;
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    time::SystemTime,
};

pub const CHEAP: KdfParams = KdfParams { memory_kib: 8, passes: 1, lanes: 1 };

pub fn passphrase() -> Passphrase {
    Passphrase::new("correct horse battery staple".to_owned())
}

pub fn created(dir: &Path) -> Workspace {
    Workspace::create_with(dir, &passphrase(), CHEAP).unwrap()
}

pub fn entry() -> Vec<Entry> {
    vec![Entry { topic: "dora.test.happened", payload: json!({"figure": 1}) }]
}

pub fn change<'a>() -> Change<'a> {
    Change { at: "2026-11-24T08:00:00Z", actor: "tester", entries: entry(), ..Change::default() }
}

pub fn document(file: &str, content: &[u8], blob: String) -> DocumentRow {
    let sha256 = sha256_hex(content);
    DocumentRow {
        id: DocumentId::new(format!("doc-{}", &sha256[..16])),
        sha256,
        file: file.to_owned(),
        bytes: content.len() as u64,
        blob,
        intake_key: "k1".to_owned(),
        title: String::new(),
        previous: None,
    }
}

pub fn stage<'a>(key: &'a str, payload: &'a [u8]) -> StageRow<'a> {
    StageRow { key, stage: "intake", payload }
}

/// Every file under the folder with its content and the time of its last change; folders with theirs.
pub fn state(dir: &Path) -> BTreeMap<PathBuf, (Option<Vec<u8>>, SystemTime)> {
    let mut found = BTreeMap::new();
    let mut waiting = vec![dir.to_owned()];
    while let Some(path) = waiting.pop() {
        let metadata = fs::metadata(&path).unwrap();
        if metadata.is_dir() {
            waiting.extend(fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
            found.insert(path, (None, metadata.modified().unwrap()));
        } else {
            found.insert(path.clone(), (Some(fs::read(&path).unwrap()), metadata.modified().unwrap()));
        }
    }
    found
}
