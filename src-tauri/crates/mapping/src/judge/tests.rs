#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
use super::*;
use crate::{CriterionQuery, Links, Signals, rank};

/// A head that looks at similarity and open intervals only.
fn head() -> Head {
    let at = |name: &str| FEATURES.iter().position(|feature| *feature == name).unwrap();
    let mut weights = [vec![0.0; FEATURES.len()], vec![0.0; FEATURES.len()], vec![0.0; FEATURES.len()]];
    weights[0][at("phrasing_best")] = -20.0;
    weights[2][at("phrasing_best")] = 4.0;
    weights[2][at("interval_open")] = -6.0;
    Head {
        features: FEATURES.iter().map(|name| name.to_string()).collect(),
        mean: vec![0.0; FEATURES.len()],
        scale: vec![1.0; FEATURES.len()],
        weights,
        intercepts: [8.0, 0.0, 0.0],
        usual: BTreeMap::new(),
        usual_other: [0.25, 0.35],
        met_threshold: 0.6,
        none_threshold: 0.5,
        quality: None,
    }
}

fn criterion() -> Criterion {
    serde_json::from_value(serde_json::json!({
        "id": "X-1", "article": "12", "paragraph": "12(6)", "requirement": "REQ-01", "domain": "d", "level": "L1",
        "title": "Restore tests of backups", "obligation": "Test the restoration of backups at least yearly.",
        "evidence_types": [], "section_names": ["Backup"], "keywords": ["restore test"],
        "specifics": ["frequency: at least yearly", "role: who tests"], "weight": 5, "weight_reason": "",
        "l2": [], "source": "",
        "applies": {"full": "yes", "micro": "yes", "art16": "yes", "only": null, "note": null}
    }))
    .unwrap()
}

fn verdict(text: &str, cosine: f32, usable: bool) -> Judgement {
    let criterion = criterion();
    let signals: Signals = signals(text);
    let vector = [cosine, (1.0 - cosine * cosine).sqrt()];
    let passages =
        [PassageView { document: 0, text, vector: &vector, signals: &signals, usable, links: Links::default() }];
    let query =
        CriterionQuery { criterion: &criterion, obligation: &[1.0, 0.0], phrasing: &[1.0, 0.0], lexical: vec![] };
    let ranking = rank(&[query], &passages).remove(0);
    judge(&criterion, &ranking, &passages, &head())
}

#[test]
fn verdicts_follow_what_the_text_commits_to() {
    for (text, cosine, expected) in [
        ("The Backup Engineer tests the restoration of backups every month.", 0.8, Verdict::Met),
        ("The Backup Engineer should test the restoration of backups every month.", 0.8, Verdict::Partial),
        ("The Backup Engineer tests the restoration of backups every three years.", 0.8, Verdict::Partial),
        ("Restoration of backups is not tested by the Backup Engineer.", 0.8, Verdict::Contradicted),
        ("The canteen serves lunch every day; the Head of Kitchen decides.", 0.05, Verdict::None),
    ] {
        assert_eq!(verdict(text, cosine, true).verdict, expected, "{text}");
    }
}

#[test]
fn text_that_is_not_in_force_is_no_evidence() {
    let judged = verdict("The Backup Engineer tests the restoration of backups every month.", 0.8, false);
    assert_eq!((judged.verdict, judged.quotes.len()), (Verdict::None, 0));
}

#[test]
fn a_frequency_longer_than_allowed_is_named_as_missing() {
    let judged = verdict("The Backup Engineer tests the restoration of backups every three years.", 0.8, true);
    assert_eq!(judged.missing, ["frequency"]);
    let mixed = "The Backup Engineer tests the restoration of backups every three years. Job logs are checked daily.";
    assert_eq!(verdict(mixed, 0.8, true).missing, ["frequency"], "another duty's interval does not count");
    let other = "The Backup Engineer tests the restoration of backups monthly. Tapes are bought every three years.";
    assert!(verdict(other, 0.8, true).missing.is_empty());
}

#[test]
fn the_table_of_an_annex_holds_the_missing_frequency() {
    let criterion = criterion();
    let rule = "The Backup Engineer tests the restoration of backups; Annex B says how often.";
    let annex = "Check | Interval\nRestoration of backups, test | every six months\nFire drill | every three years";
    // Five passages stand before the annex, so that it is not looked at for itself.
    let texts = [rule, rule, rule, rule, rule, annex];
    let read: Vec<Signals> = texts.iter().map(|text| signals(text)).collect();
    let judged = |links: Links<'static>| {
        let view = |at: usize| PassageView {
            document: usize::from(at == 5),
            text: texts[at],
            vector: &[0.8, 0.6],
            signals: &read[at],
            usable: true,
            links: Links::default(),
        };
        let mut passages: Vec<PassageView<'_>> = (0..texts.len()).map(view).collect();
        passages[0].links = links;
        let query =
            CriterionQuery { criterion: &criterion, obligation: &[1.0, 0.0], phrasing: &[1.0, 0.0], lexical: vec![] };
        let ranking = rank(&[query], &passages).remove(0);
        judge(&criterion, &ranking, &passages, &head()).missing
    };
    assert_eq!(judged(Links::default()), ["frequency"]);
    assert!(judged(Links { parts: vec![5], ..Links::default() }).is_empty());
    // A document that a passage names counts where it is among the candidates; a term means what the set says.
    assert!(judged(Links { documents: vec![1], ..Links::default() }).is_empty());
    assert!(judged(Links { meanings: vec!["at least twice a year"], ..Links::default() }).is_empty());
    assert_eq!(judged(Links { meanings: vec!["every three years"], ..Links::default() }), ["frequency"]);
}

#[test]
fn a_long_passage_is_cut_to_the_sentences_on_the_subject() {
    let filler = "The weather in the valley was mild and the harvest came in early that autumn. ".repeat(12);
    let text = format!("{filler}The Backup Engineer tests the restoration of backups each month. {filler}");
    let judged = verdict(&text, 0.8, true);
    let (_, (start, end), _) = judged.quotes[0];
    assert!(end - start <= QUOTE_BYTES);
    assert!(text[start..end].contains("restoration of backups"));
}

#[test]
fn the_bounds_of_what_is_far_are_those_of_the_features_they_name() {
    assert_eq!((FEATURES[OBLIGATION_BEST], FEATURES[PHRASING_BEST]), ("obligation_best", "phrasing_best"));
    let judged = verdict("The canteen serves lunch every day; the Head of Kitchen decides.", 0.2, true);
    assert_eq!((judged.verdict, judged.quotes.len()), (Verdict::None, 0));
}

#[test]
fn probabilities_sum_to_one_and_a_head_for_other_features_is_refused() {
    let sum: f64 = head().probabilities(&[0.3; FEATURES.len()]).iter().sum();
    assert!((sum - 1.0).abs() < 1e-12);
    let mut other = head();
    other.features[0] = "something_else".into();
    let refused = Head::read(&serde_json::to_vec(&other).unwrap()).unwrap_err();
    assert!(refused.to_string().contains("other features"));
    assert_eq!(Head::read(&serde_json::to_vec(&head()).unwrap()).unwrap(), head());
}
