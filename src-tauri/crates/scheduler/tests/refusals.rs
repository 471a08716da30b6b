//! What cannot be scheduled or read is refused, and the reason is exact.

#![allow(clippy::unwrap_used, clippy::panic)]

use holdfast_scheduler::{
    Link, Need, Options, Problem, ProblemError, Schedule, Solution, Task, Violation, check, read_imopse, read_psplib,
    solve,
};
use std::sync::atomic::AtomicBool;

fn tasks(durations: &[u32]) -> Vec<Task> {
    durations.iter().map(|&duration| Task { duration, ..Task::default() }).collect()
}

fn outcome(problem: &Problem) -> Result<Solution, ProblemError> {
    let options = Options { seed: 1, threads: 1, rounds: Some(3) };
    solve(problem, &options, &AtomicBool::new(false), &mut |_| {})
}

#[test]
fn tasks_that_wait_for_each_other_are_shown_as_a_path() {
    let links = [(0, 1), (1, 2), (2, 3), (3, 1)].map(|(before, after)| Link::finish_start(before, after));
    let problem = Problem { tasks: tasks(&[1; 4]), links: links.to_vec(), ..Problem::default() };
    let Err(ProblemError::Cycle(path)) = outcome(&problem) else { panic!("a cycle went unseen") };
    assert_eq!((path.len(), path.first()), (4, path.last()));
    for pair in path.windows(2) {
        assert!(links.iter().any(|link| (link.before, link.after) == (pair[0], pair[1])), "{path:?}");
    }
}

#[test]
fn a_demand_above_the_capacity_and_needs_for_one_person_are_refused() {
    let task = Task { duration: 2, demands: vec![0, 5], ..Task::default() };
    let problem = Problem { tasks: vec![task], capacities: vec![1, 4], ..Problem::default() };
    assert_eq!(outcome(&problem), Err(ProblemError::Demand { task: 0, resource: 1, demand: 5, capacity: 4 }));

    let need = |able: &[usize]| Need { able: able.to_vec() };
    let task = |needs| Task { duration: 2, needs, ..Task::default() };
    let problem = Problem { tasks: vec![task(vec![need(&[0]), need(&[0])])], people: 2, ..Problem::default() };
    assert_eq!(outcome(&problem), Err(ProblemError::Staff { task: 0, needs: 2 }));
    let problem = Problem { tasks: vec![task(vec![need(&[0, 1]), need(&[0])])], people: 2, ..Problem::default() };
    assert_eq!(outcome(&problem).unwrap().schedule.staff, [[1, 0]], "the first need makes way for the second");
    let problem = Problem { tasks: vec![task(vec![need(&[])])], people: 2, ..Problem::default() };
    assert_eq!(outcome(&problem), Err(ProblemError::Staff { task: 0, needs: 1 }));
}

#[test]
fn nothing_to_do_takes_no_time() {
    let solution = outcome(&Problem::default()).unwrap();
    assert_eq!((solution.schedule.makespan, solution.is_proved()), (0, true));
    let milestones = Problem { tasks: tasks(&[0, 0]), links: vec![Link::finish_start(0, 1)], ..Problem::default() };
    assert_eq!(outcome(&milestones).unwrap().schedule.makespan, 0);
}

#[test]
fn the_checker_sees_each_kind_of_breach() {
    let need = Need { able: vec![0] };
    let task = Task { duration: 2, release: 1, demands: vec![1], needs: vec![need] };
    let links = vec![Link::finish_start(0, 1)];
    let problem = Problem { tasks: vec![task.clone(), task], capacities: vec![1], people: 1, links };
    let good = Schedule { starts: vec![1, 3], staff: vec![vec![0], vec![0]], makespan: 5 };
    assert_eq!(check(&problem, &good), Ok(()));
    let broken = |change: fn(&mut Schedule)| {
        let mut schedule = good.clone();
        change(&mut schedule);
        check(&problem, &schedule)
    };
    assert_eq!(broken(|schedule| schedule.makespan = 4), Err(Violation::Makespan { found: 5, stated: 4 }));
    assert_eq!(broken(|schedule| schedule.starts[0] = 0), Err(Violation::Release(0)));
    assert_eq!(
        broken(|schedule| (schedule.starts[1], schedule.makespan) = (2, 4)),
        Err(Violation::Link { before: 0, after: 1 })
    );
    assert_eq!(broken(|schedule| schedule.staff[1] = vec![]), Err(Violation::Staff(1)));
    assert_eq!(broken(|schedule| schedule.starts.truncate(1)), Err(Violation::Shape { found: 1, expected: 2 }));

    let loose = Problem { links: Vec::new(), ..problem.clone() };
    let together = Schedule { starts: vec![1, 2], staff: vec![vec![0], vec![0]], makespan: 4 };
    assert_eq!(check(&loose, &together), Err(Violation::Capacity { resource: 0, period: 2 }));
    let roomy = Problem { capacities: vec![2], ..loose };
    assert_eq!(check(&roomy, &together), Err(Violation::Overlap { person: 0, period: 2 }));
}

const SM: &str = "\
jobs (incl. supersource/sink ):  4
  - renewable                 :  1   R
  - nonrenewable              :  0   N
  - doubly constrained        :  0   D
PRECEDENCE RELATIONS:
jobnr.    #modes  #successors   successors
   1        1          2           2   3
   2        1          1           4
   3        1          1           4
   4        1          0
REQUESTS/DURATIONS:
jobnr. mode duration  R 1
-------------------------
  1      1     0       0
  2      1     3       2
  3      1     4       2
  4      1     0       0
RESOURCEAVAILABILITIES:
  R 1
    3
";

#[test]
fn both_forms_of_psplib_say_the_same() {
    let rcp = "4 1\n3\n0 0 2 2 3\n3 2 1 4\n4 2 1\n4\n0 0 0\n";
    let problem = read_psplib(SM).unwrap();
    assert_eq!(read_psplib(rcp).unwrap(), problem, "successors may go on in the next line");
    assert_eq!(outcome(&problem).unwrap().schedule.makespan, 7);
}

#[test]
fn a_malformed_line_is_named_with_what_should_stand_there() {
    let error = |text: &str| read_psplib(text).unwrap_err().to_string();
    assert_eq!(error(""), "line 1: expected the number of jobs and of resources");
    let changed = |from: &str, to: &str| error(&SM.replacen(from, to, 1));
    assert_eq!(
        changed("   2        1          1           4", "   2        1          2           4"),
        "line 8: expected as many successors as announced"
    );
    assert_eq!(changed("           4\n   3", "           9\n   3"), "line 8: expected successors from 1 to 4");
    assert_eq!(
        changed("  3      1     4       2", "  3      1     4"),
        "line 16: expected job, mode, duration and 1 requests"
    );
    assert_eq!(
        changed("  2      1     3 ", "  2      1     x "),
        "line 15: expected a job with its duration and requests, in whole numbers"
    );
    assert_eq!(changed("    3\n", ""), "line 20: expected the capacities");
    assert_eq!(changed("   3        1 ", "   3        2 "), "line 9: expected one mode for each job");
}

const DEF: &str = "\
Tasks: 2
Resources: 2
ResourceID \t Salary \t Skills
1\t24.3\tQ1: 2
2\t30.0\tQ1: 1\tQ2: 0
TaskID \t Duration \t Skill \t Predecessor IDs
1\t12\tQ1:\t2
2\t18\tQ2:\t0\t1\t1
";

#[test]
fn a_person_is_able_from_the_level_asked_for_upwards() {
    let read = read_imopse(DEF).unwrap();
    let able: Vec<&[usize]> = read.problem.tasks.iter().map(|task| task.needs[0].able.as_slice()).collect();
    assert_eq!(able, [&[0][..], &[1][..]]);
    assert_eq!(outcome(&read.problem).unwrap().schedule.makespan, 30);
    let error = |from: &str, to: &str| read_imopse(&DEF.replacen(from, to, 1)).unwrap_err().to_string();
    assert_eq!(
        error("Q1:\t2\n2", "Q1:\t3\n2"),
        "line 7: expected a task that somebody can do; nobody has Q1 at level 3"
    );
    assert_eq!(error("\t1\t1\n", "\t7\n"), "line 8: expected predecessors that exist; there is no task 7");
    assert_eq!(error("Q1: 1", "Q1 1"), "line 5: expected a skill with a colon, such as `Q1:`");
    assert_eq!(error("2\t18", ""), "line 8: expected the number of a task");
}
