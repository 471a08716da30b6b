//! The worker pool against documents that do harm. The worker is the example next to this test.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout)]

mod common;

use common::{pdf_library, read, sample};
use holdfast_domain::DiagnosticCode;
use holdfast_intake::{Limits, Recogniser, SandboxLevel, WorkerPool, WorkerSetup};
use holdfast_ports::Reader;
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

fn worker() -> PathBuf {
    let test = std::env::current_exe().unwrap();
    let profile = test.parent().and_then(|deps| deps.parent()).unwrap();
    profile.join("examples").join(format!("worker{}", std::env::consts::EXE_SUFFIX))
}

fn pool(workers: usize, limits: Limits) -> WorkerPool {
    let setup = WorkerSetup { program: worker(), limits, pdf_library: pdf_library(), recogniser: None };
    WorkerPool::new(workers, setup)
}

fn text(pool: &WorkerPool, file: &str, bytes: &[u8]) -> String {
    pool.read(file, bytes, None).unwrap().document.unwrap().text
}

/// Sixteen million paragraphs: seconds of work and gigabytes of blocks.
fn bomb() -> Vec<u8> {
    b"a\n\n".repeat(16 << 20)
}

#[test]
fn workers_read_what_the_parser_reads_from_many_threads_at_once() {
    let (pool, sample) = (pool(2, Limits::default()), sample());
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for (file, bytes) in &sample {
                    assert_eq!(pool.read(file, bytes, None), read(file, bytes), "{file}");
                }
            });
        }
    });
}

#[test]
fn a_document_that_takes_too_long_is_stopped_and_the_next_is_read() {
    let limits = Limits { wall: Duration::from_secs(1), memory: 64 << 30, ..Limits::default() };
    let pool = pool(1, limits);
    assert_eq!(pool.read("slow.txt", &bomb(), None).unwrap_err().code, DiagnosticCode::LimitExceeded);
    assert_eq!(text(&pool, "small.txt", b"A small text."), "A small text.");
}

#[cfg(target_os = "linux")]
#[test]
fn a_document_that_takes_all_memory_costs_one_worker_and_the_next_is_read() {
    let pool = pool(1, Limits { memory: 512 << 20, ..Limits::default() });
    assert_eq!(pool.read("large.txt", &bomb(), None).unwrap_err().code, DiagnosticCode::ParserCrashed);
    assert_eq!(text(&pool, "small.txt", b"A small text."), "A small text.");
}

#[test]
fn a_file_over_the_size_limit_is_refused() {
    let pool = pool(1, Limits { max_bytes: 10, ..Limits::default() });
    assert_eq!(
        pool.read("large.txt", b"Longer than ten bytes.", None).unwrap_err().code,
        DiagnosticCode::LimitExceeded
    );
    assert_eq!(text(&pool, "small.txt", b"Short."), "Short.");
}

#[test]
fn a_program_that_is_no_worker_is_a_diagnostic() {
    for program in ["/nonexistent/holdfast", "/bin/true"] {
        let setup = WorkerSetup {
            program: PathBuf::from(program),
            limits: Limits::default(),
            pdf_library: None,
            recogniser: None,
        };
        let pool = WorkerPool::new(1, setup);
        assert_eq!(pool.sandbox(), None);
        assert_eq!(pool.read("a.txt", b"text", None).unwrap_err().code, DiagnosticCode::ParserCrashed);
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_locked_down_process_can_open_and_start_nothing() {
    let output = Command::new(worker()).arg("probe").output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    let denied = said.lines().filter(|line| line.ends_with(": denied")).count();
    assert_eq!(denied, 6, "{said}");
    let (sandbox, library) = pool(1, Limits::default()).sandbox().unwrap();
    assert_eq!(library, pdf_library().is_some());
    println!("sandbox {sandbox:?}");
    assert!(matches!(sandbox, SandboxLevel::Full | SandboxLevel::Calls), "{sandbox:?}");
}

/// The scan of the sample set says on its page when the service counter is open.
#[cfg(target_os = "linux")]
#[test]
fn a_scan_is_recognised_with_its_confidence_by_a_program_that_can_write_nothing() {
    let (Some(library), Some(recogniser)) = (pdf_library(), Recogniser::find()) else {
        println!("skipped: PDFium or tesseract is not there");
        return;
    };
    let (file, bytes) = sample().into_iter().find(|(file, _)| file.starts_with("scan")).unwrap();
    let setup = WorkerSetup {
        program: worker(),
        limits: Limits::default(),
        pdf_library: Some(library),
        recogniser: Some(recogniser),
    };
    let document = WorkerPool::new(1, setup).read(&file, &bytes, None).unwrap().document.unwrap();
    let words = document.text.to_lowercase();
    assert!(words.contains("service") && words.split_whitespace().count() > 100, "{}", words.len());
    assert!(document.pages[0].recognised.unwrap() > 0.8 && document.scanned.is_empty());
    assert!(document.passages.iter().all(|passage| passage.recognised.is_some()));
    let codes: Vec<DiagnosticCode> = document.diagnostics.iter().map(|found| found.code).collect();
    assert!(codes.contains(&DiagnosticCode::Recognised) && !codes.contains(&DiagnosticCode::NoTextLayer), "{codes:?}");
}

/// PDFium refuses the file; the second engine reserves what the file says it needs, and ends its worker by that.
#[cfg(target_os = "linux")]
#[test]
fn a_file_on_which_the_second_engine_crashes_is_answered_by_the_first() {
    if pdf_library().is_none() {
        println!("skipped: PDFium is not there");
        return;
    }
    let hungry = std::fs::read(common::root().join("../fuzz/xref-stream-claims-2-gib.pdf")).unwrap();
    let pool = pool(1, Limits::default());
    assert_eq!(pool.read("hungry.pdf", &hungry, None).unwrap_err().code, DiagnosticCode::Malformed);
    assert_eq!(text(&pool, "small.txt", b"A small text."), "A small text.");
}
