//! The parent's side: workers that are re-used while they answer, and killed when they do not.

use super::frame::{self, Hello};
use super::jail::SandboxLevel;
use crate::{Limits, VERSION, over_limit};
use holdfast_domain::{Diagnostic, DiagnosticCode, Document};
use holdfast_ports::Reader;
use std::io;
use std::path::PathBuf;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError, mpsc};
use std::thread;
use std::time::{Duration, Instant};

/// A worker is replaced once its documents took this many times the limit of one.
const WORN: u32 = 9;
/// Time to start, give up its rights and say hello.
const HELLO: Duration = Duration::from_secs(20);
/// Largest answer: the text, escaped, and the spans over it.
const ANSWER: u64 = 1 << 30;

/// Processor time of a worker in seconds. The limit counts over the life of the process, so it covers all documents
/// until the worker is worn, one that runs out of time, and the start. It ends a worker whose parent is gone.
#[cfg(unix)]
pub(super) fn processor_seconds(limits: &Limits) -> u64 {
    limits.wall.saturating_mul(WORN + 1).as_secs().saturating_add(5)
}

/// Reads documents in worker processes, from as many threads at once as there are workers; further callers wait.
///
/// Whatever a document does to its worker, the caller gets a [`Diagnostic`] within the wall-clock limit.
pub struct WorkerPool {
    program: PathBuf,
    limits: Limits,
    slots: Mutex<Slots>,
    freed: Condvar,
}

struct Slots {
    /// Workers that may be running a document or wait for one.
    free: usize,
    idle: Vec<Worker>,
}

impl WorkerPool {
    /// A pool of at most `workers` processes, at least one, that run `program intake-worker`. None is started yet.
    pub fn new(program: PathBuf, workers: usize, limits: Limits) -> Self {
        let slots = Slots { free: workers.max(1), idle: Vec::new() };
        Self { program, limits, slots: Mutex::new(slots), freed: Condvar::new() }
    }

    /// What protects this machine from a hostile document; `None` when no worker starts.
    pub fn sandbox(&self) -> Option<SandboxLevel> {
        let slot = self.slot();
        let worker = self.worker().ok()?;
        let sandbox = worker.sandbox;
        slot.give_back(worker);
        Some(sandbox)
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
            let Some(mut worker) = idle else { return Worker::start(&self.program, &self.limits) };
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
    fn read(&self, file: &str, bytes: &[u8]) -> Result<Document, Diagnostic> {
        if bytes.len() as u64 > self.limits.max_bytes {
            return Err(over_limit(file, format!("The file is larger than {} MiB.", self.limits.max_bytes >> 20)));
        }
        let slot = self.slot();
        let mut worker = self.worker().map_err(|_| {
            let hint = "Check the installation with `holdfast doctor` and import the file again.";
            crashed(file, "The reading process could not be started.", hint)
        })?;
        match worker.ask(file, bytes, self.limits.wall) {
            Ok(answer) => {
                if worker.spent < self.limits.wall.saturating_mul(WORN) {
                    slot.give_back(worker);
                }
                answer
            }
            Err(Lost::TimedOut) => {
                let limit = self.limits.wall.as_secs_f64();
                Err(over_limit(file, format!("Reading the file took longer than {limit} s and was stopped.")))
            }
            Err(Lost::Crashed) => {
                let hint = "Save the document anew, as PDF or DOCX, and import that.";
                Err(crashed(
                    file,
                    "The reading process ended without an answer: it crashed or ran out of memory.",
                    hint,
                ))
            }
        }
    }

    fn version(&self) -> String {
        VERSION.to_owned()
    }
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

type Answer = Result<Document, Diagnostic>;

/// A worker process; killed when dropped.
struct Worker {
    child: Child,
    input: ChildStdin,
    output: ChildStdout,
    sandbox: SandboxLevel,
    /// Time that its documents took.
    spent: Duration,
}

impl Worker {
    fn start(program: &PathBuf, limits: &Limits) -> io::Result<Self> {
        let mut command = Command::new(program);
        command.arg("intake-worker").env_clear();
        // Error output could carry text of a document into a log.
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
        let (Some(input), Some(output)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(io::ErrorKind::BrokenPipe.into());
        };
        let spent = Duration::ZERO;
        let mut worker = Self { child, input, output, sandbox: SandboxLevel::Process, spent };
        let hello = worker.within(HELLO, |input, output| {
            frame::send(input, limits)?;
            frame::receive::<Hello>(output, 64 << 10)
        });
        match hello {
            Ok(hello) if hello.version == VERSION => worker.sandbox = hello.sandbox,
            _ => return Err(io::Error::other("no worker of this version")),
        }
        Ok(worker)
    }

    fn is_alive(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }

    fn ask(&mut self, file: &str, bytes: &[u8], wall: Duration) -> Result<Answer, Lost> {
        let start = Instant::now();
        let answer = self.within(wall, |input, output| {
            frame::send(input, &file)?;
            frame::write(input, bytes)?;
            frame::receive::<Answer>(output, ANSWER)
        });
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
