//! The child's side: give up every right, then parse what comes in.

use super::frame::{self, Answer, Head, Hello, Request, Setup};
use super::jail;
use crate::{Limits, RecognisedPage, Source, VERSION, load_library, page_images, parse};
use holdfast_ports::Reading;
use std::io::{self, Error, Read, Write, stdin, stdout};
use std::process::ExitCode;
use std::thread;
use zeroize::Zeroizing;

/// Stack of the parsing thread: PDF objects nest, and the libraries recurse into them.
const STACK: usize = 64 << 20;

/// The whole life of a worker process: reads requests on standard input and answers on standard output until the
/// input ends. Call it from a process that does nothing else.
pub fn worker_main() -> ExitCode {
    // A panic message may hold text of the document.
    std::panic::set_hook(Box::new(|_| {}));
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

fn run() -> io::Result<()> {
    let Some(setup) = frame::receive::<Setup>(&mut stdin().lock(), 64 << 10)? else { return Ok(()) };
    // The library comes from a file, so it comes before the lock.
    let has_library = setup.pdf_library.as_deref().is_some_and(load_library);
    let limits = setup.limits;
    // Landlock passes to threads started later; the thread comes first only for the system-call filter, which
    // forbids starting one and is put on all threads at once.
    let rights = jail::drop_rights(&limits);
    let serve = move || {
        let hello = Hello { version: VERSION.to_owned(), sandbox: jail::filter_calls(rights), has_library };
        serve(&limits, &hello)
    };
    let thread = thread::Builder::new().stack_size(STACK).spawn(serve)?;
    thread.join().unwrap_or_else(|_| Err(Error::other("panic outside the parser")))
}

fn serve(limits: &Limits, hello: &Hello) -> io::Result<()> {
    let (mut input, mut output) = (stdin().lock(), stdout().lock());
    frame::send(&mut output, hello)?;
    while let Some(request) = frame::receive::<Request>(&mut input, 1 << 20)? {
        let password = Zeroizing::new(whole(&mut input, 1 << 10)?);
        let password = std::str::from_utf8(&password).ok().filter(|password| !password.is_empty());
        let bytes = whole(&mut input, limits.max_bytes)?;
        match request {
            Request::Read { file, recognised, one_engine } => {
                let page = |number| Ok(RecognisedPage { number, words: whole(&mut input, 16 << 20)? });
                let recognised = recognised.into_iter().map(page).collect::<io::Result<Vec<_>>>()?;
                let source = Source { file: &file, bytes: &bytes, password, recognised: &recognised, one_engine };
                let answer = parse(&source, limits);
                drop(bytes);
                send(&mut output, answer)?;
            }
            Request::Draw { pages } => {
                let mut sent = Ok(());
                page_images(&bytes, password, &pages, |image| {
                    if sent.is_ok() {
                        sent = frame::write(&mut output, &image);
                    }
                });
                sent?;
            }
        }
    }
    Ok(())
}

fn send(output: &mut impl Write, answer: Answer) -> io::Result<()> {
    let (head, parts) = match answer {
        Ok(Reading { document, parts, diagnostics }) => {
            let names = parts.iter().map(|part| part.name.clone()).collect();
            (Ok(Head { document, parts: names, diagnostics }), parts)
        }
        Err(refused) => (Err(refused), Vec::new()),
    };
    frame::send(output, &head)?;
    parts.iter().try_for_each(|part| frame::write(output, &part.bytes))
}

/// A frame that must come.
fn whole(input: &mut impl Read, limit: u64) -> io::Result<Vec<u8>> {
    frame::read(input, limit)?.ok_or_else(|| io::ErrorKind::UnexpectedEof.into())
}
