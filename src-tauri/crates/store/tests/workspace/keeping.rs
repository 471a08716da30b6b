//! What is kept comes back, and keeping it twice is keeping it once.

use crate::{change, created, document, passphrase, stage};
use holdfast_crypto::Passphrase;
use holdfast_ports::{Change, DocumentRow, Store, StoreError};
use holdfast_store::Workspace;
use std::fs;

#[test]
fn everything_committed_is_there_after_reopening() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("a/b/workspace");
    let mut workspace = created(&dir);
    let blob = workspace.put_blob(b"the policy").unwrap();
    let row = document("policy.pdf", b"the policy", blob.clone());
    let size = workspace
        .commit(Change {
            documents: vec![row.clone()],
            stages: vec![stage("k1", b"result")],
            current: vec![("assessment", "k1")],
            ..change()
        })
        .unwrap();
    assert_eq!(size, 1);
    drop(workspace);

    let workspace = Workspace::open(&dir, &passphrase()).unwrap();
    assert_eq!(workspace.documents().unwrap(), [row]);
    assert_eq!(workspace.stage("k1").unwrap().as_deref(), Some(b"result".as_slice()));
    assert_eq!(workspace.stage("k2").unwrap(), None);
    assert_eq!(workspace.current("assessment").unwrap().as_deref(), Some("k1"));
    assert_eq!(workspace.current("plan").unwrap(), None);
    assert_eq!(workspace.blob(&blob).unwrap(), b"the policy");
    assert_eq!(workspace.verify_journal().unwrap().broken, None);
    assert!(workspace.index_dir().is_dir());
}

#[test]
fn an_identical_change_made_again_adds_only_its_journal_entry() {
    let folder = tempfile::tempdir().unwrap();
    let mut workspace = created(folder.path());
    let make = |workspace: &mut Workspace| {
        let blob = workspace.put_blob(b"text").unwrap();
        let change = Change {
            documents: vec![document("a.txt", b"text", blob)],
            stages: vec![stage("k1", b"result")],
            current: vec![("assessment", "k1")],
            ..change()
        };
        workspace.commit(change).unwrap()
    };
    assert_eq!((make(&mut workspace), make(&mut workspace)), (1, 2));
    assert_eq!(workspace.documents().unwrap().len(), 1);
    assert_eq!(workspace.verify_journal().unwrap().broken, None);
}

fn import(workspace: &mut Workspace, file: &str, content: &[u8]) -> DocumentRow {
    let row = document(file, content, workspace.put_blob(content).unwrap());
    workspace.commit(Change { documents: vec![row.clone()], ..change() }).unwrap();
    row
}

#[test]
fn a_new_version_of_a_file_replaces_the_old_one_and_can_be_taken_back() {
    let folder = tempfile::tempdir().unwrap();
    let mut workspace = created(folder.path());
    let first = import(&mut workspace, "policy.txt", b"version 1");
    let other = import(&mut workspace, "other.txt", b"unrelated");
    let second = import(&mut workspace, "policy.txt", b"version 2");
    assert_eq!(workspace.documents().unwrap(), [other.clone(), second]);
    assert_eq!(import(&mut workspace, "policy.txt", b"version 1"), first);
    assert_eq!(workspace.documents().unwrap(), [other, first]);
}

#[test]
fn the_same_content_under_two_names_is_one_document() {
    let folder = tempfile::tempdir().unwrap();
    let mut workspace = created(folder.path());
    import(&mut workspace, "a.txt", b"text");
    let renamed = import(&mut workspace, "b.txt", b"text");
    assert_eq!(workspace.documents().unwrap(), [renamed], "under the name it came in with last");
}

#[test]
fn a_document_that_was_read_anew_points_at_its_new_result() {
    let folder = tempfile::tempdir().unwrap();
    let mut workspace = created(folder.path());
    let first = import(&mut workspace, "a.txt", b"text");
    let reread = DocumentRow { intake_key: "k2".to_owned(), ..first };
    workspace.commit(Change { documents: vec![reread.clone()], ..change() }).unwrap();
    assert_eq!(workspace.documents().unwrap(), [reread]);
}

#[test]
fn the_same_bytes_are_one_blob_and_a_damaged_one_is_written_anew() {
    let folder = tempfile::tempdir().unwrap();
    let workspace = created(folder.path());
    let name = workspace.put_blob(b"text").unwrap();
    let path = folder.path().join("blobs").join(&name[..2]).join(&name);
    let sealed = fs::read(&path).unwrap();
    assert_eq!(workspace.put_blob(b"text").unwrap(), name);
    assert_eq!(fs::read(&path).unwrap(), sealed);
    fs::write(&path, &sealed[..sealed.len() - 1]).unwrap();
    assert!(matches!(workspace.blob(&name), Err(StoreError::Integrity(_))));
    assert_eq!(workspace.put_blob(b"text").unwrap(), name);
    assert_eq!(workspace.blob(&name).unwrap(), b"text");
}

#[test]
fn a_blob_under_the_name_of_another_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let workspace = created(folder.path());
    let path = |name: &str| folder.path().join("blobs").join(&name[..2]).join(name);
    let (first, second) = (workspace.put_blob(b"first").unwrap(), workspace.put_blob(b"second").unwrap());
    fs::copy(path(&first), path(&second)).unwrap();
    assert!(matches!(workspace.blob(&second), Err(StoreError::Integrity(_))));
    for malformed in ["", "../../keyslots.json", "é", &first[1..]] {
        assert!(matches!(workspace.blob(malformed), Err(StoreError::Integrity(_))), "{malformed}");
    }
}

#[test]
fn a_place_that_is_taken_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("w");
    assert!(!Workspace::exists(&dir));
    assert!(matches!(Workspace::open(&dir, &passphrase()), Err(StoreError::Missing(_))));
    drop(created(&dir));
    assert!(Workspace::exists(&dir));
    let again = Workspace::create_with(&dir, &Passphrase::new("other".to_owned()), crate::CHEAP);
    assert!(matches!(again, Err(StoreError::Exists(_))));
    let occupied = folder.path().join("mine");
    fs::create_dir(&occupied).unwrap();
    fs::write(occupied.join("letter.txt"), "mine").unwrap();
    assert!(matches!(Workspace::create_with(&occupied, &passphrase(), crate::CHEAP), Err(StoreError::Occupied(_))));
    assert_eq!(fs::read(occupied.join("letter.txt")).unwrap(), b"mine");
    let cut_off = folder.path().join("cut");
    fs::create_dir(folder.path().join("cut.before-restore-1")).unwrap();
    assert!(matches!(Workspace::create_with(&cut_off, &passphrase(), crate::CHEAP), Err(StoreError::Occupied(_))));
    fs::remove_dir(folder.path().join("cut.before-restore-1")).unwrap();
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2, "nothing unfinished is left behind");
}
