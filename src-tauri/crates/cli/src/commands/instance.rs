//! `plan --psplib` and `plan --imopse`: schedules for instance files, without a workspace.

use crate::Ending;
use crate::args::{Global, InstanceArgs};
use crate::output::Output;
use holdfast_domain::{Code, Failure};
use holdfast_engine::within;
use holdfast_scheduler::{
    FormatError, MultiSkill, Options, Problem, ProblemError, Solution, check, read_imopse, read_psplib, solve,
};
use serde_json::{Value, json};
use std::io::Write;
use std::path::Path;
use std::time::Instant;

/// Seconds for an instance where nothing is said.
const SECONDS: f64 = 10.0;

/// Schedules the instance that was named; `None` when there is none.
pub(super) fn instance(global: &Global, args: &InstanceArgs, output: &mut Output) -> Option<Result<Ending, Failure>> {
    match (&args.psplib, &args.imopse) {
        (Some(file), _) => Some(psplib(global, args, file, output)),
        (None, Some(file)) => Some(imopse(global, args, file, output)),
        (None, None) => None,
    }
}

fn psplib(global: &Global, args: &InstanceArgs, file: &Path, output: &mut Output) -> Result<Ending, Failure> {
    let problem = read(file, read_psplib)?;
    let solution = search(global, args, file, &problem)?;
    if output.is_json() {
        output.document(&figures(&solution));
        return Ok(Ending::Done);
    }
    print_figures(&solution, output);
    let rows = problem.tasks.iter().zip(&solution.schedule.starts).enumerate();
    let row = |(job, (task, start)): (usize, (&holdfast_scheduler::Task, &u32))| {
        vec![(job + 1).to_string(), start.to_string(), (start + task.duration).to_string()]
    };
    output.table(&[">Job", ">Start", ">Finish"], rows.map(row).collect());
    Ok(Ending::Done)
}

fn imopse(global: &Global, args: &InstanceArgs, file: &Path, output: &mut Output) -> Result<Ending, Failure> {
    let MultiSkill { problem, task_ids, person_ids } = read(file, read_imopse)?;
    let solution = search(global, args, file, &problem)?;
    // A task of no duration occupies nobody, yet the form wants somebody's name on it: the first who is able.
    let assignee = |task: usize| {
        let staff = solution.schedule.staff[task].first();
        staff.or_else(|| problem.tasks[task].needs.first()?.able.first()).map(|person| person_ids[*person])
    };
    let assignments: Vec<Option<usize>> = (0..task_ids.len()).map(assignee).collect();
    if output.is_json() {
        let mut document = figures(&solution);
        document["tasks"] = json!(task_ids);
        document["assignments"] = json!(assignments);
        output.document(&document);
        return Ok(Ending::Done);
    }
    print_figures(&solution, output);
    let row = |task: usize| {
        let start = solution.schedule.starts[task];
        let finish = start + problem.tasks[task].duration;
        let who = assignments[task].map_or_else(String::new, |person| person.to_string());
        vec![task_ids[task].to_string(), start.to_string(), finish.to_string(), who]
    };
    output.table(&[">Task", ">Start", ">Finish", ">Who"], (0..task_ids.len()).map(row).collect());
    Ok(Ending::Done)
}

fn read<T>(file: &Path, form: impl Fn(&str) -> Result<T, FormatError>) -> Result<T, Failure> {
    let bytes = std::fs::read(file).map_err(|error| {
        let message = format!("The instance file {} cannot be read: {error}.", file.display());
        Failure::new(Code::NotFound, message, "Check the path.")
    })?;
    // Comments in these files come in old encodings; figures and keywords are plain ASCII.
    form(&String::from_utf8_lossy(&bytes)).map_err(|error| {
        let message = format!("The instance file {} is not of the expected form: {error}.", file.display());
        Failure::new(Code::Usage, message, "Correct the line that the message names.")
    })
}

/// Searches until the time is over. The clock is here; the search itself knows none.
fn search(global: &Global, args: &InstanceArgs, file: &Path, problem: &Problem) -> Result<Solution, Failure> {
    let started = Instant::now();
    let threads =
        args.threads.map_or_else(|| std::thread::available_parallelism().map_or(2, usize::from), |n| n as usize);
    let options = Options { seed: args.seed.unwrap_or(1), threads, rounds: args.rounds };
    let solution = within(Some(args.seconds.unwrap_or(SECONDS)), |stop| {
        solve(problem, &options, stop, &mut |better| tell(global, started, better))
    });
    let solution = solution.map_err(|error| impossible(file, &error))?;
    check(problem, &solution.schedule).map_err(|violation| {
        let message = format!("The schedule found for {} breaks a rule: {violation}.", file.display());
        Failure::new(Code::Internal, message, "This is a defect of the program; please report it with the file.")
    })?;
    Ok(solution)
}

/// Files count from 1, the scheduler from 0.
fn impossible(file: &Path, error: &ProblemError) -> Failure {
    let reason = match error {
        ProblemError::Cycle(path) => {
            let path: Vec<String> = path.iter().map(|task| (task + 1).to_string()).collect();
            format!("jobs wait for each other: {}", path.join(" -> "))
        }
        ProblemError::Demand { task, resource, demand, capacity } => {
            format!("job {} takes {demand} of resource {}, of which there are {capacity}", task + 1, resource + 1)
        }
        other => other.to_string(),
    };
    let message = format!("The instance {} has no schedule: {reason}.", file.display());
    Failure::new(Code::Usage, message, "Correct the instance.")
}

fn tell(global: &Global, started: Instant, better: &Solution) {
    if global.quiet {
        return;
    }
    let (makespan, bound) = (better.schedule.makespan, better.lower_bound);
    let seconds = started.elapsed().as_secs_f64();
    let mut error = std::io::stderr();
    let _ = match global.json {
        true => {
            let seconds = (seconds * 1000.0).round() / 1000.0;
            writeln!(error, "{}", json!({ "makespan": makespan, "lower_bound": bound, "seconds": seconds }))
        }
        false => writeln!(error, "{seconds:.2} s: {makespan} periods, none shorter than {bound}"),
    };
}

fn figures(solution: &Solution) -> Value {
    json!({
        "makespan": solution.schedule.makespan,
        "lower_bound": solution.lower_bound,
        "proved": solution.is_proved(),
        "gap": solution.gap(),
        "start_times": solution.schedule.starts,
        "schedules": solution.schedules,
        "rounds": solution.rounds,
    })
}

fn print_figures(solution: &Solution, output: &mut Output) {
    let makespan = solution.schedule.makespan;
    output.heading("Schedule");
    output.line(&match solution.is_proved() {
        true => format!("{makespan} periods; proved that no schedule is shorter"),
        false => format!(
            "{makespan} periods; no schedule is shorter than {}, so this one is within {:.1} % of the shortest",
            solution.lower_bound,
            solution.gap() * 100.0
        ),
    });
    output.line(&format!("{} schedules in {} rounds", solution.schedules, solution.rounds));
}
