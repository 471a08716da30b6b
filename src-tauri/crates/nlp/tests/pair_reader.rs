//! Two real ONNX models with weights made by hand; `tests/fixtures/reader/build.py` says what each word does.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use holdfast_domain::{CriterionId, Verdict};
use holdfast_nlp::{PairFiles, PairReader};
use holdfast_ports::{ReaderAnswer, ReaderIdentity, ReaderPassage, ReaderQuestion, SecondReader};
use std::path::{Path, PathBuf};

fn fixture(name: &str) -> Vec<u8> {
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../tests/fixtures/reader").join(name)).unwrap()
}

/// ONNX Runtime among the staged resources.
fn library() -> PathBuf {
    let resources = std::env::var_os("HOLDFAST_RESOURCES").map(PathBuf::from);
    let resources = resources.expect("HOLDFAST_RESOURCES names no resources: run the tests with `cargo xtask test`");
    resources.join(format!("lib/{}onnxruntime{}", std::env::consts::DLL_PREFIX, std::env::consts::DLL_SUFFIX))
}

fn load(name: &str, labels: &[&str], max_tokens: usize, threads: usize) -> Result<PairReader, String> {
    let labels = strings(labels);
    let (model, tokenizer) = (fixture(&format!("{name}.onnx")), fixture("tokenizer.json"));
    let files = PairFiles {
        identity: ReaderIdentity { name: name.into(), version: "1".into(), endpoint: None },
        passage_first: name == "entailment",
        model: &model,
        tokenizer: &tokenizer,
        calibration: &fixture(&format!("{name}.calibration.json")),
        labels: &labels,
        max_tokens,
    };
    PairReader::load(&library(), &files, threads).map_err(|error| error.to_string())
}

const THREE: [&str; 3] = ["contradiction", "entailment", "neutral"];

fn read(reader: &PairReader, texts: &[&str]) -> ReaderAnswer {
    let id = CriterionId::from("DORA-5.1");
    let headings = ["Review".to_owned()];
    let passages = texts.iter().map(|text| ReaderPassage { headings: &headings, text }).collect();
    // The words of the criterion must not count as words of a passage.
    let question =
        ReaderQuestion { criterion: &id, title: "Never", obligation: "Always review.", specifics: &[], passages };
    reader.read(&question).unwrap()
}

#[test]
fn an_entailment_model_gives_the_verdicts_that_its_weights_say() {
    let reader = load("entailment", &THREE, 256, 2).unwrap();
    let (always, sometimes, never) =
        ("Copies are ALWAYS kept.", "Copies are sometimes kept.", "Copies are never kept.");
    let cases: [(&[&str], Verdict, f64, &[&str]); 5] = [
        (&["Copies are kept.", always], Verdict::Met, 0.979_628, &[always]),
        (&[sometimes, "Copies are kept."], Verdict::Partial, 0.592_207, &[sometimes]),
        (&["Copies are kept.", "Other."], Verdict::None, 0.893_493, &[]),
        (&[always, never], Verdict::Contradicted, 0.979_628, &[never]),
        (&[always, "It is always so."], Verdict::Met, 0.979_628, &[always, "It is always so."]),
    ];
    for (texts, verdict, confidence, quotes) in cases {
        let answer = read(&reader, texts);
        assert_eq!((answer.verdict, answer.quotes.as_slice()), (verdict, strings(quotes).as_slice()), "{texts:?}");
        assert!((answer.confidence - confidence).abs() < 1e-5, "{texts:?}: {}", answer.confidence);
    }
    let one = load("entailment", &THREE, 256, 1).unwrap();
    for (texts, ..) in cases {
        assert_eq!(read(&one, texts), read(&reader, texts), "threads change nothing");
    }
}

#[test]
fn a_relevance_model_reads_the_criterion_first_and_has_one_output() {
    let reader = load("relevance", &["relevance"], 256, 1).unwrap();
    let answer = read(&reader, &["Copies are kept."]);
    // This model has no segments: the word stands in the criterion, so every pair holds it.
    assert_eq!((answer.verdict, answer.quotes.len()), (Verdict::Met, 1));
    assert!((answer.confidence - 0.982_014).abs() < 1e-5, "{}", answer.confidence);
}

#[test]
fn what_is_cut_off_is_neither_read_nor_quoted() {
    // [CLS] Review . p p p p [SEP] Never . Always review . [SEP]
    let reader = load("entailment", &THREE, 14, 1).unwrap();
    let late = read(&reader, &["Überall und immer gilt always this rule."]);
    assert_eq!(late.verdict, Verdict::None, "the word stands after the cut");
    let early = read(&reader, &["Überall gilt always überall this rule, and more."]);
    assert_eq!(
        (early.verdict, early.quotes.as_slice()),
        (Verdict::Met, ["Überall gilt always überall".into()].as_slice())
    );
}

#[test]
fn a_model_that_does_not_fit_its_entry_is_refused() {
    assert!(load("entailment", &["relevance"], 256, 1).err().unwrap().contains("calibration"));
    assert!(load("relevance", &["yes"], 256, 1).err().unwrap().contains("labels"));
    // Four labels for three outputs: known when the first pair is read.
    let labels = strings(&["met", "partial", "none", "contradicted"]);
    let (model, tokenizer) = (fixture("entailment.onnx"), fixture("tokenizer.json"));
    let files = PairFiles {
        identity: ReaderIdentity { name: "odd".into(), version: "1".into(), endpoint: None },
        passage_first: true,
        model: &model,
        tokenizer: &tokenizer,
        calibration: &fixture("entailment.calibration.json"),
        labels: &labels,
        max_tokens: 256,
    };
    let odd = PairReader::load(&library(), &files, 1).map_err(|error| error.to_string()).unwrap();
    let id = CriterionId::from("DORA-5.1");
    let passages = vec![ReaderPassage { headings: &[], text: "Copies are kept." }];
    let question = ReaderQuestion { criterion: &id, title: "T", obligation: "O", specifics: &[], passages };
    assert!(odd.read(&question).is_err());
    let broken = PairFiles { model: b"no model", ..files };
    assert!(PairReader::load(&library(), &broken, 1).is_err());
}

fn strings(words: &[&str]) -> Vec<String> {
    words.iter().map(ToString::to_string).collect()
}
