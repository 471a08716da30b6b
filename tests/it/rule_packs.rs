//! Rule packs are used as signed, or not at all, or because the user says so and everybody can see it.

use crate::it::program::{FEW, Program, Said};
use serde_json::Value;
use std::path::{Path, PathBuf};

/// Does something to a folder of packs.
type Harm = fn(&Path);

/// A copy of the shipped packs to do harm to.
fn packs(program: &Program) -> PathBuf {
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("../rulepacks");
    let copy = program.path("packs");
    for pack in ["dora", "scenarios", "penalties", "tasks", "calendars"] {
        std::fs::create_dir_all(copy.join(pack)).unwrap();
        for file in std::fs::read_dir(shipped.join(pack)).unwrap() {
            let file = file.unwrap();
            std::fs::copy(file.path(), copy.join(pack).join(file.file_name())).unwrap();
        }
    }
    copy
}

fn replace(file: &Path, from: &str, to: &str) {
    let text = std::fs::read_to_string(file).unwrap();
    assert!(text.contains(from), "{} holds {from}", file.display());
    std::fs::write(file, text.replacen(from, to, 1)).unwrap();
}

fn assess(program: &Program, packs: &Path, more: &[&str]) -> Said {
    program.say(&[&["assess", "--json", "--rulepacks", packs.to_str().unwrap()], more].concat())
}

fn unsigned_entries(program: &Program) -> Vec<Value> {
    entries(program, "dora.rulepack.unsigned_allowed")
}

fn entries(program: &Program, topic: &str) -> Vec<Value> {
    let said = program.say(&["journal", "list", "--topic", topic, "--json"]);
    assert_eq!(said.code, 0, "{}", said.err);
    said.json()["entries"].as_array().unwrap().clone()
}

#[test]
fn the_vectors_of_the_criteria_that_ship_are_those_of_pack_and_model() {
    let program = Program::new();
    let file = program.path("vectors");
    assert_eq!(program.say(&["criteria", "--vectors", file.to_str().unwrap()]).code, 0);
    let resources = std::env::var_os("HOLDFAST_RESOURCES").map(PathBuf::from).unwrap();
    let shipped = std::fs::read(resources.join("models/criterion-vectors/dora.f32")).unwrap();
    let worked_out = std::fs::read(file).unwrap();
    let key = |file: &[u8]| String::from_utf8_lossy(&file[..64]).into_owned();
    assert_eq!(key(&shipped), key(&worked_out), "run `cargo xtask embed-criteria`");
    assert_eq!(shipped.len(), worked_out.len());
    // Another processor may round the last digits otherwise.
    let numbers = |file: &[u8]| -> Vec<f32> {
        file[65..].chunks_exact(4).map(|bytes| f32::from_le_bytes(bytes.try_into().unwrap())).collect()
    };
    let furthest = numbers(&shipped).iter().zip(numbers(&worked_out)).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
    assert!(furthest < 0.01, "{furthest}");
}

#[test]
fn an_untouched_pack_works_and_the_result_says_signed() {
    let program = Program::new();
    let packs = packs(&program);
    let folder = program.folder("policies", &FEW[1..2]);
    assert_eq!(program.say(&["init"]).code, 0);
    assert_eq!(program.say(&["import", folder.to_str().unwrap()]).code, 0);
    let signed = assess(&program, &packs, &[]);
    assert_eq!(signed.code, 0, "{}", signed.err);
    assert_eq!(signed.json()["rulepack"]["signed"], true);
    assert!(!signed.err.contains("warning"), "{}", signed.err);
    let shipped = program.say(&["assess", "--json"]).json();
    assert_eq!(signed.json()["assessment_id"], shipped["assessment_id"], "the same pack from another folder");
    assert!(unsigned_entries(&program).is_empty());
    let doctor = program.say(&["doctor", "--json"]).json();
    let checks = doctor["checks"].as_array().unwrap();
    for pack in ["dora", "scenarios", "penalties", "tasks", "calendars"] {
        let check = checks.iter().find(|check| check["name"] == format!("rule pack {pack}")).unwrap();
        assert!(check["ok"] == true && check["found"].as_str().unwrap().contains("signed by "), "{check}");
    }
}

#[test]
fn a_changed_byte_is_refused_before_anything_is_made_and_the_file_is_named() {
    let program = Program::new();
    let packs = packs(&program);
    let folder = program.folder("policies", &FEW[1..2]);
    let file = packs.join("dora/criteria.jsonl");
    let mut bytes = std::fs::read(&file).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&file, bytes).unwrap();
    let packs = packs.to_str().unwrap();
    let refused = program.say(&["run", folder.to_str().unwrap(), "--rulepacks", packs]);
    assert_eq!(refused.code, 5, "{}", refused.err);
    assert!(refused.err.contains("rule pack dora is refused: criteria.jsonl was changed"), "{}", refused.err);
    assert!(refused.err.contains("--allow-unsigned-packs"), "{}", refused.err);
    assert!(!program.path("workspace").exists());
    let json = program.say(&["criteria", "--json", "--rulepacks", packs]);
    assert_eq!((json.code, json.json()["error"]["code"].as_str()), (5, Some("integrity")));
    let doctor = program.say(&["doctor", "--json", "--rulepacks", packs]);
    assert_eq!((doctor.code, doctor.json()["healthy"].as_bool()), (4, Some(false)));
}

#[test]
fn files_lost_added_or_without_a_known_signature_are_refused() {
    let harm: [(&str, i32, Harm); 4] = [
        ("team.json is missing", 5, |packs| std::fs::remove_file(packs.join("tasks/team.json")).unwrap()),
        ("notes.txt does not belong", 5, |packs| std::fs::write(packs.join("tasks/notes.txt"), "x").unwrap()),
        ("it is not signed", 3, |packs| std::fs::remove_file(packs.join("tasks/manifest.sig")).unwrap()),
        ("does not trust", 3, |packs| replace(&packs.join("tasks/manifest.sig"), "\"key\":\"", "\"key\":\"0")),
    ];
    for (expected, code, harm) in harm {
        let program = Program::new();
        let packs = packs(&program);
        harm(&packs);
        let refused = program.say(&["criteria", "--rulepacks", packs.to_str().unwrap()]);
        assert_eq!(refused.code, code, "{}", refused.err);
        assert!(refused.err.contains("rule pack tasks") && refused.err.contains(expected), "{}", refused.err);
    }
}

#[test]
fn an_unsigned_pack_that_the_user_allows_works_and_is_seen_everywhere() {
    let program = Program::new();
    let packs = packs(&program);
    let folder = program.folder("policies", &FEW[1..2]);
    replace(&packs.join("dora/domains.json"), "Governance and oversight", "Governance by the board");
    assert_eq!(program.say(&["init"]).code, 0);
    assert_eq!(program.say(&["import", folder.to_str().unwrap()]).code, 0);
    assert_eq!(program.say(&["assess"]).code, 0);
    assert_eq!(assess(&program, &packs, &[]).code, 5);
    assert!(unsigned_entries(&program).is_empty(), "what was refused was not allowed");
    assert!(entries(&program, "dora.criteria.embedded").is_empty(), "the vectors of the shipped pack ship with it");

    let allowed = assess(&program, &packs, &["--allow-unsigned-packs", "--quiet"]);
    assert_eq!(allowed.code, 0, "{}", allowed.err);
    let rulepack = allowed.json()["rulepack"].clone();
    assert_eq!(rulepack["signed"], false);
    assert_eq!(allowed.json()["domains"][0]["title"], "Governance by the board");
    assert!(allowed.err.contains("domains.json was changed after the pack was signed"), "{}", allowed.err);
    let entries = unsigned_entries(&program);
    assert_eq!(entries.len(), 1);
    assert_eq!(self::entries(&program, "dora.criteria.embedded").len(), 1, "those of another pack are worked out");
    assert_eq!(entries[0]["payload"]["pack"], "dora");
    assert_eq!(entries[0]["payload"]["sha256"], rulepack["sha256"]);

    let by_variable = |value: &str| {
        let mut gaps = program.command(&["gaps", "--limit", "1", "--rulepacks", packs.to_str().unwrap()]);
        gaps.env("HOLDFAST_ALLOW_UNSIGNED_PACKS", value).output().unwrap()
    };
    let gaps = by_variable("1");
    assert_eq!(gaps.status.code(), Some(0));
    assert!(String::from_utf8_lossy(&gaps.stderr).contains("Warning: "), "a warning on each run");
    assert_eq!(unsigned_entries(&program).len(), 2, "every use is written down");
    assert_eq!(by_variable("0").status.code(), Some(5), "0 allows nothing");

    let packs = packs.to_str().unwrap();
    let with_packs = |arguments: &[&str]| {
        let said = program.say(&[arguments, &["--rulepacks", packs, "--allow-unsigned-packs"]].concat());
        assert_eq!(said.code, 0, "{arguments:?}: {}", said.err);
    };
    with_packs(&["plan"]);
    with_packs(&["risk", "--iterations", "2000"]);
    with_packs(&["report", "board", "--format", "json", "--out", "board.json"]);
    let report = std::fs::read_to_string(program.path("board.json")).unwrap();
    assert!(report.contains("\"signed\": false"), "the report carries the reference of its pack");

    let back = program.say(&["gaps"]);
    assert_eq!(back.code, 3, "results of an unsigned pack are not shown under the signed one: {}", back.err);
    assert_eq!(program.say(&["journal", "verify"]).code, 0);
}

#[test]
fn simulation_and_plan_name_their_packs_and_are_made_again_when_a_seal_breaks() {
    let program = Program::new();
    let packs = packs(&program);
    let folder = program.folder("policies", &FEW[1..2]);
    assert_eq!(program.say(&["init"]).code, 0);
    assert_eq!(program.say(&["import", folder.to_str().unwrap()]).code, 0);
    assert_eq!(program.say(&["assess"]).code, 0);
    let plan = program.say(&["plan", "--json"]).json();
    assert_eq!((&plan["rulepacks"][0]["id"], &plan["rulepacks"][0]["signed"]), (&"tasks".into(), &true.into()));
    let risk = program.say(&["risk", "--json", "--iterations", "2000"]).json();
    assert_eq!((&risk["rulepacks"][1]["id"], &risk["rulepacks"][1]["signed"]), (&"penalties".into(), &true.into()));

    std::fs::remove_file(packs.join("penalties/manifest.sig")).unwrap();
    let unsigned = |arguments: &[&str]| {
        program.say(&[arguments, &["--allow-unsigned-packs", "--rulepacks", packs.to_str().unwrap()]].concat())
    };
    let early = unsigned(&["report", "board", "--format", "json", "--out", "early.json"]);
    assert_eq!(early.code, 3, "figures of a signed pack never stand under an unsigned one: {}", early.err);
    let again = unsigned(&["risk", "--json", "--iterations", "2000"]);
    assert_eq!(again.json()["rulepacks"][1]["signed"], false);
    assert_eq!(again.json()["ale_mean"], risk["ale_mean"]);
    assert_eq!(unsigned(&["report", "board", "--format", "json", "--out", "board.json"]).code, 0);
    let report: Value = serde_json::from_slice(&std::fs::read(program.path("board.json")).unwrap()).unwrap();
    assert!(
        report.to_string().contains(r#""id":"penalties","sha256":""#)
            && report.to_string().contains(r#""signed":false"#)
    );
}

#[test]
fn the_same_content_without_a_signature_is_another_result() {
    let program = Program::new();
    let packs = packs(&program);
    let folder = program.folder("policies", &FEW[1..2]);
    assert_eq!(program.say(&["init"]).code, 0);
    assert_eq!(program.say(&["import", folder.to_str().unwrap()]).code, 0);
    let signed = assess(&program, &packs, &[]).json();
    std::fs::remove_file(packs.join("dora/manifest.sig")).unwrap();
    let unsigned = assess(&program, &packs, &["--allow-unsigned-packs"]).json();
    assert_eq!(signed["rulepack"]["sha256"], unsigned["rulepack"]["sha256"]);
    assert_eq!(unsigned["rulepack"]["signed"], false);
    assert_ne!(signed["assessment_id"], unsigned["assessment_id"]);
    assert_eq!(signed["criteria"], unsigned["criteria"]);
}

#[test]
fn what_a_pack_gets_wrong_is_named_with_file_line_and_value() {
    let cases = [
        ("\"level\": \"L1\"", "\"level\": \"L9\"", "unknown variant `L9`, expected `L1` or `L2`"),
        ("\"micro\": \"yes\"", "\"micro\": \"often\"", "unknown variant `often`"),
        ("\"board minutes\"", "\"rumour\"", "the evidence type \"rumour\" is not one of"),
        ("\"level\": \"L1\"", "\"type\": \"wish\", \"level\": \"L1\"", "unknown field `type`"),
    ];
    for (from, to, expected) in cases {
        let program = Program::new();
        let packs = packs(&program);
        replace(&packs.join("dora/criteria.jsonl"), from, to);
        let refused = program.say(&["criteria", "--allow-unsigned-packs", "--rulepacks", packs.to_str().unwrap()]);
        assert_eq!(refused.code, 1, "{}", refused.err);
        assert!(refused.err.contains("rule pack dora cannot be used: criteria.jsonl, line 1"), "{}", refused.err);
        assert!(refused.err.contains(expected), "{}", refused.err);
    }
}

#[test]
fn criteria_and_explain_show_where_a_criterion_stands_elsewhere() {
    let program = Program::new();
    let all = program.say(&["criteria", "--json"]);
    assert_eq!(all.code, 0, "no workspace is needed: {}", all.err);
    let all = all.json();
    assert_eq!(all["criteria"].as_array().unwrap().len(), 316);
    let frameworks = ["iso27001-2022", "iso27001-2013", "nist-csf-2.0", "soc2", "gdpr"];
    for framework in frameworks {
        let found = |criterion: &&Value| {
            let references = criterion["references"].as_array().unwrap();
            references.iter().any(|reference| reference["framework"] == framework)
        };
        let count = all["criteria"].as_array().unwrap().iter().filter(found).count();
        assert!(count >= 280, "{framework}: {count}");
    }
    let backup = program.say(&["criteria", "--framework", "iso27001-2022", "--domain", "business_continuity"]);
    assert!(backup.out.contains("A.8.13"), "{}", backup.out);
    assert_eq!(program.say(&["criteria", "--framework", "iso9001"]).code, 2);
    assert_eq!(program.say(&["criteria", "--domain", "gardening"]).code, 2);

    let folder = program.folder("policies", &FEW[1..2]);
    assert_eq!(program.say(&["init"]).code, 0);
    assert_eq!(program.say(&["import", folder.to_str().unwrap()]).code, 0);
    assert_eq!(program.say(&["assess"]).code, 0);
    let explained = program.say(&["explain", "DORA-12.2"]);
    assert!(explained.out.contains("ISO/IEC 27001:2022, Annex A: A.8.13* Backup"), "{}", explained.out);
    assert!(explained.out.contains("A.12.3.1*") && explained.out.contains("our own estimate"), "{}", explained.out);
    let references = program.say(&["explain", "DORA-12.2", "--json"]).json()["references"].clone();
    assert!(references.as_array().unwrap().iter().any(|found| found["reference"] == "PR.DS-11"), "{references}");
}

#[test]
fn a_kind_of_firm_that_the_law_keeps_out_of_a_regime_is_wrong_usage() {
    let program = Program::new();
    let folder = program.folder("policies", &FEW[1..2]);
    assert_eq!(program.say(&["init"]).code, 0);
    assert_eq!(program.say(&["import", folder.to_str().unwrap()]).code, 0);
    let refused = program.say(&["assess", "--regime", "simplified", "--entity", "central-counterparty"]);
    assert_eq!(refused.code, 2);
    assert!(refused.err.contains("Article 16(1)"), "{}", refused.err);
    let csd = program.say(&["assess", "--entity", "central-securities-depository", "--json"]).json();
    let verdict = |assessment: &Value, id: &str| {
        let rows = assessment["criteria"].as_array().unwrap();
        rows.iter().find(|row| row["id"] == id).unwrap()["verdict"].as_str().unwrap().to_owned()
    };
    assert_ne!(verdict(&csd, "DORA-12.5"), "not_applicable");
    assert_eq!(verdict(&csd, "DORA-10.4"), "not_applicable");
    assert_eq!(verdict(&csd, "DORA-23"), "not_applicable");
}
