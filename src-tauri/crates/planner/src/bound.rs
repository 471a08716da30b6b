//! How short any schedule could be at best.

use crate::network::{Network, Place};
use crate::staffing::Staffing;
use holdfast_rulepack::Person;
use std::collections::BTreeSet;

/// Absorbs rounding when shares of work are added up: days that are whole on paper must not become one more.
const ROUNDING: f64 = 1e-6;

/// No schedule is shorter than this. It is the larger of two bounds.
///
/// *Dependencies:* the longest chain when every work has the fastest people.
///
/// *People:* for each group of people, those who alone can meet some need, and the whole team. A work that cannot be
/// done without `k` people of the group books at least `k` times its fastest days among them. For works that cannot
/// start before day `h` and are followed by chains of at least `q` days, all these bookings lie between `h` and the
/// end less `q`. They need at least their sum over the number of people, and, since a person gives no more than the
/// capacity each day, the work in full days over the capacity of the group.
pub(crate) fn lower_bound(network: &Network, staffings: &[Staffing], team: &[Person]) -> u32 {
    let fastest: Vec<u32> = staffings.iter().map(|staffing| staffing.fastest).collect();
    let bounds = network.bounds(&fastest);
    let chain = bounds.0.iter().map(|place| place.end).max().unwrap_or(0);
    let people = groups(staffings).iter().map(|group| load(group, &bounds, &fastest, staffings, team)).max();
    chain.max(people.unwrap_or(0))
}

/// The people who can meet a need, for every need, and everybody who can meet any.
fn groups(staffings: &[Staffing]) -> BTreeSet<BTreeSet<usize>> {
    let mut groups = BTreeSet::new();
    for staffing in staffings {
        for need in 0..staffing.size {
            let able = staffing.offers.iter().filter(|offer| offer.needs.contains(&need));
            groups.insert(able.map(|offer| offer.person).collect());
        }
    }
    groups.insert(staffings.iter().flat_map(|staffing| &staffing.offers).map(|offer| offer.person).collect());
    groups
}

/// Demands of one work on a group.
struct Demand {
    head: u32,
    tail: u32,
    booked: u64,
    work: f64,
}

fn load(
    group: &BTreeSet<usize>,
    (heads, tails): &(Vec<Place>, Vec<Place>),
    fastest: &[u32],
    staffings: &[Staffing],
    team: &[Person],
) -> u32 {
    let demand = |work: usize| {
        let least = staffings[work].least_from(group);
        (least > 0).then(|| Demand {
            head: heads[work].start,
            tail: tails[work].start,
            booked: least as u64 * u64::from(fastest[work]),
            work: least as f64 * staffings[work].share_days,
        })
    };
    let mut demands: Vec<Demand> = (0..staffings.len()).filter_map(demand).collect();
    demands.sort_by_key(|demand| std::cmp::Reverse(demand.head));
    let tails: BTreeSet<u32> = demands.iter().map(|demand| demand.tail).collect();
    let capacity: f64 = group.iter().map(|&person| team[person].capacity).sum();

    let mut bound = 0;
    for tail in tails {
        let (mut booked, mut work) = (0, 0.0);
        for demand in demands.iter().filter(|demand| demand.tail >= tail) {
            booked += demand.booked;
            work += demand.work;
            let by_people = booked.div_ceil(group.len() as u64) as u32;
            let by_capacity = (work / capacity - ROUNDING).ceil() as u32;
            bound = bound.max(demand.head + tail + by_people.max(by_capacity));
        }
    }
    bound
}
