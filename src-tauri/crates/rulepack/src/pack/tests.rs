#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
use super::*;
use crate::{Applicability, applicability};
use holdfast_domain::{EntityType, FirmProfile, Regime};
use std::path::Path;

fn shipped() -> PackFiles {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../rulepacks/dora");
    let entries = std::fs::read_dir(folder).unwrap().map(Result::unwrap);
    entries.map(|entry| (entry.file_name().into_string().unwrap(), std::fs::read(entry.path()).unwrap())).collect()
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
fn what_is_wrong_in_a_pack_is_named_with_file_line_and_value() {
    let cases = [
        ("\"id\": \"DORA-5.2\"", "\"id\": \"DORA-5.1\"", "criteria.jsonl, line 2: DORA-5.1 stands twice"),
        (
            "\"requirement\": \"REQ-01\"",
            "\"requirement\": \"REQ-02\"",
            "line 1: DORA-5.1 names REQ-02, which does not list it",
        ),
        ("\"domain\": \"governance\"", "\"domain\": \"government\"", "line 1: DORA-5.1: there is no domain government"),
        ("\"weight\": 5", "\"weight\": 9", "line 1: DORA-5.1: the weight 9 is outside 1 to 5"),
        (
            "\"id\": \"DORA-5.2\"",
            "\"id\": 5",
            "criteria.jsonl, line 2, column 8: invalid type: integer `5`, expected a string",
        ),
        ("\"level\": \"L1\"", "\"level\": \"L4\"", "unknown variant `L4`, expected `L1` or `L2`"),
        (
            "\"micro\": \"yes\"",
            "\"micro\": \"sometimes\"",
            "unknown variant `sometimes`, expected one of `yes`, `modified`",
        ),
        (
            "\"board minutes\"",
            "\"bored minutes\"",
            "line 1: DORA-5.1: the evidence type \"bored minutes\" is not one of architecture",
        ),
        (
            "\"role: body",
            "\"rule: body",
            "line 1: DORA-5.1: \"rule: body or committee that owns the framework\" does not begin with one of deadline",
        ),
        (
            "\"level\": \"L1\"",
            "\"type\": \"duty\", \"level\": \"L1\"",
            "line 1, column 111: unknown field `type`, expected one of `id`",
        ),
        (
            "central-securities-depository",
            "central-bank",
            "unknown variant `central-bank`, expected one of `credit-institution`",
        ),
        ("tlpt_identified", "full_moon", "unknown variant `full_moon`, expected one of `tlpt_identified`"),
    ];
    for (from, to, expected) in cases {
        let said = changed("criteria.jsonl", from, to).to_string();
        assert!(said.starts_with("criteria.jsonl, line ") && said.contains(expected), "{said}");
    }
    let lost = changed("requirements.json", "\"DORA-5.2\",", "\"DORA-5.2\", \"DORA-99\",").to_string();
    assert_eq!(lost, "requirements.json: REQ-01 lists DORA-99, which criteria.jsonl does not hold");
    let pillar = changed("requirements.json", "ict_risk\"", "risk\"").to_string();
    assert!(pillar.starts_with("requirements.json, line 8, column 19: unknown variant `risk`"), "{pillar}");
    let unworded = changed("phrasings.jsonl", "\"criterion\": \"DORA-5.1\"", "\"criterion\": \"DORA-5.0\"");
    assert_eq!(unworded.to_string(), "phrasings.jsonl: DORA-5.1 has no phrasing");
    let mut files = shipped();
    files.remove("domains.json");
    let missing = DoraPack::read(&files, String::new()).unwrap_err();
    assert_eq!(missing.to_string(), "the file domains.json is missing from the rule pack");
}

#[test]
fn a_restriction_to_kinds_of_entity_is_decided_and_one_to_situations_is_said() {
    let pack = DoraPack::read(&shipped(), String::new()).unwrap();
    for entity in EntityType::ALL {
        let firm = FirmProfile { entity: *entity, ..FirmProfile::default() };
        for criterion in &pack.criteria {
            let Some(only) = &criterion.applies.only else { continue };
            match applicability(criterion, &firm) {
                Applicability::No(_) => assert!(!only.entities.is_empty() && !only.entities.contains(entity)),
                Applicability::Binds => assert!(only.situations.is_empty() && only.entities.contains(entity)),
                Applicability::Optional(why) => {
                    assert!(!only.situations.is_empty(), "{}", criterion.id);
                    assert!(
                        why.starts_with("Binds only where ") && why.ends_with("the profile does not say."),
                        "{why}"
                    );
                }
            }
        }
    }
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
        ("DORA-27.2", &full, "optional"),
        ("DORA-27.2", &tlpt, "optional"),
        ("DORA-27.2", &no_tlpt, "no"),
        ("DORA-25.2", &csd, "binds"),
        ("DORA-12.3-fmi", &csd, "no"),
        ("DORA-6.10", &full, "optional"),
        ("DORA-6.9", &full, "optional"),
        ("DORA-45.2", &full, "optional"),
        ("DORA-RTS1774-27", &full, "binds"),
        ("DORA-RTS1774-27", &level1, "no"),
    ] {
        assert_eq!(binds(id, firm), expected, "{id} for {firm:?}");
    }
}
