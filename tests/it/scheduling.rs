//! `plan --psplib` and `plan --imopse`: instance files of the scheduling libraries, without a workspace.

use crate::it::program::Program;
use serde_json::Value;

/// Five jobs that share one resource of 4, between two milestones: 3 + 4 + 5 periods cannot overlap, nor can 2 + 6.
const RCP: &str = "7 1\n4\n0 0 5 2 3 4 5 6\n3 3 1 7\n4 3 1 7\n5 3 1 7\n2 1 1 7\n6 1 1 7\n0 0 0\n";

const DEF: &str = "\
Tasks: 3
Resources: 2
ResourceID\tSalary\tSkills
7\t24.3\tQ1: 2
9\t30.0\tQ1: 1\tQ2: 0
TaskID\tDuration\tSkill\tPredecessor IDs
11\t5\tQ1:\t1
12\t6\tQ1:\t2
13\t4\tQ2:\t0\t11
";

fn starts(result: &Value) -> Vec<u64> {
    result["start_times"].as_array().unwrap().iter().map(|start| start.as_u64().unwrap()).collect()
}

#[test]
fn an_instance_of_psplib_is_scheduled_and_proved() {
    let program = Program::new();
    std::fs::write(program.path("five.rcp"), RCP).unwrap();
    let said =
        program.say(&["plan", "--psplib", "five.rcp", "--seconds", "5", "--seed", "3", "--threads", "2", "--json"]);
    assert_eq!(said.code, 0, "{}", said.err);
    let result = said.json();
    assert_eq!((result["makespan"].as_u64(), result["lower_bound"].as_u64()), (Some(12), Some(12)));
    assert_eq!(result["proved"], true);
    let starts = starts(&result);
    assert_eq!((starts.len(), starts[0], starts[6]), (7, 0, 12));
    let mut long = [(starts[1], 3), (starts[2], 4), (starts[3], 5)];
    long.sort_unstable();
    assert!(long[0].0 + long[0].1 <= long[1].0 && long[1].0 + long[1].1 <= long[2].0, "{long:?}");
    assert!(!program.path("workspace").exists(), "an instance needs no workspace");
    let news: Vec<Value> = said.err.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(news.iter().all(|line| line["makespan"].is_u64() && line["lower_bound"].is_u64()), "{news:?}");

    let table = program.say(&["plan", "--psplib", "five.rcp", "--quiet"]);
    assert!(table.out.contains("12 periods; proved that no schedule is shorter"), "{}", table.out);
    assert_eq!(table.err, "");
}

#[test]
fn a_multi_skill_instance_names_an_able_person_for_each_task() {
    let program = Program::new();
    std::fs::write(program.path("three.def"), DEF).unwrap();
    let result = program.say(&["plan", "--imopse", "three.def", "--seconds", "5", "--json"]).json();
    assert_eq!((result["makespan"].as_u64(), result["proved"].as_bool()), (Some(9), Some(true)));
    assert_eq!(result["tasks"], serde_json::json!([11, 12, 13]));
    assert_eq!(result["assignments"], serde_json::json!([9, 7, 9]), "7 alone has Q1 at level 2, 9 alone has Q2");
    assert_eq!(starts(&result), [0, 0, 5]);
}

#[test]
fn rounds_make_a_result_that_does_not_depend_on_speed_or_threads() {
    let program = Program::new();
    std::fs::write(program.path("five.rcp"), RCP).unwrap();
    let with = |threads: &str| {
        let said = program.say(&["plan", "--psplib", "five.rcp", "--rounds", "2", "--threads", threads, "--json"]);
        said.json()
    };
    assert_eq!(with("1"), with("2"));
}

#[test]
fn a_broken_instance_is_refused_with_its_line() {
    let program = Program::new();
    let refused = |arguments: &[&str]| {
        let said = program.say(arguments);
        (said.code, said.json()["error"]["message"].as_str().unwrap_or_default().to_owned())
    };
    std::fs::write(program.path("short.rcp"), RCP.replace("3 3 1 7\n4", "3 3 2 7\n4")).unwrap();
    let (code, message) = refused(&["plan", "--psplib", "short.rcp", "--json"]);
    assert_eq!(code, 2);
    assert!(message.contains("short.rcp") && message.contains("line 5: expected as many successors"), "{message}");

    std::fs::write(program.path("cycle.rcp"), RCP.replace("4 3 1 7", "4 3 1 4").replace("5 3 1 7", "5 3 1 3")).unwrap();
    let (code, message) = refused(&["plan", "--psplib", "cycle.rcp", "--json"]);
    assert_eq!(code, 2);
    assert!(message.contains("jobs wait for each other: 3 -> 4 -> 3"), "{message}");

    std::fs::write(program.path("nobody.def"), DEF.replace("Q2:\t0", "Q3:\t0")).unwrap();
    let (code, message) = refused(&["plan", "--imopse", "nobody.def", "--json"]);
    assert_eq!(code, 2);
    assert!(message.contains("line 9: expected a task that somebody can do; nobody has Q3 at level 0"), "{message}");

    assert_eq!(refused(&["plan", "--psplib", "absent.sm", "--json"]).0, 1);
    assert_eq!(program.say(&["plan", "--psplib", "a.sm", "--imopse", "b.def"]).code, 2, "one instance at a time");
}
