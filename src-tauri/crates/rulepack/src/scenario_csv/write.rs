//! From scenarios to a table.

use super::{BETWEEN, MARK, SCENARIO_FIELDS, looks_active};
use crate::{Driver, Frequency, Pert, Scenario, Severity};
use std::collections::BTreeMap;

/// Field to content; what is not filled is not there.
type Cells = BTreeMap<&'static str, String>;

/// The scenarios as a table with a head, lines ending in CR LF. A text that a spreadsheet might run as a formula gets
/// a `'` in front.
pub fn write_scenarios(scenarios: &[Scenario]) -> String {
    // Without the mark Excel takes the text for another encoding.
    let mut table = format!("\u{feff}{}\r\n", SCENARIO_FIELDS.join(","));
    for row in scenario_rows(scenarios) {
        push(&mut table, &row);
    }
    table
}

/// The rows of such a table without its head: for each of the fields its content, empty where there is none.
pub fn scenario_rows(scenarios: &[Scenario]) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    for scenario in scenarios {
        let mut cells = described(scenario);
        let mut drivers = scenario.drivers.iter();
        if let Some(first) = drivers.next() {
            cells.append(&mut control(first));
        }
        rows.push(laid_out(&cells));
        for driver in drivers {
            let mut cells = control(driver);
            cells.insert("id", text(scenario.id.as_str()));
            rows.push(laid_out(&cells));
        }
    }
    rows
}

fn laid_out(cells: &Cells) -> Vec<String> {
    SCENARIO_FIELDS.iter().map(|field| cells.get(field).cloned().unwrap_or_default()).collect()
}

/// Adds a line to a table of comma-separated values.
pub(super) fn push(table: &mut String, row: &[String]) {
    let quoted = |cell: &String| match cell.contains([',', '"', '\r', '\n']) {
        true => format!("\"{}\"", cell.replace('"', "\"\"")),
        false => cell.clone(),
    };
    *table += &row.iter().map(quoted).collect::<Vec<_>>().join(",");
    *table += "\r\n";
}

fn text(text: &str) -> String {
    if looks_active(text) { format!("{MARK}{text}") } else { text.to_owned() }
}

fn described(scenario: &Scenario) -> Cells {
    let mut cells = Cells::from([
        ("id", text(scenario.id.as_str())),
        ("title", text(&scenario.title)),
        ("description", text(&scenario.description)),
        ("source", text(&scenario.source)),
    ]);
    let mut number = |field, value: f64| {
        cells.insert(field, value.to_string());
    };
    scenario.cap.into_iter().for_each(|cap| number("cap", cap));
    scenario.deductible.into_iter().for_each(|deductible| number("deductible", deductible));
    let kind = match &scenario.frequency {
        Frequency::Poisson { rate } => {
            number("rate", *rate);
            "poisson"
        }
        Frequency::PoissonPert { rate } => {
            [("rate_low", rate.low), ("rate_mode", rate.mode), ("rate_high", rate.high)]
                .into_iter()
                .for_each(|(field, value)| number(field, value));
            "poisson_pert"
        }
        Frequency::NegativeBinomial { rate, size } => {
            [("rate", *rate), ("size", *size)].into_iter().for_each(|(field, value)| number(field, value));
            "negative_binomial"
        }
        Frequency::Bernoulli { probability } => {
            number("probability", *probability);
            "bernoulli"
        }
    };
    cells.insert("frequency", kind.to_owned());
    lay_out(&scenario.severity, &mut cells);
    cells
}

fn lay_out(severity: &Severity, cells: &mut Cells) {
    let mut fill = |kind: &str, fields: &[(&'static str, f64)]| {
        cells.insert("severity", kind.to_owned());
        cells.extend(fields.iter().map(|(field, value)| (*field, value.to_string())));
    };
    match severity {
        Severity::Lognormal { mu, sigma } => fill("lognormal", &[("mu", *mu), ("sigma", *sigma)]),
        Severity::LognormalInterval { low, high } => fill("lognormal_interval", &[("low", *low), ("high", *high)]),
        Severity::Pert { low, mode, high } => fill("pert", &[("low", *low), ("mode", *mode), ("high", *high)]),
        Severity::Gamma { shape, scale } => fill("gamma", &[("shape", *shape), ("scale", *scale)]),
        Severity::Weibull { shape, scale } => fill("weibull", &[("shape", *shape), ("scale", *scale)]),
        Severity::Spliced { body, threshold, shape, scale } => {
            lay_out(body, cells);
            let tail = [("tail_threshold", threshold), ("tail_shape", shape), ("tail_scale", scale)];
            cells.extend(tail.map(|(field, value)| (field, value.to_string())));
        }
        Severity::Empirical { losses } => {
            fill("empirical", &[]);
            let losses: Vec<String> = losses.iter().map(f64::to_string).collect();
            cells.insert("losses", losses.join(&BETWEEN.to_string()));
        }
    }
}

fn control(driver: &Driver) -> Cells {
    let mut cells =
        Cells::from([("requirement", text(driver.requirement.as_str())), ("control", text(&driver.control))]);
    let mut effect = |fields: [&'static str; 3], effect: &Option<Pert>| {
        if let Some(Pert { low, mode, high }) = effect {
            cells.extend(fields.into_iter().zip([low, mode, high].map(f64::to_string)));
        }
    };
    effect(["prevents_events_low", "prevents_events_mode", "prevents_events_high"], &driver.frequency);
    effect(["prevents_loss_low", "prevents_loss_mode", "prevents_loss_high"], &driver.severity);
    cells
}
