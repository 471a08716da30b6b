//! The worker pool against documents that do harm. The worker is the example next to this test.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout)]

mod common;

use common::sample;
use holdfast_domain::DiagnosticCode;
use holdfast_intake::{Limits, SandboxLevel, WorkerPool, parse};
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
    WorkerPool::new(worker(), workers, limits)
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
                    assert_eq!(pool.read(file, bytes), parse(file, bytes, &Limits::default()), "{file}");
                }
            });
        }
    });
}

#[test]
fn a_document_that_takes_too_long_is_stopped_and_the_next_is_read() {
    let limits = Limits { wall: Duration::from_secs(1), memory: 64 << 30, ..Limits::default() };
    let pool = pool(1, limits);
    assert_eq!(pool.read("slow.txt", &bomb()).unwrap_err().code, DiagnosticCode::LimitExceeded);
    assert_eq!(pool.read("small.txt", b"A small text.").unwrap().text, "A small text.");
}

#[cfg(target_os = "linux")]
#[test]
fn a_document_that_takes_all_memory_costs_one_worker_and_the_next_is_read() {
    let pool = pool(1, Limits { memory: 512 << 20, ..Limits::default() });
    assert_eq!(pool.read("large.txt", &bomb()).unwrap_err().code, DiagnosticCode::ParserCrashed);
    assert_eq!(pool.read("small.txt", b"A small text.").unwrap().text, "A small text.");
}

#[test]
fn a_file_over_the_size_limit_is_refused() {
    let pool = pool(1, Limits { max_bytes: 10, ..Limits::default() });
    assert_eq!(pool.read("large.txt", b"Longer than ten bytes.").unwrap_err().code, DiagnosticCode::LimitExceeded);
    assert_eq!(pool.read("small.txt", b"Short.").unwrap().text, "Short.");
}

#[test]
fn a_program_that_is_no_worker_is_a_diagnostic() {
    for program in ["/nonexistent/holdfast", "/bin/true"] {
        let pool = WorkerPool::new(PathBuf::from(program), 1, Limits::default());
        assert_eq!(pool.sandbox(), None);
        assert_eq!(pool.read("a.txt", b"text").unwrap_err().code, DiagnosticCode::ParserCrashed);
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_locked_down_process_can_open_and_start_nothing() {
    let output = Command::new(worker()).arg("probe").output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    let denied = said.lines().filter(|line| line.ends_with(": denied")).count();
    assert_eq!(denied, 6, "{said}");
    let sandbox = pool(1, Limits::default()).sandbox().unwrap();
    println!("sandbox {sandbox:?}");
    assert!(matches!(sandbox, SandboxLevel::Full | SandboxLevel::Calls), "{sandbox:?}");
}
