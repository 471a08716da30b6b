//! The task library and the default team that ship with the product.
#![allow(clippy::unwrap_used)]

use holdfast_domain::{CriterionId, EntitySize, RequirementId};
use holdfast_planner::{OpenCriterion, PlanInput, Terms, check, plan};
use holdfast_rulepack::{
    Approver, DoraPack, Link, MANIFEST, Manifest, PackFiles, SIGNATURE, TaskLibrary, read_calendars, read_tasks,
};
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
fn every_task_leaves_evidence_of_its_own_name() {
    let tasks = library().tasks;
    let mut names = BTreeSet::new();
    for task in &tasks {
        assert!(!task.evidence.is_empty(), "{}", task.id);
        for name in &task.evidence {
            assert!(name.len() > 5 && !name.ends_with('.') && names.insert(name), "{name} of {}", task.id);
        }
    }
}

#[test]
fn all_relations_are_in_use_and_a_board_decision_waits_for_the_board() {
    let tasks = library().tasks;
    let used: BTreeSet<Link> = tasks.iter().flat_map(|task| &task.predecessors).map(|before| before.link).collect();
    assert_eq!(used.len(), 4);
    let board = |text: &str| text.contains("the board approve") || text.contains("Board-approved");
    for task in tasks.iter().filter(|task| board(&task.title) || board(&task.outcome)) {
        assert_eq!(task.approval.map(|approval| approval.by), Some(Approver::ManagementBody), "{}", task.id);
    }
}

#[test]
fn an_outside_firm_costs_money_and_leaves_less_to_do() {
    let tasks = library().tasks;
    let mean = |[low, likely, high]: [f64; 3]| (low + 4.0 * likely + high) / 6.0;
    let bought: Vec<_> = tasks.iter().filter_map(|task| Some((task, task.vendor.as_ref()?))).collect();
    assert!(bought.len() >= 30, "{}", bought.len());
    for (task, vendor) in bought {
        assert!(mean(vendor.effort_days) <= 0.6 * mean(task.effort_days), "{}", task.id);
        assert!(vendor.eur.is_none_or(|eur| mean(eur) > 1000.0), "{}", task.id);
        assert!(mean(vendor.duration_days) >= mean(vendor.effort_days), "{}", task.id);
        for need in &vendor.skills {
            let known = task.skills.iter().any(|own| own.skill == need.skill && own.level >= need.level);
            assert!(known, "who steers {} could help to do it", task.id);
        }
    }
}

/// Laid out for a firm of each size, with a deadline and holidays.
#[test]
fn a_larger_firm_needs_more_time_and_money() {
    let size = |size: EntitySize| {
        let mut input = everything_open();
        input.size = size;
        input.team.calendar.country = Some("DE".into());
        input.deadline = Some(date(2026, 12, 31));
        let plan = plan(&input).unwrap();
        assert_eq!(check(&plan, &input), Vec::<String>::new());
        (plan.lower_bound_days, plan.cost, plan.yearly_cost)
    };
    let sizes = [EntitySize::Micro, EntitySize::Small, EntitySize::Medium, EntitySize::Large].map(size);
    assert!(sizes.is_sorted_by(|a, b| a.0 < b.0 && a.1 < b.1 && a.2 < b.2), "{sizes:?}");
}

#[test]
fn the_default_team_closes_every_gap() {
    let input = everything_open();
    let plan = plan(&input).unwrap();
    assert_eq!(check(&plan, &input), Vec::<String>::new());
    assert!(plan.unscheduled.is_empty());
    assert_eq!(plan.tasks.len(), input.tasks.len());
    let closed: BTreeSet<&CriterionId> = plan.tasks.iter().flat_map(|task| &task.criterion_ids).collect();
    assert_eq!(closed, input.open_criteria.keys().collect());
}

/// All criteria of the law are gaps of a medium-sized firm.
fn everything_open() -> PlanInput {
    let TaskLibrary { tasks, team, sizes } = library();
    let criteria = law().criteria.into_iter().map(|criterion| {
        let open = OpenCriterion { requirement: criterion.requirement, weight: criterion.weight, partial: false };
        (criterion.id, open)
    });
    let open_criteria: BTreeMap<_, _> = criteria.collect();
    PlanInput {
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
        terms: Terms { rounds: 2, ..Terms::default() },
    }
}

#[test]
fn own_tasks_that_close_a_circle_are_refused_and_shown_as_a_path() {
    let own = br#"[{"id": "TASK-001", "predecessors": [{"task": "TASK-007", "relation": "SS", "lag_days": 3}]}]"#;
    let library = library();
    let tasks = library.with_own("own.json", own, &law(), &library.team).unwrap();
    let error = plan(&PlanInput { tasks, ..everything_open() }).unwrap_err();
    assert_eq!(error.to_string(), "tasks wait for each other: TASK-001 -> TASK-004 -> TASK-007 -> TASK-001");
}
