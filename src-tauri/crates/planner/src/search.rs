//! Looks for a short schedule: priority rules first, then a bounded number of random changes to the best one found.

use crate::calendar::Availability;
use crate::network::Network;
use crate::schedule::{Schedule, generate};
use crate::staffing::Staffing;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// Random changes tried after the priority rules. Bounded by count, not by time, so that the same seed gives the same
/// plan on every machine.
const CHANGES: u32 = 600;

/// One change in so many starts from a priority rule instead of the best schedule.
const FRESH: usize = 4;

/// Random keys spread over up to the longest work, halved fewer than so many times: small changes come up more often.
const HALVINGS: u32 = 3;

/// Resolution of random keys: steps to a working day.
const STEPS: u64 = 16;

/// Works to be placed.
pub(crate) struct Project<'a> {
    /// Dependencies.
    pub(crate) network: &'a Network,
    /// People for each work.
    pub(crate) staffings: &'a [Staffing],
    /// Weight of the gaps that each work closes.
    pub(crate) weights: &'a [u64],
    /// When each member of the team is there.
    pub(crate) people: &'a [Availability],
}

impl Project<'_> {
    /// The best schedule found: the shortest, and of these the one that closes heavy gaps early.
    pub(crate) fn search(&self, seed: u64) -> Schedule {
        let rules = self.rules();
        let demand = self.demand();
        let mut best = self.improved(&rules[0], &demand);
        for keys in &rules[1..] {
            best = self.better(best, self.improved(keys, &demand));
        }
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        let widest = self.fastest().into_iter().map(u64::from).max().unwrap_or(0) * STEPS;
        for _ in 0..CHANGES {
            let base = match rules.get(pick(&mut random, rules.len() * FRESH)) {
                Some(rule) => rule.clone(),
                None => best.slots.iter().map(|slot| slot.start.into()).collect(),
            };
            let spread = random.random_range(0..=widest) >> random.random_range(0..HALVINGS);
            let keys: Vec<u64> = base.iter().map(|key| key * STEPS + random.random_range(0..=spread)).collect();
            let ranks: Vec<u64> = demand.iter().map(|days| days + random.random_range(0..=*days)).collect();
            best = self.better(best, self.improved(&keys, &ranks));
        }
        best
    }

    /// Forward-backward improvement: places all works early, then from the end as late as possible, then early again
    /// in the order so found.
    fn improved(&self, keys: &[u64], ranks: &[u64]) -> Schedule {
        let forward = |order: Vec<usize>| generate(self.staffings, &self.network.before, &order, ranks, self.people);
        let early = forward(self.network.forward(keys));
        // The late schedule gives an order and no dates, so that absences need not be mirrored.
        let order = self.network.backward(&early.days_to_end());
        let late = generate(self.staffings, &self.network.after, &order, ranks, &self.always());
        let again = forward(self.network.forward(&late.days_to_end()));
        self.better(early, again)
    }

    /// The shorter schedule, then the one with the smaller sum of weight times finish, then the first.
    fn better(&self, first: Schedule, second: Schedule) -> Schedule {
        let quality = |schedule: &Schedule| (schedule.makespan, self.weighted_finish(schedule));
        if quality(&second) < quality(&first) { second } else { first }
    }

    fn weighted_finish(&self, schedule: &Schedule) -> u64 {
        schedule.slots.iter().zip(self.weights).map(|(slot, weight)| u64::from(slot.end()) * weight).sum()
    }

    /// Classical priority rules as keys, the smallest first: latest finish, latest start, most followers, heaviest
    /// gaps, fewest people who could do it.
    fn rules(&self) -> Vec<Vec<u64>> {
        let days = self.fastest();
        let timing = self.network.timing(&days);
        let followers = self.network.followers();
        let heaviest = self.weights.iter().copied().max().unwrap_or(0);
        let works = 0..days.len();
        vec![
            timing.late.iter().map(|place| place.end.into()).collect(),
            timing.late.iter().map(|place| place.start.into()).collect(),
            works.clone().map(|work| (days.len() - followers[work].len()) as u64).collect(),
            works.clone().map(|work| heaviest - self.weights[work]).collect(),
            works.map(|work| self.staffings[work].offers.len() as u64).collect(),
        ]
    }

    fn always(&self) -> Vec<Availability> {
        self.people.iter().map(|_| Availability::Always).collect()
    }

    fn fastest(&self) -> Vec<u32> {
        self.staffings.iter().map(|staffing| staffing.fastest).collect()
    }

    /// Working days of all works that each person could do: who is asked for less is taken first.
    fn demand(&self) -> Vec<u64> {
        let mut demand = vec![0; self.people.len()];
        for (staffing, days) in self.staffings.iter().zip(self.fastest()) {
            for offer in &staffing.offers {
                demand[offer.person] += u64::from(days);
            }
        }
        demand
    }
}

impl Schedule {
    /// Working days from the end of each work to the end of the schedule. As keys they order the works for reading in
    /// the other direction of time.
    fn days_to_end(&self) -> Vec<u64> {
        self.slots.iter().map(|slot| (self.makespan - slot.end()).into()).collect()
    }
}

/// An index below `count`, the same on every platform.
fn pick(random: &mut ChaCha8Rng, count: usize) -> usize {
    random.random_range(0..count as u64) as usize
}
