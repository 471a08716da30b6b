//! x
#![allow(clippy::print_stdout, clippy::unwrap_used)]
use holdfast_scheduler::*;
use std::time::*;
use std::sync::atomic::*;
fn main() {
    let a: Vec<String> = std::env::args().collect();
    let (set, secs) = (&a[1], a[2].parse::<f64>().unwrap());
    let root = "/work/shared/data/sched/";
    let env = |k: &str, d: u64| std::env::var(k).map_or(d, |x| x.parse().unwrap());
    let best: std::collections::HashMap<String, u32> = std::fs::read_to_string(format!("{root}psplib/best-known.csv")).unwrap().lines().skip(1).map(|l| { let v: Vec<&str> = l.split(',').collect(); (v[0].to_owned(), v[2].parse().unwrap()) }).collect();
    let mut names: Vec<_> = std::fs::read_dir(format!("{root}{}", if set == "imopse" { "imopse" } else { "psplib" })).unwrap().map(|x| x.unwrap().path()).filter(|p| { let n = p.file_name().unwrap().to_string_lossy().into_owned(); set == "imopse" && n.ends_with(".def") || n.starts_with(set.as_str()) }).collect();
    names.sort(); if let Ok(x) = std::env::var("ONLY") { names.retain(|n| n.to_string_lossy().contains(&x)) }
    let seeds = a.get(3).map_or(1, |x| x.parse().unwrap());
    let (mut gap, mut lbs, mut eq, mut pr, mut sch, mut tt, mut n, mut sum, mut rounds) = (0.0, 0.0, 0, 0, 0, 0.0, 0, 0, 0);
    for seed in 1..=seeds { for p in &names {
        let name = p.file_name().unwrap().to_string_lossy().into_owned();
        let text = std::fs::read_to_string(p).unwrap();
        let problem = if set == "imopse" { read_imopse(&text).unwrap().problem } else { read_psplib(&text).unwrap() };
        let t = Instant::now();
        let (stop, done) = (AtomicBool::new(false), AtomicBool::new(false));
        let mut log = vec![];
        let o = std::thread::scope(|s| {
            s.spawn(|| { while t.elapsed().as_secs_f64() < secs && !done.load(Ordering::Relaxed) { std::thread::sleep(Duration::from_millis(2)) } stop.store(true, Ordering::Relaxed) });
            let o = solve(&problem, &Options { seed, threads: env("THREADS", 2) as usize, rounds: std::env::var("ROUNDS").ok().map(|x| x.parse().unwrap()) }, &stop, &mut |s| log.push((t.elapsed().as_millis(), s.schedule.makespan, s.lower_bound))).unwrap();
            done.store(true, Ordering::Relaxed); o });
        let el = t.elapsed().as_secs_f64();
        check(&problem, &o.schedule).unwrap();
        let m = o.schedule.makespan;
        let b = best.get(&name).copied().unwrap_or(m);
        gap += m as f64 / b as f64 - 1.0; eq += (m <= b) as i32; sch += o.schedules; tt += el; n += 1; sum += m; pr += o.is_proved() as i32; lbs += o.gap(); rounds += o.rounds;
        if a.get(4).is_some() { println!("{name} {m} best {b} lb {} {el:.2}s {} rounds {} {:?}", o.lower_bound, o.schedules, o.rounds, log); }
    } }
    println!("{set} n={n} gap {:.3}% eq {eq} proved {pr} lbgap {:.3}% sum {sum} sched/s {:.0} secs {tt:.1} rounds {rounds}", 100.0 * gap / n as f64, 100.0 * lbs / n as f64, sch as f64 / tt);
}
