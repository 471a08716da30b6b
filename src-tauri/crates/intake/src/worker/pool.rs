//! The parent's side: workers that are re-used while they answer, and killed when they do not.

use super::frame::{self, Answer, Head, Hello, Request, Setup};
use super::jail::SandboxLevel;
use super::recogniser::Recogniser;
use crate::{Limits, RecognisedPage, VERSION, over_limit};
use holdfast_domain::{Diagnostic, DiagnosticCode};
use holdfast_ports::{Part, Reader, Reading};
use std::io;
use std::path::PathBuf;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError, mpsc};
use std::thread;
use std::time::{Duration, Instant};

/// A worker is replaced once its documents took this many times the limit of one.
const WORN: u32 = 9;
/// What a page took is kept for the next one: glibc otherwise hands large blocks back to the kernel after every page,
/// a twentieth of the time of a PDF. Other C libraries do not read it.
const KEPT_MEMORY: &str =
    "glibc.malloc.trim_threshold=67108864:glibc.malloc.top_pad=4194304:glibc.malloc.mmap_threshold=33554432";
/// Time to start, give up its rights and say hello.
const HELLO: Duration = Duration::from_secs(20);
/// Largest answer: the text, escaped, and the spans over it.
const ANSWER: u64 = 1 << 30;
/// Longest recognition of one document; pages that are left then stay without text.
const RECOGNITION: Duration = Duration::from_secs(30 * 60);
/// Pages drawn and recognised in one go; what is recognised waits in memory until the document is read again.
const DRAWN_AT_ONCE: usize = 8;

/// Processor time of a worker in seconds. The limit counts over the life of the process, so it covers all documents
/// until the worker is worn, one that runs out of time, and the start. It ends a worker whose parent is gone.
#[cfg(any(unix, windows))]
pub(super) fn processor_seconds(limits: &Limits) -> u64 {
    limits.wall.saturating_mul(WORN + 1).as_secs().saturating_add(5)
}

/// Reads documents in worker processes, from as many threads at once as there are workers; further callers wait.
///
/// Whatever a document does to its worker, the caller gets a [`Diagnostic`] within the wall-clock limit.
pub struct WorkerPool {
    setup: WorkerSetup,
    slots: Mutex<Slots>,
    freed: Condvar,
}

/// How workers are started.
#[derive(Clone, Debug)]
pub struct WorkerSetup {
    /// The program whose `intake-worker` command is a worker.
    pub program: PathBuf,
    /// What one document may cost.
    pub limits: Limits,
    /// The PDFium library, already checked; without it the second PDF engine reads alone.
    pub pdf_library: Option<PathBuf>,
    /// Recognises text on pages that have no text layer.
    pub recogniser: Option<Recogniser>,
}

struct Slots {
    /// Workers that may be running a document or wait for one.
    free: usize,
    idle: Vec<Worker>,
}

impl WorkerPool {
    /// A pool of at most `workers` processes, at least one. None is started yet.
    pub fn new(workers: usize, setup: WorkerSetup) -> Self {
        let slots = Slots { free: workers.max(1), idle: Vec::new() };
        Self { setup, slots: Mutex::new(slots), freed: Condvar::new() }
    }

    /// What protects this machine from a hostile document, and whether PDFium is in use; `None` when no worker starts.
    pub fn sandbox(&self) -> Option<(SandboxLevel, bool)> {
        let slot = self.slot();
        let worker = self.worker().ok()?;
        let found = (worker.sandbox, worker.has_library);
        slot.give_back(worker);
        Some(found)
    }

    /// Waits for a free slot.
    fn slot(&self) -> Slot<'_> {
        let mut slots = self.lock();
        while slots.free == 0 {
            slots = self.freed.wait(slots).unwrap_or_else(PoisonError::into_inner);
        }
        slots.free -= 1;
        Slot { pool: self }
    }

    /// An idle worker that is alive, or a new one.
    fn worker(&self) -> io::Result<Worker> {
        loop {
            // The lock is given back before a process is asked for anything.
            let idle = self.lock().idle.pop();
            let Some(mut worker) = idle else { return Worker::start(&self.setup) };
            if worker.is_alive() {
                return Ok(worker);
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, Slots> {
        self.slots.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Reader for WorkerPool {
    fn read(&self, file: &str, bytes: &[u8], password: Option<&str>) -> Result<Reading, Diagnostic> {
        let limits = &self.setup.limits;
        if bytes.len() as u64 > limits.max_bytes {
            return Err(over_limit(file, format!("The file is larger than {} MiB.", limits.max_bytes >> 20)));
        }
        let mut job = Job { file, bytes, password, one_engine: false };
        let mut answer = self.ask(&job, |worker| worker.read(&job, &[], limits.wall));
        let has_crashed = answer.as_ref().is_err_and(|refused| refused.code == DiagnosticCode::ParserCrashed);
        if has_crashed && self.setup.pdf_library.is_some() && bytes.starts_with(b"%PDF-") {
            job.one_engine = true;
            answer = self.ask(&job, |worker| worker.read(&job, &[], limits.wall));
        }
        let reading = answer??;
        let scanned = reading.document.as_ref().map_or_else(Vec::new, |document| document.scanned.clone());
        let Some(recogniser) = self.setup.recogniser.as_ref().filter(|_| !scanned.is_empty()) else {
            return Ok(reading);
        };
        let recognised = self.recognise(&job, recogniser, &scanned);
        let missed = scanned.len() - recognised.len();
        let second = self.ask(&job, |worker| worker.read(&job, &recognised, limits.wall));
        // What was read without the images stands whatever becomes of them.
        let mut reading = second.unwrap_or(Ok(reading.clone())).unwrap_or(reading);
        if missed > 0 {
            let message = format!("Text recognition did not come to an end on {missed} of its pages.");
            let hint = "Import the file again when the machine is less busy.";
            reading.diagnostics.push(Diagnostic::warning(DiagnosticCode::LimitExceeded, file, message, hint));
        }
        Ok(reading)
    }

    fn version(&self) -> String {
        let engine = if self.setup.pdf_library.is_some() { "" } else { " without PDFium" };
        format!("{VERSION}{engine}")
    }

    fn recogniser(&self) -> Option<String> {
        self.setup.recogniser.as_ref().map(|recogniser| recogniser.version().to_owned())
    }
}

impl WorkerPool {
    /// Has a worker do something with a document. Whatever becomes of the worker, there is an answer.
    fn ask<T>(&self, job: &Job<'_>, task: impl FnOnce(&mut Worker) -> Result<T, Lost>) -> Result<T, Diagnostic> {
        let limits = &self.setup.limits;
        let slot = self.slot();
        let mut worker = self.worker().map_err(|_| {
            let hint = "Check the installation with `holdfast doctor` and import the file again.";
            crashed(job.file, "The reading process could not be started.", hint)
        })?;
        match task(&mut worker) {
            Ok(answer) => {
                // A worker that knows a password or the text it opened does not meet another document.
                if job.password.is_none() && worker.spent < limits.wall.saturating_mul(WORN) {
                    slot.give_back(worker);
                }
                Ok(answer)
            }
            Err(Lost::TimedOut) => {
                let limit = limits.wall.as_secs_f64();
                Err(over_limit(job.file, format!("Reading the file took longer than {limit} s and was stopped.")))
            }
            Err(Lost::Crashed) => {
                let hint = "Save the document anew, as PDF or DOCX, and import that.";
                let message = "The reading process ended without an answer: it crashed or ran out of memory.";
                Err(crashed(job.file, message, hint))
            }
        }
    }

    /// Draws pages and recognises their text. A page on which that fails stays without text.
    fn recognise(&self, job: &Job<'_>, recogniser: &Recogniser, pages: &[u32]) -> Vec<RecognisedPage> {
        let (mut found, since) = (Vec::new(), Instant::now());
        for numbers in pages.chunks(DRAWN_AT_ONCE) {
            if since.elapsed() > RECOGNITION {
                break;
            }
            let images = self.ask(job, |worker| worker.draw(job, numbers, self.setup.limits.wall));
            let Ok(images) = images else { continue };
            for (&number, image) in numbers.iter().zip(images).filter(|(_, image)| !image.is_empty()) {
                if let Some(words) = recogniser.words(&self.setup.program, image) {
                    found.push(RecognisedPage { number, words });
                }
            }
        }
        found
    }
}

/// A file that a worker is to look at.
struct Job<'j> {
    file: &'j str,
    bytes: &'j [u8],
    password: Option<&'j str>,
    /// Whether the first PDF engine reads alone.
    one_engine: bool,
}

fn crashed(file: &str, message: &str, hint: &str) -> Diagnostic {
    Diagnostic::error(DiagnosticCode::ParserCrashed, file, message, hint)
}

/// The right to use one worker; given back when dropped.
struct Slot<'p> {
    pool: &'p WorkerPool,
}

impl Slot<'_> {
    fn give_back(self, worker: Worker) {
        self.pool.lock().idle.push(worker);
    }
}

impl Drop for Slot<'_> {
    fn drop(&mut self) {
        self.pool.lock().free += 1;
        self.pool.freed.notify_one();
    }
}

/// Why there is no answer.
enum Lost {
    TimedOut,
    Crashed,
}

/// A worker process; killed when dropped.
struct Worker {
    child: Child,
    input: ChildStdin,
    output: ChildStdout,
    sandbox: SandboxLevel,
    has_library: bool,
    /// Time that its documents took.
    spent: Duration,
    /// What is taken from it at most: its own word does not count.
    max_parts: usize,
    max_inflated: u64,
}

impl Worker {
    fn start(setup: &WorkerSetup) -> io::Result<Self> {
        let mut command = Command::new(&setup.program);
        command.arg("intake-worker").env_clear().env("GLIBC_TUNABLES", KEPT_MEMORY);
        // Error output could carry text of a document into a log.
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
        let (Some(input), Some(output)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(io::ErrorKind::BrokenPipe.into());
        };
        let (sandbox, spent) = (SandboxLevel::Process, Duration::ZERO);
        let (max_parts, max_inflated) = (setup.limits.max_parts, setup.limits.max_inflated + setup.limits.max_bytes);
        let mut worker = Self { child, input, output, sandbox, has_library: false, spent, max_parts, max_inflated };
        let first = Setup { limits: setup.limits.clone(), pdf_library: setup.pdf_library.clone() };
        let hello = worker.within(HELLO, |input, output| {
            frame::send(input, &first)?;
            frame::receive::<Hello>(output, 64 << 10)
        });
        match hello {
            Ok(hello) if hello.version == VERSION => {
                worker.sandbox = hello.sandbox;
                worker.has_library = hello.has_library;
            }
            _ => return Err(io::Error::other("no worker of this version")),
        }
        Ok(worker)
    }

    fn is_alive(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }

    fn read(&mut self, job: &Job<'_>, recognised: &[RecognisedPage], wall: Duration) -> Result<Answer, Lost> {
        let numbers = recognised.iter().map(|page| page.number).collect();
        let request = Request::Read { file: job.file.to_owned(), recognised: numbers, one_engine: job.one_engine };
        let (most, mut left) = (self.max_parts, self.max_inflated);
        self.spend(wall, |input, output| {
            send(input, &request, job)?;
            recognised.iter().try_for_each(|page| frame::write(input, &page.words))?;
            let Some(answer) = frame::receive::<Result<Head, Diagnostic>>(output, ANSWER)? else { return Ok(None) };
            let head = match answer {
                Ok(head) => head,
                Err(refused) => return Ok(Some(Err(refused))),
            };
            let mut parts = Vec::new();
            for name in head.parts.into_iter().take(most) {
                let Some(bytes) = frame::read(output, left)? else { return Ok(None) };
                left -= bytes.len() as u64;
                parts.push(Part { name, bytes });
            }
            Ok(Some(Ok(Reading { document: head.document, parts, diagnostics: head.diagnostics })))
        })
    }

    fn draw(&mut self, job: &Job<'_>, pages: &[u32], wall: Duration) -> Result<Vec<Vec<u8>>, Lost> {
        let request = Request::Draw { pages: pages.to_vec() };
        self.spend(wall, |input, output| {
            send(input, &request, job)?;
            pages.iter().map(|_| frame::read(output, ANSWER)).collect()
        })
    }

    fn spend<T: Send>(
        &mut self,
        wall: Duration,
        talk: impl FnOnce(&mut ChildStdin, &mut ChildStdout) -> io::Result<Option<T>> + Send,
    ) -> Result<T, Lost> {
        let start = Instant::now();
        let answer = self.within(wall, talk);
        self.spent += start.elapsed();
        answer
    }

    /// Talks to the worker on a thread of its own. When time is up the worker is killed: that breaks both pipes, so
    /// the thread ends however far it came.
    fn within<T: Send>(
        &mut self,
        limit: Duration,
        talk: impl FnOnce(&mut ChildStdin, &mut ChildStdout) -> io::Result<Option<T>> + Send,
    ) -> Result<T, Lost> {
        let (input, output, child) = (&mut self.input, &mut self.output, &mut self.child);
        thread::scope(|scope| {
            let (done, result) = mpsc::channel();
            let talking = move || {
                // Nobody listens any more once time is up.
                let _ = done.send(talk(input, output));
            };
            if thread::Builder::new().spawn_scoped(scope, talking).is_err() {
                end(child);
                return Err(Lost::Crashed);
            }
            match result.recv_timeout(limit) {
                Ok(Ok(Some(answer))) => Ok(answer),
                Ok(_) => Err(Lost::Crashed),
                Err(_) => {
                    end(child);
                    Err(Lost::TimedOut)
                }
            }
        })
    }
}

fn send(input: &mut ChildStdin, request: &Request, job: &Job<'_>) -> io::Result<()> {
    frame::send(input, request)?;
    frame::write(input, job.password.unwrap_or_default().as_bytes())?;
    frame::write(input, job.bytes)
}

impl Drop for Worker {
    fn drop(&mut self) {
        end(&mut self.child);
    }
}

/// Kills and reaps; a process that is gone already is what is wanted.
fn end(child: &mut Child) {
    let _ = child.kill();
    let _ = child.wait();
}
