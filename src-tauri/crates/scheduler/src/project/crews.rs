//! The serial scheme for works whose length depends on their people.

use super::{Aim, Project, Slot};
use crate::Availability;
use crate::people::Diaries;
use crate::problem::{Link, LinkKind};
use crate::scheme::{Direction, NOBODY, Scheme, Score, seat};
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

    /// Finds the place of a work in this mode; false where it does not fit into the calendar.
    fn find(&mut self, (work, mode): (usize, usize), ready: Ready, wish: &[u32], direction: Direction) -> bool {
        let mut ready = ready;
        loop {
            if !self.crew((work, mode), ready, wish, direction) {
                return false;
            }
            match self.afford(work, mode, self.found.start, direction) {
                None => return true,
                Some(later) if later < self.project.horizon => ready.start = later,
                Some(_) => return false,
            }
        }
    }

    /// `None` where the money is there, otherwise the first day of the next quarter.
    fn afford(&self, work: usize, mode: usize, day: u32, direction: Direction) -> Option<u32> {
        let budget = self.project.budget.as_ref().filter(|_| direction == Direction::Forward)?;
        let price = self.project.works[work].modes[mode].purchase;
        let quarter = budget.quarters.partition_point(|first| *first <= day);
        let fits = price == 0 || self.spent[quarter] + price <= budget.limit;
        if fits { None } else { Some(budget.quarters.get(quarter).copied().unwrap_or(u32::MAX)) }
    }

    fn crew(&mut self, at: (usize, usize), ready: Ready, wish: &[u32], direction: Direction) -> bool {
        let mode = &self.project.works[at.0].modes[at.1];
        if mode.needs.is_empty() {
            let start = ready.start.max(ready.end.saturating_sub(mode.duration));
            self.found = Found { start, end: start + mode.duration, crew: Vec::new() };
            return true;
        }
        let is_wished = self.wished(at, ready, wish, direction);
        let limit = if is_wished { self.found.end.saturating_sub(self.waiting) } else { u32::MAX };
        self.sooner(at, ready, limit, direction) || is_wished
    }

    fn there(&self, person: usize, direction: Direction) -> &'a Availability {
        match direction {
            Direction::Forward => &self.project.people[person].there,
            // A late schedule gives an order and no dates, so that absences need not be mirrored.
            Direction::Backward => &Availability::Always,
        }
    }

    /// The first place for the people wished for.
    fn wished(&mut self, (work, mode): (usize, usize), ready: Ready, wish: &[u32], direction: Direction) -> bool {
        let mode = &self.project.works[work].modes[mode];
        let mut crew: Vec<super::Offer> = Vec::with_capacity(wish.len());
        for (need, person) in mode.needs.iter().zip(wish) {
            let Some(offer) = need.iter().find(|offer| offer.person as u32 == *person) else { return false };
            if crew.iter().any(|other| other.person == offer.person) {
                return false;
            }
            crew.push(*offer);
        }
        let mut from = ready.start;
        'next: loop {
            let (mut end, mut first, mut delayed) = (from + mode.duration, u32::MAX, u32::MAX);
            for offer in &crew {
                let there = self.there(offer.person, direction);
                let Some(own) = there.end(from, offer.days) else { return false };
                end = end.max(own);
                first = first.min(there.first(from));
                delayed = delayed.min(there.start_for(ready.end, offer.days));
            }
            if end < ready.end {
                if mode.duration > 0 {
                    delayed = delayed.min(ready.end.saturating_sub(mode.duration));
                }
                from = delayed.max(from + 1);
                continue;
            }
            for offer in &crew {
                if let Some(until) = self.diaries.obstacle(offer.person, from as i32, end as i32) {
                    from = until as u32;
                    continue 'next;
                }
            }
            // Nobody idle on the first day: a later start never ends later than this.
            let last = crew.iter().filter_map(|offer| self.there(offer.person, direction).end(first, offer.days)).max();
            let end = last.unwrap_or(end).max(first + mode.duration);
            if let Some(until) =
                crew.iter().find_map(|offer| self.diaries.obstacle(offer.person, first as i32, end as i32))
            {
                from = until as u32;
                continue;
            }
            self.found.start = first;
            self.found.end = end;
            self.found.crew.clear();
            self.found.crew.extend(crew.iter().map(|offer| offer.person as u32));
            return true;
        }
    }

    /// The place with the earliest end before `limit`, whoever does it. A work can start earliest when it is ready, when
    /// somebody becomes free, or when it then ends no sooner than it may, so only these days are tried.
    fn sooner(&mut self, (work, at): (usize, usize), ready: Ready, limit: u32, direction: Direction) -> bool {
        let mode = &self.project.works[work].modes[at];
        let (fastest, mut limit, mut is_found) = (self.fastest[work][at], limit, false);
        let mut from = ready.start;
        // Need, person, own end, first day on which the person is busy again.
        let mut ends: Vec<(usize, u32, u32, u32)> = Vec::new();
        let mut until: Vec<u32> = Vec::new();
        while from.saturating_add(fastest) < limit {
            let mut next = u32::MAX;
            ends.clear();
            until.clear();
            for (need, offers) in mode.needs.iter().enumerate() {
                for offer in offers {
                    let there = self.there(offer.person, direction);
                    let delayed = there.start_for(ready.end, offer.days);
                    if delayed > from {
                        next = next.min(delayed);
                    }
                    let (busy_until, busy_from) = self.diaries.around(offer.person, from as i32);
                    if let Some(busy) = busy_until {
                        next = next.min(busy as u32);
                    }
                    let Some(own) = there.end(from, offer.days) else { continue };
                    let own = own.max(from + mode.duration);
                    if busy_from as u32 >= own && own < limit {
                        ends.push((need, offer.person as u32, own, busy_from as u32));
                        until.push(own);
                    }
                }
            }
            if mode.duration > 0 && ready.end.saturating_sub(mode.duration) > from {
                next = next.min(ready.end - mode.duration);
            }
            until.sort_unstable();
            until.dedup();
            for &end in until.iter().filter(|end| **end >= ready.end) {
                let Some((crew, start, last)) = self.seat_all(mode.needs.len(), &ends, (from, end), direction) else {
                    continue;
                };
                let end = last.max(start + mode.duration);
                let is_free =
                    |person: &u32| self.diaries.obstacle(*person as usize, start as i32, end as i32).is_none();
                if last >= ready.end && end < limit && crew.iter().all(is_free) {
                    self.found = Found { start, end, crew };
                    (limit, is_found) = (end, true);
                    break;
                }
            }
            if next == u32::MAX {
                break;
            }
            from = next;
        }
        is_found
    }

    /// Different people for all needs who are free from `from` to `end`, with the first day and the last end.
    fn seat_all(
        &mut self,
        needs: usize,
        ends: &[(usize, u32, u32, u32)],
        (from, end): (u32, u32),
        direction: Direction,
    ) -> Option<(Vec<u32>, u32, u32)> {
        self.free.iter_mut().for_each(Vec::clear);
        self.free.resize(needs.max(self.free.len()), Vec::new());
        for &(need, person, own, busy) in ends {
            if own <= end && end <= busy {
                self.free[need].push(person);
            }
        }
        let demand = &self.demand;
        for need in &mut self.free[..needs] {
            need.sort_unstable_by_key(|person| (demand[*person as usize], *person));
        }
        let mut chosen = vec![NOBODY; needs];
        let free = &self.free[..needs];
        if !(0..needs).all(|need| seat(need, free, &mut chosen, &mut Vec::new())) {
            return None;
        }
        let own =
            |(need, person): (usize, &u32)| ends.iter().find(|end| end.0 == need && end.1 == *person).map(|end| end.2);
        let last = chosen.iter().enumerate().filter_map(own).max()?;
        let start = chosen.iter().map(|person| self.there(*person as usize, direction).first(from)).min()?;
        Some((chosen, start, last))
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
