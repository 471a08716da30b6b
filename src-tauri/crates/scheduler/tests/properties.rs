//! Laws that every schedule keeps, on random problems of all kinds.

#![allow(clippy::unwrap_used)]

use holdfast_scheduler::{Link, LinkKind, Need, Options, Problem, Solution, Task, check, solve};
use proptest::prelude::*;
use std::sync::atomic::AtomicBool;

fn solved(problem: &Problem, seed: u64, threads: usize, rounds: u64) -> Solution {
    let options = Options { seed, threads, rounds: Some(rounds) };
    solve(problem, &options, &AtomicBool::new(false), &mut |_| {}).unwrap()
}

/// The shortest makespan, by trying every start of every task and every person.
fn shortest(problem: &Problem, longest: u32) -> u32 {
    let mut schedule = holdfast_scheduler::Schedule {
        starts: vec![0; problem.tasks.len()],
        staff: vec![Vec::new(); problem.tasks.len()],
        makespan: 0,
    };
    (0..=longest).find(|&end| can_end(problem, end, 0, &mut schedule)).unwrap()
}

/// Whether the tasks from `next` on can be added so that all end by `end`. What is placed must keep the rules.
fn can_end(problem: &Problem, end: u32, next: usize, schedule: &mut holdfast_scheduler::Schedule) -> bool {
    let placed = Problem {
        tasks: problem.tasks[..next].to_vec(),
        links: problem.links.iter().filter(|link| link.before.max(link.after) < next).copied().collect(),
        ..problem.clone()
    };
    let (starts, staff) = (schedule.starts[..next].to_vec(), schedule.staff[..next].to_vec());
    let finishes = placed.tasks.iter().zip(&starts).map(|(task, start)| start + task.duration);
    let part = holdfast_scheduler::Schedule { makespan: finishes.max().unwrap_or(0), starts, staff };
    if part.makespan > end || check(&placed, &part).is_err() {
        return false;
    }
    let Some(task) = problem.tasks.get(next) else { return true };
    let mut teams: Vec<Vec<usize>> = vec![Vec::new()];
    for need in task.needs.iter().filter(|_| task.duration > 0) {
        teams = teams.iter().flat_map(|team| need.able.iter().map(|who| [team.as_slice(), &[*who]].concat())).collect();
    }
    (0..=end.saturating_sub(task.duration)).any(|start| {
        teams.iter().any(|team| {
            schedule.starts[next] = start;
            schedule.staff[next].clone_from(team);
            can_end(problem, end, next + 1, schedule)
        })
    })
}

fn kind() -> impl Strategy<Value = LinkKind> {
    prop_oneof![
        4 => Just(LinkKind::FinishStart),
        1 => Just(LinkKind::StartStart),
        1 => Just(LinkKind::FinishFinish),
        1 => Just(LinkKind::StartFinish),
    ]
}

/// A problem with this many tasks: two resources, up to four people, links only from earlier to later tasks.
fn problem(tasks: std::ops::Range<usize>, longest: u32, people: usize) -> impl Strategy<Value = Problem> {
    (tasks, 0..=people).prop_flat_map(move |(count, people)| {
        let able = prop::sample::subsequence((0..people).collect::<Vec<_>>(), people.min(1)..=people);
        let needs = prop::collection::vec(able.prop_map(|able| Need { able }), usize::from(people > 0)..=people.min(2));
        let task = (0..=longest, 0..4_u32, prop::collection::vec(0..4_u32, 2), needs);
        let task = task.prop_map(|(duration, release, demands, needs)| Task { duration, release, demands, needs });
        let link = (0..count, 0..count, kind(), -2..3_i32);
        let links = prop::collection::vec(link, 0..2 * count);
        (prop::collection::vec(task, count), links, prop::collection::vec(3..6_u32, 2)).prop_map(
            move |(mut tasks, links, capacities)| {
                for task in &mut tasks {
                    // Two needs that only one and the same person can meet have no schedule.
                    if task.needs.len() == 2 && task.needs[0].able.len() + task.needs[1].able.len() < 3 {
                        task.needs.pop();
                    }
                }
                let ordered = links.into_iter().filter(|link| link.0 != link.1);
                let links = ordered
                    .map(|(one, other, kind, lag)| Link { before: one.min(other), after: one.max(other), kind, lag })
                    .collect();
                Problem { tasks, capacities, people, links }
            },
        )
    })
}

#[test]
fn a_task_may_run_before_one_that_it_only_has_to_outlast() {
    // The second may not finish before the first starts, yet it is best placed before it: no list of tasks in the
    // order of links gives that when tasks are placed one by one.
    let task = |duration, release| Task { duration, release, demands: vec![2], needs: Vec::new() };
    let link = Link { before: 0, after: 1, kind: LinkKind::StartFinish, lag: 0 };
    let problem = Problem { tasks: vec![task(1, 3), task(3, 2)], capacities: vec![3], people: 0, links: vec![link] };
    let solution = solved(&problem, 0, 1, 9);
    assert_eq!((solution.schedule.makespan, solution.is_proved()), (6, true));
    assert_eq!(solution.schedule.starts, [5, 2]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn every_schedule_keeps_the_rules_and_no_bound_lies_above_it(problem in problem(1..30, 9, 4), seed in 0..9_u64) {
        let options = Options { seed, threads: 2, rounds: Some(4) };
        let mut seen: Vec<Solution> = Vec::new();
        let last = solve(&problem, &options, &AtomicBool::new(false), &mut |better| seen.push(better.clone())).unwrap();
        for solution in seen.iter().chain([&last]) {
            prop_assert_eq!(check(&problem, &solution.schedule), Ok(()));
            prop_assert!(solution.lower_bound <= last.schedule.makespan, "a bound above a schedule");
        }
        for pair in seen.windows(2) {
            prop_assert!(pair[1].schedule.makespan <= pair[0].schedule.makespan, "it got longer");
            prop_assert!(pair[1].lower_bound >= pair[0].lower_bound, "the bound fell");
        }
    }

    #[test]
    fn the_shortest_of_a_tiny_problem_is_found_and_bounds_never_pass_it(problem in problem(1..5, 2, 2), seed in 0..9_u64) {
        let solution = solved(&problem, seed, 1, 9);
        let shortest = shortest(&problem, 40);
        prop_assert!(solution.lower_bound <= shortest, "bound {} above {shortest}", solution.lower_bound);
        if problem.people == 0 {
            // With resources alone the proof is complete.
            prop_assert_eq!(solution.schedule.makespan, shortest);
            prop_assert!(solution.is_proved());
        } else {
            prop_assert!(solution.schedule.makespan >= shortest);
        }
    }

    #[test]
    fn the_same_seed_gives_the_same_on_one_thread_and_on_two(problem in problem(8..25, 9, 3), seed in 0..9_u64) {
        prop_assert_eq!(solved(&problem, seed, 1, 3), solved(&problem, seed, 2, 3));
    }
}
