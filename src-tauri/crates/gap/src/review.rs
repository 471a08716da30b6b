//! What a reviewer's decision does to a proposed verdict, and when it no longer may.
//!
//! A decision rests on texts: what the criterion asks and the passages that were cited. While they stand, the decided
//! verdict counts. When one moved, the decision is stale: it is listed, and it may go on holding a verdict down, never
//! up. A policy that was rewritten must not keep a "met" that nobody has looked at since.

use holdfast_domain::{CitedPassage, CriterionId, Decision, Drift, Finding, Review, Ruling, Verdict};
use holdfast_rulepack::Criterion;
use std::collections::{BTreeMap, BTreeSet};

/// What reviewers decided, and the texts on which decisions may rest.
#[derive(Clone, Debug, Default)]
pub struct Reviewed {
    /// The decision that stands on each criterion.
    pub decisions: BTreeMap<CriterionId, Decision>,
    /// Digests of every passage of the assessed documents that can be evidence.
    pub passages: BTreeSet<String>,
}

impl Reviewed {
    /// The proposed finding, with the decision on it where there is one.
    pub(crate) fn settle(&self, criterion: &Criterion, mut finding: Finding) -> Finding {
        let Some(decision) = self.decisions.get(&criterion.id) else { return finding };
        let changes = self.drift(decision, criterion, &finding);
        let stale = !changes.is_empty();
        let proposed = finding.verdict;
        let in_force = !stale || rank(decision.verdict).is_some_and(|decided| Some(decided) < rank(proposed));
        if in_force {
            finding.verdict = decision.verdict;
            finding.reasons.push(sentence(decision));
        }
        if in_force && matches!(decision.verdict, Verdict::None | Verdict::NotApplicable) {
            finding.evidence.clear();
            finding.missing.clear();
        }
        if finding.verdict == Verdict::NotApplicable {
            finding.trace.clear();
        }
        finding.proposed = Some(proposed);
        finding.review = Some(Review { decision: decision.clone(), stale, in_force, changes });
        finding
    }

    fn drift(&self, decision: &Decision, criterion: &Criterion, finding: &Finding) -> Vec<Drift> {
        let gone = decision.passages.iter().filter(|cited| !self.passages.contains(&cited.passage));
        let mut changes: Vec<Drift> = gone.cloned().map(Drift::PassageGone).collect();
        let seen: BTreeSet<&str> = decision.passages.iter().map(|cited| cited.passage.as_str()).collect();
        let new = finding.evidence.iter().filter(|evidence| !seen.contains(evidence.passage.as_str()));
        let passages: Vec<CitedPassage> = new.map(CitedPassage::from).collect();
        if finding.verdict != decision.proposed && !passages.is_empty() {
            changes.push(Drift::NewEvidence { proposed: finding.verdict, passages });
        }
        if decision.asked != asked(criterion) {
            changes.push(Drift::CriterionChanged { asked: decision.asked.clone() });
        }
        changes
    }
}

/// What a criterion asks, as far as a decision rests on it: the obligation and what a good text states.
pub fn asked(criterion: &Criterion) -> String {
    let mut lines = vec![criterion.obligation.as_str()];
    lines.extend(criterion.specifics.iter().map(String::as_str));
    lines.join("\n")
}

/// Worst first; `None` for what leaves the count, which is neither better nor worse.
fn rank(verdict: Verdict) -> Option<u8> {
    match verdict {
        Verdict::Contradicted => Some(0),
        Verdict::None => Some(1),
        Verdict::Partial => Some(2),
        Verdict::Met => Some(3),
        Verdict::NotApplicable => None,
    }
}

fn sentence(decision: &Decision) -> String {
    let did = match decision.ruling {
        Ruling::Accept => "accepted this verdict",
        Ruling::Reject => "rejected the proposed evidence",
        Ruling::Override => "set this verdict",
    };
    let day = decision.at.get(..10).unwrap_or(&decision.at);
    let why = decision.reason.as_ref().map(|reason| format!(": {reason}")).unwrap_or_default();
    format!("{} {did} on {day}{why}", decision.by).trim_end_matches('.').to_owned() + "."
}

#[cfg(test)]
#[path = "review/tests.rs"]
mod tests;
