//! Verdicts of the real program against the labels of whole document sets, beside two baselines.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

use super::figures::{
    CLASSES, Judged, MET, best_thresholds, by_thresholds, calibration_error, macro_f1, of_class, surer_half,
    weighted_kappa,
};
use super::quotes::Letters;
use crate::checkout::{Checkout, Profile};
use crate::failure::{Failure, Outcome};
use crate::{build_program, checksum, disk, setup};

/// The heads that have not seen one set each, by its name.
const HELD_OUT: &str = "models/verdict-head/training/held-out";

/// What came out for one set.
struct Measured {
    name: String,
    judged: Vec<Judged>,
    /// Best cosine and best word score of the passages found, each with the truth.
    cosine: Vec<(f64, usize)>,
    words: Vec<(f64, usize)>,
    /// Criteria labelled met or partial whose quotes overlap a labelled one, and how many there are.
    hits: (usize, usize),
    /// Mean distance of requirement scores, 0 to 1.
    score_error: f64,
}

/// Runs the dev build over every set and prints what it is worth.
pub(crate) fn run(checkout: &Checkout, sets: &[PathBuf], reader: Option<&str>) -> Outcome {
    setup::run(checkout, setup::Purpose::Test)?;
    build_program(checkout, Profile::Dev)?;
    let sets = if sets.is_empty() { found(checkout)? } else { sets.to_vec() };
    if sets.is_empty() {
        return Err("no labelled set was found; name a folder with documents/ and labels.jsonl".to_owned().into());
    }
    println!(
        "{:<14} {:>5}  {:^14}  {:^14}  {:^14}  {:^5}  {:^5}  {:^5}  {:^5}  {:^5}  {:^5}",
        "set", "macro", "met p r f1", "partial p r f1", "none p r f1", "kappa", "sure", "hit@5", "ece", "score", "head"
    );
    let mut measured = Vec::new();
    for set in &sets {
        let one = measure(checkout, set, reader)?;
        print_set(&one, checkout);
        measured.push(one);
    }
    print_means(&measured);
    print_baselines(&measured);
    Ok(())
}

/// The public sets beside the checkout, where they are, and those of the repository.
fn found(checkout: &Checkout) -> Outcome<Vec<PathBuf>> {
    let folders = [
        checkout.root.join("../shared/data"),
        checkout.root.join("tests/fixtures"),
        checkout.root.join("models/verdict-head/training/sets"),
    ];
    let mut sets: BTreeMap<String, PathBuf> = BTreeMap::new();
    for folder in folders {
        let Ok(entries) = fs::read_dir(&folder) else { continue };
        for entry in entries.flatten() {
            let path = entry.path();
            if path.join("labels.jsonl").is_file() && path.join("documents").is_dir() {
                sets.entry(entry.file_name().to_string_lossy().into_owned()).or_insert(path);
            }
        }
    }
    Ok(sets.into_values().collect())
}

fn measure(checkout: &Checkout, set: &Path, reader: Option<&str>) -> Outcome<Measured> {
    let name = set.file_name().map_or_else(|| set.display().to_string(), |name| name.to_string_lossy().into_owned());
    let folder = checkout.target.join("eval").join(&name);
    disk::remove_folder(&folder)?;
    disk::create_folder(&folder)?;
    let program =
        Program { path: checkout.program(Profile::Dev), resources: resources(checkout, &folder, &name)?, folder };
    program.run(&["init"])?;
    program.run(&["import", &set.join("documents").display().to_string()])?;
    let mut assess = vec!["assess"];
    assess.extend(reader.iter().flat_map(|name| ["--reader", *name, "--reader-all"]));
    let assessment = program.run(&assess)?;
    let documents = program.run(&["documents", "--passages"])?;
    compare(checkout, set, name, &assessment, &documents)
}

/// The shipped resources, with the head that has not seen this set where there is one.
fn resources(checkout: &Checkout, folder: &Path, name: &str) -> Outcome<PathBuf> {
    let shipped = checkout.resources(Profile::Dev);
    let held_out = checkout.root.join(HELD_OUT).join(format!("{name}.json"));
    if !held_out.is_file() {
        return Ok(shipped);
    }
    let own = folder.join("resources");
    disk::create_folder(&own.join("models/verdict-head"))?;
    let failed = |error: std::io::Error| format!("the resources for {name} cannot be laid out: {error}");
    for part in ["lib", "rulepacks"] {
        symlink(shipped.join(part), own.join(part)).map_err(failed)?;
    }
    for entry in fs::read_dir(shipped.join("models")).map_err(failed)?.flatten() {
        if entry.file_name() != "verdict-head" && entry.file_name() != "manifest.json" {
            symlink(entry.path(), own.join("models").join(entry.file_name())).map_err(failed)?;
        }
    }
    let head = disk::read(&held_out)?;
    let mut manifest = disk::read_json(&shipped.join("models/manifest.json"))?;
    manifest["verdict_head"]["sha256"] = checksum::sha256(&head).into();
    disk::write(&own.join("models/manifest.json"), manifest.to_string())?;
    disk::write(&own.join("models/verdict-head/head.json"), head)?;
    Ok(own)
}

struct Program {
    path: PathBuf,
    resources: PathBuf,
    folder: PathBuf,
}

impl Program {
    fn run(&self, arguments: &[&str]) -> Outcome<Value> {
        let mut command = Command::new(&self.path);
        command.args(["--json", "--quiet"]).args(arguments);
        command.env("HOLDFAST_RESOURCES", &self.resources).env("HOLDFAST_WORKSPACE", self.folder.join("workspace"));
        command.env("HOLDFAST_PASSPHRASE", "measured on labelled sets").stdin(Stdio::null());
        let line = crate::child::line(&command);
        let output = command.output().map_err(|error| format!("`{line}` did not start: {error}"))?;
        // 4: some input could not be used, which the labels know.
        if !matches!(output.status.code(), Some(0 | 4)) {
            let said = String::from_utf8_lossy(&output.stdout);
            return Err(Failure::of_child(format!("`{line}` failed: {said}"), output.status.code()));
        }
        serde_json::from_slice(&output.stdout).map_err(|error| format!("`{line}` printed no JSON: {error}").into())
    }
}

fn compare(checkout: &Checkout, set: &Path, name: String, assessment: &Value, documents: &Value) -> Outcome<Measured> {
    let by_id = |value: &Value, key: &str| -> BTreeMap<String, Value> {
        let all = value.as_array().into_iter().flatten();
        all.filter_map(|one| Some((one[key].as_str()?.to_owned(), one.clone()))).collect()
    };
    let findings = by_id(&assessment["criteria"], "id");
    let texts: BTreeMap<String, Letters> = by_id(&documents["documents"], "file")
        .into_iter()
        .map(|(file, document)| (file, Letters::of(document["text"].as_str().unwrap_or_default())))
        .collect();
    let pack = fs::read_to_string(checkout.root.join("rulepacks/dora/criteria.jsonl"))
        .map_err(|error| format!("the criteria cannot be read: {error}"))?;
    let criteria = by_id(&json_lines(&pack)?, "id");
    let path = set.join("labels.jsonl");
    let labels = fs::read_to_string(&path).map_err(|error| format!("{} cannot be read: {error}", path.display()))?;

    let mut measured =
        Measured { name, judged: Vec::new(), cosine: Vec::new(), words: Vec::new(), hits: (0, 0), score_error: 0.0 };
    let mut scores: BTreeMap<String, [f64; 3]> = BTreeMap::new();
    for label in json_lines(&labels)?.as_array().into_iter().flatten() {
        let id = label["criterion"].as_str().unwrap_or_default();
        let class = |verdict: &Value| CLASSES.iter().position(|class| verdict.as_str() == Some(class));
        let (Some(finding), Some(truth)) = (findings.get(id), class(&label["verdict"])) else {
            return Err(format!("{}: the label of {id} cannot be used", path.display()).into());
        };
        // What does not bind the firm of the default profile is not judged.
        let Some(verdict) = class(&finding["verdict"]) else { continue };
        measured.judged.push(Judged { truth, verdict, confidence: finding["confidence"].as_f64().unwrap_or(0.0) });
        let figure = |name: &str| finding["trace"][name].as_f64().unwrap_or(0.0);
        measured.cosine.push((figure("obligation_best"), truth));
        measured.words.push((figure("lexical_best"), truth));
        if truth == MET || CLASSES[truth] == "partial" {
            measured.hits.0 += usize::from(overlaps(finding, label, &texts));
            measured.hits.1 += 1;
        }
        let weight = criteria.get(id).and_then(|criterion| criterion["weight"].as_f64()).unwrap_or(1.0);
        let requirement = criteria.get(id).and_then(|criterion| criterion["requirement"].as_str()).unwrap_or_default();
        let score = scores.entry(requirement.to_owned()).or_default();
        score[0] += weight;
        score[1] += weight * credit(truth);
        score[2] += weight * credit(verdict);
    }
    let apart = scores.values().map(|[weight, truth, given]| (truth - given).abs() / weight).sum::<f64>();
    measured.score_error = apart / scores.len().max(1) as f64;
    Ok(measured)
}

fn json_lines(text: &str) -> Outcome<Value> {
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    let values = lines.map(|line| serde_json::from_str(line).map_err(|error| format!("not JSON: {error}")));
    Ok(Value::Array(values.collect::<Result<Vec<Value>, String>>()?))
}

fn credit(class: usize) -> f64 {
    match CLASSES[class] {
        "met" => 1.0,
        "partial" => 0.5,
        _ => 0.0,
    }
}

/// Whether one of the first five quotes shares a character with a labelled one.
fn overlaps(finding: &Value, label: &Value, texts: &BTreeMap<String, Letters>) -> bool {
    let labelled = label["evidence"].as_array().into_iter().flatten();
    let mut places = labelled.flat_map(|evidence| {
        let file = evidence["file"].as_str().unwrap_or_default();
        let found = texts.get(file).map(|text| text.find(evidence["quote"].as_str().unwrap_or_default()));
        found.unwrap_or_default().into_iter().map(move |place| (file, place))
    });
    let quotes: Vec<&Value> = finding["evidence"].as_array().into_iter().flatten().take(5).collect();
    let number = |value: &Value| value.as_u64().unwrap_or(0) as usize;
    places.any(|(file, (start, end))| {
        quotes.iter().any(|quote| {
            quote["file"].as_str() == Some(file) && number(&quote["start"]) < end && start < number(&quote["end"])
        })
    })
}

fn print_set(one: &Measured, checkout: &Checkout) {
    let class = |at: usize| {
        let (precision, recall, f1) = of_class(&one.judged, at);
        format!("{precision:.2} {recall:.2} {f1:.2}")
    };
    let hit = one.hits.0 as f64 / one.hits.1.max(1) as f64;
    let head = checkout.root.join(HELD_OUT).join(format!("{}.json", one.name)).is_file();
    println!(
        "{:<14} {:>5.3}  {:<14}  {:<14}  {:<14}  {:>5.2}  {:>5.2}  {:>5.2}  {:>5.3}  {:>5.3}  {}",
        one.name,
        macro_f1(&one.judged),
        class(MET),
        class(1),
        class(0),
        weighted_kappa(&one.judged),
        surer_half(&one.judged),
        hit,
        calibration_error(&one.judged),
        one.score_error,
        if head { "held out" } else { "shipped" },
    );
}

fn print_means(measured: &[Measured]) {
    let mean = |figure: &dyn Fn(&Measured) -> f64| measured.iter().map(figure).sum::<f64>() / measured.len() as f64;
    let all: Vec<Judged> = measured.iter().flat_map(|one| one.judged.iter().copied()).collect();
    let (precision, recall, _) = of_class(&all, MET);
    let contradicted = of_class(&all, 3);
    println!(
        "mean over sets: macro-F1 {:.3}, hit in the first five quotes {:.3}, requirement score error {:.3}",
        mean(&|one| macro_f1(&one.judged)),
        mean(&|one| one.hits.0 as f64 / one.hits.1.max(1) as f64),
        mean(&|one| one.score_error)
    );
    println!(
        "all criteria: met precision {precision:.2} at recall {recall:.2}, surer half {:.3} right, calibration error {:.3}, contradicted precision {:.2} at recall {:.2}",
        surer_half(&all),
        calibration_error(&all),
        contradicted.0,
        contradicted.1
    );
}

/// A threshold pair for each baseline, taken from the other sets.
fn print_baselines(measured: &[Measured]) {
    if measured.len() < 2 {
        println!("baselines need a second set to take their thresholds from");
        return;
    }
    for (name, samples) in [
        ("BM25 alone", (|one: &Measured| one.words.clone()) as fn(&Measured) -> Vec<(f64, usize)>),
        ("cosine alone", |one: &Measured| one.cosine.clone()),
    ] {
        let scores: Vec<f64> = (0..measured.len())
            .map(|held| {
                let others = measured.iter().enumerate().filter(|(at, _)| *at != held);
                let training: Vec<(f64, usize)> = others.flat_map(|(_, one)| samples(one)).collect();
                macro_f1(&by_thresholds(&samples(&measured[held]), best_thresholds(&training)))
            })
            .collect();
        let each = measured.iter().zip(&scores).map(|(one, score)| format!("{} {score:.2}", one.name));
        println!(
            "{name}: macro-F1 {:.3} ({})",
            scores.iter().sum::<f64>() / scores.len() as f64,
            each.collect::<Vec<_>>().join(", ")
        );
    }
}
