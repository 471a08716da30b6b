//! A plan is there at once, at the size of a large firm.

#![allow(clippy::unwrap_used)]

use holdfast_scheduler::{Link, Need, Options, Problem, Task, check, solve};
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

/// Every task waits for up to two of the thirty before it, and every sixth person can do it.
fn project(tasks: usize, people: usize) -> Problem {
    let number = |a: usize, b: usize| (a * 7_919 + b * 104_729) % 1_009;
    let task = |index: usize| Task {
        duration: 1 + number(index, 1) as u32 % 40,
        release: 0,
        demands: vec![number(index, 2) as u32 % 3],
        needs: vec![Need { able: (0..people).filter(|who| who % 6 == number(index, 3) % 6).collect() }],
    };
    let links = (1..tasks).flat_map(|index| {
        let before = (0..number(index, 4) % 3).map(move |which| index - 1 - number(index, 5 + which) % index.min(30));
        before.map(move |before| Link::finish_start(before, index))
    });
    Problem { tasks: (0..tasks).map(task).collect(), capacities: vec![people as u32], people, links: links.collect() }
}

fn first_plan(problem: &Problem) -> Duration {
    let started = Instant::now();
    let options = Options { seed: 1, threads: 1, rounds: Some(0) };
    let mut first = None;
    let solution = solve(problem, &options, &AtomicBool::new(false), &mut |_| {
        first.get_or_insert(started.elapsed());
    });
    assert_eq!(check(problem, &solution.unwrap().schedule), Ok(()));
    first.unwrap()
}

#[test]
fn the_first_plan_is_there_at_once() {
    let (small, large) = (first_plan(&project(150, 12)), first_plan(&project(2_000, 100)));
    assert!(small < Duration::from_millis(50), "150 tasks, 12 people: {small:?}");
    assert!(large < Duration::from_secs(1), "2,000 tasks, 100 people: {large:?}");
}
