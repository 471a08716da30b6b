//! The index itself: what it holds, how it is brought up to date, how it is asked.

use crate::{
    analysis::{self, analyzer},
    directory::SealedDirectory,
};
use holdfast_crypto::Secret;
use holdfast_domain::DocumentId;
use holdfast_ports::{Hit, Index, IndexChange, IndexDocument, IndexError};
use serde::{Deserialize, Serialize};
use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};
use tantivy::{
    Directory, DocAddress, IndexReader, IndexSettings, ReloadPolicy, TantivyDocument, Term,
    collector::TopDocs,
    indexer::{IndexWriterOptions, NoMergePolicy},
    query::BooleanQuery,
    schema::{FAST, Field, IndexRecordOption, Schema, TextFieldIndexing, TextOptions},
    tokenizer::TextAnalyzer,
};

const ANALYZER: &str = "passage";

/// How much of the index may be held in memory while it is written; a ceiling that small workspaces never reach.
const WRITER_BYTES: usize = 128 * 1024 * 1024;

/// Passages of the workspace by their words.
pub struct PassageIndex {
    directory: SealedDirectory,
    analyzer: TextAnalyzer,
    fields: Fields,
    schema: Schema,
    /// `None` until it is built, and where what is on the disk cannot be used.
    built: Option<Built>,
}

impl PassageIndex {
    /// Opens the index in a folder, which is made where it is missing. The folder belongs to the index alone.
    ///
    /// An index that cannot be read is no error: it counts as empty, and [`Index::hold`] builds it anew.
    pub fn open(folder: &Path, key: Secret) -> Result<Self, IndexError> {
        let directory = SealedDirectory::new(folder, key).map_err(failed)?;
        let analyzer = analyzer()?;
        let (schema, fields) = schema();
        let built = Built::open(&directory, &schema, &analyzer);
        Ok(Self { directory, analyzer, fields, schema, built })
    }

    /// Writes exactly these documents, in the order of their identifiers, and makes them the index in one step.
    ///
    /// All of them are written even where one changed: BM25 weighs a word by how many passages have it and by the
    /// mean length of a passage, and an index that was patched counts passages that are gone.
    fn write(&self, index: &tantivy::Index, documents: &Documents<'_>) -> tantivy::Result<()> {
        let options = IndexWriterOptions::builder()
            .num_worker_threads(1)
            .num_merge_threads(1)
            .memory_budget_per_thread(WRITER_BYTES)
            .build();
        let mut writer = index.writer_with_options(options)?;
        writer.set_merge_policy(Box::new(NoMergePolicy));
        writer.delete_all_documents()?;
        for (ordinal, document) in documents.values().enumerate() {
            for (position, text) in document.passages.iter().enumerate() {
                let mut passage = TantivyDocument::new();
                passage.add_u64(self.fields.document, ordinal as u64);
                passage.add_u64(self.fields.passage, position as u64);
                passage.add_text(self.fields.text, text);
                writer.add_document(passage)?;
            }
        }
        let held = Held {
            analysis: analysis::VERSION.to_owned(),
            versions: documents.iter().map(|(&id, document)| (id.to_owned(), document.version.to_owned())).collect(),
        };
        let mut commit = writer.prepare_commit()?;
        commit.set_payload(&serde_json::to_string(&held)?);
        commit.commit()?;
        writer.wait_merging_threads()
    }

    fn build_anew(&self, documents: &Documents<'_>) -> Result<(), IndexError> {
        self.directory.clear().map_err(failed)?;
        let index = tantivy::Index::create(self.directory.clone(), self.schema.clone(), IndexSettings::default())
            .map_err(failed)?;
        index.tokenizers().register(ANALYZER, self.analyzer.clone());
        self.write(&index, documents).map_err(failed)
    }

    fn terms(&self, query: &str) -> Vec<Term> {
        let mut analyzer = self.analyzer.clone();
        let mut stream = analyzer.token_stream(query);
        let mut words = BTreeSet::new();
        while stream.advance() {
            words.insert(stream.token().text.clone());
        }
        words.iter().map(|word| Term::from_field_text(self.fields.text, word)).collect()
    }
}

impl Index for PassageIndex {
    fn version(&self) -> &'static str {
        analysis::VERSION
    }

    fn hold(&mut self, documents: &[IndexDocument<'_>]) -> Result<IndexChange, IndexError> {
        let wanted: Documents<'_> = documents.iter().map(|document| (document.id.as_str(), document)).collect();
        let held = self.built.as_ref().map(|built| &built.versions);
        let is_held = |id: &str, version: &str| held.and_then(|held| held.get(id)).is_some_and(|held| held == version);
        let change = IndexChange {
            added: wanted.iter().filter(|(id, document)| !is_held(id, document.version)).count(),
            dropped: held.map_or(0, |held| held.keys().filter(|id| !wanted.contains_key(String::as_str(id))).count()),
        };
        if self.built.is_some() && change == IndexChange::default() {
            return Ok(change);
        }
        // What is on the disk may have been damaged since it was opened; then nothing of it is worth keeping.
        let is_updated = self.built.as_ref().is_some_and(|built| self.write(&built.index, &wanted).is_ok());
        if !is_updated {
            self.built = None;
            self.build_anew(&wanted)?;
        }
        self.built = Built::open(&self.directory, &self.schema, &self.analyzer);
        match self.built {
            Some(_) => Ok(change),
            None => Err(IndexError("the index cannot be read back".to_owned())),
        }
    }

    fn search(&self, query: &str, limit: usize) -> Result<Vec<Hit>, IndexError> {
        let Some(built) = &self.built else {
            return Ok(Vec::new());
        };
        let searcher = built.reader.searcher();
        let terms = self.terms(query);
        let limit = limit.min(usize::try_from(searcher.num_docs()).unwrap_or(usize::MAX));
        if terms.is_empty() || limit == 0 {
            return Ok(Vec::new());
        }
        // Terms, never query syntax: the query is the text of a criterion or what a user typed.
        let query = BooleanQuery::new_multiterms_query(terms);
        let found = searcher.search(&query, &TopDocs::with_limit(limit).order_by_score()).map_err(failed)?;
        let places = searcher.segment_readers().iter().map(|segment| {
            let fields = segment.fast_fields();
            Ok((
                fields.u64(DOCUMENT)?.first_or_default_col(u64::MAX),
                fields.u64(PASSAGE)?.first_or_default_col(u64::MAX),
            ))
        });
        let places = places.collect::<tantivy::Result<Vec<_>>>().map_err(failed)?;
        let mut hits = Vec::with_capacity(found.len());
        for (score, DocAddress { segment_ord, doc_id }) in found {
            let place = places.get(segment_ord as usize).and_then(|(documents, passages)| {
                let ordinal = usize::try_from(documents.get_val(doc_id)).ok()?;
                Some((built.ids.get(ordinal)?, u32::try_from(passages.get_val(doc_id)).ok()?))
            });
            let Some((document, passage)) = place else {
                return Err(IndexError("a passage without its place was found".to_owned()));
            };
            hits.push(Hit { document: document.clone(), passage, score });
        }
        // Of equal scores the collector keeps the passages that were written first, which is the order used here.
        hits.sort_by(|a, b| {
            b.score.total_cmp(&a.score).then_with(|| (&a.document, a.passage).cmp(&(&b.document, b.passage)))
        });
        Ok(hits)
    }
}

type Documents<'a> = BTreeMap<&'a str, &'a IndexDocument<'a>>;

/// What an index holds, kept with every commit.
#[derive(Serialize, Deserialize)]
struct Held {
    analysis: String,
    versions: BTreeMap<String, String>,
}

/// An index that can be asked.
struct Built {
    index: tantivy::Index,
    reader: IndexReader,
    versions: BTreeMap<String, String>,
    /// The documents in the order of their ids: a passage knows its own by the place in it.
    ids: Vec<DocumentId>,
}

impl Built {
    /// `None` where there is none, or none that this version under this key can use.
    fn open(directory: &SealedDirectory, schema: &Schema, analyzer: &TextAnalyzer) -> Option<Built> {
        let index = tantivy::Index::open(directory.clone()).ok().filter(|index| &index.schema() == schema)?;
        index.tokenizers().register(ANALYZER, analyzer.clone());
        let held: Held = serde_json::from_str(&index.load_metas().ok()?.payload?).ok()?;
        // tantivy does without some files until a search needs them; one that is gone has to be noticed now.
        let files = index.directory().list_managed_files();
        let is_complete =
            files.contains(Path::new("meta.json")) && files.iter().all(|file| directory.exists(file).unwrap_or(false));
        if held.analysis != analysis::VERSION || !is_complete {
            return None;
        }
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into().ok()?;
        let ids = held.versions.keys().map(DocumentId::new).collect();
        Some(Built { index, reader, versions: held.versions, ids })
    }
}

/// Fields that say where a passage stands, read for every hit.
const DOCUMENT: &str = "document";
const PASSAGE: &str = "passage";

#[derive(Clone, Copy)]
struct Fields {
    document: Field,
    passage: Field,
    text: Field,
}

/// The text itself is not stored: it is in the database.
fn schema() -> (Schema, Fields) {
    let mut schema = Schema::builder();
    let terms = TextFieldIndexing::default()
        .set_tokenizer(ANALYZER)
        .set_index_option(IndexRecordOption::WithFreqs)
        .set_fieldnorms(true);
    let fields = Fields {
        document: schema.add_u64_field(DOCUMENT, FAST),
        passage: schema.add_u64_field(PASSAGE, FAST),
        text: schema.add_text_field("text", TextOptions::default().set_indexing_options(terms)),
    };
    (schema.build(), fields)
}

fn failed(error: impl std::fmt::Display) -> IndexError {
    IndexError(error.to_string())
}

#[cfg(test)]
mod tests;
