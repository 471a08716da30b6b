//! What a second reader did to an assessment, in figures.

use holdfast_domain::{Finding, ReadFailure, VoidReason};
use serde::Serialize;
use std::collections::BTreeMap;

/// Counts over the criteria that a second reader was asked about.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ReadingSummary {
    /// Name of the reader.
    pub name: String,
    /// Criteria asked about.
    pub asked: usize,
    /// Answers that agree with the first verdict.
    pub agreed: usize,
    /// Answers that disagree and changed the verdict.
    pub changed: usize,
    /// Answers that disagree and changed nothing but the confidence.
    pub disputed: usize,
    /// Answers that count for nothing, by reason.
    pub voided: BTreeMap<VoidReason, usize>,
    /// Questions without an answer, by reason.
    pub failed: BTreeMap<ReadFailure, usize>,
}

impl ReadingSummary {
    /// Counts the findings; `None` where no second reader was asked.
    pub fn of(findings: &[Finding]) -> Option<Self> {
        let mut summary = Self::default();
        for finding in findings {
            let Some(reading) = &finding.second_reader else { continue };
            summary.name.clone_from(&reading.name);
            summary.asked += 1;
            match (reading.failed, reading.voided) {
                (Some(failure), _) => *summary.failed.entry(failure).or_default() += 1,
                (None, Some(reason)) => *summary.voided.entry(reason).or_default() += 1,
                (None, None) if reading.first.is_some() => summary.changed += 1,
                (None, None) if reading.verdict == Some(finding.proposed.unwrap_or(finding.verdict)) => {
                    summary.agreed += 1;
                }
                (None, None) => summary.disputed += 1,
            }
        }
        (summary.asked > 0).then_some(summary)
    }

    /// Whether every question got an answer that counts.
    pub fn is_whole(&self) -> bool {
        self.voided.is_empty() && self.failed.is_empty()
    }
}
