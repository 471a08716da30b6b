//! Adding up.

use crate::MET_SCORE;
use crate::assessment::{Assessment, DocumentSummary, DomainScore, Overall, RequirementScore, VerdictCounts};
use holdfast_domain::{Finding, FirmProfile, ModelRef, Verdict};
use holdfast_rulepack::{Applicability, Criterion, DoraPack, applicability};
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
    /// What was read.
    pub documents: Vec<DocumentSummary>,
    /// Embedding model behind the findings.
    pub model: ModelRef,
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
            Judged::new(criterion, finding, input.firm)
        })
        .collect();
    let domains = input.pack.domains.iter().map(|domain| {
        let total = Total::of(judged.iter().filter(|judged| judged.criterion.domain == domain.id));
        DomainScore { id: domain.id.clone(), title: domain.title.clone(), score: total.score(), counts: total.counts }
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
            counts: total.counts,
        }
    });
    let all = Total::of(judged.iter());
    Assessment {
        assessment_id: input.assessment_id,
        firm: input.firm.clone(),
        rulepack: input.pack.reference.clone(),
        model: input.model,
        documents: input.documents,
        overall: Overall { score: all.score(), counts: all.counts },
        domains: domains.collect(),
        requirements: requirements.collect(),
        criteria: judged.into_iter().map(|judged| judged.finding).collect(),
    }
}

struct Judged<'a> {
    criterion: &'a Criterion,
    finding: Finding,
    optional: bool,
}

impl<'a> Judged<'a> {
    fn new(criterion: &'a Criterion, mut finding: Finding, firm: &FirmProfile) -> Self {
        let optional = match applicability(criterion, firm) {
            Applicability::Binds => false,
            Applicability::Optional(reason) => {
                finding.reasons.push(reason);
                true
            }
            Applicability::No(reason) => {
                finding = Finding {
                    verdict: Verdict::NotApplicable,
                    confidence: 1.0,
                    evidence: Vec::new(),
                    missing: Vec::new(),
                    reasons: vec![reason],
                    trace: BTreeMap::new(),
                    second_reader: None,
                    ..finding
                };
                false
            }
        };
        Self { criterion, finding, optional }
    }
}

fn unjudged(criterion: &Criterion) -> Finding {
    Finding {
        criterion: criterion.id.clone(),
        verdict: Verdict::None,
        confidence: 1.0,
        evidence: Vec::new(),
        missing: Vec::new(),
        reasons: vec!["Nothing was read that could be evidence.".into()],
        trace: BTreeMap::new(),
        second_reader: None,
    }
}

#[derive(Default)]
struct Total {
    earned: f64,
    possible: f64,
    heavy_without_credit: bool,
    counts: VerdictCounts,
}

impl Total {
    fn of<'a>(judged: impl Iterator<Item = &'a Judged<'a>>) -> Self {
        let mut total = Self::default();
        for judged in judged {
            total.add(judged);
        }
        total
    }

    fn add(&mut self, judged: &Judged<'_>) {
        let verdict = judged.finding.verdict;
        *match verdict {
            Verdict::Met => &mut self.counts.met,
            Verdict::Partial => &mut self.counts.partial,
            Verdict::None => &mut self.counts.none,
            Verdict::Contradicted => &mut self.counts.contradicted,
            Verdict::NotApplicable => &mut self.counts.not_applicable,
        } += 1;
        let Some(credit) = verdict.credit() else { return };
        if judged.optional && verdict != Verdict::Met {
            return;
        }
        let weight = f64::from(judged.criterion.weight);
        self.earned += weight * credit;
        self.possible += weight;
        self.heavy_without_credit |= judged.criterion.weight == 5 && credit == 0.0;
    }

    fn score(&self) -> Option<f64> {
        (self.possible > 0.0).then(|| self.earned / self.possible)
    }

    fn status(&self) -> Verdict {
        match self.score() {
            None => Verdict::NotApplicable,
            Some(score) if score >= MET_SCORE && !self.heavy_without_credit => Verdict::Met,
            Some(score) if score > 0.0 => Verdict::Partial,
            Some(_) if self.counts.contradicted > 0 => Verdict::Contradicted,
            Some(_) => Verdict::None,
        }
    }
}

#[cfg(test)]
#[path = "score/tests.rs"]
mod tests;
