//! Reads multi-skill instances of iMOPSE (`.def`).

use crate::problem::{Link, Need, Problem, Task};
use crate::text::{FormatError, Lines};
use std::collections::BTreeMap;

/// A multi-skill instance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MultiSkill {
    /// Each task has one need, met by the people whose skill is at least at the level asked for.
    pub problem: Problem,
    /// Number of each task in the file.
    pub task_ids: Vec<usize>,
    /// Number of each person in the file.
    pub person_ids: Vec<usize>,
}

/// Reads an instance. Salaries are passed over: only time is scheduled.
pub fn read_imopse(text: &str) -> Result<MultiSkill, FormatError> {
    let mut lines = Lines::new(text);
    let task_count = lines.labelled("Tasks", "the number of tasks")?;
    let person_count = lines.labelled("Resources", "the number of resources")?;
    lines.past("ResourceID")?;
    let (mut skills, mut person_ids) = (Vec::new(), Vec::new());
    for _ in 0..person_count {
        let line = lines.next().unwrap_or_default();
        let mut words = line.split_whitespace();
        person_ids.push(number(words.next(), "the number of a resource", &lines)?);
        let salary = words.next().and_then(|word| word.parse::<f64>().ok());
        lines.expect(salary.is_some(), "a salary after the number of the resource")?;
        let mut levels = BTreeMap::new();
        while let Some(name) = words.next() {
            let level = number(words.next(), &format!("a level after `{name}`"), &lines)?;
            levels.insert(skill(name, &lines)?, level);
        }
        skills.push(levels);
    }
    lines.past("TaskID")?;
    let (mut tasks, mut task_ids, mut waits) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..task_count {
        let line = lines.next().unwrap_or_default();
        let mut words = line.split_whitespace();
        task_ids.push(number(words.next(), "the number of a task", &lines)?);
        let duration = number(words.next(), "a duration after the number of the task", &lines)?;
        let name = skill(words.next().unwrap_or_default(), &lines)?;
        let level = number(words.next(), &format!("a level after `{name}`"), &lines)?;
        let is_able = |levels: &BTreeMap<&str, usize>| levels.get(name).is_some_and(|has| *has >= level);
        let able: Vec<usize> = (0..skills.len()).filter(|&person| is_able(&skills[person])).collect();
        lines.expect(!able.is_empty(), &format!("a task that somebody can do; nobody has {name} at level {level}"))?;
        tasks.push(Task { needs: vec![Need { able }], ..lines.task(duration, &[])? });
        for word in words {
            waits.push((lines.number(), tasks.len() - 1, number(Some(word), "the number of a predecessor", &lines)?));
        }
    }
    let positions: BTreeMap<usize, usize> = task_ids.iter().enumerate().map(|(at, id)| (*id, at)).collect();
    let link = |(line, after, before): (usize, usize, usize)| match positions.get(&before) {
        Some(&before) => Ok(Link::finish_start(before, after)),
        None => Err(FormatError { line, expected: format!("predecessors that exist; there is no task {before}") }),
    };
    let links = waits.into_iter().map(link).collect::<Result<_, _>>()?;
    Ok(MultiSkill {
        problem: Problem { tasks, capacities: Vec::new(), people: person_count, links },
        task_ids,
        person_ids,
    })
}

fn number(word: Option<&str>, what: &str, lines: &Lines) -> Result<usize, FormatError> {
    word.and_then(|word| word.parse().ok()).ok_or_else(|| lines.error(what))
}

fn skill<'a>(word: &'a str, lines: &Lines) -> Result<&'a str, FormatError> {
    match word.strip_suffix(':').filter(|name| !name.is_empty()) {
        Some(name) => Ok(name),
        None => Err(lines.error("a skill with a colon, such as `Q1:`")),
    }
}
