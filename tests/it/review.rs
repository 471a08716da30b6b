//! A reviewer's decisions, and what becomes of them when documents change.

use crate::it::program::{FEW, Program, said};
use serde_json::Value;
use std::path::{Path, PathBuf};

const POLICY: &str = FEW[1];

/// A workspace with one assessed policy, and the folder it came from.
fn assessed() -> (Program, PathBuf) {
    let program = Program::new();
    let folder = program.folder("policies", &[POLICY]);
    assert_eq!(program.say(&["init"]).code, 0);
    reassess(&program, &folder);
    (program, folder)
}

fn reassess(program: &Program, folder: &Path) -> Value {
    assert_eq!(program.say(&["import", folder.to_str().unwrap()]).code, 0);
    program.say(&["assess", "--json"]).json()
}

fn review(program: &Program, arguments: &[&str]) -> Value {
    let arguments = [&["review", "--reviewer", "Anna Kern", "--json"], arguments].concat();
    let said = program.say(&arguments);
    assert_eq!(said.code, 0, "{arguments:?}: {}", said.out);
    said.json()
}

fn criterion<'v>(assessment: &'v Value, id: &str) -> &'v Value {
    assessment["criteria"].as_array().unwrap().iter().find(|criterion| criterion["id"] == id).unwrap()
}

/// A partial criterion whose first quote is a single line of the policy, with that line.
fn partial_on_a_line(assessment: &Value, policy: &Path) -> (String, String) {
    let text = std::fs::read_to_string(policy).unwrap();
    let lines: Vec<&str> = text.lines().filter(|line| line.split_whitespace().count() >= 8).collect();
    let partial = assessment["criteria"].as_array().unwrap().iter().filter(|found| found["verdict"] == "partial");
    let cites = |found: &Value| {
        let quote = found["evidence"][0]["quote"].as_str().unwrap().to_owned();
        lines.iter().find(|line| quote.contains(line.trim())).map(|line| (*line).to_owned())
    };
    let mut found = partial.filter_map(|found| Some((found["id"].as_str().unwrap().to_owned(), cites(found)?)));
    found.next().expect("a partial criterion cites a line of the policy")
}

#[test]
fn a_decision_is_scored_shown_everywhere_and_undone_without_a_trace_in_the_scores() {
    let (program, _) = assessed();
    let before = program.say(&["assess", "--json"]).json();
    let queue = review(&program, &["list", "--limit", "5"]);
    let items = queue["queue"].as_array().unwrap();
    assert_eq!(items.len(), 5);
    let priority = |item: &Value| item["priority"].as_f64().unwrap();
    assert!(items.windows(2).all(|pair| priority(&pair[0]) >= priority(&pair[1])), "{queue}");
    let id = items[0]["id"].as_str().unwrap().to_owned();
    let proposed = items[0]["proposed"].clone();

    let told = review(&program, &["override", &id, "--verdict", "met", "--reason", "Stated in the board minutes"]);
    assert_eq!((&told["verdict"]["old"], told["verdict"]["new"].as_str()), (&proposed, Some("met")));
    let after = program.say(&["assess", "--json"]).json();
    assert_eq!(after["assessment_id"], told["assessment_id"], "assessing again keeps the decision");
    let found = criterion(&after, &id);
    assert_eq!((&found["verdict"], &found["proposed"]), (&Value::from("met"), &proposed));
    let decision = &found["review"];
    assert_eq!(decision["decision"], "override");
    assert_eq!((decision["by"].as_str(), decision["stale"].as_bool()), (Some("Anna Kern"), Some(false)));
    assert_eq!(decision["reason"], "Stated in the board minutes");
    assert!(decision["at"].as_str().unwrap().ends_with('Z'));
    assert_eq!(after["overall"]["review"]["decided"], 1);
    assert!(after["overall"]["score"].as_f64() > before["overall"]["score"].as_f64());
    let explained = program.say(&["explain", &id]);
    assert!(explained.out.contains("Anna Kern: override -> ● met"), "{}", explained.out);
    let gaps = program.say(&["gaps", "--json"]).json();
    assert!(!gaps["gaps"].as_array().unwrap().iter().any(|gap| gap["id"] == id.as_str()), "a met is no gap");
    let decided = review(&program, &["list", "--status", "decided"]);
    assert_eq!((decided["total"].as_u64(), decided["queue"][0]["id"].as_str()), (Some(1), Some(id.as_str())));

    assert_eq!((program.say(&["plan"]).code, program.say(&["risk", "--iterations", "2000"]).code), (0, 0));
    assert_eq!(program.say(&["report", "board", "--format", "json", "--out", "board.json"]).code, 0);
    let report = std::fs::read_to_string(program.path("board.json")).unwrap();
    assert!(report.contains("1 of 280 were decided by a reviewer"));

    let undone = review(&program, &["undo", &id]);
    assert_eq!(undone["assessment_id"], before["assessment_id"]);
    let shown = review(&program, &["show", &id]);
    let acts: Vec<&str> =
        shown["records"].as_array().unwrap().iter().map(|record| record["act"].as_str().unwrap()).collect();
    assert_eq!(acts, ["decided", "withdrawn"], "nothing that was said is forgotten");
    assert_eq!(program.say(&["journal", "verify"]).code, 0);
}

#[test]
fn a_new_version_flags_the_decision_and_a_met_does_not_outlive_its_passage() {
    let (program, folder) = assessed();
    let policy = folder.join(POLICY);
    let (id, line) = partial_on_a_line(&program.say(&["assess", "--json"]).json(), &policy);
    review(&program, &["override", &id, "--verdict", "met", "--reason", "The annex covers the rest"]);

    let text = std::fs::read_to_string(&policy).unwrap();
    let longer =
        text.replacen("1. Purpose\n", "0. Canteen\n==========\n\n0.1 The canteen closes at noon.\n\n\n1. Purpose\n", 1);
    assert_ne!(longer, text);
    std::fs::rename(&policy, folder.join("renamed.txt")).unwrap();
    let named = reassess(&program, &folder);
    assert_eq!(
        (named["documents"].as_array().unwrap().len(), named["documents"][0]["file"].as_str()),
        (1, Some("renamed.txt"))
    );
    std::fs::write(folder.join("renamed.txt"), &longer).unwrap();
    let longer_assessed = reassess(&program, &folder);
    let moved = criterion(&longer_assessed, &id);
    assert_eq!((moved["verdict"].as_str(), moved["review"]["stale"].as_bool()), (Some("met"), Some(false)), "{moved}");

    let words: Vec<&str> = line.split_whitespace().collect();
    let other = format!("{} postponed without notice {}", words[..4].join(" "), words[5..].join(" "));
    std::fs::write(folder.join("renamed.txt"), longer.replacen(&line, &other, 1)).unwrap();
    let assessment = reassess(&program, &folder);
    let changed = criterion(&assessment, &id);
    let decision = &changed["review"];
    assert_eq!((decision["stale"].as_bool(), decision["in_force"].as_bool()), (Some(true), Some(false)), "{changed}");
    assert_eq!(changed["verdict"], changed["proposed"], "the stale met does not count");
    assert_eq!(decision["changes"][0]["change"], "passage_gone");
    assert_eq!(assessment["overall"]["review"]["stale"], 1);

    let queue = review(&program, &["list"]);
    assert_eq!((queue["queue"][0]["id"].as_str(), queue["queue"][0]["status"].as_str()), (Some(&*id), Some("stale")));
    let listed = program.say(&["review", "list", "--limit", "1"]);
    assert!(listed.out.contains("Reworded in renamed.txt") && listed.out.contains("{+postponed"), "{}", listed.out);
    assert_eq!(program.say(&["gaps", "--json"]).json()["stale"], serde_json::json!([id]));
    assert!(program.say(&["gaps"]).out.contains("Decided on texts that changed since"));
    assert!(program.say(&["explain", &id]).out.contains("Stale: what it rests on changed"));
    let explained = program.say(&["explain", &id, "--json"]).json();
    assert_eq!(explained["passage_changes"][0]["fate"], "reworded");

    let diff = program.say(&["diff", "--json"]).json();
    assert_eq!(
        (diff["documents"][0]["change"].as_str(), diff["documents"][0]["file"].as_str()),
        (Some("changed"), Some("renamed.txt"))
    );
    let changes = diff["criteria"].as_array().unwrap();
    let change = changes.iter().find(|change| change["id"] == id.as_str()).unwrap();
    assert_eq!(
        change["causes"][0],
        serde_json::json!({"cause": "document", "file": "renamed.txt", "change": "changed"})
    );

    review(&program, &["accept", &id]);
    let queue = review(&program, &["list", "--status", "stale"]);
    assert_eq!(queue["total"], 0, "deciding again on the new words settles it");
}

#[test]
fn a_rejection_holds_when_its_document_leaves_and_says_where_the_passage_was() {
    let (program, folder) = assessed();
    let (id, _) = partial_on_a_line(&program.say(&["assess", "--json"]).json(), &folder.join(POLICY));
    let told = review(&program, &["reject", &id, "--reason", "Another subject"]);
    assert_eq!(
        (told["verdict"]["new"].as_str(), told["finding"]["evidence"].as_array().unwrap().len()),
        (Some("none"), 0)
    );
    std::fs::remove_file(folder.join(POLICY)).unwrap();
    std::fs::copy(crate::it::program::fixtures().join(FEW[2]), folder.join(FEW[2])).unwrap();
    let run = program.run(&folder).json();
    let found = criterion(&run["assessment"], &id);
    assert_eq!((found["verdict"].as_str(), found["review"]["stale"].as_bool()), (Some("none"), Some(true)));
    let shown = review(&program, &["show", &id]);
    assert_eq!(shown["passages"][0]["fate"], "not_assessed", "the policy is in the workspace and was left out");
}

#[test]
fn every_figure_leads_down_to_quotes() {
    let (program, _) = assessed();
    let assessment = program.say(&["assess", "--json"]).json();
    let whole = program.say(&["explain", "overall", "--json"]).json();
    assert_eq!(whole["score"], assessment["overall"]["score"]);
    let number = |value: &Value| value.as_f64().unwrap();
    let sum = |part: &Value, list: &str| -> f64 {
        part[list].as_array().unwrap().iter().map(|below| number(&below["earned"])).sum()
    };
    let is_sum = |part: &Value, list: &str| (number(&part["earned"]) - sum(part, list)).abs() < 1e-9;
    assert!(is_sum(&whole, "parts"));
    let mut quotes = 0;
    for domain in whole["parts"].as_array().unwrap() {
        assert!(is_sum(domain, "parts"), "{}", domain["id"]);
        for requirement in domain["parts"].as_array().unwrap() {
            assert!(is_sum(requirement, "criteria"), "{}", requirement["id"]);
            for criterion in requirement["criteria"].as_array().unwrap() {
                let points = number(&criterion["possible"]) * criterion["credit"].as_f64().unwrap_or(0.0);
                assert!((number(&criterion["earned"]) - points).abs() < 1e-9, "{criterion}");
                let found = self::criterion(&assessment, criterion["id"].as_str().unwrap());
                assert_eq!(criterion["evidence"], found["evidence"]);
                quotes += found["evidence"].as_array().unwrap().len();
            }
        }
    }
    assert!(quotes > 0);
    let alone = program.say(&["explain", "req-12", "--json"]).json();
    let within = whole["parts"].as_array().unwrap().iter().flat_map(|part| part["parts"].as_array().unwrap());
    let within = within.clone().find(|part| part["id"] == "REQ-12").unwrap();
    assert_eq!((&alone["score"], &alone["criteria"]), (&within["score"], &within["criteria"]));
    let governance = program.say(&["explain", "governance"]);
    assert!(governance.out.contains("REQ-01") && governance.out.contains("points"), "{}", governance.out);
    assert_eq!(program.say(&["explain", "REQ-99"]).code, 1);
}

#[test]
fn history_lists_every_turn_and_diff_takes_the_beginning_of_an_id() {
    let (program, _) = assessed();
    let early = program.say(&["diff"]);
    assert_eq!(early.code, 3, "one assessment has nothing to be compared with: {}", early.err);
    let id = review(&program, &["list"])["queue"][0]["id"].as_str().unwrap().to_owned();
    review(&program, &["accept", &id]);
    assert_eq!(program.say(&["assess", "--entity", "credit-institution"]).code, 0);
    let history = program.say(&["history", "--json"]).json();
    let turns = history["history"].as_array().unwrap();
    assert_eq!(turns.len(), 3);
    assert_eq!((turns[1]["by"].as_str(), turns[1]["review"]["decided"].as_u64()), (Some("Anna Kern"), Some(1)));
    assert_eq!(turns[1]["documents"], 1);
    let prefix = |turn: &Value| turn["id"].as_str().unwrap()[..8].to_owned();
    let diff = program.say(&["diff", &prefix(&turns[0]), &prefix(&turns[1]), "--json"]).json();
    assert_eq!(diff["criteria"].as_array().unwrap().len(), 1);
    assert_eq!(diff["criteria"][0]["causes"], serde_json::json!([{"cause": "decision"}]));
    let firm = program.say(&["diff", "--json"]).json();
    assert_eq!(firm["firm_changed"], true);
    let shown = program.say(&["history"]);
    assert!(shown.out.contains(&prefix(&turns[2])) && shown.out.contains("pack dora"), "{}", shown.out);
    assert_eq!(program.say(&["diff", "ffffffff"]).code, 1);
}

#[test]
fn what_cannot_be_decided_is_refused_and_says_what_to_do() {
    let program = Program::new();
    assert_eq!(program.say(&["init"]).code, 0);
    assert_eq!(program.say(&["review", "accept", "DORA-5.1"]).code, 3, "no assessment yet");
    assert_eq!(program.say(&["review", "list"]).code, 3);
    assert_eq!(program.say(&["history"]).code, 0);
    let (program, _) = assessed();
    let code = |arguments: &[&str]| program.say(&[&["review"], arguments].concat()).code;
    assert_eq!(code(&["accept", "DORA-77"]), 1, "no such criterion");
    assert_eq!(code(&["override", "DORA-5.1", "--verdict", "met"]), 2, "a reason is needed");
    assert_eq!(code(&["override", "DORA-5.1", "--verdict", "met", "--reason", "  "]), 2);
    assert_eq!(code(&["override", "DORA-5.1", "--verdict", "compliant", "--reason", "x"]), 2);
    assert_eq!(code(&["accept", "DORA-16.1.a"]), 3, "it does not bind the full regime");
    assert_eq!(code(&["undo", "DORA-5.1"]), 3, "nothing to withdraw");
    assert_eq!(code(&["list", "--domain", "kitchen"]), 2);
    assert_eq!(code(&["comment", "DORA-5.1", ""]), 2);
    let nobody = program.command(&["review", "accept", "DORA-5.1"]).env("HOLDFAST_REVIEWER", " ").output().unwrap();
    assert_eq!(said(nobody).code, 2, "a decision has a name under it");
}

#[test]
fn comments_and_assignments_are_kept_listed_and_leave_the_scores_alone() {
    let (program, _) = assessed();
    let before = program.say(&["assess", "--json"]).json();
    review(&program, &["comment", "DORA-12.1.a", "Ask the backup engineer"]);
    review(&program, &["assign", "5.1", "--to", "Bert"]);
    review(&program, &["assign", "5.1", "--to", "Chris"]);
    let mine = review(&program, &["list", "--assignee", "Chris"]);
    assert_eq!((mine["total"].as_u64(), mine["queue"][0]["id"].as_str()), (Some(1), Some("DORA-5.1")));
    assert_eq!(review(&program, &["list", "--assignee", "Bert"])["total"], 0);
    assert_eq!(program.say(&["assess", "--json"]).json()["assessment_id"], before["assessment_id"]);
    assert!(program.say(&["review", "show", "5.1"]).out.contains("gave it to Chris"));
}

#[test]
fn a_second_process_waits_or_is_refused_and_no_statement_is_lost() {
    let (program, _) = assessed();
    let lock = std::fs::File::options().write(true).open(program.path("workspace").join("lock")).unwrap();
    lock.lock().unwrap();
    let refused = program.say(&["review", "comment", "DORA-5.1", "too early", "--json"]);
    assert_eq!((refused.code, refused.json()["error"]["code"].as_str()), (3, Some("busy")));
    lock.unlock().unwrap();
    let children: Vec<_> = (0..6)
        .map(|number| {
            let text = format!("remark {number}");
            let mut command = program.command(&["review", "comment", "DORA-5.1", &text]);
            command.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped()).spawn().unwrap()
        })
        .collect();
    let codes: Vec<i32> = children.into_iter().map(|child| said(child.wait_with_output().unwrap()).code).collect();
    assert!(codes.iter().all(|code| [0, 3].contains(code)), "{codes:?}");
    let kept = codes.iter().filter(|code| **code == 0).count();
    let shown = review(&program, &["show", "DORA-5.1"]);
    assert_eq!(shown["records"].as_array().unwrap().len(), kept);
    assert!(kept > 0 && program.say(&["journal", "verify"]).code == 0);
}
