//! Decisions over a real workspace and the shipped packs; reader, model and index are small stand-ins.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, unreachable_pub, missing_docs)]

mod stand_ins;

use holdfast_domain::{Code, CriterionId, ReadFailure, Ruling, Verdict};
use holdfast_engine::{Fate, PassageFate, QueueFilter, ReadingSummary, ReviewStatus, Statement};
use holdfast_ports::{ListedReader, ReaderAnswer, ReaderIdentity};
use proptest::prelude::*;
use stand_ins::{Desk, POLICY, reworded};
use std::collections::BTreeMap;

/// A criterion of which the policy says nothing.
const ID: &str = "DORA-24.5-1";

fn met() -> Statement {
    Statement::Override { verdict: Verdict::Met, reason: "The board minutes show it".into() }
}

#[test]
fn a_decision_survives_a_new_name_and_new_offsets_and_undo_leads_back_to_the_assessment() {
    let mut desk = Desk::with(&[("policy.txt", &POLICY)]);
    let before = desk.assess();
    let id = before.cited();
    let id = id.as_str();
    desk.say(id, met()).unwrap();
    let decided = desk.assess();
    assert_eq!(decided.finding(id).verdict, Verdict::Met);
    assert_ne!(decided.id, before.id);

    desk.import("renamed policy.txt", &POLICY);
    assert!(!desk.assess().finding(id).review.clone().unwrap().stale, "the same words under another name");
    desk.import("renamed policy.txt", &format!("A new first page.\n\n{}", *POLICY));
    let moved = desk.assess();
    let review = moved.finding(id).review.clone().unwrap();
    assert!(review.in_force && !review.stale, "the same words further down: {:?}", review.changes);

    let proposed = desk.assess_without_decisions();
    assert_eq!(desk.say(id, Statement::Undo).unwrap().assessment_id, proposed);
}

#[test]
fn a_decision_after_a_second_reading_keeps_it_and_undo_leads_back_to_it() {
    let mut desk = Desk::with(&[("policy.txt", &POLICY)]);
    let before = desk.assess();
    let none = before.assessment.criteria.iter().find(|finding| finding.verdict == Verdict::None);
    let id = none.expect("the policy speaks of a few duties alone").criterion.clone();
    let id = id.as_str();
    let quote: String = POLICY.split(' ').take(8).collect::<Vec<_>>().join(" ");
    let answer =
        ReaderAnswer { verdict: Verdict::Met, confidence: 0.9, quotes: vec![quote.clone()], missing: Vec::new() };
    let reader = ListedReader {
        identity: ReaderIdentity { name: "listed".into(), version: "1".into(), endpoint: None },
        answers: BTreeMap::from([(CriterionId::from(id), Ok(answer))]),
    };
    let read = desk.assess_read_again(&reader);
    let finding = read.finding(id);
    assert_eq!((finding.verdict, finding.evidence[0].quote.as_str()), (Verdict::Partial, quote.as_str()));
    let summary = ReadingSummary::of(&read.assessment.criteria).unwrap();
    assert_eq!((summary.changed, summary.asked), (1, 1 + summary.failed[&ReadFailure::TimedOut]));
    assert_eq!(desk.latest().finding(id), finding, "kept without its quotes and joined again");

    desk.say(id, met()).unwrap();
    let decided = desk.latest();
    let after = decided.finding(id);
    assert_eq!((after.verdict, after.proposed), (Verdict::Met, Some(Verdict::Partial)));
    assert_eq!(after.second_reader, finding.second_reader);
    assert_eq!(ReadingSummary::of(&decided.assessment.criteria), Some(summary), "a decision is no reading");
    assert_eq!(desk.say(id, Statement::Undo).unwrap().assessment_id, read.id);
    assert_eq!(desk.journal().iter().filter(|entry| entry.topic == "dora.reader.answered").count(), 1);
}

#[test]
fn a_reworded_passage_suspends_a_met_says_what_changed_and_heads_the_queue() {
    let mut desk = Desk::with(&[("policy.txt", &POLICY)]);
    let id = desk.assess().cited();
    let id = id.as_str();
    desk.say(id, met()).unwrap();
    desk.import("policy.txt", &reworded());
    let after = desk.assess();
    let finding = after.finding(id);
    let review = finding.review.clone().unwrap();
    assert!(review.stale && !review.in_force);
    assert_eq!(finding.verdict, finding.proposed.unwrap(), "a met on words that are gone does not count");
    assert_eq!(after.assessment.overall.review.stale, 1);

    let history = desk.engine().review_history(id).unwrap();
    let change = history.passages.iter().find(|change| change.fate == PassageFate::Reworded).unwrap();
    let added = change.words.iter().filter(|run| run.fate == Fate::Added).map(|run| run.text.as_str());
    assert!(added.collect::<String>().contains("third"), "{:?}", change.words);
    let queue = desk.engine().review_queue(&QueueFilter::default()).unwrap();
    assert_eq!((queue[0].id.as_str(), queue[0].status), (id, ReviewStatus::Stale));

    desk.say(id, met()).unwrap();
    assert!(!desk.assess().finding(id).review.clone().unwrap().stale, "deciding again clears it");
}

#[test]
fn a_rejection_stays_in_force_when_its_passage_changes() {
    let mut desk = Desk::with(&[("policy.txt", &POLICY)]);
    let id = desk.assess().cited();
    let id = id.as_str();
    let said = desk.say(id, Statement::Reject { reason: None }).unwrap();
    assert_eq!((said.verdict.new, said.finding.evidence.len()), (Verdict::None, 0));
    desk.import("policy.txt", &reworded());
    let after = desk.assess();
    let review = after.finding(id).review.clone().unwrap();
    assert_eq!((after.finding(id).verdict, review.in_force, review.stale), (Verdict::None, true, true));
}

#[test]
fn a_decision_and_its_scores_are_one_transaction_and_no_text_reaches_the_journal() {
    let mut desk = Desk::with(&[("policy.txt", &POLICY)]);
    desk.assess();
    let before = desk.journal().len();
    desk.say(ID, met()).unwrap();
    desk.say(ID, Statement::Comment { text: "Ask the company secretary".into() }).unwrap();
    let entries = desk.journal();
    let topics: Vec<&str> = entries[before..].iter().map(|entry| entry.topic.as_str()).collect();
    assert_eq!(topics, ["dora.review.decided", "dora.gaps.identified", "dora.review.commented"]);
    let said = serde_json::to_string(&entries[before..]).unwrap();
    for text in ["minutes show", "company secretary", "must ensure"] {
        assert!(!said.contains(text), "{text}: {said}");
    }
    assert!(entries[before..].iter().all(|entry| entry.actor == "Anna Kern"));
}

#[test]
fn what_cannot_be_decided_is_refused_and_leaves_nothing_behind() {
    let mut desk = Desk::with(&[("policy.txt", &POLICY)]);
    assert_eq!(desk.say(ID, Statement::Accept).unwrap_err().code, Code::Refused, "no assessment yet");
    let assessed = desk.assess();
    let silent = assessed.assessment.criteria.iter().find(|finding| finding.verdict == Verdict::None).unwrap();
    let silent = silent.criterion.as_str();
    let before = desk.journal().len();
    let comment = |text: &str| Statement::Comment { text: text.into() };
    for (id, statement, code) in [
        ("DORA-99", Statement::Accept, Code::NotFound),
        ("DORA-16.1.a", met(), Code::Refused),
        (silent, Statement::Reject { reason: None }, Code::Refused),
        (ID, Statement::Undo, Code::Refused),
        (ID, Statement::Override { verdict: Verdict::Met, reason: " \n".into() }, Code::Usage),
        (ID, comment("\u{1b}[2Jgone"), Code::Usage),
        (ID, comment(&"long ".repeat(1_000)), Code::Usage),
        (ID, Statement::Assign { to: String::new() }, Code::Usage),
    ] {
        assert_eq!(desk.say(id, statement.clone()).unwrap_err().code, code, "{id} {statement:?}");
    }
    assert_eq!(desk.journal().len(), before);
    desk.say(silent, Statement::Accept).unwrap();
}

#[test]
fn history_and_difference_tell_each_turn_and_its_cause() {
    let mut desk = Desk::with(&[("policy.txt", &POLICY)]);
    let first = desk.assess().id;
    let decided = desk.say(ID, met()).unwrap().assessment_id;
    assert_eq!(desk.say(ID, Statement::Undo).unwrap().assessment_id, first);
    let history = desk.engine().history().unwrap();
    let turns: Vec<(&str, bool)> = history.iter().map(|entry| (entry.id.as_str(), entry.recalled)).collect();
    assert_eq!(turns, [(first.as_str(), false), (decided.as_str(), false), (first.as_str(), true)]);
    let lifted = history[1].change.unwrap();
    assert!(lifted > 0.0 && (history[2].change.unwrap() + lifted).abs() < 1e-12);
    assert_eq!((history[1].review.decided, history[1].documents), (1, Some(1)));

    let found = desk.engine().diff(Some(&first[..8]), Some(&decided[..8])).unwrap();
    assert_eq!(found.diff.criteria.len(), 1);
    let change = &found.diff.criteria[0];
    assert_eq!((change.id.as_str(), change.verdict.new), (ID, Some(Verdict::Met)));
    assert_eq!(change.review.new.as_ref().unwrap().decision.ruling, Ruling::Override);
    let newest = desk.engine().diff(None, None).unwrap();
    assert_eq!((newest.old.id, newest.new.id), (decided, first));
    assert_eq!(desk.engine().diff(Some("zz"), None).unwrap_err().code, Code::NotFound);
    assert_eq!(desk.engine().diff(Some(""), None).unwrap_err().code, Code::NotFound);
}

#[test]
fn an_assessment_is_read_back_as_it_was_scored() {
    let mut desk = Desk::with(&[("policy.txt", &POLICY)]);
    let id = desk.assess().cited();
    let id = id.as_str();
    for statement in [met(), Statement::Reject { reason: Some("not ours".into()) }, Statement::Accept] {
        let said = desk.say(id, statement).unwrap();
        let kept = desk.engine().latest_assessment().unwrap().assessment;
        assert_eq!(kept.criteria.iter().find(|finding| finding.criterion.as_str() == id), Some(&said.finding));
    }
    let again = desk.assess();
    assert_eq!(again.assessment, desk.engine().latest_assessment().unwrap().assessment);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(6))]

    #[test]
    fn withdrawing_every_decision_leads_back_to_the_first_assessment(
        decisions in prop::collection::vec((0_usize..4, 0_usize..4), 1..6),
    ) {
        let mut desk = Desk::with(&[("policy.txt", &POLICY)]);
        let first = desk.assess();
        let ids = [ID, "DORA-5.1", "DORA-6.5-1", "DORA-5.4"];
        for (id, verdict) in &decisions {
            let verdict = [Verdict::Met, Verdict::Partial, Verdict::None, Verdict::NotApplicable][*verdict];
            let said = desk.say(ids[*id], Statement::Override { verdict, reason: "Seen".into() }).unwrap();
            prop_assert_eq!(said.verdict.new, verdict);
            prop_assert_eq!(desk.assess().id, said.assessment_id, "assessing again changes nothing");
        }
        for (id, _) in decisions.iter().rev() {
            desk.say(ids[*id], Statement::Undo).unwrap();
        }
        let last = desk.assess();
        prop_assert_eq!(&last.id, &first.id);
        prop_assert_eq!(last.assessment, first.assessment);
    }
}
