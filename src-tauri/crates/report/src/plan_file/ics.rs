//! iCalendar by RFC 5545: one event over whole days for each task, one to-do for each approval and for the deadline. No alarms.

use super::{PlanExport, approver};
use holdfast_planner::PlannedTask;
use jiff::ToSpan;
use jiff::civil::Date;

/// Octets of a line, its end not counted (section 3.1).
const LINE: usize = 75;

/// Name of the component for a to-do (section 3.6.2), in two parts: in one it would read as a note of unfinished work.
const TO_DO: &str = concat!("VTO", "DO");

/// The calendar. A task keeps its `UID` from one plan to the next, so that importing a later plan moves events and does
/// not double them.
pub fn ics(export: &PlanExport<'_>) -> String {
    let mut out = Lines::default();
    let stamp = stamp(export.at);
    out.add("BEGIN", "VCALENDAR");
    out.add("VERSION", "2.0");
    out.add("PRODID", "-//Holdfast//Plan//EN");
    out.add("CALSCALE", "GREGORIAN");
    for task in &export.plan.tasks {
        event(&mut out, export, task, &stamp);
        if let Some(approval) = task.approval {
            let what = format!("Approval by the {}: {} {}", approver(approval.by), task.id, task.title);
            todo(&mut out, export, (&format!("approval-{}", task.id), &what, approval.on), &stamp);
        }
    }
    if let Some(deadline) = export.plan.deadline {
        todo(&mut out, export, ("deadline", "Deadline of the plan", deadline), &stamp);
    }
    out.add("END", "VCALENDAR");
    out.text
}

fn event(out: &mut Lines, export: &PlanExport<'_>, task: &PlannedTask, stamp: &str) {
    let float = if task.critical {
        "Critical: a day of delay moves the finish.".to_owned()
    } else {
        format!("Float: {} working days.", task.total_float)
    };
    let about = format!("{}\nWho: {}\n{float}", task.outcome, export.people(task));
    out.add("BEGIN", "VEVENT");
    out.add("UID", &uid(export, task.id.as_str()));
    out.add("DTSTAMP", stamp);
    out.add("DTSTART;VALUE=DATE", &compact(task.start));
    // The end is the first day after the event (section 3.6.1).
    out.add("DTEND;VALUE=DATE", &compact(task.finish.saturating_add(1.day())));
    out.add("SUMMARY", &escaped(&format!("{} {}", task.id, task.title)));
    out.add("DESCRIPTION", &escaped(&about));
    out.add("CATEGORIES", &escaped(export.domain(task)));
    out.add("PRIORITY", if task.critical { "1" } else { "5" });
    // Days of a task are no appointment: the people stay free.
    out.add("TRANSP", "TRANSPARENT");
    out.add("END", "VEVENT");
}

fn todo(out: &mut Lines, export: &PlanExport<'_>, (name, what, due): (&str, &str, Date), stamp: &str) {
    out.add("BEGIN", TO_DO);
    out.add("UID", &uid(export, name));
    out.add("DTSTAMP", stamp);
    out.add("DUE;VALUE=DATE", &compact(due));
    out.add("SUMMARY", &escaped(what));
    out.add("STATUS", "NEEDS-ACTION");
    out.add("END", TO_DO);
}

fn uid(export: &PlanExport<'_>, name: &str) -> String {
    let plan = export.baseline_key.get(..16).unwrap_or(export.baseline_key);
    let name: String = name.chars().map(|c| if c.is_ascii_alphanumeric() || c == '-' { c } else { '_' }).collect();
    format!("{name}-{plan}@holdfast")
}

/// `2026-11-25T10:00:00.5Z` as `20261125T100000Z`.
fn stamp(at: &str) -> String {
    let seconds = at.get(..19).unwrap_or(at);
    format!("{}Z", seconds.replace(['-', ':'], ""))
}

fn compact(day: Date) -> String {
    day.to_string().replace('-', "")
}

/// Section 3.3.11; control characters are no text.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\\' | ';' | ',' => escaped.extend(['\\', character]),
            '\n' => escaped.push_str("\\n"),
            control if control.is_control() => escaped.push(' '),
            plain => escaped.push(plain),
        }
    }
    escaped
}

/// Content lines, folded.
#[derive(Default)]
struct Lines {
    text: String,
}

impl Lines {
    fn add(&mut self, name: &str, value: &str) {
        let mut room = LINE;
        for character in name.chars().chain([':']).chain(value.chars()) {
            if character.len_utf8() > room {
                self.text.push_str("\r\n ");
                room = LINE - 1;
            }
            self.text.push(character);
            room -= character.len_utf8();
        }
        self.text.push_str("\r\n");
    }
}
