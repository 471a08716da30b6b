//! Everything that reviewers said, in order, and what stands of it.

use crate::{Engine, store_failure};
use holdfast_crypto::sha256_hex;
use holdfast_domain::{Code, CriterionId, Decision, Failure};
use holdfast_ports::ReviewRow;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One thing that a reviewer said about one criterion.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReviewRecord {
    /// The criterion.
    pub criterion: CriterionId,
    /// What was said.
    #[serde(flatten)]
    pub act: ReviewAct,
}

/// What was said, by whom and when.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "act", rename_all = "snake_case")]
pub enum ReviewAct {
    /// A decision on the verdict.
    Decided(Decision),
    /// The newest decision is withdrawn; the one before it, if any, stands again.
    Withdrawn {
        /// Who.
        by: String,
        /// When.
        at: String,
    },
    /// The criterion is given to somebody.
    Assigned {
        /// Who.
        by: String,
        /// When.
        at: String,
        /// To whom.
        to: String,
    },
    /// A remark.
    Commented {
        /// Who.
        by: String,
        /// When.
        at: String,
        /// The remark.
        text: String,
    },
}

impl ReviewAct {
    /// Topic of the journal entry.
    pub(crate) fn topic(&self) -> &'static str {
        match self {
            ReviewAct::Decided(_) => "dora.review.decided",
            ReviewAct::Withdrawn { .. } => "dora.review.withdrawn",
            ReviewAct::Assigned { .. } => "dora.review.assigned",
            ReviewAct::Commented { .. } => "dora.review.commented",
        }
    }
}

/// The records of a workspace.
#[derive(Clone, Debug, Default)]
pub(crate) struct ReviewLog {
    records: Vec<ReviewRecord>,
    /// By criterion, the decisions that were not withdrawn, oldest first.
    decisions: BTreeMap<CriterionId, Vec<Decision>>,
    assignees: BTreeMap<CriterionId, String>,
    comments: BTreeMap<CriterionId, usize>,
}

impl ReviewLog {
    pub(crate) fn add(&mut self, record: ReviewRecord) {
        let id = record.criterion.clone();
        match &record.act {
            ReviewAct::Decided(decision) => self.decisions.entry(id).or_default().push(decision.clone()),
            ReviewAct::Withdrawn { .. } => {
                self.decisions.entry(id).or_default().pop();
            }
            ReviewAct::Assigned { to, .. } => {
                self.assignees.insert(id, to.clone());
            }
            ReviewAct::Commented { .. } => *self.comments.entry(id).or_default() += 1,
        }
        self.records.push(record);
    }

    /// The decision that stands on each criterion.
    pub(crate) fn standing(&self) -> BTreeMap<CriterionId, Decision> {
        let newest = self.decisions.iter().filter_map(|(id, stack)| Some((id.clone(), stack.last()?.clone())));
        newest.collect()
    }

    pub(crate) fn decision(&self, id: &CriterionId) -> Option<&Decision> {
        self.decisions.get(id).and_then(|stack| stack.last())
    }

    pub(crate) fn of<'l>(&'l self, id: &'l CriterionId) -> impl Iterator<Item = &'l ReviewRecord> {
        self.records.iter().filter(move |record| &record.criterion == id)
    }

    pub(crate) fn assignee(&self, id: &CriterionId) -> Option<&str> {
        self.assignees.get(id).map(String::as_str)
    }

    pub(crate) fn comments(&self, id: &CriterionId) -> usize {
        self.comments.get(id).copied().unwrap_or_default()
    }
}

impl Engine<'_> {
    /// Reads every record and checks it against the journal.
    pub(crate) fn review_log(&self) -> Result<ReviewLog, Failure> {
        read(self.store.reviews().map_err(store_failure)?)
    }
}

fn read(rows: Vec<ReviewRow>) -> Result<ReviewLog, Failure> {
    let mut log = ReviewLog::default();
    for ReviewRow { record, entry } in rows {
        let is_bound = |bytes: &Vec<u8>| entry.payload["record"].as_str() == Some(sha256_hex(bytes).as_str());
        let bytes = record.filter(is_bound).ok_or_else(|| {
            let message = format!("What a reviewer said in journal entry {} was altered or removed.", entry.seq);
            let hint = "Do not work on with this copy. Restore the last good backup.";
            Failure::new(Code::Integrity, message, hint)
        })?;
        log.add(serde_json::from_slice(&bytes).map_err(|_| {
            let message = "The reviews of this workspace were written by a newer version of Holdfast.";
            Failure::new(Code::Refused, message, "Update Holdfast.")
        })?);
    }
    Ok(log)
}

#[cfg(test)]
#[path = "log/tests.rs"]
mod tests;
