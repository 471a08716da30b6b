//! Why a date cannot be kept: the fewest things that contradict each other.
//!
//! A date is impossible where even a team without any other work misses it. Then one thing after another is left out, and
//! what can be left out without making the date possible is no part of the conflict (a deletion filter).

use crate::calendar::{Calendars, Horizon};
use crate::network::{Arc, Network, Place, ready};
use crate::select::Work;
use crate::staffing::Staffing;
use crate::{PlanError, PlanInput};
use holdfast_rulepack::Team;
use holdfast_scheduler::{Availability, Mode, seated};
use std::collections::BTreeSet;

/// Something that may stand in the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Obstacle {
    /// Absence of a person, both by position.
    Absence(usize, usize),
    /// Blackout period by position.
    Blackout(usize),
    /// Fixed or earliest start of a work.
    Start(usize),
    /// What a work waits for, by position.
    Bond(usize, usize),
}

/// A date to be kept.
#[derive(Clone, Copy, Debug)]
enum Target {
    /// All is finished by the deadline of the plan.
    Plan,
    /// A work is finished by its deadline.
    Deadline(usize),
    /// A work starts on the day that is fixed.
    Start(usize),
}

/// The question and all that it is asked about.
pub(crate) struct Case<'a> {
    /// The input.
    pub(crate) input: &'a PlanInput,
    /// The works.
    pub(crate) works: &'a [Work<'a>],
    /// Who can do them.
    pub(crate) staffings: &'a [Staffing],
    /// Days that the calendars must have.
    pub(crate) horizon: Horizon,
}

impl Case<'_> {
    /// The first date that is impossible and what contradicts it, a sentence each; empty where none is proved impossible.
    pub(crate) fn conflict(&self) -> Result<Vec<String>, PlanError> {
        let mut left: BTreeSet<Obstacle> = self.obstacles();
        for target in self.targets() {
            if self.is_possible(target, &left)? {
                continue;
            }
            for obstacle in left.clone() {
                left.remove(&obstacle);
                if self.is_possible(target, &left)? {
                    left.insert(obstacle);
                }
            }
            let told = left.into_iter().map(|obstacle| self.tell(obstacle));
            return Ok(std::iter::once(self.aim(target)).chain(told).collect());
        }
        Ok(Vec::new())
    }

    fn targets(&self) -> Vec<Target> {
        let works = self.works.iter().enumerate();
        let deadlines = works.clone().filter(|(_, work)| work.task.deadline.is_some());
        let starts = works.filter(|(_, work)| work.task.start_on.is_some());
        let mut targets: Vec<Target> = deadlines.map(|(work, _)| Target::Deadline(work)).collect();
        targets.extend(starts.map(|(work, _)| Target::Start(work)));
        targets.extend(self.input.deadline.map(|_| Target::Plan));
        targets
    }

    fn obstacles(&self) -> BTreeSet<Obstacle> {
        let people = self.input.team.people.iter().enumerate();
        let absences =
            people.flat_map(|(at, person)| (0..person.absences.len()).map(move |n| Obstacle::Absence(at, n)));
        let blackouts = (0..self.input.team.calendar.blackouts.len()).map(Obstacle::Blackout);
        let works = self.works.iter().enumerate();
        let starts = works.clone().filter(|(_, work)| work.task.start_from.or(work.task.start_on).is_some());
        let bonds = works.flat_map(|(at, work)| (0..work.predecessors.len()).map(move |n| Obstacle::Bond(at, n)));
        absences.chain(blackouts).chain(starts.map(|(at, _)| Obstacle::Start(at))).chain(bonds).collect()
    }

    /// Whether the date can be kept where only these things stand in the way and nobody is busy.
    fn is_possible(&self, target: Target, left: &BTreeSet<Obstacle>) -> Result<bool, PlanError> {
        let calendars = Calendars::build(&self.team(left), &self.input.holidays, self.input.start, self.horizon)?;
        let bonds = |(at, work): (usize, &Work)| -> Vec<Arc> {
            let arcs = work.predecessors.iter().enumerate();
            arcs.filter(|(n, _)| left.contains(&Obstacle::Bond(at, *n))).map(|(_, arc)| *arc).collect()
        };
        let network = Network::new(self.works.iter().enumerate().map(bonds).collect());
        let mut places = vec![Place::default(); self.works.len()];
        for work in network.forward(&vec![0; self.works.len()]) {
            let ready = ready(&network.before[work], |at| places[at]);
            let task = self.works[work].task;
            let from = task.start_from.max(task.start_on).filter(|_| left.contains(&Obstacle::Start(work)));
            let start = ready.start.max(from.map_or(0, |date| calendars.team.day_from(date)));
            let modes = self.staffings[work].modes.iter();
            let end = modes.map(|mode| earliest_end(mode, start, &calendars.people)).min().unwrap_or(start);
            places[work] = Place { start, end: end.max(ready.end) };
        }
        Ok(match target {
            Target::Plan => self
                .input
                .deadline
                .is_none_or(|deadline| places.iter().all(|place| place.end <= calendars.team.days_until(deadline))),
            Target::Deadline(work) => {
                let deadline = self.works[work].task.deadline;
                deadline.is_none_or(|deadline| places[work].end <= calendars.team.days_until(deadline))
            }
            Target::Start(work) => {
                self.works[work].task.start_on.is_none_or(|on| places[work].start <= calendars.team.day_from(on))
            }
        })
    }

    /// The team with only these absences and blackout periods.
    fn team(&self, left: &BTreeSet<Obstacle>) -> Team {
        let mut team = self.input.team.clone();
        for (at, person) in team.people.iter_mut().enumerate() {
            let mut absences = std::mem::take(&mut person.absences).into_iter().zip(0..);
            person.absences = absences
                .by_ref()
                .filter(|(_, n)| left.contains(&Obstacle::Absence(at, *n)))
                .map(|(absence, _)| absence)
                .collect();
        }
        let blackouts = std::mem::take(&mut team.calendar.blackouts).into_iter().zip(0..);
        let kept = blackouts.filter(|(_, n)| left.contains(&Obstacle::Blackout(*n)));
        team.calendar.blackouts = kept.map(|(blackout, _)| blackout).collect();
        team
    }

    fn aim(&self, target: Target) -> String {
        let task = |work: usize| self.works[work].task;
        match target {
            Target::Plan => self.input.deadline.map_or_else(String::new, |date| format!("all is done by {date}")),
            Target::Deadline(work) => {
                let date = task(work).deadline.map_or_else(String::new, |date| date.to_string());
                format!("{} is done by {date}", task(work).id)
            }
            Target::Start(work) => {
                let date = task(work).start_on.map_or_else(String::new, |date| date.to_string());
                format!("{} starts on {date}", task(work).id)
            }
        }
    }

    fn tell(&self, obstacle: Obstacle) -> String {
        let id = |work: usize| &self.works[work].task.id;
        match obstacle {
            Obstacle::Absence(at, n) => {
                let person = &self.input.team.people[at];
                format!("{} is away from {} to {}", person.id, person.absences[n].from, person.absences[n].to)
            }
            Obstacle::Blackout(n) => {
                let blackout = &self.input.team.calendar.blackouts[n];
                format!("nobody works from {} to {} ({})", blackout.from, blackout.to, blackout.name)
            }
            Obstacle::Start(work) => {
                let task = self.works[work].task;
                let from = task.start_from.max(task.start_on).map_or_else(String::new, |date| date.to_string());
                format!("{} does not start before {from}", task.id)
            }
            Obstacle::Bond(work, n) => {
                let arc = self.works[work].predecessors[n];
                let (from, to) = arc.link.ends();
                let [from, to] = [from, to].map(|finish| if finish { "finish" } else { "start" });
                let lag = match arc.lag {
                    0 => String::new(),
                    days => format!(" and {days} working days"),
                };
                let days = self.staffings[arc.work].modes.iter().filter_map(holdfast_scheduler::fastest).min();
                let days = days.unwrap_or(0);
                format!(
                    "the {to} of {} waits for the {from} of {}{lag}, which takes {days} days",
                    id(work),
                    id(arc.work)
                )
            }
        }
    }
}

/// The first day after a work that starts on this day, with those who are through first.
fn earliest_end(mode: &Mode, start: u32, people: &[Availability]) -> u32 {
    let end = |offer: &holdfast_scheduler::Offer| people[offer.person].end(start, offer.days);
    let mut ends: Vec<u32> = mode.needs.iter().flatten().filter_map(end).collect();
    ends.sort_unstable();
    ends.dedup();
    let suffices = |last: &u32| seated(mode, |offer| end(offer).is_some_and(|end| end <= *last)) == mode.needs.len();
    let at = ends.partition_point(|last| !suffices(last));
    ends.get(at).copied().unwrap_or(u32::MAX / 4).max(start + mode.duration)
}
