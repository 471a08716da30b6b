//! The board report over a realistic, a small and an empty firm.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs, unreachable_pub)]

mod sample;

use holdfast_domain::{CriterionId, Finding, Verdict};
use holdfast_gap::Assessment;
use holdfast_report::{Block, Cell, DocumentTree, board_report, format, to_json, worst_gaps};
use holdfast_rulepack::{Applicability, Criterion, applicability};
use proptest::prelude::*;
use sample::Sample;
use std::collections::BTreeMap;

#[test]
fn the_small_report_reads_as_the_golden_file_says() {
    let mut tree = board_report(&Sample::small().input());
    for block in &mut tree.blocks {
        if let Block::Figure { svg, .. } = block {
            *svg = "drawn".into();
        }
    }
    let written = serde_json::to_string_pretty(&tree).unwrap() + "\n";
    let golden = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/board-small.json");
    if std::env::var_os("HOLDFAST_WRITE_GOLDEN").is_some() {
        std::fs::write(golden, &written).unwrap();
    }
    let expected = std::fs::read_to_string(golden).unwrap();
    let differing = written.lines().zip(expected.lines()).find(|(new, old)| new != old);
    assert_eq!(differing, None, "set HOLDFAST_WRITE_GOLDEN to accept the new report");
    assert_eq!(written.len(), expected.len());
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let sample = Sample::realistic();
    let json = to_json(&sample.input()).unwrap();
    assert_eq!(json, to_json(&Sample::realistic().input()).unwrap());
    let value: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(value["assessment"]["overall"]["score"].as_f64(), sample.assessment.overall.score);
    assert_eq!(value["worst_gaps"].as_array().unwrap().len(), worst_gaps(&sample.assessment, &sample.criteria).len());
}

#[test]
fn a_chart_prints_the_figures_of_its_table() {
    let sample = Sample::realistic();
    let tree = board_report(&sample.input());
    let domains = svg(&tree, "Documented evidence found, by domain");
    for row in table(&tree, "Documented evidence found by domain") {
        assert!(printed(domains, &row[1].text), "{} is not in the chart", row[1].text);
    }
    let curve = svg(&tree, "Loss exceedance");
    for level in ["0.95", "0.99"] {
        assert!(printed(curve, &format::short_money(sample.risk.var[level])));
        let row = format::money(sample.risk.var[level]);
        assert!(table(&tree, "Loss of a year").iter().any(|cells| cells[1].text == row));
    }
    let tornado = svg(&tree, "Expected loss a year when");
    for bar in &sample.risk.tornado {
        assert!(printed(tornado, &format::short_money(bar.low)) && printed(tornado, &format::short_money(bar.high)));
    }
    let gantt: String = svgs(&tree, "Gantt chart").concat();
    for row in table(&tree, "Tasks by start") {
        assert!(gantt.contains(row[0].text.as_str()), "{} is not in the Gantt chart", row[0].text);
    }
}

#[test]
fn every_tree_can_be_read_from_top_to_bottom() {
    for sample in [Sample::realistic(), Sample::small(), Sample::empty()] {
        let tree = board_report(&sample.input());
        let mut above = 0;
        for block in &tree.blocks {
            match block {
                Block::Heading { level, text } => {
                    assert!(*level >= 1 && *level <= above + 1 && !text.is_empty(), "{text} skips a level");
                    above = *level;
                }
                Block::Table { columns, rows, caption } => {
                    assert!(!rows.is_empty() && !caption.is_empty());
                    assert!(rows.iter().all(|row| row.len() == columns.len()), "{caption} has a torn row");
                }
                Block::Figure { svg, alt, caption } => {
                    assert!(svg.starts_with("<svg") && !alt.is_empty() && !caption.is_empty());
                }
                Block::KeyFigures { figures } => assert_eq!(figures.len(), 4),
                Block::List { items, .. } => assert!((1..=5).contains(&items.len())),
                Block::Paragraph { .. } | Block::Quote { .. } | Block::Note { .. } | Block::PageBreak => {}
            }
        }
    }
}

#[test]
fn the_report_calls_nobody_compliant_and_its_verdicts_proposals() {
    for sample in [Sample::realistic(), Sample::empty()] {
        let text = serde_json::to_string(&board_report(&sample.input())).unwrap();
        assert!(!text.to_lowercase().contains("complian"));
        assert!(text.contains("Verdicts are proposals"));
        assert!(text.contains("Penalty scenario (assumption)"));
    }
}

#[test]
fn a_score_of_nothing_prints_as_not_applicable() {
    let mut sample = Sample::realistic();
    sample.assessment.domains[6].score = None;
    let tree = board_report(&sample.input());
    let row = &table(&tree, "Documented evidence found by domain")[6];
    assert_eq!(row[1].text, "not applicable");
    assert!(printed(svg(&tree, "Documented evidence found, by domain"), "not applicable"));
}

#[test]
fn decisions_ask_for_one_subject_each_and_the_worst_first() {
    let sample = Sample::realistic();
    let tree = board_report(&sample.input());
    let items = tree.blocks.iter().find_map(|block| match block {
        Block::List { items, .. } => Some(items),
        _ => None,
    });
    let leads: Vec<&str> = items.unwrap().iter().map(|item| item.lead.as_str()).collect();
    assert_eq!(leads.len(), 5);
    assert_eq!(leads[0], "Approve the plan and its budget.");
    assert!(leads[1..4].iter().all(|lead| lead.starts_with("Resolve a contradiction: ")));
    assert_eq!(leads[4], "Set the loss the firm is ready to carry.");
}

#[test]
fn drafts_and_scans_are_said_to_be_no_evidence() {
    let tree = board_report(&Sample::realistic().input());
    let standings: Vec<&str> =
        table(&tree, "Documents, their standing").iter().map(|row| row[2].text.as_str()).collect();
    assert_eq!(standings, ["in force", "in force", "in force", "draft", "superseded"]);
    assert_eq!(table(&tree, "Drafts, scans and other findings").len(), 2);
}

#[test]
fn a_masked_quote_says_so_and_an_exact_one_does_not() {
    let mut sample = Sample::realistic();
    let sources = |sample: &Sample| -> Vec<String> {
        let blocks = board_report(&sample.input()).blocks;
        let quotes = blocks.into_iter().filter_map(|block| match block {
            Block::Quote { source, .. } => Some(source),
            _ => None,
        });
        quotes.collect()
    };
    assert!(sources(&sample).iter().all(|source| !source.contains("masked")));
    for evidence in sample.assessment.criteria.iter_mut().flat_map(|finding| &mut finding.evidence) {
        evidence.masked = 1;
    }
    let masked = sources(&sample);
    assert!(!masked.is_empty() && masked.iter().all(|source| source.ends_with("; personal data masked")));
}

#[test]
fn control_characters_in_a_title_leave_the_chart_well_formed() {
    let mut sample = Sample::small();
    sample.assessment.domains[0].title = "a\u{0}b <c> & \"d\"".into();
    let tree = board_report(&sample.input());
    let chart = svg(&tree, "Documented evidence found, by domain");
    assert!(chart.contains("a b &lt;c&gt; &amp;"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]
    #[test]
    fn gaps_come_contradicted_then_none_then_partial_and_heavy_before_light(order in any::<u64>()) {
        let sample = Sample::small();
        let criteria = Sample::empty().criteria;
        let assessment = shuffled(sample.assessment, &criteria, order);
        let gaps = worst_gaps(&assessment, &criteria);
        let rank = |verdict| [Verdict::Contradicted, Verdict::None, Verdict::Partial].iter().position(|v| *v == verdict);
        for pair in gaps.windows(2) {
            let key = |gap: &holdfast_report::Gap<'_>| {
                (rank(gap.finding.verdict).unwrap(), 5 - gap.criterion.weight, gap.criterion.id.clone())
            };
            prop_assert!(key(&pair[0]) < key(&pair[1]));
        }
        let open = assessment.criteria.iter().filter(|finding| match finding.verdict {
            Verdict::Contradicted => true,
            Verdict::None | Verdict::Partial => {
                applicability(&criteria[&finding.criterion], &assessment.firm) == Applicability::Binds
            }
            Verdict::Met | Verdict::NotApplicable => false,
        });
        prop_assert_eq!(gaps.len(), open.count());
    }
}

/// The assessment with a verdict on every criterion, drawn from the number.
fn shuffled(mut assessment: Assessment, criteria: &BTreeMap<CriterionId, Criterion>, order: u64) -> Assessment {
    let template: Finding = assessment.criteria[0].clone();
    let mut state = order | 1;
    assessment.criteria = criteria
        .keys()
        .map(|id| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let verdict = Verdict::ALL[(state >> 33) as usize % Verdict::ALL.len()];
            Finding { criterion: id.clone(), verdict, ..template.clone() }
        })
        .collect();
    assessment
}

fn table<'a>(tree: &'a DocumentTree, caption: &str) -> &'a [Vec<Cell>] {
    let found = tree.blocks.iter().find_map(|block| match block {
        Block::Table { caption: own, rows, .. } if own.starts_with(caption) => Some(rows),
        _ => None,
    });
    found.unwrap_or_else(|| panic!("no table {caption}"))
}

fn svgs<'a>(tree: &'a DocumentTree, caption: &str) -> Vec<&'a str> {
    let figures = tree.blocks.iter().filter_map(|block| match block {
        Block::Figure { caption: own, svg, .. } if own.starts_with(caption) => Some(svg.as_str()),
        _ => None,
    });
    figures.collect()
}

fn svg<'a>(tree: &'a DocumentTree, caption: &str) -> &'a str {
    svgs(tree, caption).first().copied().unwrap_or_else(|| panic!("no chart {caption}"))
}

/// Whether the text stands in the chart as a text of its own.
fn printed(svg: &str, text: &str) -> bool {
    svg.lines().any(|line| line == text)
}
