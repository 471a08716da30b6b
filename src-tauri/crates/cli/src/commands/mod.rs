//! One function a command: call the engine, print what came back.

mod criteria;
mod documents;
mod explain;
mod gaps;
mod history;
mod instance;
mod money;
mod pii;
mod plan_action;
mod questions;
mod review;
mod run;
mod scenarios;
mod versions;
mod what_if;
mod workspace;

pub(crate) use criteria::{criteria, criterion_vectors};
pub(crate) use documents::{documents, import};
pub(crate) use explain::explain;
pub(crate) use gaps::{assess, gaps};
pub(crate) use history::{diff, history};
pub(crate) use money::{plan, report, risk};
pub(crate) use pii::pii;
pub(crate) use review::review;
pub(crate) use run::run;
pub(crate) use scenarios::scenarios;
pub(crate) use versions::versions;
pub(crate) use workspace::{backup, doctor, init, journal_list, journal_verify, restore};

use holdfast_domain::{Code, Failure};
use std::path::Path;

/// Reads a JSON file that the user wrote; a mistake is named with its line.
fn read_json<T: serde::de::DeserializeOwned>(file: &Path, what: &str) -> Result<T, Failure> {
    let text = std::fs::read(file).map_err(|error| {
        let message = format!("The {what} file {} cannot be read: {error}.", file.display());
        Failure::new(Code::NotFound, message, "Check the path.")
    })?;
    serde_json::from_slice(&text).map_err(|error| {
        let message = format!("The {what} file {} is not of the expected form: {error}.", file.display());
        Failure::new(Code::Usage, message, "Correct the line that the message names.")
    })
}
