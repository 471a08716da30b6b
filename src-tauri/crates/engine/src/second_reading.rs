//! A second reader of verdicts: whom to ask about what, and what becomes of the answers.
//!
//! It stands between mapping and scoring and is off unless somebody names a reader. Only criteria that bind the firm
//! and whose first verdict is not sure enough are asked about. Every answer is kept under the hash of reader and prompt,
//! in a transaction of its own: a killed run loses one answer, and the same question is never asked twice.

mod rule;
mod summary;

pub use summary::ReadingSummary;

use crate::evidence::evidence;
use crate::score::Mapped;
use crate::stage::key;
use crate::{Engine, internal, store_failure};
use holdfast_crypto::sha256_hex;
use holdfast_domain::{CharMap, Code, Document, Failure, FirmProfile, ReadFailure};
use holdfast_mapping::SpecificKind;
use holdfast_ports::{
    Change, Consent, DocumentRow, Entry, Outbound, ReaderAnswer, ReaderPassage, ReaderQuestion, SecondReader, StageRow,
};
use holdfast_rulepack::{Applicability, Criterion, applicability};
use rule::{Placed, settle};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;

/// Version of the rule and of the way questions are put; part of every key.
const VERSION: &str = "1";

/// Confidence from which a first verdict is left alone.
pub const SURE: f64 = 0.7;

/// Passages given with a question.
pub(crate) const PASSAGES: usize = 8;

/// Who is asked, about which verdicts, and who allows it.
#[derive(Clone, Copy)]
pub struct SecondOpinion<'a> {
    /// The reader.
    pub reader: &'a dyn SecondReader,
    /// Verdicts of a lower confidence are asked about; `None` for all.
    pub below: Option<f64>,
    /// Asked before anything leaves this process.
    pub consent: &'a dyn Consent,
}

type Answer = Result<ReaderAnswer, ReadFailure>;

/// One question with everything that its answer needs.
struct Question<'a> {
    /// Position of the finding.
    at: usize,
    criterion: &'a Criterion,
    asked: ReaderQuestion<'a>,
    /// Document and passage of each passage of the question.
    places: &'a [(usize, usize)],
    prompt_sha256: String,
    key: String,
}

impl Engine<'_> {
    /// Lets the second reader, if there is one, read the findings. The result is kept like a mapping, under the key
    /// that is returned with it, so that scoring after a decision finds it without a reader.
    pub(crate) fn read_again(
        &mut self,
        firm: &FirmProfile,
        rows: Vec<DocumentRow>,
        mapping_key: String,
        mut mapped: Mapped,
    ) -> Result<(String, Mapped), Failure> {
        let Some(second) = self.second else { return Ok((mapping_key, mapped)) };
        let since = Instant::now();
        let set = rows.into_iter().map(|row| Ok((row.clone(), self.document(&row)?)));
        let set = set.collect::<Result<Vec<(DocumentRow, Document)>, Failure>>()?;
        let maps: Vec<CharMap<'_>> = set.iter().map(|(_, document)| CharMap::new(&document.text)).collect();
        let open = open_questions(second, &self.packs.dora.criteria, firm, &mapped, &set, &maps);
        let answers = self.answers(second, &open)?;

        let bytes = serde_json::to_vec(&answers).map_err(|error| internal("second reader", error))?;
        let mut inputs: Vec<(&str, &[u8])> = vec![("mapping", mapping_key.as_bytes())];
        inputs.extend(open.iter().map(|open| ("question", open.key.as_bytes())));
        inputs.push(("answers", &bytes));
        let result_key = key("second_reading", VERSION, &inputs);

        let mut findings = mapped.findings.clone();
        let reader = &second.reader.identity().name;
        for (open, answer) in open.iter().zip(&answers) {
            let placed = answer.as_ref().map(|answer| place(open, answer, &set));
            if let Some(finding) = findings.get_mut(open.at) {
                *finding = settle(finding.clone(), reader, placed);
            }
        }
        mapped.findings = findings;
        if self.store.stage(&result_key).map_err(store_failure)?.is_none() {
            let payload =
                json!({ "key": result_key, "mapping": mapping_key, "reader": reader, "asked": answers.len() });
            self.keep("second_reading", &result_key, &mapped, "dora.analysis.read_again", payload)?;
        }
        self.work.spent("second_reading", since);
        Ok((result_key, mapped))
    }

    /// The answers in the order of the questions: those kept from earlier, then those of the reader.
    fn answers(&mut self, second: SecondOpinion<'_>, open: &[Question<'_>]) -> Result<Vec<Answer>, Failure> {
        let mut answers: Vec<Option<Answer>> = Vec::with_capacity(open.len());
        for question in open {
            answers.push(self.kept::<ReaderAnswer>("reading", &question.key)?.map(Ok));
        }
        let unanswered = open.iter().zip(&answers).filter(|(_, answer)| answer.is_none()).map(|(question, _)| question);
        let unanswered: Vec<&Question<'_>> = unanswered.collect();
        self.announce(second, &unanswered)?;
        let (mut done, total) = (0, unanswered.len());
        for (question, answer) in open.iter().zip(&mut answers).filter(|(_, answer)| answer.is_none()) {
            let read = second.reader.read(&question.asked);
            self.keep_answer(second, question, &read)?;
            *answer = Some(read);
            done += 1;
            self.progress.advance("second reading", done, total);
        }
        Ok(answers.into_iter().flatten().collect())
    }

    /// Asks for consent and journals what is about to leave this process, before it does.
    fn announce(&mut self, second: SecondOpinion<'_>, questions: &[&Question<'_>]) -> Result<(), Failure> {
        let identity = second.reader.identity();
        let (Some(endpoint), false) = (&identity.endpoint, questions.is_empty()) else { return Ok(()) };
        let passages: BTreeSet<(usize, usize)> =
            questions.iter().flat_map(|question| question.places.to_vec()).collect();
        let outbound = Outbound {
            endpoint,
            reader: &identity.name,
            criteria: questions.len(),
            passages: passages.len(),
            characters: questions.iter().map(|question| characters(&question.asked)).sum(),
        };
        if !second.consent.allows(&outbound) {
            let hint = "Nothing was sent. Leave out --reader-endpoint to assess without a second reader.";
            return Err(Failure::new(Code::Refused, "The second reader was not allowed to be asked.", hint));
        }
        let prompts: BTreeMap<&str, &str> = questions
            .iter()
            .map(|question| (question.criterion.id.as_str(), question.prompt_sha256.as_str()))
            .collect();
        let payload = json!({
            "reader": identity.name, "version_sha256": sha256_hex(identity.version.as_bytes()), "endpoint": endpoint,
            "passages": outbound.passages, "characters": outbound.characters, "prompts": prompts,
        });
        let entries = vec![Entry { topic: "dora.reader.asked", payload }];
        let change = Change { at: &self.now, actor: &self.actor, entries, ..Change::default() };
        self.store.commit(change).map_err(store_failure)?;
        Ok(())
    }

    /// Keeps an answer under its key and journals it; of a failure only the journal knows, so it is asked again.
    fn keep_answer(
        &mut self,
        second: SecondOpinion<'_>,
        question: &Question<'_>,
        answer: &Answer,
    ) -> Result<(), Failure> {
        let mut payload = json!({
            "reader": second.reader.identity().name, "criterion": question.criterion.id,
            "prompt_sha256": question.prompt_sha256,
        });
        let (topic, bytes) = match answer {
            Ok(answer) => {
                let bytes = serde_json::to_vec(answer).map_err(|error| internal("second reader", error))?;
                payload["key"] = json!(question.key);
                payload["answer_sha256"] = json!(sha256_hex(&bytes));
                ("dora.reader.answered", bytes)
            }
            Err(failure) => {
                payload["failure"] = json!(failure);
                ("dora.reader.failed", Vec::new())
            }
        };
        let kept = answer.is_ok().then_some(StageRow { key: &question.key, stage: "reading", payload: &bytes });
        let entries = vec![Entry { topic, payload }];
        let stages = kept.into_iter().collect();
        let change = Change { at: &self.now, actor: &self.actor, entries, stages, ..Change::default() };
        self.store.commit(change).map_err(store_failure)?;
        if answer.is_ok() {
            self.work.computed("reading");
        }
        Ok(())
    }
}

/// Questions about the criteria that bind the firm and whose first verdict is not sure, in pack order.
fn open_questions<'a>(
    second: SecondOpinion<'_>,
    criteria: &'a [Criterion],
    firm: &FirmProfile,
    mapped: &'a Mapped,
    set: &'a [(DocumentRow, Document)],
    maps: &[CharMap<'a>],
) -> Vec<Question<'a>> {
    let judged = criteria.iter().zip(&mapped.findings).zip(&mapped.shortlists).enumerate();
    let mut questions = Vec::new();
    for (at, ((criterion, finding), places)) in judged {
        let is_sure = second.below.is_some_and(|below| finding.confidence >= below);
        let binds = !matches!(applicability(criterion, firm), Applicability::No(_));
        if is_sure || !binds || places.is_empty() {
            continue;
        }
        let passages = places.iter().filter_map(|&(document, passage)| {
            let passage = set.get(document)?.1.passages.get(passage)?;
            Some(ReaderPassage { headings: &passage.headings, text: maps.get(document)?.slice(passage.span) })
        });
        let asked = ReaderQuestion {
            criterion: &criterion.id,
            title: &criterion.title,
            obligation: &criterion.obligation,
            specifics: &criterion.specifics,
            passages: passages.collect(),
        };
        let prompt = second.reader.prompt(&asked);
        let inputs = [("reader", second.reader.identity().version.as_bytes()), ("prompt", prompt.as_bytes())];
        let (key, prompt_sha256) = (key("reading", VERSION, &inputs), sha256_hex(prompt.as_bytes()));
        questions.push(Question { at, criterion, asked, places, prompt_sha256, key });
    }
    questions
}

/// Characters of documents in a question.
fn characters(question: &ReaderQuestion<'_>) -> usize {
    let headings = question.passages.iter().flat_map(|passage| passage.headings).map(|heading| heading.chars().count());
    headings.sum::<usize>() + question.passages.iter().map(|passage| passage.text.chars().count()).sum::<usize>()
}

/// Looks the quotes up in the passages that were given; the first passage that holds a quote is its place.
fn place<'a>(question: &Question<'_>, answer: &'a ReaderAnswer, set: &[(DocumentRow, Document)]) -> Placed<'a> {
    let passages = || question.places.iter().zip(&question.asked.passages);
    let found = answer.quotes.iter().map(|quote| {
        passages().find_map(|(&(document, passage), given)| {
            let start = given.text.find(quote.as_str()).filter(|_| !quote.trim().is_empty())?;
            let range = (start, start + quote.len());
            let (row, document) = set.get(document)?;
            evidence(row, document, passage, given.text, range, answer.confidence)
        })
    });
    let wanted = question.criterion.specifics.iter().filter_map(|rule| SpecificKind::of_rule(rule));
    let wanted: BTreeSet<&str> = wanted.map(SpecificKind::name).collect();
    let missing = answer.missing.iter().filter(|kind| wanted.contains(kind.as_str())).cloned();
    Placed { answer, evidence: found.collect(), missing: missing.collect() }
}

#[cfg(test)]
mod tests;
