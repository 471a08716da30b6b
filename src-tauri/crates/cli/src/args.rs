//! The command-line contract as types.

mod instance;
mod loss;
mod plan_action;
mod review;
mod scenarios;

pub(crate) use instance::{InstanceArgs, ScheduleArgs};
pub(crate) use loss::{Change, LossArgs, Part, QuestionArgs};
pub(crate) use plan_action::{KeptAction, PlanAction, WhatIfArgs};
pub(crate) use review::{ListArgs, ReviewAction, ReviewArgs};
pub(crate) use scenarios::ScenariosAction;

use crate::second_reader::ReaderArgs;
use clap::builder::FalseyValueParser;
use clap::{Args, Parser, Subcommand, ValueEnum};
use holdfast_domain::{EntityType, FirmProfile, Regime};
use holdfast_engine::{PiiPolicy, ReportFormat, ReportKind};
use holdfast_rulepack::FrameworkId;
use jiff::civil::Date;
use std::path::PathBuf;

/// Where a financial firm stands against the EU Digital Operational Resilience Act: offline, from its own documents.
#[derive(Debug, Parser)]
#[command(name = "holdfast", version, propagate_version = true, arg_required_else_help = true)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// Options of every command.
#[derive(Clone, Debug, Args)]
pub(crate) struct Global {
    /// Folder of the encrypted workspace.
    #[arg(long, global = true, env = "HOLDFAST_WORKSPACE", value_name = "DIR")]
    pub(crate) workspace: Option<PathBuf>,
    /// File that holds the passphrase; HOLDFAST_PASSPHRASE is read otherwise, then the terminal is asked.
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) passphrase_file: Option<PathBuf>,
    /// One JSON document on standard output, progress as JSON Lines on standard error.
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// No progress.
    #[arg(long, global = true)]
    pub(crate) quiet: bool,
    /// Folder of rule packs in place of those that ship with the program.
    #[arg(long, global = true, env = "HOLDFAST_RULEPACKS", value_name = "DIR")]
    pub(crate) rulepacks: Option<PathBuf>,
    /// Take rule packs that no trusted key signed as they are; the journal and the results say so.
    #[arg(long, global = true, env = "HOLDFAST_ALLOW_UNSIGNED_PACKS", value_parser = FalseyValueParser::new())]
    pub(crate) allow_unsigned_packs: bool,
    /// Language of messages and reports.
    #[arg(long, global = true, value_parser = ["en"], default_value = "en", hide_default_value = true)]
    pub(crate) lang: String,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// The main job: import, analyse, assess, simulate, plan and report, in one go.
    Run(RunArgs),
    /// Create an encrypted workspace.
    Init,
    /// Import files and folders; the same content twice is one document.
    Import(ImportArgs),
    /// Show the documents of the workspace.
    Documents {
        /// With text and passages.
        #[arg(long)]
        passages: bool,
    },
    /// Show which documents are versions of one another, or what changed in one, clause by clause.
    Versions {
        /// File name or identifier of a document.
        document: Option<String>,
    },
    /// List the personal data of the documents, each value as a preview.
    Pii {
        /// Show the values themselves; that they were shown is journalled.
        #[arg(long)]
        reveal: bool,
    },
    /// Map the documents to the criteria and score the gaps.
    Assess(AssessArgs),
    /// Show the gaps of the newest assessment, most urgent first.
    Gaps {
        /// Only this domain, such as `governance`.
        #[arg(long, value_name = "DOMAIN")]
        domain: Option<String>,
        /// At most this many.
        #[arg(long, value_name = "N")]
        limit: Option<usize>,
    },
    /// Show how a figure came about, down to the quotes.
    Explain {
        /// Criterion such as DORA-5.2.a, requirement such as REQ-07, domain such as `governance`, or `overall`.
        figure: String,
    },
    /// Review verdicts: list, accept, reject, override, undo, assign, comment, show.
    Review(ReviewArgs),
    /// Show every assessment there was, with the trend.
    History,
    /// Show what changed between two assessments, criterion by criterion, and why.
    Diff {
        /// Beginning of the id of the earlier one; the one before the newest when not said.
        old: Option<String>,
        /// Beginning of the id of the later one; the newest when not said.
        new: Option<String>,
    },
    /// List the criteria, and where they stand in other frameworks.
    Criteria {
        /// Only with the references to this framework.
        #[arg(long, value_name = "NAME", value_parser = framework)]
        framework: Option<FrameworkId>,
        /// Only this domain, such as `governance`.
        #[arg(long, value_name = "DOMAIN")]
        domain: Option<String>,
        /// Write the vectors of all criteria to this file instead, as they ship with the models.
        #[arg(long, value_name = "FILE", conflicts_with_all = ["framework", "domain"])]
        vectors: Option<PathBuf>,
    },
    /// Simulate the yearly loss with the gaps of the newest assessment, or answer a question about it.
    Risk(LossArgs),
    /// Show the loss scenarios, or write them to a file to edit.
    Scenarios {
        #[command(subcommand)]
        action: ScenariosAction,
    },
    /// Plan the closing of the gaps of the newest assessment, or schedule an instance file of PSPLIB or iMOPSE.
    Plan(ScheduleArgs),
    /// Write a report from the newest results.
    Report {
        /// Which report.
        kind: KindArg,
        /// In which format.
        #[arg(long, value_enum, default_value_t = FormatArg::Pdf)]
        format: FormatArg,
        /// Where to.
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
        /// Name of the firm on the report.
        #[arg(long, value_name = "NAME")]
        firm: Option<String>,
        #[command(flatten)]
        masking: MaskingArgs,
    },
    /// Show or check the journal.
    Journal {
        #[command(subcommand)]
        action: JournalAction,
    },
    /// Write the whole workspace to one encrypted, verified file.
    Backup {
        /// File to write.
        file: PathBuf,
    },
    /// Make a workspace from a backup; an existing one is moved aside, never overwritten.
    Restore {
        /// File written by `backup`.
        file: PathBuf,
        /// Move an existing workspace aside and put the backup in its place.
        #[arg(long)]
        replace: bool,
    },
    /// Check the installation and say what to do.
    Doctor,
    /// Parse one document at a time for the main process.
    #[command(hide = true)]
    IntakeWorker,
    /// Recognise the text of one page image for the main process.
    #[command(hide = true)]
    RecogniserWorker {
        /// The recogniser and its languages.
        arguments: Vec<String>,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum JournalAction {
    /// Show the entries, oldest first.
    List {
        /// Only entries of this topic, such as `dora.gaps.identified`.
        #[arg(long, value_name = "TOPIC")]
        topic: Option<String>,
    },
    /// Check hash chain, Merkle tree, signatures and database pages.
    Verify,
}

#[derive(Debug, Args)]
pub(crate) struct RunArgs {
    #[command(flatten)]
    pub(crate) import: ImportArgs,
    #[command(flatten)]
    pub(crate) firm: FirmArgs,
    #[command(flatten)]
    pub(crate) risk: RiskArgs,
    #[command(flatten)]
    pub(crate) plan: PlanArgs,
    #[command(flatten)]
    pub(crate) reader: ReaderArgs,
    /// Folder for the reports.
    #[arg(long, value_name = "DIR", default_value = "holdfast-reports")]
    pub(crate) out: PathBuf,
    /// Name of the firm on the report.
    #[arg(long, value_name = "NAME")]
    pub(crate) firm_name: Option<String>,
    #[command(flatten)]
    pub(crate) masking: MaskingArgs,
}

#[derive(Clone, Copy, Debug, Args)]
pub(crate) struct MaskingArgs {
    /// Personal data in the report: nothing masked; all but names and business mail; or everything.
    #[arg(long, value_name = "off|internal|external", value_parser = policy, default_value = PiiPolicy::External.name())]
    pub(crate) pii: PiiPolicy,
}

#[derive(Debug, Args)]
pub(crate) struct ImportArgs {
    /// Files and folders.
    #[arg(required = true, value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
    /// Largest file that is read, in MB.
    #[arg(long, value_name = "MB", default_value_t = 64, value_parser = clap::value_parser!(u64).range(1..=512))]
    pub(crate) max_file_mb: u64,
    /// File with passwords of protected documents, one a line; a terminal is asked otherwise. Never stored.
    #[arg(long, value_name = "FILE")]
    pub(crate) passwords_file: Option<PathBuf>,
    /// Leave pages without a text layer unread, even where tesseract is installed.
    #[arg(long)]
    pub(crate) no_ocr: bool,
}

#[derive(Debug, Args)]
pub(crate) struct AssessArgs {
    #[command(flatten)]
    pub(crate) firm: FirmArgs,
    #[command(flatten)]
    pub(crate) reader: ReaderArgs,
}

#[derive(Debug, Args)]
pub(crate) struct FirmArgs {
    /// Kind of financial entity, Article 2(1).
    #[arg(long, value_name = "TYPE", value_parser = entity, default_value = "payment-institution")]
    pub(crate) entity: EntityType,
    /// Which duties apply.
    #[arg(long, value_enum, default_value_t = RegimeArg::Full)]
    pub(crate) regime: RegimeArg,
    /// Whether the firm has been identified for threat-led penetration testing (Article 26); left open when not said.
    #[arg(long, value_enum)]
    pub(crate) tlpt: Option<YesNo>,
    /// Leave out the criteria of Level 2 acts.
    #[arg(long)]
    pub(crate) level1_only: bool,
    /// Yearly worldwide turnover in EUR, for percentage penalties.
    #[arg(long, value_name = "EUR", value_parser = amount)]
    pub(crate) turnover: Option<f64>,
}

#[derive(Debug, Args)]
pub(crate) struct RiskArgs {
    /// Scenarios in place of the library: CSV, or JSON with a list or an object that adds insurance and dependence.
    #[arg(long, value_name = "FILE")]
    pub(crate) scenarios: Option<PathBuf>,
    /// Simulated years.
    #[arg(long, value_name = "N", default_value_t = 100_000)]
    pub(crate) iterations: u64,
    /// Seed of the simulation.
    #[arg(long, value_name = "S", default_value_t = 20_220_614)]
    pub(crate) seed: u64,
    /// Compute the figures without chance instead of simulating them: independent scenarios without insurance.
    #[arg(long)]
    pub(crate) exact: bool,
    /// Penalty regimes in place of the library, JSON.
    #[arg(long, value_name = "FILE")]
    pub(crate) penalties: Option<PathBuf>,
    /// Penalty regime by name; the first where none is named.
    #[arg(long, value_name = "ID")]
    pub(crate) penalty: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct PlanArgs {
    /// People in place of the default team, JSON.
    #[arg(long, value_name = "FILE")]
    pub(crate) people: Option<PathBuf>,
    /// First day of the plan; the day after the assessment when not said.
    #[arg(long, value_name = "DATE")]
    pub(crate) start: Option<Date>,
    /// Day by which everything should be done.
    #[arg(long, value_name = "DATE")]
    pub(crate) deadline: Option<Date>,
    /// Leave out of account what was reported as done: plan everything, as if nothing had begun.
    #[arg(long)]
    pub(crate) from_scratch: bool,
    /// Tasks of the firm's own, JSON: new ones, and changes to those of the library.
    #[arg(long, value_name = "FILE")]
    pub(crate) tasks: Option<PathBuf>,
    /// What counts once all dates are kept, the most important first.
    #[arg(long, value_enum, value_delimiter = ',', value_name = "AIM", default_value = "finish,risk,cost")]
    pub(crate) objective: Vec<ObjectiveArg>,
    /// When a vendor may do a task: never, where the team cannot, or wherever it makes a better plan.
    #[arg(long, value_enum, default_value_t = VendorsArg::Needed)]
    pub(crate) vendors: VendorsArg,
    /// What may be spent on purchases and vendors in each quarter of the year.
    #[arg(long, value_name = "EUR", value_parser = amount)]
    pub(crate) quarter_budget: Option<f64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ObjectiveArg {
    Finish,
    Risk,
    Cost,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum VendorsArg {
    Never,
    Needed,
    Free,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum RegimeArg {
    Full,
    Micro,
    Simplified,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum YesNo {
    Yes,
    No,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum KindArg {
    Board,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum FormatArg {
    Pdf,
    Json,
}

impl From<KindArg> for ReportKind {
    fn from(kind: KindArg) -> Self {
        match kind {
            KindArg::Board => ReportKind::Board,
        }
    }
}

impl From<FormatArg> for ReportFormat {
    fn from(format: FormatArg) -> Self {
        match format {
            FormatArg::Pdf => ReportFormat::Pdf,
            FormatArg::Json => ReportFormat::Json,
        }
    }
}

impl FirmArgs {
    /// The firm as the engine sees it.
    pub(crate) fn profile(&self) -> FirmProfile {
        FirmProfile {
            entity: self.entity,
            regime: match self.regime {
                RegimeArg::Full => Regime::Full,
                RegimeArg::Micro => Regime::Micro,
                RegimeArg::Simplified => Regime::Simplified,
            },
            turnover_eur: self.turnover,
            tlpt_identified: self.tlpt.map(|answer| matches!(answer, YesNo::Yes)),
            level2: !self.level1_only,
        }
    }
}

fn entity(name: &str) -> Result<EntityType, String> {
    EntityType::from_name(name).ok_or_else(|| {
        let names: Vec<&str> = EntityType::ALL.iter().map(|entity| entity.name()).collect();
        format!("choose one of: {}", names.join(", "))
    })
}

fn policy(name: &str) -> Result<PiiPolicy, String> {
    PiiPolicy::ALL.into_iter().find(|policy| policy.name() == name).ok_or("choose off, internal or external".into())
}

fn framework(name: &str) -> Result<FrameworkId, String> {
    FrameworkId::from_name(name)
        .ok_or_else(|| format!("choose one of: {}", FrameworkId::ALL.map(FrameworkId::name).join(", ")))
}

fn amount(text: &str) -> Result<f64, String> {
    match text.replace(['_', ' '], "").parse::<f64>() {
        Ok(amount) if amount.is_finite() && amount >= 0.0 => Ok(amount),
        _ => Err("give an amount in EUR, such as 45000000".into()),
    }
}
