//! Dependencies of the planned works: orders, the critical path method, floats.
//!
//! Times are numbers of working days from 0. A work of `d` days that starts at `s` is done on the days `s` to `s + d - 1`
//! and ends at `s + d`. A bond with a lag says: this end of the later work comes no sooner than so many days after that
//! end of the earlier one. Read with time running backward every bond is one of the other direction: finish-to-start and
//! start-to-finish stay what they are, start-to-start and finish-to-finish change places. So the backward pass of the
//! method is the forward pass over the mirrored bonds.

use holdfast_rulepack::Link;
use std::collections::BTreeSet;

/// A bond to another work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Arc {
    /// The other work.
    pub(crate) work: usize,
    /// Which ends are bound.
    pub(crate) link: Link,
    /// Working days between them; negative for a lead.
    pub(crate) lag: i32,
}

/// When a work may be done at the earliest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Ready {
    /// It starts no sooner.
    pub(crate) start: u32,
    /// It ends no sooner.
    pub(crate) end: u32,
}

/// A work in time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Place {
    /// First day.
    pub(crate) start: u32,
    /// First day after it.
    pub(crate) end: u32,
}

/// Works that wait for each other, free of cycles.
#[derive(Debug)]
pub(crate) struct Network {
    /// What each work waits for.
    pub(crate) before: Vec<Vec<Arc>>,
    /// What waits for each work, mirrored in time.
    pub(crate) after: Vec<Vec<Arc>>,
    order: Vec<usize>,
}

/// Early and late times and floats at given durations, without regard to who is free.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Timing {
    /// Earliest place of each work.
    pub(crate) early: Vec<Place>,
    /// Latest place of each work that does not move the end.
    pub(crate) late: Vec<Place>,
    /// Days each work may slip without moving the end.
    pub(crate) total_float: Vec<u32>,
    /// Days each work may slip without moving another one from its earliest place, nor the end.
    pub(crate) free_float: Vec<u32>,
    /// The earliest end of all works.
    pub(crate) length: u32,
}

impl Arc {
    /// The same bond seen from the work at its other end, with time running backward.
    fn mirrored(self, from: usize) -> Self {
        let (from_finish, to_finish) = self.link.ends();
        Self { work: from, link: Link::between(!to_finish, !from_finish), lag: self.lag }
    }
}

/// The earliest that the bonds of a work allow, where its earlier works are placed.
pub(crate) fn ready(arcs: &[Arc], place: impl Fn(usize) -> Place) -> Ready {
    let mut ready = Ready::default();
    for arc in arcs {
        let Place { start, end } = place(arc.work);
        let (from_finish, to_finish) = arc.link.ends();
        let from = if from_finish { end } else { start };
        let bound = from.saturating_add_signed(arc.lag);
        let side = if to_finish { &mut ready.end } else { &mut ready.start };
        *side = bound.max(*side);
    }
    ready
}

impl Network {
    /// Takes what each work waits for.
    pub(crate) fn new(before: Vec<Vec<Arc>>) -> Self {
        let mut after = vec![Vec::new(); before.len()];
        for (work, arcs) in before.iter().enumerate() {
            for arc in arcs {
                after[arc.work].push(arc.mirrored(work));
            }
        }
        let order = list(&before, &after, &vec![0; before.len()]);
        Self { before, after, order }
    }

    /// The works, each after those it waits for, otherwise by rising key.
    pub(crate) fn forward(&self, keys: &[u64]) -> Vec<usize> {
        list(&self.before, &self.after, keys)
    }

    /// The works that wait for each work, directly or not.
    pub(crate) fn followers(&self) -> Vec<BTreeSet<usize>> {
        let mut all: Vec<BTreeSet<usize>> = vec![BTreeSet::new(); self.after.len()];
        for &work in self.order.iter().rev() {
            let mut mine = BTreeSet::new();
            for next in &self.after[work] {
                mine.insert(next.work);
                mine.extend(&all[next.work]);
            }
            all[work] = mine;
        }
        all
    }

    /// The critical path method.
    pub(crate) fn timing(&self, days: &[u32]) -> Timing {
        let early = self.early(|work, start| start + days[work]);
        self.timing_of(early)
    }

    /// The earliest places where the end of a work follows from its start.
    pub(crate) fn early(&self, end: impl Fn(usize, u32) -> u32) -> Vec<Place> {
        let mut early = vec![Place::default(); self.before.len()];
        for &work in &self.order {
            early[work] = earliest(ready(&self.before[work], |at| early[at]), |start| end(work, start));
        }
        early
    }

    /// Late places and floats for these earliest places.
    pub(crate) fn timing_of(&self, early: Vec<Place>) -> Timing {
        let works = 0..early.len();
        let length = early.iter().map(|place| place.end).max().unwrap_or(0);
        let days: Vec<u32> = early.iter().map(|place| place.end - place.start).collect();
        let mut back = vec![Place::default(); early.len()];
        for &work in self.order.iter().rev() {
            back[work] = earliest(ready(&self.after[work], |at| back[at]), |start| start + days[work]);
        }
        let late: Vec<Place> =
            back.iter().map(|place| Place { start: length - place.end, end: length - place.start }).collect();
        let total_float = works.clone().map(|work| late[work].start - early[work].start).collect();
        let mut free_float: Vec<u32> = works.clone().map(|work| length - early[work].end).collect();
        for work in works {
            for arc in &self.before[work] {
                let slack = slack(arc, early[arc.work], early[work]);
                free_float[arc.work] = free_float[arc.work].min(slack);
            }
        }
        Timing { early, late, total_float, free_float, length }
    }

    /// Chains of works without float, each bond of which holds its later work in place, from the first to the last day: how
    /// many there are, and the first few by index.
    pub(crate) fn critical_paths(&self, timing: &Timing, most: usize) -> (u64, Vec<Vec<usize>>) {
        let critical = |work: usize| timing.total_float[work] == 0;
        let holds = |arc: &Arc, work: usize| {
            critical(arc.work) && critical(work) && slack(arc, timing.early[arc.work], timing.early[work]) == 0
        };
        let mut next: Vec<BTreeSet<usize>> = vec![BTreeSet::new(); self.before.len()];
        let mut is_held = vec![false; self.before.len()];
        for (work, arcs) in self.before.iter().enumerate() {
            for arc in arcs.iter().filter(|arc| holds(arc, work)) {
                next[arc.work].insert(work);
                is_held[work] = true;
            }
        }
        let mut count = vec![0u64; self.before.len()];
        for &work in self.order.iter().rev().filter(|&&work| critical(work)) {
            let through = next[work].iter().fold(0u64, |sum, &at| sum.saturating_add(count[at]));
            count[work] = through.max(u64::from(next[work].is_empty()));
        }
        let first: Vec<usize> = (0..self.before.len()).filter(|&work| critical(work) && !is_held[work]).collect();
        let total = first.iter().fold(0u64, |sum, &work| sum.saturating_add(count[work]));
        let mut paths = Vec::new();
        let mut open: Vec<Vec<usize>> = first.iter().rev().map(|&work| vec![work]).collect();
        while let Some(path) = open.pop() {
            if paths.len() == most {
                break;
            }
            match path.last().map(|&last| &next[last]) {
                Some(further) if !further.is_empty() => {
                    open.extend(further.iter().rev().map(|&at| [path.as_slice(), &[at]].concat()));
                }
                _ => paths.push(path),
            }
        }
        (total, paths)
    }
}

/// Days by which the earlier work may slip before this bond moves the later one.
fn slack(arc: &Arc, earlier: Place, later: Place) -> u32 {
    let (from_finish, to_finish) = arc.link.ends();
    let from = if from_finish { earlier.end } else { earlier.start };
    let to = if to_finish { later.end } else { later.start };
    let slack = i64::from(to) - i64::from(from) - i64::from(arc.lag);
    u32::try_from(slack).unwrap_or(0)
}

/// The earliest place of a work that is ready, where its end follows from its start and never comes sooner for a later one.
fn earliest(ready: Ready, end: impl Fn(u32) -> u32) -> Place {
    let mut place = Place { start: ready.start, end: end(ready.start) };
    while place.end < ready.end {
        place.start += ready.end - place.end;
        place.end = end(place.start);
    }
    place
}

fn list(before: &[Vec<Arc>], after: &[Vec<Arc>], keys: &[u64]) -> Vec<usize> {
    let mut waiting: Vec<usize> = before.iter().map(Vec::len).collect();
    let mut ready: BTreeSet<(u64, usize)> =
        waiting.iter().enumerate().filter(|(_, count)| **count == 0).map(|(work, _)| (keys[work], work)).collect();
    let mut order = Vec::with_capacity(before.len());
    while let Some((_, work)) = ready.pop_first() {
        order.push(work);
        for next in &after[work] {
            waiting[next.work] -= 1;
            if waiting[next.work] == 0 {
                ready.insert((keys[next.work], next.work));
            }
        }
    }
    order
}

#[cfg(test)]
#[path = "network/tests.rs"]
mod tests;
