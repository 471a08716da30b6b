//! x
#![allow(clippy::print_stdout, clippy::unwrap_used)]
use holdfast_scheduler::*;
use std::time::Instant;
fn main() {
    let a: Vec<String> = std::env::args().collect();
    let (set, secs) = (&a[1], a[2].parse::<f64>().unwrap());
    let root = "/work/shared/data/sched/";
    let best: std::collections::HashMap<String, u32> = std::fs::read_to_string(format!("{root}psplib/best-known.csv")).unwrap().lines().skip(1).map(|l| { let v: Vec<&str> = l.split(',').collect(); (v[0].to_owned(), v[2].parse().unwrap()) }).collect();
    let mut names: Vec<_> = std::fs::read_dir(format!("{root}{}", if set == "imopse" { "imopse" } else { "psplib" })).unwrap().map(|x| x.unwrap().path()).filter(|p| { let n = p.file_name().unwrap().to_string_lossy().into_owned(); set == "imopse" && n.ends_with(".def") || n.starts_with(set.as_str()) }).collect();
    names.sort(); if let Ok(x) = std::env::var("ONLY") { names.retain(|n| n.to_string_lossy().contains(&x)) }
    let seeds = a.get(3).map_or(1, |x| x.parse().unwrap());
    let (mut pr, mut lbs) = (0, 0.0); let (mut gap, mut eq, mut sch, mut tt, mut n, mut sum) = (0.0, 0, 0, 0.0, 0, 0);
    for seed in 1..=seeds { for p in &names {
        let name = p.file_name().unwrap().to_string_lossy().into_owned();
        let text = std::fs::read_to_string(p).unwrap();
        let problem = if set == "imopse" { read_imopse(&text).unwrap().problem } else { read_psplib(&text).unwrap() };
        let t = Instant::now();
        let o = run(&problem, seed, |_| t.elapsed().as_secs_f64() < secs);
        let el = t.elapsed().as_secs_f64();
        check(&problem, &o.schedule).unwrap();
        let t2 = Instant::now(); let pf = a.get(5).map(|x| { let l: f64 = x.parse().unwrap(); prove(&problem, o.schedule.makespan as i32 + std::env::var("PLUS").map_or(0, |x| x.parse().unwrap()), &o.schedule.starts, |_| t2.elapsed().as_secs_f64() < l) }); let el2 = t2.elapsed().as_secs_f64(); if let Some((l, p)) = pf { pr += p as i32; lbs += o.schedule.makespan as f64 / l as f64 - 1.0 }
        let b = best.get(&name).copied().unwrap_or(o.schedule.makespan);
        gap += o.schedule.makespan as f64 / b as f64 - 1.0; eq += (o.schedule.makespan <= b) as i32; sch += o.schedules; tt += el; n += 1; sum += o.schedule.makespan;
        if a.get(4).is_some() { println!("{name} {} best {b} lb {} {:.2}s {} {:?} proof {:?} {:.2}s", o.schedule.makespan, o.lower, el, o.schedules, o.log.last(), pf, el2); }
    } }
    println!("{set} n={n} gap {:.3}% eq {eq} sum {sum} proved {pr} lbgap {:.3}% sched/s {:.0} secs {tt:.1}", 100.0 * gap / n as f64, 100.0 * lbs / n as f64, sch as f64 / tt);
}
