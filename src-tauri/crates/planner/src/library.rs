//! The task library as a checked graph.

use crate::PlanError;
use holdfast_domain::TaskId;
use holdfast_rulepack::Task;
use petgraph::algo::{tarjan_scc, toposort};
use petgraph::graph::{DiGraph, NodeIndex};
use std::collections::{BTreeMap, VecDeque};

/// Tasks by id, each with its predecessors, free of cycles.
pub(crate) struct Library<'a> {
    /// Tasks by id; all indices of this module point here.
    pub(crate) tasks: Vec<&'a Task>,
    /// Predecessors of each task.
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
                task.predecessors.iter().map(find).collect::<Result<Vec<usize>, _>>()
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
    let [optimistic, likely, pessimistic] = task.effort_days;
    let rising = 0.0 < optimistic && optimistic <= likely && likely <= pessimistic && pessimistic.is_finite();
    let range = |field, range| PlanError::Range { of: task.id.to_string(), field, range };
    if !rising {
        return Err(range("effort_days", "three rising numbers above 0"));
    }
    if !(task.purchase_eur.is_finite() && task.purchase_eur >= 0.0) {
        return Err(range("purchase_eur", "0 or more"));
    }
    if task.skills.is_empty() {
        return Err(PlanError::NoSkill(task.id.clone()));
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
