//! Laws that hold for every library, team and set of gaps.
#![allow(clippy::unwrap_used)]

use holdfast_domain::{EntitySize, TaskId};
use holdfast_planner::{Objective, OpenCriterion, Plan, PlanInput, Terms, Vendors, check, plan};
use holdfast_rulepack::{
    Approval, Approver, Blackout, CostItem, CostKind, DayOfWeek, HolidayCalendar, Link, Period, Person, Predecessor,
    SizeDriver, SizeFactors, SkillNeed, Task, Team, TeamCalendar, VendorMode, read_calendars,
};
use jiff::ToSpan;
use jiff::civil::date;
use proptest::prelude::*;
use std::collections::BTreeSet;

const CRITERIA: usize = 12;

/// The calendars that ship with the product.
fn calendars() -> Vec<HolidayCalendar> {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../rulepacks/calendars/holidays.json");
    read_calendars(&[("holidays.json".to_owned(), std::fs::read(file).unwrap())].into()).unwrap()
}

fn bond(at: usize) -> impl Strategy<Value = Predecessor> {
    let links = vec![Link::FinishStart, Link::FinishStart, Link::StartStart, Link::FinishFinish, Link::StartFinish];
    (any::<prop::sample::Index>(), prop::sample::select(links), prop::sample::select(vec![0, 0, 0, -2, 3, 7])).prop_map(
        move |(index, link, lag_days)| {
            let task = TaskId::new(format!("T-{:02}", index.index(at)));
            Predecessor { task, link, lag_days }
        },
    )
}

fn week() -> impl Strategy<Value = Option<Vec<DayOfWeek>>> {
    let days = prop::collection::btree_set(0usize..5, 1..5);
    prop::option::weighted(0.3, days.prop_map(|days| days.into_iter().map(|day| DayOfWeek::ALL[day]).collect()))
}

fn period() -> impl Strategy<Value = Period> {
    (0i64..120, 0i64..25).prop_map(|(from, length)| {
        let from = date(2026, 2, 20) + from.days();
        Period { from, to: from + length.days() }
    })
}

fn team_calendar() -> impl Strategy<Value = TeamCalendar> {
    let country = prop::option::of(prop::sample::select(vec!["DE", "BG", "GR"]));
    (country, prop::collection::vec(period(), 0..2)).prop_map(|(country, periods)| TeamCalendar {
        country: country.map(str::to_owned),
        blackouts: periods
            .into_iter()
            .map(|Period { from, to }| Blackout { name: "Freeze".into(), from, to })
            .collect(),
        ..TeamCalendar::default()
    })
}

fn skill() -> impl Strategy<Value = SkillNeed> {
    (prop::sample::select(vec!["risk", "legal", "cloud"]), 1u8..=3)
        .prop_map(|(skill, level)| SkillNeed { skill: skill.into(), level })
}

fn vendor() -> impl Strategy<Value = Option<VendorMode>> {
    let vendor = (0.5f64..20.0, 0.1f64..3.0, prop::option::of(50.0f64..400.0), prop::collection::vec(skill(), 1..=2));
    let vendor = vendor.prop_map(|(days, effort, eur, skills)| VendorMode {
        service: "Bought".into(),
        duration_days: [days, days * 1.5, days * 2.0],
        eur: eur.map(|eur| [eur, eur * 2.0, eur * 3.0]),
        effort_days: [effort, effort * 2.0, effort * 3.0],
        skills,
    });
    prop::option::weighted(0.5, vendor)
}

fn terms() -> impl Strategy<Value = Terms> {
    use Objective::{Cost, Finish, Risk};
    let objective = prop::sample::select(vec![vec![Finish, Risk, Cost], vec![Risk, Finish], vec![Cost, Risk, Finish]]);
    let vendors = prop::sample::select(vec![Vendors::Never, Vendors::Needed, Vendors::Free]);
    let quarter_budget = prop::option::weighted(0.3, 1500.0f64..4000.0);
    (objective, vendors, quarter_budget).prop_map(|(objective, vendors, quarter_budget)| Terms {
        objective,
        vendors,
        quarter_budget,
        rounds: 2,
    })
}

/// A task that waits for some of the tasks before it.
fn task(at: usize) -> impl Strategy<Value = Task> {
    let earlier = prop::collection::vec(bond(at.max(1)), 0..=3.min(at));
    let approval = prop::option::weighted(0.3, 0u32..6);
    let closes = prop::collection::btree_set(0..CRITERIA, 1..=2);
    let effort = (0.1f64..6.0, 0.0f64..6.0, 0.0f64..9.0);
    let day = || prop::option::weighted(0.15, (0i64..90).prop_map(|days| date(2026, 2, 20) + days.days()));
    let dates = (day(), day(), day());
    (earlier, closes, effort, prop::collection::vec(skill(), 1..=3), approval, vendor(), dates).prop_map(
        move |(predecessors, closes, effort, skills, approval, vendor, (start_from, start_on, deadline))| Task {
            id: TaskId::new(format!("T-{at:02}")),
            title: format!("Do {at}"),
            outcome: "done".into(),
            requirements: vec!["REQ-01".into()],
            criteria: closes.iter().map(|at| format!("C-{at}").as_str().into()).collect(),
            effort_days: [effort.0, effort.0 + effort.1, effort.0 + effort.1 + effort.2],
            size_driver: SizeDriver::Estate,
            skills,
            predecessors,
            approval: approval.map(|wait_days| Approval { by: Approver::ManagementBody, wait_days }),
            evidence: vec!["record".into()],
            costs: vec![
                CostItem { name: "tool".into(), kind: CostKind::OneOff, eur: Some([80.0, 100.0, 150.0]) },
                CostItem { name: "licence".into(), kind: CostKind::Yearly, eur: Some([8.0, 10.0, 15.0]) },
            ],
            vendor,
            start_from,
            start_on,
            deadline,
        },
    )
}

fn person(at: usize) -> impl Strategy<Value = Person> {
    let skills = prop::collection::vec(skill(), 0..=3);
    let country = prop::option::weighted(0.2, prop::sample::select(vec!["IE", "SE"]));
    let absences = prop::collection::vec(period(), 0..3);
    let capacity = prop::sample::select(vec![0.3, 0.4, 0.5, 0.8, 1.0]);
    (skills, capacity, week(), country, absences).prop_map(move |(skills, capacity, week, country, absences)| Person {
        id: format!("P-{at}").as_str().into(),
        title: format!("Person {at}"),
        skills,
        capacity,
        day_rate_eur: 333.3,
        week,
        country: country.map(str::to_owned),
        absences,
    })
}

prop_compose! {
    fn project()(tasks in 1usize..14, people in 0usize..7)(
        tasks in (0..tasks).map(task).collect::<Vec<_>>(),
        people in (0..people).map(person).collect::<Vec<_>>(),
        open in prop::collection::btree_map(0..CRITERIA, (1u8..=5, any::<bool>()), 0..CRITERIA),
        shift in 0i64..14,
        seed in any::<u64>(),
        calendar in team_calendar(),
        deadline in prop::option::of(0i64..100),
        terms in terms(),
    ) -> PlanInput {
        let criterion = |(weight, partial)| OpenCriterion { requirement: "REQ-01".into(), weight, partial };
        PlanInput {
            tasks,
            team: Team { people, calendar },
            open_criteria: open.into_iter().map(|(at, fact)| (format!("C-{at}").as_str().into(), criterion(fact))).collect(),
            size: EntitySize::Small,
            sizes: serde_json::from_str::<SizeFactors>(r#"{"estate": {"small": 0.5}}"#).unwrap(),
            holidays: calendars(),
            start: date(2026, 2, 23) + shift.days(),
            deadline: deadline.map(|days| date(2026, 2, 23) + (shift + days).days()),
            seed,
            iterations: 40,
            terms,
        }
    }
}

/// When the last task could be finished by dependencies alone.
fn early_finish(plan: &Plan) -> jiff::civil::Date {
    plan.tasks.iter().map(|task| task.early.unwrap().finish).max().unwrap()
}

fn selected(plan: &Plan) -> BTreeSet<TaskId> {
    plan.tasks.iter().map(|task| task.id.clone()).chain(plan.unscheduled.iter().map(|task| task.id.clone())).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn every_plan_can_be_carried_out(input in project()) {
        let plan = plan(&input).unwrap();
        prop_assert_eq!(check(&plan, &input), Vec::<String>::new());
        prop_assert!(plan.lower_bound_days <= plan.makespan_days);
    }

    #[test]
    fn critical_paths_have_no_float_and_follow_dependencies(input in project()) {
        let plan = plan(&input).unwrap();
        let find = |id: &TaskId| plan.tasks.iter().find(|task| &task.id == id).unwrap();
        for path in &plan.critical_paths {
            let path: Vec<_> = path.iter().map(find).collect();
            prop_assert!(path.iter().all(|task| task.total_float == 0 && task.critical));
            prop_assert!(path.windows(2).all(|pair| pair[1].links.iter().any(|link| link.task == pair[0].id)));
        }
        prop_assert_eq!(&plan.critical_paths.first().cloned().unwrap_or_default(), &plan.critical_path);
        prop_assert_eq!(plan.critical_path_count == 0, plan.tasks.is_empty());
        for task in &plan.tasks {
            prop_assert!(task.free_float <= task.total_float && task.total_float <= plan.critical_path_days);
            let (early, late) = (task.early.unwrap(), task.late.unwrap());
            prop_assert!(early.start <= late.start && early.finish <= late.finish && early.start <= task.start);
            let spare = task.deadline_float.map(|float| float >= i64::from(task.total_float));
            let kept = plan.deadline.filter(|_| !plan.tasks.is_empty()).map(|deadline| early_finish(&plan) <= deadline);
            prop_assert_eq!(spare, kept);
        }
    }

    #[test]
    fn the_runs_are_as_sure_as_they_say(input in project()) {
        let plan = plan(&input).unwrap();
        prop_assert_eq!(plan.finish_risk.is_some(), !plan.tasks.is_empty());
        if let Some(risk) = &plan.finish_risk {
            prop_assert!(risk.p50.days <= risk.p80.days && risk.p80.days <= risk.p95.days);
            prop_assert!(risk.p50.date <= risk.p80.date && risk.p80.date <= risk.p95.date);
            prop_assert_eq!(risk.deadline_kept.is_some(), plan.deadline.is_some());
            let criticalities = plan.tasks.iter().map(|task| task.criticality.unwrap());
            prop_assert!(criticalities.clone().all(|share| (0.0..=1.0).contains(&share)));
            prop_assert!(criticalities.sum::<f64>() >= 1.0 - 1e-9);
        }
    }

    #[test]
    fn a_further_gap_never_removes_a_task(input in project(), at in 0..CRITERIA) {
        let before = selected(&plan(&input).unwrap());
        let mut more = input;
        let gap = OpenCriterion { requirement: "REQ-02".into(), weight: 1, partial: true };
        more.open_criteria.entry(format!("C-{at}").as_str().into()).or_insert(gap);
        prop_assert!(before.is_subset(&selected(&plan(&more).unwrap())));
    }

    #[test]
    fn the_same_seed_gives_the_same_plan_in_any_order_of_the_library(input in project()) {
        let mut turned = input.clone();
        turned.tasks.reverse();
        prop_assert_eq!(plan(&input).unwrap(), plan(&turned).unwrap());
    }
}
