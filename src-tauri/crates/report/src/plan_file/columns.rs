//! The columns of the task table in spreadsheets and CSV: one list, so that they cannot differ.

use super::{PlanExport, approver, bonds};
use holdfast_planner::{ACTUAL_FINISH, ACTUAL_START, PERCENT_DONE, PlannedTask, TASK};
use jiff::civil::Date;

/// What a cell holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Words.
    Text(String),
    /// Working days, or how many.
    Number(f64),
    /// An amount in EUR.
    Euros(f64),
    /// A share, 0 to 1.
    Share(f64),
    /// A day.
    Day(Date),
    /// Nothing is known.
    Nothing,
}

/// A column of the task table.
pub struct Column {
    /// Its head.
    pub head: &'static str,
    /// Width in characters that shows most of its cells.
    pub width: u8,
    /// Whether the reader fills it in.
    pub is_open: bool,
    /// Its cell for a task.
    pub value: fn(&PlanExport<'_>, &PlannedTask) -> Value,
}

const fn column(head: &'static str, width: u8, value: fn(&PlanExport<'_>, &PlannedTask) -> Value) -> Column {
    Column { head, width, is_open: false, value }
}

const fn open(head: &'static str, width: u8, value: fn(&PlanExport<'_>, &PlannedTask) -> Value) -> Column {
    Column { head, width, is_open: true, value }
}

/// All columns, from the left.
pub const COLUMNS: &[Column] = &[
    column(TASK, 11, |_, task| text(task.id.as_str())),
    column("What", 52, |_, task| text(&task.title)),
    column("Domain", 26, |export, task| text(export.domain(task))),
    open(PERCENT_DONE, 10, |export, task| {
        export.progress.get(&task.id).map_or(Value::Nothing, |known| Value::Share(known.percent_done / 100.0))
    }),
    open(ACTUAL_START, 12, |export, task| day(export.progress.get(&task.id).and_then(|known| known.actual_start))),
    open(ACTUAL_FINISH, 12, |export, task| day(export.progress.get(&task.id).and_then(|known| known.actual_finish))),
    column("Start", 12, |_, task| Value::Day(task.start)),
    column("Finish", 12, |_, task| Value::Day(task.finish)),
    column("Days", 7, |_, task| number(task.duration_days)),
    column("Effort days", 9, |_, task| Value::Number((task.effort_days * 10.0).round() / 10.0)),
    column("Who", 34, |export, task| text(&export.people(task))),
    column("Critical", 9, |_, task| text(if task.critical { "yes" } else { "no" })),
    column("Total float", 8, |_, task| number(task.total_float)),
    column("Free float", 8, |_, task| number(task.free_float)),
    column("Criticality", 10, |_, task| task.criticality.map_or(Value::Nothing, Value::Share)),
    column("Waits for", 30, |_, task| text(&bonds(task))),
    column("Approval by", 20, |_, task| task.approval.map_or(Value::Nothing, |approval| text(approver(approval.by)))),
    column("Approval due", 12, |_, task| day(task.approval.map(|approval| approval.on))),
    column("Cost EUR", 11, |_, task| Value::Euros(task.cost)),
    column("Yearly EUR", 11, |_, task| Value::Euros(task.yearly_cost)),
    column("Needs a quote", 28, |_, task| text(&task.unpriced.join(", "))),
    column("Outcome", 52, |_, task| text(&task.outcome)),
];

fn text(text: &str) -> Value {
    if text.is_empty() { Value::Nothing } else { Value::Text(text.to_owned()) }
}

fn number(number: u32) -> Value {
    Value::Number(f64::from(number))
}

fn day(day: Option<Date>) -> Value {
    day.map_or(Value::Nothing, Value::Day)
}
