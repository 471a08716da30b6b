//! What is left of a plan after progress, and where it stands.
#![allow(clippy::unwrap_used)]

use holdfast_domain::{EntitySize, RiskLevel, TaskId};
use holdfast_planner::*;
use holdfast_rulepack::{
    CostItem, CostKind, Link, Person, Predecessor, SizeDriver, SizeFactors, SkillNeed, Task, Team, TeamCalendar,
};
use jiff::civil::{Date, date};
use std::collections::BTreeMap;

fn task(id: &str, effort: f64, predecessors: Vec<Predecessor>) -> Task {
    Task {
        id: id.into(),
        title: format!("Do {id}"),
        outcome: format!("{id} is there"),
        requirements: vec!["REQ-01".into()],
        criteria: vec![id.into()],
        effort_days: [effort / 2.0, effort, effort * 1.5],
        size_driver: SizeDriver::Document,
        skills: vec![SkillNeed { skill: "law".into(), level: 2 }],
        predecessors,
        approval: None,
        evidence: vec![format!("{id} record")],
        costs: Vec::new(),
        vendor: None,
        start_from: None,
        start_on: None,
        deadline: None,
    }
}

fn person(id: &str, level: u8) -> Person {
    Person {
        id: id.into(),
        title: id.to_uppercase(),
        skills: vec![SkillNeed { skill: "law".into(), level }],
        capacity: 1.0,
        day_rate_eur: 800.0,
        week: None,
        country: None,
        absences: Vec::new(),
    }
}

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
        start: date(2026, 1, 5),
        deadline: None,
        seed: 1,
        iterations: 0,
        terms: holdfast_planner::Terms::default(),
    }
}

/// A chain of three for two people who can do all of it.
fn chain() -> PlanInput {
    let tasks = vec![task("A", 4.0, vec![]), task("B", 10.0, vec!["A".into()]), task("C", 4.0, vec!["B".into()])];
    input(tasks, vec![person("ana", 2), person("ben", 2)])
}

fn told(percent_done: f64, start: Option<Date>, finish: Option<Date>) -> TaskProgress {
    TaskProgress { percent_done, actual_start: start, actual_finish: finish }
}

fn assigned(plan: &Plan) -> BTreeMap<TaskId, Vec<holdfast_domain::PersonId>> {
    plan.tasks.iter().map(|task| (task.id.clone(), task.assignees.clone())).collect()
}

#[test]
fn what_is_left_is_the_rest_of_what_was_begun_by_the_same_person() {
    let whole = chain();
    let first = plan(&whole).unwrap();
    let progress: Progress = [
        ("A".into(), told(100.0, Some(date(2026, 1, 5)), Some(date(2026, 1, 8)))),
        ("B".into(), told(60.0, Some(date(2026, 1, 9)), None)),
    ]
    .into();
    for other in ["ana", "ben"] {
        let mut people = assigned(&first);
        people.insert("B".into(), vec![other.into()]);
        let left = remaining(&whole, &progress, &people);
        let now = plan(&left).unwrap();
        assert_eq!(check(&now, &left), Vec::<String>::new());
        let found: Vec<_> = now.tasks.iter().map(|task| (task.id.as_str(), task.effort_days)).collect();
        assert_eq!(found, [("B", 4.0), ("C", 4.0)]);
        assert_eq!(now.tasks[0].assignees, [other.into()]);
        assert_eq!(now.makespan_days, 8);
    }
    let gone = BTreeMap::from([("B".into(), vec!["zoe".into()])]);
    assert!(plan(&remaining(&whole, &progress, &gone)).unwrap().unscheduled.is_empty(), "others take over");
    assert_eq!(remaining(&whole, &Progress::new(), &assigned(&first)), whole);
}

#[test]
fn a_start_that_has_happened_waits_for_nothing_and_holds_nothing_back() {
    let from_start = |link, lag_days| Predecessor { task: "B".into(), link, lag_days };
    let mut whole = chain();
    whole.tasks.push(task("D", 1.0, vec![from_start(Link::StartStart, 0)]));
    whole.tasks.push(task("E", 1.0, vec![from_start(Link::StartStart, 3)]));
    let progress: Progress = [("B".into(), told(0.0, Some(date(2026, 1, 5)), None))].into();
    let left = remaining(&whole, &progress, &BTreeMap::new());
    let bonds = |id: &str| left.tasks.iter().find(|task| task.id.as_str() == id).unwrap().predecessors.len();
    assert_eq!((bonds("B"), bonds("C"), bonds("D"), bonds("E")), (0, 1, 0, 1));
}

#[test]
fn status_counts_slip_in_working_days_and_done_by_effort() {
    let whole = chain();
    let baseline = plan(&whole).unwrap();
    let progress: Progress = [
        // Planned for the 8th; the 10th and 11th are a weekend.
        ("A".into(), told(100.0, Some(date(2026, 1, 5)), Some(date(2026, 1, 12)))),
        ("B".into(), told(50.0, Some(date(2026, 1, 13)), None)),
    ]
    .into();
    let mut left = remaining(&whole, &progress, &assigned(&baseline));
    left.start = date(2026, 1, 19);
    let now = plan(&left).unwrap();
    let days = |from, to| working_days(&whole.team, &[], from, to);
    let found = status(&baseline, &now, &progress, date(2026, 1, 16), days);
    assert_eq!((found.done, found.under_way, found.not_started), (1, 1, 1));
    assert_eq!(found.percent_done, Some(100.0 * (4.0 + 5.0) / 18.0));
    let slips: Vec<_> = found.tasks.iter().map(|task| (task.slipped_days, task.is_late)).collect();
    assert_eq!(slips, [(Some(2), true), (Some(1), true), (Some(1), true)], "{found:?}");
    assert_eq!((found.forecast_finish, found.slipped_days), (date(2026, 1, 29), 1));
    let nothing = status(&baseline, &baseline, &Progress::new(), date(2026, 1, 5), days);
    assert_eq!((nothing.late, nothing.slipped_days, nothing.percent_done), (0, 0, Some(0.0)));
    let overdue = status(&baseline, &baseline, &Progress::new(), date(2026, 1, 9), days);
    assert_eq!(overdue.late, 1, "A should have been finished on the 8th");
    assert_eq!(days(date(2026, 1, 12), date(2026, 1, 8)), -2);
}

#[test]
fn risks_follow_from_the_figures_of_the_plan() {
    let mut whole = chain();
    whole.team.people = vec![person("ana", 2), person("ben", 1)];
    whole.iterations = 2_000;
    whole.deadline = Some(date(2026, 1, 20));
    whole.tasks[0].costs = vec![CostItem { name: "Tool".into(), kind: CostKind::OneOff, eur: None }];
    let made = plan(&whole).unwrap();
    let found = plan_risks(&made, &whole.team, &whole.tasks);
    let of = |kind| found.iter().filter(move |risk| risk.kind == kind).collect::<Vec<_>>();
    let deadline = of(PlanRiskKind::Deadline)[0];
    assert_eq!((deadline.rating.probability, deadline.level), (5, RiskLevel::Critical), "{deadline:?}");
    assert_eq!(of(PlanRiskKind::Overrun).len(), 3, "all three are on the only chain");
    let single = of(PlanRiskKind::SinglePerson);
    assert_eq!((single.len(), single[0].tasks.len()), (1, 3));
    assert_eq!(single[0].person, Some("ana".into()));
    assert_eq!(of(PlanRiskKind::Unquoted)[0].tasks, ["A".into()]);
    assert!(found.windows(2).all(|pair| pair[0].score >= pair[1].score));

    whole.team.people[1] = person("ben", 3);
    whole.deadline = None;
    let shared = plan_risks(&plan(&whole).unwrap(), &whole.team, &whole.tasks);
    assert!(!shared.iter().any(|risk| matches!(risk.kind, PlanRiskKind::SinglePerson | PlanRiskKind::Deadline)));
}
