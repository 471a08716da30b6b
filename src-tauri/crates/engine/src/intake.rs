//! What reading a file came to, how it is kept, and how it becomes a document of the workspace.

use crate::import::{ImportReport, Imported};
use crate::stage::key;
use crate::versions;
use crate::{Engine, internal, store_failure};
use holdfast_crypto::sha256_hex;
use holdfast_domain::{Code, Diagnostic, DiagnosticCode, Document, DocumentId, Failure, Standing};
use holdfast_ports::{Change, DocumentRow, Entry, Part, Reading, StageRow};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Outcome of reading one content. The refusal is kept too, so that a broken file is not parsed twice.
pub(crate) type Intake = Result<Content, Diagnostic>;

/// What one file holds, without the bytes of the files inside it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Content {
    pub(crate) document: Option<Document>,
    pub(crate) parts: Vec<PartRef>,
    diagnostics: Vec<Diagnostic>,
}

/// A file inside another, by content.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PartRef {
    pub(crate) name: String,
    pub(crate) sha256: String,
}

impl Content {
    /// Splits a reading into what is kept and the bytes of its parts, by name.
    pub(crate) fn of(outcome: Result<Reading, Diagnostic>) -> (Intake, Vec<(String, Vec<u8>)>) {
        match outcome {
            Err(refused) => (Err(refused), Vec::new()),
            Ok(Reading { document, mut parts, diagnostics }) => {
                name_apart(&mut parts);
                let refs =
                    parts.iter().map(|part| PartRef { name: part.name.clone(), sha256: sha256_hex(&part.bytes) });
                let content = Self { document, parts: refs.collect(), diagnostics };
                (Ok(content), parts.into_iter().map(|part| (part.name, part.bytes)).collect())
            }
        }
    }

    /// Whether pages were, or could be, read by text recognition.
    fn has_images(&self) -> bool {
        let document = self.document.as_ref();
        document.is_some_and(|document| {
            !document.scanned.is_empty() || document.pages.iter().any(|page| page.recognised.is_some())
        })
    }
}

/// Gives every part a name of its own: two attachments of one name are two documents, not two versions of one. Names come
/// out of an untrusted process and are shown to people, so controls go and length is bounded.
fn name_apart(parts: &mut [Part]) {
    let mut taken = BTreeSet::new();
    for part in parts {
        let clean: String = part.name.chars().filter(|character| !character.is_control()).take(200).collect();
        let numbered = (1..).map(|number| if number == 1 { clean.clone() } else { format!("{number} - {clean}") });
        let free = numbered.into_iter().find(|name| !taken.contains(name));
        part.name = free.unwrap_or(clean);
        taken.insert(part.name.clone());
    }
}

/// A file with its outcome's key; the bytes are left out where the document is there already.
pub(crate) struct Read {
    pub(crate) name: String,
    pub(crate) bytes: Option<Vec<u8>>,
    pub(crate) sha256: String,
    pub(crate) key: String,
}

/// What one import has taken so far.
pub(crate) struct Taken {
    documents: BTreeMap<DocumentId, (Imported, Standing)>,
    pub(crate) diagnostics: Vec<Diagnostic>,
}

impl Taken {
    pub(crate) fn new(diagnostics: Vec<Diagnostic>) -> Self {
        Self { documents: BTreeMap::new(), diagnostics }
    }

    /// Chooses the name of a content that came in under several: the first, but of two that disagree on whether the
    /// document is in force, the one that says it is not. So the result does not depend on earlier imports, and a
    /// renamed draft is no evidence. Returns whether this name is the one.
    fn choose(&mut self, file: &str, id: &DocumentId, known: bool, standing: Standing) -> bool {
        let earlier = self.documents.get(id).map(|(_, standing)| *standing);
        let is_chosen = match earlier {
            None => true,
            Some(earlier) => earlier == Standing::InForce && standing != Standing::InForce,
        };
        if is_chosen {
            let known = self.documents.get(id).map_or(known, |(earlier, _)| earlier.known);
            let imported = Imported { file: file.to_owned(), id: id.clone(), known, version_of: None };
            self.documents.insert(id.clone(), (imported, standing));
        }
        is_chosen
    }

    fn link(&mut self, id: &DocumentId, previous: &DocumentRow) {
        if let Some((imported, _)) = self.documents.get_mut(id) {
            imported.version_of = Some(previous.file.clone());
        }
    }

    pub(crate) fn report(self) -> ImportReport {
        let mut documents: Vec<Imported> = self.documents.into_values().map(|(imported, _)| imported).collect();
        let mut diagnostics = self.diagnostics;
        documents.sort();
        diagnostics.sort_by(|a, b| (&a.file, a.code).cmp(&(&b.file, b.code)));
        ImportReport { documents, diagnostics }
    }
}

impl Engine<'_> {
    /// Content of a document of the workspace.
    pub(crate) fn document(&self, row: &DocumentRow) -> Result<Document, Failure> {
        let kept = self.store.stage(&row.intake_key).map_err(store_failure)?;
        let kept = kept.and_then(|bytes| serde_json::from_slice::<Intake>(&bytes).ok());
        if let Some(Ok(Content { document: Some(document), .. })) = kept {
            return Ok(document);
        }
        // The result was written by a version that this one cannot read; the blob holds the truth.
        let bytes = self.store.blob(&row.blob).map_err(store_failure)?;
        let refused = |refused: Diagnostic| {
            Failure::new(Code::Refused, format!("{}: {}", refused.file, refused.message), refused.hint)
        };
        let reading = self.reader.read(&row.file, &bytes, None).map_err(refused)?;
        reading.document.ok_or_else(|| internal("intake", "the kept file is no document"))
    }

    /// Key of a reading. The name is part of it: it can say that a document is a draft. So is the recogniser, where it
    /// shapes the text.
    pub(crate) fn intake_key(&self, name: &str, sha256: &str, content: Option<&Content>) -> String {
        let recogniser = self.reader.recogniser().filter(|_| content.is_some_and(Content::has_images));
        self.reading_key(name, sha256, recogniser.as_deref())
    }

    fn reading_key(&self, name: &str, sha256: &str, recogniser: Option<&str>) -> String {
        let mut inputs = vec![("file", name.as_bytes()), ("sha256", sha256.as_bytes())];
        inputs.extend(recogniser.map(|recogniser| ("recogniser", recogniser.as_bytes())));
        key("intake", &self.reader.version(), &inputs)
    }

    /// The kept reading of a content under this name. One whose pages could be recognised by now does not count.
    pub(crate) fn kept_intake(&mut self, name: &str, sha256: &str) -> Result<Option<(String, Intake)>, Failure> {
        let recogniser = self.reader.recogniser();
        if recogniser.is_some() {
            let key = self.reading_key(name, sha256, recogniser.as_deref());
            if let Some(intake) = self.kept::<Intake>("intake", &key)? {
                return Ok(Some((key, intake)));
            }
        }
        let key = self.reading_key(name, sha256, None);
        let intake = self.kept::<Intake>("intake", &key)?;
        let is_final = |intake: &Intake| recogniser.is_none() || !intake.as_ref().is_ok_and(Content::has_images);
        Ok(intake.filter(is_final).map(|intake| (key, intake)))
    }

    /// Takes one file into the workspace; `kept` where its stage result is there already.
    pub(crate) fn take(&mut self, read: Read, intake: Intake, kept: bool, taken: &mut Taken) -> Result<(), Failure> {
        let payload = serde_json::to_vec(&intake).map_err(|error| internal("intake", error))?;
        let keep = !kept && is_lasting(&intake);
        let stages =
            if keep { vec![StageRow { key: &read.key, stage: "intake", payload: &payload }] } else { Vec::new() };
        match &intake {
            Err(refused) => {
                taken.diagnostics.push(refused.clone());
                if kept {
                    return Ok(());
                }
                let facts = serde_json::json!({ "sha256": read.sha256, "code": refused.code });
                let entry = Entry { topic: "dora.policy.refused", payload: facts };
                self.keep_intake(entry, stages, Vec::new())
            }
            Ok(content) => {
                taken.diagnostics.extend(content.diagnostics.iter().cloned());
                match &content.document {
                    Some(document) => self.take_document(&read, document, kept, stages, taken),
                    None if kept => Ok(()),
                    None => {
                        let facts = serde_json::json!({ "sha256": read.sha256, "parts": content.parts.len() });
                        self.keep_intake(Entry { topic: "dora.archive.read", payload: facts }, stages, Vec::new())
                    }
                }
            }
        }
    }

    fn take_document(
        &mut self,
        read: &Read,
        document: &Document,
        kept: bool,
        stages: Vec<StageRow<'_>>,
        taken: &mut Taken,
    ) -> Result<(), Failure> {
        taken.diagnostics.extend(document.diagnostics.iter().cloned());
        let id = DocumentId::new(format!("doc-{}", read.sha256.get(..16).unwrap_or(&read.sha256)));
        let rows = self.store.documents().map_err(store_failure)?;
        let present = rows.iter().find(|row| row.id == id);
        let is_chosen = taken.choose(&read.name, &id, present.is_some(), document.standing);
        let is_there = present.is_some_and(|row| row.intake_key == read.key && row.file == read.name);
        let Some(bytes) = read.bytes.as_ref().filter(|_| is_chosen && !is_there) else {
            if kept {
                return Ok(());
            }
            let facts = serde_json::json!({ "document": id, "sha256": read.sha256, "intake": read.key });
            return self.keep_intake(Entry { topic: "dora.policy.read", payload: facts }, stages, Vec::new());
        };
        let previous = match present {
            Some(row) => row.previous.clone(),
            None => versions::previous(&rows, &read.name, &document.title).map(|row| {
                taken.link(&id, row);
                taken.diagnostics.push(versions::note(&read.name, row));
                row.id.clone()
            }),
        };
        let facts = serde_json::json!({
            "document": id, "sha256": read.sha256, "bytes": bytes.len(), "format": document.format,
            "pages": document.pages.len(), "passages": document.passages.len(),
            "standing": document.standing, "intake": read.key, "previous": previous,
        });
        let row = DocumentRow {
            id,
            sha256: read.sha256.clone(),
            file: read.name.clone(),
            bytes: bytes.len() as u64,
            blob: self.store.put_blob(bytes).map_err(store_failure)?,
            intake_key: read.key.clone(),
            title: document.title.clone(),
            previous,
        };
        self.keep_intake(Entry { topic: "dora.policy.uploaded", payload: facts }, stages, vec![row])
    }

    fn keep_intake(
        &mut self,
        entry: Entry,
        stages: Vec<StageRow<'_>>,
        documents: Vec<DocumentRow>,
    ) -> Result<(), Failure> {
        let is_computed = !stages.is_empty();
        let (at, actor) = (self.now.as_str(), self.actor.as_str());
        let change = Change { at, actor, entries: vec![entry], stages, documents, ..Change::default() };
        self.store.commit(change).map_err(store_failure)?;
        if is_computed {
            self.work.computed("intake");
        }
        Ok(())
    }
}

/// Whether reading the same bytes again would end the same way. A parser that ran out of time or was killed may have
/// met a busy machine, and a protected file may come with its password next time, so those refusals are not kept.
pub(crate) fn is_lasting(intake: &Intake) -> bool {
    let passing = [DiagnosticCode::ParserCrashed, DiagnosticCode::LimitExceeded, DiagnosticCode::Encrypted];
    match intake {
        Err(refused) => !passing.contains(&refused.code),
        // A part that was over a limit, or a page that could not be recognised, may be read under the next.
        Ok(content) => !content.diagnostics.iter().any(|found| found.code == DiagnosticCode::LimitExceeded),
    }
}
