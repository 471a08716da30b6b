//! Text recognition: `tesseract`, where it is installed, run on page images that never touch the disk.
//!
//! The recogniser is another program and reads what a hostile document may have drawn. So it is started by a process
//! of ours that first gives up what recognising takes not: writing, the network, and all files but programs, libraries
//! and language data. The image goes in and the words come out through pipes.

use super::jail;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitCode, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

/// Longest recognition of one page.
const PAGE: Duration = Duration::from_secs(90);
/// Largest table of words that is taken.
const WORDS: u64 = 16 << 20;
/// Languages of the product's texts, by tesseract's names, in order of preference.
const LANGUAGES: [&str; 5] = ["eng", "deu", "fra", "spa", "ita"];

/// An installed text recogniser.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recogniser {
    program: PathBuf,
    languages: String,
    version: String,
}

impl Recogniser {
    /// The `tesseract` on the search path, with those of its languages that are of use here; `None` where there is none.
    pub fn find() -> Option<Self> {
        let name = format!("tesseract{}", std::env::consts::EXE_SUFFIX);
        let folders = std::env::var_os("PATH")?;
        let program = std::env::split_paths(&folders).map(|folder| folder.join(&name)).find(|path| path.is_file())?;
        let said = |argument: &str| {
            let output = Command::new(&program).arg(argument).stdin(Stdio::null()).output().ok()?;
            output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
        };
        let installed = said("--list-langs")?;
        let languages: Vec<&str> =
            LANGUAGES.into_iter().filter(|language| installed.lines().any(|line| line.trim() == *language)).collect();
        if languages.is_empty() {
            return None;
        }
        let version = said("--version")?.lines().next().unwrap_or_default().trim().to_owned();
        Some(Self { program, version: format!("{version} ({})", languages.join("+")), languages: languages.join("+") })
    }

    /// Name, version and languages: `tesseract 5.3.0 (eng)`.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// Words on the image, as a table; `None` where the recogniser failed or took too long.
    pub(crate) fn words(&self, holdfast: &Path, image: Vec<u8>) -> Option<Vec<u8>> {
        let mut command = Command::new(holdfast);
        command.arg("recogniser-worker").arg(&self.program).arg(&self.languages);
        let kept = ["PATH", "TESSDATA_PREFIX"].into_iter().filter_map(|name| Some((name, std::env::var_os(name)?)));
        command.env_clear().envs(kept).env("OMP_THREAD_LIMIT", "1");
        let child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().ok()?;
        Running(child).talk(image)
    }
}

/// The whole life of a recogniser process: gives up its rights and becomes the program named by the first argument,
/// for the languages named by the second.
pub fn recogniser_main(arguments: &[String]) -> ExitCode {
    let [program, languages] = arguments else { return ExitCode::FAILURE };
    if !jail::confine_recogniser(Path::new(program), PAGE) {
        return ExitCode::FAILURE;
    }
    let mut command = Command::new(program);
    command.args(["stdin", "stdout", "-l", languages, "--dpi", "300", "tsv"]);
    become_program(&mut command)
}

#[cfg(unix)]
fn become_program(command: &mut Command) -> ExitCode {
    use std::os::unix::process::CommandExt;
    // Returns only where the program cannot be started.
    let _ = command.exec();
    ExitCode::FAILURE
}

#[cfg(not(unix))]
fn become_program(command: &mut Command) -> ExitCode {
    match command.status() {
        Ok(status) if status.success() => ExitCode::SUCCESS,
        _ => ExitCode::FAILURE,
    }
}

/// Killed when dropped.
struct Running(Child);

impl Running {
    /// Reading and writing at once, since the program may answer before it has read everything. Neither thread is waited
    /// for: both end when the program, killed at the latest at the end of its time, lets go of the pipes.
    fn talk(mut self, image: Vec<u8>) -> Option<Vec<u8>> {
        let until = Instant::now() + PAGE;
        let (mut input, output) = (self.0.stdin.take()?, self.0.stdout.take()?);
        thread::spawn(move || {
            let _ = input.write_all(&image);
        });
        let (done, result) = mpsc::channel();
        thread::spawn(move || {
            let mut words = Vec::new();
            let read = output.take(WORDS).read_to_end(&mut words);
            let _ = done.send(read.is_ok().then_some(words));
        });
        let words = result.recv_timeout(PAGE).ok().flatten()?;
        while Instant::now() < until {
            match self.0.try_wait() {
                Ok(Some(status)) => return (status.success() && !words.is_empty()).then_some(words),
                Ok(None) => thread::sleep(Duration::from_millis(2)),
                Err(_) => return None,
            }
        }
        None
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
