//! Progress as people write it into a table.

use crate::{DONE, Progress, TaskProgress};
use holdfast_domain::TaskId;
use jiff::civil::Date;
use serde::Serialize;
use std::collections::BTreeSet;

/// Head of the column that says which task a row is about.
pub const TASK: &str = "Task";
/// Head of the column for the share that is done.
pub const PERCENT_DONE: &str = "Percent done";
/// Head of the column for the day of the start as it was.
pub const ACTUAL_START: &str = "Actual start";
/// Head of the column for the day of the finish as it was.
pub const ACTUAL_FINISH: &str = "Actual finish";

/// A row of a table with its number, counted from 1.
pub type Row = (usize, Vec<String>);

/// Why a row was left out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RowProblem {
    /// Number of the row, counted from 1.
    pub row: usize,
    /// The task as the row names it.
    pub task: String,
    /// Head of the column that cannot be used.
    pub field: &'static str,
    /// What is wrong with it, and what it should be.
    pub message: String,
}

/// Reads the rows below the first one that heads a column for the task and at least one for progress; `None` where there is no such
/// row. A row that says nothing is passed over; one that cannot be true is left out whole, with the reason. `known` are the tasks
/// there are, `today` the day after which nothing can have happened.
///
/// A percentage is `50%`, or a plain number from 2 on; 0 is nothing. Plain numbers above 0 and up to 1 are refused, since a sheet may
/// mean the whole by 1. A finish without a percentage means that all is done. Days are `2027-02-15` or `15.02.2027`.
pub fn read_progress(rows: &[Row], known: &BTreeSet<TaskId>, today: Date) -> Option<(Progress, Vec<RowProblem>)> {
    let (head, columns) = rows.iter().enumerate().find_map(|(at, (_, cells))| Some((at, Columns::find(cells)?)))?;
    let (mut progress, mut problems) = (Progress::new(), Vec::new());
    for (row, cells) in &rows[head + 1..] {
        let cell = |column: Option<usize>| column.and_then(|at| cells.get(at)).map_or("", |cell| cell.trim());
        let task = cell(Some(columns.task));
        let told = [cell(columns.percent), cell(columns.start), cell(columns.finish)];
        if told.iter().all(|cell| cell.is_empty()) {
            continue;
        }
        let id = TaskId::new(task);
        let found = if !known.contains(&id) {
            Err((TASK, "there is no such task in the plan or its baseline".to_owned()))
        } else if progress.contains_key(&id) {
            Err((TASK, "the task stands in an earlier row already".to_owned()))
        } else {
            state(told, today)
        };
        match found {
            Ok(state) => {
                progress.insert(id, state);
            }
            Err((field, message)) => {
                problems.push(RowProblem { row: *row, task: task.to_owned(), field, message });
            }
        }
    }
    Some((progress, problems))
}

struct Columns {
    task: usize,
    percent: Option<usize>,
    start: Option<usize>,
    finish: Option<usize>,
}

impl Columns {
    fn find(cells: &[String]) -> Option<Self> {
        let at = |head: &str| cells.iter().position(|cell| cell.trim().eq_ignore_ascii_case(head));
        let found =
            Self { task: at(TASK)?, percent: at(PERCENT_DONE), start: at(ACTUAL_START), finish: at(ACTUAL_FINISH) };
        [found.percent, found.start, found.finish].iter().any(Option::is_some).then_some(found)
    }
}

fn state([done, start, finish]: [&str; 3], today: Date) -> Result<TaskProgress, (&'static str, String)> {
    let actual_start = day(start, ACTUAL_START, today)?;
    let actual_finish = day(finish, ACTUAL_FINISH, today)?;
    let percent_done = match (percent(done)?, actual_finish) {
        (Some(percent), _) => percent,
        (None, Some(_)) => DONE,
        (None, None) => 0.0,
    };
    if let (Some(start), Some(finish)) = (actual_start, actual_finish)
        && finish < start
    {
        return Err((ACTUAL_FINISH, format!("{finish} lies before the start, {start}")));
    }
    match actual_finish {
        Some(_) if percent_done < DONE => {
            Err((PERCENT_DONE, format!("{percent_done} % cannot be finished; give 100 % or no finish")))
        }
        None if percent_done >= DONE => {
            Err((ACTUAL_FINISH, "100 % is done: give the day on which it was finished".to_owned()))
        }
        _ => Ok(TaskProgress { percent_done, actual_start, actual_finish }),
    }
}

fn percent(text: &str) -> Result<Option<f64>, (&'static str, String)> {
    if text.is_empty() {
        return Ok(None);
    }
    let refused = |message: &str| Err((PERCENT_DONE, message.to_owned()));
    let (figure, is_marked) = text.strip_suffix('%').map_or((text, false), |figure| (figure.trim_end(), true));
    match figure.replace(',', ".").parse::<f64>() {
        Ok(percent) if !(0.0..=DONE).contains(&percent) => refused("a share from 0 % to 100 % is expected"),
        Ok(percent) if !is_marked && percent > 0.0 && percent <= 1.0 => {
            refused("write it with a percent sign: it may mean a hundredth or the whole")
        }
        Ok(percent) => Ok(Some(percent + 0.0)),
        Err(_) => refused("a share such as 50% is expected"),
    }
}

fn day(text: &str, field: &'static str, today: Date) -> Result<Option<Date>, (&'static str, String)> {
    if text.is_empty() {
        return Ok(None);
    }
    let day = text.parse::<Date>().ok().or_else(|| dotted(text));
    match day {
        None => Err((field, "a day such as 2027-02-15 is expected".to_owned())),
        Some(day) if day > today => Err((field, format!("{day} has not come yet; today is {today}"))),
        Some(day) => Ok(Some(day)),
    }
}

/// `15.02.2027`: with dots, the day comes first everywhere.
fn dotted(text: &str) -> Option<Date> {
    let [day, month, year] = text.split('.').collect::<Vec<_>>().try_into().ok()?;
    if year.len() != 4 {
        return None;
    }
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

#[cfg(test)]
#[path = "progress_rows/tests.rs"]
mod tests;
