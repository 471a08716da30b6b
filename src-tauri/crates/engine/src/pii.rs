//! Personal data of the documents: listed for the firm, masked in what leaves it.
//!
//! Nothing of it is kept: the rules read a document faster than a result would be fetched and decrypted, and values that
//! are stored nowhere need no erasure.

use crate::{Engine, PiiPolicy, internal, store_failure};
use holdfast_domain::{CharMap, Document, DocumentId, Failure, PersonId, Span};
use holdfast_gap::Assessment;
use holdfast_pii::{Kind, Masking, find, preview};
use holdfast_planner::Plan;
use holdfast_ports::{Change, Entry};
use serde::Serialize;
use std::collections::BTreeMap;

/// What was found in one document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PersonalData {
    /// By content.
    pub id: DocumentId,
    /// File name.
    pub file: String,
    /// Values by kind, in order of appearance.
    pub found: Vec<PersonalValue>,
}

/// One value and where it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PersonalValue {
    /// What it is.
    pub kind: Kind,
    /// The value where it was to be revealed, else a preview such as `a…@…eu`.
    pub value: String,
    /// Every place, in order.
    pub places: Vec<Place>,
}

/// Where a value stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Place {
    /// Page, from 1; `None` in formats without pages.
    pub page: Option<u32>,
    /// First character in the extracted text.
    pub start: usize,
    /// One past the last character.
    pub end: usize,
}

impl Engine<'_> {
    /// Personal data of the present documents. That values were revealed is journalled before they are returned.
    pub fn personal_data(&mut self, reveal: bool) -> Result<Vec<PersonalData>, Failure> {
        let documents = self.documents()?;
        let list: Vec<PersonalData> = documents
            .iter()
            .map(|(row, document)| PersonalData {
                id: row.id.clone(),
                file: row.file.clone(),
                found: values(document, reveal),
            })
            .collect();
        if reveal {
            let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
            for value in list.iter().flat_map(|document| &document.found) {
                *counts.entry(value.kind.name()).or_default() += 1;
            }
            let payload = serde_json::json!({ "documents": list.len(), "values": counts });
            let entries = vec![Entry { topic: "dora.pii.revealed", payload }];
            let change = Change { at: &self.now, actor: &self.actor, entries, ..Change::default() };
            self.store.commit(change).map_err(store_failure)?;
        }
        Ok(list)
    }

    /// The assessment and the plan as they may leave under the policy.
    pub(crate) fn masked(
        &self,
        policy: PiiPolicy,
        mut assessment: Assessment,
        mut plan: Plan,
    ) -> Result<(Assessment, Plan), Failure> {
        if policy == PiiPolicy::Off {
            return Ok((assessment, plan));
        }
        let documents = assessment.documents.iter().map(|summary| self.document_of(&summary.id));
        let documents = documents.collect::<Result<Vec<Document>, Failure>>()?;
        let texts: Vec<&str> = documents.iter().map(|document| document.text.as_str()).collect();
        let masking = Masking::of(policy, &texts);
        let positions: BTreeMap<DocumentId, usize> =
            assessment.documents.iter().enumerate().map(|(at, summary)| (summary.id.clone(), at)).collect();
        for summary in &mut assessment.documents {
            mask(&masking, [&mut summary.file, &mut summary.title]);
            for diagnostic in &mut summary.diagnostics {
                mask(&masking, [&mut diagnostic.file, &mut diagnostic.message, &mut diagnostic.hint]);
            }
        }
        // A report shows what a second reader concluded, and the quotes of the finding alone.
        for reading in assessment.criteria.iter_mut().filter_map(|finding| finding.second_reader.as_mut()) {
            reading.quotes.clear();
            if let Some(first) = &mut reading.first {
                first.evidence.clear();
            }
        }
        for finding in &mut assessment.criteria {
            mask(&masking, &mut finding.reasons);
            if let Some(review) = &mut finding.review {
                // What a decision rests on is shown by the quotes of the finding; its own copies stay in the workspace.
                review.decision.passages.clear();
                review.changes.clear();
                mask(&masking, std::iter::once(&mut review.decision.by).chain(review.decision.reason.as_mut()));
            }
        }
        for evidence in assessment.criteria.iter_mut().flat_map(|finding| &mut finding.evidence) {
            let position = positions.get(&evidence.document);
            let position =
                *position.ok_or_else(|| internal("report", "a quote of a document that was not assessed"))?;
            let masked = masking.quote(position, evidence.start, &evidence.quote);
            (evidence.quote, evidence.masked) = (masked.text, masked.count);
            mask(&masking, std::iter::once(&mut evidence.file).chain(&mut evidence.headings));
        }
        mask_team(&masking, &mut plan);
        Ok((assessment, plan))
    }

    fn document_of(&self, id: &DocumentId) -> Result<Document, Failure> {
        let row = self.store.document(id).map_err(store_failure)?;
        let row = row.ok_or_else(|| internal("report", "a document of the assessment is not in the workspace"))?;
        self.document(&row)
    }
}

fn mask<'t>(masking: &Masking, texts: impl IntoIterator<Item = &'t mut String>) {
    for text in texts {
        *text = masking.text(text).text;
    }
}

/// A team that the user named: who has a name there gets a number, in the list and wherever a task names them.
fn mask_team(masking: &Masking, plan: &mut Plan) {
    let mut renamed: BTreeMap<PersonId, PersonId> = BTreeMap::new();
    let mut titles: Vec<(String, String)> = Vec::new();
    for (at, member) in plan.people.iter_mut().enumerate() {
        let title = masking.name(&member.title);
        let spelt: Vec<String> = member.id.as_str().split(['.', '_', '-']).map(capitalised).collect();
        if title.count + masking.text(&spelt.join(" ")).count > 0 {
            let id = PersonId::new(format!("member-{}", at + 1));
            renamed.insert(std::mem::replace(&mut member.id, id.clone()), id);
        }
        titles.push((std::mem::replace(&mut member.title, title.text.clone()), title.text));
    }
    let reasons = plan.unscheduled.iter_mut().map(|task| &mut task.reason);
    for sentence in reasons.chain(&mut plan.conflict).chain(&mut plan.notices) {
        for (title, masked) in titles.iter().filter(|(title, masked)| title != masked) {
            *sentence = sentence.replace(title.as_str(), masked);
        }
        *sentence = retold(sentence, &renamed);
    }
    for assignee in plan.tasks.iter_mut().flat_map(|task| &mut task.assignees) {
        if let Some(id) = renamed.get(assignee) {
            *assignee = id.clone();
        }
    }
}

/// A sentence with other names for people, who stand in it as words of their own.
fn retold(sentence: &str, renamed: &BTreeMap<PersonId, PersonId>) -> String {
    let is_end = |c: char| c.is_whitespace() || "(),;:".contains(c);
    let part = |part: &str| {
        let word = part.trim_end_matches(is_end);
        let name = renamed.get(&PersonId::new(word)).map_or(word, PersonId::as_str);
        format!("{name}{}", &part[word.len()..])
    };
    sentence.split_inclusive(is_end).map(part).collect()
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

fn values(document: &Document, reveal: bool) -> Vec<PersonalValue> {
    let map = CharMap::new(&document.text);
    let mut values: BTreeMap<(Kind, &str), Vec<Place>> = BTreeMap::new();
    for found in find(&document.text) {
        let Span { start, end } = found.span;
        let page = document.pages.iter().find(|page| page.span.start <= start && start < page.span.end);
        let place = Place { page: page.map(|page| page.number), start, end };
        values.entry((found.kind, map.slice(found.span))).or_default().push(place);
    }
    let shown = |((kind, value), places): ((Kind, &str), Vec<Place>)| PersonalValue {
        kind,
        value: if reveal { value.to_owned() } else { preview(kind, value) },
        places,
    };
    let mut values: Vec<PersonalValue> = values.into_iter().map(shown).collect();
    values.sort_by_key(|value| (value.kind, value.places.first().map(|place| place.start)));
    values
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_in_a_sentence_get_their_other_name_and_other_words_stay() {
        let renamed: BTreeMap<PersonId, PersonId> =
            [("ana.berg", "member-1"), ("ana", "member-2")].map(|(old, new)| (old.into(), new.into())).into();
        let told = retold("ana.berg is away; the nearest is BEN (ana) in management, not ana", &renamed);
        assert_eq!(told, "member-1 is away; the nearest is BEN (member-2) in management, not member-2");
    }
}
