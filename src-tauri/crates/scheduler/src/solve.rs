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
use crate::proof::{Load, Proof, Ranges, load};
use crate::random::Chance;
use crate::schedule::Schedule;
use crate::scheme::{Scheme, scheme};
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
    let mut schemes = Vec::new();
    for _ in 0..lanes(options) {
        let too_many = ProblemError::TooLarge { what: "the number of resources", most: 32 };
        schemes.push(scheme(problem, &network).ok_or(too_many)?);
    }
    let path = lower_bound(problem, &network, &[]);
    let mut search = Search::new((&network, &staffing), &network.tails, schemes, options.seed);
    search.lower = path;
    let mut best = solution(&search, problem, &staffing);
    improved(&best);
    let pools = pools(problem);
    search.lower = lower_bound(problem, &network, &pools);
    let durations: Vec<i32> = problem.tasks.iter().map(|task| task.duration as i32).collect();
    if let Some(load) = load(&durations, &pools) {
        search.open_windows(&network, &load, options.seed);
        let likely = search.leader().best_starts().to_vec();
        search.prove(&network, &load, likely, |proof| proof);
    }
    loop {
        let now = solution(&search, problem, &staffing);
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

/// Number of lanes: never fewer than two.
pub(crate) fn lanes(options: &Options) -> usize {
    options.threads.max(2)
}

/// Lanes that work side by side.
pub(crate) struct Search<'a> {
    /// No schedule is shorter.
    pub(crate) lower: i32,
    /// Rounds done.
    pub(crate) rounds: u64,
    lanes: Vec<Lane<'a>>,
}

impl<'a> Search<'a> {
    /// A lane for each scheme; each lane has a first plan.
    pub(crate) fn new(
        (network, staffing): (&'a Network, &'a Staffing),
        urgency: &'a [i32],
        schemes: Vec<Box<dyn Scheme + 'a>>,
        seed: u64,
    ) -> Self {
        let lane = |(scheme, number)| {
            let justifier = Justifier::new(network, scheme);
            let genetic = Genetic::new(network, staffing, urgency, justifier, Chance::new(seed, number));
            Lane::new(genetic, staffing.effort())
        };
        Self { lower: 0, rounds: 0, lanes: schemes.into_iter().zip(0_u64..).map(lane).collect() }
    }

    /// Gives all lanes windows.
    fn open_windows(&mut self, network: &'a Network, load: &Arc<dyn Load>, seed: u64) {
        let count = self.lanes.len() as u64;
        for (lane, number) in self.lanes.iter_mut().zip(0_u64..) {
            let chance = Chance::new(seed, count + number);
            lane.windows = Some(Windows::new(network, Arc::clone(load), chance));
        }
    }

    /// Gives the second lane a prover, unless it would be too large or there is nothing to prove. `network` and `load` may
    /// be those of a problem that asks for less.
    pub(crate) fn prove(
        &mut self,
        network: &'a Network,
        load: &Arc<dyn Load>,
        likely: Vec<i32>,
        wrap: impl FnOnce(Box<dyn Proof + 'a>) -> Box<dyn Proof + 'a>,
    ) {
        let makespan = self.leader().best().makespan;
        if self.lower >= makespan {
            return;
        }
        let range = |task: usize| (network.heads[task], makespan - 1 - network.tails[task]);
        let starts: Vec<(i32, i32)> = (0..network.order.len()).map(range).collect();
        if starts.iter().map(|range| i64::from(range.1 - range.0)).sum::<i64>() <= MOST_STATEMENTS {
            let ranges = Ranges { starts, end: (self.lower, makespan - 1), likely };
            self.lanes[1].prover = Some(wrap(Arc::clone(load).begin(network, &ranges)));
        }
    }

    /// Works for one round.
    pub(crate) fn round(&mut self, threads: usize, stop: &AtomicBool) {
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
        let best = self.leader();
        let (starts, lengths) = (best.best_starts().to_vec(), best.best_lengths().to_vec());
        let member = best.best().clone();
        for lane in &mut self.lanes {
            lane.hear(&starts, &lengths, &member);
        }
    }

    /// The search with the best schedule.
    pub(crate) fn leader(&self) -> &Genetic<'a> {
        let score = |lane: &usize| self.lanes[*lane].genetic.best().score;
        let best = (0..self.lanes.len()).min_by_key(score).unwrap_or(0);
        &self.lanes[best].genetic
    }

    /// Schedules made by all lanes.
    pub(crate) fn schedules(&self) -> u64 {
        self.lanes.iter().map(|lane| lane.genetic.schedules()).sum()
    }
}

fn solution(search: &Search<'_>, problem: &Problem, staffing: &Staffing) -> Solution {
    let (member, starts) = (search.leader().best(), search.leader().best_starts());
    let tasks = problem.tasks.iter().enumerate();
    Solution {
        schedule: Schedule {
            starts: starts.iter().map(|start| *start as u32).collect(),
            staff: tasks.map(|(index, task)| staffing.of(index, task, &member.staff)).collect(),
            makespan: member.makespan as u32,
        },
        lower_bound: search.lower.min(member.makespan) as u32,
        schedules: search.schedules(),
        rounds: search.rounds,
    }
}
