//! The parser as this program runs it: worker processes, the PDF library, text recognition, passwords.

use crate::args::ImportArgs;
use holdfast_domain::{Code, Diagnostic, DiagnosticCode, Failure};
use holdfast_engine::Resources;
use holdfast_intake::{Limits, Recogniser, SandboxLevel, WorkerPool, WorkerSetup};
use holdfast_ports::{Passwords, Reader, Reading};
use std::io::IsTerminal;
use std::sync::{Mutex, OnceLock, PoisonError};
use zeroize::Zeroizing;

/// Parser processes, one a core, put together when the first document needs one.
pub(crate) struct LazyReader {
    resources: Resources,
    limits: Limits,
    recognises: bool,
    pool: OnceLock<Result<WorkerPool, Failure>>,
}

impl LazyReader {
    /// A parser with these limits; `recognises` where pages without a text layer are to be read.
    pub(crate) fn new(resources: Resources, limits: Limits, recognises: bool) -> Self {
        Self { resources, limits, recognises, pool: OnceLock::new() }
    }

    /// What protects this machine from a hostile document, and whether PDFium is in use.
    pub(crate) fn sandbox(&self) -> Option<(SandboxLevel, bool)> {
        self.pool().ok()?.sandbox()
    }

    fn pool(&self) -> Result<&WorkerPool, &Failure> {
        self.pool.get_or_init(|| self.start()).as_ref()
    }

    fn start(&self) -> Result<WorkerPool, Failure> {
        let program = std::env::current_exe().map_err(|error| {
            let message = format!("The program's own path is unknown: {error}.");
            Failure::new(Code::Installation, message, "Install Holdfast again.")
        })?;
        let setup = WorkerSetup {
            program,
            limits: self.limits.clone(),
            // Without the library the second engine reads; `doctor` says what is missing.
            pdf_library: self.resources.pdf_library().ok(),
            recogniser: if self.recognises { Recogniser::find() } else { None },
        };
        Ok(WorkerPool::new(threads(), setup))
    }
}

impl Reader for LazyReader {
    fn read(&self, file: &str, bytes: &[u8], password: Option<&str>) -> Result<Reading, Diagnostic> {
        let pool = self.pool().map_err(|failure| {
            Diagnostic::error(DiagnosticCode::ParserCrashed, file, failure.message.clone(), failure.hint.clone())
        })?;
        pool.read(file, bytes, password)
    }

    fn version(&self) -> String {
        self.pool().map_or_else(|_| holdfast_intake::VERSION.to_owned(), WorkerPool::version)
    }

    fn recogniser(&self) -> Option<String> {
        self.pool().ok()?.recogniser()
    }
}

/// Passwords of protected files: those of a file that the user names, then what a person at the terminal types.
/// They are kept in memory for the one command and nowhere else.
pub(crate) struct FilePasswords {
    known: Vec<Zeroizing<String>>,
    /// What was typed opens further files too.
    typed: Mutex<Vec<Zeroizing<String>>>,
    asks: bool,
}

impl FilePasswords {
    /// The passwords that the options give.
    pub(crate) fn of(args: &ImportArgs, quiet: bool) -> Result<Self, Failure> {
        let mut known = Vec::new();
        if let Some(file) = &args.passwords_file {
            let text = Zeroizing::new(std::fs::read_to_string(file).map_err(|error| {
                let message = format!("The password file {} cannot be read: {error}.", file.display());
                Failure::new(Code::NotFound, message, "Check the path and permission of the file.")
            })?);
            known.extend(text.lines().filter(|line| !line.is_empty()).map(|line| Zeroizing::new(line.to_owned())));
        }
        let asks = !quiet && std::io::stdin().is_terminal() && std::io::stderr().is_terminal();
        Ok(Self { known, typed: Mutex::new(Vec::new()), asks })
    }
}

impl Passwords for FilePasswords {
    fn password(&self, file: &str, attempt: usize) -> Option<Zeroizing<String>> {
        if let Some(known) = self.known.get(attempt) {
            return Some(known.clone());
        }
        let mut typed = self.typed.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = typed.get(attempt - self.known.len()) {
            return Some(known.clone());
        }
        if !self.asks {
            return None;
        }
        let again = if attempt > self.known.len() { " (that was not it)" } else { "" };
        let prompt = format!("Password of {file}{again}, or Enter to leave it out: ");
        let word = Zeroizing::new(rpassword::prompt_password(prompt).ok()?);
        if word.is_empty() {
            return None;
        }
        typed.push(word.clone());
        Some(word)
    }
}

/// Documents parsed at once, and threads of the model.
pub(crate) fn threads() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZero::get).min(8)
}
