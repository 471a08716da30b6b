//! Forward-backward improvement: what is pushed to the end and then back to the start leaves no slack behind.

use crate::network::Network;
use crate::scheme::{Direction, Scheme, Score};

/// The scheme with the memory that an improvement needs.
pub(crate) struct Justifier<'a> {
    scheme: Box<dyn Scheme + 'a>,
    network: &'a Network,
    /// Starts of the last forward schedule.
    pub(crate) starts: Vec<i32>,
    /// Sort keys, then starts of the last backward schedule.
    backward: Vec<i32>,
    count: Vec<u32>,
    kept_order: Vec<u32>,
    kept_staff: Vec<u32>,
    /// Schedules made.
    pub(crate) schedules: u64,
}

impl<'a> Justifier<'a> {
    pub(crate) fn new(network: &'a Network, scheme: Box<dyn Scheme + 'a>) -> Self {
        let (starts, backward) = (vec![0; network.order.len()], vec![0; network.order.len()]);
        Self {
            scheme,
            network,
            starts,
            backward,
            count: Vec::new(),
            kept_order: Vec::new(),
            kept_staff: Vec::new(),
            schedules: 0,
        }
    }

    /// One forward schedule.
    pub(crate) fn place(&mut self, order: &[u32], staff: &mut [u32]) -> i32 {
        self.schedules += 1;
        self.scheme.place(order, Direction::Forward, &mut self.starts, staff)
    }

    /// How long each task takes in the schedule made last.
    pub(crate) fn lengths(&self) -> &[i32] {
        self.scheme.lengths()
    }

    /// How good the last forward schedule is.
    pub(crate) fn score(&self) -> Score {
        self.scheme.score()
    }

    /// Improves until it no longer gets better. The order becomes that of the starts in the schedule found last.
    pub(crate) fn improve(&mut self, order: &mut [u32], staff: &mut [u32]) -> i32 {
        let mut makespan = self.place(order, staff);
        let mut score = self.scheme.score();
        loop {
            self.kept_order.clear();
            self.kept_order.extend_from_slice(order);
            self.kept_staff.clear();
            self.kept_staff.extend_from_slice(staff);
            for task in 0..order.len() {
                self.backward[task] = makespan - self.starts[task] - self.scheme.lengths()[task];
            }
            self.sort(order, Direction::Backward, makespan);
            let back = self.scheme.place(order, Direction::Backward, &mut self.backward, staff);
            for task in 0..order.len() {
                self.backward[task] = back - self.backward[task] - self.scheme.lengths()[task];
            }
            self.sort(order, Direction::Forward, back);
            let mut again = self.place(order, staff);
            self.schedules += 1;
            if self.scheme.score() > score {
                // Resources alone never make it longer, but people do: others may have been chosen on the way.
                order.copy_from_slice(&self.kept_order);
                staff.copy_from_slice(&self.kept_staff);
                again = self.place(order, staff);
            }
            if self.scheme.score() >= score {
                self.backward.copy_from_slice(&self.starts);
                self.sort(order, Direction::Forward, again);
                return again;
            }
            (makespan, score) = (again, self.scheme.score());
        }
    }

    /// Sorts by `backward`, whose figures run from 0 to `longest`; of equals the one comes first that must.
    fn sort(&mut self, order: &mut [u32], direction: Direction, longest: i32) {
        self.count.clear();
        self.count.resize(longest as usize + 2, 0);
        for &key in &self.backward {
            self.count[key as usize + 1] += 1;
        }
        for at in 1..self.count.len() {
            self.count[at] += self.count[at - 1];
        }
        let mut put = |task: u32| {
            let next = &mut self.count[self.backward[task as usize] as usize];
            order[*next as usize] = task;
            *next += 1;
        };
        match direction {
            Direction::Forward => self.network.order.iter().for_each(|task| put(*task)),
            Direction::Backward => self.network.order.iter().rev().for_each(|task| put(*task)),
        }
        if self.network.overlaps {
            self.network.straighten(order, direction == Direction::Backward);
        }
    }
}
