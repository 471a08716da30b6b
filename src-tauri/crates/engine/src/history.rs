//! Which assessments there were, and what changed between two of them.

use crate::score::IDENTIFIED;
use crate::{Engine, store_failure};
use holdfast_domain::{Code, Failure, ModelRef, PackRef};
use holdfast_gap::{AssessmentDiff, ReviewCounts, VerdictCounts};
use serde::{Deserialize, Serialize};

/// One time at which an assessment became the newest one.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct HistoryEntry {
    /// Number of the journal entry that says so.
    pub seq: u64,
    /// Time, RFC 3339 in UTC.
    pub at: String,
    /// Whose command it was.
    pub by: String,
    /// The assessment; the same inputs give the same one.
    pub id: String,
    /// Overall score, 0 to 1; `None` where nothing applies.
    pub score: Option<f64>,
    /// Score minus that of the entry before; `None` for the first.
    pub change: Option<f64>,
    /// Criteria by verdict.
    pub counts: VerdictCounts,
    /// Criteria by what reviewers said.
    pub review: ReviewCounts,
    /// Documents read; `None` where the entry was written before this was noted.
    pub documents: Option<usize>,
    /// Rule pack.
    pub pack: PackRef,
    /// Model.
    pub model: ModelRef,
    /// Verdict head; `None` where the entry was written before this was noted.
    pub head: Option<ModelRef>,
    /// Whether it had been there before.
    pub recalled: bool,
}

/// Two assessments and what is different.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct HistoryDiff {
    /// The earlier one.
    pub old: HistoryEntry,
    /// The later one.
    pub new: HistoryEntry,
    /// What changed.
    #[serde(flatten)]
    pub diff: AssessmentDiff,
}

/// Payload of the journal entry. A recalled assessment was noted with its key alone at first.
#[derive(Clone, Deserialize)]
struct Identified {
    key: String,
    #[serde(default)]
    recalled: bool,
    #[serde(flatten)]
    figures: Option<Figures>,
}

#[derive(Clone, Deserialize)]
struct Figures {
    score: Option<f64>,
    counts: VerdictCounts,
    #[serde(default)]
    review: ReviewCounts,
    documents: Option<usize>,
    pack: PackRef,
    model: ModelRef,
    head: Option<ModelRef>,
}

impl Engine<'_> {
    /// Every time an assessment became the newest one, oldest first, as the journal tells it. Assessing again what is
    /// the newest assessment already leaves no trace.
    pub fn history(&self) -> Result<Vec<HistoryEntry>, Failure> {
        let mut history: Vec<HistoryEntry> = Vec::new();
        for entry in self.store.journal_of(IDENTIFIED).map_err(store_failure)? {
            let Ok(Identified { key, recalled, figures }) = serde_json::from_value(entry.payload) else { continue };
            let earlier = history.iter().rev().find(|earlier| earlier.id == key);
            let figures = figures.or_else(|| {
                let HistoryEntry { score, counts, review, documents, pack, model, head, .. } = earlier?.clone();
                Some(Figures { score, counts, review, documents, pack, model, head })
            });
            let Some(Figures { score, counts, review, documents, pack, model, head }) = figures else { continue };
            let change = history.last().and_then(|last| Some(score? - last.score?));
            let (seq, at, by) = (entry.seq, entry.at, entry.actor);
            let entry = HistoryEntry {
                seq,
                at,
                by,
                id: key,
                score,
                change,
                counts,
                review,
                documents,
                pack,
                model,
                head,
                recalled,
            };
            history.push(entry);
        }
        Ok(history)
    }

    /// What changed from one assessment to another, each named by its id or the beginning of it. Where none is named,
    /// the newest one and the one before it; where one is named, that one and the newest.
    pub fn diff(&self, old: Option<&str>, new: Option<&str>) -> Result<HistoryDiff, Failure> {
        let history = self.history()?;
        let Some(newest) = history.last() else {
            let hint = "Run `holdfast assess` first.";
            return Err(Failure::new(Code::Refused, "The workspace holds no assessment yet.", hint));
        };
        let new = match new {
            Some(id) => named(&history, id)?,
            None => newest,
        };
        let old = match old {
            Some(id) => named(&history, id)?,
            None => history.iter().rev().find(|entry| entry.seq < new.seq && entry.id != new.id).ok_or_else(|| {
                let message = "There is only one assessment, so nothing to compare it with.";
                Failure::new(Code::Refused, message, "`holdfast history` lists the assessments.")
            })?,
        };
        let read = |entry: &HistoryEntry| {
            let found = self.scored(&entry.id)?.ok_or_else(|| {
                let message = format!("The assessment {} was kept by another version of Holdfast.", short(&entry.id));
                Failure::new(Code::Refused, message, "Compare two later ones; `holdfast history` lists them.")
            });
            found.map(|scored| scored.assessed.assessment)
        };
        Ok(HistoryDiff { diff: read(old)?.diff(&read(new)?), old: old.clone(), new: new.clone() })
    }
}

/// The newest entry of the assessment whose id begins like this.
fn named<'h>(history: &'h [HistoryEntry], id: &str) -> Result<&'h HistoryEntry, Failure> {
    let mut found = history.iter().rev().filter(|entry| !id.is_empty() && entry.id.starts_with(id));
    let hint = "`holdfast history` lists the assessments with their ids.";
    let Some(entry) = found.next() else {
        return Err(Failure::new(Code::NotFound, format!("There is no assessment {id}."), hint));
    };
    if found.any(|other| other.id != entry.id) {
        return Err(Failure::new(Code::Usage, format!("More than one assessment begins with {id}."), hint));
    }
    Ok(entry)
}

/// Beginning of an id, long enough to tell assessments apart.
pub fn short(id: &str) -> &str {
    id.get(..10).unwrap_or(id)
}
