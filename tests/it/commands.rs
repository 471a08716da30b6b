//! The command-line contract, command by command.

use crate::it::program::{FEW, Program, snapshot};

#[test]
fn a_wrong_passphrase_is_refused_with_3_and_nothing_is_touched() {
    let program = Program::new();
    let folder = program.folder("policies", &FEW[1..2]);
    assert_eq!(program.run(&folder).code, 0);
    let before = snapshot(&program.path("workspace"));
    for arguments in [vec!["documents"], vec!["run", folder.to_str().unwrap()], vec!["backup", "b.holdfast"]] {
        let refused = program.command(&arguments).env("HOLDFAST_PASSPHRASE", "wrong").output().unwrap();
        assert_eq!(refused.status.code(), Some(3), "{arguments:?}");
        assert!(String::from_utf8_lossy(&refused.stderr).contains("passphrase"));
    }
    let none = program.command(&["documents"]).env_remove("HOLDFAST_PASSPHRASE").output().unwrap();
    assert_eq!(none.status.code(), Some(3));
    assert_eq!(snapshot(&program.path("workspace")), before);
}

#[test]
fn each_command_does_its_part_and_says_what_must_come_first() {
    let program = Program::new();
    assert_eq!(program.say(&["documents"]).code, 1, "no workspace yet");
    assert_eq!(program.say(&["init"]).code, 0);
    assert_eq!(program.say(&["init"]).code, 3, "a workspace is never made over another");
    let early = program.say(&["gaps", "--json"]);
    assert_eq!((early.code, early.json()["error"]["code"].as_str()), (3, Some("refused")));

    let folder = program.folder("policies", &FEW);
    assert_eq!(program.say(&["import", folder.to_str().unwrap()]).code, 0);
    let documents = program.say(&["documents", "--json"]).json();
    assert_eq!(documents["documents"].as_array().unwrap().len(), 3);
    let assessment = program.say(&["assess", "--json", "--entity", "credit-institution"]).json();
    assert_eq!(assessment["firm"]["entity"], "credit-institution");
    let gaps = program.say(&["gaps", "--json"]).json();
    assert!(gaps["gaps"].as_array().unwrap().len() > 50);
    let explained = program.say(&["explain", "DORA-12.6", "--json"]);
    assert!(explained.code == 1 || explained.json()["id"] == "DORA-12.6");
    let id = gaps["gaps"][0]["id"].as_str().unwrap().to_owned();
    let explained = program.say(&["explain", &id]);
    assert_eq!(explained.code, 0);
    assert!(explained.out.contains("Verdict:"), "{}", explained.out);
    let plan = program.say(&["plan", "--json", "--start", "2027-01-04"]).json();
    assert_eq!(plan["start"], "2027-01-04");
    let risk = program.say(&["risk", "--json", "--iterations", "20000", "--seed", "7"]).json();
    assert_eq!((risk["seed"].as_u64(), risk["iterations"].as_u64()), (Some(7), Some(20_000)));
    let case = &risk["investment"];
    assert!(case["npv"].is_number(), "the plan's cost is known");
    let npv = |figure: &str| case["spread"]["npv"][figure]["value"].as_f64().unwrap();
    assert!(npv("p5") < npv("p50") && npv("p50") < npv("p95"), "{case}");
    assert_eq!(case["irr_roots"][0], case["irr"]);
    let plan_cost = plan["cost"].as_f64().unwrap();
    assert_eq!(case["cost"].as_f64(), Some(plan_cost), "the case is for the plan as it stands");
    assert_eq!(risk["method"], "importance sampling");
    let means: Vec<f64> = risk["states"].as_array().unwrap().iter().map(|s| s["ale_mean"].as_f64().unwrap()).collect();
    assert!(means[0] > means[1] && means[1] > means[2], "controls and plan each take something off: {means:?}");
    assert!(
        risk["var"].as_object().unwrap().keys().all(|level| risk["standard_error"][format!("var_{level}")].is_number())
    );
    let report = program.say(&["report", "board", "--format", "json", "--out", "board.json", "--json"]);
    assert_eq!(report.code, 0, "{}", report.err);
    assert!(program.path("board.json").is_file());
    assert_eq!(program.say(&["assess", "--entity", "investment-firm"]).code, 0);
    let mixed = program.say(&["report", "board", "--out", "mixed.pdf"]);
    assert_eq!(mixed.code, 3, "figures of two assessments never meet in one report: {}", mixed.err);
    assert!(!program.path("mixed.pdf").exists());
    let journal = program.say(&["journal", "verify", "--json"]);
    assert_eq!((journal.code, journal.json()["broken"].is_null()), (0, true));
}

#[test]
fn penalties_come_from_the_library_or_from_a_file() {
    let program = Program::new();
    assert_eq!(program.say(&["init"]).code, 0);
    let folder = program.folder("policies", &FEW[1..2]);
    assert_eq!(program.say(&["import", folder.to_str().unwrap()]).code, 0);
    assert_eq!(program.say(&["assess", "--turnover", "365000000"]).code, 0);
    let penalty = |options: &[&str]| {
        let said = program.say(&[&["risk", "--iterations", "2000", "--json"], options].concat());
        assert_eq!(said.code, 0, "{}", said.err);
        said.json()["penalty"].clone()
    };
    let default = penalty(&[]);
    assert_eq!((&default["regime"], &default["status"]), (&"scenario-10m-2pct".into(), &"scenario".into()));
    assert_eq!(default["maximum"], 10_000_000.0);
    let [low, expected, high] =
        ["expected_low", "expected", "expected_high"].map(|figure| default[figure].as_f64().unwrap());
    assert!(0.0 < low && low < expected && expected < high, "{default}");
    // A million a day: 1 % of it, for 182 days.
    let provider = penalty(&["--penalty", "eu-critical-provider"]);
    assert_eq!((&provider["maximum"], &provider["addressee"]), (&1_820_000.0.into(), &"critical_provider".into()));

    let pack = include_str!("../../rulepacks/penalties/penalties.json");
    std::fs::write(program.path("own.json"), pack.replace("10000000", "7000000")).unwrap();
    assert_eq!(penalty(&["--penalties", "own.json"])["maximum"], 7_300_000.0, "2 % of turnover is the higher one");
    std::fs::write(program.path("own.json"), pack.replace("2022-12-14", "14.12.2022")).unwrap();
    let bad = program.say(&["risk", "--penalties", "own.json"]);
    assert_eq!(bad.code, 2);
    assert!(bad.err.contains("Penalty regime scenario-10m-2pct: date must be a day such as"), "{}", bad.err);
}

#[test]
fn wrong_usage_is_2_and_names_the_way_out() {
    let program = Program::new();
    assert_eq!(program.say(&["run"]).code, 2);
    assert_eq!(program.say(&["assess", "--entity", "lemonade-stand"]).code, 2);
    assert_eq!(program.say(&["init"]).code, 0);
    let folder = program.folder("policies", &FEW[1..2]);
    assert_eq!(program.say(&["import", folder.to_str().unwrap()]).code, 0);
    assert_eq!(program.say(&["assess"]).code, 0);
    let zero = program.say(&["risk", "--iterations", "0", "--json"]);
    assert_eq!((zero.code, zero.json()["error"]["code"].as_str()), (2, Some("usage")));
    std::fs::write(program.path("bad.json"), "[{\"id\": 3}]").unwrap();
    let bad = program.say(&["risk", "--scenarios", "bad.json"]);
    assert_eq!(bad.code, 2);
    assert!(bad.err.contains("line 1"), "{}", bad.err);
    let bad = program.say(&["risk", "--penalties", "bad.json"]);
    assert_eq!(bad.code, 2);
    assert!(bad.err.contains("penalty file") && bad.err.contains("line 1"), "{}", bad.err);
    let scenario = |rate: &str| {
        format!(
            r#"{{"id": "SC-01", "title": "Outage", "description": "A stop.", "source": "expert estimate", "drivers": [],
            "frequency": {{"kind": "poisson", "rate": {rate}}}, "severity": {{"kind": "gamma", "shape": 2, "scale": 5000}}}}"#
        )
    };
    std::fs::write(program.path("negative.json"), format!("[{}]", scenario("-1"))).unwrap();
    let negative = program.say(&["risk", "--scenarios", "negative.json"]);
    assert_eq!(negative.code, 2);
    assert!(negative.err.contains("SC-01: frequency.rate must be a finite number above 0"), "{}", negative.err);
    let insured = r#""insurance": [{"id": "i", "basis": "year", "retention": 1000, "limit": 5000, "share": 0.5}]"#;
    std::fs::write(program.path("insured.json"), format!("{{\"scenarios\": [{}], {insured}}}", scenario("2"))).unwrap();
    assert_eq!(program.say(&["risk", "--scenarios", "insured.json", "--iterations", "2000"]).code, 0);
    let exact = program.say(&["risk", "--scenarios", "insured.json", "--exact"]);
    assert_eq!(exact.code, 2);
    assert!(exact.err.contains("insurance; simulate it instead"), "{}", exact.err);
    std::fs::create_dir(program.path("empty")).unwrap();
    let empty = program.say(&["run", "empty", "--json"]);
    assert_eq!(
        (empty.code, empty.json()["error"]["code"].as_str()),
        (3, Some("refused")),
        "no report without documents"
    );
    let other = program.say(&["backup", folder.join(FEW[1]).to_str().unwrap()]);
    assert_eq!(other.code, 3, "a backup never overwrites another file: {}", other.err);
    std::fs::write(program.path("nobody.json"), "{\"people\": []}").unwrap();
    assert_eq!(program.say(&["plan", "--people", "nobody.json"]).code, 2, "a plan needs people");
    assert_eq!(program.say(&["plan", "--deadline", "2001-01-01"]).code, 2, "a deadline lies after the start");
    assert_eq!((program.say(&["plan"]).code, program.say(&["risk", "--iterations", "2000"]).code), (0, 0));
    let policy = folder.join(FEW[1]);
    let over = program.say(&["report", "board", "--out", policy.to_str().unwrap()]);
    assert_eq!(over.code, 3, "a report never overwrites another file: {}", over.err);
    let short =
        program.command(&["init", "--workspace", "short"]).env("HOLDFAST_PASSPHRASE", "short").output().unwrap();
    assert_eq!(short.status.code(), Some(3));
    let missing = program.say(&["import", "nowhere"]);
    assert_eq!(missing.code, 1);
    assert!(missing.err.contains("nowhere"));
}

#[test]
fn a_backup_restores_elsewhere_and_an_altered_one_is_refused() {
    let program = Program::new();
    let folder = program.folder("policies", &FEW[1..2]);
    let before = program.run(&folder).json();
    let backup = program.path("copy.holdfast");
    let backup = backup.to_str().unwrap();
    assert_eq!(program.say(&["backup", backup]).code, 0);

    let refused = program.say(&["restore", backup]);
    assert_eq!(refused.code, 3, "an existing workspace is never overwritten: {}", refused.err);
    let elsewhere = program.path("elsewhere");
    let elsewhere = elsewhere.to_str().unwrap();
    assert_eq!(program.say(&["restore", backup, "--workspace", elsewhere]).code, 0);
    let gaps = program.say(&["gaps", "--json", "--workspace", elsewhere]).json();
    assert_eq!(gaps["assessment_id"], before["assessment"]["assessment_id"]);
    assert_eq!(program.say(&["journal", "verify", "--workspace", elsewhere]).code, 0);

    let mut bytes = std::fs::read(backup).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(backup, bytes).unwrap();
    let altered = program.say(&["restore", backup, "--workspace", program.path("third").to_str().unwrap()]);
    assert_eq!(altered.code, 5, "{}", altered.err);
    assert!(!program.path("third").join("store.db").exists());
}

#[test]
fn a_damaged_database_is_found_and_named_with_5() {
    let program = Program::new();
    let folder = program.folder("policies", &FEW[1..2]);
    assert_eq!(program.say(&["init"]).code, 0);
    assert_eq!(program.say(&["import", folder.to_str().unwrap()]).code, 0);
    let database = program.path("workspace").join("store.db");
    let mut bytes = std::fs::read(&database).unwrap();
    let late = bytes.len() - 5000;
    bytes[late] ^= 1;
    std::fs::write(&database, bytes).unwrap();
    let verified = program.say(&["journal", "verify"]);
    assert_eq!(verified.code, 5, "{}{}", verified.out, verified.err);
    let doctor = program.say(&["doctor"]);
    assert_eq!(doctor.code, 5, "{}", doctor.out);
    assert!(doctor.out.contains("last good backup"), "{}", doctor.out);
}

#[test]
fn doctor_finds_the_installation_whole_and_names_what_is_not() {
    let program = Program::new();
    let well = program.say(&["doctor", "--json"]);
    assert_eq!((well.code, well.json()["healthy"].as_bool()), (0, Some(true)), "{}", well.out);
    let ill = program.command(&["doctor"]).env("HOLDFAST_RESOURCES", program.path("none")).output().unwrap();
    assert_eq!(ill.status.code(), Some(4));
    assert!(String::from_utf8_lossy(&ill.stdout).contains("Install Holdfast again"));
}
