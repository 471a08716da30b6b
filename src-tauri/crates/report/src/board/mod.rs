//! The board report: two pages that decide, then what they rest on.

mod contributions;
mod decisions;
mod evidence;
mod losses;
mod schedule;
mod summary;

use crate::tree::{Block, Cell, Column, ColumnKind, DocumentTree, Meta};
use crate::{format, worst_gaps};
use holdfast_domain::{CriterionId, ModelRef, PackRef, Verdict};
use holdfast_gap::Assessment;
use holdfast_planner::Plan;
use holdfast_risk::RiskResult;
use holdfast_rulepack::Criterion;
use serde::Serialize;
use std::collections::BTreeMap;

/// What the board report is made of.
#[derive(Clone, Debug)]
pub struct BoardInput<'a> {
    /// Where the firm stands.
    pub assessment: &'a Assessment,
    /// The criteria of the pack that the assessment used.
    pub criteria: &'a BTreeMap<CriterionId, Criterion>,
    /// What the gaps may cost.
    pub risk: &'a RiskResult,
    /// How the gaps get closed.
    pub plan: &'a Plan,
    /// What it takes to compute the report again.
    pub reference: Reference,
    /// Name of the firm, where the user has given one.
    pub firm_name: Option<String>,
}

/// What it takes to compute a report again, and to see that nothing changed since.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Reference {
    /// Stage key of the assessment.
    pub assessment_id: String,
    /// Rule pack used.
    pub rulepack: PackRef,
    /// Packs that simulation and plan rest on.
    pub libraries: Vec<PackRef>,
    /// Embedding model used.
    pub model: ModelRef,
    /// Verdict head used.
    pub head: Option<ModelRef>,
    /// Seed of the simulation.
    pub seed: u64,
    /// Generator of the simulation.
    pub generator: String,
    /// Entries of the journal when the report was made.
    pub journal_entries: u64,
    /// Merkle root over them, hex.
    pub journal_root: String,
    /// Hash of the last of them, hex.
    pub journal_head: String,
    /// Which personal data was masked: `off`, `internal` or `external`.
    pub personal_data: String,
    /// When the report was asked for, RFC 3339.
    pub generated_at: String,
    /// Version of the product.
    pub product_version: String,
}

/// Writes the board report. The order is the order of interest: what to decide, what it rests on, how it was computed.
pub fn board_report(input: &BoardInput<'_>) -> DocumentTree {
    let gaps = worst_gaps(input.assessment, input.criteria);
    let mut blocks = summary::blocks(input, &gaps);
    blocks.push(Block::PageBreak);
    blocks.extend(reading_guide());
    blocks.extend(evidence::requirements(input));
    blocks.extend(evidence::gaps(input, &gaps));
    blocks.extend(losses::blocks(input));
    blocks.extend(schedule::blocks(input));
    blocks.extend(evidence::documents(input));
    blocks.extend(annex(input));
    let reference = &input.reference;
    DocumentTree {
        title: "Digital operational resilience: report to the board".into(),
        subtitle: format!(
            "{}, {}",
            input.firm_name.as_deref().unwrap_or("Firm not named"),
            format::day_of(&reference.generated_at)
        ),
        meta: Meta {
            language: "en".into(),
            generated_at: reference.generated_at.clone(),
            producer: format!("Holdfast {}", reference.product_version),
            identifier: reference.assessment_id.clone(),
            description: "Documented evidence against Regulation (EU) 2022/2554 (DORA), what the gaps may cost, and \
                          the plan to close them."
                .into(),
        },
        blocks,
    }
}

fn reading_guide() -> Vec<Block> {
    let meanings = Verdict::ALL.map(|verdict| {
        let meaning = match verdict {
            Verdict::Met => "Documented evidence covers what the obligation asks.",
            Verdict::Partial => "The documents address the subject but leave an essential part open, or say it weakly.",
            Verdict::None => "Nothing found in the documents. That is not proof that nothing is done.",
            Verdict::Contradicted => "A document says the opposite of what the obligation asks.",
            Verdict::NotApplicable => "The obligation does not bind this firm. It counts neither for nor against.",
        };
        let counts = verdict.credit().map_or_else(|| Cell::text("left out"), Cell::share);
        vec![Cell::verdict(verdict), Cell::text(meaning), counts]
    });
    vec![
        Block::heading(1, "How to read this report"),
        Block::paragraph(
            "The product read the documents named in this report and looked, for every obligation, for text that shows \
             how the firm meets it. A score is the share of documented evidence found, weighted by the importance of \
             each obligation; what the law leaves to choice counts only where it is met. It says what is written down. Whether it is lived is for the firm's own control \
             functions and audit to say.",
        ),
        Block::note(
            "Verdicts are proposals, made by text retrieval and fixed rules. A reviewer of the firm has to confirm, \
             correct or reject each before anyone relies on it.",
        ),
        Block::paragraph(
            "Where a quote holds personal data that must not leave with the report, the kind stands in its place, such \
             as [e-mail] or [person 3], and the source line says so. The same number is the same person. The documents \
             themselves are unchanged.",
        ),
        Block::Table {
            caption: "The five verdicts".into(),
            columns: vec![
                Column::new("Verdict", ColumnKind::Label),
                Column::new("Meaning", ColumnKind::Text),
                Column::new("Counts as", ColumnKind::Figure),
            ],
            rows: meanings.into(),
        },
    ]
}

fn personal_data(reference: &Reference) -> String {
    match reference.personal_data.as_str() {
        "off" => "shown as in the documents".into(),
        policy => format!("masked ({policy})"),
    }
}

fn rulepack(pack: &PackRef) -> String {
    let seal = if pack.signed { "signed" } else { "unsigned" };
    format!("{} {}, {seal}", pack.id, pack.version)
}

fn annex(input: &BoardInput<'_>) -> Vec<Block> {
    let reference = &input.reference;
    let mut rows = vec![
        ("Assessment", reference.assessment_id.clone()),
        ("Rule pack", rulepack(&reference.rulepack)),
        ("Rule pack, SHA-256", reference.rulepack.sha256.clone()),
    ];
    for library in &reference.libraries {
        rows.push(("Library", rulepack(library)));
        rows.push(("Library, SHA-256", library.sha256.clone()));
    }
    rows.extend([("Model", reference.model.id.clone()), ("Model, SHA-256", reference.model.sha256.clone())]);
    if let Some(head) = &reference.head {
        rows.extend([("Verdict head", head.id.clone()), ("Verdict head, SHA-256", head.sha256.clone())]);
    }
    rows.extend([
        ("Simulation input", input.risk.input_hash.clone()),
        ("Simulated years", format::whole(input.risk.iterations)),
        ("Seed", reference.seed.to_string()),
        ("Generator", reference.generator.clone()),
        ("Journal entries", format::whole(reference.journal_entries)),
        ("Journal root", reference.journal_root.clone()),
        ("Journal head", reference.journal_head.clone()),
        ("Personal data", personal_data(reference)),
        ("Generated at", reference.generated_at.clone()),
        ("Product", format!("Holdfast {}", reference.product_version)),
    ]);
    vec![
        Block::PageBreak,
        Block::heading(1, "Annex: reference"),
        Block::paragraph(
            "The same documents, rule pack, model, scenarios and seed give the same figures. The journal records every \
             step; its root and head change when any entry is altered.",
        ),
        Block::Table {
            caption: "What it takes to compute this report again".into(),
            columns: vec![Column::new("What", ColumnKind::Label), Column::new("Value", ColumnKind::Text)],
            rows: rows.into_iter().map(|(what, value)| vec![Cell::text(what), Cell::text(value)]).collect(),
        },
    ]
}
