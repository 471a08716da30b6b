//! The task library and the default team that ship with the product.
#![allow(clippy::unwrap_used)]

use holdfast_domain::{CriterionId, EntitySize, RequirementId};
use holdfast_planner::{OpenCriterion, PlanInput, check, plan};
use holdfast_rulepack::{DoraPack, MANIFEST, Manifest, PackFiles, SIGNATURE, TaskLibrary, read_calendars, read_tasks};
use jiff::civil::date;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

fn files(pack: &str) -> PackFiles {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../rulepacks").join(pack);
    let entries = std::fs::read_dir(folder).unwrap().map(Result::unwrap);
    entries.map(|entry| (entry.file_name().into_string().unwrap(), std::fs::read(entry.path()).unwrap())).collect()
}

fn library() -> TaskLibrary {
    read_tasks(&files("tasks")).unwrap()
}

fn law() -> DoraPack {
    DoraPack::read(&files("dora"), String::new()).unwrap()
}

#[test]
fn the_manifest_names_the_files_of_the_pack() {
    let files = files("tasks");
    let manifest = Manifest::read(&files).unwrap();
    assert_eq!(manifest.id, "tasks");
    let named: BTreeSet<String> = manifest.files.into_keys().chain([MANIFEST, SIGNATURE].map(str::to_owned)).collect();
    assert_eq!(named, files.into_keys().collect());
}

#[test]
fn every_criterion_is_closed_and_every_requirement_served() {
    let tasks = library().tasks;
    let law = law();
    let closed: BTreeSet<&CriterionId> = tasks.iter().flat_map(|task| &task.criteria).collect();
    assert_eq!(closed, law.criteria.iter().map(|criterion| &criterion.id).collect());
    let served: BTreeSet<&RequirementId> = tasks.iter().flat_map(|task| &task.requirements).collect();
    assert_eq!(served, law.requirements.iter().map(|requirement| &requirement.id).collect());
}

#[test]
fn the_requirements_of_a_task_are_those_of_its_criteria() {
    let law = law();
    for task in library().tasks {
        let of_criteria = task.criteria.iter().map(|id| &law.criterion(id).unwrap().requirement);
        assert_eq!(of_criteria.collect::<BTreeSet<_>>(), task.requirements.iter().collect(), "{}", task.id);
    }
}

#[test]
fn figures_and_texts_of_every_task_are_usable() {
    let tasks = library().tasks;
    assert_eq!(tasks.iter().map(|task| &task.title).collect::<BTreeSet<_>>().len(), tasks.len(), "titles differ");
    for task in &tasks {
        let [low, likely, high] = task.effort_days;
        assert!(2.0 <= low && low <= likely && likely <= high && high <= 40.0, "effort of {}", task.id);
        assert!(task.skills.iter().all(|need| (1..=3).contains(&need.level)), "levels of {}", task.id);
        assert!(
            !task.title.is_empty() && !task.outcome.is_empty() && !task.title.ends_with('.'),
            "texts of {}",
            task.id
        );
    }
}

#[test]
fn the_default_team_closes_every_gap() {
    let TaskLibrary { tasks, team, sizes } = library();
    let count = tasks.len();
    let criteria = law().criteria.into_iter().map(|criterion| {
        let open = OpenCriterion { requirement: criterion.requirement, weight: criterion.weight, partial: false };
        (criterion.id, open)
    });
    let open_criteria: BTreeMap<_, _> = criteria.collect();
    let input = PlanInput {
        tasks,
        team,
        open_criteria,
        size: EntitySize::Medium,
        sizes,
        holidays: read_calendars(&files("calendars")).unwrap(),
        start: date(2026, 1, 5),
        deadline: None,
        seed: 7,
        iterations: 200,
    };
    let plan = plan(&input).unwrap();
    assert_eq!(check(&plan, &input), Vec::<String>::new());
    assert!(plan.unscheduled.is_empty());
    assert_eq!(plan.tasks.len(), count);
    let closed: BTreeSet<&CriterionId> = plan.tasks.iter().flat_map(|task| &task.criterion_ids).collect();
    assert_eq!(closed, input.open_criteria.keys().collect());
}
