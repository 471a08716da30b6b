#![allow(clippy::unwrap_used)]

use super::*;

/// A crate with product dependencies, in its usual folder.
fn member(name: &str, dependencies: &[&str]) -> Crate {
    member_with(name, dependencies, Kind::Product)
}

fn member_with(name: &str, dependencies: &[&str], kind: Kind) -> Crate {
    let folder = format!("src-tauri/crates/{}", name.trim_start_matches("holdfast-"));
    let dependencies = dependencies.iter().map(|name| Dependency { name: (*name).to_owned(), kind }).collect();
    Crate { name: name.to_owned(), folder, dependencies }
}

/// What tidy says about one crate without files.
fn about(member: Crate) -> Vec<String> {
    messages(&Repository { crates: vec![member], files: BTreeMap::new() })
}

/// What tidy says about one file.
fn about_file(path: &str, text: &str) -> Vec<String> {
    let crates = vec![member("holdfast-gap", &[]), member("holdfast-store", &[])];
    messages(&Repository { crates, files: BTreeMap::from([(path.to_owned(), Some(text.to_owned()))]) })
}

fn messages(repository: &Repository) -> Vec<String> {
    findings(repository).iter().map(ToString::to_string).collect()
}

fn assert_one(messages: &[String], part: &str) {
    assert!(messages.len() == 1 && messages[0].contains(part), "expected one finding with `{part}`: {messages:?}");
}

#[test]
fn edges_that_point_down_are_fine() {
    assert!(about(member("holdfast-gap", &["holdfast-domain", "holdfast-rulepack", "holdfast-mapping"])).is_empty());
    assert!(about(member("holdfast-report-pdf", &["holdfast-report", "typst", "typst-pdf"])).is_empty());
    assert!(about(member("holdfast-cli", &["holdfast-engine", "holdfast-store", "clap"])).is_empty());
}

#[test]
fn an_engine_may_not_depend_on_an_adapter() {
    assert_one(
        &about(member("holdfast-gap", &["holdfast-store"])),
        "`holdfast-store`, upward, from layer 1 to layer 3",
    );
}

#[test]
fn an_engine_may_not_depend_on_a_later_engine() {
    assert_one(&about(member("holdfast-mapping", &["holdfast-gap"])), "later in its own layer");
}

#[test]
fn adapters_do_not_know_each_other() {
    assert_one(&about(member("holdfast-search", &["holdfast-store"])), "a neighbour in its own layer");
    assert_one(&about(member("holdfast-store", &["holdfast-search"])), "a neighbour in its own layer");
}

#[test]
fn the_application_sees_adapters_through_ports_only() {
    assert_one(&about(member("holdfast-engine", &["holdfast-store"])), "through ports only");
}

#[test]
fn the_product_does_not_lean_on_tooling() {
    assert_one(&about(member("holdfast-gap", &["holdfast-testkit"])), "no part of the product");
}

#[test]
fn tests_may_lean_on_anything_but_a_shell() {
    assert!(
        about(member_with("holdfast-engine", &["holdfast-store", "holdfast-testkit"], Kind::Development)).is_empty()
    );
    assert_one(&about(member_with("holdfast-engine", &["holdfast-cli"], Kind::Development)), "a shell");
}

#[test]
fn a_library_with_an_owner_is_refused_elsewhere() {
    assert_one(&about(member("holdfast-mapping", &["tantivy"])), "tantivy belongs to holdfast-search alone");
    assert_one(&about(member("holdfast-report", &["typst-pdf"])), "typst belongs to holdfast-report-pdf alone");
    assert_one(&about(member("holdfast-engine", &["rusqlite"])), "rusqlite belongs to holdfast-store alone");
    assert_one(&about(member("holdfast-engine", &["clap"])), "clap belongs to holdfast-cli and xtask alone");
}

#[test]
fn a_name_that_only_begins_like_a_library_is_not_of_its_family() {
    assert!(about(member("holdfast-gap", &["zipf", "ordered-float", "orthography"])).is_empty());
}

#[test]
fn a_test_may_use_a_library_that_another_crate_owns() {
    assert!(about(member_with("holdfast-report", &["zip"], Kind::Development)).is_empty());
}

#[test]
fn a_crate_without_a_layer_is_a_finding() {
    assert_one(&about(member("holdfast-novelty", &[])), "`holdfast-novelty` has no layer");
}

#[test]
fn pure_code_may_not_reach_outside() {
    let path = "src-tauri/crates/gap/src/score.rs";
    for text in [
        "use std::fs;",
        "use std::{collections::BTreeMap, fs::File};",
        "use std::{\n    collections::BTreeMap,\n    net,\n};",
        "let now = SystemTime::now();",
        "let now = Instant::now();",
        "let home = std::env::var(\"HOME\");",
        "std::process::exit(1)",
        "tokio::spawn(work)",
        "let mut random = rand::rng();",
    ] {
        assert_eq!(about_file(path, text).len(), 1, "{text}");
    }
}

#[test]
fn pure_code_may_use_the_rest_of_std() {
    let text = "use std::{collections::{BTreeMap, BTreeSet}, fmt};\nlet tokionomy = formats::now();\n";
    assert!(about_file("src-tauri/crates/gap/src/score.rs", text).is_empty());
}

#[test]
fn comments_and_tests_of_pure_crates_may_name_what_the_code_may_not() {
    let text = "//! Knows no std::fs.\n/// No tokio.\nfn f() {} // never std::net\n#[cfg(test)]\nmod tests {\n use std::fs;\n}\n";
    assert!(about_file("src-tauri/crates/gap/src/score.rs", text).is_empty());
    assert!(about_file("src-tauri/crates/gap/src/score/tests.rs", "use std::fs;").is_empty());
}

#[test]
fn code_after_the_declaration_of_a_test_module_is_still_checked() {
    let text = "#[cfg(test)]\nmod tests;\n\nuse std::fs;\n";
    assert_one(&about_file("src-tauri/crates/gap/src/score.rs", text), "score.rs:4: pure code mentions `std::fs`");
}

#[test]
fn an_adapter_may_reach_outside() {
    assert!(about_file("src-tauri/crates/store/src/folder.rs", "use std::fs;").is_empty());
}

#[test]
fn a_file_over_six_hundred_lines_is_a_finding() {
    let path = "src-tauri/crates/store/src/folder.rs";
    assert!(about_file(path, &"\n".repeat(600)).is_empty());
    assert_one(&about_file(path, &"\n".repeat(601)), "has 601 lines");
    assert!(about_file("rulepacks/dora/criteria.jsonl", &"\n".repeat(601)).is_empty());
}

#[test]
fn unfinished_work_and_silenced_tests_are_findings() {
    for parts in
        [["// TO", "DO: later"], ["// FIX", "ME"], ["todo", "!()"], ["#[ig", "nore]"], ["unimplemented", "!()"]]
    {
        assert_one(&about_file("src-tauri/crates/store/src/folder.rs", &parts.concat()), "folder.rs:1: ");
    }
}

#[test]
fn a_path_of_one_machine_is_a_finding_in_any_text() {
    let text = format!("see /{}/notes.txt", "work");
    assert_one(&about_file("docs/guide.md", &text), "docs/guide.md:1: ");
    assert!(about_file("Cargo.lock", &text).is_empty());
    assert!(about_file("docs/guide.md", "a piece of /workmanship/").is_empty());
}

#[test]
fn only_the_names_of_the_architecture_stand_at_the_top() {
    assert_one(&about_file("scripts/run.sh", ""), "top-level names");
    for path in ["README.md", "NOTICE", "LICENSE-MIT", ".ci/run", "docs/decisions/001.md", "deny.toml"] {
        assert!(about_file(path, "").is_empty(), "{path}");
    }
}

#[test]
fn a_crate_opens_with_what_it_is() {
    assert_one(&about_file("src-tauri/crates/gap/src/lib.rs", "mod score;\n"), "does not open with what the crate is");
    assert!(about_file("src-tauri/crates/gap/src/lib.rs", "//! Scores gaps.\n").is_empty());
}

#[test]
fn packages_and_kinds_are_read_from_cargo_metadata() {
    let metadata = serde_json::json!({"packages": [{
        "name": "holdfast-gap",
        "manifest_path": "/repo/src-tauri/crates/gap/Cargo.toml",
        "dependencies": [
            {"name": "holdfast-store", "kind": null},
            {"name": "tantivy", "kind": "build"},
            {"name": "zip", "kind": "dev"},
        ],
    }]});
    let crates = crates(&metadata, Path::new("/repo"));
    assert_eq!(crates[0].folder, "src-tauri/crates/gap");
    assert_eq!(messages(&Repository { crates, files: BTreeMap::new() }).len(), 2);
}
