//! From files to documents: what is found is read in batches, and what lies inside archives and messages after it.

use crate::intake::{Content, PartRef, Read, Taken};
use crate::source::{FoundFile, ImportOptions, find, read, usable};
use crate::{Engine, store_failure};
use holdfast_crypto::sha256_hex;
use holdfast_domain::{Code, Diagnostic, DiagnosticCode, DocumentId, Failure, Severity};
use holdfast_ports::{Passwords, Reader, Reading};
use serde::Serialize;
use std::collections::VecDeque;
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
    /// File name relative to the imported folder; of a file inside an archive, after the name of the archive.
    pub file: String,
    /// The document by content.
    pub id: DocumentId,
    /// Whether the workspace held this content before.
    pub known: bool,
    /// The document that this one is another version of, by its file name, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version_of: Option<String>,
}

/// Bytes that may be in memory at once between reading and committing.
const BATCH_BYTES: usize = 64 << 20;
/// Files that may be in memory at once between reading and committing.
const BATCH_FILES: usize = 32;
/// An archive in an archive in a message is real; what is deeper was made to do harm.
const DEEPEST: usize = 4;
/// Bytes that one file may unfold into, over all depths.
const UNFOLDED: u64 = 1 << 30;
/// Passwords tried on one file before it is given up.
const ATTEMPTS: usize = 10_000;
/// Files parsed between two commits, for each thread: what archives unfold into waits in memory until then.
const PARSED_AT_ONCE: usize = 4;

/// Something to take in.
struct Input {
    place: Place,
    origin: Origin,
}

/// Where it comes from.
#[derive(Clone)]
struct Place {
    name: String,
    /// 0 for a file of the disk.
    depth: usize,
    /// The file of the disk that it came from, by position.
    root: usize,
}

enum Origin {
    File(FoundFile),
    Part(Vec<u8>),
    /// A part that was taken in before, by its digest.
    Known(String),
}

/// A file whose bytes are there and that was not parsed yet.
struct Unparsed {
    place: Place,
    bytes: Vec<u8>,
    sha256: String,
}

/// The work of one import.
struct Queue {
    inputs: VecDeque<Input>,
    batch: Vec<Unparsed>,
    /// What every file of the disk has unfolded into so far, in bytes.
    unfolded: Vec<u64>,
    taken: Taken,
    done: usize,
    total: usize,
}

impl Engine<'_> {
    /// Imports files and folders, and what lies in archives and messages. What cannot be read is said in the report, and
    /// the rest is imported. Every document is committed on its own: whatever happens later, it stays.
    pub fn import(&mut self, paths: &[PathBuf], options: &ImportOptions<'_>) -> Result<ImportReport, Failure> {
        let since = Instant::now();
        if let Some(missing) = paths.iter().find(|path| std::fs::symlink_metadata(path).is_err()) {
            return Err(Failure::new(
                Code::NotFound,
                format!("There is nothing at {}.", missing.display()),
                "Check the path.",
            ));
        }
        let (files, diagnostics) = find(paths, &options.leave);
        let mut queue = Queue::new(files, diagnostics);
        while let Some(input) = queue.inputs.pop_front() {
            if let Err(refused) = self.take_in(input, options, &mut queue)? {
                queue.taken.diagnostics.push(refused);
                queue.done += 1;
            }
            if queue.is_full() || queue.inputs.is_empty() {
                self.take_batch(options, &mut queue)?;
            }
            self.progress.advance("reading", queue.done, queue.total);
        }
        self.work.spent("intake", since);
        Ok(queue.taken.report())
    }

    /// Takes what is known at once and puts the rest into the batch; a refusal is one file's.
    fn take_in(
        &mut self,
        input: Input,
        options: &ImportOptions<'_>,
        queue: &mut Queue,
    ) -> Result<Result<(), Diagnostic>, Failure> {
        let Input { place, origin } = input;
        let found = match origin {
            Origin::Known(sha256) => Ok((sha256, None)),
            Origin::File(file) => read(&file, options.file_bytes).map(|bytes| (sha256_hex(&bytes), Some(bytes))),
            Origin::Part(bytes) => usable(&place.name, bytes).map(|bytes| (sha256_hex(&bytes), Some(bytes))),
        };
        let (sha256, bytes) = match found {
            Ok(found) => found,
            Err(refused) => return Ok(Err(refused)),
        };
        if let Some((key, intake)) = self.kept_intake(&place.name, &sha256)? {
            let is_known = match &intake {
                Ok(content) => self.holds_parts(&place.name, &content.parts, place.depth)?,
                Err(_) => true,
            };
            if is_known || bytes.is_none() {
                let parts = intake.as_ref().map(|content| content.parts.clone()).unwrap_or_default();
                let read = Read { name: place.name.clone(), bytes, sha256, key };
                self.take(read, intake, true, &mut queue.taken)?;
                queue.done += 1;
                queue.add_known(&place, parts);
                return Ok(Ok(()));
            }
        }
        if let Some(bytes) = bytes {
            queue.batch.push(Unparsed { place, bytes, sha256 });
        }
        Ok(Ok(()))
    }

    /// Whether every part was taken in before and is there, so that its bytes are not needed.
    fn holds_parts(&mut self, name: &str, parts: &[PartRef], depth: usize) -> Result<bool, Failure> {
        if parts.is_empty() || depth >= DEEPEST {
            return Ok(true);
        }
        let rows = self.store.documents().map_err(store_failure)?;
        for part in parts {
            let part_name = inside(name, &part.name);
            let Some((key, intake)) = self.kept_intake(&part_name, &part.sha256)? else { return Ok(false) };
            let is_there = match &intake {
                Err(_) => true,
                Ok(Content { document: Some(_), .. }) => {
                    rows.iter().any(|row| row.intake_key == key && row.file == part_name)
                }
                Ok(_) => true,
            };
            let nested = intake.map(|content| content.parts).unwrap_or_default();
            if !is_there || !self.holds_parts(&part_name, &nested, depth + 1)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Parses the batch on all threads and commits it in order, so that the journal does not depend on timing.
    fn take_batch(&mut self, options: &ImportOptions<'_>, queue: &mut Queue) -> Result<(), Failure> {
        let mut batch = std::mem::take(&mut queue.batch).into_iter().peekable();
        while batch.peek().is_some() {
            let part: Vec<Unparsed> = batch.by_ref().take(PARSED_AT_ONCE * options.threads.max(1)).collect();
            self.take_parsed(part, options, queue)?;
        }
        Ok(())
    }

    fn take_parsed(
        &mut self,
        batch: Vec<Unparsed>,
        options: &ImportOptions<'_>,
        queue: &mut Queue,
    ) -> Result<(), Failure> {
        let parsed = parse(self.reader, &batch, options.threads);
        for (unparsed, outcome) in batch.into_iter().zip(parsed) {
            let outcome = unlock(self.reader, &unparsed, outcome, options.passwords);
            let (intake, parts) = Content::of(outcome);
            let Unparsed { place, bytes, sha256 } = unparsed;
            let key = self.intake_key(&place.name, &sha256, intake.as_ref().ok());
            let read = Read { name: place.name.clone(), bytes: Some(bytes), sha256, key };
            self.take(read, intake, false, &mut queue.taken)?;
            queue.done += 1;
            queue.add_parts(&place, parts);
        }
        Ok(())
    }
}

impl Queue {
    fn new(files: Vec<FoundFile>, diagnostics: Vec<Diagnostic>) -> Self {
        let total = files.len();
        let inputs = files.into_iter().enumerate();
        Self {
            inputs: inputs
                .map(|(root, file)| {
                    let place = Place { name: file.name.clone(), depth: 0, root };
                    Input { place, origin: Origin::File(file) }
                })
                .collect(),
            batch: Vec::new(),
            unfolded: vec![0; total],
            taken: Taken::new(diagnostics),
            done: 0,
            total,
        }
    }

    fn is_full(&self) -> bool {
        self.batch.len() >= BATCH_FILES
            || self.batch.iter().map(|unparsed| unparsed.bytes.len()).sum::<usize>() >= BATCH_BYTES
    }

    fn add_known(&mut self, outer: &Place, parts: Vec<PartRef>) {
        if outer.depth < DEEPEST {
            self.add(outer, parts.into_iter().map(|part| (part.name, Origin::Known(part.sha256))));
        } else if !parts.is_empty() {
            self.taken.diagnostics.push(too_deep(&outer.name));
        }
    }

    fn add_parts(&mut self, outer: &Place, parts: Vec<(String, Vec<u8>)>) {
        if outer.depth >= DEEPEST {
            if !parts.is_empty() {
                self.taken.diagnostics.push(too_deep(&outer.name));
            }
            return;
        }
        let Some(unfolded) = self.unfolded.get_mut(outer.root) else { return };
        let mut kept = Vec::new();
        for (name, bytes) in parts {
            *unfolded += bytes.len() as u64;
            if *unfolded > UNFOLDED {
                let message =
                    format!("The files inside it take more than {} MiB; the rest is left out.", UNFOLDED >> 20);
                let hint = "Unpack it and import the folder.";
                let code = DiagnosticCode::LimitExceeded;
                self.taken.diagnostics.push(Diagnostic::warning(code, &outer.name, message, hint));
                break;
            }
            kept.push((name, Origin::Part(bytes)));
        }
        self.add(outer, kept.into_iter());
    }

    fn add(&mut self, outer: &Place, parts: impl DoubleEndedIterator<Item = (String, Origin)>) {
        // At the front and in order: the parts of a file come before the next file, so fewer bytes wait.
        for (name, origin) in parts.rev() {
            let name = inside(&outer.name, &name);
            let place = Place { name, depth: outer.depth + 1, root: outer.root };
            self.inputs.push_front(Input { place, origin });
            self.total += 1;
        }
    }
}

/// Name of a file inside another.
fn inside(outer: &str, part: &str) -> String {
    format!("{outer}/{part}")
}

fn too_deep(file: &str) -> Diagnostic {
    let message = format!("Files inside it are nested more than {DEEPEST} deep; those were left out.");
    Diagnostic::warning(DiagnosticCode::LimitExceeded, file, message, "Unpack it and import the files in it.")
}

type Outcome = Result<Reading, Diagnostic>;

fn parse(reader: &dyn Reader, batch: &[Unparsed], threads: usize) -> Vec<Outcome> {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut part = Vec::new();
        while let at = next.fetch_add(1, Ordering::Relaxed)
            && let Some(unparsed) = batch.get(at)
        {
            part.push((at, reader.read(&unparsed.place.name, &unparsed.bytes, None)));
        }
        part
    };
    let parsed: Vec<(usize, Outcome)> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads.clamp(1, batch.len().max(1))).map(|_| scope.spawn(work)).collect();
        workers.into_iter().filter_map(|worker| worker.join().ok()).flatten().collect()
    });
    // A result must never meet another file's name, so what a lost thread took with it leaves a named hole.
    let mut in_order: Vec<Outcome> = batch.iter().map(|unparsed| Err(lost(&unparsed.place.name))).collect();
    for (at, outcome) in parsed {
        if let Some(place) = in_order.get_mut(at) {
            *place = outcome;
        }
    }
    in_order
}

/// Tries passwords on a protected PDF until one opens it or there is no more; other formats open with none.
fn unlock(reader: &dyn Reader, unparsed: &Unparsed, mut outcome: Outcome, passwords: &dyn Passwords) -> Outcome {
    let is_pdf = unparsed.bytes.windows(5).take(1024).any(|window| window == b"%PDF-");
    let is_locked =
        |outcome: &Outcome| is_pdf && matches!(outcome, Err(refused) if refused.code == DiagnosticCode::Encrypted);
    for attempt in 0..ATTEMPTS {
        if !is_locked(&outcome) {
            break;
        }
        let Some(password) = passwords.password(&unparsed.place.name, attempt) else { break };
        outcome = reader.read(&unparsed.place.name, &unparsed.bytes, Some(&password));
    }
    outcome
}

fn lost(file: &str) -> Diagnostic {
    let message = "Reading the document ended without an answer.";
    Diagnostic::error(DiagnosticCode::ParserCrashed, file, message, "Import it again.")
}
