//! The serial schedule generation scheme: works one after another, each as early as its people allow.

use crate::calendar::Availability;
use crate::network::{Arc, Place, Ready, ready};
use crate::staffing::{Offer, Staffing, crew};

/// A day past every calendar, with room for what waits for it.
const NEVER: u32 = u32::MAX / 4;

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

/// Places the works in this order, which must put every work after those that it waits for. Each takes the place with the
/// earliest finish, and of the people free for it those with the lowest rank. A work for which nobody is there long
/// enough gets a place without people past the end of the calendar.
///
/// Read with time running backward, over mirrored bonds, the same scheme places works as late as possible.
pub(crate) fn generate(
    staffings: &[Staffing],
    before: &[Vec<Arc>],
    order: &[usize],
    ranks: &[u64],
    people: &[Availability],
) -> Schedule {
    let mut diaries = vec![Diary::default(); ranks.len()];
    let mut slots = vec![Slot { start: 0, days: 0, crew: Vec::new() }; staffings.len()];
    for &work in order {
        let place = |at: usize| Place { start: slots[at].start, end: slots[at].end() };
        let slot = earliest(&staffings[work], ready(&before[work], place), &diaries, ranks, people);
        for &person in &slot.crew {
            diaries[person].book(slot.start, slot.end());
        }
        slots[work] = slot;
    }
    let makespan = slots.iter().map(Slot::end).max().unwrap_or(0);
    Schedule { slots, makespan }
}

/// The place with the earliest finish. A work can start earliest when it is ready, when somebody who could do it becomes
/// free, or when it then ends no sooner than it may, so only these days are tried.
fn earliest(staffing: &Staffing, ready: Ready, diaries: &[Diary], ranks: &[u64], people: &[Availability]) -> Slot {
    let releases = staffing.offers.iter().flat_map(|offer| diaries[offer.person].ends_after(ready.start));
    let delayed = staffing.offers.iter().map(|offer| people[offer.person].start_for(ready.end, offer.days));
    let mut starts: Vec<u32> = std::iter::once(ready.start).chain(releases).chain(delayed).collect();
    starts.retain(|start| *start >= ready.start);
    starts.sort_unstable();
    starts.dedup();
    let mut offers: Vec<&Offer> = staffing.offers.iter().collect();
    offers.sort_by_key(|offer| ranks[offer.person]);

    let mut free: Vec<&Offer> = Vec::with_capacity(offers.len());
    let mut ends: Vec<(u32, &Offer)> = Vec::with_capacity(offers.len());
    let mut best: Option<Slot> = None;
    for start in starts {
        if best.as_ref().is_some_and(|slot| slot.end() <= start + staffing.fastest) {
            break;
        }
        ends.clear();
        ends.extend(offers.iter().filter_map(|offer| Some((people[offer.person].end(start, offer.days)?, *offer))));
        let mut until: Vec<u32> = ends.iter().map(|(end, _)| *end).filter(|end| *end >= ready.end).collect();
        until.sort_unstable();
        until.dedup();
        for end in until {
            if best.as_ref().is_some_and(|slot| slot.end() <= end) {
                break;
            }
            free.clear();
            let able = ends.iter().filter(|(own, offer)| *own <= end && diaries[offer.person].is_free(start, end));
            free.extend(able.map(|(_, offer)| *offer));
            if let Some(crew) = crew(&free, staffing.size) {
                let last = ends.iter().filter(|(_, offer)| crew.contains(&offer.person)).map(|(own, _)| *own).max();
                // Others of the group than the slowest may have been taken.
                if last.is_none_or(|last| last < ready.end) {
                    continue;
                }
                let first = crew.iter().map(|&person| people[person].first(start)).min().unwrap_or(start);
                best = Some(Slot { start: first, days: last.unwrap_or(end) - first, crew });
                break;
            }
        }
    }
    best.unwrap_or(Slot { start: NEVER, days: 1, crew: Vec::new() })
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
