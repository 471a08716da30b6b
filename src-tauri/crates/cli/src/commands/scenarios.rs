//! `scenarios`: the library or a file of one's own, shown and converted. Needs no workspace.

use super::read_json;
use crate::Ending;
use crate::args::{Global, ScenariosAction};
use crate::output::{Output, euros};
use crate::session::Shipped;
use holdfast_domain::{Code, Failure};
use holdfast_risk::check_portfolio;
use holdfast_rulepack::{Frequency, Portfolio, Severity, read_scenario_table, write_scenarios};
use serde_json::json;
use std::ffi::OsStr;
use std::path::Path;

pub(crate) fn scenarios(global: &Global, action: &ScenariosAction, output: &mut Output) -> Result<Ending, Failure> {
    match action {
        ScenariosAction::List { scenarios } => list(&portfolio(global, scenarios.as_deref())?, output),
        ScenariosAction::Export { scenarios, out } => {
            let portfolio = portfolio(global, scenarios.as_deref())?;
            export(&portfolio, out)?;
            if output.is_json() {
                output.document(&json!({ "file": out, "scenarios": portfolio.scenarios.len() }));
            } else {
                output.line(&format!("{}: {} scenarios", out.display(), portfolio.scenarios.len()));
            }
        }
    }
    Ok(Ending::Done)
}

/// Reads the scenarios of a file: a table where its name ends in `.csv`, JSON otherwise.
pub(super) fn read_portfolio(file: &Path) -> Result<Portfolio, Failure> {
    if !is_table(file) {
        return read_json(file, "scenario");
    }
    let bytes = std::fs::read(file).map_err(|error| {
        let message = format!("The scenario file {} cannot be read: {error}.", file.display());
        Failure::new(Code::NotFound, message, "Check the path.")
    })?;
    let scenarios = read_scenario_table(&bytes).map_err(|error| {
        let message = format!("The scenario file {} is not of the expected form: {error}.", file.display());
        Failure::new(Code::Usage, message, "Correct the field that the message names.")
    })?;
    Ok(Portfolio { scenarios, ..Portfolio::default() })
}

fn is_table(file: &Path) -> bool {
    file.extension().and_then(OsStr::to_str).is_some_and(|extension| extension.eq_ignore_ascii_case("csv"))
}

/// The scenarios of the file, or the library; their figures are in range.
fn portfolio(global: &Global, file: Option<&Path>) -> Result<Portfolio, Failure> {
    let portfolio = match file {
        Some(file) => read_portfolio(file)?,
        None => Portfolio { scenarios: Shipped::read(global)?.packs.scenarios, ..Portfolio::default() },
    };
    check_portfolio(&portfolio).map_err(|error| {
        Failure::new(Code::Usage, format!("The scenarios cannot be used: {error}."), "Correct the figure in the file.")
    })?;
    Ok(portfolio)
}

fn export(portfolio: &Portfolio, out: &Path) -> Result<(), Failure> {
    let bare = Portfolio { scenarios: portfolio.scenarios.clone(), ..Portfolio::default() };
    let text = if !is_table(out) {
        serde_json::to_string_pretty(portfolio)
            .map_err(|error| Failure::new(Code::Internal, format!("{error}"), "Report this."))?
    } else if *portfolio == bare {
        write_scenarios(&portfolio.scenarios)
    } else {
        let message =
            "The file ties scenarios together by insurance, shocks or correlation, which a table cannot hold.";
        return Err(Failure::new(Code::Usage, message, "Name a file that ends in .json."));
    };
    std::fs::write(out, text).map_err(|error| {
        let message = format!("{} cannot be written: {error}.", out.display());
        Failure::new(Code::Io, message, "Name a file in a folder that you may write to.")
    })
}

fn list(portfolio: &Portfolio, output: &mut Output) {
    if output.is_json() {
        output.document(portfolio);
        return;
    }
    let rows = portfolio.scenarios.iter().map(|scenario| {
        let requirements: Vec<&str> = scenario.drivers.iter().map(|driver| driver.requirement.as_str()).collect();
        vec![
            scenario.id.to_string(),
            scenario.title.clone(),
            often(&scenario.frequency),
            costs(&scenario.severity),
            requirements.join(", "),
            scenario.source.clone(),
        ]
    });
    output.table(&["Scenario", "", "Events a year", "Loss of one event", "Moved by", "Source"], rows.collect());
}

/// How often, were no control in place.
fn often(frequency: &Frequency) -> String {
    match frequency {
        Frequency::Poisson { rate } => rate.to_string(),
        Frequency::PoissonPert { rate } => format!("{} to {}, mostly {}", rate.low, rate.high, rate.mode),
        Frequency::NegativeBinomial { rate, size } => format!("{rate}, clustered by {size}"),
        Frequency::Bernoulli { probability } => format!("one with probability {probability}"),
    }
}

/// What it costs, were no control in place.
fn costs(severity: &Severity) -> String {
    match severity {
        Severity::Lognormal { mu, sigma } => format!("lognormal, mu {mu}, sigma {sigma}"),
        Severity::LognormalInterval { low, high } => format!("{} to {} (90 %)", euros(*low), euros(*high)),
        Severity::Pert { low, mode, high } => {
            format!("{} to {}, mostly {}", euros(*low), euros(*high), euros(*mode))
        }
        Severity::Gamma { shape, scale } => format!("gamma, shape {shape}, scale {}", euros(*scale)),
        Severity::Weibull { shape, scale } => format!("Weibull, shape {shape}, scale {}", euros(*scale)),
        Severity::Spliced { body, threshold, .. } => {
            format!("{}; Pareto tail from {}", costs(body), euros(*threshold))
        }
        Severity::Empirical { losses } => format!("{} observed losses", losses.len()),
    }
}
