//! A second reader that is installed beside the shipped model, through the real program.

use crate::it::program::{Program, Said, binary, said};
use crate::it::second_reader::{criteria_of, prepared, verdicts};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// Resources with the models of the tests beside the shipped ones; `alter` changes the manifest.
fn resources_with_readers(program: &Program, alter: impl FnOnce(&mut Value)) -> PathBuf {
    let shipped = std::env::var_os("HOLDFAST_RESOURCES").map(PathBuf::from);
    let shipped = shipped.unwrap_or_else(|| binary().parent().unwrap().join("resources"));
    let copy = program.path("resources");
    std::fs::create_dir_all(copy.join("models/test-reader")).unwrap();
    for name in ["lib", "rulepacks"] {
        std::os::unix::fs::symlink(shipped.join(name), copy.join(name)).unwrap();
    }
    for entry in std::fs::read_dir(shipped.join("models")).unwrap() {
        let entry = entry.unwrap();
        if entry.file_name() != "manifest.json" {
            std::os::unix::fs::symlink(entry.path(), copy.join("models").join(entry.file_name())).unwrap();
        }
    }
    let fixtures = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures/reader");
    for entry in std::fs::read_dir(&fixtures).unwrap() {
        let entry = entry.unwrap();
        std::fs::copy(entry.path(), copy.join("models/test-reader").join(entry.file_name())).unwrap();
    }
    let read = |path: PathBuf| serde_json::from_slice::<Value>(&std::fs::read(path).unwrap()).unwrap();
    let mut manifest = read(shipped.join("models/manifest.json"));
    manifest["readers"] = read(fixtures.join("readers.json"));
    alter(&mut manifest);
    std::fs::write(copy.join("models/manifest.json"), manifest.to_string()).unwrap();
    copy
}

fn say_with(program: &Program, resources: &Path, arguments: &[&str]) -> Said {
    let mut command = program.command(arguments);
    command.env("HOLDFAST_RESOURCES", resources);
    said(command.output().unwrap())
}

#[test]
fn an_installed_model_reads_by_its_manifest_entry_and_gives_the_verdicts_of_its_weights() {
    let program = Program::new();
    let resources = resources_with_readers(&program, |_| {});
    let folder = program.path("policies");
    std::fs::create_dir(&folder).unwrap();
    let text = "1. Backup\n\nThe Chief Information Security Officer shall always test the restoration of backups each \
                month.\n\n2. Cafeteria\n\nLunch is served at noon in the large hall on the second floor.\n";
    std::fs::write(folder.join("policy.txt"), text).unwrap();
    assert_eq!(program.say(&["init"]).code, 0);
    assert_eq!(program.say(&["import", folder.to_str().unwrap()]).code, 0);
    let before = program.say(&["assess", "--json"]).json();
    let said = say_with(&program, &resources, &["assess", "--json", "--reader", "test-entailment", "--reader-all"]);
    assert_eq!(said.code, 0, "{}", said.err);
    let after = said.json();
    let mut raised = 0;
    for criterion in after["criteria"].as_array().unwrap() {
        let (id, reading) = (criterion["id"].as_str().unwrap(), &criterion["second_reader"]);
        if criterion["verdict"] == "not_applicable" {
            continue;
        }
        // Both passages go with every question, and one holds the word that means entailment.
        assert_eq!((&reading["name"], &reading["verdict"]), (&json!("test-entailment"), &json!("met")), "{id}");
        assert!((reading["confidence"].as_f64().unwrap() - 0.979_628).abs() < 1e-5, "{reading}");
        assert!(reading["quotes"][0].as_str().unwrap().contains("always"), "{reading}");
        if verdicts(&before)[id] == "none" {
            assert_eq!(criterion["verdict"], "partial", "{criterion}");
            raised += 1;
        }
    }
    assert!(raised > 50, "{raised}");
    assert_eq!(criteria_of(&after, "met"), criteria_of(&before, "met"));
    let again =
        say_with(&program, &resources, &["assess", "--json", "--reader", "test-entailment", "--reader-all"]).json();
    assert_eq!(again["criteria"], after["criteria"]);
    let other = say_with(&program, &resources, &["assess", "--json", "--reader", "test-relevance"]);
    assert_eq!(other.code, 0, "{}", other.err);
    assert_ne!(other.json()["assessment_id"], after["assessment_id"]);
    let doctor = say_with(&program, &resources, &["doctor", "--json"]).json();
    let checks = doctor["checks"].as_array().unwrap();
    assert_eq!(checks.iter().filter(|check| check["name"] == "second reader" && check["ok"] == true).count(), 2);
}

#[test]
fn a_model_that_is_unknown_or_altered_is_refused_by_name() {
    let (program, ..) = prepared();
    let unknown = program.say(&["assess", "--reader", "nobody"]);
    assert_eq!(unknown.code, 1);
    assert!(unknown.err.contains("nobody") && unknown.err.contains("second-reader.md"), "{}", unknown.err);
    let resources = resources_with_readers(&program, |manifest| {
        manifest["readers"][0]["labels"] = json!(["met", "none"]);
        manifest["readers"][1]["folder"] = json!("../models/test-reader");
    });
    let unfit = say_with(&program, &resources, &["assess", "--reader", "test-entailment"]);
    assert_eq!(unfit.code, 1, "{}", unfit.err);
    assert!(unfit.err.contains("calibration"), "{}", unfit.err);
    assert_eq!(say_with(&program, &resources, &["assess", "--reader", "test-relevance"]).code, 1);
    let model = resources.join("models/test-reader/entailment.onnx");
    let mut bytes = std::fs::read(&model).unwrap();
    bytes[100] ^= 1;
    std::fs::write(&model, bytes).unwrap();
    let altered = say_with(&program, &resources, &["assess", "--reader", "test-entailment"]);
    assert_eq!(altered.code, 1);
    assert!(altered.err.contains("entailment.onnx"), "{}", altered.err);
    assert_eq!(say_with(&program, &resources, &["doctor"]).code, 4);
}
