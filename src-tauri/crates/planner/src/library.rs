//! The task library as a checked graph.

use crate::PlanError;
use holdfast_domain::TaskId;
use holdfast_rulepack::Task;
use petgraph::algo::{tarjan_scc, toposort};
use petgraph::graph::{DiGraph, NodeIndex};
use std::collections::{BTreeMap, VecDeque};

/// Working days; more is a slip of the pen.
const LONGEST_LAG: u32 = 1000;

/// Tasks by id, each with its predecessors, free of cycles.
pub(crate) struct Library<'a> {
    /// Tasks by id; all indices of this module point here.
    pub(crate) tasks: Vec<&'a Task>,
    /// Where the predecessors of each task are, in its own order.
    pub(crate) predecessors: Vec<Vec<usize>>,
    /// Every task after its predecessors.
    pub(crate) order: Vec<usize>,
}

impl<'a> Library<'a> {
    /// Checks figures, names and order of the tasks.
    pub(crate) fn read(tasks: &'a [Task]) -> Result<Self, PlanError> {
        let mut by_id: BTreeMap<&TaskId, &Task> = BTreeMap::new();
        for task in tasks {
            check_figures(task)?;
            if by_id.insert(&task.id, task).is_some() {
                return Err(PlanError::DuplicateTask(task.id.clone()));
            }
        }
        let index: BTreeMap<&TaskId, usize> = by_id.keys().enumerate().map(|(at, id)| (*id, at)).collect();
        let tasks: Vec<&Task> = by_id.into_values().collect();
        let predecessors = tasks
            .iter()
            .map(|task| {
                let find = |id| {
                    index.get(id).copied().ok_or_else(|| PlanError::UnknownPredecessor {
                        task: task.id.clone(),
                        predecessor: TaskId::clone(id),
                    })
                };
                task.predecessors.iter().map(|before| find(&before.task)).collect::<Result<Vec<usize>, _>>()
            })
            .collect::<Result<Vec<_>, _>>()?;
        let graph = graph(&predecessors);
        let order = match toposort(&graph, None) {
            Ok(order) => order.into_iter().map(NodeIndex::index).collect(),
            Err(_) => {
                let path = cycle(&graph).into_iter().map(|at| tasks[at].id.clone()).collect();
                return Err(PlanError::Cycle(path));
            }
        };
        Ok(Self { tasks, predecessors, order })
    }
}

fn check_figures(task: &Task) -> Result<(), PlanError> {
    let range = |field, range| PlanError::Range { of: task.id.to_string(), field, range };
    let days = |field, [low, likely, high]: [f64; 3]| {
        let rising = 0.0 < low && low <= likely && likely <= high && high.is_finite();
        if rising { Ok(()) } else { Err(range(field, "three rising numbers above 0")) }
    };
    let eur = |eur: Option<[f64; 3]>| {
        let rising = |[low, likely, high]: [f64; 3]| 0.0 <= low && low <= likely && likely <= high && high.is_finite();
        if eur.is_none_or(rising) { Ok(()) } else { Err(range("eur", "three rising numbers from 0")) }
    };
    days("effort_days", task.effort_days)?;
    for item in &task.costs {
        eur(item.eur)?;
    }
    if let Some(vendor) = &task.vendor {
        days("duration_days of the vendor", vendor.duration_days)?;
        days("effort_days of the vendor", vendor.effort_days)?;
        eur(vendor.eur)?;
    }
    if task.skills.is_empty() || task.vendor.as_ref().is_some_and(|vendor| vendor.skills.is_empty()) {
        return Err(PlanError::NoSkill(task.id.clone()));
    }
    if task.predecessors.iter().any(|before| before.lag_days.unsigned_abs() > LONGEST_LAG) {
        return Err(range("lag_days", "at most 1000 either way"));
    }
    if task.approval.is_some_and(|approval| approval.wait_days > LONGEST_LAG) {
        return Err(range("wait_days", "at most 1000"));
    }
    Ok(())
}

fn graph(predecessors: &[Vec<usize>]) -> DiGraph<(), ()> {
    let mut graph = DiGraph::new();
    for _ in predecessors {
        graph.add_node(());
    }
    for (task, before) in predecessors.iter().enumerate() {
        for &earlier in before {
            graph.update_edge(NodeIndex::new(earlier), NodeIndex::new(task), ());
        }
    }
    graph
}

/// The shortest way from the first task on any cycle back to itself, in the order in which the work would be done.
fn cycle(graph: &DiGraph<(), ()>) -> Vec<usize> {
    let on_cycle = |group: &Vec<NodeIndex>| group.len() > 1 || group.iter().any(|&at| graph.contains_edge(at, at));
    let Some(first) = tarjan_scc(graph).into_iter().filter(on_cycle).flatten().min() else {
        return Vec::new();
    };
    let mut came_from: BTreeMap<NodeIndex, NodeIndex> = BTreeMap::new();
    let mut queue = VecDeque::from([first]);
    while let Some(at) = queue.pop_front() {
        let mut next: Vec<NodeIndex> = graph.neighbors(at).collect();
        next.sort();
        for to in next {
            if let std::collections::btree_map::Entry::Vacant(entry) = came_from.entry(to) {
                entry.insert(at);
                queue.push_back(to);
            }
        }
    }
    let mut path = vec![first.index()];
    let mut at = first;
    while let Some(&before) = came_from.get(&at) {
        path.push(before.index());
        at = before;
        if at == first {
            break;
        }
    }
    path.reverse();
    path
}
