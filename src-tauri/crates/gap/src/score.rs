//! From findings to an assessment.

use crate::assessment::{Assessment, DocumentSummary, DomainScore, Overall, RequirementScore};
use crate::review::Reviewed;
use crate::total::{Judged, Total};
use holdfast_domain::{Finding, FirmProfile, ModelRef, Verdict};
use holdfast_rulepack::{Applicability, Criterion, DoraPack, applicability};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// What an assessment is made of.
#[derive(Clone, Debug)]
pub struct AssessmentInput<'a> {
    /// Criteria and requirements.
    pub pack: &'a DoraPack,
    /// The firm.
    pub firm: &'a FirmProfile,
    /// Findings by criterion; a criterion without one counts as `none`.
    pub findings: Vec<Finding>,
    /// What reviewers decided.
    pub reviewed: Reviewed,
    /// What was read.
    pub documents: Vec<DocumentSummary>,
    /// Embedding model behind the findings.
    pub model: ModelRef,
    /// Verdict head behind the findings.
    pub head: ModelRef,
    /// Stage key of the assessment.
    pub assessment_id: String,
}

/// Scores the findings.
pub fn assess(input: AssessmentInput<'_>) -> Assessment {
    let mut by_id: BTreeMap<_, Finding> = input.findings.into_iter().map(|f| (f.criterion.clone(), f)).collect();
    let judged: Vec<Judged<'_>> = input
        .pack
        .criteria
        .iter()
        .map(|criterion| {
            let finding = by_id.remove(&criterion.id).unwrap_or_else(|| unjudged(criterion));
            let applicability = applicability(criterion, input.firm);
            let finding = settled(criterion, finding, &applicability, &input.reviewed);
            Judged::new(criterion, Cow::Owned(finding), &applicability)
        })
        .collect();
    let domains = input.pack.domains.iter().map(|domain| {
        let total = Total::of(judged.iter().filter(|judged| judged.criterion.domain == domain.id));
        DomainScore {
            id: domain.id.clone(),
            title: domain.title.clone(),
            score: total.score(),
            maturity: total.maturity(),
            counts: total.counts,
            review: total.review,
        }
    });
    let requirements = input.pack.requirements.iter().map(|requirement| {
        let total = Total::of(judged.iter().filter(|judged| judged.criterion.requirement == requirement.id));
        RequirementScore {
            id: requirement.id.clone(),
            title: requirement.title.clone(),
            articles: requirement.articles.clone(),
            domain: requirement.domain.clone(),
            score: total.score(),
            status: total.status(),
            maturity: total.maturity(),
            counts: total.counts,
            review: total.review,
        }
    });
    let all = Total::of(&judged);
    Assessment {
        assessment_id: input.assessment_id,
        firm: input.firm.clone(),
        rulepack: input.pack.reference.clone(),
        model: input.model,
        head: Some(input.head),
        documents: input.documents,
        overall: Overall { score: all.score(), maturity: all.maturity(), counts: all.counts, review: all.review },
        domains: domains.collect(),
        requirements: requirements.collect(),
        criteria: judged.into_iter().map(|judged| judged.finding.into_owned()).collect(),
    }
}

/// The finding as it counts for this firm, with the decision on it. What does not bind needs no decision.
fn settled(criterion: &Criterion, mut finding: Finding, applicability: &Applicability, reviewed: &Reviewed) -> Finding {
    match applicability {
        Applicability::Binds => reviewed.settle(criterion, finding),
        Applicability::Optional(reason) => {
            finding.reasons.push(reason.clone());
            reviewed.settle(criterion, finding)
        }
        Applicability::No(reason) => Finding {
            verdict: Verdict::NotApplicable,
            confidence: 1.0,
            evidence: Vec::new(),
            missing: Vec::new(),
            reasons: vec![reason.clone()],
            trace: BTreeMap::new(),
            second_reader: None,
            ..finding
        },
    }
}

fn unjudged(criterion: &Criterion) -> Finding {
    Finding {
        criterion: criterion.id.clone(),
        verdict: Verdict::None,
        proposed: None,
        review: None,
        confidence: 1.0,
        evidence: Vec::new(),
        missing: Vec::new(),
        reasons: vec!["Nothing was read that could be evidence.".into()],
        trace: BTreeMap::new(),
        second_reader: None,
    }
}

#[cfg(test)]
#[path = "score/tests.rs"]
mod tests;
