//! `plan`: of the gaps, or of an instance file.

use super::{PlanAction, PlanArgs};
use clap::Args;
use std::path::PathBuf;

#[derive(Debug, Args)]
pub(crate) struct ScheduleArgs {
    #[command(flatten)]
    pub(crate) plan: PlanArgs,
    #[command(flatten)]
    pub(crate) instance: InstanceArgs,
    #[command(subcommand)]
    pub(crate) action: Option<PlanAction>,
}

#[derive(Debug, Args)]
pub(crate) struct InstanceArgs {
    /// Schedule this instance of PSPLIB (.sm or .rcp) instead; needs no workspace.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["people", "start", "deadline", "tasks"])]
    pub(crate) psplib: Option<PathBuf>,
    /// Schedule this multi-skill instance of iMOPSE (.def) instead; needs no workspace.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["psplib", "people", "start", "deadline", "tasks"])]
    pub(crate) imopse: Option<PathBuf>,
    /// Longest time to search. An instance has 10 seconds when not said, and a proof that nothing is shorter ends it before;
    /// a plan has rounds in place of a time, so that it is the same on every machine.
    #[arg(long, value_name = "N", value_parser = seconds)]
    pub(crate) seconds: Option<f64>,
    /// Seed of the search.
    #[arg(long, value_name = "S")]
    pub(crate) seed: Option<u64>,
    /// Threads that search; as many as there are processor cores when not said.
    #[arg(long, value_name = "T", value_parser = clap::value_parser!(u64).range(1..=256))]
    pub(crate) threads: Option<u64>,
    /// End after so many rounds of equal work: with the same seed the result is then the same on every machine.
    #[arg(long, value_name = "N")]
    pub(crate) rounds: Option<u64>,
}

fn seconds(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(seconds) if (0.0..=86_400.0).contains(&seconds) => Ok(seconds),
        _ => Err("give seconds from 0 to 86400, such as 10 or 0.5".into()),
    }
}
