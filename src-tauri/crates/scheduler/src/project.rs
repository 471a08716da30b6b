//! Work whose length depends on who does it and when: calendars, part time, ways of doing, deadlines, budgets.

mod bound;
mod crews;
mod relaxed;
mod search;

use crate::{Availability, Link};

pub use search::{ProjectPlan, solve_project};

/// Works that share people. Times are working days from 0, money is in cents.
#[derive(Clone, Debug, Default)]
pub struct Project {
    /// The works; everything else names them by their position here.
    pub works: Vec<Work>,
    /// Those who do them.
    pub people: Vec<Worker>,
    /// Which work waits for which. There must be no cycle.
    pub links: Vec<Link>,
    /// What counts, the most important first; what is not named does not count.
    pub aims: Vec<Aim>,
    /// What may be spent in each quarter, if that is limited.
    pub budget: Option<Budget>,
    /// First day after all works at the latest, if that is limited.
    pub deadline: Option<u32>,
    /// Length of the calendar. A work that does not fit into it is left without people.
    pub horizon: u32,
}

/// What a plan is judged by, once all deadlines are kept. Less is better for each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Aim {
    /// The last end.
    Finish,
    /// The sum of weight times end over all works.
    Risk,
    /// The sum of the cost of all works.
    Cost,
}

/// One piece of work, not interrupted by another of the same people.
#[derive(Clone, Debug, Default)]
pub struct Work {
    /// Ways of doing it, at least one, the usual one first.
    pub modes: Vec<Mode>,
    /// First day on which it may start.
    pub release: u32,
    /// Last day on which it may start, if that is limited.
    pub start_by: Option<u32>,
    /// First day after it at the latest, if that is limited.
    pub deadline: Option<u32>,
    /// How much its end counts for [`Aim::Risk`].
    pub weight: u64,
}

/// One way of doing a work.
#[derive(Clone, Debug, Default)]
pub struct Mode {
    /// It lasts at least so long, such as the delivery time of a firm.
    pub duration: u32,
    /// Each need is met by a person of its own, booked from the first to the last day; out of these.
    pub needs: Vec<Vec<Offer>>,
    /// Full days of work of each person.
    pub share_days: f64,
    /// What is bought, spent on the first day.
    pub purchase: u64,
}

/// A person who could meet a need.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Offer {
    /// Position of the person.
    pub person: usize,
    /// Days of being there that the person takes, at least 1.
    pub days: u32,
    /// What the person's work costs.
    pub cost: u64,
}

/// A person.
#[derive(Clone, Debug)]
pub struct Worker {
    /// When the person is there.
    pub there: Availability,
    /// Share of each such day for the project, more than 0 to 1.
    pub capacity: f64,
}

/// What may be spent in each quarter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Budget {
    /// First day of each quarter but the first, rising.
    pub quarters: Vec<u32>,
    /// Limit of each quarter, in cents.
    pub limit: u64,
}

/// When, how and by whom a work is done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slot {
    /// First day.
    pub start: u32,
    /// Days from the first to the last.
    pub days: u32,
    /// Position of the mode.
    pub mode: usize,
    /// The person for each need of the mode; empty where those who could do it are never there long enough.
    pub crew: Vec<usize>,
}

impl Work {
    /// Days by which this slot misses the deadline and the latest start.
    pub fn late(&self, slot: &Slot) -> u32 {
        self.late_by(slot.start, slot.end())
    }

    pub(crate) fn late_by(&self, start: u32, end: u32) -> u32 {
        let over = |limit: Option<u32>, day: u32| limit.map_or(0, |limit| day.saturating_sub(limit));
        over(self.deadline, end) + over(self.start_by, start)
    }
}

impl Slot {
    /// First day after it.
    pub fn end(&self) -> u32 {
        self.start + self.days
    }
}

/// Least days that a mode can take, `None` where its needs cannot be met by different people.
pub fn fastest(mode: &Mode) -> Option<u32> {
    let mut days: Vec<u32> = mode.needs.iter().flatten().map(|offer| offer.days).collect();
    days.sort_unstable();
    days.dedup();
    let fits = |most: &u32| seated(mode, |offer| offer.days <= *most) == mode.needs.len();
    if mode.needs.is_empty() {
        return Some(mode.duration);
    }
    let at = days.partition_point(|most| !fits(most));
    days.get(at).map(|days| (*days).max(mode.duration))
}

/// How many needs of a mode different people can meet at once, out of those who are let in.
pub fn seated(mode: &Mode, lets_in: impl Fn(&Offer) -> bool) -> usize {
    let free: Vec<Vec<u32>> = mode
        .needs
        .iter()
        .map(|need| need.iter().filter(|offer| lets_in(offer)).map(|offer| offer.person as u32).collect())
        .collect();
    let mut chosen = vec![crate::scheme::NOBODY; free.len()];
    (0..free.len()).filter(|&need| crate::scheme::seat(need, &free, &mut chosen, &mut Vec::new())).count()
}
