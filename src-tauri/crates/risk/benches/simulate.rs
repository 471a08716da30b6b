//! FAIR-24, the reference portfolio, beside other ways to simulate it, in one run of the machine.
//!
//! `cargo bench -p holdfast-risk` prints the time of a million years with every figure, and its ratio to NumPy
//! (`HOLDFAST_PYTHON` names the interpreter), to plain `rand`, and to drawing the same years without keeping figures;
//! then fifty million years with the memory that they take, and a what-if.
#![allow(missing_docs, clippy::unwrap_used, clippy::print_stdout)]

use holdfast_risk::{Changes, Cost, Method, RiskInput, WhatIf, draw_only, simulate_on};
use holdfast_rulepack::{Frequency, GapSeverity, PenaltyRegime, Portfolio, Scenario, Severity};
use rand::SeedableRng;
use rand::rngs::StdRng;
use rand_distr::{Distribution, LogNormal, Poisson};
use std::hint::black_box;
use std::num::NonZeroUsize;
use std::process::Command;
use std::time::Instant;

const MILLION: u64 = 1_000_000;
const RUNS: usize = 7;
const FAIR_24: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src/simulation/tests/fair24.json");

fn rows() -> Vec<(String, f64, f64, f64)> {
    serde_json::from_str(include_str!("../src/simulation/tests/fair24.json")).unwrap()
}

fn input(years: u64) -> RiskInput {
    let scenario = |(at, (title, rate, low, high)): (usize, (String, f64, f64, f64))| Scenario {
        id: format!("SC-{:02}", at + 1).as_str().into(),
        title,
        description: String::new(),
        frequency: Frequency::Poisson { rate },
        severity: Severity::LognormalInterval { low, high },
        cap: None,
        deductible: None,
        drivers: Vec::new(),
        source: "expert estimate".into(),
    };
    let regimes: Vec<PenaltyRegime> =
        serde_json::from_str(include_str!("../../../../rulepacks/penalties/penalties.json")).unwrap();
    RiskInput {
        portfolio: Portfolio {
            scenarios: rows().into_iter().enumerate().map(scenario).collect(),
            ..Portfolio::default()
        },
        requirement_scores: [].into(),
        planned_scores: None,
        method: Method::Simulation,
        turnover_eur: Some(200_000_000.0),
        penalty: regimes.into_iter().next().unwrap(),
        gap_severity: GapSeverity::Moderate,
        plan_costs: Some(vec![Cost { one_off: [1e6, 1.5e6, 2.5e6].into(), ..Cost::new("TASK-1", "Task") }]),
        iterations: years,
        seed: 1,
        discount_rate: 0.05,
        horizon_years: 5,
        input_hash: String::new(),
    }
}

/// The obvious program: draw, add up, sort, read off.
fn plain_rand(years: u64) -> f64 {
    let mut generator = StdRng::seed_from_u64(1);
    let laws: Vec<(Poisson<f64>, LogNormal<f64>)> = rows()
        .into_iter()
        .map(|(_, rate, low, high)| {
            let (mu, width) = ((low.ln() + high.ln()) / 2.0, high.ln() - low.ln());
            (Poisson::new(rate).unwrap(), LogNormal::new(mu, width / (2.0 * 1.644_853_626_951_472_2)).unwrap())
        })
        .collect();
    let mut totals: Vec<f64> = (0..years)
        .map(|_| {
            let year = laws.iter().map(|(count, loss)| {
                (0..count.sample(&mut generator) as u32).map(|_| loss.sample(&mut generator)).sum::<f64>()
            });
            year.sum()
        })
        .collect();
    totals.sort_unstable_by(f64::total_cmp);
    totals[(years as usize * 99).div_ceil(100)..].iter().sum::<f64>() / (years as f64 * 0.01)
}

/// Median of the seconds of several runs.
fn median(mut seconds: Vec<f64>) -> f64 {
    seconds.sort_by(f64::total_cmp);
    seconds[seconds.len() / 2]
}

/// Seconds that this thread had a processor, so that a busy machine changes nothing; by the clock where only Linux says.
fn processor(start: Instant) -> f64 {
    let spent = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = spent.and_then(|line| line.split(' ').next()?.parse::<f64>().ok());
    nanoseconds.map_or_else(|| start.elapsed().as_secs_f64(), |nanoseconds| nanoseconds * 1e-9)
}

fn timed<T>(runs: usize, clock: impl Fn(Instant) -> f64, mut work: impl FnMut() -> T) -> f64 {
    let start = Instant::now();
    let once = |_| {
        let since = clock(start);
        black_box(work());
        clock(start) - since
    };
    median((0..runs).map(once).collect())
}

fn wall(start: Instant) -> f64 {
    start.elapsed().as_secs_f64()
}

fn numpy() -> Option<f64> {
    let python = std::env::var("HOLDFAST_PYTHON").unwrap_or_else(|_| "python3".into());
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/fair_24.py");
    let output = Command::new(python).args([script, FAIR_24, "1000000", "5"]).output().ok()?;
    let seconds =
        String::from_utf8(output.stdout).ok()?.lines().map(str::parse).collect::<Result<Vec<f64>, _>>().ok()?;
    (!seconds.is_empty()).then(|| median(seconds))
}

/// Most memory that the process ever held, in MiB; only Linux says.
fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().trim_end_matches(" kB").parse::<u64>().ok().map(|kib| kib / 1024)
}

fn main() {
    let (one, two) = (NonZeroUsize::MIN, NonZeroUsize::MIN.saturating_add(1));
    let million = input(MILLION);
    let many = input(50 * MILLION);
    let since = Instant::now();
    black_box(simulate_on(&many, two).unwrap());
    print!("50,000,000 years, every figure, 2 threads: {:.2} s", since.elapsed().as_secs_f64());
    println!("{}", peak_memory().map(|mib| format!(", {mib} MiB at most")).unwrap_or_default());

    let ours = timed(RUNS, processor, || simulate_on(&million, one).unwrap());
    let both = timed(RUNS, wall, || simulate_on(&million, two).unwrap());
    println!("1,000,000 years, every figure: {ours:.3} s of one processor; {both:.3} s by the clock on 2 threads");
    let beside = |name: &str, seconds: f64| {
        println!("{name}: {seconds:.3} s of one processor, {:.2} times ours", seconds / ours)
    };
    let drawn = timed(RUNS, processor, || draw_only(&million.portfolio, MILLION, 1));
    println!(
        "the same years drawn, no figures: {drawn:.3} s of one processor; ours takes {:.2} times that",
        ours / drawn
    );
    beside("plain rand", timed(3, processor, || plain_rand(MILLION)));
    match numpy() {
        Some(seconds) => beside("NumPy", seconds),
        None => println!("NumPy: left out, no Python with NumPy here (HOLDFAST_PYTHON names one)"),
    }
    let compared = input(100_000);
    let what_if = WhatIf::new(&compared, two).unwrap();
    let rarer = Changes { rates: [("SC-03".into(), 0.5)].into(), ..Changes::default() };
    let answered = timed(RUNS, wall, || what_if.answer(&rarer).unwrap());
    println!("a what-if over 100,000 years: {answered:.3} s by the clock on 2 threads");
    let exact = RiskInput { method: Method::Exact, ..million };
    println!("the exact figures: {:.3} s of one processor", timed(3, processor, || simulate_on(&exact, one).unwrap()));
}
