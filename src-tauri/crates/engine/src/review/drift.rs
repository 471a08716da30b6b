//! What became of the passages that a decision rests on.

use crate::assess::{digest, is_usable};
use crate::versions::word_runs;
use crate::{Engine, WordRun, store_failure};
use holdfast_domain::{CharMap, CitedPassage, Document, Drift, Failure, Review};
use holdfast_gap::DocumentSummary;
use holdfast_ports::DocumentRow;
use serde::Serialize;
use std::collections::BTreeSet;

/// A passage that a decision rests on and what became of it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PassageChange {
    /// The passage as it was cited.
    pub was: CitedPassage,
    /// What became of it.
    pub fate: PassageFate,
    /// File name of the document where it should stand now; `None` where there is no such document.
    pub file: Option<String>,
    /// Page on which its nearest descendant starts.
    pub page: Option<u32>,
    /// The words of then and now, where it was reworded; the words of then elsewhere.
    pub words: Vec<WordRun>,
}

/// What became of a passage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PassageFate {
    /// Its document says it in other words.
    Reworded,
    /// Its document no longer holds it.
    Dropped,
    /// It stands as it was, in text that is not in force any more.
    NotInForce,
    /// It stands as it was; its document was left out of the assessment.
    NotAssessed,
    /// Its document is not in the workspace any more.
    DocumentRemoved,
}

/// Share of words in common from which a passage is taken for another one reworded.
const SAME_PASSAGE: f64 = 0.4;

impl Engine<'_> {
    /// What became of every passage of the decision that is gone from the documents of an assessment.
    pub fn passage_changes(
        &self,
        review: &Review,
        assessed: &[DocumentSummary],
    ) -> Result<Vec<PassageChange>, Failure> {
        let mut rows = self.store.documents().map_err(store_failure)?;
        // A file may be there beside the version that was assessed in its place.
        rows.sort_by_key(|row| !assessed.iter().any(|document| document.id == row.id));
        let mut changes = Vec::new();
        for change in &review.changes {
            if let Drift::PassageGone(was) = change {
                changes.push(self.passage_change(was, &rows)?);
            }
        }
        Ok(changes)
    }

    /// `rows` are the documents of the workspace, the likelier ones first.
    fn passage_change(&self, was: &CitedPassage, rows: &[DocumentRow]) -> Result<PassageChange, Failure> {
        let gone = |fate, file| PassageChange {
            was: was.clone(),
            fate,
            file,
            page: None,
            words: word_runs(&was.quote, &was.quote),
        };
        let mut successor = None;
        for row in rows {
            if row.file == was.file || self.descends(row, was)? {
                successor = Some(row);
                break;
            }
        }
        let Some(row) = successor else { return Ok(gone(PassageFate::DocumentRemoved, None)) };
        let document = self.document(row)?;
        let map = CharMap::new(&document.text);
        let same = document.passages.iter().find(|passage| digest(map.slice(passage.span)) == was.passage);
        if let Some(passage) = same {
            let usable = is_usable(&document, passage);
            let fate = if usable { PassageFate::NotAssessed } else { PassageFate::NotInForce };
            return Ok(PassageChange { page: passage.page, ..gone(fate, Some(row.file.clone())) });
        }
        let before = self.whole_passage(was)?;
        let nearest = nearest(&document, &map, &before);
        Ok(match nearest {
            Some((page, text)) => PassageChange {
                was: was.clone(),
                fate: PassageFate::Reworded,
                file: Some(row.file.clone()),
                page,
                words: word_runs(&before, text),
            },
            None => gone(PassageFate::Dropped, Some(row.file.clone())),
        })
    }

    /// Whether the document of the passage is this one or an earlier version of it.
    fn descends(&self, row: &DocumentRow, was: &CitedPassage) -> Result<bool, Failure> {
        let mut seen = BTreeSet::new();
        let mut next = Some(row.id.clone());
        while let Some(id) = next.filter(|id| seen.insert(id.clone())) {
            if id == was.document {
                return Ok(true);
            }
            next = self.store.document(&id).map_err(store_failure)?.and_then(|row| row.previous);
        }
        Ok(false)
    }

    /// The passage as it stood when it was cited, of which the quote may be a part.
    fn whole_passage(&self, was: &CitedPassage) -> Result<String, Failure> {
        let Some(row) = self.store.document(&was.document).map_err(store_failure)? else {
            return Ok(was.quote.clone());
        };
        let document = self.document(&row)?;
        let map = CharMap::new(&document.text);
        let mut texts = document.passages.iter().map(|passage| map.slice(passage.span));
        Ok(texts.find(|text| digest(text) == was.passage).unwrap_or(&was.quote).to_owned())
    }
}

/// The passage with most words in common, if they are enough: its page and its text.
fn nearest<'d>(document: &Document, map: &CharMap<'d>, before: &str) -> Option<(Option<u32>, &'d str)> {
    let old = words(before);
    let scored = document.passages.iter().map(|passage| {
        let text = map.slice(passage.span);
        (overlap(&old, &words(text)), passage.page, text)
    });
    let best = scored.max_by(|one, other| one.0.total_cmp(&other.0))?;
    (best.0 >= SAME_PASSAGE).then_some((best.1, best.2))
}

fn words(text: &str) -> BTreeSet<String> {
    let words = text.split(|character: char| !character.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect()
}

/// Words in common as a share of all words, 0 to 1 (Jaccard).
fn overlap(one: &BTreeSet<String>, other: &BTreeSet<String>) -> f64 {
    let all = one.union(other).count();
    if all == 0 { 0.0 } else { one.intersection(other).count() as f64 / all as f64 }
}
