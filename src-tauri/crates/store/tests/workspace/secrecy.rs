//! Nothing readable on the disk, nothing done for the wrong passphrase, nothing altered unnoticed.

use crate::{change, created, document, passphrase, stage, state};
use holdfast_crypto::Passphrase;
use holdfast_ports::{Change, Entry, Store, StoreError};
use holdfast_store::Workspace;
use serde_json::json;
use std::fs;

const CANARY: &str = "the quick canary 7d41 sings in the coal mine of Zwolle";

#[test]
fn a_wrong_passphrase_touches_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("w");
    let mut workspace = created(&dir);
    workspace.commit(change()).unwrap();
    drop(workspace);
    let before = state(folder.path());
    for wrong in ["", "correct horse battery stapl", "Correct horse battery staple"] {
        let refused = Workspace::open(&dir, &Passphrase::new(wrong.to_owned()));
        assert!(matches!(refused, Err(StoreError::WrongPassphrase)), "{wrong:?}");
    }
    assert_eq!(state(folder.path()), before);
}

#[test]
fn no_sentence_reaches_the_disk_in_the_clear() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("w");
    let mut workspace = created(&dir);
    let blob = workspace.put_blob(CANARY.repeat(2000).as_bytes()).unwrap();
    workspace
        .commit(Change {
            entries: vec![Entry { topic: "dora.test.happened", payload: json!({"note": CANARY}) }],
            documents: vec![document(CANARY, CANARY.as_bytes(), blob)],
            stages: vec![stage("k1", CANARY.as_bytes())],
            actor: CANARY,
            ..change()
        })
        .unwrap();
    let backup = folder.path().join("backup");
    // Once with everything in the write-ahead log, once after the log was folded in and a backup written.
    for _ in 0..2 {
        let files = state(folder.path());
        assert!(files.len() > 6);
        for (path, (content, _)) in files {
            let content = content.unwrap_or_default();
            let leaks = content.windows(12).any(|window| window == &CANARY.as_bytes()[4..16]);
            assert!(!leaks, "{}", path.display());
        }
        workspace.backup(&backup).unwrap();
    }
}

#[cfg(unix)]
#[test]
fn only_the_owner_can_read_the_files() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("w");
    let mut workspace = created(&dir);
    workspace.put_blob(b"text").unwrap();
    workspace.commit(change()).unwrap();
    workspace.backup(&dir.join("backup")).unwrap();
    for (path, (content, _)) in state(&dir) {
        let expected = if content.is_some() { 0o600 } else { 0o700 };
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, expected, "{}", path.display());
    }
}

#[test]
fn every_flipped_byte_of_the_database_is_noticed() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("w");
    let mut workspace = created(&dir);
    workspace.commit(Change { stages: vec![stage("k1", &[7; 20_000])], ..change() }).unwrap();
    drop(workspace);
    let path = dir.join("store.db");
    let whole = fs::read(&path).unwrap();
    for at in (0..whole.len()).step_by(whole.len() / 23) {
        let mut damaged = whole.clone();
        damaged[at] ^= 0x20;
        fs::write(&path, &damaged).unwrap();
        let is_noticed = match Workspace::open(&dir, &passphrase()) {
            Ok(workspace) => workspace.verify_journal().map_or(true, |report| report.broken.is_some()),
            Err(error) => matches!(error, StoreError::Integrity(_)),
        };
        assert!(is_noticed, "byte {at}");
    }
    fs::write(&path, &whole).unwrap();
    assert_eq!(Workspace::open(&dir, &passphrase()).unwrap().verify_journal().unwrap().broken, None);
}

#[test]
fn altered_key_slots_and_a_missing_database_are_refused_without_making_new_ones() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("w");
    drop(created(&dir));
    let slots = fs::read_to_string(dir.join("keyslots.json")).unwrap();
    fs::write(dir.join("keyslots.json"), slots.replace("argon2id", "argon2x")).unwrap();
    assert!(matches!(Workspace::open(&dir, &passphrase()), Err(StoreError::Integrity(_))));
    fs::write(dir.join("keyslots.json"), &slots[1..]).unwrap();
    assert!(matches!(Workspace::open(&dir, &passphrase()), Err(StoreError::Integrity(_))));
    fs::write(dir.join("keyslots.json"), slots).unwrap();
    fs::remove_file(dir.join("store.db")).unwrap();
    assert!(matches!(Workspace::open(&dir, &passphrase()), Err(StoreError::Integrity(_))));
    assert!(!dir.join("store.db").exists());
}
