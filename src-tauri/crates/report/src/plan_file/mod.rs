//! The plan as files for other programs: a spreadsheet, a calendar, a diagram, a project file.
//!
//! Each format is one pure function over a [`PlanExport`]. The same plan gives the same bytes: the only time in a file is
//! the one at which the plan was made.

mod columns;
mod csv;
mod ics;
mod mermaid;
mod msproject;

pub use self::columns::{COLUMNS, Column, Value};
pub use self::csv::{csv, csv_rows};
pub use self::ics::ics;
pub use self::mermaid::mermaid;
pub use self::msproject::msproject;
pub use crate::chart::{network_svg, plan_svg};

use holdfast_domain::{PersonId, RequirementId};
use holdfast_planner::{Plan, PlannedTask, Progress};
use holdfast_rulepack::{Approver, HolidayCalendar, Team};
use std::collections::BTreeMap;

/// What the files are made from.
pub struct PlanExport<'a> {
    /// The plan.
    pub plan: &'a Plan,
    /// The plan that progress is measured against; the plan itself where there is no earlier one.
    pub baseline: &'a Plan,
    /// Those who carry it out.
    pub team: &'a Team,
    /// Public holidays that the team may name.
    pub holidays: &'a [HolidayCalendar],
    /// What has been done.
    pub progress: &'a Progress,
    /// Name of the domain of each requirement.
    pub domains: &'a BTreeMap<RequirementId, String>,
    /// Key under which the plan is kept.
    pub key: &'a str,
    /// Key of the baseline; it stays the same from one plan to the next.
    pub baseline_key: &'a str,
    /// When the plan was made, RFC 3339 in UTC.
    pub at: &'a str,
}

impl<'a> PlanExport<'a> {
    /// The domain that a task is shown under: that of its first requirement.
    pub fn domain(&self, task: &PlannedTask) -> &'a str {
        let first = task.requirement_ids.first().and_then(|id| self.domains.get(id));
        first.map_or("Other", String::as_str)
    }

    /// The tasks of each domain, by the first start in it, then by name; within a domain as in the plan.
    pub fn by_domain(&self) -> Vec<(&'a str, Vec<&'a PlannedTask>)> {
        let mut domains: Vec<(&str, Vec<&PlannedTask>)> = Vec::new();
        for task in &self.plan.tasks {
            let name = self.domain(task);
            match domains.iter_mut().find(|(known, _)| *known == name) {
                Some((_, tasks)) => tasks.push(task),
                None => domains.push((name, vec![task])),
            }
        }
        domains
    }

    /// Who a member of the team is, for people.
    pub fn person<'i>(&'i self, id: &'i PersonId) -> &'i str {
        let member = self.plan.people.iter().find(|member| member.id == *id);
        member.map_or(id.as_str(), |member| member.title.as_str())
    }

    /// Who does a task, for people.
    pub fn people(&self, task: &PlannedTask) -> String {
        task.assignees.iter().map(|id| self.person(id)).collect::<Vec<_>>().join(", ")
    }
}

/// What a task waits for, as planning programs write it: `TASK-001FS+5d`.
pub fn bonds(task: &PlannedTask) -> String {
    let bond = |link: &holdfast_planner::PlannedLink| {
        let lag = if link.lag_days == 0 { String::new() } else { format!("{:+}d", link.lag_days) };
        format!("{}{}{lag}", link.task, link.relation.code())
    };
    task.links.iter().map(bond).collect::<Vec<_>>().join(", ")
}

/// Who approves, for people.
pub fn approver(by: Approver) -> &'static str {
    match by {
        Approver::ManagementBody => "management body",
        Approver::SeniorManagement => "senior management",
        Approver::CompetentAuthority => "competent authority",
    }
}
