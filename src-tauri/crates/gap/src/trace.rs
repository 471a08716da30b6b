//! How a score came about, from the figure down to the quotes.

use crate::assessment::{Assessment, ReviewCounts, VerdictCounts};
use crate::total::{Contribution, Judged, Total};
use holdfast_domain::{Finding, Verdict};
use holdfast_rulepack::{DoraPack, Requirement, applicability};
use serde::Serialize;
use std::borrow::Cow;

/// A score with everything that adds up to it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ScoreTrace {
    /// `overall`, a domain, or `REQ-01` to `REQ-47`.
    pub id: String,
    /// Name for people.
    pub title: String,
    /// `earned` divided by `possible`; `None` where nothing counts.
    pub score: Option<f64>,
    /// Roll-up of the criteria.
    pub status: Verdict,
    /// 0 to 5; `None` where nothing counts.
    pub maturity: Option<u8>,
    /// Sum of weight times credit.
    pub earned: f64,
    /// Sum of the weights that count.
    pub possible: f64,
    /// Criteria by verdict.
    pub counts: VerdictCounts,
    /// Criteria by what reviewers said.
    pub review: ReviewCounts,
    /// Domains of the whole, or requirements of a domain.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<ScoreTrace>,
    /// Criteria of a requirement.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub criteria: Vec<CriterionTrace>,
}

/// One criterion of a score: what was found, and what that adds.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CriterionTrace {
    /// Verdict, decision and quotes.
    #[serde(flatten)]
    pub finding: Finding,
    /// Name for people.
    pub title: String,
    /// Importance, 1 to 5.
    pub weight: u8,
    /// Share of the weight that the verdict earns; `None` where it leaves the count.
    pub credit: Option<f64>,
    /// What that adds to the score.
    #[serde(flatten)]
    pub contribution: Contribution,
}

impl Assessment {
    /// How the figure `overall`, of a domain or of a requirement came about; `None` where there is no such figure.
    /// `pack` is the one of the assessment.
    pub fn trace(&self, pack: &DoraPack, id: &str) -> Option<ScoreTrace> {
        let known = self.criteria.iter().filter_map(|finding| {
            let criterion = pack.criterion(&finding.criterion)?;
            Some(Judged::new(criterion, Cow::Borrowed(finding), &applicability(criterion, &self.firm)))
        });
        let judged: Vec<Judged<'_>> = known.collect();
        let is_meant = |name: &str| name.eq_ignore_ascii_case(id);
        if is_meant("overall") {
            let mut whole = sum("overall", "Overall", &judged);
            whole.parts = pack.domains.iter().map(|domain| domain_trace(pack, &judged, domain)).collect();
            return Some(whole);
        }
        let domain = pack.domains.iter().find(|domain| is_meant(domain.id.as_str()));
        let requirement = pack.requirements.iter().find(|requirement| is_meant(requirement.id.as_str()));
        domain
            .map(|domain| domain_trace(pack, &judged, domain))
            .or_else(|| requirement.map(|requirement| requirement_trace(requirement, &judged)))
    }
}

fn domain_trace(pack: &DoraPack, judged: &[Judged<'_>], domain: &holdfast_rulepack::Domain) -> ScoreTrace {
    let own: Vec<Judged<'_>> = judged.iter().filter(|judged| judged.criterion.domain == domain.id).cloned().collect();
    let mut trace = sum(domain.id.as_str(), &domain.title, &own);
    // By the domain of the criteria: they are what the score adds up.
    let parts = pack.requirements.iter().map(|requirement| requirement_trace(requirement, &own));
    trace.parts = parts.filter(|part| !part.criteria.is_empty()).collect();
    trace
}

fn requirement_trace(requirement: &Requirement, judged: &[Judged<'_>]) -> ScoreTrace {
    let own: Vec<Judged<'_>> =
        judged.iter().filter(|judged| judged.criterion.requirement == requirement.id).cloned().collect();
    let mut trace = sum(requirement.id.as_str(), &requirement.title, &own);
    trace.criteria = own
        .into_iter()
        .map(|judged| CriterionTrace {
            title: judged.criterion.title.clone(),
            weight: judged.criterion.weight,
            credit: judged.finding.verdict.credit(),
            contribution: judged.contribution(),
            finding: judged.finding.into_owned(),
        })
        .collect();
    trace
}

fn sum(id: &str, title: &str, judged: &[Judged<'_>]) -> ScoreTrace {
    let total = Total::of(judged);
    ScoreTrace {
        id: id.to_owned(),
        title: title.to_owned(),
        score: total.score(),
        status: total.status(),
        maturity: total.maturity(),
        earned: total.earned,
        possible: total.possible,
        counts: total.counts,
        review: total.review,
        parts: Vec::new(),
        criteria: Vec::new(),
    }
}

#[cfg(test)]
#[path = "trace/tests.rs"]
mod tests;
