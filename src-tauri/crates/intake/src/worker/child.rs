//! The child's side: give up every right, then parse what comes in.

use super::frame::{self, Hello};
use super::jail;
use crate::{Limits, VERSION, parse};
use std::io::{self, stdin, stdout};
use std::process::ExitCode;
use std::thread;

/// Stack of the parsing thread: PDF objects nest, and the libraries recurse into them.
const STACK: usize = 64 << 20;

/// The whole life of a worker process: reads requests on standard input and answers on standard output until the
/// input ends. Call it from a process that does nothing else.
///
/// Frames are a length of four bytes, little-endian, and so many bytes. In: the JSON of [`Limits`] once, then for
/// each document a JSON string with the file name and a frame of the bytes. Out: `{"version", "sandbox"}` once, then
/// for each document the JSON of `Result<Document, Diagnostic>`.
pub fn worker_main() -> ExitCode {
    // A panic message may hold text of the document.
    std::panic::set_hook(Box::new(|_| {}));
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

fn run() -> io::Result<()> {
    let Some(limits) = frame::receive::<Limits>(&mut stdin().lock(), 64 << 10)? else { return Ok(()) };
    // Landlock passes to threads started later; the thread comes first only for the system-call filter, which
    // forbids starting one and is put on all threads at once.
    let rights = jail::drop_rights(&limits);
    let serve = move || {
        let sandbox = jail::filter_calls(rights);
        serve(&limits, sandbox)
    };
    let thread = thread::Builder::new().stack_size(STACK).spawn(serve)?;
    thread.join().unwrap_or_else(|_| Err(io::Error::other("panic outside the parser")))
}

fn serve(limits: &Limits, sandbox: jail::SandboxLevel) -> io::Result<()> {
    let (mut input, mut output) = (stdin().lock(), stdout().lock());
    frame::send(&mut output, &Hello { version: VERSION.to_owned(), sandbox })?;
    while let Some(file) = frame::receive::<String>(&mut input, 1 << 20)? {
        let Some(bytes) = frame::read(&mut input, limits.max_bytes)? else { return Ok(()) };
        let answer = parse(&file, &bytes, limits);
        drop(bytes);
        frame::send(&mut output, &answer)?;
    }
    Ok(())
}
