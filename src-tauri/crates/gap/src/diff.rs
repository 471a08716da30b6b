//! What changed from one assessment to another, and why, where that can be told.

use crate::assessment::{Assessment, DocumentSummary};
use holdfast_domain::{CitedPassage, CriterionId, DocumentId, Drift, Finding, Review, Verdict};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// Two assessments side by side. Lists hold only what is different.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct AssessmentDiff {
    /// Whether the firm's profile is another one.
    pub firm_changed: bool,
    /// Whether criteria and requirements are of another rule pack.
    pub pack_changed: bool,
    /// Whether another model read the documents.
    pub model_changed: bool,
    /// Whether another verdict head judged what was found.
    pub head_changed: bool,
    /// Documents, by file name.
    pub documents: Vec<DocumentChange>,
    /// The overall score, different or not.
    pub overall: ScoreChange,
    /// Domains, in the order of the later assessment.
    pub domains: Vec<ScoreChange>,
    /// Requirements likewise.
    pub requirements: Vec<ScoreChange>,
    /// Criteria likewise; those of the earlier one alone come last.
    pub criteria: Vec<CriterionChange>,
}

/// Both sides of one value.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Side<T> {
    /// In the earlier assessment.
    pub old: T,
    /// In the later one.
    pub new: T,
}

impl<T: PartialEq> Side<T> {
    /// Whether the two differ.
    pub fn differs(&self) -> bool {
        self.old != self.new
    }
}

/// A document that one assessment read and the other did not, or read otherwise.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct DocumentChange {
    /// File name; the later one where there are two.
    pub file: String,
    /// What became of it.
    pub change: DocumentFate,
    /// By content; `None` where the earlier assessment had no such file.
    pub old: Option<DocumentId>,
    /// By content; `None` where the later assessment has no such file.
    pub new: Option<DocumentId>,
}

/// What became of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DocumentFate {
    /// Only the later assessment read it.
    Added,
    /// Only the earlier assessment read it.
    Removed,
    /// Other content under the same file name.
    Changed,
    /// The same content under another file name.
    Renamed,
    /// The same content, read otherwise.
    Reread,
}

/// A score on both sides.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ScoreChange {
    /// `overall`, domain or requirement.
    pub id: String,
    /// Name for people.
    pub title: String,
    /// 0 to 1; `None` where nothing applies.
    #[serde(flatten)]
    pub score: Side<Option<f64>>,
    /// Later minus earlier; `None` where one of them is.
    pub change: Option<f64>,
}

/// A criterion with another verdict, confidence, decision or evidence. A side without the criterion is `None`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CriterionChange {
    /// The criterion.
    pub id: CriterionId,
    /// The verdict that counts.
    pub verdict: Side<Option<Verdict>>,
    /// The proposal under it.
    pub proposed: Side<Option<Verdict>>,
    /// Confidence of the proposal, 0 to 1.
    pub confidence: Side<Option<f64>>,
    /// The decision.
    pub review: Side<Option<Review>>,
    /// Passages cited now and not before.
    pub evidence_added: Vec<CitedPassage>,
    /// Passages cited before and not now.
    pub evidence_dropped: Vec<CitedPassage>,
    /// Why, as far as it can be told.
    pub causes: Vec<Cause>,
}

/// Why a criterion stands elsewhere.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(tag = "cause", rename_all = "snake_case")]
pub enum Cause {
    /// A reviewer decided, or withdrew a decision.
    Decision,
    /// A document that it cites, or cited, is another one.
    Document {
        /// Its file name.
        file: String,
        /// What became of it.
        change: DocumentFate,
    },
    /// The firm's profile is another one.
    Firm,
    /// The rule pack is another one.
    RulePack,
    /// The model is another one.
    Model,
    /// The verdict head is another one.
    Head,
    /// Documents that it does not cite are others: passages are ranked among all.
    OtherDocuments,
    /// Nothing of the above: the product judges otherwise.
    Product,
}

/// Least difference of confidence that is told; less does not show in whole percent.
const TOLD: f64 = 0.005;

impl Assessment {
    /// What is different in `later`.
    pub fn diff(&self, later: &Assessment) -> AssessmentDiff {
        let documents = documents(&self.documents, &later.documents);
        let scope = Scope { old: self, new: later, documents: &documents };
        let old: BTreeMap<&CriterionId, &Finding> = self.criteria.iter().map(|f| (&f.criterion, f)).collect();
        let kept: BTreeSet<&CriterionId> = later.criteria.iter().map(|finding| &finding.criterion).collect();
        let both = later.criteria.iter().map(|new| (old.get(&new.criterion).copied(), Some(new)));
        let dropped = self.criteria.iter().filter(|finding| !kept.contains(&finding.criterion));
        let all = both.chain(dropped.map(|old| (Some(old), None)));
        let criteria = all.filter_map(|(old, new)| scope.criterion(old, new)).collect();
        AssessmentDiff {
            firm_changed: self.firm != later.firm,
            pack_changed: self.rulepack != later.rulepack,
            model_changed: self.model != later.model,
            head_changed: self.head != later.head,
            overall: score("overall", "Overall", self.overall.score, later.overall.score),
            domains: scores(
                self.domains.iter().map(|domain| (domain.id.as_str(), domain.title.as_str(), domain.score)),
                later.domains.iter().map(|domain| (domain.id.as_str(), domain.title.as_str(), domain.score)),
            ),
            requirements: scores(
                self.requirements.iter().map(|one| (one.id.as_str(), one.title.as_str(), one.score)),
                later.requirements.iter().map(|one| (one.id.as_str(), one.title.as_str(), one.score)),
            ),
            criteria,
            documents,
        }
    }
}

fn score(id: &str, title: &str, old: Option<f64>, new: Option<f64>) -> ScoreChange {
    let change = old.zip(new).map(|(old, new)| new - old);
    ScoreChange { id: id.to_owned(), title: title.to_owned(), score: Side { old, new }, change }
}

fn scores<'a>(
    old: impl Iterator<Item = (&'a str, &'a str, Option<f64>)>,
    new: impl Iterator<Item = (&'a str, &'a str, Option<f64>)>,
) -> Vec<ScoreChange> {
    let old: BTreeMap<&str, Option<f64>> = old.map(|(id, _, score)| (id, score)).collect();
    let all = new.map(|(id, title, new)| score(id, title, old.get(id).copied().flatten(), new));
    all.filter(|change| change.score.differs()).collect()
}

fn documents(old: &[DocumentSummary], new: &[DocumentSummary]) -> Vec<DocumentChange> {
    let change = |file: &str, change, old: Option<&DocumentSummary>, new: Option<&DocumentSummary>| DocumentChange {
        file: file.to_owned(),
        change,
        old: old.map(|document| document.id.clone()),
        new: new.map(|document| document.id.clone()),
    };
    let mut changes = Vec::new();
    for document in new {
        let same_content = old.iter().find(|other| other.id == document.id);
        let same_file = old.iter().find(|other| other.file == document.file);
        let fate = match (same_content, same_file) {
            (Some(other), _) if other == document => continue,
            (Some(other), _) if other.file != document.file => DocumentFate::Renamed,
            (Some(_), _) => DocumentFate::Reread,
            (None, Some(_)) => DocumentFate::Changed,
            (None, None) => DocumentFate::Added,
        };
        changes.push(change(&document.file, fate, same_content.or(same_file), Some(document)));
    }
    let is_gone =
        |document: &&DocumentSummary| !new.iter().any(|other| other.id == document.id || other.file == document.file);
    changes.extend(
        old.iter().filter(is_gone).map(|document| change(&document.file, DocumentFate::Removed, Some(document), None)),
    );
    changes.sort();
    changes
}

struct Scope<'a> {
    old: &'a Assessment,
    new: &'a Assessment,
    documents: &'a [DocumentChange],
}

impl Scope<'_> {
    fn criterion(&self, old: Option<&Finding>, new: Option<&Finding>) -> Option<CriterionChange> {
        let id = new.or(old)?.criterion.clone();
        let change = CriterionChange {
            id,
            verdict: Side { old: old.map(|found| found.verdict), new: new.map(|found| found.verdict) },
            proposed: Side { old: old.map(proposal), new: new.map(proposal) },
            confidence: Side { old: old.map(|found| found.confidence), new: new.map(|found| found.confidence) },
            review: Side { old: old.and_then(|f| f.review.clone()), new: new.and_then(|f| f.review.clone()) },
            evidence_added: unmatched(new, old),
            evidence_dropped: unmatched(old, new),
            causes: Vec::new(),
        };
        let moved = |side: &Side<Option<f64>>| match (side.old, side.new) {
            (Some(old), Some(new)) => (new - old).abs() >= TOLD,
            (old, new) => old.is_some() != new.is_some(),
        };
        let is_read_otherwise = change.proposed.differs()
            || moved(&change.confidence)
            || !change.evidence_added.is_empty()
            || !change.evidence_dropped.is_empty();
        if !is_read_otherwise && !change.verdict.differs() && !change.review.differs() {
            return None;
        }
        let causes = self.causes(&change, is_read_otherwise);
        Some(CriterionChange { causes, ..change })
    }

    fn causes(&self, change: &CriterionChange, is_read_otherwise: bool) -> Vec<Cause> {
        let mut causes = BTreeSet::new();
        let decision = |review: &Option<Review>| review.as_ref().map(|review| review.decision.clone());
        let decided = decision(&change.review.old) != decision(&change.review.new);
        if decided {
            causes.insert(Cause::Decision);
        }
        let applies = |verdict: Option<Verdict>| verdict.is_some_and(|verdict| verdict != Verdict::NotApplicable);
        if self.old.firm != self.new.firm && applies(change.proposed.old) != applies(change.proposed.new) {
            causes.insert(Cause::Firm);
            return causes.into_iter().collect();
        }
        // A rejection takes the evidence away without any document having changed.
        let went_stale = change.review.differs() && !decided;
        if (!is_read_otherwise && !went_stale) || (decided && !change.proposed.differs()) {
            return causes.into_iter().collect();
        }
        let cited = change.evidence_added.iter().chain(&change.evidence_dropped).chain(gone(&change.review));
        let cited: BTreeSet<&DocumentId> = cited.map(|passage| &passage.document).collect();
        let before = causes.len();
        for document in self.documents {
            if [&document.old, &document.new].into_iter().flatten().any(|id| cited.contains(id)) {
                causes.insert(Cause::Document { file: document.file.clone(), change: document.change });
            }
        }
        if self.old.rulepack != self.new.rulepack {
            causes.insert(Cause::RulePack);
        }
        if self.old.model != self.new.model {
            causes.insert(Cause::Model);
        }
        if self.old.head != self.new.head {
            causes.insert(Cause::Head);
        }
        if causes.len() == before {
            causes.insert(if self.documents.is_empty() { Cause::Product } else { Cause::OtherDocuments });
        }
        causes.into_iter().collect()
    }
}

/// Passages on which a decision rested, on either side, and which are gone.
fn gone(review: &Side<Option<Review>>) -> impl Iterator<Item = &CitedPassage> {
    let reviews = [&review.old, &review.new].into_iter().flatten();
    reviews.flat_map(|review| &review.changes).filter_map(|drift| match drift {
        Drift::PassageGone(passage) => Some(passage),
        Drift::NewEvidence { .. } | Drift::CriterionChanged { .. } => None,
    })
}

fn proposal(finding: &Finding) -> Verdict {
    finding.proposed.unwrap_or(finding.verdict)
}

/// Passages that `one` cites and `other` does not.
fn unmatched(one: Option<&Finding>, other: Option<&Finding>) -> Vec<CitedPassage> {
    let cited = |finding: Option<&Finding>| -> BTreeSet<String> {
        finding.iter().flat_map(|found| &found.evidence).map(|evidence| evidence.passage.clone()).collect()
    };
    let other = cited(other);
    let own = one.iter().flat_map(|found| &found.evidence);
    own.filter(|evidence| !other.contains(&evidence.passage)).map(CitedPassage::from).collect()
}

#[cfg(test)]
#[path = "diff/tests.rs"]
mod tests;
