//! The serial schedule generation scheme: works one after another, each as early as its people allow.

use crate::staffing::{Offer, Staffing, crew};

/// When each work is done and by whom.
#[derive(Clone)]
pub(crate) struct Schedule {
    /// A slot for each work.
    pub(crate) slots: Vec<Slot>,
    /// Working days to the last finish.
    pub(crate) makespan: u32,
}

/// Place of one work.
#[derive(Clone)]
pub(crate) struct Slot {
    /// First working day, from 0.
    pub(crate) start: u32,
    /// Working days.
    pub(crate) days: u32,
    /// One person for each need, as indices into the team.
    pub(crate) crew: Vec<usize>,
}

impl Slot {
    /// First working day after it.
    pub(crate) fn end(&self) -> u32 {
        self.start + self.days
    }
}

/// Places the works in this order, which must put every work after those `before` it. Each takes the place with the
/// earliest finish, and of the people free for it those with the lowest rank.
///
/// Read with time running backward, the same scheme places works as late as possible.
pub(crate) fn generate(staffings: &[Staffing], before: &[Vec<usize>], order: &[usize], ranks: &[u64]) -> Schedule {
    let mut diaries = vec![Diary::default(); ranks.len()];
    let mut slots = vec![Slot { start: 0, days: 0, crew: Vec::new() }; staffings.len()];
    for &work in order {
        let ready = before[work].iter().map(|&at| slots[at].end()).max().unwrap_or(0);
        let slot = earliest(&staffings[work], ready, &diaries, ranks);
        for &person in &slot.crew {
            diaries[person].book(slot.start, slot.end());
        }
        slots[work] = slot;
    }
    let makespan = slots.iter().map(Slot::end).max().unwrap_or(0);
    Schedule { slots, makespan }
}

/// The place with the earliest finish. A work of fixed length can start earliest either when it is ready or when
/// somebody who could do it becomes free, so only these days are tried.
fn earliest(staffing: &Staffing, ready: u32, diaries: &[Diary], ranks: &[u64]) -> Slot {
    let releases = staffing.offers.iter().flat_map(|offer| diaries[offer.person].ends_after(ready));
    let mut days: Vec<u32> = std::iter::once(ready).chain(releases).collect();
    days.sort_unstable();
    days.dedup();
    let mut offers: Vec<&Offer> = staffing.offers.iter().collect();
    offers.sort_by_key(|offer| ranks[offer.person]);

    let mut free = Vec::with_capacity(offers.len());
    let mut best: Option<Slot> = None;
    for pace in &staffing.paces {
        for &start in &days {
            let end = start + pace.days;
            if best.as_ref().is_some_and(|slot| slot.end() <= end) {
                break;
            }
            let is_free = |offer: &&Offer| diaries[offer.person].is_free(start, end);
            free.clear();
            free.extend(offers.iter().copied().filter(|offer| offer.capacity >= pace.capacity).filter(is_free));
            if let Some(crew) = crew(&free, staffing.size) {
                best = Some(Slot { start, days: pace.days, crew });
                break;
            }
        }
    }
    // After the last release everybody is free, and every pace can be kept by somebody.
    best.unwrap_or(Slot { start: ready, days: 0, crew: Vec::new() })
}

/// What one person is booked for: ranges of working days, rising, apart from each other.
#[derive(Clone, Default)]
struct Diary {
    booked: Vec<(u32, u32)>,
}

impl Diary {
    fn is_free(&self, start: u32, end: u32) -> bool {
        let next = self.booked.partition_point(|&(_, until)| until <= start);
        self.booked.get(next).is_none_or(|&(from, _)| from >= end)
    }

    fn ends_after(&self, day: u32) -> impl Iterator<Item = u32> + '_ {
        let next = self.booked.partition_point(|&(_, until)| until <= day);
        self.booked[next..].iter().map(|&(_, until)| until)
    }

    fn book(&mut self, start: u32, end: u32) {
        let next = self.booked.partition_point(|&(from, _)| from < start);
        self.booked.insert(next, (start, end));
    }
}
