//! A workspace with a reader of paragraphs, a model that counts words, and an index that counts them too.

use holdfast_crypto::{KdfParams, Passphrase};
use holdfast_domain::{
    Control, CriterionId, Diagnostic, Document, DocumentId, Failure, Finding, FirmProfile, Format, ModelRef, Passage,
    PassageKind, Span, Standing, Verdict,
};
use holdfast_engine::{
    AssessOptions, Engine, ImportOptions, PackSource, Packs, Resources, ReviewResult, SecondOpinion, Statement, Work,
};
use holdfast_gap::Assessment;
use holdfast_ports::{
    Consent, EmbedError, Embedder, Hit, Index, IndexChange, IndexDocument, IndexError, ListedReader, Outbound,
    Passwords, Progress, Reader, Reading, Store, StoredEntry,
};
use holdfast_rulepack::TrustedKeys;
use holdfast_store::Workspace;
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::LazyLock;
use tempfile::TempDir;
use zeroize::Zeroizing;

/// A policy that speaks of a few duties in the words of the pack, so that something is found; the first passage states
/// [`PHRASE`].
pub static POLICY: LazyLock<String> = LazyLock::new(|| {
    let passages = ["DORA-5.4", "DORA-5.1", "DORA-6.1", "DORA-6.5-1"].map(|id| {
        let criterion = PACKS.dora.criterion(&CriterionId::from(id)).unwrap();
        let keywords = criterion.keywords.join(", ");
        format!("The board must ensure {PHRASE}: {} This covers {keywords}.", criterion.obligation)
    });
    passages.join("\n\n")
});

/// Words of every passage.
pub const PHRASE: &str = "at least every year";

/// The policy with its first passage in other words.
pub fn reworded() -> String {
    POLICY.replacen(PHRASE, "every third year", 1)
}

static PACKS: LazyLock<Packs> = LazyLock::new(|| {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../..");
    let shipped = PackSource { folder: None, keys: TrustedKeys::shipped(), allow_unsigned: false };
    Resources::at(root, shipped).packs().unwrap()
});

pub struct Desk {
    folder: TempDir,
    workspace: Workspace,
    index: WordIndex,
    model: WordModel,
}

pub struct Look {
    pub id: String,
    pub assessment: Assessment,
}

impl Look {
    /// A criterion for which the passage that gets reworded is cited.
    pub fn cited(&self) -> String {
        let first = POLICY.split("\n\n").next().unwrap();
        let cites = |finding: &&Finding| finding.evidence.iter().any(|evidence| first.contains(&evidence.quote));
        let finding = self.assessment.criteria.iter().filter(|finding| finding.verdict == Verdict::Partial).find(cites);
        finding.expect("no criterion is partial on the first passage").criterion.to_string()
    }

    pub fn finding(&self, id: &str) -> &Finding {
        self.assessment.criteria.iter().find(|finding| finding.criterion.as_str() == id).unwrap()
    }
}

impl Desk {
    pub fn with(documents: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let cost = KdfParams { memory_kib: 8, passes: 1, lanes: 1 };
        let passphrase = Passphrase::new("correct horse".to_owned());
        let workspace = Workspace::create_with(&folder.path().join("workspace"), &passphrase, cost).unwrap();
        let model = WordModel { reference: ModelRef { id: "words".into(), sha256: "00".into() } };
        let mut desk = Self { folder, workspace, index: WordIndex::default(), model };
        for (file, text) in documents {
            desk.import(file, text);
        }
        desk
    }

    pub fn engine(&mut self) -> Engine<'_> {
        Engine {
            store: &mut self.workspace,
            index: &mut self.index,
            reader: &Paragraphs,
            embedder: &self.model,
            second: None,
            packs: &PACKS,
            progress: &Silent,
            now: "2026-11-25T09:00:00Z".into(),
            actor: "Anna Kern".into(),
            work: Work::default(),
        }
    }

    pub fn import(&mut self, file: &str, text: &str) {
        let path = self.folder.path().join(file);
        std::fs::write(&path, text).unwrap();
        let options = ImportOptions { file_bytes: 1 << 20, threads: 1, leave: Vec::new(), passwords: &NoPassword };
        let report = self.engine().import(&[path], &options).unwrap();
        assert_eq!(report.documents.len(), 1, "{report:?}");
    }

    /// Assesses the newest document alone, so that a renamed one does not stand beside itself.
    pub fn assess(&mut self) -> Look {
        let options = AssessOptions { firm: FirmProfile::default(), documents: Some(self.newest()) };
        let assessed = self.engine().assess(&options).unwrap();
        Look { id: assessed.assessment.assessment_id.clone(), assessment: assessed.assessment }
    }

    /// As [`Desk::assess`], with a second reader that is asked about everything.
    pub fn assess_read_again(&mut self, reader: &ListedReader) -> Look {
        let options = AssessOptions { firm: FirmProfile::default(), documents: Some(self.newest()) };
        let mut engine = self.engine();
        engine.second = Some(SecondOpinion { reader, below: None, consent: &NobodyAsks });
        let assessed = engine.assess(&options).unwrap();
        Look { id: assessed.assessment.assessment_id.clone(), assessment: assessed.assessment }
    }

    /// The newest assessment as kept.
    pub fn latest(&mut self) -> Look {
        let assessed = self.engine().latest_assessment().unwrap();
        Look { id: assessed.assessment.assessment_id.clone(), assessment: assessed.assessment }
    }

    /// Id of the assessment of the same documents in a workspace where nobody decided.
    pub fn assess_without_decisions(&mut self) -> String {
        let newest = self.newest();
        let row = self.workspace.document(&newest[0]).unwrap().unwrap();
        let text = String::from_utf8(self.workspace.blob(&row.blob).unwrap()).unwrap();
        Desk::with(&[(row.file.as_str(), text.as_str())]).assess().id
    }

    fn newest(&self) -> Vec<DocumentId> {
        let uploaded = self.workspace.journal_of("dora.policy.uploaded").unwrap();
        let id = uploaded.last().unwrap().payload["document"].as_str().unwrap().to_owned();
        vec![DocumentId::new(id)]
    }

    pub fn say(&mut self, id: &str, statement: Statement) -> Result<ReviewResult, Failure> {
        self.engine().review(id, statement)
    }

    pub fn journal(&self) -> Vec<StoredEntry> {
        self.workspace.journal(1, usize::MAX).unwrap()
    }
}

/// A reader in this process needs no consent.
struct NobodyAsks;

impl Consent for NobodyAsks {
    fn allows(&self, _: &Outbound<'_>) -> bool {
        false
    }
}

struct Paragraphs;

impl Reader for Paragraphs {
    fn read(&self, _file: &str, bytes: &[u8], _password: Option<&str>) -> Result<Reading, Diagnostic> {
        let text = String::from_utf8(bytes.to_vec()).unwrap();
        let mut passages = Vec::new();
        let mut start = 0;
        for paragraph in text.split("\n\n") {
            let end = start + paragraph.chars().count();
            let kind = PassageKind::Body;
            let span = Span { start, end };
            passages.push(Passage { span, page: None, headings: Vec::new(), kind, columns: None, recognised: None });
            start = end + 2;
        }
        let document = Document {
            format: Format::Txt,
            title: String::new(),
            standing: Standing::InForce,
            control: Control::default(),
            language: None,
            text,
            pages: Vec::new(),
            scanned: Vec::new(),
            sections: Vec::new(),
            clauses: Vec::new(),
            tables: Vec::new(),
            passages,
            diagnostics: Vec::new(),
        };
        Ok(Reading { document: Some(document), ..Reading::default() })
    }

    fn version(&self) -> String {
        "paragraphs".into()
    }

    fn recogniser(&self) -> Option<String> {
        None
    }
}

/// Words thrown into 64 buckets, at unit length: texts with common words are near each other.
struct WordModel {
    reference: ModelRef,
}

impl Embedder for WordModel {
    fn model(&self) -> &ModelRef {
        &self.reference
    }

    fn version(&self) -> &str {
        "1"
    }

    fn dimensions(&self) -> usize {
        64
    }

    fn embed(&self, texts: &[String]) -> Result<Vec<Vec<f32>>, EmbedError> {
        let vector = |text: &String| {
            let mut vector = vec![0.0_f32; 64];
            for word in text.to_lowercase().split(|letter: char| !letter.is_alphanumeric()) {
                let bucket =
                    word.bytes().fold(7_usize, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte.into())) % 64;
                vector[bucket] += 1.0;
            }
            let length = vector.iter().map(|figure| figure * figure).sum::<f32>().sqrt();
            vector.into_iter().map(|figure| figure / length).collect()
        };
        Ok(texts.iter().map(vector).collect())
    }
}

/// Ranks passages by how many words of the query they hold.
#[derive(Default)]
struct WordIndex {
    passages: Vec<(DocumentId, u32, BTreeSet<String>)>,
}

impl Index for WordIndex {
    fn hold(&mut self, documents: &[IndexDocument<'_>]) -> Result<IndexChange, IndexError> {
        let passages = documents.iter().flat_map(|document| {
            let texts = document.passages.iter().enumerate();
            texts.map(|(at, text)| (document.id.clone(), at as u32, words(text)))
        });
        self.passages = passages.collect();
        Ok(IndexChange::default())
    }

    fn version(&self) -> &'static str {
        "words"
    }

    fn search(&self, query: &str, limit: usize) -> Result<Vec<Hit>, IndexError> {
        let query = words(query);
        let hits = self.passages.iter().map(|(document, passage, held)| Hit {
            document: document.clone(),
            passage: *passage,
            score: query.intersection(held).count() as f32,
        });
        let mut hits: Vec<Hit> = hits.filter(|hit| hit.score > 0.0).collect();
        hits.sort_by(|one, other| other.score.total_cmp(&one.score));
        hits.truncate(limit);
        Ok(hits)
    }
}

fn words(text: &str) -> BTreeSet<String> {
    text.to_lowercase().split(|letter: char| !letter.is_alphanumeric()).map(str::to_owned).collect()
}

struct Silent;

impl Progress for Silent {
    fn advance(&self, _phase: &str, _done: usize, _total: usize) {}
}

struct NoPassword;

impl Passwords for NoPassword {
    fn password(&self, _file: &str, _attempt: usize) -> Option<Zeroizing<String>> {
        None
    }
}
