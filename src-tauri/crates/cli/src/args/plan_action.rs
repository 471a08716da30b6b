//! `plan what-if`, and what one does with a plan that is there: `plan export`, `progress`, `status`, `risks`, `baseline`.

use clap::{Args, Subcommand, ValueEnum};
use holdfast_engine::{NewPerson, PlanFormat};
use holdfast_rulepack::SkillNeed;
use jiff::civil::Date;
use std::path::PathBuf;

#[derive(Debug, Subcommand)]
pub(crate) enum PlanAction {
    /// Compare the plan with one of another team or another deadline; nothing is kept. Options of the plan come before.
    WhatIf(WhatIfArgs),
    #[command(flatten)]
    Kept(KeptAction),
}

/// What one does with a plan that is there.
#[derive(Debug, Subcommand)]
pub(crate) enum KeptAction {
    /// Write the newest plan to a file for another program.
    Export {
        /// In which format.
        #[arg(long, value_enum)]
        format: PlanFormatArg,
        /// Where to.
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
        /// Overwrite a file that is there already.
        #[arg(long)]
        replace: bool,
    },
    /// Take progress from a workbook or CSV file that was exported and filled in.
    Progress {
        /// The file, .xlsx or .csv.
        file: PathBuf,
    },
    /// Show where the plan stands against its baseline.
    Status,
    /// Show what may go wrong with the newest plan, in a matrix of probability and impact.
    Risks,
    /// Make the newest plan the baseline that progress is measured against.
    Baseline,
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

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum PlanFormatArg {
    /// Workbook with cells for progress.
    Xlsx,
    /// Microsoft Project XML, which ProjectLibre opens too.
    Msproject,
    /// Calendar.
    Ics,
    /// One line a task.
    Csv,
    /// Text of a Gantt diagram.
    Mermaid,
    /// Gantt chart.
    GanttSvg,
    /// Dependency graph.
    NetworkSvg,
}

impl From<PlanFormatArg> for PlanFormat {
    fn from(format: PlanFormatArg) -> Self {
        match format {
            PlanFormatArg::Xlsx => PlanFormat::Xlsx,
            PlanFormatArg::Msproject => PlanFormat::Msproject,
            PlanFormatArg::Ics => PlanFormat::Ics,
            PlanFormatArg::Csv => PlanFormat::Csv,
            PlanFormatArg::Mermaid => PlanFormat::Mermaid,
            PlanFormatArg::GanttSvg => PlanFormat::GanttSvg,
            PlanFormatArg::NetworkSvg => PlanFormat::NetworkSvg,
        }
    }
}
