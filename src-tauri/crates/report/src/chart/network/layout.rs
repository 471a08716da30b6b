//! Columns of a graph, and an order in them with few crossings.

use holdfast_planner::PlannedTask;
use petgraph::algo::toposort;
use petgraph::algo::tred::{dag_to_toposorted_adjacency_list, dag_transitive_reduction_closure};
use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::visit::{EdgeRef, IntoEdgeReferences};
use std::collections::{BTreeMap, BTreeSet};

/// Passes over the columns, to the right and back; more change little.
const SWEEPS: usize = 12;

/// Where tasks stand; all numbers are places in the list that was laid out.
pub(super) struct Layout {
    /// From the left; each from the top.
    pub(super) columns: Vec<Vec<usize>>,
    /// Tasks without a bond.
    pub(super) alone: Vec<usize>,
    /// From and to, without those that others imply.
    pub(super) bonds: Vec<(usize, usize)>,
}

/// Puts each task one column right of the last one that it waits for.
pub(super) fn layout(tasks: &[&PlannedTask]) -> Layout {
    let number: BTreeMap<_, usize> = tasks.iter().enumerate().map(|(at, task)| (&task.id, at)).collect();
    let mut graph: DiGraph<(), (), u32> = DiGraph::new();
    for _ in tasks {
        graph.add_node(());
    }
    for (at, task) in tasks.iter().enumerate() {
        for earlier in task.links.iter().filter_map(|link| number.get(&link.task)) {
            graph.update_edge(NodeIndex::new(*earlier), NodeIndex::new(at), ());
        }
    }
    // The bonds of a plan have no cycle; without an order nothing could be put right of anything.
    let Ok(order) = toposort(&graph, None) else {
        return Layout { columns: Vec::new(), alone: (0..tasks.len()).collect(), bonds: Vec::new() };
    };
    let bonds = reduced(&graph, &order);
    let bound: BTreeSet<usize> = bonds.iter().flat_map(|&(from, to)| [from, to]).collect();
    let mut depth = vec![0_usize; tasks.len()];
    for at in order.iter().map(|node| node.index()) {
        let before = bonds.iter().filter(|bond| bond.1 == at).map(|bond| depth[bond.0] + 1);
        depth[at] = before.max().unwrap_or(0);
    }
    let mut columns: Vec<Vec<usize>> = Vec::new();
    for &at in &bound {
        if columns.len() <= depth[at] {
            columns.resize(depth[at] + 1, Vec::new());
        }
        columns[depth[at]].push(at);
    }
    for sweep in 0..SWEEPS {
        untangle(&mut columns, &bonds, sweep % 2 == 1);
    }
    Layout { columns, alone: (0..tasks.len()).filter(|at| !bound.contains(at)).collect(), bonds }
}

/// The bonds that no chain of others implies.
fn reduced(graph: &DiGraph<(), (), u32>, order: &[NodeIndex<u32>]) -> Vec<(usize, usize)> {
    let (list, _) = dag_to_toposorted_adjacency_list::<_, u32>(graph, order);
    let (reduction, _) = dag_transitive_reduction_closure(&list);
    let mut bonds: Vec<(usize, usize)> = reduction
        .edge_references()
        .map(|edge| (order[edge.source() as usize].index(), order[edge.target() as usize].index()))
        .collect();
    bonds.sort_unstable();
    bonds
}

/// Orders each column by the mean place of the neighbours on one side (barycentre method of Sugiyama).
fn untangle(columns: &mut [Vec<usize>], bonds: &[(usize, usize)], leftward: bool) {
    let mut place: BTreeMap<usize, f64> = BTreeMap::new();
    let note = |place: &mut BTreeMap<usize, f64>, column: &[usize]| {
        for (row, at) in column.iter().enumerate() {
            place.insert(*at, row as f64 - column.len() as f64 / 2.0);
        }
    };
    for column in columns.iter() {
        note(&mut place, column);
    }
    let count = columns.len();
    for step in 0..count {
        let column = &mut columns[if leftward { count - 1 - step } else { step }];
        let mean = |at: usize| {
            let beside = bonds.iter().filter_map(|&(from, to)| match leftward {
                true => (from == at).then_some(to),
                false => (to == at).then_some(from),
            });
            let rows: Vec<f64> = beside.filter_map(|other| place.get(&other).copied()).collect();
            let own = place.get(&at).copied().unwrap_or_default();
            if rows.is_empty() { own } else { rows.iter().sum::<f64>() / rows.len() as f64 }
        };
        let mut keyed: Vec<(f64, usize)> = column.iter().map(|&at| (mean(at), at)).collect();
        keyed.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        *column = keyed.into_iter().map(|(_, at)| at).collect();
        note(&mut place, column);
    }
}
