//! The release program, measured on one corpus in one go, so that its figures can be compared with each other.

mod corpus;
mod measure;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use crate::checkout::{Checkout, Profile};
use crate::failure::{Failure, Outcome};
use crate::{build_program, child, demo, disk, setup};
use measure::Measured;

const DOCUMENTS: usize = 100;
const REPEATS: usize = 3;
const MEBIBYTE: f64 = 1024.0 * 1024.0;

pub(crate) fn run(checkout: &Checkout) -> Outcome {
    setup::run(checkout, setup::Purpose::Test)?;
    build_program(checkout, Profile::Release)?;

    let folder = checkout.target.join("bench");
    disk::remove_folder(&folder)?;
    let inputs = folder.join("inputs");
    let all = inputs.join("corpus");
    corpus::write_copies(&checkout.sample(), &all, DOCUMENTS)?;
    let pdfs = inputs.join("pdfs");
    corpus::write_pdfs(&all, &pdfs)?;
    let long = inputs.join("twenty-pages");
    corpus::write_twenty_pages(&checkout.sample(), &long)?;
    let bench = Bench { program: checkout.program(Profile::Release), passphrase: folder.join("passphrase"), folder };
    demo::ensure_passphrase(&bench.passphrase)?;

    print_machine(&bench.program)?;
    bench.corpus(&all)?;
    let single = bench.fresh_runs("twenty-pages", &long)?;
    println!("one 20-page document, fresh workspace: {:.1} s", median(&single, |run| run.seconds));
    bench.extraction(&pdfs)?;
    disk::remove_folder(&bench.folder)?;
    engine_benchmarks(checkout)
}

struct Bench {
    program: PathBuf,
    passphrase: PathBuf,
    folder: PathBuf,
}

impl Bench {
    /// Documents a minute through the whole job, what a second run costs, and the memory of both.
    fn corpus(&self, documents: &Path) -> Outcome {
        let runs = self.fresh_runs("corpus", documents)?;
        let seconds = median(&runs, |run| run.seconds);
        let per_minute = 60.0 * DOCUMENTS as f64 / seconds;
        println!("{DOCUMENTS} documents, fresh workspace: {seconds:.1} s, {per_minute:.0} documents a minute");
        let again = self.holdfast("corpus", documents)?;
        println!("the same again, nothing to do: {:.1} s", again.seconds);
        self.review()?;
        let memory = |name: &str, bytes: u64| println!("peak memory, {name}: {:.0} MiB", bytes as f64 / MEBIBYTE);
        memory("the program", runs.iter().map(|run| run.peak_program).max().unwrap_or_default());
        memory("with its document workers", runs.iter().map(|run| run.peak_family).max().unwrap_or_default());
        Ok(())
    }

    /// Text extraction against poppler over the same files, both with every core.
    fn extraction(&self, pdfs: &Path) -> Outcome {
        let files = disk::files_under(pdfs)?;
        let runs = self.fresh_runs("pdfs", pdfs)?;
        let ours =
            median(&runs, |run| run.result["assessment"]["timings_ms"]["intake"].as_f64().unwrap_or(f64::NAN)) / 1000.0;
        let theirs = pdftotext(pdfs, &files);
        let count = files.len();
        println!(
            "text of {count} PDF files, in sandboxed workers: {ours:.2} s; pdftotext: {theirs:.2} s; ratio {:.2}",
            ours / theirs
        );
        Ok(())
    }

    /// The main job several times, each time on a workspace that does not exist yet. The last workspace stays.
    fn fresh_runs(&self, name: &str, documents: &Path) -> Outcome<Vec<Measured>> {
        let fresh = |_| {
            disk::remove_folder(&self.run_folder(name))?;
            self.holdfast(name, documents)
        };
        (0..REPEATS).map(fresh).collect()
    }

    fn run_folder(&self, name: &str) -> PathBuf {
        self.folder.join("runs").join(name)
    }

    /// What one decision and one more assessment cost over the corpus, which is mapped by now.
    fn review(&self) -> Outcome {
        let queue = self.on("corpus", &["review", "list", "--limit", "1"])?;
        let criterion = queue.result["queue"][0]["id"].as_str().unwrap_or_default().to_owned();
        let timed = |arguments: &[&str], stage: &str| {
            let run = self.on("corpus", arguments)?;
            Ok::<f64, Failure>(run.result["timings_ms"][stage].as_f64().unwrap_or(f64::NAN))
        };
        let accept = ["review", "--reviewer", "bench", "accept", &criterion];
        let decided = (0..REPEATS).map(|_| timed(&accept, "review")).collect::<Outcome<Vec<f64>>>()?;
        println!("scoring after one decision, {DOCUMENTS} documents: {:.0} ms", middle(decided));
        let entities = ["credit-institution", "investment-firm", "payment-institution"];
        let assess = |entity| self.on("corpus", &["assess", "--entity", entity]).map(|run| run.seconds);
        let assessed = entities.into_iter().map(assess).collect::<Outcome<Vec<f64>>>()?;
        println!("`assess` for another kind of entity, {DOCUMENTS} documents: {:.2} s", middle(assessed));
        Ok(())
    }

    fn holdfast(&self, name: &str, documents: &Path) -> Outcome<Measured> {
        let reports = self.run_folder(name).join("reports");
        let (documents, reports) = (documents.to_string_lossy(), reports.to_string_lossy());
        self.on(name, &["run", &documents, "--out", &reports])
    }

    /// A command over the workspace of this name.
    fn on(&self, name: &str, arguments: &[&str]) -> Outcome<Measured> {
        let mut command = Command::new(&self.program);
        command.arg("--workspace").arg(self.run_folder(name).join("workspace"));
        command.arg("--passphrase-file").arg(&self.passphrase).args(["--json", "--quiet"]).args(arguments);
        let measured = measure::run(&mut command)?;
        match measured.exit_code {
            Some(0 | demo::PARTLY_UNUSABLE) => Ok(measured),
            code => Err(Failure::of_child(format!("`{}` did not succeed", child::line(&command)), code)),
        }
    }
}

fn print_machine(program: &Path) -> Outcome {
    let cores = cores();
    let model = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = model.lines().find_map(|line| line.strip_prefix("model name")).unwrap_or_default();
    println!("machine: {cores} cores, {}", model.trim_start_matches([' ', '\t', ':']));
    let size = std::fs::metadata(program).map_err(|error| format!("{}: {error}", program.display()))?.len();
    println!("program: {:.1} MiB", size as f64 / MEBIBYTE);
    Ok(())
}

fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// Seconds that poppler takes for the files, as many at a time as there are cores.
fn pdftotext(folder: &Path, files: &[PathBuf]) -> f64 {
    let (started, next) = (Instant::now(), AtomicUsize::new(0));
    std::thread::scope(|scope| {
        for _ in 0..cores() {
            scope.spawn(|| {
                while let Some(file) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
                    // A page image without text is a success for poppler as well: only the time counts here.
                    child::succeeds("pdftotext", &[&folder.join(file).to_string_lossy(), "-"]);
                }
            });
        }
    });
    started.elapsed().as_secs_f64()
}

fn median(runs: &[Measured], figure: impl Fn(&Measured) -> f64) -> f64 {
    middle(runs.iter().map(figure).collect())
}

fn middle(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures.get(figures.len() / 2).copied().unwrap_or(f64::NAN)
}

/// The benchmarks that engine crates carry themselves.
fn engine_benchmarks(checkout: &Checkout) -> Outcome {
    let mut metadata = checkout.cargo();
    let metadata = child::output(metadata.args(["metadata", "--no-deps", "--format-version", "1"]))?;
    let metadata: serde_json::Value =
        serde_json::from_str(&metadata).map_err(|error| format!("`cargo metadata` printed no JSON: {error}"))?;
    for (package, bench) in bench_targets(&metadata) {
        child::run(checkout.cargo().args(["bench", "--locked", "--package", &package, "--bench", &bench]))?;
    }
    Ok(())
}

fn bench_targets(metadata: &serde_json::Value) -> Vec<(String, String)> {
    let list = |value: &serde_json::Value| value.as_array().cloned().unwrap_or_default();
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    let mut found = Vec::new();
    for package in list(&metadata["packages"]) {
        for target in list(&package["targets"]) {
            if list(&target["kind"]).iter().any(|kind| kind == "bench") {
                found.push((text(&package["name"]), text(&target["name"])));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn benchmarks_are_found_in_cargo_metadata() {
        let metadata = serde_json::json!({"packages": [
            {"name": "holdfast-risk", "targets": [{"name": "holdfast_risk", "kind": ["lib"]}, {"name": "simulate", "kind": ["bench"]}]},
            {"name": "holdfast-gap", "targets": [{"name": "holdfast_gap", "kind": ["lib"]}]},
        ]});
        assert_eq!(bench_targets(&metadata), [("holdfast-risk".to_owned(), "simulate".to_owned())]);
    }

    #[test]
    fn the_median_is_the_middle_figure() {
        let run = |seconds| Measured { seconds, ..Measured::default() };
        assert_eq!(median(&[run(3.0), run(1.0), run(2.0)], |run| run.seconds), 2.0);
        assert!(median(&[], |run| run.seconds).is_nan());
    }
}
