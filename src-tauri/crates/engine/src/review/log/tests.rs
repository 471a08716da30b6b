#![allow(clippy::unwrap_used)]
use super::*;
use holdfast_domain::{Ruling, Verdict};
use holdfast_ports::StoredEntry;
use proptest::prelude::*;
use serde_json::json;

fn decided(at: usize) -> ReviewAct {
    ReviewAct::Decided(Decision {
        ruling: Ruling::Override,
        verdict: Verdict::ALL[at % 5],
        by: "Anna Kern".into(),
        at: format!("2026-11-25T09:00:{at:02}Z"),
        reason: Some("why".into()),
        proposed: Verdict::None,
        asked: "asked".into(),
        passages: Vec::new(),
    })
}

fn record(criterion: usize, act: ReviewAct) -> ReviewRecord {
    ReviewRecord { criterion: CriterionId::new(format!("DORA-{criterion}")), act }
}

fn row(record: &ReviewRecord) -> ReviewRow {
    let bytes = serde_json::to_vec(record).unwrap();
    let entry = StoredEntry {
        seq: 7,
        at: String::new(),
        actor: String::new(),
        topic: record.act.topic().into(),
        payload: json!({ "record": sha256_hex(&bytes) }),
        hash: String::new(),
    };
    ReviewRow { record: Some(bytes), entry }
}

#[test]
fn every_kind_of_record_is_read_as_it_was_written() {
    let (by, at) = ("Anna Kern".to_owned(), "2026-11-25T09:00:00Z".to_owned());
    let acts = [
        decided(1),
        ReviewAct::Withdrawn { by: by.clone(), at: at.clone() },
        ReviewAct::Assigned { by: by.clone(), at: at.clone(), to: "Bert".into() },
        ReviewAct::Commented { by, at, text: "a remark".into() },
    ];
    let records: Vec<ReviewRecord> = acts.into_iter().map(|act| record(1, act)).collect();
    let log = read(records.iter().map(row).collect()).unwrap();
    let id = CriterionId::from("DORA-1");
    assert_eq!(log.of(&id).cloned().collect::<Vec<_>>(), records);
    assert_eq!((log.decision(&id), log.assignee(&id), log.comments(&id)), (None, Some("Bert"), 1));
}

#[test]
fn a_record_that_was_altered_or_removed_is_an_integrity_failure() {
    let good = row(&record(1, decided(1)));
    let mut altered = good.clone();
    altered.record = Some(serde_json::to_vec(&record(1, decided(2))).unwrap());
    let removed = ReviewRow { record: None, ..good.clone() };
    for rows in [vec![altered], vec![good.clone(), removed]] {
        let refused = read(rows).unwrap_err();
        assert_eq!(refused.code, Code::Integrity);
        assert!(refused.message.contains("entry 7"));
    }
    assert!(read(vec![good]).is_ok());
}

proptest! {
    #[test]
    fn withdrawing_as_often_as_deciding_leads_back(before in prop::collection::vec((0_usize..3, 0_usize..50, any::<bool>()), 0..12), more in prop::collection::vec(0_usize..50, 1..6)) {
        let withdrawn = || ReviewAct::Withdrawn { by: "B".into(), at: String::new() };
        let mut log = ReviewLog::default();
        for (criterion, at, decides) in before {
            log.add(record(criterion, if decides { decided(at) } else { withdrawn() }));
        }
        let stood = log.standing();
        for at in &more {
            log.add(record(1, decided(*at)));
        }
        prop_assert_eq!(log.decision(&CriterionId::from("DORA-1")).map(|decision| decision.verdict), Some(Verdict::ALL[more[more.len() - 1] % 5]));
        for _ in &more {
            log.add(record(1, withdrawn()));
        }
        prop_assert_eq!(log.standing(), stood);
    }
}
