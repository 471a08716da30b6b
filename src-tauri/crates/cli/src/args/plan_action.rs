//! `plan export`, `plan progress`, `plan status`, `plan risks`, `plan baseline`: what one does with a plan that is there.

use clap::{Subcommand, ValueEnum};
use holdfast_engine::PlanFormat;
use std::path::PathBuf;

#[derive(Debug, Subcommand)]
pub(crate) enum PlanAction {
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
