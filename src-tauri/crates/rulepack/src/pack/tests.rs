#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
use super::*;
use crate::{Applicability, applicability};
use holdfast_domain::{EntityType, FirmProfile, Regime};
use std::path::Path;

fn shipped() -> PackFiles {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../rulepacks/dora");
    let names = ["manifest.json", "criteria.jsonl", "phrasings.jsonl", "requirements.json", "domains.json"];
    names.iter().map(|name| (name.to_string(), std::fs::read(folder.join(name)).unwrap())).collect()
}

fn changed(file: &str, from: &str, to: &str) -> PackError {
    let mut files = shipped();
    let text = String::from_utf8(files[file].clone()).unwrap();
    assert!(text.contains(from), "{file} holds {from}");
    files.insert(file.to_owned(), text.replacen(from, to, 1).into_bytes());
    DoraPack::read(&files, String::new()).unwrap_err()
}

#[test]
fn the_shipped_pack_has_316_criteria_under_47_requirements_in_seven_domains() {
    let pack = DoraPack::read(&shipped(), "00".into()).unwrap();
    assert_eq!((pack.criteria.len(), pack.requirements.len(), pack.domains.len()), (316, 47, 7));
    assert_eq!(pack.criteria.iter().filter(|c| c.level == crate::Level::L1).count(), 250);
}

#[test]
fn an_inconsistent_pack_is_refused_by_name() {
    let twice = changed("criteria.jsonl", "\"id\": \"DORA-5.2\"", "\"id\": \"DORA-5.1\"");
    assert_eq!(twice.to_string(), "DORA-5.1 stands twice in the rule pack");
    let dangling = changed("criteria.jsonl", "\"requirement\": \"REQ-01\"", "\"requirement\": \"REQ-02\"");
    assert!(dangling.to_string().starts_with("DORA-5.1 refers to REQ-02"), "{dangling}");
    let weight = changed("criteria.jsonl", "\"weight\": 5", "\"weight\": 9");
    assert_eq!(weight.to_string(), "DORA-5.1: weight must be 1 to 5");
    let form = changed("criteria.jsonl", "\"id\": \"DORA-5.2\"", "\"id\": 5");
    assert!(form.to_string().starts_with("criteria.jsonl, line 2:"), "{form}");
    let unworded = changed("phrasings.jsonl", "\"criterion\": \"DORA-5.1\"", "\"criterion\": \"DORA-5.0\"");
    assert_eq!(unworded.to_string(), "DORA-5.1 has no phrasing in phrasings.jsonl");
    let mut files = shipped();
    files.remove("domains.json");
    let missing = DoraPack::read(&files, String::new()).unwrap_err();
    assert_eq!(missing.to_string(), "the file domains.json is missing from the rule pack");
}

#[test]
fn applicability_follows_regime_entity_and_situation() {
    let pack = DoraPack::read(&shipped(), String::new()).unwrap();
    let full = FirmProfile::default();
    let micro = FirmProfile { regime: Regime::Micro, ..full.clone() };
    let simplified = FirmProfile { regime: Regime::Simplified, ..full.clone() };
    let csd = FirmProfile { entity: EntityType::CentralSecuritiesDepository, ..full.clone() };
    let no_tlpt = FirmProfile { tlpt_identified: Some(false), ..full.clone() };
    let tlpt = FirmProfile { tlpt_identified: Some(true), ..full.clone() };
    let level1 = FirmProfile { level2: false, ..full.clone() };
    let binds = |id: &str, firm: &FirmProfile| {
        let criterion = pack.criterion(&CriterionId::from(id)).unwrap();
        match applicability(criterion, firm) {
            Applicability::Binds => "binds",
            Applicability::Optional(_) => "optional",
            Applicability::No(_) => "no",
        }
    };
    for (id, firm, expected) in [
        ("DORA-5.1", &full, "binds"),
        ("DORA-5.1", &simplified, "no"),
        ("DORA-5.3", &micro, "no"),
        ("DORA-16.1.a", &full, "no"),
        ("DORA-16.1.a", &simplified, "binds"),
        ("DORA-11.9", &full, "no"),
        ("DORA-11.9", &csd, "binds"),
        ("DORA-23", &full, "binds"),
        ("DORA-23", &csd, "no"),
        ("DORA-26.1", &full, "optional"),
        ("DORA-26.1", &tlpt, "binds"),
        ("DORA-26.1", &no_tlpt, "no"),
        ("DORA-26.1", &micro, "no"),
        ("DORA-6.9", &full, "optional"),
        ("DORA-45.2", &full, "optional"),
        ("DORA-RTS1774-27", &full, "binds"),
        ("DORA-RTS1774-27", &level1, "no"),
    ] {
        assert_eq!(binds(id, firm), expected, "{id} for {firm:?}");
    }
}
