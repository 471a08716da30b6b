//! One run of a program: time, peak memory, result.

use std::io::Read;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::child;
use crate::failure::Outcome;

/// Short against the life of a worker process, long against the cost of reading `/proc`.
const SAMPLING: Duration = Duration::from_millis(10);

#[derive(Default)]
pub(super) struct Measured {
    /// Wall clock, from start to exit.
    pub(super) seconds: f64,
    /// The kernel's high-water mark of the program, in bytes.
    pub(super) peak_program: u64,
    /// Largest sum over the program and its children at one sampled moment, in bytes.
    pub(super) peak_family: u64,
    /// `None` when a signal ended it.
    pub(super) exit_code: Option<i32>,
    /// The JSON document that it printed; null when it printed none.
    pub(super) result: serde_json::Value,
}

pub(super) fn run(command: &mut Command) -> Outcome<Measured> {
    eprintln!("$ {}", child::line(command));
    let failed = |error: std::io::Error| format!("a measured program could not be followed: {error}");
    let started = Instant::now();
    let mut process = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().map_err(failed)?;
    // Read meanwhile: a full pipe would stop the program.
    let output = process.stdout.take();
    let reader = std::thread::spawn(move || {
        let mut text = Vec::new();
        output.map(|mut output| output.read_to_end(&mut text));
        text
    });
    let mut measured = Measured::default();
    let status = loop {
        measured.sample(process.id());
        if let Some(status) = process.try_wait().map_err(failed)? {
            break status;
        }
        std::thread::sleep(SAMPLING);
    };
    measured.seconds = started.elapsed().as_secs_f64();
    measured.exit_code = status.code();
    let text = reader.join().unwrap_or_default();
    measured.result = serde_json::from_slice(&text).unwrap_or_default();
    Ok(measured)
}

impl Measured {
    fn sample(&mut self, process: u32) {
        let status = |process: &str| std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
        let program = status(&process.to_string());
        let children = format!("/proc/{process}/task");
        let threads = std::fs::read_dir(children).into_iter().flatten().flatten();
        let children = threads.filter_map(|thread| std::fs::read_to_string(thread.path().join("children")).ok());
        let workers: u64 = children
            .flat_map(|line| line.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
            .map(|child| bytes_of(&status(&child), "VmRSS:"))
            .sum();
        self.peak_program = self.peak_program.max(bytes_of(&program, "VmHWM:"));
        self.peak_family = self.peak_family.max(bytes_of(&program, "VmRSS:") + workers);
    }
}

/// A figure of `/proc/<pid>/status`, which counts in kibibytes (proc_pid_status(5)).
fn bytes_of(status: &str, name: &str) -> u64 {
    let line = status.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default();
    line.split_whitespace().next().and_then(|figure| figure.parse::<u64>().ok()).unwrap_or_default() * 1024
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn memory_is_read_in_kibibytes() {
        let status = "Name:\tholdfast\nVmHWM:\t  2048 kB\nVmRSS:\t  1024 kB\n";
        assert_eq!((bytes_of(status, "VmHWM:"), bytes_of(status, "VmRSS:")), (2048 * 1024, 1024 * 1024));
        assert_eq!(bytes_of("", "VmHWM:"), 0);
    }

    #[test]
    fn a_run_hands_back_its_code_and_its_json() {
        let measured = run(Command::new("sh").args(["-c", "echo '{\"a\": 1}'; exit 4"])).unwrap();
        assert_eq!((measured.exit_code, measured.result["a"].as_i64()), (Some(4), Some(1)));
        assert!(measured.seconds > 0.0);
    }
}
