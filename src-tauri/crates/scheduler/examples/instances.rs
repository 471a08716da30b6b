//! Schedules instance files and says how far the results are from the best known.
//!
//! `cargo run --release --package holdfast-scheduler --example instances -- SECONDS [--threads T] [--seed S]
//! [--best-known FILE.csv] [--cpsat PYTHON] FILE...`
//!
//! The best-known file has lines `instance,lower,upper`. With a Python that has `ortools`, multi-skill instances are
//! scheduled by CP-SAT too (`benches/cpsat.py`), in the same run and with the same time and threads.

#![allow(clippy::print_stdout)]

use holdfast_scheduler::{Options, Problem, Solution, check, read_imopse, read_psplib, solve};
use std::collections::HashMap;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;
use std::time::{Duration, Instant};

struct Request {
    seconds: f64,
    threads: usize,
    seed: u64,
    best_known: HashMap<String, u32>,
    python: Option<String>,
    files: Vec<PathBuf>,
}

#[derive(Default)]
struct Totals {
    files: u32,
    proved: u32,
    reached: u32,
    gaps: Vec<f64>,
    bound_gap: f64,
    makespan: u32,
    peer: u32,
    schedules: u64,
    seconds: f64,
}

fn main() -> Result<(), Box<dyn Error>> {
    let request = request()?;
    let mut totals = Totals::default();
    for file in &request.files {
        let problem = read(file)?;
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let started = Instant::now();
        let (solution, first) = timed(&problem, &request)?;
        let seconds = started.elapsed().as_secs_f64();
        check(&problem, &solution.schedule)?;
        let makespan = solution.schedule.makespan;
        print!("{name}: {makespan}, none below {}, {seconds:.2} s, first plan {first:.1} ms", solution.lower_bound);
        totals.files += 1;
        totals.makespan += makespan;
        totals.proved += u32::from(solution.is_proved());
        totals.bound_gap += solution.gap();
        totals.schedules += solution.schedules;
        totals.seconds += seconds;
        if let Some(best) = request.best_known.get(&name) {
            print!(", best known {best}");
            totals.reached += u32::from(makespan <= *best);
            totals.gaps.push(f64::from(makespan) / f64::from(*best) - 1.0);
        }
        if let (Some(python), true) = (&request.python, problem.people > 0) {
            let peer = cpsat(python, file, &request)?;
            print!(", CP-SAT {peer}");
            totals.peer += peer;
        }
        println!();
    }
    totals.print();
    Ok(())
}

impl Totals {
    fn print(&self) {
        let files = f64::from(self.files.max(1));
        println!(
            "{} files, {} proved, {:.2} % above the bound on average, {:.0} schedules a second",
            self.files,
            self.proved,
            100.0 * self.bound_gap / files,
            self.schedules as f64 / self.seconds
        );
        if !self.gaps.is_empty() {
            let mean = self.gaps.iter().sum::<f64>() / self.gaps.len() as f64;
            let most = self.gaps.iter().copied().fold(0.0, f64::max);
            println!(
                "best known reached {} times; {:.3} % above it on average, at most {:.2} %",
                self.reached,
                100.0 * mean,
                100.0 * most
            );
        }
        if self.peer > 0 {
            let (ours, theirs) = (f64::from(self.makespan) / files, f64::from(self.peer) / files);
            println!("mean makespan {ours:.1}, CP-SAT {theirs:.1}, ratio {:.4}", ours / theirs);
        }
    }
}

fn request() -> Result<Request, Box<dyn Error>> {
    let mut words = std::env::args().skip(1);
    let seconds = words.next().ok_or("give the seconds for each file, then the files")?.parse()?;
    let mut request =
        Request { seconds, threads: 2, seed: 1, best_known: HashMap::new(), python: None, files: Vec::new() };
    while let Some(word) = words.next() {
        let mut value = || words.next().ok_or(format!("`{word}` needs a value"));
        match word.as_str() {
            "--threads" => request.threads = value()?.parse()?,
            "--seed" => request.seed = value()?.parse()?,
            "--cpsat" => request.python = Some(value()?),
            "--best-known" => {
                for line in std::fs::read_to_string(value()?)?.lines().skip(1) {
                    if let [name, _, upper] = line.split(',').collect::<Vec<_>>().as_slice() {
                        request.best_known.insert((*name).to_owned(), upper.parse()?);
                    }
                }
            }
            _ => request.files.push(word.into()),
        }
    }
    Ok(request)
}

fn read(file: &Path) -> Result<Problem, Box<dyn Error>> {
    let text = String::from_utf8_lossy(&std::fs::read(file)?).into_owned();
    let is_multi_skill = file.extension().is_some_and(|extension| extension == "def");
    Ok(if is_multi_skill { read_imopse(&text)?.problem } else { read_psplib(&text)? })
}

/// The solution, and milliseconds to the first plan.
fn timed(problem: &Problem, request: &Request) -> Result<(Solution, f64), Box<dyn Error>> {
    let options = Options { seed: request.seed, threads: request.threads, rounds: None };
    let (started, stop) = (Instant::now(), &AtomicBool::new(false));
    let (over, waits) = mpsc::channel::<()>();
    let limit = Duration::from_secs_f64(request.seconds);
    let mut first = None;
    let solution = std::thread::scope(|scope| {
        scope.spawn(move || {
            let _ = waits.recv_timeout(limit);
            stop.store(true, Ordering::Relaxed);
        });
        let solution = solve(problem, &options, stop, &mut |_| {
            first.get_or_insert(1000.0 * started.elapsed().as_secs_f64());
        });
        drop(over);
        solution
    });
    Ok((solution?, first.unwrap_or_default()))
}

fn cpsat(python: &str, file: &Path, request: &Request) -> Result<u32, Box<dyn Error>> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/cpsat.py");
    let (seconds, threads) = (request.seconds.to_string(), request.threads.to_string());
    let output = Command::new(python).arg(script).args([&seconds, &threads]).arg(file).output()?;
    let text = String::from_utf8(output.stdout)?;
    let figure = text.split("\"makespan\": ").nth(1).and_then(|rest| rest.split(',').next());
    Ok(figure.ok_or("CP-SAT gave no figure")?.parse()?)
}
