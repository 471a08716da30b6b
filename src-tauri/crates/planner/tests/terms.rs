//! Ways of doing a task, dates, aims and budgets, small enough to work out by hand.
#![allow(clippy::unwrap_used)]

use holdfast_domain::EntitySize;
use holdfast_planner::{
    Objective, OpenCriterion, Plan, PlanError, PlanInput, PlannedTask, Terms, Vendors, Way, check, plan, plan_until,
};
use holdfast_rulepack::{
    Blackout, CostItem, CostKind, Period, Person, SizeDriver, SizeFactors, SkillNeed, Task, Team, TeamCalendar,
    VendorMode,
};
use jiff::civil::{Date, date};
use std::sync::atomic::AtomicBool;

fn need(skill: &str) -> Vec<SkillNeed> {
    vec![SkillNeed { skill: skill.into(), level: 1 }]
}

/// A task with a sure effort that closes the criterion of its own name.
fn task(id: &str, skill: &str, effort: f64, waits: &[&str]) -> Task {
    Task {
        id: id.into(),
        title: format!("Do {id}"),
        outcome: format!("{id} is there"),
        requirements: vec!["REQ-01".into()],
        criteria: vec![id.into()],
        effort_days: [effort; 3],
        size_driver: SizeDriver::Document,
        skills: need(skill),
        predecessors: waits.iter().map(|&id| id.into()).collect(),
        start_from: None,
        start_on: None,
        deadline: None,
        approval: None,
        evidence: vec!["Record".into()],
        costs: Vec::new(),
        vendor: None,
    }
}

/// Delivered in so many days for a fee, with half a day of steering by somebody who knows risk.
fn vendor(days: f64, eur: f64) -> Option<VendorMode> {
    Some(VendorMode {
        service: "The whole of it".into(),
        duration_days: [days; 3],
        eur: Some([eur; 3]),
        effort_days: [0.5; 3],
        skills: need("risk"),
    })
}

fn person(id: &str, skill: &str) -> Person {
    Person {
        id: id.into(),
        title: id.to_uppercase(),
        skills: need(skill),
        capacity: 1.0,
        day_rate_eur: 100.0,
        week: None,
        country: None,
        absences: Vec::new(),
    }
}

/// From Monday, 5 January 2026.
fn input(tasks: Vec<Task>, people: Vec<Person>) -> PlanInput {
    let open = OpenCriterion { requirement: "REQ-01".into(), weight: 1, partial: false };
    PlanInput {
        open_criteria: tasks.iter().flat_map(|task| &task.criteria).map(|id| (id.clone(), open.clone())).collect(),
        tasks,
        team: Team { people, calendar: TeamCalendar::default() },
        size: EntitySize::Medium,
        sizes: SizeFactors::default(),
        holidays: Vec::new(),
        start: january(5),
        deadline: None,
        seed: 1,
        iterations: 0,
        terms: Terms { rounds: 3, ..Terms::default() },
    }
}

fn january(day: i8) -> Date {
    date(2026, 1, day)
}

fn planned(input: &PlanInput) -> Plan {
    let plan = plan(input).unwrap();
    assert_eq!(check(&plan, input), Vec::<String>::new());
    plan
}

fn find<'p>(plan: &'p Plan, id: &str) -> &'p PlannedTask {
    plan.tasks.iter().find(|task| task.id.as_str() == id).unwrap()
}

#[test]
fn a_vendor_does_what_the_team_cannot_and_the_delivery_sets_the_days() {
    let tasks = vec![Task { vendor: vendor(4.0, 900.0), ..task("A", "audit", 10.0, &[]) }];
    let mut input = input(tasks, vec![person("ana", "risk")]);
    let plan = planned(&input);
    let a = find(&plan, "A");
    assert_eq!((a.way, a.duration_days, a.effort_days, a.cost), (Way::Vendor, 4, 0.5, 950.0));
    assert_eq!(a.service.as_deref(), Some("The whole of it"));
    input.terms.vendors = Vendors::Never;
    let plan = planned(&input);
    assert_eq!(plan.unscheduled[0].reason, "needs audit at level 1; nobody on the team knows audit");
}

#[test]
fn a_vendor_is_taken_where_the_first_aim_gains_by_it() {
    let tasks = vec![Task { vendor: vendor(2.0, 5000.0), ..task("A", "risk", 10.0, &[]) }];
    let mut input = input(tasks, vec![person("ana", "risk")]);
    assert_eq!(find(&planned(&input), "A").way, Way::Team, "not needed");
    input.terms.vendors = Vendors::Free;
    let fast = planned(&input);
    assert_eq!((fast.makespan_days, fast.lower_bound_days, fast.cost), (2, 2, 5050.0));
    input.terms.objective = vec![Objective::Cost, Objective::Finish];
    let cheap = planned(&input);
    assert_eq!((cheap.makespan_days, cheap.cost), (10, 1000.0));
}

#[test]
fn heavy_gaps_are_closed_first_where_risk_comes_first() {
    // Only B opens the way to the long C, which Ben does; A is heavy and Ana does one thing at a time.
    let tasks = vec![task("A", "risk", 4.0, &[]), task("B", "risk", 4.0, &[]), task("C", "legal", 4.0, &["B"])];
    let mut input = input(tasks, vec![person("ana", "risk"), person("ben", "legal")]);
    input.open_criteria.get_mut(&"A".into()).unwrap().weight = 5;
    assert_eq!((find(&planned(&input), "B").start, planned(&input).makespan_days), (january(5), 8));
    input.terms.objective = vec![Objective::Risk, Objective::Finish];
    let plan = planned(&input);
    assert_eq!((find(&plan, "A").start, plan.makespan_days), (january(5), 12));
    assert_eq!(plan.lower_bound_days, 8, "what the bound is about is the finish");
}

#[test]
fn fixed_dates_come_before_all_aims() {
    let mut tasks = vec![task("A", "risk", 3.0, &[]), task("B", "risk", 3.0, &[]), task("C", "risk", 1.0, &[])];
    tasks[1].deadline = Some(january(7));
    tasks[2].start_on = Some(january(10)); // a Saturday
    let plan = planned(&input(tasks, vec![person("ana", "risk")]));
    assert_eq!((find(&plan, "B").start, find(&plan, "C").start), (january(5), january(12)));
    assert_eq!(find(&plan, "A").start, january(13), "A does not fit before C");
    assert!(plan.conflict.is_empty() && plan.tasks.iter().all(|task| task.late_by_days == 0));
}

#[test]
fn an_impossible_deadline_is_told_with_the_fewest_things_that_contradict_it() {
    let mut tasks = vec![task("A", "risk", 3.0, &[]), task("B", "risk", 3.0, &["A"]), task("C", "legal", 2.0, &["B"])];
    tasks.push(task("X", "legal", 1.0, &["A"]));
    tasks[1].deadline = Some(january(14));
    let away = |from, to| vec![Period { from: january(from), to: january(to) }];
    let mut ana = person("ana", "risk");
    ana.absences = away(8, 9);
    let mut ben = person("ben", "legal");
    ben.absences = away(5, 6);
    let mut input = input(tasks, vec![ana, ben]);
    assert!(planned(&input).conflict.is_empty(), "A to the 7th, B from the 12th to the 14th");
    input.team.calendar.blackouts = vec![Blackout { name: "Freeze".into(), from: january(5), to: january(5) }];
    let plan = planned(&input);
    assert_eq!(
        plan.conflict,
        [
            "B is done by 2026-01-14",
            "ana is away from 2026-01-08 to 2026-01-09",
            "nobody works from 2026-01-05 to 2026-01-05 (Freeze)",
            "the start of B waits for the finish of A, which takes 3 days",
        ]
    );
    assert!(find(&plan, "B").late_by_days > 0);
    // Each of them is needed: without it the date can be kept.
    let mut without = input.clone();
    without.team.people[0].absences.clear();
    assert!(planned(&without).conflict.is_empty());
    let mut without = input.clone();
    without.team.calendar.blackouts.clear();
    assert_eq!(planned(&without).conflict, Vec::<String>::new());
    let mut without = input;
    without.tasks[1].predecessors.clear();
    assert!(planned(&without).conflict.is_empty());
}

#[test]
fn a_deadline_that_the_work_of_the_team_rules_out_is_told_with_the_bound() {
    let tasks = ["A", "B", "C"].map(|id| task(id, "risk", 4.0, &[])).to_vec();
    let mut input = input(tasks, vec![person("ana", "risk")]);
    input.deadline = Some(january(9));
    let plan = planned(&input);
    let told =
        ["all is done by 2026-01-09, after 5 working days", "the 3 tasks take this team 12 working days at least"];
    assert_eq!(plan.conflict, told);
}

#[test]
fn no_quarter_spends_more_than_its_budget() {
    let licence = || CostItem { name: "Tool".into(), kind: CostKind::OneOff, eur: Some([600.0; 3]) };
    let with = |id| Task { costs: vec![licence()], ..task(id, "risk", 1.0, &[]) };
    let mut input = input(vec![with("A"), with("B"), with("C")], vec![person("ana", "risk")]);
    assert_eq!(planned(&input).makespan_days, 3);
    input.terms.quarter_budget = Some(1300.0);
    let plan = planned(&input);
    let quarters: Vec<i8> = plan.tasks.iter().map(|task| (task.start.month() - 1) / 3).collect();
    assert_eq!(quarters, [0, 0, 1], "the third is bought in the second quarter");
    input.terms.quarter_budget = Some(500.0);
    assert_eq!(plan_error(&input), PlanError::Budget("A".into(), 600.0));
}

fn plan_error(input: &PlanInput) -> PlanError {
    plan(input).unwrap_err()
}

#[test]
fn a_search_that_is_stopped_at_once_still_has_a_plan_and_a_bound() {
    let tasks = ["A", "B", "C"].map(|id| task(id, "risk", 4.0, &[])).to_vec();
    let input = input(tasks, vec![person("ana", "risk")]);
    let mut seen = Vec::new();
    let plan = plan_until(&input, None, &AtomicBool::new(true), &mut |found| seen.push(found)).unwrap();
    assert_eq!(check(&plan, &input), Vec::<String>::new());
    assert_eq!((plan.makespan_days, plan.lower_bound_days, plan.gap, plan.rounds), (12, 12, 0.0, 0));
    assert_eq!(seen.first().map(|found| found.makespan_days), Some(12));
}

#[test]
fn the_checker_sees_broken_dates_ways_and_budgets() {
    let mut tasks = vec![Task { vendor: vendor(4.0, 900.0), ..task("A", "audit", 10.0, &[]) }];
    tasks[0].deadline = Some(january(8));
    let input = input(tasks, vec![person("ana", "risk")]);
    let sound = planned(&input);
    let found = |plan: &Plan, input: &PlanInput| check(plan, input).join("; ");
    let mut broken = sound.clone();
    broken.tasks[0].late_by_days = 2;
    assert!(found(&broken, &input).contains("A is 0 days late, not 2"));
    let mut never = input.clone();
    never.terms.vendors = Vendors::Never;
    assert!(found(&sound, &never).contains("A may not be done by a vendor"));
    let mut later = input.clone();
    later.tasks[0].start_from = Some(january(6));
    assert!(found(&sound, &later).contains("A starts before 2026-01-06"));
    let mut poor = input.clone();
    poor.terms.quarter_budget = Some(100.0);
    assert!(found(&sound, &poor).contains("quarter 1 of 2026 spends 900.00 EUR"));
    let mut broken = sound;
    broken.tasks[0].finish = january(7);
    broken.tasks[0].duration_days = 3;
    assert!(found(&broken, &input).contains("shorter than the delivery of its vendor"));
}
