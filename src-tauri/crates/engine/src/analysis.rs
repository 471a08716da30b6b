//! From documents to what their passages say: signals and vectors.

use crate::stage::key;
use crate::{Engine, embed_failure, internal, store_failure};
use holdfast_domain::{CharMap, Document, Failure};
use holdfast_mapping::{Signals, signals};
use holdfast_ports::{Change, DocumentRow, Entry, StageRow};
use std::time::Instant;

/// What was read from the passages of one document.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Analysis {
    /// One a passage.
    pub(crate) signals: Vec<Signals>,
    /// Vectors of all passages, one after the other.
    pub(crate) vectors: Vec<f32>,
}

impl Analysis {
    /// Bytes as kept: length of the JSON part (u32, little-endian), the signals as JSON, the vectors as f32
    /// little-endian. Vectors as JSON would be three times as large.
    fn to_bytes(&self) -> Result<Vec<u8>, serde_json::Error> {
        let json = serde_json::to_vec(&self.signals)?;
        let mut bytes = (json.len() as u32).to_le_bytes().to_vec();
        bytes.extend(json);
        bytes.extend(self.vectors.iter().flat_map(|figure| figure.to_le_bytes()));
        Ok(bytes)
    }

    fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (length, rest) = bytes.split_first_chunk::<4>()?;
        let (json, vectors) = rest.split_at_checked(u32::from_le_bytes(*length) as usize)?;
        let (figures, remainder) = vectors.as_chunks::<4>();
        let vectors = figures.iter().map(|figure| f32::from_le_bytes(*figure)).collect();
        remainder.is_empty().then_some(())?;
        Some(Self { signals: serde_json::from_slice(json).ok()?, vectors })
    }
}

/// A document of the set with everything the mapping needs.
pub(crate) struct Analysed {
    pub(crate) row: DocumentRow,
    pub(crate) document: Document,
    pub(crate) analysis: Analysis,
    pub(crate) key: String,
}

impl Engine<'_> {
    /// Analyses the documents that have not been analysed yet. Each is committed on its own.
    pub(crate) fn analyse(&mut self, documents: Vec<(DocumentRow, Document)>) -> Result<Vec<Analysed>, Failure> {
        let since = Instant::now();
        let total = documents.len();
        let mut analysed = Vec::with_capacity(total);
        for (done, (row, document)) in documents.into_iter().enumerate() {
            let key = self.analysis_key(&row);
            let kept = self.store.stage(&key).map_err(store_failure)?;
            let analysis = match kept.and_then(|bytes| Analysis::from_bytes(&bytes)) {
                Some(analysis) => {
                    self.work.reused("nlp");
                    analysis
                }
                None => self.analyse_one(&row, &document, &key)?,
            };
            analysed.push(Analysed { row, document, analysis, key });
            self.progress.advance("analysing", done + 1, total);
        }
        self.work.spent("nlp", since);
        Ok(analysed)
    }

    /// Key of what is read from the passages of a document; known before the document is.
    pub(crate) fn analysis_key(&self, row: &DocumentRow) -> String {
        let inputs = [
            ("intake", row.intake_key.as_bytes()),
            ("model", self.embedder.model().sha256.as_bytes()),
            ("embedder", self.embedder.version().as_bytes()),
        ];
        key("nlp", holdfast_mapping::VERSION, &inputs)
    }

    fn analyse_one(&mut self, row: &DocumentRow, document: &Document, key: &str) -> Result<Analysis, Failure> {
        let map = CharMap::new(&document.text);
        let texts = passage_texts(document);
        let vectors = self.embedder.embed(&texts).map_err(embed_failure)?;
        let analysis = Analysis {
            signals: document.passages.iter().map(|passage| signals(map.slice(passage.span))).collect(),
            vectors: vectors.into_iter().flatten().collect(),
        };
        let bytes = analysis.to_bytes().map_err(|error| internal("nlp", error))?;
        let entry = Entry {
            topic: "dora.analysis.requested",
            payload: serde_json::json!({ "document": row.id, "passages": texts.len(), "key": key }),
        };
        let stages = vec![StageRow { key, stage: "nlp", payload: &bytes }];
        let change = Change { at: &self.now, actor: &self.actor, entries: vec![entry], stages, ..Change::default() };
        self.store.commit(change).map_err(store_failure)?;
        self.work.computed("nlp");
        Ok(analysis)
    }
}

/// Text of every passage with title and headings in front: measured, a passage without its heading path is found
/// a sixth less often.
pub(crate) fn passage_texts(document: &Document) -> Vec<String> {
    let map = CharMap::new(&document.text);
    document
        .passages
        .iter()
        .map(|passage| {
            let mut path = vec![document.title.as_str()];
            path.extend(passage.headings.iter().map(String::as_str));
            path.retain(|part| !part.is_empty());
            path.dedup();
            format!("{}. {}", path.join(" > "), map.slice(passage.span))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn an_analysis_survives_its_bytes_and_a_cut_one_is_refused() {
        let analysis =
            Analysis { signals: vec![signals("The Board decides.")], vectors: vec![0.25, -1.5e-30, f32::MAX] };
        let bytes = analysis.to_bytes().unwrap();
        assert_eq!(Analysis::from_bytes(&bytes).unwrap(), analysis);
        for end in 0..bytes.len() {
            assert_ne!(Analysis::from_bytes(&bytes[..end]), Some(analysis.clone()));
        }
    }
}
