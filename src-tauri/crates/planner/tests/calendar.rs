//! Plans over all relations, approvals and calendars, small enough to work out by hand.
#![allow(clippy::unwrap_used)]

use holdfast_domain::EntitySize;
use holdfast_planner::{OpenCriterion, Plan, PlanError, PlanInput, PlannedTask, Terms, check, plan};
use holdfast_rulepack::{
    Approval, Approver, Blackout, CostItem, CostKind, DayOfWeek, Link, Period, Person, Predecessor, SizeDriver,
    SizeFactors, SkillNeed, Task, Team, TeamCalendar, read_calendars,
};
use jiff::civil::{Date, date};

/// A task for somebody who knows the skill, with a sure effort.
fn task(id: &str, skill: &str, effort: f64, bonds: &[(&str, Link, i32)]) -> Task {
    let bond = |&(task, link, lag_days): &(&str, Link, i32)| Predecessor { task: task.into(), link, lag_days };
    Task {
        id: id.into(),
        title: format!("Do {id}"),
        outcome: format!("{id} is there"),
        requirements: vec!["REQ-01".into()],
        criteria: vec![id.into()],
        effort_days: [effort; 3],
        size_driver: SizeDriver::Estate,
        skills: vec![SkillNeed { skill: skill.into(), level: 1 }],
        predecessors: bonds.iter().map(bond).collect(),
        approval: None,
        evidence: vec![format!("{id} record")],
        costs: Vec::new(),
        vendor: None,
        start_from: None,
        start_on: None,
        deadline: None,
    }
}

/// Somebody whose only skill has the same name.
fn person(id: &str) -> Person {
    Person {
        id: id.into(),
        title: id.to_uppercase(),
        skills: vec![SkillNeed { skill: id.into(), level: 1 }],
        capacity: 1.0,
        day_rate_eur: 100.0,
        week: None,
        country: None,
        absences: Vec::new(),
    }
}

/// From Monday, 30 March 2026; Easter is on 5 April.
fn input(tasks: Vec<Task>, people: Vec<Person>) -> PlanInput {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../rulepacks/calendars/holidays.json");
    let open = OpenCriterion { requirement: "REQ-01".into(), weight: 3, partial: false };
    PlanInput {
        open_criteria: tasks.iter().flat_map(|task| &task.criteria).map(|id| (id.clone(), open.clone())).collect(),
        tasks,
        team: Team { people, calendar: TeamCalendar::default() },
        size: EntitySize::Medium,
        sizes: SizeFactors::default(),
        holidays: read_calendars(&[("holidays.json".to_owned(), std::fs::read(file).unwrap())].into()).unwrap(),
        start: date(2026, 3, 30),
        deadline: None,
        seed: 1,
        iterations: 100,
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

fn dates(plan: &Plan, id: &str) -> (Date, Date) {
    let task = find(plan, id);
    (task.start, task.finish)
}

fn spring(day: i8) -> Date {
    if day > 20 { date(2026, 3, day) } else { date(2026, 4, day) }
}

#[test]
fn every_relation_holds_in_the_schedule() {
    for (link, lag, start, finish) in [
        (Link::FinishStart, 0, 3, 6),
        (Link::FinishStart, 2, 7, 8),
        (Link::FinishStart, -2, 1, 2),
        (Link::StartStart, 1, 31, 1),
        (Link::FinishFinish, 0, 1, 2),
        (Link::FinishFinish, 3, 6, 7),
        (Link::StartFinish, 0, 30, 31),
        (Link::StartFinish, 6, 3, 6),
    ] {
        // Two people, so that only the bond holds the second task back.
        let tasks = vec![task("A", "ana", 4.0, &[]), task("B", "ben", 2.0, &[("A", link, lag)])];
        let plan = planned(&input(tasks, vec![person("ana"), person("ben")]));
        assert_eq!(dates(&plan, "A"), (spring(30), spring(2)));
        assert_eq!(dates(&plan, "B"), (spring(start), spring(finish)), "{link:?} {lag}");
    }
}

#[test]
fn what_waits_for_a_finish_waits_for_its_approval_and_what_waits_for_a_start_does_not() {
    let mut first = task("A", "ana", 2.0, &[]);
    first.approval = Some(Approval { by: Approver::ManagementBody, wait_days: 3 });
    let after = task("B", "ben", 1.0, &[("A", Link::FinishStart, 0)]);
    let beside = task("C", "cem", 1.0, &[("A", Link::StartStart, 0)]);
    let plan = planned(&input(vec![first, after, beside], vec![person("ana"), person("ben"), person("cem")]));
    assert_eq!(dates(&plan, "B"), (spring(6), spring(6)));
    assert_eq!(dates(&plan, "C"), (spring(30), spring(30)));
    assert_eq!(find(&plan, "A").approval.map(|approval| approval.on), Some(spring(3)));
    assert_eq!((plan.finish, plan.approved), (spring(6), Some(spring(6))));
    assert_eq!(find(&plan, "B").links[0].lag_days, 3);
}

#[test]
fn holidays_part_time_and_absence_stretch_a_task() {
    let team = |change: &dyn Fn(&mut Person, &mut TeamCalendar)| {
        let mut input = input(vec![task("A", "ana", 5.0, &[])], vec![person("ana")]);
        change(&mut input.team.people[0], &mut input.team.calendar);
        let plan = planned(&input);
        (plan.tasks[0].finish, plan.tasks[0].duration_days, plan.notices)
    };
    assert_eq!(team(&|_, _| {}), (spring(3), 5, vec![]));
    // Good Friday and Easter Monday are off for everybody, so that the team has no days there.
    assert_eq!(team(&|_, calendar| calendar.country = Some("DE".into())), (spring(7), 5, vec![]));
    assert_eq!(team(&|ana, _| ana.country = Some("DE".into())), (spring(7), 7, vec![]));
    let week = Some(vec![DayOfWeek::Monday, DayOfWeek::Wednesday]);
    assert_eq!(team(&|ana, _| ana.week.clone_from(&week)), (spring(13), 11, vec![]));
    assert_eq!(team(&|ana, _| ana.capacity = 0.5), (spring(10), 10, vec![]));
    let away = |from, to| Period { from: spring(from), to: spring(to) };
    assert_eq!(team(&|ana, _| ana.absences = vec![away(31, 2)]), (spring(8), 8, vec![]));
    let overlap = "the absences of ana overlap from 2026-04-01 to 2026-04-02; these days count once".to_owned();
    assert_eq!(team(&|ana, _| ana.absences = vec![away(1, 2), away(31, 2)]), (spring(8), 8, vec![overlap]));
    let freeze = |_: &mut Person, calendar: &mut TeamCalendar| {
        calendar.blackouts = vec![Blackout { name: "Quarter end".into(), from: spring(31), to: spring(1) }];
    };
    assert_eq!(team(&freeze), (spring(7), 5, vec![]));
}

#[test]
fn a_task_of_two_ends_when_the_last_of_them_is_through() {
    let mut both = task("A", "ana", 6.0, &[]);
    both.skills.push(SkillNeed { skill: "ben".into(), level: 1 });
    let mut ben = person("ben");
    ben.absences = vec![Period { from: spring(30), to: spring(1) }];
    let after = task("B", "ana", 1.0, &[]);
    let plan = planned(&input(vec![both, after], vec![person("ana"), ben]));
    // Ben is back on Thursday and needs three days; Ana does the short task before or after.
    assert_eq!(dates(&plan, "A").1, spring(6));
    assert_eq!(plan.makespan_days, 6);
}

#[test]
fn who_is_never_there_long_enough_is_told_with_the_task() {
    let mut ana = person("ana");
    ana.absences = vec![Period { from: date(2026, 4, 1), to: date(9999, 12, 31) }];
    let error = plan(&input(vec![task("A", "ana", 5.0, &[])], vec![ana])).unwrap_err();
    assert_eq!(error, PlanError::NeverThere("A".into()));
}

#[test]
fn days_and_costs_follow_the_size_of_the_firm() {
    let item = |name: &str, kind, eur| CostItem { name: name.into(), kind, eur };
    let mut first = task("A", "ana", 4.0, &[]);
    first.costs = vec![
        item("Tool", CostKind::OneOff, Some([500.0, 1000.0, 2100.0])),
        item("Licence", CostKind::Yearly, Some([100.0; 3])),
        item("Site", CostKind::Yearly, None),
    ];
    let mut input = input(vec![first], vec![person("ana")]);
    input.sizes = serde_json::from_str(r#"{"estate": {"small": 0.5, "large": 2}}"#).unwrap();
    // The tool costs 1,100 EUR on average, and Ana 100 EUR a day.
    for (size, days, cost, yearly) in [
        (EntitySize::Small, 2, 750.0, 50.0),
        (EntitySize::Medium, 4, 1500.0, 100.0),
        (EntitySize::Large, 8, 3000.0, 200.0),
    ] {
        input.size = size;
        let plan = planned(&input);
        let only = &plan.tasks[0];
        assert_eq!((only.duration_days, only.cost, only.yearly_cost), (days, cost, yearly));
        assert_eq!(only.unpriced, ["Site"]);
        assert_eq!((plan.cost, plan.yearly_cost), (only.cost, only.yearly_cost));
    }
}

#[test]
fn a_lag_of_a_task_that_is_there_already_has_passed() {
    let tasks = vec![
        task("A", "ana", 2.0, &[]),
        task("B", "ana", 2.0, &[("A", Link::StartStart, 9)]),
        task("C", "ben", 3.0, &[("B", Link::FinishFinish, 9)]),
    ];
    let mut input = input(tasks, vec![person("ana"), person("ben")]);
    input.open_criteria.remove(&"B".into());
    let plan = planned(&input);
    // C may not finish before A has started, which holds it back from nothing.
    assert_eq!(dates(&plan, "C"), (spring(30), spring(1)));
    assert_eq!(find(&plan, "C").links[0].relation, Link::StartFinish);
}

#[test]
fn an_end_of_a_skipped_task_passes_on_only_what_held_it_back() {
    let tasks = vec![
        task("A", "ana", 4.0, &[]),
        task("B", "ana", 2.0, &[("A", Link::StartStart, 5), ("A", Link::FinishFinish, 5)]),
        task("C", "ben", 2.0, &[("B", Link::StartStart, 2), ("B", Link::FinishFinish, 2)]),
        task("D", "cem", 1.0, &[("B", Link::FinishStart, 0)]),
    ];
    let mut input = input(tasks, vec![person("ana"), person("ben"), person("cem")]);
    input.open_criteria.remove(&"B".into());
    let plan = planned(&input);
    let bonds = |id| find(&plan, id).links.iter().map(|link| (link.relation, link.lag_days)).collect::<Vec<_>>();
    assert_eq!(bonds("C"), [(Link::StartStart, 0), (Link::FinishFinish, 0)]);
    assert_eq!(bonds("D"), [(Link::FinishStart, 0)]);
    assert_eq!(dates(&plan, "C"), (spring(1), spring(2)));
}

#[test]
fn the_checker_finds_a_broken_bond_approval_or_calendar() {
    let mut first = task("A", "ana", 2.0, &[]);
    first.approval = Some(Approval { by: Approver::SeniorManagement, wait_days: 1 });
    let bonds = [("A", Link::FinishStart, 1), ("A", Link::StartFinish, 5)];
    let mut input = input(vec![first, task("B", "ben", 2.0, &bonds)], vec![person("ana"), person("ben")]);
    input.team.calendar.country = Some("DE".into());
    input.team.people[1].absences = vec![Period { from: spring(8), to: spring(8) }];
    let sound = planned(&input);
    // Approved on 1 April, a day between, the holidays of Easter, the absence.
    assert_eq!(dates(&sound, "B"), (spring(7), spring(9)));
    let broken = |(start, finish, days): (i8, i8, u32)| {
        let mut plan = sound.clone();
        (plan.tasks[1].start, plan.tasks[1].finish) = (spring(start), spring(finish));
        (plan.tasks[1].duration_days, plan.finish, plan.people[1].days) = (days, spring(finish), days);
        check(&plan, &input).join("; ")
    };
    for (dates, finding) in [
        ((2, 7, 2), "the start of B comes 1 days too soon after the finish of A"),
        ((31, 1, 2), "the finish of B comes 2 days too soon after the start of A"),
        ((6, 7, 2), "B has 2026-04-06, a day on which nobody works"),
        ((7, 8, 2), "B takes ben 2.000 days but is there on 1"),
        ((8, 10, 3), "B starts on a day on which none of its people is there"),
        ((7, 10, 4), "B could end sooner than 2026-04-10"),
    ] {
        let found = broken(dates);
        assert!(found.contains(finding), "{finding:?} is not in {found:?}");
    }
}

#[test]
fn sure_efforts_have_a_sure_finish_on_the_order_of_the_people() {
    // Nothing binds the two tasks but Ana.
    let tasks = vec![task("A", "ana", 2.0, &[]), task("B", "ana", 3.0, &[])];
    let mut input = input(tasks, vec![person("ana")]);
    input.deadline = Some(spring(2));
    let plan = planned(&input);
    let risk = plan.finish_risk.unwrap();
    assert_eq!([&risk.p50, &risk.p80, &risk.p95].map(|quantile| (quantile.days, quantile.date)), [(5, spring(3)); 3]);
    assert_eq!((risk.mean_days, risk.mean_standard_error, risk.deadline_kept), (5.0, 0.0, Some(0.0)));
    assert!(plan.tasks.iter().all(|task| task.criticality == Some(1.0)));
    assert_eq!((plan.late_by_days, plan.critical_path_days), (1, 3));
}
