//! `plan` with tasks, aims and dates of the user's own, and `plan what-if`.

use crate::it::program::{FEW, Program, snapshot};
use serde_json::Value;

/// An assessed workspace.
fn assessed() -> Program {
    let program = Program::new();
    let folder = program.folder("policies", &FEW[1..2]);
    assert_eq!(program.say(&["init"]).code, 0);
    assert_eq!(program.say(&["import", folder.to_str().unwrap()]).code, 0);
    assert_eq!(program.say(&["assess"]).code, 0);
    program
}

fn task<'p>(plan: &'p Value, id: &str) -> &'p Value {
    plan["tasks"].as_array().unwrap().iter().find(|task| task["id"] == id).unwrap()
}

#[test]
fn own_tasks_aims_and_dates_reach_the_plan_and_what_cannot_be_is_explained() {
    let program = assessed();
    let plan = |arguments: &[&str]| {
        let start = ["plan", "--json", "--start", "2027-01-04", "--rounds", "2"];
        program.say(&[&start, arguments].concat())
    };
    let usual = plan(&[]);
    assert_eq!(usual.code, 0, "{}", usual.err);
    let usual = usual.json();
    assert!(usual["gap"].as_f64().unwrap() >= 0.0 && usual["rounds"] == 2);
    assert_eq!(usual["objective"], serde_json::json!(["finish", "risk", "cost"]));
    assert_eq!(usual, plan(&[]).json(), "the same options, the same plan");

    std::fs::write(program.path("own.json"), r#"[{"id": "TASK-001", "start_on": "2027-02-01"}]"#).unwrap();
    let moved = plan(&["--tasks", "own.json"]);
    assert_eq!(moved.code, 0, "{}", moved.err);
    assert_eq!(task(&moved.json(), "TASK-001")["start"], "2027-02-01");

    std::fs::write(program.path("own.json"), r#"[{"id": "TASK-001", "deadline": "2027-01-04"}]"#).unwrap();
    let late = plan(&["--tasks", "own.json"]);
    assert_eq!(late.code, 3, "a date that cannot be kept");
    assert_eq!(late.json()["conflict"][0], "TASK-001 is done by 2027-01-04");

    let cheap = plan(&["--objective", "cost,finish"]).json();
    assert!(cheap["cost"].as_f64() <= usual["cost"].as_f64());
    assert_eq!(plan(&["--objective", "cost,cost"]).code, 2);
    assert_eq!(plan(&["--quarter-budget", "1"]).code, 2, "one purchase is more than that");

    let one = r#"{"people": [{"id": "ana", "title": "Ana", "skills": [{"skill": "governance", "level": 3}], "capacity": 1.0, "day_rate_eur": 500}]}"#;
    std::fs::write(program.path("one.json"), one).unwrap();
    let said = program.say(&["plan", "--people", "one.json", "--vendors", "never", "--rounds", "1"]);
    assert_eq!(said.code, 4, "what nobody can do is left out");
    assert!(said.out.contains("nobody on the team knows"), "{}", said.out);
}

#[test]
fn what_if_compares_and_changes_nothing() {
    let program = assessed();
    assert_eq!(program.say(&["plan", "--rounds", "2"]).code, 0);
    let before = snapshot(&program.path("workspace"));
    let what_if = |arguments: &[&str]| {
        let said = program.say(&[&["plan", "--rounds", "2", "--json", "what-if"], arguments].concat());
        assert_eq!(said.code, 0, "{}", said.err);
        said.json()
    };
    let more = what_if(&["--add-person", "cloud-engineering:3@0.8", "--from", "2027-03-01"]);
    let days = |side: &str, result: &Value| result[side]["makespan_days"].as_i64().unwrap();
    assert_eq!(more["saved_days"].as_i64().unwrap(), days("now", &more) - days("then", &more));
    assert!(more["change"].as_str().unwrap().contains("one more person for cloud-engineering"));
    let fewer = what_if(&["--without", "legal-counsel"]);
    let unplaced = |side: &str| fewer[side]["unscheduled"].as_array().unwrap().len();
    let costs = days("then", &fewer) >= days("now", &fewer) || unplaced("then") > unplaced("now");
    assert!(costs, "{fewer}");
    let soon = what_if(&["--deadline", more["now"]["finish"].as_str().unwrap()]);
    assert_eq!((soon["saved_days"].as_i64(), soon["now"]["late"].as_array().unwrap().len()), (Some(0), 0));
    assert_eq!(snapshot(&program.path("workspace")), before);
    assert_eq!(program.say(&["plan", "what-if"]).code, 2, "a change is needed");
    assert_eq!(program.say(&["plan", "what-if", "--add-person", "cloud"]).code, 2);
    assert_eq!(program.say(&["plan", "what-if", "--without", "nobody"]).code, 2);
}
