//! Personal data: listed on request, masked in what leaves, exact in the workspace.

use crate::it::program::{FEW, Program, Said, fixtures, has, said};
use serde_json::Value;
use std::path::PathBuf;
use std::process::Command;

/// What is planted into a policy, beside a role that its clauses name again and again.
const PLANTED: [&str; 5] =
    ["Anna Kowalska", "anna.kowalska@example.eu", "+352 26 12 34 56", "DE89 3704 0044 0532 0130 00", "192.0.2.146"];
const FILE: &str = "backup Anna Kowalska.txt";

fn planted(program: &Program) -> PathBuf {
    let folder = program.folder("policies", &[]);
    let text = std::fs::read_to_string(fixtures().join(FEW[1])).unwrap();
    let role = "Backup Engineer";
    let planted = format!("{role} {} ({})", PLANTED[0], PLANTED[1..].join(", "));
    // Tables keep their columns; the clauses are what is quoted.
    let line = |line: &str| if line.contains('|') { line.to_owned() } else { line.replace(role, &planted) };
    let text: Vec<String> = text.lines().map(line).collect();
    // The clause that contradicts the law is quoted first of all.
    let denial = "for restores is not maintained";
    let text = text.join("\n").replace(denial, &format!("{denial} by the {planted}"));
    assert!(text.contains(&format!("{denial} by")));
    std::fs::write(folder.join(FILE), text).unwrap();
    folder
}

fn run(program: &Program, policy: &str) -> Said {
    let folder = program.path("policies");
    let out = program.path(policy);
    let arguments = [
        "run",
        folder.to_str().unwrap(),
        "--json",
        "--out",
        out.to_str().unwrap(),
        "--iterations",
        "2000",
        "--pii",
        policy,
    ];
    program.say(&arguments)
}

fn report(program: &Program, policy: &str) -> String {
    let json = std::fs::read_to_string(program.path(policy).join("board-report.json")).unwrap();
    let _: Value = serde_json::from_str(&json).unwrap();
    let pdf = program.path(policy).join("board-report.pdf");
    if !has("pdftotext") {
        return json;
    }
    let printed = said(Command::new("pdftotext").args([pdf.to_str().unwrap(), "-"]).output().unwrap()).out;
    json + &printed.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn a_report_that_leaves_carries_no_personal_data_and_the_workspace_keeps_every_quote() {
    let program = Program::new();
    planted(&program);
    let first = run(&program, "external");
    assert_eq!(first.code, 0, "{}{}", first.out, first.err);
    let open = run(&program, "off");
    let inner = run(&program, "internal");
    let (external, off, internal) =
        (report(&program, "external"), report(&program, "off"), report(&program, "internal"));
    for value in PLANTED {
        assert!(off.contains(value), "the test shows nothing unless {value} is quoted");
        assert!(!external.contains(value), "{value} leaves with the report");
    }
    for mask in [
        "[person 1]",
        "[e-mail]",
        "[phone number]",
        "[IBAN]",
        "[IP address]",
        "personal data masked",
        "masked (external)",
    ] {
        assert!(external.contains(mask), "{mask}");
    }
    assert!(!off.contains("[person 1]") && !off.contains("personal data masked"));
    assert!(internal.contains(PLANTED[0]) && internal.contains(PLANTED[1]), "names and business mail stay inside");
    assert!(PLANTED[2..].iter().all(|value| !internal.contains(value)));
    for said in [&first, &open, &inner] {
        assert!(PLANTED[1..].iter().all(|value| !said.err.contains(value)), "{}", said.err);
    }

    let masked: Value =
        serde_json::from_slice(&std::fs::read(program.path("external/board-report.json")).unwrap()).unwrap();
    let evidence = |assessment: &Value| -> Vec<Value> {
        let criteria = assessment["criteria"].as_array().unwrap().clone();
        criteria.iter().flat_map(|criterion| criterion["evidence"].as_array().unwrap().clone()).collect()
    };
    let exact = evidence(&first.json()["assessment"]);
    let shown = evidence(&masked["assessment"]);
    assert_eq!(exact.len(), shown.len());
    let (mut touched, mut untouched) = (0, 0);
    for (exact, shown) in exact.iter().zip(&shown) {
        assert_eq!((&exact["start"], &exact["end"]), (&shown["start"], &shown["end"]));
        assert!(exact["masked"].is_null(), "the workspace masks nothing");
        let is_masked = shown["masked"].as_u64().is_some_and(|count| count > 0);
        assert_eq!(is_masked, exact["quote"] != shown["quote"], "a masked quote says so, and no other does");
        *(if is_masked { &mut touched } else { &mut untouched }) += 1;
    }
    assert!(touched > 1 && untouched > 1, "{touched} masked, {untouched} not");
    assert!(exact.iter().any(|evidence| evidence["quote"].as_str().unwrap().contains(PLANTED[1])));
}

#[test]
fn a_team_with_names_leaves_as_numbers() {
    let program = Program::new();
    let folder = program.folder("policies", &FEW[1..2]);
    assert_eq!(program.run(&folder).code, 0);
    let team = std::fs::read_to_string(team_file()).unwrap();
    let mut team: Value = serde_json::from_str(&team).unwrap();
    team["people"][0]["id"] = "anna.kowalska".into();
    team["people"][0]["title"] = "Anna Kowalska".into();
    std::fs::write(program.path("team.json"), team.to_string()).unwrap();
    assert_eq!(program.say(&["plan", "--people", "team.json"]).code, 0);
    assert_eq!(program.say(&["risk", "--iterations", "2000"]).code, 0);
    for (policy, named) in [("external", false), ("off", true)] {
        let file = format!("{policy}.json");
        let said = program.say(&["report", "board", "--format", "json", "--out", &file, "--pii", policy]);
        assert_eq!(said.code, 0, "{}", said.err);
        let report = std::fs::read_to_string(program.path(&file)).unwrap().to_lowercase();
        assert_eq!(report.contains("kowalska"), named, "{policy}");
    }
}

/// The default team of the task library.
fn team_file() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../rulepacks/tasks/team.json")
}

#[test]
fn pii_lists_previews_and_reveals_only_when_asked_with_a_journal_entry() {
    let program = Program::new();
    let folder = planted(&program);
    assert_eq!(program.say(&["init"]).code, 0);
    assert_eq!(program.say(&["import", folder.to_str().unwrap()]).code, 0);
    let entries = || program.say(&["journal", "verify", "--json"]).json()["entries"].as_u64().unwrap();
    let before = entries();
    let (table, json) = (program.say(&["pii"]), program.say(&["pii", "--json"]));
    for said in [&table, &json] {
        assert_eq!(said.code, 0, "{}", said.err);
        assert!(
            PLANTED[1..].iter().all(|value| !said.out.contains(value) && !said.err.contains(value)),
            "{}",
            said.out
        );
    }
    assert!(table.out.contains("a…@…eu") && table.out.contains("DE…00"), "{}", table.out);
    assert_eq!(entries(), before, "a preview is no disclosure");

    let revealed = program.say(&["pii", "--json", "--reveal"]);
    assert_eq!(entries(), before + 1);
    let list = revealed.json();
    let found = list["documents"][0]["found"].as_array().unwrap().clone();
    let documents = program.say(&["documents", "--passages", "--json"]).json();
    let text: Vec<char> = documents["documents"][0]["text"].as_str().unwrap().chars().collect();
    for value in PLANTED {
        let entry =
            found.iter().find(|found| found["value"] == value).unwrap_or_else(|| panic!("{value} is not listed"));
        for place in entry["places"].as_array().unwrap() {
            let (start, end) = (place["start"].as_u64().unwrap() as usize, place["end"].as_u64().unwrap() as usize);
            assert_eq!(text[start..end].iter().collect::<String>(), value);
        }
    }
    assert!(PLANTED[1..].iter().all(|value| !revealed.err.contains(value)));
    assert_eq!(program.say(&["journal", "verify"]).code, 0);
}

#[test]
fn the_sample_set_names_nobody() {
    let program = Program::new();
    assert_eq!(program.say(&["init"]).code, 0);
    assert_eq!(
        program.say(&["import", fixtures().to_str().unwrap(), "--no-ocr"]).code,
        4,
        "a scan and a draft are said"
    );
    let list = program.say(&["pii", "--json", "--reveal"]).json();
    let found: Vec<&Value> = list["documents"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|document| document["found"].as_array().unwrap())
        .collect();
    assert!(found.is_empty(), "roles, services and clause numbers are no personal data: {found:?}");
}
