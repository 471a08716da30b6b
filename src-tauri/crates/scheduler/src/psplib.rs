//! Reads single-mode instances of PSPLIB (`.sm`) and in the Patterson form (`.rcp`).

use crate::problem::{Link, Problem, Task};
use crate::text::{FormatError, Lines};

/// Reads either form, told apart by its first figures. All tasks of the file are kept, in its order, with the
/// two milestones at the ends.
pub fn read_psplib(text: &str) -> Result<Problem, FormatError> {
    if text.lines().any(|line| line.trim_start().starts_with("PRECEDENCE RELATIONS")) {
        read_sm(text)
    } else {
        read_rcp(text)
    }
}

fn read_sm(text: &str) -> Result<Problem, FormatError> {
    let mut lines = Lines::new(text);
    let count = lines.labelled("jobs (incl. supersource/sink )", "the number of jobs")?;
    let resources = lines.labelled("- renewable", "the number of renewable resources")?;
    for kind in ["- nonrenewable", "- doubly constrained"] {
        if lines.labelled(kind, "the number of such resources")? > 0 {
            return Err(lines.error("no resources but renewable ones"));
        }
    }
    lines.past("PRECEDENCE RELATIONS")?;
    lines.past("jobnr.")?;
    let mut links = Vec::new();
    for job in 0..count {
        let row = lines.numbers("a job with its modes and successors")?;
        lines.expect(row.first() == Some(&(job + 1)), &format!("job {}", job + 1))?;
        lines.expect(row.get(1) == Some(&1), "one mode for each job")?;
        lines.expect(row.get(2).is_some_and(|number| row.len() == 3 + number), "as many successors as announced")?;
        for &successor in &row[3..] {
            lines.expect((1..=count).contains(&successor), &format!("successors from 1 to {count}"))?;
            links.push(Link::finish_start(job, successor - 1));
        }
    }
    lines.past("REQUESTS/DURATIONS")?;
    lines.past("jobnr.")?;
    lines.past("---")?;
    let mut tasks = Vec::new();
    for job in 0..count {
        let row = lines.numbers("a job with its duration and requests")?;
        lines.expect(row.first() == Some(&(job + 1)), &format!("job {}", job + 1))?;
        lines.expect(row.len() == 3 + resources, &format!("job, mode, duration and {resources} requests"))?;
        tasks.push(lines.task(row[2], &row[3..])?);
    }
    lines.past("RESOURCEAVAILABILITIES")?;
    lines.past("R ")?;
    let row = lines.numbers("the capacities")?;
    lines.expect(row.len() == resources, &format!("{resources} capacities"))?;
    finished(tasks, &row, links, &lines)
}

fn read_rcp(text: &str) -> Result<Problem, FormatError> {
    let mut lines = Lines::new(text);
    let head = lines.numbers("the number of jobs and of resources")?;
    lines.expect(head.len() == 2 && head[0] > 0, "the number of jobs and of resources")?;
    let (count, resources) = (head[0], head[1]);
    let capacities = if resources > 0 { lines.numbers("the capacities")? } else { Vec::new() };
    lines.expect(capacities.len() == resources, &format!("{resources} capacities"))?;
    let (mut tasks, mut links) = (Vec::new(), Vec::new());
    for job in 0..count {
        // A long list of successors may go on in the lines below.
        let mut row = lines.numbers("a job with its duration, requests and successors")?;
        lines.expect(
            row.len() >= resources + 2,
            &format!("a duration, {resources} requests and the number of successors"),
        )?;
        while row.len() < resources + 2 + row[resources + 1] {
            row.extend(lines.numbers("further successors")?);
        }
        lines.expect(row.len() == resources + 2 + row[resources + 1], "as many successors as announced")?;
        tasks.push(lines.task(row[0], &row[1..=resources])?);
        for &successor in &row[resources + 2..] {
            lines.expect((1..=count).contains(&successor), &format!("successors from 1 to {count}"))?;
            links.push(Link::finish_start(job, successor - 1));
        }
    }
    finished(tasks, &capacities, links, &lines)
}

fn finished(tasks: Vec<Task>, capacities: &[usize], links: Vec<Link>, lines: &Lines) -> Result<Problem, FormatError> {
    let capacities = capacities.iter().map(|&capacity| lines.amount(capacity)).collect::<Result<_, _>>()?;
    Ok(Problem { tasks, capacities, people: 0, links })
}
