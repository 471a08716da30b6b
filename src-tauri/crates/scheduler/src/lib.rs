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
    let mut k = 0; let lim: u64 = std::env::var("SCHED").ok().map_or(u64::MAX, |x| x.parse().unwrap());
    loop { g.step(); k += 1; if g.best.makespan <= lower || g.schedules() > lim || (k % 16 == 0 && !go(g.best.makespan)) { break } }
    let staff = (0..p.tasks.len()).map(|t| if p.tasks[t].duration == 0 { vec![] } else { g.best.staff[spans[t].clone()].iter().map(|x| *x as usize).collect() }).collect();
    Out { schedule: Schedule { starts: g.best_starts.iter().map(|x| *x as u32).collect(), staff, makespan: g.best.makespan as u32 }, schedules: g.schedules(), lower, log: g.log }
}
mod proof;
pub fn prove(p: &Problem, upper: i32, starts: &[u32], mut go: impl FnMut(i32) -> bool) -> (i32, bool) {
    let net = network::Network::new(p).unwrap();
    let d: Vec<i32> = p.tasks.iter().map(|t| t.duration as i32).collect();
    let s: Vec<i32> = starts.iter().map(|t| *t as i32).collect();
    let pools: Vec<_> = p.capacities.iter().enumerate().map(|(r, c)| proof::Pool { capacity: *c, demands: p.tasks.iter().map(|t| t.demands.get(r).copied().unwrap_or(0)).collect() }).collect();
    let mut lower = (0..p.tasks.len()).map(|t| net.heads[t] + net.tails[t]).max().unwrap_or(0);
    let Some(mut pr) = proof::prover(&net, &d, &pools, upper, &s) else { return (lower, lower == upper) };
    let stop = std::sync::atomic::AtomicBool::new(false);
    loop { match pr.work(2_000_000, &stop) {
        proof::Finding::Nothing => if !go(lower) { return (lower, false) },
        proof::Finding::Bound(b) => { lower = b; if b >= upper { return (b, true) } }
        proof::Finding::Shortest(st) => { let mk = st.iter().zip(&d).map(|(a, b)| a + b).max().unwrap();
            check(p, &Schedule { starts: st.iter().map(|x| *x as u32).collect(), staff: vec![vec![]; d.len()], makespan: mk as u32 }).unwrap(); return (mk, true) }
    } }
}
