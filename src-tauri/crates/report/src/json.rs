//! The report for programs.

use crate::{BoardInput, Reference, board_report, worst_gaps};
use holdfast_domain::CriterionId;
use serde::Serialize;

/// The board report as JSON: its figures as they were computed, and the document tree as it is printed.
///
/// Deterministic: same input, same bytes. Fails only where a figure cannot be written as JSON.
pub fn to_json(input: &BoardInput<'_>) -> Result<String, serde_json::Error> {
    #[derive(Serialize)]
    struct Report<'a> {
        kind: &'static str,
        version: &'static str,
        firm_name: Option<&'a str>,
        reference: &'a Reference,
        assessment: &'a holdfast_gap::Assessment,
        worst_gaps: Vec<&'a CriterionId>,
        risk: &'a holdfast_risk::RiskResult,
        plan: &'a holdfast_planner::Plan,
        document: crate::DocumentTree,
    }
    serde_json::to_string_pretty(&Report {
        kind: "board",
        version: crate::VERSION,
        firm_name: input.firm_name.as_deref(),
        reference: &input.reference,
        assessment: input.assessment,
        worst_gaps: worst_gaps(input.assessment, input.criteria).iter().map(|gap| &gap.criterion.id).collect(),
        risk: input.risk,
        plan: input.plan,
        document: board_report(input),
    })
}
