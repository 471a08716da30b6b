//! From analysed documents to a gap assessment.

use crate::analysis::{Analysed, passage_texts};
use crate::evidence::evidence;
use crate::second_reading::PASSAGES;
use crate::stage::{Stamped, key};
use crate::{Engine, embed_failure, internal, store_failure};
use holdfast_domain::{
    CharMap, Code, CriterionId, DiagnosticCode, Document, DocumentId, Evidence, Failure, Finding, FirmProfile, Passage,
    PassageKind, Standing,
};
use holdfast_gap::{Assessment, AssessmentInput, DocumentSummary, assess};
use holdfast_mapping::{CriterionQuery, Judgement, PassageView, Ranking, judge, rank};
use holdfast_ports::{DocumentRow, IndexDocument};
use holdfast_rulepack::Criterion;
use serde::{Deserialize, Serialize};
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

/// An assessment and when it was first made.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Assessed {
    /// Time, RFC 3339 in UTC.
    pub at: String,
    /// The result.
    pub assessment: Assessment,
}

/// What mapping makes of a document set: one finding and one list of passages a criterion, in pack order.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Mapped {
    pub(crate) findings: Vec<Finding>,
    /// The best passages of each criterion, best first, by position of the document in the set and position in it.
    pub(crate) shortlists: Vec<Vec<(usize, usize)>>,
}

/// Passages that the word search returns for a criterion.
const LEXICAL_DEPTH: usize = 100;

impl Engine<'_> {
    /// Assesses the documents: analysis where it is missing, mapping, scores.
    pub fn assess(&mut self, options: &AssessOptions) -> Result<Assessed, Failure> {
        let rows = self.store.documents().map_err(store_failure)?;
        let wanted = options.documents.as_ref();
        let chosen = rows.into_iter().filter(|row| wanted.is_none_or(|wanted| wanted.contains(&row.id)));
        let documents = chosen
            .map(|row| Ok((row.clone(), self.document(&row)?)))
            .collect::<Result<Vec<(DocumentRow, Document)>, Failure>>()?;
        if documents.is_empty() {
            let hint = "Import at least one readable document first.";
            return Err(Failure::new(Code::Refused, "There is no document to assess.", hint));
        }
        let analysed = self.analyse(documents)?;
        let (mapping_key, mapped) = self.map(&analysed)?;
        let (findings_key, findings) = self.read_again(&options.firm, &analysed, mapping_key, mapped)?;
        self.score(options, &analysed, &findings_key, findings)
    }

    /// The newest assessment.
    pub fn latest_assessment(&self) -> Result<Assessed, Failure> {
        let Some(Stamped { at, value: assessment }) = self.latest::<Stamped<Assessment>>("gap")? else {
            let hint = "Run `holdfast assess` first.";
            return Err(Failure::new(Code::Refused, "The workspace holds no assessment yet.", hint));
        };
        if assessment.rulepack.sha256 != self.packs.dora.reference.sha256 {
            let message = "The newest assessment was made with another version of the rule pack.";
            return Err(Failure::new(Code::Refused, message, "Run `holdfast assess` again."));
        }
        Ok(Assessed { at, assessment })
    }

    fn map(&mut self, analysed: &[Analysed]) -> Result<(String, Mapped), Failure> {
        let since = Instant::now();
        let pack = &self.packs.dora;
        let mut inputs: Vec<(&str, &[u8])> =
            vec![("pack", pack.reference.sha256.as_bytes()), ("head", self.packs.head_sha256.as_bytes())];
        inputs.push(("index", self.index.version().as_bytes()));
        for document in analysed {
            inputs.push(("file", document.row.file.as_bytes()));
            inputs.push(("document", document.key.as_bytes()));
        }
        let mapping_key = key("mapping", holdfast_mapping::VERSION, &inputs);
        let mapped = match self.kept::<Mapped>("mapping", &mapping_key)? {
            Some(mapped) => mapped,
            None => {
                let mapped = self.compute_mapping(analysed)?;
                let criteria = mapped.findings.len();
                let payload =
                    serde_json::json!({ "key": mapping_key, "documents": analysed.len(), "criteria": criteria });
                self.keep("mapping", &mapping_key, &mapped, "dora.analysis.mapped", payload)?;
                mapped
            }
        };
        self.work.spent("mapping", since);
        Ok((mapping_key, mapped))
    }

    fn compute_mapping(&mut self, analysed: &[Analysed]) -> Result<Mapped, Failure> {
        let vectors = self.criterion_vectors()?;
        let texts: Vec<Vec<String>> = analysed.iter().map(|document| passage_texts(&document.document)).collect();
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
        for (criterion, vector) in self.packs.dora.criteria.iter().zip(&vectors) {
            let hits = self
                .index
                .search(&lexical_query(criterion), LEXICAL_DEPTH)
                .map_err(|error| internal("search", error))?;
            let lexical = hits.iter().filter_map(|hit| Some((views.position(&hit.document, hit.passage)?, hit.score)));
            queries.push(CriterionQuery { criterion, vector, lexical: lexical.collect() });
        }
        let rankings = rank(&queries, &views.passages);
        let total = queries.len();
        let mut findings = Vec::with_capacity(total);
        for (done, (query, ranking)) in queries.iter().zip(&rankings).enumerate() {
            let judgement = judge(query.criterion, ranking, &views.passages, &self.packs.head);
            findings.push(views.finding(&query.criterion.id, judgement));
            self.progress.advance("judging", done + 1, total);
        }
        Ok(Mapped { findings, shortlists: rankings.iter().map(|ranking| views.shortlist(ranking)).collect() })
    }

    /// Vectors of all criteria, kept by pack and model.
    fn criterion_vectors(&mut self) -> Result<Vec<Vec<f32>>, Failure> {
        let packs = self.packs;
        let inputs = [
            ("pack", packs.dora.reference.sha256.as_bytes()),
            ("model", self.embedder.model().sha256.as_bytes()),
            ("embedder", self.embedder.version().as_bytes()),
        ];
        let key = key("criteria", holdfast_mapping::VERSION, &inputs);
        if let Some(vectors) = self.kept("criteria", &key)? {
            return Ok(vectors);
        }
        let texts: Vec<String> = packs
            .dora
            .criteria
            .iter()
            .map(|criterion| format!("{}. {}", criterion.title, criterion.obligation))
            .collect();
        let vectors = self.embedder.embed(&texts).map_err(embed_failure)?;
        let payload = serde_json::json!({ "key": key, "criteria": texts.len() });
        self.keep("criteria", &key, &vectors, "dora.criteria.embedded", payload)?;
        Ok(vectors)
    }

    fn score(
        &mut self,
        options: &AssessOptions,
        analysed: &[Analysed],
        findings_key: &str,
        findings: Vec<Finding>,
    ) -> Result<Assessed, Failure> {
        let since = Instant::now();
        let firm = serde_json::to_vec(&options.firm).map_err(|error| internal("firm profile", error))?;
        let gap_key = key("gap", holdfast_gap::VERSION, &[("mapping", findings_key.as_bytes()), ("firm", &firm)]);
        let topic = "dora.gaps.identified";
        let stamped = match self.kept::<Stamped<Assessment>>("gap", &gap_key)? {
            Some(stamped) => {
                self.recall("gap", &gap_key, topic)?;
                stamped
            }
            None => {
                let assessment = assess(AssessmentInput {
                    pack: &self.packs.dora,
                    firm: &options.firm,
                    findings,
                    documents: analysed.iter().map(summary).collect(),
                    model: self.embedder.model().clone(),
                    assessment_id: gap_key.clone(),
                });
                let payload = serde_json::json!({
                    "key": gap_key, "score": assessment.overall.score, "counts": assessment.overall.counts,
                    "pack": assessment.rulepack, "model": assessment.model,
                });
                let stamped = Stamped { at: self.now.clone(), value: assessment };
                self.keep("gap", &gap_key, &stamped, topic, payload)?;
                stamped
            }
        };
        self.work.spent("gap", since);
        Ok(Assessed { at: stamped.at, assessment: stamped.value })
    }
}

/// Title, obligation, keywords and section names: the words under which a policy may speak of it.
fn lexical_query(criterion: &Criterion) -> String {
    format!(
        "{} {} {} {}",
        criterion.title,
        criterion.obligation,
        criterion.keywords.join(" "),
        criterion.section_names.join(" ")
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
        let mut passages = Vec::new();
        let mut first = Vec::new();
        for (at, (document, map)) in analysed.iter().zip(maps).enumerate() {
            first.push(passages.len());
            let vectors = document.analysis.vectors.chunks_exact(dimensions.max(1));
            let parts = document.document.passages.iter().zip(vectors).zip(&document.analysis.signals);
            for ((passage, vector), signals) in parts {
                passages.push(PassageView {
                    document: at,
                    text: map.slice(passage.span),
                    headings: &passage.headings,
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
            confidence: judgement.confidence,
            evidence,
            missing: judgement.missing,
            reasons: judgement.reasons,
            trace: judgement.trace,
            second_reader: None,
        }
    }

    fn shortlist(&self, ranking: &Ranking) -> Vec<(usize, usize)> {
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
        evidence(self.analysed.get(view.document)?, passage, view.text, range, f64::from(score))
    }
}

/// Whether a passage can be evidence: text that is not in force, a copy of the law, front matter and definitions
/// commit the firm to nothing.
fn is_usable(document: &Document, passage: &Passage) -> bool {
    document.standing == Standing::InForce
        && !document.diagnostics.iter().any(|diagnostic| diagnostic.code == DiagnosticCode::LawText)
        && !matches!(passage.kind, PassageKind::FrontMatter | PassageKind::Definition)
}
