//! Where one work fits: the people, the days and the money.

use super::{Crews, Found, Ready};
use crate::Availability;
use crate::project::Offer;
use crate::scheme::{Direction, NOBODY, seat};

impl<'a> Crews<'a> {
    /// Finds the place of a work in this mode; false where it does not fit into the calendar.
    pub(super) fn find(
        &mut self,
        (work, mode): (usize, usize),
        ready: Ready,
        wish: &[u32],
        direction: Direction,
    ) -> bool {
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
        let mut crew: Vec<Offer> = Vec::with_capacity(wish.len());
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
}
