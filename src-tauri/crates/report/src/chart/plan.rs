//! The whole plan over time, as a picture of its own.

use super::canvas::{AXIS, Align, BLUE, Canvas, INK, LABEL, MUTED, ORANGE, RULE, SKY, STRONG, TRACK};
use crate::format;
use crate::plan_file::PlanExport;
use holdfast_planner::PlannedTask;
use jiff::ToSpan;
use jiff::civil::Date;

const WIDTH: i32 = 2700;
const ROW: i32 = 46;
const LEFT: i32 = 840;
const RIGHT: i32 = WIDTH - 40;
const HEAD: i32 = 210;
/// Least room for the name of a month.
const MONTH: i32 = 84;

/// A Gantt chart: a section for each domain, critical tasks thick and pointed, the others thin with their float as a line
/// behind, months across the top, the deadline as a broken line.
pub fn plan_svg(export: &PlanExport<'_>) -> String {
    let plan = export.plan;
    let domains = export.by_domain();
    let last = plan.deadline.map_or(plan.finish, |deadline| deadline.max(plan.finish));
    let axis = Axis { start: plan.start, days: days_between(plan.start, last).max(1) + 1 };
    let bottom = HEAD + (plan.tasks.len() + domains.len()) as i32 * ROW;
    Canvas::paint_wide((WIDTH, bottom + 40), |canvas| {
        let title = format!("Plan from {} to {}", format::date(plan.start), format::date(plan.finish));
        canvas.text((20, 34), &title, STRONG, Align::Left);
        legend(canvas, plan.deadline.is_some());
        months(canvas, &axis, last, bottom);
        let mut y = HEAD;
        for (domain, tasks) in domains {
            canvas.bar((0, y), (RIGHT, ROW), TRACK);
            canvas.text((20, y + ROW / 2), &format::shortened(domain, 60), STRONG, Align::Left);
            y += ROW;
            for task in tasks {
                row(canvas, &axis, task, y);
                y += ROW;
            }
        }
        if let Some(deadline) = plan.deadline {
            let x = axis.x(deadline.saturating_add(1.day()));
            canvas.dashes((x, HEAD - 52), (x, bottom), ORANGE);
            canvas.text((x - 8, HEAD - 66), &format!("deadline {}", format::date(deadline)), AXIS, Align::Right);
        }
        canvas.line(&[(LEFT, HEAD - 12), (LEFT, bottom)], MUTED, 3);
    })
}

struct Axis {
    start: Date,
    days: i64,
}

impl Axis {
    fn x(&self, date: Date) -> i32 {
        let day = days_between(self.start, date).clamp(0, self.days);
        LEFT + (i64::from(RIGHT - LEFT) * day / self.days) as i32
    }
}

fn row(canvas: &mut Canvas<'_>, axis: &Axis, task: &PlannedTask, y: i32) {
    let middle = y + ROW / 2;
    let label = format!("{}  {}", task.id, task.title);
    canvas.text((40, middle), &format::shortened(&label, 46), LABEL, Align::Left);
    canvas.line(&[(0, y + ROW), (RIGHT, y + ROW)], RULE, 1);
    let from = axis.x(task.start);
    let to = axis.x(task.finish.saturating_add(1.day())).max(from + 10);
    if task.critical {
        bar(canvas, (from, to), middle, 15, BLUE);
        return;
    }
    let late = task.late.map_or(to, |late| axis.x(late.finish.saturating_add(1.day())));
    if late > to {
        canvas.line(&[(to, middle), (late, middle)], MUTED, 3);
        canvas.line(&[(late, middle - 9), (late, middle + 9)], MUTED, 3);
    }
    canvas.bar((from, middle - 8), (to - from, 16), SKY);
}

/// A bar with pointed ends.
fn bar(canvas: &mut Canvas<'_>, (from, to): (i32, i32), middle: i32, half: i32, colour: plotters::style::RGBColor) {
    let tip = ((to - from) / 2).min(9);
    let outline = [
        (from, middle),
        (from + tip, middle - half),
        (to - tip, middle - half),
        (to, middle),
        (to - tip, middle + half),
        (from + tip, middle + half),
    ];
    canvas.area(&outline, colour);
}

fn legend(canvas: &mut Canvas<'_>, deadline: bool) {
    let y = 86;
    bar(canvas, (20, 80), y, 15, BLUE);
    canvas.text((94, y), "critical: a day of delay moves the finish", AXIS.coloured(INK), Align::Left);
    canvas.bar((700, y - 8), (60, 16), SKY);
    canvas.line(&[(760, y), (820, y)], MUTED, 3);
    canvas.line(&[(820, y - 9), (820, y + 9)], MUTED, 3);
    canvas.text((834, y), "not critical, with the float that dependencies leave", AXIS.coloured(INK), Align::Left);
    if deadline {
        canvas.dashes((1640, y - 20), (1640, y + 20), ORANGE);
        canvas.text((1656, y), "deadline", AXIS.coloured(INK), Align::Left);
    }
}

/// A line at the first of each month, and its name where there is room for it.
fn months(canvas: &mut Canvas<'_>, axis: &Axis, last: Date, bottom: i32) {
    let mut month = axis.start.first_of_month();
    let mut free = LEFT;
    let mut year = None;
    while month <= last {
        let x = axis.x(month.max(axis.start));
        canvas.line(&[(x, HEAD - 12), (x, bottom)], RULE, 2);
        let next = month.saturating_add(1.month());
        if x >= free && axis.x(next.min(last)) - x >= MONTH / 2 {
            let name = format::date(month);
            let name = name.split('\u{a0}').nth(1).unwrap_or_default().to_owned();
            canvas.text((x + 6, HEAD - 30), &name, AXIS, Align::Left);
            if year != Some(month.year()) {
                canvas.text((x + 6, HEAD - 62), &month.year().to_string(), STRONG, Align::Left);
                year = Some(month.year());
            }
            free = x + MONTH;
        }
        if next == month {
            break;
        }
        month = next;
    }
}

fn days_between(from: Date, to: Date) -> i64 {
    to.duration_since(from).as_hours() / 24
}
