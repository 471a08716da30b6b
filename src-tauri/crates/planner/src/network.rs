//! Dependencies of the planned works: orders, critical path, floats.

use std::collections::BTreeSet;

/// Works that wait for each other, free of cycles.
pub(crate) struct Network {
    /// Works to be finished first, for each work.
    pub(crate) before: Vec<Vec<usize>>,
    /// Works that wait, for each work.
    pub(crate) after: Vec<Vec<usize>>,
    order: Vec<usize>,
}

/// Earliest times, floats and the critical path at given durations, without regard to who is free.
pub(crate) struct Timing {
    /// Earliest start of each work, as a working day.
    pub(crate) early: Vec<u32>,
    /// Length of the longest chain that waits for each work.
    pub(crate) tail: Vec<u32>,
    /// Days each work may slip without moving the end.
    pub(crate) total_float: Vec<u32>,
    /// Days each work may slip without moving a follower.
    pub(crate) free_float: Vec<u32>,
    /// The longest chain, the first by index where several are equally long.
    pub(crate) path: Vec<usize>,
    /// Its length.
    pub(crate) length: u32,
}

impl Network {
    /// Takes the works to be finished first, for each work.
    pub(crate) fn new(before: Vec<Vec<usize>>) -> Self {
        let mut after = vec![Vec::new(); before.len()];
        for (work, earlier) in before.iter().enumerate() {
            for &at in earlier {
                after[at].push(work);
            }
        }
        let order = list(&before, &after, &vec![0; before.len()]);
        Self { before, after, order }
    }

    /// The works, each after those it waits for, otherwise by rising key.
    pub(crate) fn forward(&self, keys: &[u64]) -> Vec<usize> {
        list(&self.before, &self.after, keys)
    }

    /// The works, each before those it waits for, otherwise by rising key.
    pub(crate) fn backward(&self, keys: &[u64]) -> Vec<usize> {
        list(&self.after, &self.before, keys)
    }

    /// Number of works that wait for each work, directly or not.
    pub(crate) fn followers(&self) -> Vec<usize> {
        let mut all: Vec<BTreeSet<usize>> = vec![BTreeSet::new(); self.after.len()];
        for &work in self.order.iter().rev() {
            let mut mine: BTreeSet<usize> = self.after[work].iter().copied().collect();
            for &next in &self.after[work] {
                mine.extend(&all[next]);
            }
            all[work] = mine;
        }
        all.iter().map(BTreeSet::len).collect()
    }

    /// The critical path method.
    pub(crate) fn timing(&self, days: &[u32]) -> Timing {
        let mut early = vec![0; days.len()];
        for &work in &self.order {
            early[work] = self.before[work].iter().map(|&at| early[at] + days[at]).max().unwrap_or(0);
        }
        let mut tail = vec![0; days.len()];
        for &work in self.order.iter().rev() {
            tail[work] = self.after[work].iter().map(|&at| days[at] + tail[at]).max().unwrap_or(0);
        }
        let finish = |work: usize| early[work] + days[work];
        let length = (0..days.len()).map(finish).max().unwrap_or(0);
        let total_float: Vec<u32> = (0..days.len()).map(|work| length - finish(work) - tail[work]).collect();
        let next_start = |work: usize| self.after[work].iter().map(|&at| early[at]).min().unwrap_or(length);
        let free_float = (0..days.len()).map(|work| next_start(work) - finish(work)).collect();

        let continues = |work: usize, from: u32| total_float[work] == 0 && early[work] == from;
        let mut path = Vec::new();
        let mut next = (0..days.len()).find(|&work| continues(work, 0));
        while let Some(work) = next {
            path.push(work);
            next = self.after[work].iter().copied().filter(|&at| continues(at, finish(work))).min();
        }
        Timing { early, tail, total_float, free_float, path, length }
    }
}

fn list(before: &[Vec<usize>], after: &[Vec<usize>], keys: &[u64]) -> Vec<usize> {
    let mut waiting: Vec<usize> = before.iter().map(Vec::len).collect();
    let mut ready: BTreeSet<(u64, usize)> =
        waiting.iter().enumerate().filter(|(_, count)| **count == 0).map(|(work, _)| (keys[work], work)).collect();
    let mut order = Vec::with_capacity(before.len());
    while let Some((_, work)) = ready.pop_first() {
        order.push(work);
        for &next in &after[work] {
            waiting[next] -= 1;
            if waiting[next] == 0 {
                ready.insert((keys[next], next));
            }
        }
    }
    order
}
