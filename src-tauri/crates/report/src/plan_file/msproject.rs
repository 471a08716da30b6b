//! Microsoft Project XML, which ProjectLibre and others open too. The order of elements is that of the published schema
//! (`http://schemas.microsoft.com/project`): programs refuse files in another order.
//!
//! Tasks have a fixed duration and may not start before their planned day, so that a program that calculates anew arrives at
//! the dates of the plan.

mod calendars;
mod xml;

use super::{PlanExport, approver};
use calendars::write_calendars;
use holdfast_domain::{PersonId, TaskId};
use holdfast_planner::{Plan, PlannedTask};
use holdfast_rulepack::Link;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
use xml::Xml;

/// Hours of a working day.
const HOURS: f64 = 8.0;
/// A working day in tenths of minutes, the unit of lags.
const DAY_LAG: i64 = 4800;
/// Unit for people: days.
const DAYS: &str = "7";

/// The project file.
pub fn msproject(export: &PlanExport<'_>) -> Vec<u8> {
    let plan = export.plan;
    let mut xml = Xml::new();
    xml.open("Project", Some("http://schemas.microsoft.com/project"));
    xml.leaf("SaveVersion", "14");
    xml.leaf("Name", "plan.xml");
    xml.leaf("Title", "Plan to close the gaps");
    xml.leaf("Subject", &format!("Holdfast plan {}", export.key));
    xml.leaf("CreationDate", export.at.get(..19).unwrap_or(export.at));
    xml.leaf("ScheduleFromStart", "1");
    xml.leaf("StartDate", &morning(plan.start));
    xml.leaf("FinishDate", &evening(plan.finish));
    xml.leaf("CriticalSlackLimit", "0");
    xml.leaf("CurrencyDigits", "2");
    xml.leaf("CurrencySymbol", "€");
    xml.leaf("CurrencyCode", "EUR");
    xml.leaf("CalendarUID", calendars::TEAM);
    xml.leaf("DefaultStartTime", "08:00:00");
    xml.leaf("DefaultFinishTime", "17:00:00");
    xml.leaf("MinutesPerDay", "480");
    xml.leaf("MinutesPerWeek", &(480 * export.team.calendar.week.len()).to_string());
    xml.leaf("DaysPerMonth", "20");
    xml.leaf("DefaultTaskType", "1");
    xml.leaf("DurationFormat", DAYS);
    xml.leaf("NewTasksEffortDriven", "0");
    xml.leaf("WeekStartDay", "1");
    write_calendars(&mut xml, export);
    let numbers = write_tasks(&mut xml, export);
    write_resources(&mut xml, export);
    write_assignments(&mut xml, export, &numbers);
    xml.close("Project");
    xml.end()
}

/// Writes domains as summaries with their tasks and, last, a milestone for the whole; gives the number of each task.
fn write_tasks<'a>(xml: &mut Xml, export: &PlanExport<'a>) -> BTreeMap<&'a TaskId, usize> {
    let domains = export.by_domain();
    let mut numbers: BTreeMap<&TaskId, usize> = BTreeMap::new();
    let mut number = 0;
    for (_, tasks) in &domains {
        number += 1;
        for task in tasks {
            number += 1;
            numbers.insert(&task.id, number);
        }
    }
    let baseline: BTreeMap<&TaskId, &PlannedTask> = export.baseline.tasks.iter().map(|task| (&task.id, task)).collect();
    xml.open("Tasks", None);
    let mut number = 0;
    for (place, (domain, tasks)) in (1..).zip(&domains) {
        number += 1;
        write_summary(xml, (number, place), domain, tasks);
        for (inner, task) in (1..).zip(tasks) {
            number += 1;
            write_task(xml, export, (number, &format!("{place}.{inner}")), task, (&numbers, &baseline));
        }
    }
    write_milestone(xml, export.plan, (number + 1, domains.len() + 1), &numbers);
    xml.close("Tasks");
    numbers
}

fn write_head(xml: &mut Xml, number: usize, name: &str, kind: &str, (wbs, level): (&str, &str)) {
    xml.leaf("UID", &number.to_string());
    xml.leaf("ID", &number.to_string());
    xml.leaf("Name", name);
    xml.leaf("Active", "1");
    xml.leaf("Manual", "0");
    xml.leaf("Type", kind);
    xml.leaf("IsNull", "0");
    xml.leaf("WBS", wbs);
    xml.leaf("OutlineNumber", wbs);
    xml.leaf("OutlineLevel", level);
    xml.leaf("Priority", "500");
}

fn write_summary(xml: &mut Xml, (number, place): (usize, usize), domain: &str, tasks: &[&PlannedTask]) {
    let (Some(start), Some(finish)) =
        (tasks.iter().map(|task| task.start).min(), tasks.iter().map(|task| task.finish).max())
    else {
        return;
    };
    xml.open("Task", None);
    write_head(xml, number, domain, "1", (&place.to_string(), "1"));
    xml.leaf("Start", &morning(start));
    xml.leaf("Finish", &evening(finish));
    xml.leaf("Milestone", "0");
    xml.leaf("Summary", "1");
    xml.close("Task");
}

fn write_task(
    xml: &mut Xml,
    export: &PlanExport<'_>,
    (number, wbs): (usize, &str),
    task: &PlannedTask,
    (numbers, baseline): (&BTreeMap<&TaskId, usize>, &BTreeMap<&TaskId, &PlannedTask>),
) {
    let flag = |flag: bool| if flag { "1" } else { "0" };
    xml.open("Task", None);
    write_head(xml, number, &format!("{} {}", task.id, task.title), "1", (wbs, "2"));
    xml.leaf("Start", &morning(task.start));
    xml.leaf("Finish", &evening(task.finish));
    xml.leaf("Duration", &hours(f64::from(task.duration_days) * HOURS));
    xml.leaf("DurationFormat", DAYS);
    xml.leaf("Work", &hours(task.effort_days * HOURS));
    xml.leaf("EffortDriven", "0");
    xml.leaf("Estimated", "0");
    xml.leaf("Milestone", "0");
    xml.leaf("Summary", "0");
    xml.leaf("Critical", flag(task.critical));
    xml.leaf("FreeSlack", &slack(task.free_float));
    xml.leaf("TotalSlack", &slack(task.total_float));
    // Amounts are in hundredths of the currency.
    xml.leaf("FixedCost", &format!("{:.0}", purchases(export, task) * 100.0));
    xml.leaf("FixedCostAccrual", "3");
    // Not before: the people are busy until then, which links alone do not say.
    xml.leaf("ConstraintType", "4");
    xml.leaf("CalendarUID", "-1");
    xml.leaf("ConstraintDate", &morning(task.start));
    xml.leaf("LevelingCanSplit", "0");
    xml.leaf("IgnoreResourceCalendar", "0");
    xml.leaf("Notes", &notes(export, task));
    for link in &task.links {
        if let Some(earlier) = numbers.get(&link.task) {
            write_link(xml, *earlier, link.relation, link.lag_days);
        }
    }
    if let Some(first) = baseline.get(&task.id) {
        xml.open("Baseline", None);
        xml.leaf("Number", "0");
        xml.leaf("Start", &morning(first.start));
        xml.leaf("Finish", &evening(first.finish));
        xml.leaf("Duration", &hours(f64::from(first.duration_days) * HOURS));
        xml.leaf("DurationFormat", DAYS);
        xml.leaf("EstimatedDuration", "0");
        xml.leaf("Work", &hours(first.effort_days * HOURS));
        xml.leaf("Cost", &format!("{:.0}", first.cost * 100.0));
        xml.close("Baseline");
    }
    xml.close("Task");
}

/// The finish of the whole, with the deadline; it waits for what nothing else waits for.
fn write_milestone(xml: &mut Xml, plan: &Plan, (number, place): (usize, usize), numbers: &BTreeMap<&TaskId, usize>) {
    let waited: BTreeSet<&TaskId> =
        plan.tasks.iter().flat_map(|task| task.links.iter().map(|link| &link.task)).collect();
    xml.open("Task", None);
    write_head(xml, number, "All tasks done", "1", (&place.to_string(), "1"));
    xml.leaf("Start", &evening(plan.finish));
    xml.leaf("Finish", &evening(plan.finish));
    xml.leaf("Duration", &hours(0.0));
    xml.leaf("DurationFormat", DAYS);
    xml.leaf("Milestone", "1");
    xml.leaf("Summary", "0");
    xml.leaf("ConstraintType", "0");
    if let Some(deadline) = plan.deadline {
        xml.leaf("Deadline", &evening(deadline));
    }
    for (_, earlier) in numbers.iter().filter(|(id, _)| !waited.contains(**id)) {
        write_link(xml, *earlier, Link::FinishStart, 0);
    }
    xml.close("Task");
}

fn write_link(xml: &mut Xml, earlier: usize, relation: Link, lag_days: i32) {
    let kind = match relation {
        Link::FinishFinish => "0",
        Link::FinishStart => "1",
        Link::StartFinish => "2",
        Link::StartStart => "3",
    };
    xml.open("PredecessorLink", None);
    xml.leaf("PredecessorUID", &earlier.to_string());
    xml.leaf("Type", kind);
    xml.leaf("CrossProject", "0");
    xml.leaf("LinkLag", &(i64::from(lag_days) * DAY_LAG).to_string());
    xml.leaf("LagFormat", DAYS);
    xml.close("PredecessorLink");
}

fn write_resources(xml: &mut Xml, export: &PlanExport<'_>) {
    xml.open("Resources", None);
    for (number, person) in (1..).zip(&export.team.people) {
        xml.open("Resource", None);
        xml.leaf("UID", &number.to_string());
        xml.leaf("ID", &number.to_string());
        xml.leaf("Name", &person.title);
        xml.leaf("Type", "1");
        xml.leaf("IsNull", "0");
        xml.leaf("Code", person.id.as_str());
        xml.leaf("MaxUnits", &format!("{:.4}", person.capacity));
        xml.leaf("CanLevel", "1");
        xml.leaf("StandardRate", &format!("{:.2}", person.day_rate_eur / HOURS));
        xml.leaf("StandardRateFormat", "2");
        xml.leaf("CalendarUID", &calendars::of_person(number));
        xml.close("Resource");
    }
    xml.close("Resources");
}

fn write_assignments(xml: &mut Xml, export: &PlanExport<'_>, numbers: &BTreeMap<&TaskId, usize>) {
    let people: BTreeMap<&PersonId, usize> = export.team.people.iter().map(|person| &person.id).zip(1..).collect();
    xml.open("Assignments", None);
    let mut number = 0;
    for (_, tasks) in export.by_domain() {
        for task in tasks {
            let share = task.effort_days / task.assignees.len().max(1) as f64;
            for person in &task.assignees {
                let (Some(resource), Some(planned)) = (people.get(person), numbers.get(&task.id)) else { continue };
                number += 1;
                xml.open("Assignment", None);
                xml.leaf("UID", &number.to_string());
                xml.leaf("TaskUID", &planned.to_string());
                xml.leaf("ResourceUID", &resource.to_string());
                xml.leaf("Finish", &evening(task.finish));
                xml.leaf("Start", &morning(task.start));
                xml.leaf("Units", &format!("{:.4}", share / f64::from(task.duration_days.max(1))));
                xml.leaf("Work", &hours(share * HOURS));
                xml.close("Assignment");
            }
        }
    }
    xml.close("Assignments");
}

/// The cost of a task without the days of its people, which the program counts itself.
fn purchases(export: &PlanExport<'_>, task: &PlannedTask) -> f64 {
    let share = task.effort_days / task.assignees.len().max(1) as f64;
    let rate = |id: &PersonId| {
        export.team.people.iter().find(|person| person.id == *id).map_or(0.0, |person| person.day_rate_eur)
    };
    (task.cost - task.assignees.iter().map(rate).sum::<f64>() * share).max(0.0)
}

fn notes(export: &PlanExport<'_>, task: &PlannedTask) -> String {
    let mut notes = format!("{}\nEvidence: {}", task.outcome, task.evidence.join("; "));
    if let Some(approval) = task.approval {
        notes += &format!("\nApproval by the {} until {}", approver(approval.by), approval.on);
    }
    if !task.unpriced.is_empty() {
        notes += &format!("\nNot in the cost until there is a quote: {}", task.unpriced.join("; "));
    }
    if let Some(known) = export.progress.get(&task.id).filter(|known| known.is_under_way()) {
        notes += &format!("\nReported as {} % done", known.percent_done);
    }
    notes
}

fn morning(day: Date) -> String {
    format!("{day}T08:00:00")
}

fn evening(day: Date) -> String {
    format!("{day}T17:00:00")
}

/// A length of time by ISO 8601, as the format wants it: hours, minutes and seconds.
fn hours(hours: f64) -> String {
    let minutes = (hours * 60.0).round().max(0.0) as u64;
    format!("PT{}H{}M0S", minutes / 60, minutes % 60)
}

/// Floats are in tenths of minutes.
fn slack(days: u32) -> String {
    (i64::from(days) * DAY_LAG).to_string()
}
