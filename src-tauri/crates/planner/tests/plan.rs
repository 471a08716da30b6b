//! Plans small enough to work out by hand.
#![allow(clippy::unwrap_used, clippy::panic)]

use holdfast_domain::{EntitySize, TaskId};
use holdfast_planner::{OpenCriterion, Plan, PlanError, PlanInput, PlannedTask, Terms, check, plan};
use holdfast_rulepack::{CostItem, CostKind, Person, SizeDriver, SizeFactors, SkillNeed, Task, Team, TeamCalendar};
use jiff::civil::{Date, date};

/// Task, start, finish, duration, total float, free float, people, predecessors, cost.
type Row = (&'static str, Date, Date, u32, u32, u32, &'static [&'static str], &'static [&'static str], f64);

/// Breaks one thing in a sound plan.
type Change = dyn Fn(&mut Plan);

/// A task that closes the criterion of its own name.
fn task(id: &str, effort: f64, skills: &[(&str, u8)], predecessors: &[&str]) -> Task {
    Task {
        id: id.into(),
        title: format!("Do {id}"),
        outcome: format!("{id} is there"),
        requirements: vec!["REQ-01".into()],
        criteria: vec![id.into()],
        effort_days: [effort / 2.0, effort, effort * 1.5],
        size_driver: SizeDriver::Document,
        skills: known(skills),
        predecessors: predecessors.iter().map(|&id| id.into()).collect(),
        approval: None,
        evidence: vec![format!("{id} record")],
        costs: Vec::new(),
        vendor: None,
        start_from: None,
        start_on: None,
        deadline: None,
    }
}

fn person(id: &str, skills: &[(&str, u8)], capacity: f64, day_rate_eur: f64) -> Person {
    Person {
        id: id.into(),
        title: id.to_uppercase(),
        skills: known(skills),
        capacity,
        day_rate_eur,
        week: None,
        country: None,
        absences: Vec::new(),
    }
}

fn known(skills: &[(&str, u8)]) -> Vec<SkillNeed> {
    skills.iter().map(|&(skill, level)| SkillNeed { skill: skill.into(), level }).collect()
}

fn ana_and_ben() -> Vec<Person> {
    vec![person("ana", &[("governance", 3)], 1.0, 800.0), person("ben", &[("security", 2)], 0.5, 600.0)]
}

fn item(kind: CostKind, eur: f64) -> CostItem {
    CostItem { name: "Tool".into(), kind, eur: Some([eur; 3]) }
}

/// All criteria of the tasks are open.
fn input(tasks: Vec<Task>, people: Vec<Person>) -> PlanInput {
    let open = OpenCriterion { requirement: "REQ-01".into(), weight: 3, partial: false };
    let open_criteria = tasks.iter().flat_map(|task| &task.criteria).map(|id| (id.clone(), open.clone())).collect();
    PlanInput {
        tasks,
        team: Team { people, calendar: TeamCalendar::default() },
        open_criteria,
        size: EntitySize::Medium,
        sizes: SizeFactors::default(),
        holidays: Vec::new(),
        start: date(2026, 1, 3),
        deadline: None,
        seed: 1,
        iterations: 0,
        terms: Terms { rounds: 2, ..Terms::default() },
    }
}

fn planned(input: &PlanInput) -> Plan {
    let plan = plan(input).unwrap();
    assert_eq!(check(&plan, input), Vec::<String>::new());
    plan
}

fn find<'p>(plan: &'p Plan, id: &str) -> &'p PlannedTask {
    plan.tasks.iter().find(|task| task.id.as_str() == id).unwrap()
}

fn ids(tasks: &[TaskId]) -> Vec<&str> {
    tasks.iter().map(TaskId::as_str).collect()
}

/// Ana works full time, Ben half: his two days of B take four, and D, two days for each of both, takes Ben's four.
/// Nothing is open that S closes, so F waits for what S waits for. F is half done.
///
/// ```text
/// day   0  1  2 | 3  4  5  6 | 7  8  9 10 | 11 12
/// ana   A  A  A | C  C  C  . | D  D  D  D | F  F
/// ben   E  E  . | B  B  B  B | D  D  D  D |
/// ```
fn six_tasks() -> PlanInput {
    let mut input = input(
        vec![
            task("A", 3.0, &[("governance", 2)], &[]),
            task("B", 2.0, &[("security", 2)], &["A"]),
            task("C", 3.0, &[("governance", 1)], &["A"]),
            task("D", 4.0, &[("governance", 2), ("security", 1)], &["B", "C"]),
            task("E", 1.0, &[("security", 1)], &[]),
            task("F", 4.0, &[("governance", 3)], &["S"]),
            task("S", 9.0, &[("governance", 3)], &["D"]),
        ],
        ana_and_ben(),
    );
    input.tasks[3].costs = vec![item(CostKind::OneOff, 1000.0)];
    input.open_criteria.remove(&"S".into());
    input.open_criteria.get_mut(&"F".into()).unwrap().partial = true;
    input.deadline = Some(date(2026, 1, 16));
    input
}

#[test]
fn six_tasks_get_the_dates_worked_out_by_hand() {
    let plan = planned(&six_tasks());
    let january = |day| date(2026, 1, day);
    let expected: [Row; 6] = [
        ("A", january(5), january(7), 3, 0, 0, &["ana"], &[], 2400.0),
        ("E", january(5), january(6), 2, 11, 11, &["ben"], &[], 600.0),
        ("B", january(8), january(13), 4, 0, 0, &["ben"], &["A"], 1200.0),
        ("C", january(8), january(12), 3, 1, 1, &["ana"], &["A"], 2400.0),
        ("D", january(14), january(19), 4, 0, 0, &["ana", "ben"], &["B", "C"], 3800.0),
        ("F", january(20), january(21), 2, 0, 0, &["ana"], &["D"], 1600.0),
    ];
    assert_eq!(plan.tasks.len(), expected.len());
    for (task, (id, start, finish, days, total, free, people, before, cost)) in plan.tasks.iter().zip(expected) {
        assert_eq!(task.id.as_str(), id);
        assert_eq!((task.start, task.finish, task.duration_days), (start, finish, days), "dates of {id}");
        assert_eq!((task.total_float, task.free_float, task.critical), (total, free, total == 0), "floats of {id}");
        assert_eq!(task.assignees.iter().map(|id| id.as_str()).collect::<Vec<_>>(), people, "people of {id}");
        assert_eq!(ids(&task.predecessors), before, "predecessors of {id}");
        assert_eq!(task.cost, cost, "cost of {id}");
    }
    assert_eq!((plan.start, plan.finish, plan.makespan_days), (january(5), january(21), 13));
    assert_eq!((ids(&plan.critical_path), plan.critical_path_days), (vec!["A", "B", "D", "F"], 13));
    assert_eq!(plan.lower_bound_days, 13);
    assert_eq!(plan.cost, 12_000.0);
    assert_eq!(plan.people.iter().map(|load| load.days).collect::<Vec<_>>(), [12, 10]);
    assert_eq!(plan.people[1].load, 10.0 / 13.0);
}

#[test]
fn a_missed_deadline_is_told_in_working_days_and_moves_nothing() {
    let mut input = six_tasks();
    let late = planned(&input);
    assert_eq!((late.deadline, late.late_by_days), (Some(date(2026, 1, 16)), 3));
    input.deadline = Some(late.finish);
    let met = planned(&input);
    assert_eq!(met.late_by_days, 0);
    for (met, late) in met.tasks.iter().zip(&late.tasks) {
        assert_eq!(
            (met.deadline_float, late.deadline_float.map(|float| float + 3)),
            (Some(met.total_float.into()), met.deadline_float)
        );
        assert_eq!(met, &PlannedTask { deadline_float: met.deadline_float, ..late.clone() });
    }
}

#[test]
fn without_gaps_there_is_nothing_to_do() {
    let mut input = six_tasks();
    input.open_criteria.clear();
    input.deadline = Some(date(2025, 1, 1));
    let plan = planned(&input);
    assert!(plan.tasks.is_empty() && plan.unscheduled.is_empty() && plan.critical_path.is_empty());
    assert_eq!((plan.start, plan.finish, plan.makespan_days), (date(2026, 1, 5), date(2026, 1, 5), 0));
    assert_eq!((plan.lower_bound_days, plan.late_by_days, plan.cost), (0, 0, 0.0));
}

#[test]
fn the_lower_bound_sees_a_busy_specialist() {
    let tasks = ["A", "B", "C"].map(|id| task(id, 4.0, &[("security", 2)], &[])).to_vec();
    let plan = planned(&input(tasks, ana_and_ben()));
    assert_eq!((plan.critical_path_days, plan.lower_bound_days, plan.makespan_days), (8, 24, 24));
}

#[test]
fn the_faster_person_is_taken_where_that_finishes_earlier() {
    let people = vec![person("half", &[("risk", 3)], 0.5, 500.0), person("full", &[("risk", 3)], 1.0, 500.0)];
    let tasks = vec![task("A", 4.0, &[("risk", 1)], &[]), task("B", 2.0, &[("risk", 1)], &[])];
    let plan = planned(&input(tasks, people));
    assert_eq!(plan.makespan_days, 4);
    assert_eq!(find(&plan, "A").assignees[0].as_str(), "full");
    assert_eq!(find(&plan, "B").assignees[0].as_str(), "half");
}

#[test]
fn a_missing_skill_is_named_with_the_nearest_person_and_holds_up_what_waits() {
    let tasks = vec![
        task("A", 1.0, &[("security", 3)], &[]),
        task("B", 1.0, &[("governance", 1)], &["A"]),
        task("C", 1.0, &[("governance", 1)], &["B"]),
        task("D", 1.0, &[("audit", 1)], &[]),
        task("E", 1.0, &[("governance", 1)], &[]),
    ];
    let plan = planned(&input(tasks, ana_and_ben()));
    let reasons: Vec<(&str, &str)> = plan.unscheduled.iter().map(|at| (at.id.as_str(), at.reason.as_str())).collect();
    assert_eq!(
        reasons,
        [
            ("A", "needs security at level 3; the nearest is BEN (ben) at level 2"),
            ("B", "waits for A, which has no place in the plan"),
            ("C", "waits for B, which has no place in the plan"),
            ("D", "needs audit at level 1; nobody on the team knows audit"),
        ]
    );
    assert_eq!(plan.tasks.len(), 1);
}

#[test]
fn two_needs_that_only_one_person_meets_are_one_person_too_few() {
    let tasks = vec![task("A", 1.0, &[("governance", 1), ("governance", 2)], &[])];
    let plan = planned(&input(tasks, ana_and_ben()));
    assert_eq!(
        plan.unscheduled[0].reason,
        "needs 2 different people for governance at level 1, governance at level 2; ANA can meet only 1 of these at once"
    );
}

#[test]
fn an_empty_team_leaves_every_task_unscheduled() {
    let plan = planned(&input(vec![task("A", 1.0, &[("risk", 1)], &[])], Vec::new()));
    assert_eq!(plan.unscheduled[0].reason, "needs risk at level 1; nobody on the team knows risk");
    assert_eq!((plan.tasks.len(), plan.makespan_days, plan.finish), (0, 0, plan.start));
}

#[test]
fn a_cycle_is_refused_and_shown_as_a_path() {
    let tasks = vec![
        task("A", 1.0, &[("risk", 1)], &[]),
        task("B", 1.0, &[("risk", 1)], &["A", "D"]),
        task("C", 1.0, &[("risk", 1)], &["B"]),
        task("D", 1.0, &[("risk", 1)], &["C"]),
    ];
    let error = plan(&input(tasks, Vec::new())).unwrap_err();
    assert_eq!(error.to_string(), "tasks wait for each other: B -> C -> D -> B");
}

#[test]
fn a_task_that_waits_for_itself_is_a_cycle() {
    let error = plan(&input(vec![task("A", 1.0, &[("risk", 1)], &["A"])], Vec::new())).unwrap_err();
    assert_eq!(error, PlanError::Cycle(vec!["A".into(), "A".into()]));
}

#[test]
fn a_library_that_contradicts_itself_is_refused_by_name() {
    let good = || task("A", 1.0, &[("governance", 1)], &[]);
    let refusal = |tasks: Vec<Task>| plan(&input(tasks, ana_and_ben())).unwrap_err().to_string();
    assert_eq!(refusal(vec![good(), good()]), "task A stands twice in the library");
    assert_eq!(
        refusal(vec![Task { predecessors: vec!["Z".into()], ..good() }]),
        "task A waits for Z, which is not in the library"
    );
    assert_eq!(refusal(vec![Task { skills: Vec::new(), ..good() }]), "task A names no skill");
    for effort_days in
        [[0.0, 1.0, 2.0], [2.0, 1.0, 3.0], [1.0, 3.0, 2.0], [1.0, f64::NAN, 2.0], [1.0, 2.0, f64::INFINITY]]
    {
        assert_eq!(
            refusal(vec![Task { effort_days, ..good() }]),
            "A: effort_days must be three rising numbers above 0"
        );
    }
    let costs = vec![item(CostKind::Yearly, -1.0)];
    assert_eq!(refusal(vec![Task { costs, ..good() }]), "A: eur must be three rising numbers from 0");
}

#[test]
fn a_team_that_contradicts_itself_is_refused_by_name() {
    let good = || person("ana", &[("governance", 1)], 1.0, 500.0);
    let refusal = |people| plan(&input(Vec::new(), people)).unwrap_err().to_string();
    assert_eq!(refusal(vec![good(), good()]), "ana stands twice in the team");
    for capacity in [0.0, -0.5, 1.1, f64::NAN] {
        assert_eq!(refusal(vec![Person { capacity, ..good() }]), "ana: capacity must be more than 0 and at most 1");
    }
    assert_eq!(refusal(vec![Person { day_rate_eur: f64::NAN, ..good() }]), "ana: day_rate_eur must be 0 or more");
}

#[test]
fn work_past_the_end_of_the_calendar_is_refused() {
    for effort in [1e8, 1e300] {
        let error = plan(&input(vec![task("A", effort, &[("governance", 1)], &[])], ana_and_ben())).unwrap_err();
        assert_eq!(error, PlanError::Calendar(date(2026, 1, 3)));
    }
}

#[test]
fn the_checker_finds_what_was_broken() {
    let input = six_tasks();
    let sound = planned(&input);
    let broken = |change: &Change| {
        let mut plan = sound.clone();
        change(&mut plan);
        check(&plan, &input).join("; ")
    };
    let cases: [(&str, &Change); 14] = [
        ("the start of F comes 1 days too soon after the finish of D", &|plan| {
            plan.tasks[5].start = date(2026, 1, 19);
            plan.tasks[5].finish = date(2026, 1, 20);
        }),
        ("ben is booked for E and B at once", &|plan| plan.tasks[1].finish = date(2026, 1, 8)),
        ("a day on which nobody works", &|plan| plan.tasks[3].finish = date(2026, 1, 10)),
        ("ana lacks security at level 2 for B", &|plan| plan.tasks[2].assignees = vec!["ana".into()]),
        ("D is not done by one person of the team for each skill", &|plan| plan.tasks[4].assignees.truncate(1)),
        ("C does not last from its start to its finish", &|plan| plan.tasks[3].duration_days = 2),
        ("C takes ana 3.000 days but is there on 2", &|plan| plan.tasks[3].finish = date(2026, 1, 9)),
        ("C could end sooner than 2026-01-13", &|plan| plan.tasks[3].finish = date(2026, 1, 13)),
        ("E costs 600.00 EUR, not 1.00", &|plan| plan.tasks[1].cost = 1.0),
        ("E stands 0 times in the plan instead of 1", &|plan| drop(plan.tasks.remove(1))),
        ("D does not list the tasks it waits for", &|plan| plan.tasks[4].predecessors.clear()),
        ("A does not list the open criteria it closes", &|plan| plan.tasks[0].criterion_ids.clear()),
        ("the plan is shorter than its lower bound", &|plan| plan.lower_bound_days = 14),
        ("the makespan is not the number of working days", &|plan| plan.makespan_days = 14),
    ];
    for (finding, change) in cases {
        let found = broken(change);
        assert!(found.contains(finding), "expected {finding:?} in {found:?}");
    }
}
