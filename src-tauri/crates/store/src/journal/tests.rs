#![allow(clippy::unwrap_used)]
use crate::Workspace;
use holdfast_crypto::{KdfParams, Passphrase};
use holdfast_ports::{Change, Entry, Store};
use serde_json::json;
use tempfile::TempDir;

const CHEAP: KdfParams = KdfParams { memory_kib: 8, passes: 1, lanes: 1 };

/// A workspace with entries 1 to 6 in three transactions.
fn written() -> (TempDir, Workspace) {
    let folder = tempfile::tempdir().unwrap();
    let mut workspace =
        Workspace::create_with(&folder.path().join("w"), &Passphrase::new("p".to_owned()), CHEAP).unwrap();
    for (transaction, count) in [1, 2, 3].into_iter().enumerate() {
        let entries = (0..count)
            .map(|number| Entry { topic: "dora.test.happened", payload: json!({"n": number, "t": transaction}) })
            .collect();
        let change = Change { at: "2026-11-24T08:00:00Z", actor: "tester", entries, ..Change::default() };
        workspace.commit(change).unwrap();
    }
    (folder, workspace)
}

/// What checking finds after somebody who knows the key ran this SQL without the triggers.
fn broken_after(sql: &str) -> (u64, String) {
    let (_folder, workspace) = written();
    workspace
        .database()
        .execute_batch(&format!(
            "DROP TRIGGER journal_refuses_update; DROP TRIGGER journal_refuses_delete;
             DROP TRIGGER journal_head_refuses_update; DROP TRIGGER journal_head_refuses_delete;
             PRAGMA foreign_keys = OFF; {sql}"
        ))
        .unwrap();
    workspace.verify_journal().unwrap().broken.unwrap()
}

#[test]
fn an_untouched_journal_is_whole_and_numbered_from_one() {
    let (_folder, workspace) = written();
    let report = workspace.verify_journal().unwrap();
    assert_eq!((report.entries, report.broken), (6, None));
    let entries = workspace.journal(1, 100).unwrap();
    assert_eq!(entries.iter().map(|entry| entry.seq).collect::<Vec<_>>(), [1, 2, 3, 4, 5, 6]);
    assert_eq!(entries[5].hash, report.head);
    assert_eq!(workspace.journal(5, 1).unwrap(), entries[4..5]);
}

#[test]
fn a_journal_without_entries_is_whole() {
    let folder = tempfile::tempdir().unwrap();
    let workspace = Workspace::create_with(folder.path(), &Passphrase::new("p".to_owned()), CHEAP).unwrap();
    let report = workspace.verify_journal().unwrap();
    assert_eq!((report.entries, report.broken), (0, None));
}

#[test]
fn every_altered_column_is_named_with_its_entry() {
    for column in ["at", "topic", "actor"] {
        let broken = broken_after(&format!("UPDATE journal SET {column} = 'forged' WHERE seq = 4"));
        assert_eq!(broken, (4, "the entry was altered".to_owned()), "{column}");
    }
    assert_eq!(broken_after("UPDATE journal SET payload = '{}' WHERE seq = 2").0, 2);
    assert_eq!(broken_after("UPDATE journal SET payload = 'not json' WHERE seq = 2").0, 2);
    assert_eq!(broken_after("UPDATE journal SET hash = zeroblob(32) WHERE seq = 3").0, 3);
    assert_eq!(broken_after("UPDATE journal SET prev_hash = zeroblob(32) WHERE seq = 5").0, 5);
}

#[test]
fn a_missing_entry_is_named_at_the_start_in_the_middle_and_at_the_end() {
    for seq in [1, 4, 6] {
        let (named, reason) = broken_after(&format!("DELETE FROM journal WHERE seq = {seq}"));
        assert_eq!(named, seq);
        assert!(reason.contains("missing"), "{reason}");
    }
}

#[test]
fn exchanged_entries_are_named() {
    let swap = "UPDATE journal SET seq = 100 WHERE seq = 2; UPDATE journal SET seq = 2 WHERE seq = 3;
                UPDATE journal SET seq = 3 WHERE seq = 100";
    assert_eq!(broken_after(swap).0, 2);
}

#[test]
fn an_altered_removed_or_foreign_head_is_named() {
    for column in ["root", "head_hash"] {
        assert_eq!(broken_after(&format!("UPDATE journal_head SET {column} = zeroblob(32) WHERE size = 3")).0, 3);
    }
    assert_eq!(broken_after("UPDATE journal_head SET frontier = x'' WHERE size = 3").0, 3);
    let (named, reason) = broken_after("UPDATE journal_head SET signature = zeroblob(64) WHERE size = 6");
    assert_eq!(named, 6);
    assert!(reason.contains("not signed"), "{reason}");
    assert_eq!(broken_after("DELETE FROM journal_head WHERE size = 6").0, 4);
}

#[test]
fn the_database_refuses_to_update_or_delete_journal_and_heads() {
    let (_folder, workspace) = written();
    for sql in [
        "UPDATE journal SET actor = 'forged'",
        "DELETE FROM journal",
        "DELETE FROM journal WHERE seq = 6",
        "UPDATE journal_head SET size = size",
        "DELETE FROM journal_head",
        "INSERT OR REPLACE INTO journal SELECT seq, at, topic, 'forged', payload, prev_hash, hash FROM journal",
        "INSERT OR REPLACE INTO journal_head SELECT * FROM journal_head",
    ] {
        let refused = workspace.database().execute(sql, []).unwrap_err();
        assert!(refused.to_string().contains("append-only"), "{sql}: {refused}");
    }
    assert_eq!(workspace.verify_journal().unwrap().broken, None);
}

#[test]
fn a_change_that_fails_halfway_leaves_no_journal_entry() {
    let (_folder, mut workspace) = written();
    let entries = vec![Entry { topic: "dora.test.happened", payload: json!({}) }];
    let change = Change { entries, current: vec![("assessment", "no such stage")], ..Change::default() };
    assert!(workspace.commit(change).is_err());
    assert_eq!(workspace.verify_journal().unwrap().entries, 6);
}

#[test]
fn a_change_without_an_entry_is_refused() {
    let (_folder, mut workspace) = written();
    assert!(workspace.commit(Change::default()).is_err());
}

#[test]
fn a_review_record_comes_with_the_first_entry_of_its_change_and_stays_as_it_was() {
    let (_folder, mut workspace) = written();
    let entry = |topic| Entry { topic, payload: json!({}) };
    let entries = vec![entry("dora.review.decided"), entry("dora.gaps.identified")];
    workspace.commit(Change { entries, review: Some(b"record"), ..Change::default() }).unwrap();
    let found = workspace.reviews().unwrap();
    assert_eq!((found.len(), found[0].record.as_deref(), found[0].entry.seq), (1, Some(b"record".as_slice()), 7));
    assert_eq!(workspace.journal_of("dora.gaps.identified").unwrap()[0].seq, 8);
    assert!(workspace.journal_of("dora.gaps").unwrap().is_empty(), "a topic is taken whole");
    for sql in [
        "UPDATE review SET payload = x'00'",
        "DELETE FROM review",
        "INSERT OR REPLACE INTO review SELECT seq, x'00' FROM review",
    ] {
        let refused = workspace.database().execute(sql, []).unwrap_err();
        assert!(refused.to_string().contains("append-only"), "{sql}: {refused}");
    }
    workspace.database().execute_batch("DROP TRIGGER review_refuses_delete; DELETE FROM review").unwrap();
    assert_eq!(workspace.reviews().unwrap()[0].record, None, "a record that was taken away leaves its entry");
}
