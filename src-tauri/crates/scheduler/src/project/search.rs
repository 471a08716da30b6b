//! The search for a plan of a project.

use super::bound::staff_bound;
use super::crews::Crews;
use super::relaxed::{ProofOfWorks, Relaxed};
use super::{Aim, Project, Slot};
use crate::bounds::{lower_bound, pools};
use crate::network::Network;
use crate::problem::{Link, LinkKind, Problem, ProblemError, check_figures};
use crate::proof::load;
use crate::scheme::Scheme;
use crate::solve::{Options, Search, lanes};
use crate::staffing::Staffing;
use std::sync::atomic::{AtomicBool, Ordering};

/// Urgency by weight is told apart in so many steps.
const STEPS: u64 = 1000;

/// The best that is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProjectPlan {
    /// A slot for each work.
    pub slots: Vec<Slot>,
    /// Days to the last end.
    pub makespan: u32,
    /// No plan ends after fewer days.
    pub lower_bound: u32,
    /// Days by which works miss their deadlines and latest starts, all together.
    pub late: u64,
    /// Rounds done.
    pub rounds: u64,
}

/// Looks for a good plan until the rounds are over or `stop` is set; ends sooner where the first plan has nothing to do.
/// `improved` sees the first plan at once and then every better plan and bound. A plan always comes back.
pub fn solve_project(
    project: &Project,
    options: &Options,
    stop: &AtomicBool,
    improved: &mut dyn FnMut(&ProjectPlan),
) -> Result<ProjectPlan, ProblemError> {
    let relaxed = Relaxed::of(project);
    check_figures(&relaxed.problem)?;
    let network = ordered(project, &relaxed)?;
    let bounds = Network::new(&relaxed.problem)?;
    let staffing = Staffing::of_project(project);
    let urgency = urgency(project, &network);
    let schemes = (0..lanes(options)).map(|_| Box::new(Crews::new(project, &staffing)) as Box<dyn Scheme + '_>);
    let mut search = Search::new((&network, &staffing), &urgency, schemes.collect(), options.seed);
    let scheme = Crews::new(project, &staffing);
    search.lower = lower_bound(&relaxed.problem, &bounds, &[]);
    let mut best = found(&search, &scheme);
    improved(&best);
    let pools = pools(&relaxed.problem);
    search.lower = lower_bound(&relaxed.problem, &bounds, &pools).max(staff_bound(
        project,
        &bounds.heads,
        &network,
        &relaxed.fastest,
    ) as i32);
    let durations: Vec<i32> = relaxed.problem.tasks.iter().map(|task| task.duration as i32).collect();
    if let Some(load) = load(&durations, &pools) {
        let likely = relaxed.starts(search.leader().best_starts());
        search.prove(&bounds, &load, likely, |proof| Box::new(ProofOfWorks { proof, relaxed: &relaxed }));
    }
    let mut score = search.leader().best().score;
    loop {
        let now = found(&search, &scheme);
        if search.leader().best().score < score || now.lower_bound > best.lower_bound {
            improved(&now);
        }
        (best, score) = (now, search.leader().best().score);
        let is_over = options.rounds.is_some_and(|rounds| search.rounds >= rounds);
        if project.works.is_empty() || is_over || stop.load(Ordering::Relaxed) {
            return Ok(best);
        }
        search.round(options.threads.max(1), stop);
    }
}

/// The order of the works, at their least days.
fn ordered(project: &Project, relaxed: &Relaxed) -> Result<Network, ProblemError> {
    let tasks = relaxed.problem.tasks[..project.works.len()].to_vec();
    let mut network = Network::new(&Problem { tasks, links: project.links.clone(), ..relaxed.problem.clone() })?;
    // Lengths are not fixed, so that any bond but a plain one may place a work before one that it waits for.
    let is_plain = |link: &Link| link.kind == LinkKind::FinishStart && link.lag >= 0;
    network.overlaps = !project.links.iter().all(is_plain);
    Ok(network)
}

/// Time to the end of the project; where risk comes first, the weight a day of a work or of what waits for it.
fn urgency(project: &Project, network: &Network) -> Vec<i32> {
    if project.aims.first() != Some(&Aim::Risk) {
        return network.tails.clone();
    }
    let heaviest = project.works.iter().map(|work| work.weight).max().unwrap_or(0).max(1);
    let mut urgency: Vec<i32> = project.works.iter().map(|work| (work.weight * STEPS / heaviest) as i32).collect();
    for &work in network.order.iter().rev() {
        let waiting = network.after.of(work as usize).iter().map(|(next, _)| urgency[*next as usize]).max();
        urgency[work as usize] = urgency[work as usize].max(waiting.unwrap_or(0));
    }
    urgency
}

fn found(search: &Search<'_>, scheme: &Crews<'_>) -> ProjectPlan {
    let best = search.leader();
    let (starts, lengths, member) = (best.best_starts(), best.best_lengths(), best.best());
    let slot = |work: usize| scheme.slot(work, starts[work], lengths[work], &member.staff);
    ProjectPlan {
        slots: (0..starts.len()).map(slot).collect(),
        makespan: member.makespan as u32,
        lower_bound: search.lower as u32,
        late: member.score[0] as u64,
        rounds: search.rounds,
    }
}
