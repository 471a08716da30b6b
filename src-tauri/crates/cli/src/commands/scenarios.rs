//! `scenarios`: the library or a file of one's own, shown and converted. Needs no workspace.

use super::read_json;
use crate::Ending;
use crate::args::{Global, ScenariosAction};
use crate::output::{Output, euros};
use crate::reader::LazyReader;
use crate::session::{Shipped, resources};
use holdfast_domain::{Code, Failure};
use holdfast_engine::sheet_rows;
use holdfast_intake::Limits;
use holdfast_ports::Reader;
use holdfast_report_xlsx::scenario_workbook;
use holdfast_risk::check_portfolio;
use holdfast_rulepack::{
    Frequency, Portfolio, SCENARIO_FIELDS, Severity, read_scenario_rows, read_scenario_table, scenario_rows,
    write_scenarios,
};
use serde_json::json;
use std::ffi::OsStr;
use std::path::Path;

pub(crate) fn scenarios(global: &Global, action: &ScenariosAction, output: &mut Output) -> Result<Ending, Failure> {
    match action {
        ScenariosAction::List { scenarios } => list(&portfolio(global, scenarios.as_deref())?, output),
        ScenariosAction::Export { scenarios, out, replace } => {
            if out.exists() && !replace {
                let message = format!("{} is there already; it may hold what somebody typed.", out.display());
                return Err(Failure::new(Code::Refused, message, "Name another file, or give --replace."));
            }
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

/// Reads the scenarios of a file: a table where its name ends in `.csv` or `.xlsx`, JSON otherwise. A workbook is parsed
/// where documents are, outside this process.
pub(super) fn read_portfolio(global: &Global, file: &Path) -> Result<Portfolio, Failure> {
    let form = Form::of(file);
    if form == Form::Json {
        return read_json(file, "scenario");
    }
    let bytes = std::fs::read(file).map_err(|error| {
        let message = format!("The scenario file {} cannot be read: {error}.", file.display());
        Failure::new(Code::NotFound, message, "Check the path.")
    })?;
    let scenarios = match form {
        Form::Workbook => read_scenario_rows(&first_sheet(global, file, &bytes)?),
        _ => read_scenario_table(&bytes),
    };
    let scenarios = scenarios.map_err(|error| {
        let message = format!("The scenario file {} is not of the expected form: {error}.", file.display());
        Failure::new(Code::Usage, message, "Correct the field that the message names.")
    })?;
    Ok(Portfolio { scenarios, ..Portfolio::default() })
}

fn first_sheet(global: &Global, file: &Path, bytes: &[u8]) -> Result<Vec<Vec<String>>, Failure> {
    let reader = LazyReader::new(resources(global)?, Limits::default(), false);
    let reading = reader.read(&file.display().to_string(), bytes, None);
    let document = reading.map_err(|found| Failure::new(Code::Usage, found.message, found.hint))?.document;
    document.and_then(|document| sheet_rows(&document).into_iter().next()).ok_or_else(|| {
        let message = format!("{} is no workbook with a table.", file.display());
        Failure::new(Code::Usage, message, "Export one with `holdfast scenarios export --out FILE.xlsx` and edit it.")
    })
}

/// The form of a file of scenarios, by its name.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Csv,
    Workbook,
    Json,
}

impl Form {
    fn of(file: &Path) -> Self {
        let extension = file.extension().and_then(OsStr::to_str).unwrap_or_default();
        match extension.to_ascii_lowercase().as_str() {
            "csv" => Self::Csv,
            "xlsx" => Self::Workbook,
            _ => Self::Json,
        }
    }
}

/// The scenarios of the file, or the library; their figures are in range.
fn portfolio(global: &Global, file: Option<&Path>) -> Result<Portfolio, Failure> {
    let portfolio = match file {
        Some(file) => read_portfolio(global, file)?,
        None => Portfolio { scenarios: Shipped::read(global)?.packs.scenarios, ..Portfolio::default() },
    };
    check_portfolio(&portfolio).map_err(|error| {
        Failure::new(Code::Usage, format!("The scenarios cannot be used: {error}."), "Correct the figure in the file.")
    })?;
    Ok(portfolio)
}

fn export(portfolio: &Portfolio, out: &Path) -> Result<(), Failure> {
    let bare = Portfolio { scenarios: portfolio.scenarios.clone(), ..Portfolio::default() };
    let internal = |error: &dyn std::fmt::Display| Failure::new(Code::Internal, error.to_string(), "Report this.");
    let scenarios = &portfolio.scenarios;
    let bytes = match Form::of(out) {
        Form::Json => serde_json::to_vec_pretty(portfolio).map_err(|error| internal(&error))?,
        _ if *portfolio != bare => {
            let message =
                "The file ties scenarios together by insurance, shocks or correlation, which a table cannot hold.";
            return Err(Failure::new(Code::Usage, message, "Name a file that ends in .json."));
        }
        Form::Csv => write_scenarios(scenarios).into_bytes(),
        Form::Workbook => {
            scenario_workbook(&SCENARIO_FIELDS, &scenario_rows(scenarios)).map_err(|error| internal(&error))?
        }
    };
    std::fs::write(out, bytes).map_err(|error| {
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
