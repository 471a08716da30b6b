#![allow(clippy::unwrap_used)]

use super::*;
use holdfast_domain::{CriterionId, DocumentId};
use std::collections::BTreeMap;

const LONG: &str = "The Board reviews the framework every year.";

fn evidence(quote: &str) -> Evidence {
    Evidence {
        document: DocumentId::from("doc-1"),
        file: "policy.txt".into(),
        page: None,
        start: 0,
        end: quote.chars().count(),
        quote: quote.into(),
        passage: String::new(),
        masked: 0,
        headings: Vec::new(),
        score: 0.5,
        recognised: None,
    }
}

fn first(verdict: Verdict, confidence: f64) -> Finding {
    Finding {
        criterion: CriterionId::from("DORA-5.1"),
        verdict,
        proposed: None,
        review: None,
        confidence,
        evidence: if verdict == Verdict::None { Vec::new() } else { vec![evidence("The first quote of the finding.")] },
        missing: if verdict == Verdict::Partial { vec!["role".into()] } else { Vec::new() },
        reasons: vec!["First.".into()],
        trace: BTreeMap::new(),
        second_reader: None,
    }
}

fn answer(verdict: Verdict, confidence: f64, quotes: &[&str]) -> ReaderAnswer {
    let quotes = quotes.iter().map(ToString::to_string).collect();
    ReaderAnswer { verdict, confidence, quotes, missing: vec!["frequency".into()] }
}

fn settled(first: Finding, answer: &ReaderAnswer, is_in_text: bool) -> Finding {
    let evidence = is_in_text.then(|| answer.quotes.iter().map(|quote| evidence(quote)).collect());
    let missing = answer.missing.clone();
    settle(first, "model", Ok(Placed { answer, evidence, missing }))
}

#[test]
fn each_pair_of_verdicts_has_one_outcome() {
    use Verdict::{Contradicted, Met, None, Partial};
    let quoted: &[&str] = &[LONG];
    let cases: [(Verdict, Verdict, &[&str], Verdict); 19] = [
        (Met, Met, quoted, Met),
        (Met, Partial, &[], Partial),
        (Met, None, &[], None),
        (Met, Contradicted, quoted, Partial),
        (Partial, Met, quoted, Partial),
        (Partial, Partial, quoted, Partial),
        (Partial, None, &[], Partial),
        (Partial, Contradicted, quoted, Partial),
        (None, Met, quoted, Partial),
        (None, Partial, quoted, Partial),
        (None, Met, &[], None),
        (None, Partial, &[], None),
        (None, Partial, &["the Board"], None),
        (None, None, &[], None),
        (None, Contradicted, quoted, None),
        (Contradicted, Met, quoted, Contradicted),
        (Contradicted, Partial, quoted, Contradicted),
        (Contradicted, None, &[], Contradicted),
        (Contradicted, Contradicted, quoted, Contradicted),
    ];
    for (one, two, quotes, expected) in cases {
        let finding = settled(first(one, 0.6), &answer(two, 0.9, quotes), true);
        assert_eq!(finding.verdict, expected, "{one:?} then {two:?} with {quotes:?}");
        let reading = finding.second_reader.unwrap();
        assert_eq!(reading.first.is_some(), expected != one, "a changed verdict keeps the first one");
        assert_eq!((reading.verdict, reading.confidence, reading.voided), (Some(two), Some(0.9), Option::None));
    }
}

/// Every first verdict against every answer, placed and not, sure and unsure, sound and out of range.
#[test]
fn the_laws_hold_for_every_answer() {
    let firsts = [Verdict::Met, Verdict::Partial, Verdict::None, Verdict::Contradicted];
    let figures = [-1.0, 0.0, 0.2, 0.5, 0.51, 0.99, 1.0, 1.5, f64::NAN, f64::INFINITY];
    let quotes: [&[&str]; 3] = [&[], &["short"], &[LONG, "short"]];
    let mut seen = 0;
    for (one, two) in firsts.into_iter().flat_map(|one| Verdict::ALL.map(|two| (one, two))) {
        for (own, theirs) in [0.0, 0.3, 0.8, 1.0].into_iter().flat_map(|own| figures.map(|theirs| (own, theirs))) {
            for (quotes, is_in_text) in quotes.into_iter().flat_map(|quotes| [(quotes, true), (quotes, false)]) {
                let before = first(one, own);
                let after = settled(before.clone(), &answer(two, theirs, quotes), is_in_text);
                let reading = after.second_reader.clone().unwrap();
                let what = format!("{one:?} {own} then {two:?} {theirs} {quotes:?} in text: {is_in_text}");
                assert!(after.verdict != Verdict::Met || one == Verdict::Met, "nothing becomes met: {what}");
                assert!((0.0..=1.0).contains(&after.confidence) && after.confidence <= own, "{what}");
                assert_eq!(after.evidence.is_empty(), after.verdict == Verdict::None, "{what}");
                let is_sound = is_in_text && two != Verdict::NotApplicable && (0.0..=1.0).contains(&theirs);
                assert_eq!(reading.voided.is_none(), is_sound, "{what}");
                if !is_sound {
                    assert!(reading.quotes.is_empty(), "no word that is not in the text is kept: {what}");
                    assert_eq!(Finding { second_reader: None, ..after }, before, "a void answer leaves it: {what}");
                } else if two != one {
                    assert!(after.confidence <= 0.5, "a dispute comes early to a reviewer: {what}");
                    assert!(after.reasons.last().unwrap().contains("a reviewer has to confirm"), "{what}");
                } else {
                    assert_eq!((after.verdict, after.confidence), (one, own), "{what}");
                }
                seen += 1;
            }
        }
    }
    assert_eq!(seen, 4 * 5 * 4 * 10 * 6);
}

#[test]
fn a_failure_leaves_the_first_verdict_and_is_kept_with_it() {
    let before = first(Verdict::Met, 0.8);
    let after = settle(before.clone(), "model", Err(&ReadFailure::TimedOut));
    assert_eq!(after.second_reader.clone().unwrap().failed, Some(ReadFailure::TimedOut));
    assert_eq!(Finding { second_reader: None, ..after }, before);
}

#[test]
fn a_lowered_verdict_keeps_its_quotes_and_a_raised_one_takes_those_of_the_reader() {
    let lowered = settled(first(Verdict::Met, 0.8), &answer(Verdict::Partial, 0.9, &[LONG]), true);
    assert_eq!(lowered.evidence[0].quote, "The first quote of the finding.");
    assert_eq!(lowered.missing, ["frequency"]);
    let raised = settled(first(Verdict::None, 0.8), &answer(Verdict::Met, 0.9, &[LONG]), true);
    assert_eq!((raised.evidence[0].quote.as_str(), raised.confidence), (LONG, 0.45));
    let emptied = settled(first(Verdict::Met, 0.8), &answer(Verdict::None, 0.9, &[]), true);
    let kept = emptied.second_reader.unwrap().first.unwrap();
    assert_eq!((kept.verdict, kept.confidence, kept.evidence.len()), (Verdict::Met, 0.8, 1), "nothing is lost");
}
