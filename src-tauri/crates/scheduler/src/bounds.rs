//! What no schedule can undercut, from work content alone.

use crate::network::Network;
use crate::problem::Problem;
use crate::proof::Pool;
use std::collections::BTreeSet;

/// Most pools that are looked at.
const MOST_POOLS: usize = 32;

/// Most groups of people; the most loaded ones count.
const MOST_GROUPS: usize = 12;

/// What tasks share: every resource, and groups of people who alone can do certain work.
pub(crate) fn pools(problem: &Problem) -> Vec<Pool> {
    let of = |resource: usize| problem.tasks.iter().map(move |task| task.demands.get(resource).copied().unwrap_or(0));
    let resources = problem.capacities.iter().enumerate();
    let mut pools: Vec<Pool> =
        resources.map(|(resource, &capacity)| Pool { capacity, demands: of(resource).collect() }).collect();
    let mut groups: Vec<Pool> = groups(problem).iter().map(|group| group_pool(problem, group)).collect();
    groups.sort_by(|a, b| load(problem, b).total_cmp(&load(problem, a)));
    groups.truncate(MOST_GROUPS);
    pools.extend(groups);
    pools.truncate(MOST_POOLS);
    pools
}

/// The groups that are able to meet some need, their unions in pairs, and everybody.
fn groups(problem: &Problem) -> BTreeSet<Vec<usize>> {
    let sorted = |able: &[usize]| able.iter().copied().collect::<BTreeSet<_>>();
    let needs = problem.tasks.iter().flat_map(|task| &task.needs);
    let single: BTreeSet<BTreeSet<usize>> = needs.map(|need| sorted(&need.able)).collect();
    let mut groups: BTreeSet<Vec<usize>> = single.iter().map(|group| group.iter().copied().collect()).collect();
    if single.len() <= 64 {
        for one in &single {
            groups.extend(single.iter().map(|other| one.union(other).copied().collect::<Vec<_>>()));
        }
    }
    if !single.is_empty() {
        groups.insert((0..problem.people).collect());
    }
    groups
}

fn group_pool(problem: &Problem, group: &[usize]) -> Pool {
    let is_inside = |able: &[usize]| able.iter().all(|person| group.binary_search(person).is_ok());
    let demand = |task: &crate::Task| task.needs.iter().filter(|need| is_inside(&need.able)).count() as u32;
    Pool { capacity: group.len() as u32, demands: problem.tasks.iter().map(demand).collect() }
}

fn load(problem: &Problem, pool: &Pool) -> f64 {
    let work: u64 = problem
        .tasks
        .iter()
        .zip(&pool.demands)
        .map(|(task, demand)| u64::from(task.duration) * u64::from(*demand))
        .sum();
    work as f64 / f64::from(pool.capacity.max(1))
}

/// The longest path, or for a pool: some time before the first of a set of tasks can start, their work shared by the
/// whole pool, and some time after the last of them.
pub(crate) fn lower_bound(problem: &Problem, network: &Network, pools: &[Pool]) -> i32 {
    let tasks = problem.tasks.len();
    let path = (0..tasks).map(|task| network.heads[task] + network.tails[task]).max().unwrap_or(0);
    pools.iter().map(|pool| work_bound(problem, network, pool)).fold(path, i32::max)
}

fn work_bound(problem: &Problem, network: &Network, pool: &Pool) -> i32 {
    let duration = |task: usize| problem.tasks[task].duration as i32;
    let after = |task: usize| network.tails[task] - duration(task);
    let mut tasks: Vec<usize> =
        (0..problem.tasks.len()).filter(|&task| duration(task) > 0 && pool.demands[task] > 0).collect();
    tasks.sort_by_key(|task| std::cmp::Reverse(after(*task)));
    let heads: BTreeSet<i32> = tasks.iter().map(|task| network.heads[*task]).collect();
    let mut bound = 0;
    for head in heads {
        let mut work: i64 = 0;
        for &task in tasks.iter().filter(|task| network.heads[**task] >= head) {
            work += i64::from(duration(task)) * i64::from(pool.demands[task]);
            let shared = (work + i64::from(pool.capacity) - 1) / i64::from(pool.capacity.max(1));
            bound = bound.max(head + shared as i32 + after(task));
        }
    }
    bound
}
