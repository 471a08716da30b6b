//! Many files through the worker pool: what becomes of them, how fast, and how `pdftotext` fares on the same.
//!
//! ```text
//! corpus read FOLDER             every file once, as the product reads it
//! corpus fuzz SECONDS SEED FOLDER   mutations of the files, until the time is up
//! ```
//! `HOLDFAST_RESOURCES` names the folder with the PDFium library. A worker that crashes is counted and its input kept
//! under `CORPUS_KEEP`, where that names a folder.
#![allow(clippy::print_stdout)]

use holdfast_domain::{Diagnostic, DiagnosticCode};
use holdfast_intake::{Limits, WorkerPool, WorkerSetup, worker_main};
use holdfast_ports::{Reader, Reading};
use std::collections::BTreeMap;
use std::io::{Cursor, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

type Failure = Box<dyn std::error::Error + Send + Sync>;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match words.as_slice() {
        ["intake-worker"] => return worker_main(),
        ["read", folder] => read_all(Path::new(folder)),
        ["fuzz", seconds, seed, folder] => fuzz(seconds, seed, Path::new(folder)),
        _ => Err("usage: corpus read FOLDER | corpus fuzz SECONDS SEED FOLDER".into()),
    };
    match done {
        Ok(0) => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(failure) => {
            println!("{failure}");
            ExitCode::from(2)
        }
    }
}

fn pool(limits: Limits) -> Result<WorkerPool, Failure> {
    let name = format!("{}pdfium{}", std::env::consts::DLL_PREFIX, std::env::consts::DLL_SUFFIX);
    let library = std::env::var_os("HOLDFAST_RESOURCES").map(|folder| PathBuf::from(folder).join("lib").join(name));
    let setup = WorkerSetup {
        program: std::env::current_exe()?,
        limits,
        pdf_library: library.filter(|path| path.is_file()),
        recogniser: None,
    };
    let pool = WorkerPool::new(threads(), setup);
    println!("workers: {}, fence and PDFium: {:?}", threads(), pool.sandbox());
    Ok(pool)
}

fn threads() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// Does the work for every position below `count`, on all cores.
fn on_all_cores(count: usize, work: impl Fn(usize) + Sync) -> Duration {
    let (next, since) = (AtomicUsize::new(0), Instant::now());
    std::thread::scope(|scope| {
        for _ in 0..threads() {
            scope.spawn(|| {
                while let at = next.fetch_add(1, Ordering::Relaxed)
                    && at < count
                {
                    work(at);
                }
            });
        }
    });
    since.elapsed()
}

/// What became of one file.
#[derive(Clone, Default)]
struct Outcome {
    kind: String,
    pages: usize,
    letters: usize,
    seconds: f64,
}

fn outcome(answer: &Result<Reading, Diagnostic>, seconds: f64) -> Outcome {
    let kind = |kind: &str, pages, letters| Outcome { kind: kind.to_owned(), pages, letters, seconds };
    match answer {
        Err(refused) => kind(&format!("refused: {:?}", refused.code), 0, 0),
        Ok(Reading { document: Some(document), .. }) => {
            let letters = document.text.chars().filter(|character| character.is_alphanumeric()).count();
            kind(if letters == 0 { "read: no text" } else { "read: text" }, document.pages.len(), letters)
        }
        Ok(_) => kind("read: archive", 0, 0),
    }
}

fn files(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let (mut files, mut folders) = (Vec::new(), vec![folder.to_owned()]);
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder)? {
            let path = entry?.path();
            if path.is_dir() { folders.push(path) } else { files.push(path) }
        }
    }
    files.sort();
    Ok(files)
}

fn read_all(folder: &Path) -> Result<usize, Failure> {
    let pool = pool(Limits::default())?;
    let files: Vec<(PathBuf, Vec<u8>)> =
        files(folder)?.into_iter().filter_map(|path| Some((path.clone(), std::fs::read(path).ok()?))).collect();
    let ours = Mutex::new(vec![Outcome::default(); files.len()]);
    let wall = on_all_cores(files.len(), |at| {
        if let Some((path, bytes)) = files.get(at) {
            let since = Instant::now();
            let answer = pool.read(&path.to_string_lossy(), bytes, None);
            if let Some(place) = ours.lock().ok().as_mut().and_then(|ours| ours.get_mut(at)) {
                *place = outcome(&answer, since.elapsed().as_secs_f64());
            }
        }
    });
    let ours = ours.into_inner()?;
    print_outcomes(&files, &ours, wall);
    let pdfs: Vec<usize> = (0..files.len()).filter(|&at| files[at].1.starts_with(b"%PDF")).collect();
    if !pdfs.is_empty() {
        compare(&files, &ours, &pdfs, &pool);
    }
    Ok(ours.iter().filter(|outcome| outcome.kind.contains("ParserCrashed")).count())
}

fn print_outcomes(files: &[(PathBuf, Vec<u8>)], outcomes: &[Outcome], wall: Duration) {
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    for outcome in outcomes {
        *kinds.entry(&outcome.kind).or_default() += 1;
    }
    println!("{} files in {:.1} s", files.len(), wall.as_secs_f64());
    for (kind, count) in kinds {
        println!("{count:6}  {kind}");
    }
    let mut slow: Vec<usize> = (0..files.len()).collect();
    slow.sort_by(|a, b| outcomes[*b].seconds.total_cmp(&outcomes[*a].seconds));
    for &at in slow.iter().take(5) {
        println!("slowest: {:.1} s  {}", outcomes[at].seconds, files[at].0.display());
    }
    for (at, _) in outcomes.iter().enumerate().filter(|(_, outcome)| outcome.kind.contains("ParserCrashed")) {
        println!("CRASH {}", files[at].0.display());
    }
}

/// The same PDF files through `pdftotext`, as many at a time as there are cores.
fn compare(files: &[(PathBuf, Vec<u8>)], ours: &[Outcome], pdfs: &[usize], pool: &WorkerPool) {
    let theirs = Mutex::new(BTreeMap::new());
    let their_wall = on_all_cores(pdfs.len(), |at| {
        let file = &files[pdfs[at]].0;
        let output = output_of(Command::new("timeout").args(["30", "pdftotext", "-enc", "UTF-8"]).arg(file).arg("-"));
        let letters = output.as_ref().map_or(0, |text| text.chars().filter(|letter| letter.is_alphanumeric()).count());
        if let Ok(mut theirs) = theirs.lock() {
            theirs.insert(pdfs[at], (output.is_some(), letters));
        }
    });
    // A second time for the clock: PDF files alone, with warm workers, as pdftotext met a warm file cache.
    let our_wall = on_all_cores(pdfs.len(), |at| {
        let (path, bytes) = &files[pdfs[at]];
        let _ = pool.read(&path.to_string_lossy(), bytes, None);
    });
    let Ok(theirs) = theirs.into_inner() else { return };
    let failed = pdfs.iter().filter(|&&at| ours[at].kind.starts_with("refused")).count();
    let their_failed = theirs.values().filter(|(read, _)| !read).count();
    let lost = |at: &&usize| theirs.get(at).is_some_and(|(_, letters)| *letters > 20) && ours[**at].letters <= 20;
    let won = |at: &&usize| theirs.get(at).is_some_and(|(_, letters)| *letters <= 20) && ours[**at].letters > 20;
    let pages: usize = pdfs.iter().map(|&at| ours[at].pages).sum();
    println!("PDF files: {}, pages {pages}", pdfs.len());
    println!("refused: ours {failed}, pdftotext {their_failed}");
    println!(
        "text where the other has none: ours {}, pdftotext {}",
        pdfs.iter().filter(won).count(),
        pdfs.iter().filter(lost).count()
    );
    for at in pdfs.iter().filter(lost) {
        println!("  lost: {} ({})", files[*at].0.display(), ours[*at].kind);
    }
    let rate = |wall: Duration| pages as f64 / wall.as_secs_f64();
    println!(
        "pages a second: ours {:.0}, pdftotext {:.0}, ratio {:.2}; documents a minute: ours {:.0}",
        rate(our_wall),
        rate(their_wall),
        rate(our_wall) / rate(their_wall),
        60.0 * pdfs.len() as f64 / our_wall.as_secs_f64()
    );
}

fn output_of(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

fn fuzz(seconds: &str, seed: &str, folder: &Path) -> Result<usize, Failure> {
    let (seconds, seed): (u64, u64) = (seconds.parse()?, seed.parse()?);
    let limits = Limits { wall: Duration::from_secs(10), ..Limits::default() };
    let pool = pool(limits)?;
    let small = |path: &PathBuf| std::fs::metadata(path).is_ok_and(|data| (1..400_000).contains(&data.len()));
    let seeds: Vec<(PathBuf, Vec<u8>)> = files(folder)?
        .into_iter()
        .filter(small)
        .filter_map(|path| Some((path.clone(), std::fs::read(path).ok()?)))
        .collect();
    let until = Instant::now() + Duration::from_secs(seconds);
    let counts: Mutex<BTreeMap<(String, String), usize>> = Mutex::new(BTreeMap::new());
    on_all_cores(threads(), |thread| {
        let mut random = Random(seed.wrapping_add(thread as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15));
        while Instant::now() < until && !seeds.is_empty() {
            let (path, bytes) = &seeds[random.below(seeds.len())];
            let mutant = mutate(bytes, &mut random);
            let answer = pool.read(&path.to_string_lossy(), &mutant, None);
            if answer.as_ref().is_err_and(|refused| refused.code == DiagnosticCode::ParserCrashed) {
                keep(path, &mutant, random.0);
            }
            let extension = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
            if let Ok(mut counts) = counts.lock() {
                *counts.entry((extension, outcome(&answer, 0.0).kind)).or_default() += 1;
            }
        }
    });
    let counts = counts.into_inner()?;
    for ((extension, kind), count) in &counts {
        println!("{count:8}  {extension:6} {kind}");
    }
    Ok(counts.iter().filter(|((_, kind), _)| kind.contains("ParserCrashed")).map(|(_, count)| count).sum())
}

fn keep(seed: &Path, mutant: &[u8], number: u64) {
    let Some(folder) = std::env::var_os("CORPUS_KEEP").map(PathBuf::from) else { return };
    let name = seed.file_name().unwrap_or_default().to_string_lossy();
    // Keeping is a service to whoever looks for the cause; the count stands without it.
    let _ = std::fs::create_dir_all(&folder)
        .and_then(|()| std::fs::write(folder.join(format!("{number:016x}-{name}")), mutant));
}

/// SplitMix64: a seed names a whole run.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        (self.next() % end.max(1) as u64) as usize
    }
}

/// Damages the bytes; of a container, half the time one part of it, so that the damage gets past the checksums.
fn mutate(bytes: &[u8], random: &mut Random) -> Vec<u8> {
    if bytes.starts_with(b"PK")
        && random.below(2) == 0
        && let Some(container) = mutate_part(bytes, random)
    {
        return container;
    }
    let mut mutant = bytes.to_vec();
    for _ in 0..=random.below(3) {
        wound(&mut mutant, random);
    }
    mutant
}

fn wound(bytes: &mut Vec<u8>, random: &mut Random) {
    if bytes.len() < 4 {
        return;
    }
    let at = random.below(bytes.len());
    let end = (at + 1 + random.below(2_000)).min(bytes.len());
    match random.below(7) {
        0 => bytes.truncate(at.max(1)),
        1 => (0..=random.below(60)).for_each(|_| {
            let place = random.below(bytes.len());
            bytes[place] = random.next() as u8;
        }),
        2 => bytes[at..end].iter_mut().for_each(|byte| *byte = random.next() as u8),
        3 => {
            let block = bytes[at..end].to_vec();
            (0..=random.below(6)).for_each(|_| drop(bytes.splice(at..at, block.iter().copied())));
        }
        4 => drop(bytes.drain(at..end)),
        5 => {
            // Figures are lengths, offsets and counts.
            const FIGURES: [&[u8]; 6] = [b"0", b"-1", b"65536", b"2147483648", b"99999999999", b"1e308"];
            let figures: Vec<usize> = (0..bytes.len()).filter(|&at| bytes[at].is_ascii_digit()).take(20_000).collect();
            if !figures.is_empty() {
                let at = figures[random.below(figures.len())];
                let end = at + bytes[at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
                bytes.splice(at..end, FIGURES[random.below(FIGURES.len())].iter().copied());
            }
        }
        _ => {
            // A mark of one format in the middle of another, or a bracket without its partner.
            const MARKS: [&[u8]; 10] =
                [b"<", b">", b"{", b"}", b"</w:p>", b"<w:tbl>", b"\\u-1?", b"endobj", b"\0", b"\n--\n"];
            bytes.splice(at..at, MARKS[random.below(MARKS.len())].iter().copied());
        }
    }
}

fn mutate_part(bytes: &[u8], random: &mut Random) -> Option<Vec<u8>> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).ok()?;
    let victim = random.below(archive.len());
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).ok()?;
        let name = entry.name().ok()?.into_owned();
        let mut part = Vec::new();
        entry.by_ref().take(8 << 20).read_to_end(&mut part).ok()?;
        if index == victim {
            (0..=random.below(3)).for_each(|_| wound(&mut part, random));
        }
        writer.start_file(name, options).ok()?;
        writer.write_all(&part).ok()?;
    }
    Some(writer.finish().ok()?.into_inner())
}
