//! Adding up: what a criterion contributes, and what a set of them comes to.

use crate::assessment::{ReviewCounts, VerdictCounts};
use crate::{CONFIRMED, MET_SCORE};
use holdfast_domain::{Finding, Verdict};
use holdfast_rulepack::{Applicability, Criterion};
use serde::Serialize;
use std::borrow::Cow;

/// What one criterion adds to a score.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Contribution {
    /// Weight times credit.
    pub earned: f64,
    /// Weight where the criterion counts, 0 where it does not.
    pub possible: f64,
}

/// A criterion with what was found, and how it binds the firm.
#[derive(Clone, Debug)]
pub(crate) struct Judged<'a> {
    pub(crate) criterion: &'a Criterion,
    pub(crate) finding: Cow<'a, Finding>,
    /// Left to choice, or binding only in a situation that the profile leaves open.
    pub(crate) optional: bool,
    pub(crate) binds: bool,
}

impl<'a> Judged<'a> {
    pub(crate) fn new(criterion: &'a Criterion, finding: Cow<'a, Finding>, applicability: &Applicability) -> Self {
        let optional = matches!(applicability, Applicability::Optional(_));
        Self { criterion, finding, optional, binds: *applicability == Applicability::Binds }
    }

    pub(crate) fn contribution(&self) -> Contribution {
        let verdict = self.finding.verdict;
        let counts = !self.optional || verdict == Verdict::Met;
        match verdict.credit().filter(|_| counts) {
            Some(credit) => {
                let weight = f64::from(self.criterion.weight);
                Contribution { earned: weight * credit, possible: weight }
            }
            None => Contribution { earned: 0.0, possible: 0.0 },
        }
    }
}

/// The sum over a set of criteria.
#[derive(Debug, Default)]
pub(crate) struct Total {
    pub(crate) earned: f64,
    pub(crate) possible: f64,
    pub(crate) counts: VerdictCounts,
    pub(crate) review: ReviewCounts,
    heavy_without_credit: bool,
    unconfirmed: bool,
}

impl Total {
    pub(crate) fn of<'a>(judged: impl IntoIterator<Item = &'a Judged<'a>>) -> Self {
        let mut total = Self::default();
        for judged in judged {
            total.add(judged);
        }
        total
    }

    fn add(&mut self, judged: &Judged<'_>) {
        *match judged.finding.verdict {
            Verdict::Met => &mut self.counts.met,
            Verdict::Partial => &mut self.counts.partial,
            Verdict::None => &mut self.counts.none,
            Verdict::Contradicted => &mut self.counts.contradicted,
            Verdict::NotApplicable => &mut self.counts.not_applicable,
        } += 1;
        let review = judged.finding.review.as_ref();
        if judged.binds || judged.optional {
            *match review {
                Some(review) if review.stale => &mut self.review.stale,
                Some(_) => &mut self.review.decided,
                None => &mut self.review.open,
            } += 1;
        }
        let Contribution { earned, possible } = judged.contribution();
        self.unconfirmed |= (judged.binds || possible > 0.0) && review.is_none_or(|review| review.stale);
        self.earned += earned;
        self.possible += possible;
        self.heavy_without_credit |= judged.criterion.weight == 5 && possible > 0.0 && earned == 0.0;
    }

    pub(crate) fn score(&self) -> Option<f64> {
        (self.possible > 0.0).then(|| self.earned / self.possible)
    }

    pub(crate) fn status(&self) -> Verdict {
        match self.score() {
            None => Verdict::NotApplicable,
            Some(score) if score >= MET_SCORE && !self.heavy_without_credit => Verdict::Met,
            Some(score) if score > 0.0 => Verdict::Partial,
            Some(_) if self.counts.contradicted > 0 => Verdict::Contradicted,
            Some(_) => Verdict::None,
        }
    }

    /// Maturity of what is documented, 0 to 5; see the method in the documentation of this crate.
    pub(crate) fn maturity(&self) -> Option<u8> {
        let score = self.score()?;
        let level = if self.status() == Verdict::Met {
            if self.unconfirmed { 4 } else { CONFIRMED }
        } else if score >= 0.5 {
            3
        } else if score >= 0.25 {
            2
        } else {
            u8::from(score > 0.0)
        };
        // Who denies a duty in writing has not defined how it is met.
        Some(if self.counts.contradicted > 0 { level.min(2) } else { level })
    }
}
