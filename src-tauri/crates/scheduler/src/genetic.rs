//! Genetic search over orders of tasks: the children of two short schedules tend to be short.

use crate::justify::Justifier;
use crate::network::Network;
use crate::random::Chance;
use crate::scheme::{NOBODY, Score};
use crate::staffing::Staffing;
use std::ops::Range;

/// Size of the first population. Each time the search stands still it starts anew with one twice as large.
const FIRST_SIZE: usize = 40;

/// Children without progress, for each member, after which the search stands still.
const PATIENCE: usize = 75;

/// Chance of each task to change places with the next one.
const MUTATION: f64 = 0.05;

/// Chance of each need to be given somebody at random.
const REASSIGNMENT: f64 = 0.015;

/// Samples are drawn by urgency to powers from 1 to this.
const SHARPEST: usize = 4;

/// An order of tasks that gives a schedule.
#[derive(Clone, Debug)]
pub(crate) struct Member {
    pub(crate) makespan: i32,
    /// How good the schedule is.
    pub(crate) score: Score,
    /// The tasks by start.
    pub(crate) order: Vec<u32>,
    /// The person for each need, task by task.
    pub(crate) staff: Vec<u32>,
}

/// A population, and the best schedule that it has seen.
pub(crate) struct Genetic<'a> {
    network: &'a Network,
    /// Needs of each task, as positions in the staff of a member.
    needs: &'a [Range<usize>],
    /// Who is able to meet each need.
    able: &'a [Vec<u32>],
    justifier: Justifier<'a>,
    chance: Chance,
    members: Vec<Member>,
    size: usize,
    idle: usize,
    child: Member,
    taken: Vec<bool>,
    best: Member,
    best_starts: Vec<i32>,
    best_lengths: Vec<i32>,
    /// How early each task should come: the larger, the earlier.
    urgency: &'a [i32],
}

impl<'a> Genetic<'a> {
    /// Begins with the plan that follows from urgency alone, such as time to the end of the project.
    pub(crate) fn new(
        network: &'a Network,
        staffing: &'a Staffing,
        urgency: &'a [i32],
        justifier: Justifier<'a>,
        chance: Chance,
    ) -> Self {
        let Staffing { needs, able } = staffing;
        let mut order = network.order.clone();
        order.sort_by_key(|task| -urgency[*task as usize]);
        network.straighten(&mut order, false);
        let staff = vec![NOBODY; needs.last().map_or(0, |range| range.end)];
        let child = Member { makespan: i32::MAX, score: [i64::MAX; 4], order, staff };
        let mut genetic = Self {
            network,
            needs,
            able,
            justifier,
            chance,
            members: Vec::new(),
            size: FIRST_SIZE,
            idle: 0,
            taken: vec![false; network.order.len()],
            best: child.clone(),
            best_starts: vec![0; network.order.len()],
            best_lengths: vec![0; network.order.len()],
            urgency,
            child,
        };
        genetic.child.makespan = genetic.justifier.place(&genetic.child.order, &mut genetic.child.staff);
        genetic.child.score = genetic.justifier.score();
        genetic.note();
        genetic
    }

    /// Schedules made so far.
    pub(crate) fn schedules(&self) -> u64 {
        self.justifier.schedules
    }

    /// The best schedule seen; its order is of use only where the scheme made it.
    pub(crate) fn best(&self) -> &Member {
        &self.best
    }

    /// Its starts.
    pub(crate) fn best_starts(&self) -> &[i32] {
        &self.best_starts
    }

    /// How long each task takes in it.
    pub(crate) fn best_lengths(&self) -> &[i32] {
        &self.best_lengths
    }

    /// One of the shortest members, by its starts; the best of all while the population is young.
    pub(crate) fn short_one(&mut self) -> Vec<i32> {
        let equal = self.members.iter().take_while(|member| member.makespan == self.best.makespan).count();
        if equal == 0 || self.members.len() < self.size {
            return self.best_starts.clone();
        }
        let member = &self.members[self.chance.below(equal)];
        self.justifier.place(&member.order, &mut member.staff.clone());
        self.justifier.starts.clone()
    }

    /// Takes in a schedule from elsewhere that keeps all rules. It counts even where the scheme could not have made it:
    /// links that let tasks overlap may ask for a start in the midst of what is placed before.
    pub(crate) fn adopt(&mut self, starts: &[i32], lengths: &[i32], member: &Member) {
        if member.score < self.best.score {
            self.best_starts.copy_from_slice(starts);
            self.best_lengths.copy_from_slice(lengths);
            (self.best.makespan, self.best.score) = (member.makespan, member.score);
            self.best.staff.copy_from_slice(&member.staff);
        }
        self.welcome(starts, &member.staff);
    }

    /// Takes in starts that keep all links and pools. Where there are people they may not find enough of them.
    pub(crate) fn take(&mut self, starts: &[i32]) {
        if !self.able.is_empty() {
            let staff = self.best.staff.clone();
            return self.welcome(starts, &staff);
        }
        let lengths = self.best_lengths.clone();
        let makespan = starts.iter().zip(&lengths).map(|(start, length)| start + length).max().unwrap_or(0);
        let member = Member { makespan, score: [makespan.into(), 0, 0, 0], ..self.best.clone() };
        self.adopt(starts, &lengths, &member);
    }

    /// Takes in the order of starts from elsewhere, and makes a schedule of its own from it.
    fn welcome(&mut self, starts: &[i32], staff: &[u32]) {
        self.child.order.clone_from(&self.network.order);
        self.child.order.sort_by_key(|task| starts[*task as usize]);
        self.network.straighten(&mut self.child.order, false);
        self.child.staff.copy_from_slice(staff);
        self.judge();
        self.admit();
    }

    /// Makes one member or one child.
    pub(crate) fn step(&mut self) {
        if self.members.len() < self.size {
            self.sample();
            self.judge();
            self.members.push(self.child.clone());
            self.members.sort_by_key(|member| member.score);
            self.idle = 0;
            return;
        }
        let mother = self.chance.below(self.size).min(self.chance.below(self.size));
        let father = self.chance.below(self.size);
        self.cross(mother, father);
        self.mutate();
        self.judge();
        let best = self.members[0].score;
        self.admit();
        self.idle = if self.child.score < best { 0 } else { self.idle + 1 };
        if self.idle > PATIENCE * self.size {
            self.members.clear();
            self.size *= 2;
        }
    }

    fn judge(&mut self) {
        self.child.makespan = self.justifier.improve(&mut self.child.order, &mut self.child.staff);
        self.child.score = self.justifier.score();
        self.note();
    }

    fn note(&mut self) {
        if self.child.score < self.best.score {
            self.best.clone_from(&self.child);
            self.best_starts.copy_from_slice(&self.justifier.starts);
            self.best_lengths.copy_from_slice(self.justifier.lengths());
        }
    }

    /// The child takes the place of the worst member unless it is worse or there already.
    fn admit(&mut self) {
        let is_same = |member: &Member| member.score == self.child.score && member.order == self.child.order;
        let is_good = self.members.last().is_some_and(|last| self.child.score <= last.score);
        if self.members.len() < self.size || !is_good || self.members.iter().any(is_same) {
            return;
        }
        self.members.pop();
        let at = self.members.partition_point(|member| member.score < self.child.score);
        self.members.insert(at, self.child.clone());
    }

    /// A random order in which urgent tasks tend to come first.
    fn sample(&mut self) {
        let urgency = self.urgency;
        let power = 1 + (self.members.len() % SHARPEST) as i32;
        let mut waiting = self.network.before.counts();
        let mut ready: Vec<u32> =
            self.network.order.iter().copied().filter(|task| waiting[*task as usize] == 0).collect();
        let mut weights: Vec<f64> = Vec::new();
        self.child.order.clear();
        while !ready.is_empty() {
            let least = ready.iter().map(|task| urgency[*task as usize]).min().unwrap_or(0);
            weights.clear();
            weights.extend(ready.iter().map(|task| f64::from(urgency[*task as usize] - least + 1).powi(power)));
            let mut left = self.chance.share() * weights.iter().sum::<f64>();
            let mut at = 0;
            while at + 1 < weights.len() && left > weights[at] {
                left -= weights[at];
                at += 1;
            }
            let task = ready.swap_remove(at);
            self.child.order.push(task);
            for &(next, _) in self.network.after.of(task as usize) {
                waiting[next as usize] -= 1;
                if waiting[next as usize] == 0 {
                    ready.push(next);
                }
            }
        }
        self.child.staff.fill(NOBODY);
    }

    /// Two-point crossover: begins and ends like the mother, the tasks between come in the order of the father.
    fn cross(&mut self, mother: usize, father: usize) {
        let count = self.network.order.len();
        let (one, other) = (self.chance.below(count), self.chance.below(count));
        let (from, to) = (one.min(other), one.max(other));
        let (mother, father, child) = (&self.members[mother], &self.members[father], &mut self.child);
        self.taken.fill(false);
        child.order.clear();
        child.staff.copy_from_slice(&mother.staff);
        for &task in &mother.order[..from] {
            self.taken[task as usize] = true;
            child.order.push(task);
        }
        for &task in &father.order {
            if child.order.len() >= to {
                break;
            }
            if !std::mem::replace(&mut self.taken[task as usize], true) {
                child.order.push(task);
                let needs = self.needs[task as usize].clone();
                child.staff[needs.clone()].copy_from_slice(&father.staff[needs]);
            }
        }
        child.order.extend(mother.order.iter().filter(|task| !self.taken[**task as usize]));
    }

    fn mutate(&mut self) {
        for at in 1..self.child.order.len() {
            if self.chance.share() < MUTATION {
                let (first, second) = (self.child.order[at - 1], self.child.order[at]);
                if !self.network.after.of(first as usize).iter().any(|(after, _)| *after == second) {
                    self.child.order.swap(at - 1, at);
                }
            }
        }
        for (need, able) in self.able.iter().enumerate() {
            if self.chance.share() < REASSIGNMENT {
                self.child.staff[need] = able[self.chance.below(able.len())];
            }
        }
    }
}
