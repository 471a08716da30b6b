//! `scenarios`: the scenario library.

use clap::Subcommand;
use std::path::PathBuf;

#[derive(Debug, Subcommand)]
pub(crate) enum ScenariosAction {
    /// Show the scenarios of the library, or check and show those of a file.
    List {
        /// A file of your own instead: CSV, a workbook or JSON.
        #[arg(long, value_name = "FILE")]
        scenarios: Option<PathBuf>,
    },
    /// Write the scenarios to a file to edit and to give back to `risk --scenarios`; converts between the formats.
    Export {
        /// A file of your own instead of the library: CSV, a workbook or JSON.
        #[arg(long, value_name = "FILE")]
        scenarios: Option<PathBuf>,
        /// Where to: CSV or a workbook where the name ends in .csv or .xlsx, JSON otherwise.
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
        /// Overwrite a file that is there already.
        #[arg(long)]
        replace: bool,
    },
}
