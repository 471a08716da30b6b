//! Tasks as data.

use crate::Predecessor;
use holdfast_domain::{CriterionId, EntitySize, RequirementId, TaskId};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One piece of work that closes gaps. Days and EUR are those of a medium-sized firm.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Task {
    /// `TASK-001`, ...
    pub id: TaskId,
    /// Name for people, an imperative.
    pub title: String,
    /// What is there when it is done.
    pub outcome: String,
    /// Requirements it serves, at least one.
    pub requirements: Vec<RequirementId>,
    /// Criteria it closes, at least one, each of one of `requirements`.
    pub criteria: Vec<CriterionId>,
    /// Working days of one person where the firm does it itself: optimistic, most likely, pessimistic; rising, above 0.
    pub effort_days: [f64; 3],
    /// What the work grows with.
    pub size_driver: SizeDriver,
    /// What those who do it must know; each skill is met by one person.
    pub skills: Vec<SkillNeed>,
    /// What it waits for; tasks that are not in the plan are skipped over.
    pub predecessors: Vec<Predecessor>,
    /// It starts on this day or later.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start_from: Option<Date>,
    /// It starts on this day, or on the next working day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start_on: Option<Date>,
    /// It is finished on this day at the latest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deadline: Option<Date>,
    /// Whose approval the outcome needs; nothing that waits for its finish starts before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approval: Option<Approval>,
    /// Documents and records that it leaves behind, at least one.
    pub evidence: Vec<String>,
    /// Purchases and running costs, whoever does the work.
    pub costs: Vec<CostItem>,
    /// How an outside firm could do it, where that is usual.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vendor: Option<VendorMode>,
}

/// A skill at a level.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SkillNeed {
    /// Skill name, such as `risk` or `security-engineering`.
    pub skill: String,
    /// 1 (assists) to 3 (leads).
    pub level: u8,
}

/// Waiting time between the end of the work and an approved outcome. It takes nobody's time of the team.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Approval {
    /// Who approves.
    pub by: Approver,
    /// Working days for circulation, reading and the meeting.
    pub wait_days: u32,
}

/// Who approves the outcome of a task.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Approver {
    /// The board or its equal.
    ManagementBody,
    /// Those who run the business from day to day.
    SeniorManagement,
    /// The competent authority, or the one for tests.
    CompetentAuthority,
}

/// Something to be paid for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CostItem {
    /// What is bought.
    pub name: String,
    /// Once or every year.
    pub kind: CostKind,
    /// Optimistic, most likely, pessimistic in EUR; `None` where only a vendor's quote can tell.
    pub eur: Option<[f64; 3]>,
}

/// How often a cost comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CostKind {
    /// Once.
    OneOff,
    /// Every year from then on.
    Yearly,
}

/// The task done by an outside firm.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VendorMode {
    /// What is bought, in a sentence for people.
    pub service: String,
    /// Working days from order to delivery: optimistic, most likely, pessimistic.
    pub duration_days: [f64; 3],
    /// Fee in EUR, three points; `None` where only a quote can tell.
    pub eur: Option<[f64; 3]>,
    /// Working days of one person that are left to the firm, three points.
    pub effort_days: [f64; 3],
    /// What those who steer the vendor must know.
    pub skills: Vec<SkillNeed>,
}

/// What the work of a task grows with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SizeDriver {
    /// A decision or an appointment: a small firm has less to coordinate, but the same paper to write.
    Decision,
    /// A policy, a procedure or a report: longer where more units and functions are covered.
    Document,
    /// Work on each system, contract, function or member of staff.
    Estate,
}

/// Factors on days and EUR by the size of the firm, for each driver; 1 for a medium-sized firm.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SizeFactors(BTreeMap<SizeDriver, BTreeMap<EntitySize, f64>>);

impl SizeFactors {
    /// The factor for a task with this driver; 1 where the table does not say.
    pub fn factor(&self, driver: SizeDriver, size: EntitySize) -> f64 {
        self.0.get(&driver).and_then(|factors| factors.get(&size)).copied().unwrap_or(1.0)
    }

    /// All factors with their place, for checks.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (SizeDriver, EntitySize, f64)> + '_ {
        self.0.iter().flat_map(|(driver, factors)| factors.iter().map(|(size, factor)| (*driver, *size, *factor)))
    }
}
