//! Tasks and teams as data.

use holdfast_domain::{CriterionId, PersonId, RequirementId, TaskId};
use serde::{Deserialize, Serialize};

/// One piece of work that closes gaps.
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
    /// Working days of one person: optimistic, most likely, pessimistic; rising, more than 0.
    pub effort_days: [f64; 3],
    /// What those who do it must know; each skill is met by one person.
    pub skills: Vec<SkillNeed>,
    /// Tasks that must be finished first (finish to start); those not in the plan are skipped over.
    pub predecessors: Vec<TaskId>,
    /// Purchases and outside services in EUR.
    pub purchase_eur: f64,
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

/// The people who carry out a plan.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Team {
    /// Members.
    pub people: Vec<Person>,
}

/// A member of the team.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Person {
    /// Identifier, such as `security-engineer`.
    pub id: PersonId,
    /// Role for people.
    pub title: String,
    /// What the member knows.
    pub skills: Vec<SkillNeed>,
    /// Share of working time for the plan, more than 0 to 1.
    pub capacity: f64,
    /// Cost of one working day in EUR.
    pub day_rate_eur: f64,
}
