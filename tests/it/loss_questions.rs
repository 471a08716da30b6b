//! `risk --what-if`, `--sensitivity` and `--controls`, and the scenario table.

use crate::it::program::{FEW, Program};
use serde_json::Value;

fn assessed() -> Program {
    let program = Program::new();
    assert_eq!(program.say(&["init"]).code, 0);
    let folder = program.folder("policies", &FEW[1..2]);
    assert_eq!(program.say(&["import", folder.to_str().unwrap()]).code, 0);
    assert_eq!(program.say(&["assess"]).code, 0);
    program
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap()
}

#[test]
fn questions_about_the_loss_are_answered() {
    let program = assessed();
    let ask = |options: &[&str]| {
        let said = program.say(&[&["risk", "--json", "--iterations", "10000"], options].concat());
        assert_eq!(said.code, 0, "{}", said.err);
        said.json()
    };

    let better = ask(&["--what-if", "REQ-10=1.0", "--what-if", "SC-03:rate=0.5"]);
    let (mean, changes) = (&better["mean"], &better["changes"]);
    assert_eq!((&changes["scores"]["REQ-10"], &changes["rates"]["SC-03"]), (&1.0.into(), &0.5.into()));
    assert!(number(&mean["difference"]["value"]) < 0.0, "{mean}");
    assert!(number(&mean["difference"]["standard_error"]) < number(&mean["base"]["standard_error"]), "{mean}");
    assert!(better["rulepacks"].is_array());
    let same = ask(&["--what-if", "SC-03:loss=1"]);
    assert_eq!(same["expected_shortfall"]["0.99"]["difference"]["value"], 0.0);
    assert_eq!(same["mean"]["base"], mean["base"], "the same years");
    let table = program.say(&["risk", "--iterations", "10000", "--what-if", "REQ-10=1.0"]);
    assert!(table.out.contains("REQ-10: score 1") && table.out.contains("Difference"), "{}", table.out);

    let moved = ask(&["--sensitivity"]);
    let (swings, indices) = (moved["swings"].as_array().unwrap(), moved["sobol"]["indices"].as_array().unwrap());
    assert!(
        swings.len() > 50 && swings.len() == indices.len() && swings.len() == moved["ranks"].as_array().unwrap().len()
    );
    let width = |swing: &Value| (number(&swing["high"]) - number(&swing["low"])).abs();
    assert!(swings.windows(2).all(|pair| width(&pair[0]) >= width(&pair[1])));
    assert_eq!(moved["analytic_mean"], ask(&[])["analytic_mean"]);
    let table = program.say(&["risk", "--sensitivity"]);
    assert!(table.out.contains("loss of one event") && table.out.contains("Sobol"), "{}", table.out);

    let controls = r#"[
        {"id": "dear", "outlay": 900000, "present_cost": 900000, "effects": [{"scenario": "SC-01", "frequency": 0.2, "severity": 1}]},
        {"id": "cheap", "outlay": 1000, "present_cost": 1000, "effects": [{"scenario": "SC-02", "frequency": 0.5, "severity": 0.5}]},
        {"id": "useless", "outlay": 0, "present_cost": 5, "effects": []}]"#;
    std::fs::write(program.path("controls.json"), controls).unwrap();
    let best = ask(&["--controls", "controls.json", "--budget", "5000"]);
    let frontier = best["frontier"].as_array().unwrap();
    assert_eq!(frontier.len(), 5);
    assert_eq!(frontier[4]["controls"], serde_json::json!(["cheap"]));
    assert_eq!((&frontier[4]["proven"], &frontier[4]["budget"]), (&true.into(), &5000.0.into()));
    let table = program.say(&["risk", "--controls", "controls.json", "--budget", "5000"]);
    assert!(table.out.contains("proven best"), "{}", table.out);

    for (options, words) in [
        (["--what-if", "REQ-99=1"], "REQ-99"),
        (["--what-if", "SC-03:rate=-2"], "above 0"),
        (["--what-if", "SC-03"], "SC-03:rate=0.5"),
        (["--what-if", "SC-03:cost=2"], "SC-03:rate=0.5"),
        (["--controls", "controls.json"], "--budget"),
    ] {
        let said = program.say(&[&["risk"], &options[..]].concat());
        assert!(said.code == 2 && said.err.contains(words), "{options:?}: {}", said.err);
    }
    std::fs::write(program.path("wrong.json"), controls.replace("SC-02", "SC-0X")).unwrap();
    let wrong = program.say(&["risk", "--controls", "wrong.json", "--budget", "5000"]);
    assert!(wrong.code == 2 && wrong.err.contains("cheap"), "{}", wrong.err);
}

#[test]
fn scenarios_go_out_as_a_table_and_come_back() {
    let program = Program::new();
    let list = program.say(&["scenarios", "list", "--json"]).json();
    let count = list["scenarios"].as_array().unwrap().len();
    assert!(count >= 24);
    assert_eq!(program.say(&["scenarios", "export", "--out", "own.csv"]).code, 0);
    let back = program.say(&["scenarios", "list", "--scenarios", "own.csv", "--json"]).json();
    assert_eq!(program.say(&["scenarios", "export", "--out", "own.xlsx"]).code, 0);
    let workbook = program.say(&["scenarios", "list", "--scenarios", "own.xlsx", "--json"]);
    assert_eq!(workbook.json(), back, "a workbook gives back what a table does: {}", workbook.err);
    assert_eq!(back, list);
    assert_eq!(program.say(&["scenarios", "export", "--scenarios", "own.csv", "--out", "own.json"]).code, 0);
    assert_eq!(program.say(&["scenarios", "list", "--scenarios", "own.json", "--json"]).json(), list);
    assert!(program.say(&["scenarios", "list"]).out.contains("SC-01"));
    assert!(!program.path("workspace").exists(), "the library needs no workspace");

    let table = std::fs::read_to_string(program.path("own.csv")).unwrap();
    for (name, text, words) in [
        ("semicolons.csv", table.replace(',', ";"), "semicolons"),
        ("comma.csv", table.replacen(",0.45,", ",\"0,45\",", 1), "row 2, field rate_low: is `0,45`"),
        ("negative.csv", table.replacen(",0.45,", ",-0.45,", 1), "SC-01: frequency.rate.low"),
    ] {
        std::fs::write(program.path(name), text).unwrap();
        let said = program.say(&["scenarios", "list", "--scenarios", name]);
        assert!(said.code == 2 && said.err.contains(words), "{name}: {}", said.err);
    }
    let tied = r#"{"scenarios": [{"id": "SC-01", "title": "Outage", "description": "", "source": "ours", "drivers": [],
        "frequency": {"kind": "poisson", "rate": 1}, "severity": {"kind": "gamma", "shape": 2, "scale": 5000}}],
        "shocks": [{"id": "storm", "rate": 0.1, "hits": {"SC-01": 0.5}}]}"#;
    std::fs::write(program.path("tied.json"), tied).unwrap();
    let refused = program.say(&["scenarios", "export", "--scenarios", "tied.json", "--out", "tied.csv"]);
    assert!(refused.code == 2 && !program.path("tied.csv").exists(), "{}", refused.err);
}

#[test]
fn a_table_gives_the_same_loss_as_the_library() {
    let program = assessed();
    assert_eq!(program.say(&["scenarios", "export", "--out", "own.csv"]).code, 0);
    let mean = |options: &[&str]| {
        program.say(&[&["risk", "--json", "--iterations", "2000"], options].concat()).json()["ale_mean"].clone()
    };
    let library = mean(&[]);
    assert!(number(&library) > 0.0);
    assert_eq!(mean(&["--scenarios", "own.csv"]), library);
}
