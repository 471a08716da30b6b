//! Networks worked out by hand, and the laws of floats.
#![allow(clippy::unwrap_used)]
use super::*;
use Link::{FinishFinish as FF, FinishStart as FS, StartFinish as SF, StartStart as SS};
use proptest::prelude::*;

/// Days, and what the work waits for.
type Row<'a> = (u32, &'a [(usize, Link, i32)]);

fn network(rows: &[Row]) -> (Network, Vec<u32>) {
    let arcs = |bonds: &[(usize, Link, i32)]| bonds.iter().map(|&(work, link, lag)| Arc { work, link, lag }).collect();
    (Network::new(rows.iter().map(|(_, bonds)| arcs(bonds)).collect()), rows.iter().map(|(days, _)| *days).collect())
}

/// Early start, late start, total and free float of each work, and the length.
fn figures(rows: &[Row]) -> (Vec<[u32; 4]>, u32) {
    let (network, days) = network(rows);
    let Timing { early, late, total_float, free_float, length } = network.timing(&days);
    let row = |work: usize| [early[work].start, late[work].start, total_float[work], free_float[work]];
    ((0..days.len()).map(row).collect(), length)
}

#[test]
fn finish_to_start_the_usual_example() {
    // A(3) -> B(4), C(2); B -> D(5); C -> E(1); D, E -> F(2)
    let rows: [Row; 6] = [
        (3, &[]),
        (4, &[(0, FS, 0)]),
        (2, &[(0, FS, 0)]),
        (5, &[(1, FS, 0)]),
        (1, &[(2, FS, 0)]),
        (2, &[(3, FS, 0), (4, FS, 0)]),
    ];
    let expected = vec![[0, 0, 0, 0], [3, 3, 0, 0], [3, 9, 6, 0], [7, 7, 0, 0], [5, 11, 6, 6], [12, 12, 0, 0]];
    assert_eq!(figures(&rows), (expected, 14));
}

#[test]
fn each_relation_and_lag_on_its_own() {
    // An earlier work of 4 days, a later one of 3, and a third of 12 that sets the length.
    for (link, lag, expected) in [
        (FS, 0, [[0, 5, 5, 0], [4, 9, 5, 5]]),
        (FS, 2, [[0, 3, 3, 0], [6, 9, 3, 3]]),
        (FS, -1, [[0, 6, 6, 0], [3, 9, 6, 6]]),
        (SS, 0, [[0, 8, 8, 0], [0, 9, 9, 9]]),
        (SS, 2, [[0, 7, 7, 0], [2, 9, 7, 7]]),
        (FF, 0, [[0, 8, 8, 0], [1, 9, 8, 8]]),
        (FF, 5, [[0, 3, 3, 0], [6, 9, 3, 3]]),
        (SF, 0, [[0, 8, 8, 3], [0, 9, 9, 9]]),
        (SF, 6, [[0, 6, 6, 0], [3, 9, 6, 6]]),
    ] {
        let bonds = [(0, link, lag)];
        let (found, length) = figures(&[(4, &[]), (3, &bonds), (12, &[])]);
        assert_eq!((found[..2].to_vec(), length), (expected.to_vec(), 12), "{link:?} {lag}");
    }
}

#[test]
fn overlapping_works_bound_at_both_ends() {
    // Installing may begin 2 days after laying has begun and ends no sooner than 1 day after it; inspecting follows.
    let rows: [Row; 3] = [(8, &[]), (4, &[(0, SS, 2), (0, FF, 1)]), (2, &[(1, FS, 0)])];
    assert_eq!(figures(&rows), (vec![[0, 0, 0, 0], [5, 5, 0, 0], [9, 9, 0, 0]], 11));
}

#[test]
fn a_lead_never_starts_a_work_before_the_plan() {
    assert_eq!(figures(&[(2, &[]), (4, &[(0, FS, -5)])]), (vec![[0, 2, 2, 2], [0, 0, 0, 0]], 4));
}

#[test]
fn parallel_critical_paths_are_counted_and_listed() {
    let rows: [Row; 6] = [
        (2, &[]),
        (3, &[(0, FS, 0)]),
        (3, &[(0, FS, 0)]),
        (1, &[(1, FS, 0), (2, FS, 0)]),
        (1, &[(1, FS, 0), (2, SS, 3)]),
        (1, &[(0, FS, 0)]),
    ];
    let (network, days) = network(&rows);
    let timing = network.timing(&days);
    let all = vec![vec![0, 1, 3], vec![0, 1, 4], vec![0, 2, 3], vec![0, 2, 4]];
    assert_eq!(network.critical_paths(&timing, 10), (4, all.clone()));
    assert_eq!(network.critical_paths(&timing, 2), (4, all[..2].to_vec()));
    let (empty, none) = super::tests::network(&[]);
    assert_eq!(empty.critical_paths(&empty.timing(&none), 3), (0, Vec::new()));
}

fn bond(at: usize) -> impl Strategy<Value = (usize, Link, i32)> {
    (any::<prop::sample::Index>(), prop::sample::select(vec![FS, SS, FF, SF]), -4i32..8)
        .prop_map(move |(index, link, lag)| (index.index(at), link, lag))
}

prop_compose! {
    fn any_network()(count in 1usize..14)(
        bonds in (0..count).map(|at| prop::collection::vec(bond(at.max(1)), 0..=3.min(at))).collect::<Vec<_>>(),
        days in prop::collection::vec(1u32..9, count),
    ) -> (Network, Vec<u32>) {
        let arcs = |bonds: Vec<(usize, Link, i32)>| bonds.into_iter().map(|(work, link, lag)| Arc { work, link, lag }).collect();
        (Network::new(bonds.into_iter().map(arcs).collect()), days)
    }
}

/// Whether works placed so keep every bond.
fn holds(network: &Network, starts: &[u32], days: &[u32]) -> bool {
    let end = |work: usize, finish: bool| i64::from(starts[work]) + if finish { i64::from(days[work]) } else { 0 };
    network.before.iter().enumerate().all(|(work, arcs)| {
        arcs.iter().all(|arc| {
            let (from, to) = arc.link.ends();
            end(work, to) >= end(arc.work, from) + i64::from(arc.lag)
        })
    })
}

proptest! {
    #[test]
    fn early_and_late_places_keep_every_bond((network, days) in any_network()) {
        let timing = network.timing(&days);
        for places in [&timing.early, &timing.late] {
            let starts: Vec<u32> = places.iter().map(|place| place.start).collect();
            prop_assert!(holds(&network, &starts, &days));
            prop_assert!(places.iter().zip(&days).all(|(place, days)| place.end == place.start + days));
            prop_assert_eq!(places.iter().map(|place| place.end).max().unwrap(), timing.length);
        }
    }

    #[test]
    fn free_float_never_exceeds_total_float_and_some_work_has_none((network, days) in any_network()) {
        let timing = network.timing(&days);
        prop_assert!(timing.free_float.iter().zip(&timing.total_float).all(|(free, total)| free <= total));
        prop_assert!(timing.total_float.contains(&0));
        let (count, paths) = network.critical_paths(&timing, 50);
        prop_assert!(count >= 1 && paths.len() as u64 == count.min(50));
        for path in &paths {
            prop_assert!(path.iter().all(|&work| timing.total_float[work] == 0));
            prop_assert_eq!(timing.early[*path.last().unwrap()].end, timing.length);
        }
    }

    #[test]
    fn slipping_by_the_free_float_moves_nothing_and_by_one_more_moves_something((network, days) in any_network()) {
        let timing = network.timing(&days);
        let starts: Vec<u32> = timing.early.iter().map(|place| place.start).collect();
        for work in 0..days.len() {
            let mut moved = starts.clone();
            moved[work] += timing.free_float[work];
            prop_assert!(holds(&network, &moved, &days));
            prop_assert!(moved[work] + days[work] <= timing.length);
            moved[work] += 1;
            prop_assert!(!holds(&network, &moved, &days) || moved[work] + days[work] > timing.length);
        }
    }

    #[test]
    fn slipping_by_the_total_float_keeps_the_length((network, days) in any_network()) {
        let timing = network.timing(&days);
        for work in 0..days.len() {
            for (slip, longer) in [(0, false), (1, true)] {
                let least = timing.late[work].start + slip;
                let mut before = network.before.clone();
                before.push(Vec::new());
                // A work of one day, held back by a lag, that the slipping one waits for.
                before[work].push(Arc { work: days.len(), link: SS, lag: i32::try_from(least).unwrap() });
                let slipped = Network::new(before).timing(&[days.as_slice(), &[1]].concat());
                prop_assert_eq!(slipped.length > timing.length, longer);
            }
        }
    }
}
