//! From what the mapping found and what reviewers decided to an assessment. No document is read for it.

use crate::stage::key;
use crate::{Engine, internal, store_failure};
use holdfast_domain::{Code, CriterionId, Decision, Failure, Finding, FirmProfile, Verdict};
use holdfast_gap::{Assessment, AssessmentInput, DocumentSummary, Reviewed, assess};
use holdfast_ports::{Change, Entry, StageRow};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;

/// An assessment and when it was first made.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Assessed {
    /// Time, RFC 3339 in UTC.
    pub at: String,
    /// The result.
    pub assessment: Assessment,
}

/// Everything that scoring needs of a set of documents.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Mapped {
    /// The proposal on every criterion.
    pub(crate) findings: Vec<Finding>,
    /// What was read.
    pub(crate) documents: Vec<DocumentSummary>,
    /// Digests of the passages that can be evidence.
    pub(crate) passages: BTreeSet<String>,
    /// For every finding, the passages that a second reader is given.
    pub(crate) shortlists: Vec<Shortlist>,
}

/// The best passages for a criterion, best first, by position of the document in the set and position in it.
pub(crate) type Shortlist = Vec<(usize, usize)>;

/// An assessment with what it was scored from.
pub(crate) struct Scored {
    pub(crate) assessed: Assessed,
    pub(crate) mapping: String,
    pub(crate) mapped: Mapped,
}

/// A review record to commit together with the assessment that it leads to.
pub(crate) struct Said {
    pub(crate) record: Vec<u8>,
    pub(crate) entry: Entry,
}

/// An assessment as kept: documents, quotes and measurements stand in the mapping that it names, so that a decision
/// costs a tenth of the room.
#[derive(Serialize, Deserialize)]
struct Kept {
    at: String,
    mapping: String,
    assessment: Assessment,
}

/// Topic under which every assessment is journalled when it becomes the newest one.
pub(crate) const IDENTIFIED: &str = "dora.gaps.identified";

impl Engine<'_> {
    /// The newest assessment.
    pub fn latest_assessment(&self) -> Result<Assessed, Failure> {
        Ok(self.latest_scored()?.assessed)
    }

    pub(crate) fn latest_scored(&self) -> Result<Scored, Failure> {
        let current = self.store.current("gap").map_err(store_failure)?;
        let Some(key) = current else {
            let hint = "Run `holdfast assess` first.";
            return Err(Failure::new(Code::Refused, "The workspace holds no assessment yet.", hint));
        };
        let scored = self.scored(&key)?.ok_or_else(|| {
            let message = "The newest assessment was kept by another version of Holdfast.";
            Failure::new(Code::Refused, message, "Run `holdfast assess` again.")
        })?;
        if scored.assessed.assessment.rulepack != self.packs.dora.reference {
            let message = "The newest assessment was made with another version of the rule pack.";
            return Err(Failure::new(Code::Refused, message, "Run `holdfast assess` again."));
        }
        Ok(scored)
    }

    /// The assessment kept under a key, if this version can read it.
    pub(crate) fn scored(&self, key: &str) -> Result<Option<Scored>, Failure> {
        let Some(Kept { at, mapping, mut assessment }) = self.readable::<Kept>(key)? else { return Ok(None) };
        let Some(mapped) = self.readable::<Mapped>(&mapping)? else { return Ok(None) };
        assessment.documents.clone_from(&mapped.documents);
        let proposals: BTreeMap<&CriterionId, &Finding> =
            mapped.findings.iter().map(|finding| (&finding.criterion, finding)).collect();
        for finding in &mut assessment.criteria {
            let Some(proposal) = proposals.get(&finding.criterion) else { continue };
            if keeps_quotes(finding) {
                finding.evidence.clone_from(&proposal.evidence);
            }
            if finding.verdict != Verdict::NotApplicable {
                finding.trace.clone_from(&proposal.trace);
                finding.second_reader.clone_from(&proposal.second_reader);
            }
        }
        Ok(Some(Scored { assessed: Assessed { at, assessment }, mapping, mapped }))
    }

    fn readable<T: serde::de::DeserializeOwned>(&self, key: &str) -> Result<Option<T>, Failure> {
        let bytes = self.store.stage(key).map_err(store_failure)?;
        Ok(bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok()))
    }

    /// Scores what the mapping found under the decisions that stand.
    pub(crate) fn score(&mut self, firm: &FirmProfile, mapping: &str, mapped: Mapped) -> Result<Assessed, Failure> {
        let decisions = self.review_log()?.standing();
        self.score_with(firm, mapping, mapped, decisions, None)
    }

    /// As [`Engine::score`] with the decisions given; what a reviewer said is committed with the result.
    pub(crate) fn score_with(
        &mut self,
        firm: &FirmProfile,
        mapping: &str,
        mapped: Mapped,
        decisions: BTreeMap<CriterionId, Decision>,
        said: Option<Said>,
    ) -> Result<Assessed, Failure> {
        let since = Instant::now();
        let gap_key = gap_key(firm, mapping, self.packs.dora.reference.signed, &decisions)?;
        let known = self.scored(&gap_key)?.map(|scored| scored.assessed);
        let is_known = known.is_some();
        let assessed = known.unwrap_or_else(|| Assessed {
            at: self.now.clone(),
            assessment: assess(AssessmentInput {
                pack: &self.packs.dora,
                firm,
                findings: mapped.findings,
                reviewed: Reviewed { decisions, passages: mapped.passages },
                documents: mapped.documents,
                model: self.embedder.model().clone(),
                head: self.packs.head_reference.clone(),
                assessment_id: gap_key.clone(),
            }),
        });
        let payload = match is_known {
            true => Vec::new(),
            false => to_kept(&assessed, mapping)?,
        };
        let is_current = self.store.current("gap").map_err(store_failure)?.as_deref() == Some(&gap_key);
        let (record, mut entries) = match said {
            Some(Said { record, entry }) => (Some(record), vec![entry]),
            None => (None, Vec::new()),
        };
        if !is_known || !is_current {
            entries.push(Entry { topic: IDENTIFIED, payload: identified(&assessed.assessment, is_known) });
        }
        if !entries.is_empty() {
            let stage = StageRow { key: &gap_key, stage: "gap", payload: &payload };
            let change = Change {
                at: &self.now,
                actor: &self.actor,
                entries,
                stages: if is_known { Vec::new() } else { vec![stage] },
                review: record.as_deref(),
                current: vec![("gap", &gap_key)],
                ..Change::default()
            };
            self.store.commit(change).map_err(store_failure)?;
        }
        if is_known {
            self.work.reused("gap")
        } else {
            self.work.computed("gap")
        };
        self.work.spent("gap", since);
        Ok(assessed)
    }
}

/// Without a decision the key is that of the proposals alone, so withdrawing the last one leads back to it.
fn gap_key(
    firm: &FirmProfile,
    mapping: &str,
    signed: bool,
    decisions: &BTreeMap<CriterionId, Decision>,
) -> Result<String, Failure> {
    let firm = serde_json::to_vec(firm).map_err(|error| internal("firm profile", error))?;
    let review = serde_json::to_vec(decisions).map_err(|error| internal("review", error))?;
    let signed: &[u8] = if signed { b"signed" } else { b"unsigned" };
    let mut inputs: Vec<(&str, &[u8])> = vec![("mapping", mapping.as_bytes()), ("firm", &firm), ("pack", signed)];
    if !decisions.is_empty() {
        inputs.push(("review", &review));
    }
    Ok(key("gap", holdfast_gap::VERSION, &inputs))
}

/// Whether a finding has the quotes of its proposal; see [`holdfast_gap::Reviewed`].
fn keeps_quotes(finding: &Finding) -> bool {
    let is_decided = finding.review.as_ref().is_some_and(|review| review.in_force);
    finding.verdict != Verdict::NotApplicable && !(is_decided && finding.verdict == Verdict::None)
}

fn to_kept(assessed: &Assessed, mapping: &str) -> Result<Vec<u8>, Failure> {
    let mut assessment = assessed.assessment.clone();
    assessment.documents.clear();
    for finding in &mut assessment.criteria {
        finding.evidence.clear();
        finding.trace.clear();
        finding.second_reader = None;
    }
    let kept = Kept { at: assessed.at.clone(), mapping: mapping.to_owned(), assessment };
    serde_json::to_vec(&kept).map_err(|error| internal("gap", error))
}

/// What the journal says of an assessment: figures, never text.
fn identified(assessment: &Assessment, recalled: bool) -> serde_json::Value {
    serde_json::json!({
        "key": assessment.assessment_id, "score": assessment.overall.score, "counts": assessment.overall.counts,
        "review": assessment.overall.review, "documents": assessment.documents.len(),
        "pack": assessment.rulepack, "model": assessment.model, "head": assessment.head, "recalled": recalled,
    })
}
