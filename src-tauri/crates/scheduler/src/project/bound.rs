//! How soon a project could end by the days on which people are there.

use super::{Project, Work};
use crate::network::Network;
use crate::problem::LinkKind;
use std::collections::BTreeSet;

/// Absorbs rounding when shares of work are added up: days that are whole on paper must not become one more.
const ROUNDING: f64 = 1e-6;

/// Most groups that are looked at; the most loaded ones count.
const MOST_GROUPS: usize = 16;

/// What one work asks of a group.
struct Demand {
    head: u32,
    tail: u32,
    /// Days of being there.
    days: u64,
    /// Full days of work.
    work: f64,
}

/// No plan ends sooner: for each group of people, those who alone can meet some need, two such groups together and the
/// whole team. For works that cannot start before a day and are followed by so many days at least, all days that they
/// take of the group lie between; and so does their work, of which a person gives no more than the capacity a day.
pub(super) fn staff_bound(project: &Project, heads: &[i32], order: &Network, fastest: &[u32]) -> u32 {
    let tails = after_ends(project, order, fastest);
    let demands = |group: &BTreeSet<usize>| -> Vec<Demand> {
        let demand = |(at, work): (usize, &Work)| {
            let (days, work) = demand(work, group);
            Demand { head: heads[at].max(0) as u32, tail: tails[at], days, work }
        };
        project.works.iter().enumerate().map(demand).filter(|demand| demand.days > 0).collect()
    };
    let mut groups: Vec<(u64, BTreeSet<usize>, Vec<Demand>)> = groups(project)
        .into_iter()
        .map(|group| {
            let demands = demands(&group);
            let days: u64 = demands.iter().map(|demand| demand.days).sum();
            (days / group.len().max(1) as u64, group, demands)
        })
        .collect();
    groups.sort_by_key(|group| std::cmp::Reverse(group.0));
    groups.truncate(MOST_GROUPS);
    groups.into_iter().map(|(_, group, demands)| group_bound(project, &group, demands)).max().unwrap_or(0)
}

/// Least days from the end of each work to the end of the project.
fn after_ends(project: &Project, order: &Network, fastest: &[u32]) -> Vec<u32> {
    let count = project.works.len();
    let mut links = vec![Vec::new(); count];
    for link in &project.links {
        links[link.before].push(link);
    }
    let (mut after_start, mut after_end) = (vec![0_i64; count], vec![0_i64; count]);
    for work in order.order.iter().rev().map(|work| *work as usize) {
        let (mut from_start, mut from_end) = (0, 0);
        for link in &links[work] {
            let side = match link.kind {
                LinkKind::FinishStart | LinkKind::FinishFinish => &mut from_end,
                LinkKind::StartStart | LinkKind::StartFinish => &mut from_start,
            };
            let after = match link.kind {
                LinkKind::FinishStart | LinkKind::StartStart => after_start[link.after],
                LinkKind::FinishFinish | LinkKind::StartFinish => after_end[link.after],
            };
            *side = i64::from(link.lag).saturating_add(after).max(*side);
        }
        after_end[work] = from_end;
        after_start[work] = from_start.max(i64::from(fastest[work]) + from_end);
    }
    after_end.into_iter().map(|days| days as u32).collect()
}

fn groups(project: &Project) -> BTreeSet<BTreeSet<usize>> {
    let needs = project.works.iter().flat_map(|work| &work.modes).flat_map(|mode| &mode.needs);
    let single: BTreeSet<BTreeSet<usize>> = needs.map(|need| need.iter().map(|offer| offer.person).collect()).collect();
    let mut groups = single.clone();
    if single.len() <= 2 * MOST_GROUPS {
        for one in &single {
            groups.extend(single.iter().map(|other| one.union(other).copied().collect()));
        }
    }
    groups.insert((0..project.people.len()).collect());
    groups
}

/// The least that any mode asks of the group: needs that nobody else can meet, each for the days of the fastest.
fn demand(work: &Work, group: &BTreeSet<usize>) -> (u64, f64) {
    let of_mode = |mode: &super::Mode| {
        let inside = mode.needs.iter().filter(|need| need.iter().all(|offer| group.contains(&offer.person)));
        let days = inside.clone().filter_map(|need| need.iter().map(|offer| u64::from(offer.days)).min()).sum();
        (days, inside.count() as f64 * mode.share_days)
    };
    let least = |(days, share): (u64, f64), other: (u64, f64)| (days.min(other.0), share.min(other.1));
    work.modes.iter().map(of_mode).reduce(least).unwrap_or((0, 0.0))
}

fn group_bound(project: &Project, group: &BTreeSet<usize>, mut demands: Vec<Demand>) -> u32 {
    demands.sort_by_key(|demand| std::cmp::Reverse(demand.tail));
    let heads: BTreeSet<u32> = demands.iter().map(|demand| demand.head).collect();
    // Days of being there, and full days of work given, before each day.
    let (mut days, mut work): (Vec<u64>, Vec<f64>) = (Vec::new(), Vec::new());
    for day in 0..=project.horizon {
        let there = group.iter().map(|&person| (&project.people[person], project.people[person].there.until(day)));
        days.push(there.clone().map(|(_, there)| u64::from(there)).sum());
        work.push(there.map(|(person, there)| f64::from(there) * person.capacity).sum());
    }
    let mut bound = 0;
    for head in heads.into_iter().filter(|head| *head < project.horizon) {
        let (mut asked, mut share) = (days[head as usize], work[head as usize]);
        for demand in demands.iter().filter(|demand| demand.head >= head) {
            asked += demand.days;
            share += demand.work;
            let by_days = days.partition_point(|given| *given < asked);
            let by_work = work.partition_point(|given| *given < share - ROUNDING);
            bound = bound.max(by_days.max(by_work) as u32 + demand.tail);
        }
    }
    // Past the calendar nothing is known.
    bound.min(project.horizon)
}
