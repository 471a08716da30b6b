//! The search as a whole: lanes that work side by side in rounds.
//!
//! Every round gives each lane the same amount of work, measured in steps and not in time; then the lanes tell each
//! other what they found, in their order. So the outcome follows from the problem, the seed, the number of lanes and
//! the number of rounds, however fast the machine is and however many of the lanes it runs at a time.

use crate::bounds::{lower_bound, pools};
use crate::genetic::Genetic;
use crate::justify::Justifier;
use crate::lane::Lane;
use crate::network::Network;
use crate::problem::{Problem, ProblemError, check_figures};
use crate::proof::{Load, Ranges, load};
use crate::random::Chance;
use crate::schedule::Schedule;
use crate::scheme::scheme;
use crate::staffing::Staffing;
use crate::windows::Windows;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Placements of single tasks that a lane makes in a full round, some tens of milliseconds.
const ROUND: u64 = 1_000_000;

/// The first round is so much shorter; each is twice as long as the one before until they are full.
const FIRST_ROUND: u64 = 1 << 6;

/// Largest number of statements about time that a proof may need.
const MOST_STATEMENTS: i64 = 1_500_000;

/// How to search.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// Seed of all random choices.
    pub seed: u64,
    /// Lanes that run at a time. There are never fewer than two lanes: one and two threads find the same.
    pub threads: usize,
    /// End after so many rounds; without a number only a proof or a stop ends the search.
    pub rounds: Option<u64>,
}

/// The best that is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Solution {
    /// The shortest schedule found.
    pub schedule: Schedule,
    /// No schedule is shorter than so many periods.
    pub lower_bound: u32,
    /// Schedules made.
    pub schedules: u64,
    /// Rounds done.
    pub rounds: u64,
}

impl Solution {
    /// Whether no schedule is shorter.
    pub fn is_proved(&self) -> bool {
        self.schedule.makespan <= self.lower_bound
    }

    /// By how much it may be longer than the shortest, as a share of the lower bound.
    pub fn gap(&self) -> f64 {
        f64::from(self.schedule.makespan - self.lower_bound) / f64::from(self.lower_bound.max(1))
    }
}

/// Looks for a short schedule until it is proved to be the shortest, the rounds are over, or `stop` is set.
/// `improved` sees the first plan at once and then every better schedule and bound. A plan always comes back.
pub fn solve(
    problem: &Problem,
    options: &Options,
    stop: &AtomicBool,
    improved: &mut dyn FnMut(&Solution),
) -> Result<Solution, ProblemError> {
    check_figures(problem)?;
    let network = Network::new(problem)?;
    let staffing = Staffing::new(problem);
    let mut lanes = Vec::new();
    for number in 0..options.threads.max(2) as u64 {
        let Some(scheme) = scheme(problem, &network) else {
            return Err(ProblemError::TooLarge { what: "the number of resources", most: 32 });
        };
        let justifier = Justifier::new(problem, &network, scheme);
        lanes.push(Lane::new(
            Genetic::new(&network, &staffing, justifier, Chance::new(options.seed, number)),
            staffing.effort(),
        ));
    }
    let path = lower_bound(problem, &network, &[]);
    let mut search = Search { problem, network: &network, staffing: &staffing, lower: path, rounds: 0, lanes };
    let mut best = search.solution();
    improved(&best);
    let pools = pools(problem);
    search.lower = lower_bound(problem, &network, &pools);
    let durations: Vec<i32> = problem.tasks.iter().map(|task| task.duration as i32).collect();
    search.equip(load(&durations, &pools), options.seed);
    loop {
        let now = search.solution();
        if now.schedule.makespan < best.schedule.makespan || now.lower_bound > best.lower_bound {
            improved(&now);
        }
        best = now;
        let is_over = options.rounds.is_some_and(|rounds| search.rounds >= rounds);
        if best.is_proved() || is_over || stop.load(Ordering::Relaxed) {
            return Ok(best);
        }
        search.round(options.threads.max(1), stop);
    }
}

struct Search<'a> {
    problem: &'a Problem,
    network: &'a Network,
    staffing: &'a Staffing,
    lower: i32,
    rounds: u64,
    lanes: Vec<Lane<'a>>,
}

impl<'a> Search<'a> {
    /// Gives the second lane the prover, and all lanes windows.
    fn equip(&mut self, load: Option<Arc<dyn Load>>, seed: u64) {
        let Some(load) = load else { return };
        let count = self.lanes.len() as u64;
        for (lane, number) in self.lanes.iter_mut().zip(0_u64..) {
            let chance = Chance::new(seed, count + number);
            lane.windows = Some(Windows::new(self.network, Arc::clone(&load), chance));
        }
        let best = self.lanes[0].genetic.best();
        if self.lower >= best.makespan {
            return;
        }
        let latest = |task: usize| best.makespan - 1 - self.network.tails[task];
        let starts: Vec<(i32, i32)> =
            (0..self.problem.tasks.len()).map(|task| (self.network.heads[task], latest(task))).collect();
        if starts.iter().map(|range| i64::from(range.1 - range.0)).sum::<i64>() <= MOST_STATEMENTS {
            let likely = self.lanes[0].genetic.best_starts().to_vec();
            let ranges = Ranges { starts, end: (self.lower, best.makespan - 1), likely };
            self.lanes[1].prover = Some(load.begin(self.network, &ranges));
        }
    }

    fn round(&mut self, threads: usize, stop: &AtomicBool) {
        let work = (ROUND / FIRST_ROUND) << self.rounds.min(FIRST_ROUND.ilog2().into());
        for group in self.lanes.chunks_mut(threads) {
            std::thread::scope(|scope| {
                let mut lanes = group.iter_mut();
                let own = lanes.next();
                for lane in lanes {
                    scope.spawn(|| lane.run(work, stop));
                }
                if let Some(lane) = own {
                    lane.run(work, stop);
                }
            });
        }
        self.rounds += 1;
        self.share();
    }

    /// Collects the bound, and tells every lane the best schedule.
    fn share(&mut self) {
        self.lower = self.lanes.iter().map(|lane| lane.bound).fold(self.lower, i32::max);
        let best = self.best();
        let (starts, member) =
            (self.lanes[best].genetic.best_starts().to_vec(), self.lanes[best].genetic.best().clone());
        for lane in &mut self.lanes {
            lane.hear(&starts, &member);
        }
    }

    /// The lane with the shortest schedule.
    fn best(&self) -> usize {
        let makespan = |lane: &usize| self.lanes[*lane].genetic.best().makespan;
        (0..self.lanes.len()).min_by_key(makespan).unwrap_or(0)
    }

    fn solution(&self) -> Solution {
        let genetic = &self.lanes[self.best()].genetic;
        let (member, starts) = (genetic.best(), genetic.best_starts());
        let tasks = self.problem.tasks.iter().enumerate();
        Solution {
            schedule: Schedule {
                starts: starts.iter().map(|start| *start as u32).collect(),
                staff: tasks.map(|(index, task)| self.staffing.of(index, task, &member.staff)).collect(),
                makespan: member.makespan as u32,
            },
            lower_bound: self.lower.min(member.makespan) as u32,
            schedules: self.lanes.iter().map(|lane| lane.genetic.schedules()).sum(),
            rounds: self.rounds,
        }
    }
}
