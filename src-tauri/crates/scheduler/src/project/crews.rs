//! The serial scheme for works whose length depends on their people.

mod places;

use super::{Aim, Project, Slot};
use crate::people::Diaries;
use crate::problem::{Link, LinkKind};
use crate::scheme::{Direction, NOBODY, Scheme, Score};
use crate::staffing::Staffing;
use std::ops::Range;

/// For the people wished for a work waits up to this fraction of a mean length.
const WAITING: u32 = 4;

/// What a work without people counts as late.
const UNPLACED: i64 = 1_000_000;

/// A bond as seen from the later work: the other one, whether its finish and whether the own finish is tied, the lag.
#[derive(Clone, Copy)]
struct Bond {
    other: usize,
    from_finish: bool,
    to_finish: bool,
    lag: i32,
}

/// A project as the scheme sees it.
pub(super) struct Crews<'a> {
    project: &'a Project,
    /// Where the choices of each work stand.
    choices: &'a [Range<usize>],
    before: Vec<Vec<Bond>>,
    after: Vec<Vec<Bond>>,
    /// How much work needs each person.
    demand: Vec<u64>,
    fastest: Vec<Vec<u32>>,
    diaries: Diaries,
    spent: Vec<u64>,
    waiting: u32,
    lengths: Vec<i32>,
    score: Score,
    found: Found,
    free: Vec<Vec<u32>>,
}

/// A place for one work.
#[derive(Clone, Default)]
struct Found {
    start: u32,
    end: u32,
    crew: Vec<u32>,
}

/// The earliest start and the earliest end.
#[derive(Clone, Copy, Default)]
struct Ready {
    start: u32,
    end: u32,
}

impl<'a> Crews<'a> {
    pub(super) fn new(project: &'a Project, staffing: &'a Staffing) -> Self {
        let count = project.works.len();
        let (mut before, mut after) = (vec![Vec::new(); count], vec![Vec::new(); count]);
        for &Link { before: first, after: second, kind, lag } in &project.links {
            let (from_finish, to_finish) = match kind {
                LinkKind::FinishStart => (true, false),
                LinkKind::StartStart => (false, false),
                LinkKind::FinishFinish => (true, true),
                LinkKind::StartFinish => (false, true),
            };
            before[second].push(Bond { other: first, from_finish, to_finish, lag });
            // With time running backward a start is a finish, and the later work comes first.
            after[first].push(Bond { other: second, from_finish: !to_finish, to_finish: !from_finish, lag });
        }
        let mut demand = vec![0; project.people.len()];
        let fastest: Vec<Vec<u32>> = project
            .works
            .iter()
            .map(|work| work.modes.iter().map(|mode| super::fastest(mode).unwrap_or(u32::MAX / 4)).collect())
            .collect();
        for need in project.works.iter().filter_map(|work| work.modes.first()).flat_map(|mode| &mode.needs) {
            for offer in need {
                demand[offer.person] += u64::from(offer.days) * 64 / need.len() as u64;
            }
        }
        let work: u32 = fastest.iter().filter_map(|modes| modes.first()).fold(0, |sum, days| sum.saturating_add(*days));
        Self {
            project,
            choices: &staffing.needs,
            before,
            after,
            demand,
            fastest,
            diaries: Diaries::new(project.people.len()),
            spent: vec![0; project.budget.as_ref().map_or(0, |budget| budget.quarters.len() + 1)],
            waiting: work / (WAITING * count.max(1) as u32),
            lengths: vec![0; count],
            score: Score::default(),
            found: Found::default(),
            free: Vec::new(),
        }
    }

    /// The mode that is wished for, the first where nothing is.
    fn mode(&self, work: usize, choices: &[u32]) -> usize {
        match self.project.works[work].modes.len() {
            1 => 0,
            _ => {
                choices.get(self.choices[work].start).map_or(0, |mode| if *mode == NOBODY { 0 } else { *mode as usize })
            }
        }
    }

    fn ready(&self, work: usize, direction: Direction, starts: &[i32]) -> Ready {
        let (bonds, release) = match direction {
            Direction::Forward => (&self.before[work], self.project.works[work].release),
            Direction::Backward => (&self.after[work], 0),
        };
        let mut ready = Ready { start: release, end: 0 };
        for bond in bonds {
            let length = if bond.from_finish { self.lengths[bond.other] } else { 0 };
            let bound = (starts[bond.other] + length + bond.lag).max(0) as u32;
            let side = if bond.to_finish { &mut ready.end } else { &mut ready.start };
            *side = bound.max(*side);
        }
        ready
    }

    /// Positions of the choices of one mode.
    fn seats(&self, work: usize, mode: usize) -> Range<usize> {
        let modes = &self.project.works[work].modes;
        let first = self.choices[work].start + usize::from(modes.len() > 1);
        let before: usize = modes[..mode].iter().map(|mode| mode.needs.len()).sum();
        first + before..first + before + modes[mode].needs.len()
    }

    /// How late the project is, and what else counts in the order of the aims.
    fn judge(&self, starts: &[i32], choices: &[u32], late: i64, makespan: i32) -> Score {
        let over = self.project.deadline.map_or(0, |deadline| i64::from(makespan) - i64::from(deadline)).max(0);
        let mut score = [late + over, 0, 0, 0];
        for (part, aim) in score[1..].iter_mut().zip(&self.project.aims) {
            *part = match aim {
                Aim::Finish => makespan.into(),
                Aim::Risk => {
                    let ends = starts.iter().zip(&self.lengths).map(|(start, length)| i64::from(start + length));
                    ends.zip(&self.project.works).map(|(end, work)| end * work.weight.cast_signed()).sum()
                }
                Aim::Cost => (0..starts.len()).map(|work| self.cost(work, choices)).sum(),
            };
        }
        score
    }

    fn cost(&self, work: usize, choices: &[u32]) -> i64 {
        let at = self.mode(work, choices);
        let mode = &self.project.works[work].modes[at];
        let offers = mode.needs.iter().zip(&choices[self.seats(work, at)]);
        let own = offers.filter_map(|(need, person)| need.iter().find(|offer| offer.person as u32 == *person));
        (mode.purchase + own.map(|offer| offer.cost).sum::<u64>()).cast_signed()
    }

    /// The slot of a work out of starts, lengths and choices.
    pub(super) fn slot(&self, work: usize, start: i32, length: i32, choices: &[u32]) -> Slot {
        let mode = self.mode(work, choices);
        let crew = choices[self.seats(work, mode)].iter().filter(|person| **person != NOBODY);
        let crew: Vec<usize> = crew.map(|person| *person as usize).collect();
        Slot { start: start as u32, days: length as u32, mode, crew }
    }
}

impl Scheme for Crews<'_> {
    fn place(&mut self, order: &[u32], direction: Direction, starts: &mut [i32], choices: &mut [u32]) -> i32 {
        self.diaries.clear();
        self.spent.fill(0);
        let (mut makespan, mut late) = (0, 0);
        for &work in order {
            let work = work as usize;
            let ready = self.ready(work, direction, starts);
            let wished = self.mode(work, choices);
            let modes = self.project.works[work].modes.len();
            let mut tried = std::iter::once(wished).chain((0..modes).filter(|mode| *mode != wished));
            let mode = tried.find(|&mode| {
                let seats = self.seats(work, mode);
                self.find((work, mode), ready, &choices[seats], direction)
            });
            if modes > 1 {
                choices[self.choices[work].start] = mode.unwrap_or(wished) as u32;
            }
            match mode {
                Some(mode) => {
                    let seats = self.seats(work, mode);
                    choices[seats].copy_from_slice(&self.found.crew);
                    let Found { start, end, .. } = self.found;
                    for &person in &self.found.crew {
                        self.diaries.enter(person as usize, start as i32, (end - start) as i32);
                    }
                    if let Some(budget) = self.project.budget.as_ref().filter(|_| direction == Direction::Forward) {
                        let quarter = budget.quarters.partition_point(|first| *first <= start);
                        self.spent[quarter] += self.project.works[work].modes[mode].purchase;
                    }
                    (starts[work], self.lengths[work]) = (start as i32, (end - start) as i32);
                    late += i64::from(self.project.works[work].late_by(start, end));
                }
                None => {
                    let seats = self.seats(work, wished);
                    choices[seats].fill(NOBODY);
                    (starts[work], self.lengths[work]) = (ready.start.max(self.project.horizon) as i32, 1);
                    late += UNPLACED;
                }
            }
            makespan = makespan.max(starts[work] + self.lengths[work]);
        }
        if direction == Direction::Forward {
            self.score = self.judge(starts, choices, late, makespan);
        }
        makespan
    }

    fn lengths(&self) -> &[i32] {
        &self.lengths
    }

    fn score(&self) -> Score {
        self.score
    }
}
