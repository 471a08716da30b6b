//! The holdfast command line.
//!
//! Translates arguments into engine calls and results into tables or JSON. No rule of the business lives here: what
//! counts, what applies and what is a gap is decided below. The contract of arguments, JSON shapes and exit codes is
//! fixed; extend it, never break it.

mod args;
mod commands;
mod output;
mod progress;
mod reader;
mod second_reader;
mod session;

use args::{Cli, Command, JournalAction};
use clap::Parser;
use holdfast_domain::Failure;
use output::Output;
use std::process::ExitCode;

/// How a command ended well.
pub(crate) enum Ending {
    /// Everything was done.
    Done,
    /// Done, but a part of the input could not be used.
    Partial,
    /// Not done; the reason was printed.
    Refused,
    /// Stored data does not check.
    Broken,
}

fn main() -> ExitCode {
    holdfast_nlp::forbid_telemetry();
    let cli = Cli::parse();
    match &cli.command {
        Command::IntakeWorker => return holdfast_intake::worker_main(),
        Command::RecogniserWorker { arguments } => return holdfast_intake::recogniser_main(arguments),
        _ => {}
    }
    let mut output = Output::new(cli.global.json);
    let ending = dispatch(cli, &mut output);
    if output.is_cut_off() {
        return ExitCode::FAILURE;
    }
    match ending {
        Ok(Ending::Done) => ExitCode::SUCCESS,
        Ok(Ending::Refused) => ExitCode::from(3),
        Ok(Ending::Partial) => ExitCode::from(4),
        Ok(Ending::Broken) => ExitCode::from(5),
        Err(failure) => {
            output.failure(&failure);
            ExitCode::from(failure.code.exit())
        }
    }
}

fn dispatch(cli: Cli, output: &mut Output) -> Result<Ending, Failure> {
    let global = &cli.global;
    match cli.command {
        Command::Run(args) => commands::run(global, &args, output),
        Command::Init => commands::init(global, output),
        Command::Import(args) => commands::import(global, &args, output),
        Command::Documents { passages } => commands::documents(global, passages, output),
        Command::Versions { document } => commands::versions(global, document.as_deref(), output),
        Command::Pii { reveal } => commands::pii(global, reveal, output),
        Command::Assess(args) => commands::assess(global, &args, output),
        Command::Gaps { domain, limit } => commands::gaps(global, domain.as_deref(), limit, output),
        Command::Explain { figure } => commands::explain(global, &figure, output),
        Command::Criteria { vectors: Some(file), .. } => commands::criterion_vectors(global, &file, output),
        Command::Criteria { framework, domain, .. } => commands::criteria(global, framework, domain.as_deref(), output),
        Command::Review(args) => commands::review(global, &args, output),
        Command::History => commands::history(global, output),
        Command::Diff { old, new } => commands::diff(global, old.as_deref(), new.as_deref(), output),
        Command::Risk(args) => commands::risk(global, &args, output),
        Command::Scenarios { action } => commands::scenarios(global, &action, output),
        Command::Plan(args) => commands::plan(global, &args, output),
        Command::Report { kind, format, out, firm, masking } => {
            let (kind, format, policy) = (kind.into(), format.into(), masking.pii);
            commands::report(global, (kind, format, policy), &out, firm.as_deref(), output)
        }
        Command::Journal { action: JournalAction::Verify } => commands::journal_verify(global, output),
        Command::Journal { action: JournalAction::List { topic } } => {
            commands::journal_list(global, topic.as_deref(), output)
        }
        Command::Backup { file } => commands::backup(global, &file, output),
        Command::Restore { file, replace } => commands::restore(global, &file, replace, output),
        Command::Doctor => commands::doctor(global, output),
        Command::IntakeWorker | Command::RecogniserWorker { .. } => Ok(Ending::Done),
    }
}
