//! A backup holds everything, and restoring never loses anything.

use crate::{change, created, document, passphrase, stage, state};
use holdfast_crypto::{Passphrase, sha256_hex};
use holdfast_ports::{Change, Store, StoreError};
use holdfast_store::Workspace;
use std::{fs, path::Path};

/// A workspace with one document and one result, and a backup of it.
fn backed_up(dir: &Path, file: &Path) -> Workspace {
    let mut workspace = created(dir);
    let blob = workspace.put_blob(b"the policy").unwrap();
    let row = document("policy.pdf", b"the policy", blob);
    workspace.commit(Change { documents: vec![row], stages: vec![stage("k1", b"result")], ..change() }).unwrap();
    let report = workspace.backup(file).unwrap();
    let bytes = fs::read(file).unwrap();
    assert_eq!((report.journal_entries, report.documents), (1, 1));
    assert_eq!((report.bytes, report.sha256), (bytes.len() as u64, sha256_hex(&bytes)));
    workspace
}

#[test]
fn a_restored_workspace_is_the_one_that_was_backed_up() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("backup");
    let mut original = backed_up(&folder.path().join("w"), &file);
    let copy_dir = folder.path().join("deep/copy");
    let report = Workspace::restore(&file, &copy_dir, &passphrase(), false).unwrap();
    assert_eq!((report.journal_entries, report.documents), (1, 1));
    let mut copy = Workspace::open(&copy_dir, &passphrase()).unwrap();
    assert_eq!(copy.documents().unwrap(), original.documents().unwrap());
    assert_eq!(copy.blob(&copy.documents().unwrap()[0].blob).unwrap(), b"the policy");
    assert_eq!(copy.stage("k1").unwrap().as_deref(), Some(b"result".as_slice()));
    assert_eq!(copy.verify_journal().unwrap(), original.verify_journal().unwrap());
    assert_eq!((copy.commit(change()).unwrap(), original.commit(change()).unwrap()), (2, 2));
}

#[test]
fn a_second_backup_replaces_the_first() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("backup");
    let mut workspace = backed_up(&folder.path().join("w"), &file);
    workspace.commit(change()).unwrap();
    assert_eq!(workspace.backup(&file).unwrap().journal_entries, 2);
    assert_eq!(
        Workspace::restore(&file, &folder.path().join("copy"), &passphrase(), false).unwrap().journal_entries,
        2
    );
}

#[test]
fn restoring_over_a_workspace_has_to_be_asked_for_and_moves_it_aside() {
    let folder = tempfile::tempdir().unwrap();
    let (dir, file) = (folder.path().join("w"), folder.path().join("backup"));
    let mut workspace = backed_up(&dir, &file);
    workspace.commit(change()).unwrap();
    assert!(matches!(Workspace::restore(&file, &dir, &passphrase(), false), Err(StoreError::Exists(_))));
    assert!(matches!(Workspace::restore(&file, &dir, &passphrase(), true), Err(StoreError::Busy)));
    drop(workspace);
    for number in 1..=2 {
        Workspace::restore(&file, &dir, &passphrase(), true).unwrap();
        let aside = folder.path().join(format!("w.before-restore-{number}"));
        let entries = Workspace::open(&aside, &passphrase()).unwrap().verify_journal().unwrap().entries;
        assert_eq!(entries, if number == 1 { 2 } else { 1 });
    }
    assert_eq!(Workspace::open(&dir, &passphrase()).unwrap().verify_journal().unwrap().entries, 1);
}

#[test]
fn an_altered_or_cut_backup_is_refused_and_nothing_is_touched() {
    let folder = tempfile::tempdir().unwrap();
    let (dir, file) = (folder.path().join("w"), folder.path().join("backup"));
    drop(backed_up(&dir, &file));
    let whole = fs::read(&file).unwrap();
    let before = state(&dir);
    let refuses = |bytes: &[u8], what: &str| {
        fs::write(&file, bytes).unwrap();
        assert!(Workspace::restore(&file, &dir, &passphrase(), true).is_err(), "{what}");
        assert_eq!(state(&dir), before, "{what}");
        assert!(!folder.path().join("w.before-restore-1").exists(), "{what}");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2, "{what}");
    };
    for at in (0..whole.len()).step_by(whole.len() / 29).chain([whole.len() - 1, whole.len() - 9]) {
        let mut altered = whole.clone();
        altered[at] ^= 0x04;
        refuses(&altered, &format!("byte {at}"));
    }
    for length in [0, 7, 24, whole.len() / 2, whole.len() - 1] {
        refuses(&whole[..length], &format!("cut to {length}"));
    }
    refuses(&[whole.as_slice(), b"x"].concat(), "one byte more");
}

#[test]
fn a_wrong_passphrase_restores_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("backup");
    drop(backed_up(&folder.path().join("w"), &file));
    let before = state(folder.path());
    let refused = Workspace::restore(&file, &folder.path().join("copy"), &Passphrase::new("x".to_owned()), false);
    assert!(matches!(refused, Err(StoreError::WrongPassphrase)));
    assert_eq!(state(folder.path()), before);
}

#[test]
fn a_workspace_with_a_damaged_document_is_not_backed_up() {
    let folder = tempfile::tempdir().unwrap();
    let (dir, file) = (folder.path().join("w"), folder.path().join("backup"));
    let workspace = backed_up(&dir, &file);
    let good = fs::read(&file).unwrap();
    let blob = workspace.documents().unwrap()[0].blob.clone();
    fs::write(dir.join("blobs").join(&blob[..2]).join(&blob), "damaged").unwrap();
    assert!(matches!(workspace.backup(&file), Err(StoreError::Integrity(_))));
    assert_eq!(fs::read(&file).unwrap(), good);
}
