//! Which gaps come first.

use holdfast_domain::{CriterionId, Finding, FirmProfile, Verdict};
use holdfast_gap::Assessment;
use holdfast_rulepack::{Applicability, Criterion, Level, applicability};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// A criterion whose obligation the documents leave open or deny.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Gap<'a> {
    /// What was found.
    pub finding: &'a Finding,
    /// What is asked.
    pub criterion: &'a Criterion,
}

impl Gap<'_> {
    /// Where the obligation stands, for a sentence: an article of the Regulation, or of the act that details it.
    pub fn citation(&self) -> String {
        match self.criterion.level {
            Level::L1 => format!("Article {}", self.criterion.paragraph),
            Level::L2 => format!("Regulation (EU) {}", self.criterion.paragraph),
        }
    }
}

/// Every gap, worst first: contradicted before none before partial, then the heavier criterion, then the id.
///
/// What does not bind the firm for sure is no gap unless the documents deny it: see
/// [`applicability`](holdfast_rulepack::applicability). `criteria` is the pack of the assessment; a finding on a
/// criterion outside it has no weight and is left out.
pub fn worst_gaps<'a>(assessment: &'a Assessment, criteria: &'a BTreeMap<CriterionId, Criterion>) -> Vec<Gap<'a>> {
    let known = assessment.criteria.iter().filter_map(|finding| {
        let criterion = criteria.get(&finding.criterion)?;
        Some(Gap { finding, criterion })
    });
    let mut gaps: Vec<Gap<'a>> = known.filter(|gap| is_gap(gap, &assessment.firm)).collect();
    gaps.sort_by_key(|gap| (rank(gap.finding.verdict), Reverse(gap.criterion.weight), &gap.criterion.id));
    gaps
}

fn is_gap(gap: &Gap<'_>, firm: &FirmProfile) -> bool {
    let denied = gap.finding.verdict == Verdict::Contradicted;
    rank(gap.finding.verdict).is_some() && (denied || applicability(gap.criterion, firm) == Applicability::Binds)
}

/// Place of the verdict among gaps; `None` where it is not one.
fn rank(verdict: Verdict) -> Option<u8> {
    match verdict {
        Verdict::Contradicted => Some(0),
        Verdict::None => Some(1),
        Verdict::Partial => Some(2),
        Verdict::Met | Verdict::NotApplicable => None,
    }
}
