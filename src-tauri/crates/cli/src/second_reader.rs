//! The second reader that the options name: an installed model, or a language model behind an endpoint.
//!
//! Without one of these options nothing here runs and no connection is opened.

use crate::args::Global;
use crate::reader::threads;
use crate::session::resources;
use clap::Args;
use holdfast_domain::{Code, Failure, SecondReading};
use holdfast_engine::{ReaderKind, ReadingSummary, Resources, SURE, SecondOpinion};
use holdfast_nlp::{PairFiles, PairReader};
use holdfast_ports::{Consent, Outbound, ReaderIdentity, SecondReader};
use holdfast_reader_http::{ApiKey, Endpoint, EndpointReader, Limits};
use serde_json::json;
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;
use zeroize::Zeroizing;

/// Options of a second reader.
#[derive(Debug, Args)]
#[command(next_help_heading = "Second reader (off unless named)")]
pub(crate) struct ReaderArgs {
    /// An installed model that reads unsure verdicts again.
    #[arg(long, value_name = "NAME", group = "second")]
    reader: Option<String>,
    /// Base address of a chat-completions server that reads unsure verdicts again; passages are sent there.
    #[arg(long, value_name = "URL", group = "second", requires = "reader_model")]
    reader_endpoint: Option<String>,
    /// Name of the model at that address.
    #[arg(long, value_name = "NAME", requires = "reader_endpoint")]
    reader_model: Option<String>,
    /// File that holds the key for that address.
    #[arg(long, value_name = "FILE", requires = "reader_endpoint")]
    reader_key_file: Option<PathBuf>,
    /// Ask about verdicts of a lower confidence, 0 to 1.
    #[arg(long, value_name = "SHARE", requires = "second", value_parser = share, default_value_t = SURE)]
    reader_below: f64,
    /// Ask about every criterion that binds the firm.
    #[arg(long, requires = "second", conflicts_with = "reader_below")]
    reader_all: bool,
    /// Time for one question to the address, in seconds.
    #[arg(long, value_name = "SECONDS", requires = "reader_endpoint", default_value_t = 120,
          value_parser = clap::value_parser!(u64).range(1..=3600))]
    reader_timeout: u64,
    /// Time for all questions to the address, in minutes; what is left is asked by the next run.
    #[arg(long, value_name = "MINUTES", requires = "reader_endpoint", default_value_t = 60,
          value_parser = clap::value_parser!(u64).range(1..=10_080))]
    reader_time: u64,
    /// Send without asking first.
    #[arg(long, requires = "reader_endpoint")]
    yes: bool,
}

/// A second reader, ready to be asked.
pub(crate) struct Second {
    reader: Box<dyn SecondReader>,
    below: Option<f64>,
    consent: Screen,
}

impl Second {
    /// The second reader that the options name; `None` where they name none. Nothing is sent here.
    pub(crate) fn of(args: &ReaderArgs, global: &Global) -> Result<Option<Self>, Failure> {
        let reader: Box<dyn SecondReader> = if let Some(name) = &args.reader {
            Box::new(installed(name, &resources(global)?)?)
        } else if let Some(address) = &args.reader_endpoint {
            let can_ask = std::io::stdin().is_terminal() && std::io::stderr().is_terminal();
            if !args.yes && !can_ask {
                let message = "Nobody can be asked here whether passages may be sent to the second reader.";
                return Err(Failure::new(Code::Refused, message, "Add --yes to allow it."));
            }
            Box::new(remote(address, args)?)
        } else {
            return Ok(None);
        };
        let below = (!args.reader_all).then_some(args.reader_below);
        Ok(Some(Self { reader, below, consent: Screen { is_json: global.json, yes: args.yes } }))
    }

    /// As the engine takes it.
    pub(crate) fn opinion(&self) -> SecondOpinion<'_> {
        SecondOpinion { reader: self.reader.as_ref(), below: self.below, consent: &self.consent }
    }
}

fn installed(name: &str, resources: &Resources) -> Result<PairReader, Failure> {
    let entry = resources.reader(name)?;
    let bytes = resources.reader_bytes(&entry)?;
    let files = PairFiles {
        identity: ReaderIdentity { name: entry.id.clone(), version: resources.reader_version(&entry)?, endpoint: None },
        passage_first: entry.kind == ReaderKind::Entailment,
        model: &bytes.model,
        tokenizer: &bytes.tokenizer,
        calibration: &bytes.calibration,
        labels: &entry.labels,
        max_tokens: entry.max_tokens,
    };
    PairReader::load(&resources.runtime_library()?, &files, threads()).map_err(|error| {
        let message = format!("The second reader {name} does not load: {error}.");
        Failure::new(Code::Installation, message, "Check its entry in models/manifest.json; docs/second-reader.md.")
    })
}

fn remote(address: &str, args: &ReaderArgs) -> Result<EndpointReader, Failure> {
    let usage = |message: String, hint: &str| Failure::new(Code::Usage, message, hint);
    let endpoint = Endpoint::parse(address).map_err(|error| {
        let hint = "Use https, or http to this machine or the private network, such as http://127.0.0.1:8080/v1.";
        usage(format!("The second reader cannot be asked: {error}."), hint)
    })?;
    let model = args.reader_model.as_deref().unwrap_or_default();
    if model.is_empty() || model.chars().count() > 200 || model.chars().any(char::is_control) {
        return Err(usage(
            "The name of the model is empty, too long or not printable.".into(),
            "Check --reader-model.",
        ));
    }
    let key = args.reader_key_file.as_deref().map(api_key).transpose()?;
    if key.is_some() && !endpoint.is_encrypted() && !endpoint.is_loopback() {
        let message = format!("The key would travel to {} unencrypted.", endpoint.host());
        return Err(usage(message, "Use an https address."));
    }
    let limits = Limits {
        question: Duration::from_secs(args.reader_timeout),
        total: Duration::from_secs(args.reader_time * 60),
        ..Limits::default()
    };
    Ok(EndpointReader::new(endpoint, model, key, limits))
}

fn api_key(file: &Path) -> Result<ApiKey, Failure> {
    let text = Zeroizing::new(std::fs::read_to_string(file).map_err(|error| {
        let message = format!("The key file {} cannot be read: {error}.", file.display());
        Failure::new(Code::NotFound, message, "Check the path and permission of the file.")
    })?);
    ApiKey::new(Zeroizing::new(text.trim_end_matches(['\r', '\n']).to_owned())).ok_or_else(|| {
        let message = format!("The key file {} does not hold one line of printable characters.", file.display());
        Failure::new(Code::Usage, message, "Put the key alone into the file.")
    })
}

/// Says what would be sent, and asks the person at the terminal.
struct Screen {
    is_json: bool,
    yes: bool,
}

impl Consent for Screen {
    fn allows(&self, outbound: &Outbound<'_>) -> bool {
        let mut error = std::io::stderr();
        let Outbound { endpoint, reader, criteria, passages, characters } = outbound;
        let said = if self.is_json {
            let sending = json!({
                "reader": reader, "endpoint": endpoint, "criteria": criteria, "passages": passages,
                "characters": characters,
            });
            writeln!(error, "{}", json!({ "sending": sending }))
        } else {
            let safety = if endpoint.encrypted { "encrypted" } else { "NOT encrypted" };
            // A progress bar may stand in the line.
            let clear = if error.is_terminal() { "\r\x1b[K" } else { "" };
            writeln!(
                error,
                "{clear}To be sent to {} ({safety}), model {reader}: {criteria} criteria with {passages} passages of your \
                 documents, {characters} characters in all.",
                endpoint.host
            )
        };
        // What could not be said is not sent.
        if said.is_err() {
            return false;
        }
        if self.yes {
            return true;
        }
        let mut line = String::new();
        let asked = write!(error, "Send them? [y/N] ").and_then(|()| error.flush());
        asked.is_ok()
            && std::io::stdin().read_line(&mut line).is_ok()
            && matches!(line.trim().to_lowercase().as_str(), "y" | "yes")
    }
}

/// What the second reader did, in a line or two for people.
pub(crate) fn summary_lines(summary: &ReadingSummary) -> Vec<String> {
    let ReadingSummary { name, asked, agreed, changed, disputed, voided, failed } = summary;
    let mut lines = vec![format!(
        "Second reader {name}: asked about {asked} criteria; {agreed} verdicts confirmed, {changed} changed, {disputed} \
         disputed."
    )];
    lines.extend(voided.iter().map(|(reason, count)| format!("! {count} answers do not count: {}.", reason.clause())));
    lines.extend(failed.iter().map(|(failure, count)| {
        format!("! {count} questions without an answer: {}. {}", failure.clause(), failure.hint())
    }));
    lines
}

/// What the second reader said about one criterion, for people.
pub(crate) fn reading_lines(reading: &SecondReading) -> Vec<String> {
    let name = &reading.name;
    let mut lines = Vec::new();
    if let Some(failure) = reading.failed {
        lines.push(format!("Second reader {name}: no answer, since {}.", failure.clause()));
    }
    if let (Some(verdict), Some(confidence)) = (reading.verdict, reading.confidence) {
        let says = crate::output::verdict(verdict);
        lines.push(format!("Second reader {name}: {says} (its confidence {:.0} %)", confidence * 100.0));
    }
    if let Some(reason) = reading.voided {
        lines.push(format!("Second reader {name}: the answer does not count, since {}.", reason.clause()));
    }
    lines.extend(reading.quotes.iter().map(|quote| format!("   “{}”", crate::output::shorten(quote, 600))));
    if let Some(first) = &reading.first {
        let was = crate::output::verdict(first.verdict);
        lines.push(format!("   First verdict: {was} (confidence {:.0} %)", first.confidence * 100.0));
        lines.extend(
            first
                .evidence
                .iter()
                .map(|evidence| format!("   “{}” ({})", crate::output::shorten(&evidence.quote, 300), evidence.file)),
        );
    }
    lines
}

fn share(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(share) if (0.0..=1.0).contains(&share) => Ok(share),
        _ => Err("give a share from 0 to 1, such as 0.7".into()),
    }
}
