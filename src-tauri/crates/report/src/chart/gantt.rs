//! The plan over time.

use super::canvas::{AXIS, Align, BLUE, Canvas, INK, LABEL, MUTED, ORANGE, RULE, SKY, WIDTH};
use crate::format;
use holdfast_planner::{Plan, PlannedTask};
use jiff::ToSpan;
use jiff::civil::Date;

/// Tasks that fit on one page under a heading.
pub(crate) const TASKS_A_PAGE: usize = 34;

const ROW: i32 = 54;
const BAR: i32 = 28;
const LEFT: i32 = 740;
const RIGHT: i32 = WIDTH - 10;
const HEAD: i32 = 110;
const TICKS: i64 = 5;

/// One bar a task on the calendar of the whole plan; critical tasks are dark, the others light.
pub(crate) fn gantt(plan: &Plan, tasks: &[PlannedTask]) -> String {
    let last = plan.deadline.map_or(plan.finish, |deadline| deadline.max(plan.finish));
    let days = days_between(plan.start, last).max(1) + 1;
    let x = |date: Date| LEFT + ((RIGHT - LEFT) as i64 * days_between(plan.start, date).clamp(0, days) / days) as i32;
    let bottom = HEAD + tasks.len() as i32 * ROW;
    Canvas::paint(bottom + 12, |canvas| {
        legend(canvas, plan.deadline.is_some());
        for tick in calendar(plan.start, last) {
            canvas.line(&[(x(tick), HEAD - 12), (x(tick), bottom)], RULE, 2);
            canvas.text((x(tick) + 6, HEAD - 28), &format::date(tick), AXIS, Align::Left);
        }
        for (row, task) in (0..).zip(tasks) {
            let y = HEAD + row * ROW;
            let label = format!("{}  {}", task.id, task.title);
            canvas.text((0, y + ROW / 2), &format::shortened(&label, 48), LABEL, Align::Left);
            let from = x(task.start);
            let to = x(task.finish.saturating_add(1.day()));
            let colour = if task.critical { BLUE } else { SKY };
            canvas.bar((from, y + (ROW - BAR) / 2), ((to - from).max(6), BAR), colour);
            canvas.line(&[(0, y + ROW), (RIGHT, y + ROW)], RULE, 1);
        }
        if let Some(deadline) = plan.deadline {
            canvas.dashes((x(deadline), HEAD - 12), (x(deadline), bottom), ORANGE);
        }
        canvas.line(&[(LEFT, HEAD - 12), (LEFT, bottom)], MUTED, 3);
    })
}

fn legend(canvas: &mut Canvas<'_>, deadline: bool) {
    canvas.bar((LEFT, 8), (44, BAR), BLUE);
    canvas.text((LEFT + 56, 22), "critical", AXIS.coloured(INK), Align::Left);
    canvas.bar((LEFT + 210, 8), (44, BAR), SKY);
    canvas.text((LEFT + 266, 22), "with float", AXIS.coloured(INK), Align::Left);
    if deadline {
        canvas.dashes((LEFT + 450, 2), (LEFT + 450, 44), ORANGE);
        canvas.text((LEFT + 466, 22), "deadline", AXIS.coloured(INK), Align::Left);
    }
}

/// Days to label: Mondays or first days of months, at most [`TICKS`], so that no label runs into the next.
fn calendar(start: Date, last: Date) -> Vec<Date> {
    let monday = start.saturating_add((7 - i32::from(start.weekday().to_monday_zero_offset())).rem_euclid(7).days());
    let month = if start.day() == 1 { start } else { start.first_of_month().saturating_add(1.month()) };
    let days = days_between(start, last);
    let (mut tick, step) = match days {
        ..=35 => (monday, 1.week()),
        36..=70 => (monday, 2.weeks()),
        71..=150 => (month, 1.month()),
        _ => (month, (days / 150 + 1).months()),
    };
    let mut ticks = Vec::new();
    // The last label would run over the edge.
    while days_between(tick, last) * (TICKS + 1) > days {
        ticks.push(tick);
        tick = tick.saturating_add(step);
    }
    ticks
}

fn days_between(from: Date, to: Date) -> i64 {
    to.duration_since(from).as_hours() / 24
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_of_days_keep_their_distance_for_plans_of_any_length() {
        let start = jiff::civil::date(2026, 11, 25);
        for days in 1..1500 {
            let ticks = calendar(start, start.saturating_add(days.days()));
            assert!(ticks.len() as i64 <= TICKS + 1, "{days} days: {ticks:?}");
            for pair in ticks.windows(2) {
                assert!(days_between(pair[0], pair[1]) * (TICKS + 1) >= days - 12, "{days} days: {ticks:?}");
            }
        }
    }
}
