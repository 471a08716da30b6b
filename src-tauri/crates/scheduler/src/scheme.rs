//! The serial schedule-generation scheme: one task after another, each as early as what is placed already allows.

use crate::network::Network;
use crate::people::Diaries;
use crate::problem::Problem;
use crate::profile::{Amounts, LANES, Profile, pack};
use std::ops::Range;

/// For the person wished for a task waits up to this fraction of a mean duration. Without it a search can only choose
/// among those who are free first, and good schedules often wait for somebody.
const WAITING: u64 = 4;

/// A person that is not chosen yet.
pub(crate) const NOBODY: u32 = u32::MAX;

/// Which way time runs while tasks are placed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Direction {
    /// From the start of the project; starts are periods.
    Forward,
    /// From its end; a start is the time from the finish of the task to the end of the project.
    Backward,
}

/// What a schedule is judged by: less is better, what stands first counts more.
pub(crate) type Score = [i64; 4];

/// Turns orders of tasks into schedules. How many words a profile has depends on the number of resources.
pub(crate) trait Scheme: Send {
    /// Places the tasks in this order, each after those that it waits for (that wait for it, when placed backward).
    /// `staff` has a person for each need, task by task: read as a wish, overwritten with who was chosen. Answers with the makespan.
    fn place(&mut self, order: &[u32], direction: Direction, starts: &mut [i32], staff: &mut [u32]) -> i32;

    /// How long each task takes in the schedule made last.
    fn lengths(&self) -> &[i32];

    /// How good the last forward schedule is.
    fn score(&self) -> Score;
}

/// The problem as the scheme sees it.
pub(crate) struct Serial<'a, const W: usize> {
    network: &'a Network,
    tasks: Vec<Placeable<W>>,
    lengths: Vec<i32>,
    score: Score,
    able: Vec<Vec<u32>>,
    /// How much work needs each person: of two who are free, the one in less demand is taken.
    demand: Vec<u64>,
    profile: Profile<W>,
    diaries: Diaries,
    chosen: Vec<u32>,
    /// How long to wait at most for the person wished for.
    waiting: i32,
    has_people_only: bool,
}

struct Placeable<const W: usize> {
    duration: i32,
    release: i32,
    request: Amounts<W>,
    needs: Range<usize>,
}

/// The scheme for a problem; `None` when it has more resources than the widest profile holds.
pub(crate) fn scheme<'a>(problem: &Problem, network: &'a Network) -> Option<Box<dyn Scheme + 'a>> {
    Some(match problem.capacities.len().div_ceil(LANES) {
        0 | 1 => Box::new(Serial::<1>::new(problem, network)),
        2 => Box::new(Serial::<2>::new(problem, network)),
        3 | 4 => Box::new(Serial::<4>::new(problem, network)),
        5..=8 => Box::new(Serial::<8>::new(problem, network)),
        _ => return None,
    })
}

impl<'a, const W: usize> Serial<'a, W> {
    fn new(problem: &Problem, network: &'a Network) -> Self {
        let (mut tasks, mut able) = (Vec::new(), Vec::new());
        let mut demand = vec![0; problem.people];
        for task in &problem.tasks {
            let first = able.len();
            for need in &task.needs {
                for &person in &need.able {
                    demand[person] += u64::from(task.duration) * 64 / need.able.len() as u64;
                }
                able.push(need.able.iter().map(|person| *person as u32).collect());
            }
            let works = task.duration > 0;
            tasks.push(Placeable {
                duration: task.duration as i32,
                release: task.release as i32,
                request: if works { pack::<W>(&task.demands) } else { [0; W] },
                needs: first..able.len(),
            });
        }
        let (profile, diaries) = (Profile::new(&problem.capacities), Diaries::new(problem.people));
        let work: u64 = problem.tasks.iter().map(|task| u64::from(task.duration)).sum();
        let waiting = (work / (WAITING * tasks.len().max(1) as u64)) as i32;
        let has_people_only = problem.capacities.is_empty();
        Self {
            network,
            lengths: problem.tasks.iter().map(|task| task.duration as i32).collect(),
            score: Score::default(),
            tasks,
            able,
            demand,
            profile,
            diaries,
            chosen: Vec::new(),
            waiting,
            has_people_only,
        }
    }

    /// First period in which resources and people are there, with the people in `chosen`.
    #[inline]
    fn earliest(&mut self, task: usize, from: i32, staff: &[u32]) -> i32 {
        let Placeable { duration, request, ref needs, .. } = self.tasks[task];
        let needs = needs.clone();
        let mut from = from;
        loop {
            let start = self.profile.earliest(from as usize, duration as usize, &request) as i32;
            let found = match needs.len() {
                0 => return start,
                1 => self.person(needs.start, start, duration, staff[needs.start]),
                _ => self.team(needs.clone(), start, duration, staff),
            };
            if found == start || (self.has_people_only && needs.len() == 1) {
                return found;
            }
            from = found;
        }
    }

    /// Chooses who meets a single need; answers with the start. The person wished for is worth some waiting.
    #[inline]
    fn person(&mut self, need: usize, from: i32, duration: i32, wish: u32) -> i32 {
        let mut best = ((i32::MAX, true, i32::MAX, u64::MAX), i32::MAX, NOBODY);
        for &person in &self.able[need] {
            let gap = self.diaries.earliest(person as usize, from, duration);
            let felt = gap.start - if person == wish { self.waiting } else { 0 };
            let rank = (felt, person != wish, gap.idle, self.demand[person as usize]);
            best = best.min((rank, gap.start, person));
        }
        self.chosen.clear();
        self.chosen.push(best.2);
        best.1
    }

    /// Chooses different people for all needs, free from this start on; where that cannot be, answers with the next
    /// time at which one more is free.
    fn team(&mut self, needs: Range<usize>, start: i32, duration: i32, staff: &[u32]) -> i32 {
        let mut next = i32::MAX;
        let mut free: Vec<Vec<u32>> = Vec::with_capacity(needs.len());
        for need in needs.clone() {
            let mut now = Vec::new();
            for &person in &self.able[need] {
                let gap = self.diaries.earliest(person as usize, start, duration);
                if gap.start == start {
                    now.push((person != staff[need], self.demand[person as usize], gap.idle, person));
                } else {
                    next = next.min(gap.start);
                }
            }
            now.sort_unstable();
            free.push(now.into_iter().map(|rank| rank.3).collect());
        }
        self.chosen.clear();
        self.chosen.resize(needs.len(), NOBODY);
        let all = (0..free.len()).all(|need| seat(need, &free, &mut self.chosen, &mut Vec::new()));
        if all { start } else { next }
    }
}

/// Gives the need a person out of those who are free for it, moving others where they sit in the way.
pub(crate) fn seat(need: usize, free: &[Vec<u32>], chosen: &mut [u32], asked: &mut Vec<u32>) -> bool {
    for &person in &free[need] {
        if asked.contains(&person) {
            continue;
        }
        asked.push(person);
        let other = chosen.iter().position(|taken| *taken == person);
        if other.is_none_or(|other| seat(other, free, chosen, asked)) {
            chosen[need] = person;
            return true;
        }
    }
    false
}

impl<const W: usize> Scheme for Serial<'_, W> {
    fn place(&mut self, order: &[u32], direction: Direction, starts: &mut [i32], staff: &mut [u32]) -> i32 {
        self.profile.clear();
        self.diaries.clear();
        let mut makespan = 0;
        for &task in order {
            let task = task as usize;
            let duration = self.tasks[task].duration;
            let mut from = 0;
            match direction {
                Direction::Forward => {
                    from = from.max(self.tasks[task].release);
                    for &(other, offset) in self.network.before.of(task) {
                        from = from.max(starts[other as usize] + offset);
                    }
                }
                // From finish to finish, seen from the end, an offset changes by the difference of the durations.
                Direction::Backward => {
                    for &(other, offset) in self.network.after.of(task) {
                        let other = other as usize;
                        from = from.max(starts[other] + offset + self.tasks[other].duration - duration);
                    }
                }
            }
            if duration > 0 {
                let needs = self.tasks[task].needs.clone();
                from = self.earliest(task, from, staff);
                self.profile.take(from as usize, duration as usize, &self.tasks[task].request);
                for (need, &person) in needs.zip(&self.chosen) {
                    staff[need] = person;
                    self.diaries.enter(person as usize, from, duration);
                }
            }
            starts[task] = from;
            makespan = makespan.max(from + duration);
        }
        if direction == Direction::Forward {
            self.score[0] = makespan.into();
        }
        makespan
    }

    fn lengths(&self) -> &[i32] {
        &self.lengths
    }

    fn score(&self) -> Score {
        self.score
    }
}
