//! What the scores rest on: requirements, gaps with their quotes, documents read.

use super::BoardInput;
use crate::tree::{Block, Cell, Column, ColumnKind};
use crate::{Gap, format};
use holdfast_domain::{Diagnostic, DiagnosticCode, Evidence, Severity, Standing, Verdict};
use holdfast_gap::{DocumentSummary, VerdictCounts};

/// Gaps told in full; the others are in the requirement tables and in the JSON report.
const GAPS_IN_FULL: usize = 15;
/// Quotes shown for one gap.
const QUOTES: usize = 2;
/// Longest quote printed; the whole stands in the document.
const QUOTE_CHARACTERS: usize = 700;

pub(super) fn requirements(input: &BoardInput<'_>) -> Vec<Block> {
    let assessment = input.assessment;
    let mut rows: Vec<Vec<Cell>> =
        assessment.domains.iter().map(|domain| standing_row(&domain.title, domain.score, domain.counts)).collect();
    rows.push(standing_row("Overall", assessment.overall.score, assessment.overall.counts));
    let mut columns = vec![Column::new("Domain", ColumnKind::Text), Column::new("Score", ColumnKind::Figure)];
    columns.extend(Verdict::ALL.map(|verdict| Column::new(&format::verdict(verdict), ColumnKind::Figure)));
    let mut blocks = vec![
        Block::heading(1, "Domains and requirements"),
        Block::Table { caption: "Documented evidence found by domain, and criteria by verdict".into(), columns, rows },
    ];
    for domain in &assessment.domains {
        let of_domain = assessment.requirements.iter().filter(|requirement| requirement.domain == domain.id);
        let rows: Vec<Vec<Cell>> = of_domain
            .map(|requirement| {
                let counts = requirement.counts;
                let open = counts.partial + counts.none + counts.contradicted;
                vec![
                    Cell::text(requirement.id.as_str()),
                    Cell::text(&requirement.title),
                    Cell::text(&requirement.articles),
                    Cell::verdict(requirement.status),
                    Cell::score(requirement.score),
                    Cell::text(format!("{} of {}", open, open + counts.met)),
                ]
            })
            .collect();
        if rows.is_empty() {
            continue;
        }
        blocks.push(Block::heading(2, &domain.title));
        blocks.push(Block::Table {
            caption: format!("Requirements of the domain, score {}", format::score(domain.score)),
            columns: vec![
                Column::new("No.", ColumnKind::Label),
                Column::new("Requirement", ColumnKind::Text),
                Column::new("Articles", ColumnKind::Text),
                Column::new("Status", ColumnKind::Label),
                Column::new("Score", ColumnKind::Figure),
                Column::new("Open", ColumnKind::Figure),
            ],
            rows,
        });
    }
    blocks
}

fn standing_row(title: &str, score: Option<f64>, counts: VerdictCounts) -> Vec<Cell> {
    let mut row = vec![Cell::text(title), Cell::score(score)];
    row.extend([counts.met, counts.partial, counts.none, counts.contradicted, counts.not_applicable].map(Cell::count));
    row
}

pub(super) fn gaps(input: &BoardInput<'_>, gaps: &[Gap<'_>]) -> Vec<Block> {
    let mut blocks = vec![Block::heading(1, "The worst gaps")];
    if gaps.is_empty() {
        blocks.push(Block::paragraph("No criterion that applies is partial, without evidence or contradicted."));
        return blocks;
    }
    let shown = gaps.len().min(GAPS_IN_FULL);
    blocks.push(Block::paragraph(format!(
        "Contradicted criteria come first, then those without evidence, then partial ones, the heavier first. {} of {} \
         are told in full. Weights run from 1 to 5.",
        format::count(shown),
        format::counted(gaps.len(), "gap")
    )));
    for gap in gaps.iter().take(shown) {
        blocks.extend(gap_in_full(input, gap));
    }
    blocks
}

fn gap_in_full(input: &BoardInput<'_>, gap: &Gap<'_>) -> Vec<Block> {
    let (finding, criterion) = (gap.finding, gap.criterion);
    let requirement = input.assessment.requirements.iter().find(|requirement| requirement.id == criterion.requirement);
    let mut blocks = vec![
        Block::heading(2, format!("{}: {}", criterion.id, criterion.title)),
        Block::Table {
            caption: format!(
                "{} on {}",
                if finding.review.is_some() { "Verdict" } else { "Proposed verdict" },
                criterion.id
            ),
            columns: vec![
                Column::new("Verdict", ColumnKind::Label),
                Column::new("Confidence", ColumnKind::Figure),
                Column::new("Weight", ColumnKind::Figure),
                Column::new("Source", ColumnKind::Label),
                Column::new("Requirement", ColumnKind::Text),
            ],
            rows: vec![vec![
                Cell::verdict(finding.verdict),
                Cell::share(finding.confidence),
                Cell::count(criterion.weight.into()),
                Cell::text(gap.citation()),
                Cell::text(requirement.map_or_else(
                    || criterion.requirement.to_string(),
                    |requirement| format!("{} {}", requirement.id, requirement.title),
                )),
            ]],
        },
        Block::paragraph(format!("What is asked: {}", criterion.obligation)),
    ];
    if finding.verdict == Verdict::None && !finding.evidence.is_empty() {
        blocks.push(Block::paragraph("What was found: no documented evidence. The nearest text, which is none:"));
        blocks.extend(finding.evidence.iter().take(1).map(quote));
    } else {
        blocks.extend(finding.evidence.iter().take(QUOTES).map(quote));
    }
    if finding.evidence.is_empty() {
        blocks.push(Block::paragraph("What was found: no documented evidence."));
    }
    if !finding.missing.is_empty() {
        blocks.push(Block::paragraph(format!("What is missing: {}.", format::joined(&finding.missing))));
    }
    if !finding.reasons.is_empty() {
        blocks.push(Block::paragraph(format!("Why this verdict: {}", finding.reasons.join(" "))));
    }
    blocks
}

fn quote(evidence: &Evidence) -> Block {
    let mut source = evidence.file.clone();
    if let Some(page) = evidence.page {
        source += &format!(", page {page}");
    }
    if !evidence.headings.is_empty() {
        source += &format!(", {}", evidence.headings.join(" › "));
    }
    if evidence.masked > 0 {
        source += "; personal data masked";
    }
    Block::Quote { text: format::shortened(&evidence.quote, QUOTE_CHARACTERS), source }
}

pub(super) fn documents(input: &BoardInput<'_>) -> Vec<Block> {
    let documents = &input.assessment.documents;
    let mut blocks = vec![Block::heading(1, "Documents read")];
    if documents.is_empty() {
        blocks.push(Block::paragraph("No document was read."));
        return blocks;
    }
    let waiting = documents.iter().filter(|document| document.standing != Standing::InForce).count();
    let mut text = format!("{} read.", format::counted(documents.len(), "document"));
    if waiting > 0 {
        text += &format!(
            " {} not in force (draft or superseded): read, but never evidence.",
            if waiting == 1 { "1 is".to_owned() } else { format!("{waiting} are") }
        );
    }
    blocks.push(Block::paragraph(text));
    blocks.push(Block::Table {
        caption: "Documents, their standing and size".into(),
        columns: vec![
            Column::new("File", ColumnKind::Text),
            Column::new("Title", ColumnKind::Text),
            Column::new("Standing", ColumnKind::Label),
            Column::new("Pages", ColumnKind::Figure),
            Column::new("Passages", ColumnKind::Figure),
        ],
        rows: documents.iter().map(document_row).collect(),
    });
    let remarks: Vec<Vec<Cell>> = documents
        .iter()
        .flat_map(|document| &document.diagnostics)
        .map(|diagnostic| {
            vec![
                Cell::text(&diagnostic.file),
                Cell::text(effect(diagnostic)),
                Cell::text(&diagnostic.message),
                Cell::text(&diagnostic.hint),
            ]
        })
        .collect();
    if !remarks.is_empty() {
        blocks.push(Block::heading(2, "What could not be read"));
        blocks.push(Block::Table {
            caption: "Drafts, scans and other findings about the documents".into(),
            columns: vec![
                Column::new("File", ColumnKind::Text),
                Column::new("Effect", ColumnKind::Label),
                Column::new("Finding", ColumnKind::Text),
                Column::new("What to do", ColumnKind::Text),
            ],
            rows: remarks,
        });
    }
    blocks
}

/// What the finding means for the assessment.
fn effect(diagnostic: &Diagnostic) -> &'static str {
    match (diagnostic.code, diagnostic.severity) {
        (DiagnosticCode::NotInForce | DiagnosticCode::LawText, _) => "no evidence",
        (DiagnosticCode::NoTextLayer, _) => "no text",
        (_, Severity::Note) => "note",
        (_, Severity::Warning) => "used with care",
        (_, Severity::Error) => "not used",
    }
}

fn document_row(document: &DocumentSummary) -> Vec<Cell> {
    let standing = match document.standing {
        // Without a passage nothing is known about it.
        Standing::InForce if document.passages == 0 => "not readable",
        Standing::InForce => "in force",
        Standing::Draft => "draft",
        Standing::Superseded => "superseded",
    };
    let pages = match document.pages {
        0 => Cell::text("–"),
        pages => Cell::count(pages),
    };
    vec![
        Cell::text(&document.file),
        Cell::text(&document.title),
        Cell::text(standing),
        pages,
        Cell::count(document.passages),
    ]
}
