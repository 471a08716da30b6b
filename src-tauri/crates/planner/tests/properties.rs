//! Laws that hold for every library, team and set of gaps.
#![allow(clippy::unwrap_used)]

use holdfast_domain::TaskId;
use holdfast_planner::{OpenCriterion, Plan, PlanInput, check, plan};
use holdfast_rulepack::{Person, SkillNeed, Task, Team};
use jiff::ToSpan;
use jiff::civil::date;
use proptest::prelude::*;
use std::collections::BTreeSet;

const CRITERIA: usize = 12;

fn skill() -> impl Strategy<Value = SkillNeed> {
    (prop::sample::select(vec!["risk", "legal", "cloud"]), 1u8..=3)
        .prop_map(|(skill, level)| SkillNeed { skill: skill.into(), level })
}

/// A task that waits for some of the tasks before it.
fn task(at: usize) -> impl Strategy<Value = Task> {
    let earlier = prop::collection::vec(any::<prop::sample::Index>(), 0..=3.min(at));
    let closes = prop::collection::btree_set(0..CRITERIA, 1..=2);
    let effort = (0.1f64..6.0, 0.0f64..6.0, 0.0f64..9.0);
    (earlier, closes, effort, prop::collection::vec(skill(), 1..=3)).prop_map(
        move |(earlier, closes, effort, skills)| {
            let predecessors: BTreeSet<usize> = earlier.iter().map(|index| index.index(at)).collect();
            Task {
                id: TaskId::new(format!("T-{at:02}")),
                title: format!("Do {at}"),
                outcome: "done".into(),
                requirements: vec!["REQ-01".into()],
                criteria: closes.iter().map(|at| format!("C-{at}").as_str().into()).collect(),
                effort_days: [effort.0, effort.0 + effort.1, effort.0 + effort.1 + effort.2],
                skills,
                predecessors: predecessors.iter().map(|at| TaskId::new(format!("T-{at:02}"))).collect(),
                purchase_eur: 100.0,
            }
        },
    )
}

fn person(at: usize) -> impl Strategy<Value = Person> {
    let skills = prop::collection::vec(skill(), 0..=3);
    (skills, prop::sample::select(vec![0.3, 0.4, 0.5, 0.8, 1.0])).prop_map(move |(skills, capacity)| Person {
        id: format!("P-{at}").as_str().into(),
        title: format!("Person {at}"),
        skills,
        capacity,
        day_rate_eur: 333.3,
    })
}

prop_compose! {
    fn project()(tasks in 1usize..14, people in 0usize..7)(
        tasks in (0..tasks).map(task).collect::<Vec<_>>(),
        people in (0..people).map(person).collect::<Vec<_>>(),
        open in prop::collection::btree_map(0..CRITERIA, (1u8..=5, any::<bool>()), 0..CRITERIA),
        shift in 0i64..14,
        seed in any::<u64>(),
    ) -> PlanInput {
        let criterion = |(weight, partial)| OpenCriterion { requirement: "REQ-01".into(), weight, partial };
        PlanInput {
            tasks,
            team: Team { people },
            open_criteria: open.into_iter().map(|(at, fact)| (format!("C-{at}").as_str().into(), criterion(fact))).collect(),
            start: date(2026, 2, 23) + shift.days(),
            deadline: None,
            seed,
        }
    }
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
    fn the_critical_path_is_the_longest_chain_and_has_no_float(input in project()) {
        let plan = plan(&input).unwrap();
        let find = |id: &TaskId| plan.tasks.iter().find(|task| &task.id == id).unwrap();
        let path: Vec<_> = plan.critical_path.iter().map(find).collect();
        prop_assert_eq!(path.iter().map(|task| task.duration_days).sum::<u32>(), plan.critical_path_days);
        prop_assert!(path.iter().all(|task| task.total_float == 0 && task.critical));
        prop_assert!(path.windows(2).all(|pair| pair[1].predecessors.contains(&pair[0].id)));
        prop_assert_eq!(path.is_empty(), plan.tasks.is_empty());
        for task in &plan.tasks {
            prop_assert!(task.free_float <= task.total_float && task.total_float < plan.critical_path_days);
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
