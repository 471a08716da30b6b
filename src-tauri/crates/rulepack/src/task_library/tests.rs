#![allow(clippy::unwrap_used)]
use super::*;
use crate::Link;
use std::path::Path;

fn files(pack: &str) -> PackFiles {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../rulepacks").join(pack);
    let entries = std::fs::read_dir(folder).unwrap().map(Result::unwrap);
    entries.map(|entry| (entry.file_name().into_string().unwrap(), std::fs::read(entry.path()).unwrap())).collect()
}

fn merged(own: &Value) -> Result<Vec<Task>, String> {
    let library = read_tasks(&files("tasks")).unwrap();
    let pack = DoraPack::read(&files("dora"), String::new()).unwrap();
    let team = library.team.clone();
    library.with_own("own.json", own.to_string().as_bytes(), &pack, &team).map_err(|error| error.to_string())
}

fn addition() -> Value {
    json!({
        "id": "TASK-901", "title": "Do more", "outcome": "More is there", "criteria": ["DORA-5.1", "DORA-6.1"],
        "effort_days": [1, 2, 3], "skills": [{"skill": "risk", "level": 2}], "evidence": ["Record"],
    })
}

#[test]
fn an_entry_changes_the_fields_that_it_names_and_no_other() {
    let library = read_tasks(&files("tasks")).unwrap().tasks;
    let own = json!([{
        "id": "TASK-003", "effort_days": [1, 2, 3], "approval": null,
        "predecessors": [{"task": "TASK-001", "relation": "SS", "lag_days": 2}],
    }]);
    let tasks = merged(&own).unwrap();
    assert_eq!(tasks.len(), library.len());
    assert_eq!((tasks[2].effort_days, tasks[2].approval), ([1.0, 2.0, 3.0], None));
    assert_eq!(tasks[2].predecessors[0].link, Link::StartStart);
    assert_eq!(tasks[2].title, library[2].title);
    assert_eq!(tasks[..2], library[..2]);
    assert_eq!(tasks[3..], library[3..]);
}

#[test]
fn a_new_task_gets_its_requirements_from_its_criteria() {
    let tasks = merged(&json!([addition()])).unwrap();
    let added = tasks.last().unwrap();
    assert_eq!(added.requirements, ["REQ-01".into(), "REQ-05".into()]);
    assert!(added.predecessors.is_empty() && added.costs.is_empty() && added.vendor.is_none());
}

#[test]
fn what_does_not_fit_is_named_with_its_entry() {
    let changed = |field: &str, value: Value| {
        let mut entry = addition();
        entry[field] = value;
        json!([{"id": "TASK-001"}, entry])
    };
    for (own, expected) in [
        (json!({}), "own.json: is not a list of tasks: "),
        (json!([{"title": "x"}]), "own.json, entry 1: a task needs an id"),
        (json!([{"id": "TASK-902", "title": "x"}]), "own.json, entry 1: TASK-902: missing field `outcome`"),
        (json!([addition(), addition()]), "own.json, entry 2: TASK-901 stands twice, first as entry 1"),
        (changed("efort_days", json!([1, 2, 3])), "own.json, entry 2: TASK-901: unknown field `efort_days`"),
        (
            changed("criteria", json!(["DORA-99"])),
            "own.json, entry 2: TASK-901 closes DORA-99, which no rule pack knows",
        ),
        (changed("criteria", json!([])), "own.json, entry 2: TASK-901 closes no criterion"),
        (changed("requirements", json!(["REQ-02"])), "the criteria of TASK-901 belong to REQ-01, REQ-05"),
        (
            changed("skills", json!([{"skill": "rsik", "level": 1}])),
            "TASK-901 needs the skill rsik, which nobody has; known are audit, ",
        ),
        (
            changed("predecessors", json!(["TASK-990"])),
            "own.json, entry 2: TASK-901 waits for TASK-990, which is neither",
        ),
    ] {
        let error = merged(&own).unwrap_err();
        assert!(error.contains(expected), "{error} lacks {expected}");
    }
}

#[test]
fn sizes_of_the_pack_rise_with_the_firm() {
    use crate::SizeDriver::{Decision, Document, Estate};
    use holdfast_domain::EntitySize::{Large, Medium, Micro, Small};
    let sizes = read_tasks(&files("tasks")).unwrap().sizes;
    for driver in [Decision, Document, Estate] {
        let factors = [Micro, Small, Medium, Large].map(|size| sizes.factor(driver, size));
        assert!(factors.is_sorted_by(|a, b| a < b) && factors[0] > 0.0, "{driver:?}");
        assert_eq!(factors[2], 1.0);
    }
}
