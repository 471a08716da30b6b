//! What reviewers say about verdicts: decisions, assignments and comments, appended and never changed.
//!
//! A decision is scored in the transaction that keeps it: either both are there or neither. The journal says who did
//! what to which criterion; what was written stays in the encrypted store, bound to its entry by a hash.

mod drift;
mod log;
mod queue;

pub use drift::{PassageChange, PassageFate};
pub use log::{ReviewAct, ReviewRecord};
pub use queue::{QueueFilter, QueueItem, ReviewStatus};

use crate::score::{Said, Scored};
use crate::{Engine, internal, store_failure};
use holdfast_crypto::sha256_hex;
use holdfast_domain::{CitedPassage, Code, CriterionId, Decision, Failure, Finding, Ruling, Verdict};
use holdfast_gap::asked;
use holdfast_ports::{Change, Entry};
use holdfast_rulepack::{Applicability, Criterion, applicability};
use serde::Serialize;
use std::time::Instant;

/// What a reviewer wants to say about one criterion.
#[derive(Clone, Debug)]
pub enum Statement {
    /// The proposed verdict is right.
    Accept,
    /// The proposed evidence is none.
    Reject {
        /// Why.
        reason: Option<String>,
    },
    /// The verdict is another one.
    Override {
        /// Which.
        verdict: Verdict,
        /// Why.
        reason: String,
    },
    /// Withdraw the newest decision.
    Undo,
    /// Give the criterion to somebody.
    Assign {
        /// To whom.
        to: String,
    },
    /// Remark on it.
    Comment {
        /// The remark.
        text: String,
    },
}

/// What came of a statement.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ReviewResult {
    /// The assessment that is the newest now.
    pub assessment_id: String,
    /// The overall score before and after.
    pub score: holdfast_gap::Side<Option<f64>>,
    /// The verdict that counted before and the one that counts now.
    pub verdict: holdfast_gap::Side<Verdict>,
    /// The criterion as it stands now.
    pub finding: Finding,
}

/// One criterion with everything that was said about it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ReviewHistory {
    /// The criterion as it stands now.
    pub finding: Finding,
    /// Name for people.
    pub title: String,
    /// Whom it was given to.
    pub assignee: Option<String>,
    /// Everything that was said, in order.
    pub records: Vec<ReviewRecord>,
    /// What became of the passages that a stale decision rests on.
    pub passages: Vec<PassageChange>,
}

/// Longest reason, comment or name, in characters.
const LONGEST: usize = 4_000;

impl Engine<'_> {
    /// The criterion with this id, with or without `DORA-` in front.
    pub fn criterion(&self, id: &str) -> Result<&Criterion, Failure> {
        let is_meant = |criterion: &&Criterion| {
            let name = criterion.id.as_str();
            [name, name.trim_start_matches("DORA-")].iter().any(|name| name.eq_ignore_ascii_case(id))
        };
        self.packs.dora.criteria.iter().find(is_meant).ok_or_else(|| {
            let hint = "`holdfast gaps` lists the criteria with their ids.";
            Failure::new(Code::NotFound, format!("There is no criterion {id}."), hint)
        })
    }

    /// Takes down what a reviewer says, and scores the newest assessment anew where it is a decision.
    pub fn review(&mut self, criterion: &str, statement: Statement) -> Result<ReviewResult, Failure> {
        let since = Instant::now();
        let criterion = self.criterion(criterion)?.clone();
        let scored = self.latest_scored()?;
        let before = finding(&scored, &criterion.id)?.clone();
        let old_score = scored.assessed.assessment.overall.score;
        if let Applicability::No(reason) = applicability(&criterion, &scored.assessed.assessment.firm)
            && !matches!(statement, Statement::Assign { .. } | Statement::Comment { .. } | Statement::Undo)
        {
            let message =
                format!("{} does not bind the firm as assessed, so there is nothing to decide.", criterion.id);
            let hint = format!("{reason} `holdfast assess` with another --entity or --regime changes what binds.");
            return Err(Failure::new(Code::Refused, message, hint));
        }
        let act = self.act(&criterion, &scored, statement)?;
        let topic = act.topic();
        let is_comment = matches!(act, ReviewAct::Assigned { .. } | ReviewAct::Commented { .. });
        let record = ReviewRecord { criterion: criterion.id.clone(), act };
        let bytes = serde_json::to_vec(&record).map_err(|error| internal("review", error))?;
        let entry = Entry { topic, payload: facts(&record, &bytes, &scored.assessed.assessment.assessment_id) };
        let assessed = if is_comment {
            let change = Change {
                at: &self.now,
                actor: &self.actor,
                entries: vec![entry],
                review: Some(&bytes),
                ..Change::default()
            };
            self.store.commit(change).map_err(store_failure)?;
            scored.assessed
        } else {
            let mut log = self.review_log()?;
            log.add(record);
            let firm = scored.assessed.assessment.firm;
            let said = Said { record: bytes, entry };
            self.score_with(&firm, &scored.mapping, scored.mapped, log.standing(), Some(said))?
        };
        self.work.spent("review", since);
        let mut findings = assessed.assessment.criteria.into_iter();
        let now = findings.find(|found| found.criterion == criterion.id).unwrap_or_else(|| before.clone());
        Ok(ReviewResult {
            assessment_id: assessed.assessment.assessment_id,
            score: holdfast_gap::Side { old: old_score, new: assessed.assessment.overall.score },
            verdict: holdfast_gap::Side { old: before.verdict, new: now.verdict },
            finding: now,
        })
    }

    /// Everything that was said about a criterion, and what became of the passages that a decision rests on.
    pub fn review_history(&self, criterion: &str) -> Result<ReviewHistory, Failure> {
        let criterion = self.criterion(criterion)?;
        let scored = self.latest_scored()?;
        let finding = finding(&scored, &criterion.id)?.clone();
        let log = self.review_log()?;
        let passages = match &finding.review {
            Some(review) => self.passage_changes(review, &scored.assessed.assessment.documents)?,
            None => Vec::new(),
        };
        Ok(ReviewHistory {
            title: criterion.title.clone(),
            assignee: log.assignee(&criterion.id).map(str::to_owned),
            records: log.of(&criterion.id).cloned().collect(),
            passages,
            finding,
        })
    }

    fn act(&self, criterion: &Criterion, scored: &Scored, statement: Statement) -> Result<ReviewAct, Failure> {
        let (by, at) = (usable("name of the reviewer", &self.actor)?, self.now.clone());
        let proposals = scored.mapped.findings.iter();
        let proposal = proposals.clone().find(|found| found.criterion == criterion.id);
        let proposed = proposal.map_or(Verdict::None, |found| found.verdict);
        let (ruling, verdict, reason) = match statement {
            Statement::Assign { to } => return Ok(ReviewAct::Assigned { by, at, to: usable("name", &to)? }),
            Statement::Comment { text } => return Ok(ReviewAct::Commented { by, at, text: usable("comment", &text)? }),
            Statement::Undo if self.review_log()?.decision(&criterion.id).is_none() => {
                let message = format!("There is no decision on {} to withdraw.", criterion.id);
                return Err(Failure::new(
                    Code::Refused,
                    message,
                    "`holdfast review show` lists what was said about it.",
                ));
            }
            Statement::Undo => return Ok(ReviewAct::Withdrawn { by, at }),
            Statement::Reject { .. } if proposed == Verdict::None => {
                let message = format!("No evidence is proposed for {}, so there is none to reject.", criterion.id);
                let hint = "Use `holdfast review override` with the verdict you hold right, and say why.";
                return Err(Failure::new(Code::Refused, message, hint));
            }
            Statement::Accept => (Ruling::Accept, proposed, None),
            Statement::Reject { reason } => {
                (Ruling::Reject, Verdict::None, reason.map(|reason| usable("reason", &reason)).transpose()?)
            }
            Statement::Override { verdict, reason } => (Ruling::Override, verdict, Some(usable("reason", &reason)?)),
        };
        let passages: Vec<CitedPassage> =
            proposal.iter().flat_map(|found| &found.evidence).map(CitedPassage::from).collect();
        // A decision that lifts has to rest on text, or nothing could tell later that it no longer stands.
        if passages.is_empty() && verdict.credit() > proposed.credit() {
            let message =
                format!("No passage is near {}, so there is nothing that the verdict could rest on.", criterion.id);
            let hint = "Import the document that shows it, and run `holdfast assess`.";
            return Err(Failure::new(Code::Refused, message, hint));
        }
        Ok(ReviewAct::Decided(Decision {
            ruling,
            verdict,
            by,
            at,
            reason,
            proposed,
            asked: asked(criterion),
            passages,
        }))
    }
}

fn finding<'s>(scored: &'s Scored, id: &CriterionId) -> Result<&'s Finding, Failure> {
    let mut findings = scored.assessed.assessment.criteria.iter();
    findings
        .find(|finding| &finding.criterion == id)
        .ok_or_else(|| internal("review", "the criterion was not assessed"))
}

/// A text that a person wrote, fit to be kept and printed.
fn usable(what: &str, text: &str) -> Result<String, Failure> {
    let text = text.trim();
    let refused = |message: String| Failure::new(Code::Usage, message, "Nothing was changed. Give a readable text.");
    if text.is_empty() {
        return Err(refused(format!("The {what} is empty.")));
    }
    if text.chars().count() > LONGEST {
        return Err(refused(format!("The {what} has more than {LONGEST} characters.")));
    }
    // A control character could rewrite what the terminal of the next reader shows.
    if text.chars().any(|character| character.is_control() && character != '\n') {
        return Err(refused(format!("The {what} holds control characters.")));
    }
    Ok(text.to_owned())
}

/// What the journal says of a record: who is the actor of the entry; the hash binds what was written.
fn facts(record: &ReviewRecord, bytes: &[u8], assessment: &str) -> serde_json::Value {
    let mut facts = serde_json::json!({
        "criterion": record.criterion, "record": sha256_hex(bytes), "assessment": assessment,
    });
    if let ReviewAct::Decided(decision) = &record.act {
        facts["decision"] = serde_json::json!(decision.ruling);
        facts["verdict"] = serde_json::json!(decision.verdict);
        facts["proposed"] = serde_json::json!(decision.proposed);
        let digests: Vec<&str> = decision.passages.iter().map(|cited| cited.passage.as_str()).collect();
        facts["passages"] = serde_json::json!(digests);
    }
    facts
}
