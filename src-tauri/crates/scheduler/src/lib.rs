//! x
#![allow(missing_docs, clippy::unwrap_used)]
mod genetic; mod imopse; mod justify; mod network; mod people; mod problem; mod profile; mod psplib; mod random; mod schedule; mod scheme; mod text;
pub use imopse::*; pub use problem::*; pub use psplib::*; pub use schedule::*; pub use text::FormatError;
pub struct Out { pub schedule: Schedule, pub schedules: u64, pub lower: i32, pub log: Vec<(u64, i32, usize)> }
pub fn run(p: &Problem, seed: u64, mut go: impl FnMut(i32) -> bool) -> Out {
    let net = network::Network::new(p).unwrap();
    problem::check_figures(p).unwrap();
    let scheme = scheme::scheme(p, &net).unwrap();
    let j = justify::Justifier::new(p, &net, scheme);
    let mut at = 0; let spans: Vec<_> = p.tasks.iter().map(|t| { let r = at..at + t.needs.len(); at = r.end; r }).collect();
    let lower = (0..p.tasks.len()).map(|t| net.heads[t] + net.tails[t]).max().unwrap_or(0);
    let mut g = genetic::Genetic::new(&net, j, spans.clone(), random::Chance::new(seed, 0));
    let mut k = 0;
    loop { g.step(); k += 1; if g.best.makespan <= lower || (k % 16 == 0 && !go(g.best.makespan)) { break } }
    let staff = (0..p.tasks.len()).map(|t| if p.tasks[t].duration == 0 { vec![] } else { g.best.staff[spans[t].clone()].iter().map(|x| *x as usize).collect() }).collect();
    Out { schedule: Schedule { starts: g.best_starts.iter().map(|x| *x as u32).collect(), staff, makespan: g.best.makespan as u32 }, schedules: g.schedules(), lower, log: g.log }
}
