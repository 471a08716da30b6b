//! `plan`: of the gaps, or of an instance file.

use super::PlanArgs;
use clap::{Args, Subcommand};
use holdfast_engine::NewPerson;
use holdfast_rulepack::SkillNeed;
use jiff::civil::Date;
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

/// What to do with the plan in place of making it; options of the plan come before.
#[derive(Debug, Subcommand)]
pub(crate) enum PlanAction {
    /// Compare the plan with one of another team or another deadline; nothing is kept.
    WhatIf(WhatIfArgs),
}

#[derive(Debug, Args)]
#[group(required = true, multiple = true, args = ["add_person", "without", "new_deadline"])]
pub(crate) struct WhatIfArgs {
    /// One person more, who knows this skill at this level (1 to 3), for a share of the time from 0.05 to 1.
    #[arg(long, value_name = "SKILL:LEVEL[@CAPACITY]", value_parser = new_person)]
    pub(crate) add_person: Option<NewPerson>,
    /// First day of the new person; the start of the plan when not said.
    #[arg(long, value_name = "DATE", requires = "add_person")]
    pub(crate) from: Option<Date>,
    /// Without this member of the team.
    #[arg(long, value_name = "PERSON")]
    pub(crate) without: Option<String>,
    /// With this day by which everything should be done.
    #[arg(long = "deadline", value_name = "DATE")]
    pub(crate) new_deadline: Option<Date>,
}

fn new_person(text: &str) -> Result<NewPerson, String> {
    let form = || "give SKILL:LEVEL or SKILL:LEVEL@CAPACITY, such as cloud-engineering:3@0.5".to_owned();
    let (skill, rest) = text.split_once(':').ok_or_else(form)?;
    let (level, capacity) = rest.split_once('@').unwrap_or((rest, "1"));
    let level: u8 = level.parse().ok().filter(|level| (1..=3).contains(level)).ok_or_else(form)?;
    let capacity = capacity.parse().ok().filter(|capacity| (0.05..=1.0).contains(capacity)).ok_or_else(form)?;
    let skill = SkillNeed { skill: skill.to_owned(), level };
    if skill.skill.is_empty() { Err(form()) } else { Ok(NewPerson { skill, capacity, from: None }) }
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
