//! The shipped pack and assessments of it, for the tests of this crate.

use crate::{Assessment, AssessmentInput, DocumentSummary, Reviewed, asked, assess};
use holdfast_domain::{
    CitedPassage, CriterionId, Decision, DocumentId, Evidence, Finding, FirmProfile, Format, ModelRef, Ruling,
    Standing, Verdict,
};
use holdfast_rulepack::{Criterion, DoraPack, PackFiles};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

macro_rules! shipped {
    ($($name:literal),*) => {
        [$(($name.to_owned(), include_bytes!(concat!("../../../../rulepacks/dora/", $name)).to_vec())),*]
    };
}

pub(crate) static PACK: LazyLock<DoraPack> = LazyLock::new(|| {
    let files = PackFiles::from(shipped!(
        "manifest.json",
        "criteria.jsonl",
        "crosswalks.jsonl",
        "domains.json",
        "frameworks.json",
        "phrasings.jsonl",
        "requirements.json"
    ));
    DoraPack::read(&files, "00".into()).unwrap()
});

/// Verdicts that a document can lead to, worst first.
pub(crate) const LADDER: [Verdict; 4] = [Verdict::Contradicted, Verdict::None, Verdict::Partial, Verdict::Met];

pub(crate) fn criterion(id: &str) -> &'static Criterion {
    PACK.criterion(&CriterionId::from(id)).unwrap()
}

/// A finding; it cites the passage `p-<id>` of `policy.pdf` unless nothing was found.
pub(crate) fn finding(id: &CriterionId, verdict: Verdict) -> Finding {
    let cites = verdict != Verdict::None;
    Finding {
        criterion: id.clone(),
        verdict,
        proposed: None,
        review: None,
        confidence: 0.7,
        evidence: if cites { vec![evidence(&passage(id))] } else { Vec::new() },
        missing: Vec::new(),
        reasons: Vec::new(),
        trace: BTreeMap::new(),
        second_reader: None,
    }
}

pub(crate) fn passage(id: &CriterionId) -> String {
    format!("p-{id}")
}

pub(crate) fn evidence(passage: &str) -> Evidence {
    Evidence {
        document: DocumentId::from("doc-1"),
        file: "policy.pdf".into(),
        page: Some(3),
        start: 0,
        end: 5,
        quote: format!("words of {passage}"),
        passage: passage.into(),
        headings: Vec::new(),
        score: 1.0,
        recognised: None,
        masked: 0,
    }
}

/// A decision made when `proposed` was on the table.
pub(crate) fn decision(id: &CriterionId, ruling: Ruling, verdict: Verdict, proposed: Verdict) -> Decision {
    Decision {
        ruling,
        verdict,
        by: "Anna Kern".into(),
        at: "2026-11-25T09:00:00Z".into(),
        reason: Some("Seen in the annex".into()),
        proposed,
        asked: asked(criterion(id.as_str())),
        passages: finding(id, proposed).evidence.iter().map(CitedPassage::from).collect(),
    }
}

/// Every passage that [`finding`] can cite.
pub(crate) fn all_passages() -> BTreeSet<String> {
    PACK.criteria.iter().map(|criterion| passage(&criterion.id)).collect()
}

pub(crate) fn documents() -> Vec<DocumentSummary> {
    vec![DocumentSummary {
        id: DocumentId::from("doc-1"),
        file: "policy.pdf".into(),
        title: "Policy".into(),
        format: Format::Pdf,
        standing: Standing::InForce,
        pages: 9,
        passages: 40,
        diagnostics: Vec::new(),
    }]
}

pub(crate) fn scored_with(verdicts: impl Fn(usize) -> Verdict, firm: &FirmProfile, reviewed: Reviewed) -> Assessment {
    let findings = PACK.criteria.iter().enumerate().map(|(at, c)| finding(&c.id, verdicts(at))).collect();
    assess(AssessmentInput {
        pack: &PACK,
        firm,
        findings,
        reviewed,
        documents: documents(),
        model: ModelRef { id: "m".into(), sha256: "0".into() },
        head: ModelRef { id: "h".into(), sha256: "1".into() },
        assessment_id: "a".into(),
    })
}

pub(crate) fn scored(verdicts: impl Fn(usize) -> Verdict, firm: &FirmProfile) -> Assessment {
    scored_with(verdicts, firm, Reviewed::default())
}
