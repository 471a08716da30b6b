#![allow(clippy::unwrap_used)]
use super::*;
use crate::DoraPack;
use std::path::Path;

fn shipped() -> PackFiles {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../rulepacks/dora");
    let entries = std::fs::read_dir(folder).unwrap().map(Result::unwrap);
    entries.map(|entry| (entry.file_name().into_string().unwrap(), std::fs::read(entry.path()).unwrap())).collect()
}

fn pack() -> DoraPack {
    DoraPack::read(&shipped(), String::new()).unwrap()
}

fn refused(file: &str, from: &str, to: &str) -> String {
    let mut files = shipped();
    let text = String::from_utf8(files[file].clone()).unwrap();
    assert!(text.contains(from), "{file} holds {from}");
    files.insert(file.into(), text.replacen(from, to, 1).into_bytes());
    DoraPack::read(&files, String::new()).unwrap_err().to_string()
}

#[test]
fn every_requirement_stands_in_every_framework_but_for_what_is_known_to_be_missing() {
    let pack = pack();
    let mut nowhere = Vec::new();
    for requirement in &pack.requirements {
        for framework in FrameworkId::ALL {
            let mut criteria = pack.criteria.iter().filter(|criterion| criterion.requirement == requirement.id);
            if criteria.all(|criterion| pack.crosswalk.references(criterion, framework).is_empty()) {
                nowhere.push((requirement.id.as_str(), framework));
            }
        }
    }
    // Voluntary notice of a cyber threat is no matter of the GDPR.
    assert_eq!(nowhere, [("REQ-32", FrameworkId::Gdpr)]);
}

#[test]
fn the_frameworks_are_whole() {
    let crosswalk = pack().crosswalk;
    let count = |id| crosswalk.frameworks.iter().find(|framework| framework.id == id).map(|found| found.controls.len());
    assert_eq!(count(FrameworkId::Iso27001Of2022), Some(93));
    assert_eq!(count(FrameworkId::NistCsf2), Some(106));
    assert_eq!(count(FrameworkId::Soc2), Some(61));
    assert_eq!(crosswalk.earlier.controls.len(), 114);
}

#[test]
fn a_criterion_has_its_own_references_else_those_of_its_requirement() {
    let pack = pack();
    let ids = |id: &str, framework| {
        let criterion = pack.criterion(&id.into()).unwrap();
        let found = pack.crosswalk.references(criterion, framework);
        found.into_iter().map(|found| found.reference.to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(ids("DORA-5.1", FrameworkId::Iso27001Of2022), ["A.5.1", "A.5.2", "A.5.4"]);
    let own = pack.criteria.iter().find(|criterion| {
        pack.crosswalk.entries.contains_key(&(criterion.id.to_string(), FrameworkId::Iso27001Of2022))
    });
    let own = own.unwrap();
    let of_requirement = &pack.crosswalk.entries[&(own.requirement.to_string(), FrameworkId::Iso27001Of2022)];
    let of_requirement: Vec<&str> = of_requirement.iter().map(|entry| entry.reference.as_str()).collect();
    assert_ne!(ids(own.id.as_str(), FrameworkId::Iso27001Of2022), of_requirement);
}

#[test]
fn the_edition_of_2013_follows_from_where_its_controls_went() {
    let pack = pack();
    let backup = pack.criteria.iter().find(|criterion| criterion.requirement.as_str() == "REQ-23").unwrap();
    let before = pack.crosswalk.references(backup, FrameworkId::Iso27001Of2013);
    let found = before.iter().find(|found| found.reference == "A.12.3.1").unwrap();
    assert_eq!((found.title, found.relation), ("Backup", Relation::Partial));
    // The correspondence is verified, the reference to A.8.13 is our judgement: the less sure of the two counts.
    assert_eq!(found.status, ReferenceStatus::ExpertEstimate);
}

#[test]
fn a_reference_that_does_not_exist_is_refused_with_file_line_and_value() {
    let cases = [
        (
            "crosswalks.jsonl",
            "\"A.5.2\"",
            "\"A.5.38\"",
            "crosswalks.jsonl, line 2: A.5.38 does not exist in iso27001-2022",
        ),
        ("crosswalks.jsonl", "\"GV.RR-01\"", "\"GV.RR-05\"", "GV.RR-05 does not exist in nist-csf-2.0"),
        ("crosswalks.jsonl", "\"of\": \"REQ-01\"", "\"of\": \"REQ-48\"", "line 1: REQ-48 is neither a requirement"),
        ("crosswalks.jsonl", "\"A.5.2\"", "\"A.5.1\"", "line 2: REQ-01 refers to A.5.1 twice"),
        (
            "crosswalks.jsonl",
            "\"partial\"",
            "\"same\"",
            "line 1, column 87: unknown variant `same`, expected one of `equal`",
        ),
        ("crosswalks.jsonl", "\"Art.24\"", "\"Art.23\"", "Art.23 of gdpr is not listed in frameworks.json"),
        ("frameworks.json", "\"A.5.2\"", "\"A.5.1\"", "frameworks.json: A.5.1 of iso27001-2022 stands twice"),
        ("frameworks.json", "\"A.5.1.1\"", "\"A.5.1.3\"", "frameworks.json: A.5.1.3 does not exist in iso27001-2013"),
        (
            "frameworks.json",
            "\"now\": \"A.5.1\"",
            "\"now\": \"A.5.38\"",
            "A.5.1.1 went to A.5.38, which iso27001-2022 does not list",
        ),
    ];
    for (file, from, to, expected) in cases {
        let said = refused(file, from, to);
        assert!(said.contains(expected), "{said}");
    }
}
