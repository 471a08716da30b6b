#![allow(clippy::unwrap_used)]

use super::*;
use holdfast_domain::{CriterionId, DocumentId, Finding, Span, Verdict, VoidReason};
use holdfast_ports::{ListedReader, ReaderIdentity};
use std::collections::BTreeMap;

const TEXT: &str = "Überprüfung: the Board reviews the framework every year.\nThe CISO keeps the register — always.";

struct Never;

impl Consent for Never {
    fn allows(&self, _: &Outbound<'_>) -> bool {
        false
    }
}

fn reader() -> ListedReader {
    let identity = ReaderIdentity { name: "listed".into(), version: "1".into(), endpoint: None };
    ListedReader { identity, answers: BTreeMap::new() }
}

/// A document of two passages, one a line of [`TEXT`].
fn set() -> Vec<(DocumentRow, Document)> {
    let first = TEXT.lines().next().unwrap().chars().count();
    let passage = |start: usize, end: usize| {
        serde_json::json!({
            "span": Span { start, end }, "page": null, "headings": ["4 Review"], "kind": "body", "recognised": null,
        })
    };
    let document: Document = serde_json::from_value(serde_json::json!({
        "format": "txt", "title": "", "standing": "in_force", "text": TEXT, "pages": [], "sections": [],
        "passages": [passage(0, first), passage(first + 1, TEXT.chars().count())], "diagnostics": [],
    }))
    .unwrap();
    let row = DocumentRow {
        id: DocumentId::from("doc-1"),
        sha256: String::new(),
        file: "policy.txt".into(),
        bytes: 1,
        blob: String::new(),
        intake_key: String::new(),
        title: String::new(),
        previous: None,
    };
    vec![(row, document)]
}

fn criterion(id: &str) -> Criterion {
    serde_json::from_value(serde_json::json!({
        "id": id, "article": "5", "paragraph": "5(1)", "requirement": "REQ-01", "domain": "governance", "level": "L1",
        "title": "Review", "obligation": "Review the framework.", "evidence_types": [], "section_names": [],
        "keywords": [], "specifics": ["frequency: yearly"], "weight": 3, "weight_reason": "", "l2": [],
        "applies": {"full": "yes", "micro": "exempt", "art16": "yes", "only": null, "note": null}, "source": "test",
    }))
    .unwrap()
}

fn mapped(confidences: &[f64]) -> Mapped {
    let finding = |confidence: &f64| Finding {
        criterion: CriterionId::from("DORA-5.1"),
        verdict: Verdict::None,
        proposed: None,
        review: None,
        confidence: *confidence,
        evidence: Vec::new(),
        missing: Vec::new(),
        reasons: Vec::new(),
        trace: BTreeMap::new(),
        second_reader: None,
    };
    Mapped {
        findings: confidences.iter().map(finding).collect(),
        documents: Vec::new(),
        passages: BTreeSet::new(),
        shortlists: confidences.iter().map(|_| vec![(0, 1), (0, 0)]).collect(),
    }
}

#[test]
fn only_binding_criteria_below_the_bound_are_asked_about_with_text_and_headings() {
    let (reader, set) = (reader(), set());
    let maps: Vec<CharMap<'_>> = set.iter().map(|(_, document)| CharMap::new(&document.text)).collect();
    let criteria: Vec<Criterion> = ["A", "B", "C"].map(criterion).into();
    let mapped = mapped(&[0.2, 0.9, 0.7]);
    let asked = |below: Option<f64>, firm: &FirmProfile| -> Vec<usize> {
        let second = SecondOpinion { reader: &reader, below, consent: &Never };
        open_questions(second, &criteria, firm, &mapped, &set, &maps).iter().map(|question| question.at).collect()
    };
    let full = FirmProfile::default();
    assert_eq!(asked(Some(0.7), &full), [0]);
    assert_eq!(asked(Some(0.8), &full), [0, 2]);
    assert_eq!(asked(None, &full), [0, 1, 2]);
    let micro = FirmProfile { regime: holdfast_domain::Regime::Micro, ..FirmProfile::default() };
    assert!(asked(None, &micro).is_empty(), "what does not bind the firm is nobody's business");

    let second = SecondOpinion { reader: &reader, below: None, consent: &Never };
    let questions = open_questions(second, &criteria, &full, &mapped, &set, &maps);
    let passages = &questions[0].asked.passages;
    assert_eq!(passages[0].text, "The CISO keeps the register — always.");
    assert_eq!(passages[1].headings, ["4 Review"]);
    assert_eq!(characters(&questions[0].asked), TEXT.chars().count() - 1 + 2 * "4 Review".chars().count());
    assert_ne!(questions[0].key, questions[1].key, "each prompt has its own key");
}

#[test]
fn a_quote_is_placed_by_characters_and_a_foreign_one_voids_the_answer() {
    let (reader, set) = (reader(), set());
    let maps: Vec<CharMap<'_>> = set.iter().map(|(_, document)| CharMap::new(&document.text)).collect();
    let (criteria, mapped) = ([criterion("A")], mapped(&[0.9]));
    let second = SecondOpinion { reader: &reader, below: None, consent: &Never };
    let questions = open_questions(second, &criteria, &FirmProfile::default(), &mapped, &set, &maps);
    let answer = |quotes: &[&str]| ReaderAnswer {
        verdict: Verdict::Partial,
        confidence: 0.8,
        quotes: quotes.iter().map(ToString::to_string).collect(),
        missing: vec!["frequency".into(), "role".into(), "\u{1b}[2J".into()],
    };
    let good = answer(&["the Board reviews the framework every year", "register — always."]);
    let placed = place(&questions[0], &good, &set);
    assert_eq!(placed.missing, ["frequency"], "only what the criterion asks for");
    for evidence in placed.evidence.as_ref().unwrap() {
        let slice: String = TEXT.chars().skip(evidence.start).take(evidence.end - evidence.start).collect();
        assert_eq!(slice, evidence.quote);
    }
    let settled = settle(mapped.findings[0].clone(), "listed", Ok(placed));
    assert_eq!((settled.verdict, settled.evidence.len()), (Verdict::Partial, 2));

    // Across two passages, of other case, empty, and a sound quote beside a foreign one.
    for quotes in [
        &["every year.\nThe CISO"] as &[&str],
        &["the board reviews"],
        &[""],
        &[" "],
        &["the Board reviews the framework every year", "The Board pays everybody."],
    ] {
        let answer = answer(quotes);
        let placed = place(&questions[0], &answer, &set);
        let settled = settle(mapped.findings[0].clone(), "listed", Ok(placed));
        assert_eq!(settled.second_reader.unwrap().voided, Some(VoidReason::QuoteNotInText), "{quotes:?}");
        assert_eq!(settled.verdict, Verdict::None);
    }
}

#[test]
fn the_summary_counts_every_question_once() {
    let (reader, set) = (reader(), set());
    let maps: Vec<CharMap<'_>> = set.iter().map(|(_, document)| CharMap::new(&document.text)).collect();
    let (criteria, mapped) = ([criterion("A")], mapped(&[0.9]));
    let second = SecondOpinion { reader: &reader, below: None, consent: &Never };
    let questions = open_questions(second, &criteria, &FirmProfile::default(), &mapped, &set, &maps);
    let answers = [
        Ok((Verdict::None, "")),
        Ok((Verdict::Partial, "the Board reviews the framework")),
        Ok((Verdict::Contradicted, "the Board reviews the framework")),
        Ok((Verdict::Met, "not in the text at all")),
        Err(ReadFailure::TimedOut),
        Err(ReadFailure::Malformed),
    ];
    let mut findings = vec![mapped.findings[0].clone()];
    assert_eq!(ReadingSummary::of(&findings), None, "nobody was asked");
    for answer in answers {
        let answer = answer.map(|(verdict, quote)| {
            let quotes = if quote.is_empty() { Vec::new() } else { vec![quote.to_owned()] };
            ReaderAnswer { verdict, confidence: 0.9, quotes, missing: Vec::new() }
        });
        let placed = answer.as_ref().map(|answer| place(&questions[0], answer, &set));
        findings.push(settle(mapped.findings[0].clone(), "listed", placed));
    }
    let summary = ReadingSummary::of(&findings).unwrap();
    assert_eq!((summary.asked, summary.agreed, summary.changed, summary.disputed), (6, 1, 1, 1));
    assert_eq!(summary.voided, BTreeMap::from([(VoidReason::QuoteNotInText, 1)]));
    assert_eq!(summary.failed, BTreeMap::from([(ReadFailure::TimedOut, 1), (ReadFailure::Malformed, 1)]));
    assert!(!summary.is_whole());
}
