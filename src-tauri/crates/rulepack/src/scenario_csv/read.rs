//! From a table to scenarios.

use super::write::push;
use super::{BETWEEN, MARK, SCENARIO_FIELDS, looks_active};
use crate::{Driver, Frequency, Pert, Scenario, Severity};
use csv::{ByteRecord, ReaderBuilder};
use std::collections::BTreeMap;
use thiserror::Error;

/// Why a table cannot be read, and where.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("row {row}, field {field}: {message}")]
pub struct TableError {
    /// Row from 1, the head included, as a spreadsheet counts.
    pub row: usize,
    /// Field by its name in the head.
    pub field: String,
    /// What was found and what is expected.
    pub message: String,
}

/// Reads the scenarios of the rows of a sheet, the head first; otherwise as [`read_scenario_table`].
///
/// # Errors
/// As [`read_scenario_table`].
pub fn read_scenario_rows(rows: &[Vec<String>]) -> Result<Vec<Scenario>, TableError> {
    let mut table = String::new();
    let fields = rows.first().map_or(0, Vec::len);
    for row in rows {
        // A sheet ends a row with its last filled cell.
        let filled = row.iter().cloned().chain(std::iter::repeat(String::new())).take(fields.max(row.len()));
        push(&mut table, &filled.collect::<Vec<_>>());
    }
    read_scenario_table(table.as_bytes())
}

/// Reads the scenarios of a table; whether their figures are in range is not looked at.
///
/// # Errors
/// Names the first row and field that do not fit, with what is expected: also where the table was saved in a locale
/// with other separators or decimal marks.
pub fn read_scenario_table(bytes: &[u8]) -> Result<Vec<Scenario>, TableError> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut reader = ReaderBuilder::new().has_headers(false).flexible(true).from_reader(bytes);
    let mut records = reader.byte_records().enumerate();
    let read = |row: usize, record: Result<ByteRecord, csv::Error>| {
        record.map_err(|error| refusal(row, "all", format!("cannot be read: {error}")))
    };
    let Some((_, head)) = records.next() else {
        return Err(refusal(1, "all", "the table is empty; its first row must name the fields".to_owned()));
    };
    let head = head_of(&read(1, head)?)?;
    let mut scenarios: Vec<Scenario> = Vec::new();
    for (at, record) in records {
        let mut row = Row::new(at + 1, &head, &read(at + 1, record)?)?;
        if row.cells.is_empty() {
            continue;
        }
        let id = row.text("id")?;
        if let Some(last) = scenarios.last_mut().filter(|last| last.id.as_str() == id && !row.describes()) {
            let driver = row.driver()?;
            let none = || refusal(row.number, "requirement", "must be filled in a further row of a scenario".into());
            last.drivers.push(driver.ok_or_else(none)?);
        } else {
            if scenarios.iter().any(|known| known.id.as_str() == id) {
                let rule = "has stood in the table before; further controls of a scenario follow its row directly";
                return Err(refusal(row.number, "id", format!("{id} {rule}")));
            }
            let (frequency, severity) = (row.frequency()?, row.severity()?);
            scenarios.push(Scenario {
                id: id.as_str().into(),
                title: row.text("title")?,
                description: row.cells.remove("description").unwrap_or_default(),
                frequency,
                severity,
                cap: row.optional("cap")?,
                deductible: row.optional("deductible")?,
                drivers: row.driver()?.into_iter().collect(),
                source: row.text("source")?,
            });
        }
        if let Some((field, cell)) = row.cells.first_key_value() {
            let rule = "must be empty: no other field of this row gives it a meaning";
            return Err(refusal(row.number, field, format!("holds `{cell}` but {rule}")));
        }
    }
    if scenarios.is_empty() {
        return Err(refusal(2, "id", "the table holds no scenario".to_owned()));
    }
    Ok(scenarios)
}

fn refusal(row: usize, field: &str, message: String) -> TableError {
    TableError { row, field: field.to_owned(), message }
}

/// The field of each column.
fn head_of(record: &ByteRecord) -> Result<Vec<&'static str>, TableError> {
    let mut head = Vec::new();
    for name in record {
        let name = String::from_utf8_lossy(name).trim().to_owned();
        for (mark, called) in [(';', "semicolons"), ('\t', "tabs")] {
            if name.contains(mark) {
                let message = format!(
                    "fields are separated by {called}, as some locales do; save the table with commas between fields \
                     and points in numbers"
                );
                return Err(refusal(1, "all", message));
            }
        }
        let Some(field) = SCENARIO_FIELDS.iter().find(|field| **field == name) else {
            let message = format!("is not known; the fields are {}", SCENARIO_FIELDS.join(", "));
            return Err(refusal(1, &name, message));
        };
        if head.contains(field) {
            return Err(refusal(1, field, "stands twice in the head".to_owned()));
        }
        head.push(*field);
    }
    let missing = ["id", "title", "source", "frequency", "severity"].into_iter().find(|field| !head.contains(field));
    missing.map_or(Ok(head), |field| Err(refusal(1, field, "is missing from the head".to_owned())))
}

/// The filled fields of a row. Reading a field takes it out, so what is left at the end has no meaning here.
struct Row {
    number: usize,
    cells: BTreeMap<&'static str, String>,
}

impl Row {
    fn new(number: usize, head: &[&'static str], record: &ByteRecord) -> Result<Self, TableError> {
        if record.len() != head.len() {
            let message = format!(
                "the row has {} fields and the head {}; a comma inside a field needs quotes around the field, and numbers \
                 need a point as decimal mark",
                record.len(),
                head.len()
            );
            return Err(refusal(number, "all", message));
        }
        let mut cells = BTreeMap::new();
        for (field, cell) in head.iter().zip(record) {
            let Ok(cell) = std::str::from_utf8(cell) else {
                return Err(refusal(number, field, "is not UTF-8; save the table as CSV UTF-8".to_owned()));
            };
            let bare = cell.strip_prefix(MARK).filter(|bare| looks_active(bare)).unwrap_or(cell);
            if !bare.is_empty() {
                cells.insert(*field, bare.to_owned());
            }
        }
        Ok(Self { number, cells })
    }

    /// Whether the row says anything of the scenario beside its id and a control.
    fn describes(&self) -> bool {
        ["title", "source", "frequency", "severity"].iter().any(|field| self.cells.contains_key(field))
    }

    fn text(&mut self, field: &'static str) -> Result<String, TableError> {
        self.cells.remove(field).ok_or_else(|| refusal(self.number, field, "must be filled".to_owned()))
    }

    fn number(&mut self, field: &'static str) -> Result<f64, TableError> {
        let cell = self.text(field)?;
        number(self.number, field, &cell)
    }

    fn optional(&mut self, field: &'static str) -> Result<Option<f64>, TableError> {
        self.cells.remove(field).map(|cell| number(self.number, field, &cell)).transpose()
    }

    fn estimate(&mut self, [low, mode, high]: [&'static str; 3]) -> Result<Pert, TableError> {
        Ok(Pert { low: self.number(low)?, mode: self.number(mode)?, high: self.number(high)? })
    }

    fn frequency(&mut self) -> Result<Frequency, TableError> {
        let kind = self.text("frequency")?;
        Ok(match kind.as_str() {
            "poisson" => Frequency::Poisson { rate: self.number("rate")? },
            "poisson_pert" => Frequency::PoissonPert { rate: self.estimate(["rate_low", "rate_mode", "rate_high"])? },
            "negative_binomial" => {
                Frequency::NegativeBinomial { rate: self.number("rate")?, size: self.number("size")? }
            }
            "bernoulli" => Frequency::Bernoulli { probability: self.number("probability")? },
            _ => {
                let kinds = "poisson, poisson_pert, negative_binomial or bernoulli";
                return Err(refusal(self.number, "frequency", format!("is `{kind}` but must be {kinds}")));
            }
        })
    }

    fn severity(&mut self) -> Result<Severity, TableError> {
        let kind = self.text("severity")?;
        let body = match kind.as_str() {
            "lognormal" => Severity::Lognormal { mu: self.number("mu")?, sigma: self.number("sigma")? },
            "lognormal_interval" => {
                Severity::LognormalInterval { low: self.number("low")?, high: self.number("high")? }
            }
            "pert" => {
                let Pert { low, mode, high } = self.estimate(["low", "mode", "high"])?;
                Severity::Pert { low, mode, high }
            }
            "gamma" => Severity::Gamma { shape: self.number("shape")?, scale: self.number("scale")? },
            "weibull" => Severity::Weibull { shape: self.number("shape")?, scale: self.number("scale")? },
            "empirical" => {
                let cell = self.text("losses")?;
                let losses = cell.split(BETWEEN).map(|loss| number(self.number, "losses", loss));
                Severity::Empirical { losses: losses.collect::<Result<_, _>>()? }
            }
            _ => {
                let kinds = "lognormal, lognormal_interval, pert, gamma, weibull or empirical";
                return Err(refusal(self.number, "severity", format!("is `{kind}` but must be {kinds}")));
            }
        };
        let tail = ["tail_threshold", "tail_shape", "tail_scale"];
        if !tail.iter().any(|field| self.cells.contains_key(field)) {
            return Ok(body);
        }
        let [threshold, shape, scale] = tail;
        Ok(Severity::Spliced {
            body: Box::new(body),
            threshold: self.number(threshold)?,
            shape: self.number(shape)?,
            scale: self.number(scale)?,
        })
    }

    fn driver(&mut self) -> Result<Option<Driver>, TableError> {
        let Some(requirement) = self.cells.remove("requirement") else {
            return Ok(None);
        };
        let mut effect = |fields: [&'static str; 3]| {
            let any = fields.iter().any(|field| self.cells.contains_key(field));
            any.then(|| self.estimate(fields)).transpose()
        };
        let frequency = effect(["prevents_events_low", "prevents_events_mode", "prevents_events_high"])?;
        let severity = effect(["prevents_loss_low", "prevents_loss_mode", "prevents_loss_high"])?;
        let control = self.cells.remove("control").unwrap_or_default();
        Ok(Some(Driver { requirement: requirement.as_str().into(), control, frequency, severity }))
    }
}

fn number(row: usize, field: &str, cell: &str) -> Result<f64, TableError> {
    let cell = cell.trim();
    match cell.parse::<f64>() {
        Ok(value) if value.is_finite() => Ok(value),
        _ => {
            let expected =
                "expected a number with a point as decimal mark and nothing between thousands, such as 12500.5";
            Err(refusal(row, field, format!("is `{cell}`; {expected}")))
        }
    }
}
