//! From analysed documents to a gap assessment.

use crate::analysis::{Analysed, passage_texts};
use crate::evidence::evidence;
use crate::reference::Referable;
use crate::score::{Assessed, Mapped, Shortlist};
use crate::second_reading::PASSAGES;
use crate::stage::key;
use crate::{Engine, internal, store_failure};
use holdfast_crypto::sha256_hex;
use holdfast_domain::{
    CharMap, Code, CriterionId, DiagnosticCode, Document, DocumentId, Evidence, Failure, Finding, FirmProfile, Passage,
    PassageKind, Standing,
};
use holdfast_gap::DocumentSummary;
use holdfast_mapping::{CriterionQuery, Judgement, PassageView, Ranking, judge, rank};
use holdfast_ports::{DocumentRow, IndexDocument};
use holdfast_rulepack::Criterion;
use std::collections::BTreeMap;
use std::time::Instant;

/// What to assess.
#[derive(Clone, Debug, Default)]
pub struct AssessOptions {
    /// The firm.
    pub firm: FirmProfile,
    /// Documents to look at; `None` for all that are present.
    pub documents: Option<Vec<DocumentId>>,
}

/// Passages that the word search returns for a criterion.
const LEXICAL_DEPTH: usize = 100;

impl Engine<'_> {
    /// Assesses the documents: analysis where it is missing, mapping, scores.
    pub fn assess(&mut self, options: &AssessOptions) -> Result<Assessed, Failure> {
        if let Some(contradiction) = options.firm.contradiction() {
            return Err(Failure::new(Code::Usage, contradiction, "Give another --entity or --regime."));
        }
        let rows = self.store.documents().map_err(store_failure)?;
        let wanted = options.documents.as_ref();
        let chosen = rows.into_iter().filter(|row| wanted.is_none_or(|wanted| wanted.contains(&row.id)));
        let rows: Vec<DocumentRow> = chosen.collect();
        if rows.is_empty() {
            let hint = "Import at least one readable document first.";
            return Err(Failure::new(Code::Refused, "There is no document to assess.", hint));
        }
        let (mapping_key, mapped) = self.map(rows.clone())?;
        let (findings_key, mapped) = self.read_again(&options.firm, rows, mapping_key, mapped)?;
        self.score(&options.firm, &findings_key, mapped)
    }

    /// What the documents hold on every criterion. Where it is kept, no document is read.
    fn map(&mut self, rows: Vec<DocumentRow>) -> Result<(String, Mapped), Failure> {
        let pack = &self.packs.dora;
        let keys: Vec<String> = rows.iter().map(|row| self.analysis_key(row)).collect();
        let mut inputs: Vec<(&str, &[u8])> =
            vec![("pack", pack.reference.sha256.as_bytes()), ("head", self.packs.head_reference.sha256.as_bytes())];
        inputs.push(("index", self.index.version().as_bytes()));
        for (row, key) in rows.iter().zip(&keys) {
            inputs.push(("file", row.file.as_bytes()));
            inputs.push(("document", key.as_bytes()));
        }
        let mapping_key = key("mapping", holdfast_mapping::VERSION, &inputs);
        if let Some(mapped) = self.kept::<Mapped>("mapping", &mapping_key)? {
            return Ok((mapping_key, mapped));
        }
        let documents = rows.into_iter().map(|row| Ok((row.clone(), self.document(&row)?)));
        let analysed = documents.collect::<Result<_, Failure>>().and_then(|documents| self.analyse(documents))?;
        let since = Instant::now();
        let (findings, shortlists) = self.compute_mapping(&analysed)?;
        let payload =
            serde_json::json!({ "key": mapping_key, "documents": analysed.len(), "criteria": findings.len() });
        let documents = analysed.iter().map(summary).collect();
        let passages = analysed.iter().flat_map(digests).collect();
        let mapped = Mapped { findings, documents, passages, shortlists };
        self.keep("mapping", &mapping_key, &mapped, "dora.analysis.mapped", payload)?;
        self.work.spent("mapping", since);
        Ok((mapping_key, mapped))
    }

    fn compute_mapping(&mut self, analysed: &[Analysed]) -> Result<(Vec<Finding>, Vec<Shortlist>), Failure> {
        let vectors = self.criterion_vectors()?;
        let texts: Vec<Vec<String>> = analysed.iter().map(|document| evidence_texts(&document.document)).collect();
        let held: Vec<IndexDocument<'_>> = analysed
            .iter()
            .zip(&texts)
            .map(|(document, texts)| IndexDocument {
                id: &document.row.id,
                version: &document.key,
                passages: texts.clone(),
            })
            .collect();
        self.index.hold(&held).map_err(|error| internal("search", error))?;

        let maps: Vec<CharMap<'_>> = analysed.iter().map(|document| CharMap::new(&document.document.text)).collect();
        let views = Views::new(analysed, &maps, self.embedder.dimensions());
        let mut queries = Vec::with_capacity(vectors.len());
        for (criterion, vectors) in self.packs.dora.criteria.iter().zip(&vectors) {
            let hits = self
                .index
                .search(&lexical_query(criterion), LEXICAL_DEPTH)
                .map_err(|error| internal("search", error))?;
            let lexical = hits.iter().filter_map(|hit| Some((views.position(&hit.document, hit.passage)?, hit.score)));
            queries.push(CriterionQuery {
                criterion,
                obligation: &vectors.obligation,
                phrasing: &vectors.phrasing,
                lexical: lexical.collect(),
            });
        }
        let rankings = rank(&queries, &views.passages);
        let total = queries.len();
        let mut findings = Vec::with_capacity(total);
        for (done, (query, ranking)) in queries.iter().zip(&rankings).enumerate() {
            let judgement = judge(query.criterion, ranking, &views.passages, &self.packs.head);
            findings.push(views.finding(&query.criterion.id, judgement));
            self.progress.advance("judging", done + 1, total);
        }
        Ok((findings, rankings.iter().map(|ranking| views.shortlist(ranking)).collect()))
    }
}

/// Title, obligation, keywords, section names and phrasings: the words under which a policy may speak of it.
fn lexical_query(criterion: &Criterion) -> String {
    format!(
        "{} {} {} {} {}",
        criterion.title,
        criterion.obligation,
        criterion.keywords.join(" "),
        criterion.section_names.join(" "),
        criterion.phrasings.join(" ")
    )
}

fn summary(analysed: &Analysed) -> DocumentSummary {
    let document = &analysed.document;
    DocumentSummary {
        id: analysed.row.id.clone(),
        file: analysed.row.file.clone(),
        title: document.title.clone(),
        format: document.format,
        standing: document.standing,
        pages: document.pages.len(),
        passages: document.passages.len(),
        diagnostics: document.diagnostics.clone(),
    }
}

/// All passages of the set in one row, with the way back to their documents.
struct Views<'a> {
    analysed: &'a [Analysed],
    passages: Vec<PassageView<'a>>,
    /// Position of the first passage of each document.
    first: Vec<usize>,
    by_id: BTreeMap<&'a DocumentId, usize>,
}

impl<'a> Views<'a> {
    fn new(analysed: &'a [Analysed], maps: &[CharMap<'a>], dimensions: usize) -> Self {
        let referable = Referable::of(analysed, maps);
        let mut passages = Vec::new();
        let mut first = Vec::new();
        for (at, (document, map)) in analysed.iter().zip(maps).enumerate() {
            let start = passages.len();
            first.push(start);
            let vectors = document.analysis.vectors.chunks_exact(dimensions.max(1));
            let parts = document.document.passages.iter().zip(vectors).zip(&document.analysis.signals);
            for ((passage, vector), signals) in parts {
                let text = map.slice(passage.span);
                passages.push(PassageView {
                    document: at,
                    text,
                    links: referable.links(at, &document.document, start, text),
                    vector,
                    signals,
                    usable: is_usable(&document.document, passage),
                });
            }
        }
        let by_id = analysed.iter().enumerate().map(|(at, document)| (&document.row.id, at)).collect();
        Self { analysed, passages, first, by_id }
    }

    fn position(&self, document: &DocumentId, passage: u32) -> Option<usize> {
        let at = *self.by_id.get(document)?;
        let position = self.first.get(at)? + passage as usize;
        (self.passages.get(position)?.document == at).then_some(position)
    }

    fn finding(&self, criterion: &CriterionId, judgement: Judgement) -> Finding {
        let quotes = judgement.quotes.into_iter();
        let evidence = quotes.filter_map(|(passage, range, score)| self.evidence(passage, range, score)).collect();
        Finding {
            criterion: criterion.clone(),
            verdict: judgement.verdict,
            proposed: None,
            review: None,
            confidence: judgement.confidence,
            evidence,
            missing: judgement.missing,
            reasons: judgement.reasons,
            trace: judgement.trace,
            second_reader: None,
        }
    }

    fn shortlist(&self, ranking: &Ranking) -> Shortlist {
        let best = ranking.candidates.iter().take(PASSAGES);
        let place = |position: usize| {
            let document = self.passages.get(position)?.document;
            Some((document, position - self.first.get(document)?))
        };
        best.filter_map(|candidate| place(candidate.passage)).collect()
    }

    fn evidence(&self, position: usize, range: (usize, usize), score: f32) -> Option<Evidence> {
        let view = self.passages.get(position)?;
        let passage = position - self.first.get(view.document)?;
        let Analysed { row, document, .. } = self.analysed.get(view.document)?;
        evidence(row, document, passage, view.text, range, f64::from(score))
    }
}

/// What the word search looks through: a passage that cannot be evidence is empty there, or a copy of the law would
/// take all the places among the hits.
fn evidence_texts(document: &Document) -> Vec<String> {
    let texts = passage_texts(document).into_iter().zip(&document.passages);
    texts.map(|(text, passage)| if is_usable(document, passage) { text } else { String::new() }).collect()
}

/// Whether a passage can be evidence: text that is not in force, a copy of the law, front matter and definitions
/// commit the firm to nothing.
pub(crate) fn is_usable(document: &Document, passage: &Passage) -> bool {
    document.standing == Standing::InForce
        && !document.diagnostics.iter().any(|diagnostic| diagnostic.code == DiagnosticCode::LawText)
        && !matches!(passage.kind, PassageKind::FrontMatter | PassageKind::Definition)
}

/// Digest of a passage: the first 128 bits of the SHA-256 of its words, hex. Where it stands and how its lines break do
/// not matter.
pub(crate) fn digest(text: &str) -> String {
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut hex = sha256_hex(words.as_bytes());
    hex.truncate(32);
    hex
}

/// Digests of the passages of a document that can be evidence.
fn digests(analysed: &Analysed) -> Vec<String> {
    let map = CharMap::new(&analysed.document.text);
    let usable = analysed.document.passages.iter().filter(|passage| is_usable(&analysed.document, passage));
    usable.map(|passage| digest(map.slice(passage.span))).collect()
}
