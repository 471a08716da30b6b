//! `risk`: the simulation, or a question about it.

use super::{RiskArgs, amount};
use clap::Args;
use std::path::PathBuf;

#[derive(Debug, Args)]
pub(crate) struct LossArgs {
    #[command(flatten)]
    pub(crate) risk: RiskArgs,
    #[command(flatten)]
    pub(crate) question: QuestionArgs,
}

#[derive(Debug, Args)]
pub(crate) struct QuestionArgs {
    /// Compare with the same years under another assumption: a score (REQ-10=1.0), or a factor on how often a scenario
    /// strikes (SC-03:rate=0.5) or on what it costs (SC-03:loss=2). May be given several times.
    #[arg(long, value_name = "CHANGE", value_parser = change, conflicts_with = "exact")]
    pub(crate) what_if: Vec<Change>,
    /// Show what moves the yearly loss most.
    #[arg(long, conflicts_with_all = ["what_if", "exact"])]
    pub(crate) sensitivity: bool,
    /// Choose the best of the controls in this file for a budget, JSON.
    #[arg(long, value_name = "FILE", requires = "budget", conflicts_with_all = ["what_if", "sensitivity", "exact"])]
    pub(crate) controls: Option<PathBuf>,
    /// What the controls may cost at the outset, in EUR.
    #[arg(long, value_name = "EUR", value_parser = amount, requires = "controls")]
    pub(crate) budget: Option<f64>,
}

/// One assumption that is changed.
#[derive(Clone, Debug)]
pub(crate) struct Change {
    /// Requirement or scenario.
    pub(crate) id: String,
    pub(crate) part: Part,
    pub(crate) value: f64,
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum Part {
    Score,
    Rate,
    Loss,
}

fn change(text: &str) -> Result<Change, String> {
    const FORMS: &str = "write REQ-10=1.0, SC-03:rate=0.5 or SC-03:loss=2";
    let (target, value) = text.rsplit_once('=').ok_or(FORMS)?;
    let value = value.trim().parse().map_err(|_| format!("`{value}` is no number; {FORMS}"))?;
    let (id, part) = match target.rsplit_once(':') {
        None => (target, Part::Score),
        Some((id, "rate")) => (id, Part::Rate),
        Some((id, "loss")) => (id, Part::Loss),
        Some(_) => return Err(FORMS.to_owned()),
    };
    Ok(Change { id: id.trim().to_owned(), part, value })
}
