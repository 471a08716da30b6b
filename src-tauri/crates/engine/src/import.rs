//! From files to documents.

use crate::source::{FoundFile, ImportOptions, find, read};
use crate::stage::key;
use crate::{Engine, internal, store_failure};
use holdfast_crypto::sha256_hex;
use holdfast_domain::{Code, Diagnostic, DiagnosticCode, Document, DocumentId, Failure, Severity, Standing};
use holdfast_ports::{Change, DocumentRow, Entry, Reader, StageRow};
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

/// What an import did, file by file.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct ImportReport {
    /// Files that are documents of the workspace now, by name.
    pub documents: Vec<Imported>,
    /// What could not be read or used, by file.
    pub diagnostics: Vec<Diagnostic>,
}

impl ImportReport {
    /// Whether an input was skipped or used in part.
    pub fn is_partial(&self) -> bool {
        self.diagnostics.iter().any(|diagnostic| diagnostic.severity > Severity::Note)
    }
}

/// One imported file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Imported {
    /// File name relative to the imported folder.
    pub file: String,
    /// The document by content.
    pub id: DocumentId,
    /// Whether the workspace held this content before.
    pub known: bool,
}

/// Outcome of reading one content. The refusal is kept too, so that a broken file is not parsed twice.
pub(crate) type Intake = Result<Document, Diagnostic>;

/// Bytes that may be in memory at once between reading and committing.
const BATCH_BYTES: usize = 64 << 20;

/// Files that may be in memory at once between reading and committing.
const BATCH_FILES: usize = 32;

/// What one import has taken so far.
#[derive(Default)]
struct Taken {
    documents: BTreeMap<DocumentId, (Imported, Standing)>,
    diagnostics: Vec<Diagnostic>,
}

impl Taken {
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
            let imported = Imported { file: file.to_owned(), id: id.clone(), known };
            self.documents.insert(id.clone(), (imported, standing));
        }
        is_chosen
    }

    fn report(self) -> ImportReport {
        let mut documents: Vec<Imported> = self.documents.into_values().map(|(imported, _)| imported).collect();
        let mut diagnostics = self.diagnostics;
        documents.sort();
        diagnostics.sort_by(|a, b| (&a.file, a.code).cmp(&(&b.file, b.code)));
        ImportReport { documents, diagnostics }
    }
}

/// A file that was read but not parsed yet.
struct Unparsed {
    file: FoundFile,
    bytes: Vec<u8>,
    sha256: String,
    key: String,
}

impl Engine<'_> {
    /// Imports files and folders. What cannot be read is said in the report, and the rest is imported. Every document
    /// is committed on its own: whatever happens later, it stays.
    pub fn import(&mut self, paths: &[PathBuf], options: &ImportOptions) -> Result<ImportReport, Failure> {
        let since = Instant::now();
        if let Some(missing) = paths.iter().find(|path| std::fs::symlink_metadata(path).is_err()) {
            return Err(Failure::new(
                Code::NotFound,
                format!("There is nothing at {}.", missing.display()),
                "Check the path.",
            ));
        }
        let (files, diagnostics) = find(paths, &options.leave);
        let mut taken = Taken { diagnostics, ..Taken::default() };
        let total = files.len();
        let mut batch: Vec<Unparsed> = Vec::new();
        let mut done = 0;
        for file in files {
            match read(&file, options.file_bytes) {
                Ok(bytes) => {
                    let sha256 = sha256_hex(&bytes);
                    let key = intake_key(self.reader, &file.name, &sha256);
                    let unparsed = Unparsed { file, bytes, sha256, key };
                    match self.kept::<Intake>("intake", &unparsed.key)? {
                        Some(intake) => {
                            self.take(unparsed, intake, true, &mut taken)?;
                            done += 1;
                        }
                        None => batch.push(unparsed),
                    }
                }
                Err(refused) => {
                    taken.diagnostics.push(refused);
                    done += 1;
                }
            }
            if batch.len() >= BATCH_FILES
                || batch.iter().map(|unparsed| unparsed.bytes.len()).sum::<usize>() >= BATCH_BYTES
            {
                done += self.take_batch(&mut batch, options.threads, &mut taken)?;
            }
            self.progress.advance("reading", done, total);
        }
        done += self.take_batch(&mut batch, options.threads, &mut taken)?;
        self.progress.advance("reading", done, total);
        self.work.spent("intake", since);
        Ok(taken.report())
    }

    /// Content of a document of the workspace.
    pub(crate) fn document(&self, row: &DocumentRow) -> Result<Document, Failure> {
        let kept = self.store.stage(&row.intake_key).map_err(store_failure)?;
        match kept.and_then(|bytes| serde_json::from_slice::<Intake>(&bytes).ok()) {
            Some(Ok(document)) => Ok(document),
            // The result was written by a version that this one cannot read; the blob holds the truth.
            Some(Err(_)) | None => {
                let bytes = self.store.blob(&row.blob).map_err(store_failure)?;
                self.reader.read(&row.file, &bytes).map_err(|refused| {
                    Failure::new(Code::Refused, format!("{}: {}", refused.file, refused.message), refused.hint)
                })
            }
        }
    }

    /// Parses the batch on all threads and commits it in order, so that the journal does not depend on timing.
    fn take_batch(&mut self, batch: &mut Vec<Unparsed>, threads: usize, taken: &mut Taken) -> Result<usize, Failure> {
        let parsed = parse(self.reader, batch, threads);
        let count = parsed.len();
        for (unparsed, intake) in batch.drain(..).zip(parsed) {
            self.take(unparsed, intake, false, taken)?;
        }
        Ok(count)
    }

    /// Takes one parsed file into the workspace; `kept` where its stage result is there already.
    fn take(&mut self, read: Unparsed, intake: Intake, kept: bool, taken: &mut Taken) -> Result<(), Failure> {
        let Unparsed { file, bytes, sha256, key } = read;
        let payload = serde_json::to_vec(&intake).map_err(|error| internal("intake", error))?;
        let keep = !kept && is_lasting(&intake);
        let stages = if keep { vec![StageRow { key: &key, stage: "intake", payload: &payload }] } else { Vec::new() };
        let (entry, documents) = match &intake {
            Err(refused) => {
                taken.diagnostics.push(refused.clone());
                let facts = serde_json::json!({ "sha256": sha256, "bytes": bytes.len(), "code": refused.code });
                (Entry { topic: "dora.policy.refused", payload: facts }, Vec::new())
            }
            Ok(document) => {
                taken.diagnostics.extend(document.diagnostics.iter().cloned());
                let id = DocumentId::new(format!("doc-{}", sha256.get(..16).unwrap_or(&sha256)));
                let present = self.store.documents().map_err(store_failure)?.into_iter().find(|row| row.id == id);
                let is_chosen = taken.choose(&file.name, &id, present.is_some(), document.standing);
                let is_there = present.is_some_and(|row| row.intake_key == key && row.file == file.name);
                if !is_chosen || is_there {
                    if kept {
                        return Ok(());
                    }
                    let facts = serde_json::json!({ "document": id, "sha256": sha256, "intake": key });
                    let entry = Entry { topic: "dora.policy.read", payload: facts };
                    return self.keep_intake(entry, stages, Vec::new());
                }
                let facts = serde_json::json!({
                    "document": id, "sha256": sha256, "bytes": bytes.len(), "format": document.format,
                    "pages": document.pages.len(), "passages": document.passages.len(),
                    "standing": document.standing, "intake": key,
                });
                let blob = self.store.put_blob(&bytes).map_err(store_failure)?;
                let size = bytes.len() as u64;
                let row = DocumentRow { id, sha256, file: file.name, bytes: size, blob, intake_key: key.clone() };
                (Entry { topic: "dora.policy.uploaded", payload: facts }, vec![row])
            }
        };
        if kept && documents.is_empty() {
            return Ok(());
        }
        self.keep_intake(entry, stages, documents)
    }

    fn keep_intake(
        &mut self,
        entry: Entry,
        stages: Vec<StageRow<'_>>,
        documents: Vec<DocumentRow>,
    ) -> Result<(), Failure> {
        let is_computed = !stages.is_empty();
        let (at, actor) = (self.now.as_str(), self.actor.as_str());
        let change = Change { at, actor, entries: vec![entry], stages, documents, current: Vec::new() };
        self.store.commit(change).map_err(store_failure)?;
        if is_computed {
            self.work.computed("intake");
        }
        Ok(())
    }
}

/// The name is part of the key: it can say that a document is a draft, and it tells Markdown from plain text.
fn intake_key(reader: &dyn Reader, name: &str, sha256: &str) -> String {
    key("intake", &reader.version(), &[("file", name.as_bytes()), ("sha256", sha256.as_bytes())])
}

/// Whether reading the same bytes again would end the same way. A parser that ran out of time or was killed may have
/// met a busy machine, so that refusal is not kept.
fn is_lasting(intake: &Intake) -> bool {
    let passing = [DiagnosticCode::ParserCrashed, DiagnosticCode::LimitExceeded];
    intake.as_ref().err().is_none_or(|refused| !passing.contains(&refused.code))
}

fn parse(reader: &dyn Reader, batch: &[Unparsed], threads: usize) -> Vec<Intake> {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut part = Vec::new();
        while let at = next.fetch_add(1, Ordering::Relaxed)
            && let Some(unparsed) = batch.get(at)
        {
            part.push((at, reader.read(&unparsed.file.name, &unparsed.bytes)));
        }
        part
    };
    let parsed: Vec<(usize, Intake)> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads.clamp(1, batch.len().max(1))).map(|_| scope.spawn(work)).collect();
        workers.into_iter().filter_map(|worker| worker.join().ok()).flatten().collect()
    });
    // A result must never meet another file's name, so what a lost thread took with it leaves a named hole.
    let mut in_order: Vec<Intake> = batch.iter().map(|unparsed| Err(lost(&unparsed.file.name))).collect();
    for (at, intake) in parsed {
        if let Some(place) = in_order.get_mut(at) {
            *place = intake;
        }
    }
    in_order
}

fn lost(file: &str) -> Diagnostic {
    let message = "Reading the document ended without an answer.";
    Diagnostic::error(DiagnosticCode::ParserCrashed, file, message, "Import it again.")
}
