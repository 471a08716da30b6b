//! From files to documents.

use crate::source::{FoundFile, ImportLimits, find, read};
use crate::stage::key;
use crate::{Engine, internal, store_failure};
use holdfast_crypto::sha256_hex;
use holdfast_domain::{Code, Diagnostic, Document, DocumentId, Failure, Severity};
use holdfast_ports::{Change, DocumentRow, Entry, Reader, StageRow};
use serde::Serialize;
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
    pub fn import(&mut self, paths: &[PathBuf], limits: ImportLimits, threads: usize) -> Result<ImportReport, Failure> {
        let since = Instant::now();
        if let Some(missing) = paths.iter().find(|path| std::fs::symlink_metadata(path).is_err()) {
            return Err(Failure::new(Code::NotFound, format!("There is nothing at {}.", missing.display()), "Check the path."));
        }
        let (files, diagnostics) = find(paths);
        let mut report = ImportReport { diagnostics, ..ImportReport::default() };
        let total = files.len();
        let mut batch: Vec<Unparsed> = Vec::new();
        let mut done = 0;
        for file in files {
            match read(&file, limits) {
                Ok(bytes) => {
                    let sha256 = sha256_hex(&bytes);
                    let key = intake_key(self.reader, &file.name, &sha256);
                    let unparsed = Unparsed { file, bytes, sha256, key };
                    match self.kept::<Intake>("intake", &unparsed.key)? {
                        Some(intake) => {
                            self.take(unparsed, intake, true, &mut report)?;
                            done += 1;
                        }
                        None => batch.push(unparsed),
                    }
                }
                Err(refused) => {
                    report.diagnostics.push(refused);
                    done += 1;
                }
            }
            if batch.len() >= BATCH_FILES || batch.iter().map(|unparsed| unparsed.bytes.len()).sum::<usize>() >= BATCH_BYTES {
                done += self.take_batch(&mut batch, threads, &mut report)?;
            }
            self.progress.advance("reading", done, total);
        }
        done += self.take_batch(&mut batch, threads, &mut report)?;
        self.progress.advance("reading", done, total);
        report.documents.sort();
        report.documents.dedup_by(|a, b| a.id == b.id);
        report.diagnostics.sort_by(|a, b| (&a.file, a.code).cmp(&(&b.file, b.code)));
        self.work.spent("intake", since);
        Ok(report)
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
    fn take_batch(
        &mut self,
        batch: &mut Vec<Unparsed>,
        threads: usize,
        report: &mut ImportReport,
    ) -> Result<usize, Failure> {
        let parsed = parse(self.reader, batch, threads);
        let count = parsed.len();
        for (unparsed, intake) in batch.drain(..).zip(parsed) {
            self.take(unparsed, intake, false, report)?;
        }
        Ok(count)
    }

    /// Takes one parsed file into the workspace; `kept` where its stage result is there already.
    fn take(&mut self, read: Unparsed, intake: Intake, kept: bool, report: &mut ImportReport) -> Result<(), Failure> {
        let Unparsed { file, bytes, sha256, key } = read;
        let payload = serde_json::to_vec(&intake).map_err(|error| internal("intake", error))?;
        let stages = if kept { Vec::new() } else { vec![StageRow { key: &key, stage: "intake", payload: &payload }] };
        let (entry, documents) = match &intake {
            Err(refused) => {
                report.diagnostics.push(refused.clone());
                let facts = serde_json::json!({ "sha256": sha256, "bytes": bytes.len(), "code": refused.code });
                (Entry { topic: "dora.policy.refused", payload: facts }, Vec::new())
            }
            Ok(document) => {
                report.diagnostics.extend(document.diagnostics.iter().cloned());
                let id = DocumentId::new(format!("doc-{}", sha256.get(..16).unwrap_or(&sha256)));
                let present = self.store.documents().map_err(store_failure)?.into_iter().find(|row| row.id == id);
                let known = present.is_some();
                // The same content under another name is one document, under the name it came in with first.
                let name = present.as_ref().map_or(&file.name, |row| &row.file).clone();
                report.documents.push(Imported { file: name, id: id.clone(), known });
                if present.is_some_and(|row| row.intake_key == key || row.file != file.name) {
                    return Ok(());
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
        let (at, actor) = (self.now.as_str(), self.actor.as_str());
        let change = Change { at, actor, entries: vec![entry], stages, documents, current: Vec::new() };
        self.store.commit(change).map_err(store_failure)?;
        if !kept {
            self.work.computed("intake");
        }
        Ok(())
    }
}

/// The name is part of the key: it can say that a document is a draft, and it tells Markdown from plain text.
fn intake_key(reader: &dyn Reader, name: &str, sha256: &str) -> String {
    key("intake", &reader.version(), &[("file", name.as_bytes()), ("sha256", sha256.as_bytes())])
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
    let mut parsed: Vec<(usize, Intake)> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads.clamp(1, batch.len().max(1))).map(|_| scope.spawn(work)).collect();
        workers.into_iter().filter_map(|worker| worker.join().ok()).flatten().collect()
    });
    parsed.sort_by_key(|(at, _)| *at);
    parsed.into_iter().map(|(_, intake)| intake).collect()
}
