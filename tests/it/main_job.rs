//! From a folder of policies to reports.

use crate::it::program::{FEW, Program, fixture_names, fixtures, has, said};
use serde_json::Value;
use std::process::Command;

fn computed(run: &Value, stage: &str) -> u64 {
    run["work"][stage]["computed"].as_u64().unwrap_or(0)
}

#[test]
fn the_sample_set_gives_an_assessment_a_loss_a_plan_and_reports_and_a_second_run_redoes_nothing() {
    let program = Program::new();
    let first = program.run(&fixtures());
    assert_eq!(first.code, 4, "a scan and a draft are said: {}", first.err);
    let run = first.json();
    let assessment = &run["assessment"];
    assert_eq!(assessment["documents"].as_array().unwrap().len(), fixture_names().len());
    assert_eq!(assessment["criteria"].as_array().unwrap().len(), 316);
    assert_eq!(assessment["requirements"].as_array().unwrap().len(), 47);
    assert_eq!(assessment["domains"].as_array().unwrap().len(), 7);
    let score = assessment["overall"]["score"].as_f64().unwrap();
    assert!(score > 0.1 && score < 0.95, "a mixed set scores in between: {score}");

    check_contract(&run);
    check_quotes(&program, assessment);
    check_reports(&run);

    let second = program.run(&fixtures());
    assert_eq!(second.code, 4);
    let again = second.json();
    for (stage, counts) in again["work"].as_object().unwrap() {
        assert_eq!(counts["computed"], 0, "{stage} was computed again");
    }
    assert_eq!(again["assessment"]["criteria"], assessment["criteria"]);
    assert_eq!(again["reports"], run["reports"], "the same figures give the same files");
}

#[test]
fn adding_a_document_redoes_its_own_part_only_and_changing_one_replaces_it() {
    let program = Program::new();
    let folder = program.folder("policies", &FEW[..2]);
    let first = program.run(&folder).json();
    assert_eq!((computed(&first, "intake"), computed(&first, "nlp")), (2, 2));

    std::fs::copy(fixtures().join(FEW[2]), folder.join(FEW[2])).unwrap();
    let second = program.run(&folder).json();
    assert_eq!((computed(&second, "intake"), computed(&second, "nlp"), computed(&second, "criteria")), (1, 1, 0));
    assert_eq!(second["assessment"]["documents"].as_array().unwrap().len(), 3);

    let text = std::fs::read_to_string(folder.join(FEW[1])).unwrap();
    std::fs::write(folder.join(FEW[1]), text.replace("every 5 minutes", "every 6 minutes")).unwrap();
    let third = program.run(&folder).json();
    assert_eq!((computed(&third, "intake"), computed(&third, "nlp")), (1, 1));
    assert_eq!(third["assessment"]["documents"].as_array().unwrap().len(), 3, "the old version is replaced");

    std::fs::remove_file(folder.join(FEW[1])).unwrap();
    let fourth = program.run(&folder).json();
    assert_eq!(fourth["assessment"]["documents"].as_array().unwrap().len(), 2, "a removed file is no evidence");
}

#[test]
fn the_same_content_under_two_names_is_one_document_and_two_workspaces_agree_to_the_byte() {
    let one = Program::new();
    let folder = one.folder("policies", &FEW[1..2]);
    std::fs::copy(folder.join(FEW[1]), folder.join("copy.txt")).unwrap();
    let first = one.run(&folder).json();
    assert_eq!(first["assessment"]["documents"].as_array().unwrap().len(), 1);

    let other = Program::new();
    let folder = other.folder("policies", &FEW[1..2]);
    std::fs::copy(folder.join(FEW[1]), folder.join("copy.txt")).unwrap();
    let second = other.run(&folder).json();
    assert_eq!(first["assessment"]["assessment_id"], second["assessment"]["assessment_id"]);
    assert_eq!(first["assessment"]["criteria"], second["assessment"]["criteria"]);
    assert_eq!(first["risk"]["exceedance"], second["risk"]["exceedance"]);
}

#[test]
fn a_policy_renamed_to_superseded_is_no_evidence_any_more() {
    let program = Program::new();
    let folder = program.folder("policies", &FEW[1..2]);
    std::fs::write(folder.join("notes.txt"), "1. Notes\n\nThe canteen closes at noon on Fridays in summer.\n").unwrap();
    std::fs::rename(folder.join(FEW[1]), folder.join("backup.md")).unwrap();
    let standing = |run: &Value, file: &str| {
        let documents = run["assessment"]["documents"].as_array().unwrap();
        documents.iter().find(|document| document["file"] == file).unwrap()["standing"].clone()
    };
    let before = program.run(&folder).json();
    assert_eq!(standing(&before, "backup.md"), "in_force");
    // The document says that it is in force; without that line the file name decides.
    let text = std::fs::read_to_string(folder.join("backup.md")).unwrap();
    let text = text.replace("status: in force", "").replace("Status           | In force\n", "");
    std::fs::write(folder.join("backup.md"), text).unwrap();
    program.run(&folder);
    std::fs::rename(folder.join("backup.md"), folder.join("backup superseded.md")).unwrap();
    let after = program.run(&folder).json();
    assert_eq!(standing(&after, "backup superseded.md"), "superseded");
    assert_eq!(after["assessment"]["overall"]["counts"]["met"], 0);
}

#[test]
fn reports_and_workspace_inside_the_folder_are_not_read_as_policies() {
    let program = Program::new();
    let folder = program.folder("policies", &FEW[1..2]);
    let inside = folder.join("workspace");
    let arguments = ["run", ".", "--json", "--workspace", inside.to_str().unwrap(), "--iterations", "2000"];
    for _ in 0..2 {
        let run = program.command(&arguments).current_dir(&folder).output().unwrap();
        let run = said(run);
        assert_eq!(run.code, 0, "{}{}", run.out, run.err);
        assert_eq!(run.json()["assessment"]["documents"].as_array().unwrap().len(), 1);
    }
    // A report that was moved among the policies is known by what it says of itself.
    std::fs::copy(folder.join("holdfast-reports/board-report.pdf"), folder.join("strategy.pdf")).unwrap();
    std::fs::copy(folder.join("holdfast-reports/board-report.json"), folder.join("strategy.json")).unwrap();
    let run = said(program.command(&arguments).current_dir(&folder).output().unwrap()).json();
    assert_eq!(run["assessment"]["documents"].as_array().unwrap().len(), 1);
    let notes = run["import"]["diagnostics"].as_array().unwrap();
    assert_eq!(notes.iter().filter(|note| note["code"] == "own_report").count(), 2, "{notes:?}");
}

#[test]
fn unrelated_documents_and_drafts_meet_nothing() {
    let program = Program::new();
    let folder = program.folder("kitchen", &["BW-ICT-11_DRAFT_v1.9_third_party_risk_policy_NOT_IN_FORCE.txt"]);
    let recipe = "1. Bread\n\nKnead the dough for ten minutes and let it rest for one hour. The baker tests the oven \
                  every morning and records the temperature in the kitchen log.\n\n2. Soup\n\nChop two onions, fry \
                  them slowly, add a litre of stock and cook for half an hour. Serve within two hours.\n\n";
    std::fs::write(folder.join("cookery.txt"), recipe.repeat(20)).unwrap();
    let run = program.run(&folder);
    assert_eq!(run.code, 4, "the draft is said");
    let counts = run.json()["assessment"]["overall"]["counts"].clone();
    assert_eq!((counts["met"].as_u64(), counts["contradicted"].as_u64()), (Some(0), Some(0)), "{counts}");
}

fn check_contract(run: &Value) {
    let assessment = &run["assessment"];
    assert!(assessment["rulepack"]["sha256"].as_str().unwrap().len() == 64);
    assert!(assessment["model"]["sha256"].as_str().unwrap().len() == 64);
    for stage in ["intake", "nlp", "mapping", "gap"] {
        assert!(assessment["timings_ms"][stage].is_number(), "{stage}");
    }
    let verdicts = ["met", "partial", "none", "contradicted", "not_applicable"];
    for criterion in assessment["criteria"].as_array().unwrap() {
        let verdict = criterion["verdict"].as_str().unwrap();
        assert!(verdicts.contains(&verdict), "{criterion}");
        let quotes = criterion["evidence"].as_array().unwrap().len();
        match verdict {
            "not_applicable" => assert_eq!(quotes, 0, "{criterion}"),
            // The nearest texts, where a reviewer may see it otherwise.
            "none" => assert!(quotes <= 5, "{criterion}"),
            _ => assert!((1..=5).contains(&quotes), "{criterion}"),
        }
        let confidence = criterion["confidence"].as_f64().unwrap();
        assert!((0.0..=1.0).contains(&confidence));
    }
    let risk = &run["risk"];
    let var = |level: &str| risk["var"][level].as_f64().unwrap();
    let shortfall = |level: &str| risk["expected_shortfall"][level].as_f64().unwrap();
    let mean = risk["ale_mean"].as_f64().unwrap();
    assert!(mean > 0.0 && var("0.95") < var("0.99") && var("0.95") <= shortfall("0.95"));
    let exceedance = risk["exceedance"].as_array().unwrap();
    assert!(exceedance.windows(2).all(|pair| pair[0][0].as_f64() <= pair[1][0].as_f64()));
    assert!(exceedance.windows(2).all(|pair| pair[0][1].as_f64() >= pair[1][1].as_f64()));
    let plan = &run["plan"];
    let tasks = plan["tasks"].as_array().unwrap();
    let finish = |id: &Value| tasks.iter().find(|task| &task["id"] == id).unwrap()["finish"].as_str().unwrap();
    for task in tasks {
        for before in task["predecessors"].as_array().unwrap() {
            assert!(finish(before) < task["start"].as_str().unwrap(), "{} starts before {before} is done", task["id"]);
        }
        assert!(!task["assignees"].as_array().unwrap().is_empty(), "{task}");
    }
    assert!(plan["makespan_days"].as_u64() >= plan["lower_bound_days"].as_u64());
    assert!(!plan["critical_path"].as_array().unwrap().is_empty());
}

/// Every quote is exactly the slice of the extracted text that its offsets name.
fn check_quotes(program: &Program, assessment: &Value) {
    let documents = program.say(&["documents", "--passages", "--json"]).json();
    let mut checked = 0;
    for criterion in assessment["criteria"].as_array().unwrap() {
        for evidence in criterion["evidence"].as_array().unwrap() {
            let document = documents["documents"].as_array().unwrap().iter();
            let document = document.clone().find(|document| document["file"] == evidence["file"]).unwrap();
            let (start, end) = (evidence["start"].as_u64().unwrap(), evidence["end"].as_u64().unwrap());
            let text = document["text"].as_str().unwrap().chars();
            let slice: String = text.skip(start as usize).take((end - start) as usize).collect();
            assert_eq!(evidence["quote"], slice, "{}", criterion["id"]);
            assert_eq!(document["standing"], "in_force", "a draft is no evidence");
            checked += 1;
        }
    }
    assert!(checked > 200, "{checked} quotes");
}

fn check_reports(run: &Value) {
    let reports = run["reports"].as_array().unwrap();
    let pdf = reports.iter().find(|report| report["format"] == "pdf").unwrap()["path"].as_str().unwrap();
    assert!(std::fs::read(pdf).unwrap().starts_with(b"%PDF-"));
    if has("qpdf") {
        let checked = said(Command::new("qpdf").args(["--check", pdf]).output().unwrap());
        assert_eq!(checked.code, 0, "{}{}", checked.out, checked.err);
    }
    if has("pdftotext") {
        let text = said(Command::new("pdftotext").args([pdf, "-"]).output().unwrap()).out;
        let assessment = run["assessment"]["assessment_id"].as_str().unwrap();
        let flat: String = text.split_whitespace().collect();
        assert!(flat.contains(assessment), "the annex names the assessment");
        assert!(!text.to_lowercase().contains("fully compliant"));
    }
    let json = reports.iter().find(|report| report["format"] == "json").unwrap()["path"].as_str().unwrap();
    let _: Value = serde_json::from_slice(&std::fs::read(json).unwrap()).unwrap();
}
