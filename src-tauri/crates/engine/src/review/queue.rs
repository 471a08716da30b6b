//! What to look at next: what a decision would settle most.

use crate::Engine;
use holdfast_domain::{Code, CriterionId, DomainId, Failure, RequirementId, Review, Verdict};
use holdfast_rulepack::{Applicability, Criterion, applicability};
use serde::Serialize;

/// Where the review of a criterion stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ReviewStatus {
    /// Decided on texts that changed since.
    Stale,
    /// Not decided.
    Open,
    /// Decided, on texts that still stand.
    Decided,
}

/// Which criteria to list; an empty filter lists those that are open or stale.
#[derive(Clone, Debug, Default)]
pub struct QueueFilter {
    /// Only these; where none is named, what waits for a reviewer: stale and open.
    pub statuses: Vec<ReviewStatus>,
    /// Only this domain.
    pub domain: Option<String>,
    /// Only what was given to this person.
    pub assignee: Option<String>,
}

/// One criterion in the queue.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct QueueItem {
    /// The criterion.
    pub id: CriterionId,
    /// Name for people.
    pub title: String,
    /// Its requirement.
    pub requirement: RequirementId,
    /// Its domain.
    pub domain: DomainId,
    /// Importance, 1 to 5.
    pub weight: u8,
    /// Where its review stands.
    pub status: ReviewStatus,
    /// The verdict that counts.
    pub verdict: Verdict,
    /// The proposal.
    pub proposed: Verdict,
    /// Confidence of the proposal, 0 to 1.
    pub confidence: f64,
    /// Weight times doubt: how much of the score hangs on a verdict that may be wrong, 0 to 5.
    pub priority: f64,
    /// The decision, where there is one.
    pub review: Option<Review>,
    /// Whom it was given to.
    pub assignee: Option<String>,
    /// Number of remarks.
    pub comments: usize,
}

impl Engine<'_> {
    /// Criteria that bind the firm or may bind it: stale decisions first, the heavier first; then the others by what a
    /// decision would settle, most first.
    pub fn review_queue(&self, filter: &QueueFilter) -> Result<Vec<QueueItem>, Failure> {
        let domains = &self.packs.dora.domains;
        if let Some(name) = filter.domain.as_ref().filter(|name| !domains.iter().any(|one| one.id.as_str() == *name)) {
            let names: Vec<&str> = domains.iter().map(|domain| domain.id.as_str()).collect();
            let hint = format!("Choose one of: {}.", names.join(", "));
            return Err(Failure::new(Code::Usage, format!("There is no domain {name}."), hint));
        }
        let assessment = self.latest_scored()?.assessed.assessment;
        let log = self.review_log()?;
        let mut queue = Vec::new();
        for finding in assessment.criteria {
            let Some(criterion) = self.packs.dora.criterion(&finding.criterion) else { continue };
            if matches!(applicability(criterion, &assessment.firm), Applicability::No(_)) {
                continue;
            }
            let assignee = log.assignee(&criterion.id).map(str::to_owned);
            let item = QueueItem {
                id: criterion.id.clone(),
                title: criterion.title.clone(),
                requirement: criterion.requirement.clone(),
                domain: criterion.domain.clone(),
                weight: criterion.weight,
                status: status(finding.review.as_ref()),
                verdict: finding.verdict,
                proposed: finding.proposed.unwrap_or(finding.verdict),
                confidence: finding.confidence,
                priority: priority(criterion, finding.confidence),
                review: finding.review,
                assignee,
                comments: log.comments(&criterion.id),
            };
            if filter.takes(&item) {
                queue.push(item);
            }
        }
        queue.sort_by(|one, other| {
            let rank =
                |item: &QueueItem| if item.status == ReviewStatus::Stale { f64::from(item.weight) } else { -1.0 };
            let by_rank = rank(other).total_cmp(&rank(one));
            by_rank.then(other.priority.total_cmp(&one.priority)).then_with(|| one.id.cmp(&other.id))
        });
        Ok(queue)
    }

    /// Criteria that were decided on and that the rule pack in use no longer has. Their decisions are kept and count for
    /// nothing.
    pub fn decided_outside_pack(&self) -> Result<Vec<CriterionId>, Failure> {
        let decided = self.review_log()?.standing().into_keys();
        Ok(decided.filter(|id| self.packs.dora.criterion(id).is_none()).collect())
    }
}

impl QueueFilter {
    fn takes(&self, item: &QueueItem) -> bool {
        let waits = item.status != ReviewStatus::Decided;
        (if self.statuses.is_empty() { waits } else { self.statuses.contains(&item.status) })
            && self.domain.as_ref().is_none_or(|domain| item.domain.as_str() == domain)
            && self.assignee.as_ref().is_none_or(|name| item.assignee.as_ref() == Some(name))
    }
}

fn status(review: Option<&Review>) -> ReviewStatus {
    match review {
        None => ReviewStatus::Open,
        Some(review) if review.stale => ReviewStatus::Stale,
        Some(_) => ReviewStatus::Decided,
    }
}

fn priority(criterion: &Criterion, confidence: f64) -> f64 {
    f64::from(criterion.weight) * (1.0 - confidence.clamp(0.0, 1.0))
}
