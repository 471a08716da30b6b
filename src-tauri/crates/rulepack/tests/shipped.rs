//! The packs as they ship: every file against its schema, every pack against its signature, and what the check says of a
//! pack that breaks either.
#![allow(clippy::unwrap_used)]

#[path = "../examples/packs/check.rs"]
mod check;
#[path = "../examples/packs/folder.rs"]
mod folder;

use holdfast_rulepack::TrustedKeys;
use std::path::{Path, PathBuf};

fn shipped() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../rulepacks")
}

/// What the check says after one file was changed.
fn findings(file: &str, from: &str, to: &str) -> Vec<String> {
    let scratch = tempfile::tempdir().unwrap();
    for (pack, folder) in
        folder::packs(&shipped()).unwrap().into_iter().chain([("schema".into(), shipped().join("schema"))])
    {
        std::fs::create_dir(scratch.path().join(&pack)).unwrap();
        for (name, bytes) in folder::files(&folder).unwrap() {
            std::fs::write(scratch.path().join(&pack).join(name), bytes).unwrap();
        }
    }
    let path = scratch.path().join(file);
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(text.contains(from), "{file} holds {from}");
    std::fs::write(path, text.replacen(from, to, 1)).unwrap();
    check::findings(scratch.path(), &TrustedKeys::shipped()).unwrap()
}

#[test]
fn the_shipped_packs_keep_their_schemas_and_are_signed_by_a_shipped_key() {
    let found = check::findings(&shipped(), &TrustedKeys::shipped()).unwrap();
    assert_eq!(found, Vec::<String>::new());
    assert_eq!(folder::packs(&shipped()).unwrap().len(), 5);
}

#[test]
fn a_changed_pack_is_named_with_what_to_do() {
    let found = findings("dora/domains.json", "Governance and oversight", "Governance");
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].starts_with("dora: domains.json was changed after the pack was signed; "), "{found:?}");
    assert!(found[0].ends_with("run `cargo xtask sign-packs`"), "{found:?}");
}

#[test]
fn what_breaks_a_schema_is_named_with_file_and_line() {
    for (file, from, to, expected) in [
        (
            "dora/criteria.jsonl",
            "\"level\": \"L2\"",
            "\"level\": \"L3\"",
            "\"L3\" is not one of \"L1\" or \"L2\" at /level",
        ),
        ("dora/crosswalks.jsonl", "A.5.2", "A.9.2", "dora/crosswalks.jsonl:2: \"A.9.2\" does not match"),
        ("dora/frameworks.json", "\"note\": \"All", "\"nota\": \"All", "'nota' was unexpected"),
        ("dora/domains.json", "\"id\": \"governance\"", "\"id\": \"\"", "at /0/id"),
        ("penalties/penalties.json", "2022-12-14", "2022-13-14", "\"2022-13-14\" is not a \"date\""),
        ("scenarios/scenarios.json", "\"mode\": 1.05", "\"mode\": -1", "at /0/frequency"),
        ("tasks/tasks.json", "TASK-001", "TASK-1", "at /0/id"),
        ("tasks/tasks.json", "\"relation\": \"SF\"", "\"relation\": \"SX\"", "at /9/predecessors/1"),
        ("tasks/tasks.json", "\"estate\"", "\"estates\"", "\"estates\" is not one of"),
        ("tasks/team.json", "\"capacity\": 0.8", "\"capacity\": 8", "at /people/0/capacity"),
        ("tasks/sizes.json", "\"medium\": 1", "\"medium\": 2", "at /decision/medium"),
        ("calendars/holidays.json", "\"month\": 10", "\"month\": 13", "at /0/holidays/8/rule"),
        ("tasks/manifest.json", "\"version\": \"2.", "\"version\": \"v2.", "at /version"),
        ("tasks/manifest.sig", "\"key\":\"", "\"key\":\"K", "tasks/manifest.sig: "),
    ] {
        let found = findings(file, from, to);
        assert!(found.iter().any(|finding| finding.starts_with(file) && finding.contains(expected)), "{found:#?}");
    }
}
