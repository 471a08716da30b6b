//! The plan as it was meant, and as it stands.

use crate::{DONE, Plan, PlannedTask, Progress, Span};
use holdfast_domain::TaskId;
use jiff::civil::Date;
use serde::Serialize;
use std::collections::BTreeMap;

/// Baseline against now.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Status {
    /// Day on which it stands so.
    pub as_of: Date,
    /// First and last day of the baseline.
    pub planned: Span,
    /// Last day of the last task as it looks now.
    pub forecast_finish: Date,
    /// Working days by which that is later than planned; negative where it is earlier.
    pub slipped_days: i64,
    /// Day by which all should be done.
    pub deadline: Option<Date>,
    /// Share of the effort that is behind it, in percent, 0 to 100; `None` where there is no effort.
    pub percent_done: Option<f64>,
    /// Tasks that are done.
    pub done: usize,
    /// Tasks that are under way.
    pub under_way: usize,
    /// Tasks that nobody has begun.
    pub not_started: usize,
    /// Tasks that are late.
    pub late: usize,
    /// Every task of the baseline and of the plan, by planned start, then id; new ones last.
    pub tasks: Vec<TaskStatus>,
}

/// How one task stands.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TaskStatus {
    /// The task.
    pub id: TaskId,
    /// Name for people.
    pub title: String,
    /// How far it is.
    pub state: TaskState,
    /// Dates of the baseline; `None` where it came later.
    pub planned: Option<Span>,
    /// Day of the start, as reported.
    pub actual_start: Option<Date>,
    /// Day of the finish, as reported.
    pub actual_finish: Option<Date>,
    /// Last day as it looks now; `None` where it is not done any more.
    pub forecast_finish: Option<Date>,
    /// Working days by which the forecast is later than planned; `None` where one of the two is not known.
    pub slipped_days: Option<i64>,
    /// Share that is done, in percent.
    pub percent_done: f64,
    /// Working days of one person for the whole of it.
    pub effort_days: f64,
    /// Whether it finishes, or finished, later than planned, or should have been finished by now.
    pub is_late: bool,
}

/// How far a task is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum TaskState {
    /// Nobody has begun.
    NotStarted,
    /// Work has begun.
    UnderWay,
    /// Finished.
    Done,
    /// In the baseline, no longer needed and not done: its gaps are closed.
    Dropped,
}

/// Compares the baseline with progress and with the plan of now. `working_days` counts from the first to the second day.
pub fn status(
    baseline: &Plan,
    now: &Plan,
    progress: &Progress,
    as_of: Date,
    working_days: impl Fn(Date, Date) -> i64,
) -> Status {
    let current: BTreeMap<&TaskId, &PlannedTask> = now.tasks.iter().map(|task| (&task.id, task)).collect();
    let first: BTreeMap<&TaskId, &PlannedTask> = baseline.tasks.iter().map(|task| (&task.id, task)).collect();
    let added = now.tasks.iter().filter(|task| !first.contains_key(&task.id));
    let tasks: Vec<TaskStatus> = baseline
        .tasks
        .iter()
        .chain(added)
        .map(|task| {
            let found = (first.get(&task.id).copied(), current.get(&task.id).copied());
            task_status(task, found, progress, as_of, &working_days)
        })
        .collect();
    let counted = |state| tasks.iter().filter(|task| task.state == state).count();
    let kept = || tasks.iter().filter(|task| task.state != TaskState::Dropped);
    let effort: f64 = kept().map(|task| task.effort_days).sum();
    let behind: f64 = kept().map(|task| task.effort_days * task.percent_done / DONE).sum();
    let forecast_finish = kept().filter_map(|task| task.forecast_finish).max().unwrap_or(baseline.finish);
    Status {
        as_of,
        planned: Span { start: baseline.start, finish: baseline.finish },
        forecast_finish,
        slipped_days: working_days(baseline.finish, forecast_finish),
        deadline: now.deadline.or(baseline.deadline),
        percent_done: (effort > 0.0).then(|| DONE * behind / effort),
        done: counted(TaskState::Done),
        under_way: counted(TaskState::UnderWay),
        not_started: counted(TaskState::NotStarted),
        late: tasks.iter().filter(|task| task.is_late).count(),
        tasks,
    }
}

fn task_status(
    task: &PlannedTask,
    (first, current): (Option<&PlannedTask>, Option<&PlannedTask>),
    progress: &Progress,
    as_of: Date,
    working_days: &impl Fn(Date, Date) -> i64,
) -> TaskStatus {
    let known = progress.get(&task.id).copied().unwrap_or_default();
    let state = match current {
        _ if known.is_done() => TaskState::Done,
        None => TaskState::Dropped,
        Some(_) if known.is_under_way() => TaskState::UnderWay,
        Some(_) => TaskState::NotStarted,
    };
    let planned = first.map(|task| Span { start: task.start, finish: task.finish });
    let forecast_finish = known.actual_finish.or(current.map(|task| task.finish));
    let slipped_days = planned.zip(forecast_finish).map(|(planned, finish)| working_days(planned.finish, finish));
    let is_overdue = matches!(state, TaskState::NotStarted | TaskState::UnderWay)
        && planned.is_some_and(|planned| planned.finish < as_of);
    TaskStatus {
        id: task.id.clone(),
        title: task.title.clone(),
        state,
        planned,
        actual_start: known.actual_start,
        actual_finish: known.actual_finish,
        forecast_finish,
        slipped_days,
        percent_done: known.percent_done,
        effort_days: task.effort_days,
        is_late: is_overdue || slipped_days.is_some_and(|days| days > 0),
    }
}
