//! Which crate may depend on which, and which library belongs to which crate.

use super::{Crate, Finding, Kind};

/// The layers, from the bottom. An edge must point to a lower layer.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Layer {
    Kernel,
    Engine,
    Seam,
    Adapter,
    Application,
    Shell,
    /// Tooling and tests across crates: outside the product, so nothing in it may lean on these.
    Outside,
}

/// Every crate. The order inside a layer counts for engines and seams: an edge may point to an earlier one.
const LAYERS: &[(&str, Layer)] = &[
    ("holdfast-domain", Layer::Kernel),
    ("holdfast-crypto", Layer::Engine),
    ("holdfast-rulepack", Layer::Engine),
    ("holdfast-mapping", Layer::Engine),
    ("holdfast-pii", Layer::Engine),
    ("holdfast-gap", Layer::Engine),
    ("holdfast-risk", Layer::Engine),
    ("holdfast-scheduler", Layer::Engine),
    ("holdfast-planner", Layer::Engine),
    ("holdfast-report", Layer::Engine),
    ("holdfast-ports", Layer::Seam),
    ("holdfast-runtime", Layer::Seam),
    ("holdfast-store", Layer::Adapter),
    ("holdfast-intake", Layer::Adapter),
    ("holdfast-search", Layer::Adapter),
    ("holdfast-nlp", Layer::Adapter),
    ("holdfast-reader-http", Layer::Adapter),
    ("holdfast-keychain", Layer::Adapter),
    ("holdfast-report-pdf", Layer::Adapter),
    ("holdfast-report-xlsx", Layer::Adapter),
    ("holdfast-engine", Layer::Application),
    ("holdfast-cli", Layer::Shell),
    ("holdfast-server", Layer::Shell),
    ("holdfast-desktop", Layer::Shell),
    ("holdfast-testkit", Layer::Outside),
    ("holdfast-tests", Layer::Outside),
    ("xtask", Layer::Outside),
];

/// Libraries with owners, and with each its family: `typst` stands for `typst-pdf` too.
const OWNERS: &[(&str, &[&str])] = &[
    ("rusqlite", &["holdfast-store"]),
    ("sqlx", &["holdfast-sync-postgres"]),
    ("tantivy", &["holdfast-search"]),
    ("ort", &["holdfast-nlp"]),
    ("tokenizers", &["holdfast-nlp"]),
    ("typst", &["holdfast-report-pdf"]),
    ("pdf-extract", &["holdfast-intake"]),
    ("pdfium-render", &["holdfast-intake"]),
    ("calamine", &["holdfast-intake"]),
    ("html5gum", &["holdfast-intake"]),
    ("mailparse", &["holdfast-intake"]),
    ("quick-xml", &["holdfast-intake", "holdfast-report"]),
    ("rust_xlsxwriter", &["holdfast-report-xlsx"]),
    ("zip", &["holdfast-intake"]),
    ("ureq", &["holdfast-reader-http"]),
    ("rustls", &["holdfast-reader-http", "holdfast-testkit"]),
    ("axum", &["holdfast-server"]),
    ("tauri", &["holdfast-desktop"]),
    ("clap", &["holdfast-cli", "xtask"]),
];

pub(super) fn layer(name: &str) -> Option<Layer> {
    position(name).map(|(_, layer)| layer)
}

pub(super) fn findings(crates: &[Crate]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for from in crates {
        if position(&from.name).is_none() {
            findings.push(Finding::new(&from.folder, format!("`{}` has no layer; give it one in tidy", from.name)));
        }
        for dependency in &from.dependencies {
            let refusal = match dependency.kind {
                Kind::Product => edge(&from.name, &dependency.name).or_else(|| ownership(&from.name, &dependency.name)),
                Kind::Development => development_edge(&from.name, &dependency.name),
            };
            findings.extend(refusal.map(|message| Finding::new(format!("{}/Cargo.toml", from.folder), message)));
        }
    }
    findings
}

fn position(name: &str) -> Option<(usize, Layer)> {
    let index = LAYERS.iter().position(|(known, _)| *known == name)?;
    Some((index, LAYERS[index].1))
}

/// Why the product may not have this edge, if it may not.
fn edge(from: &str, to: &str) -> Option<String> {
    let ((from_index, from_layer), (to_index, to_layer)) = (position(from)?, position(to)?);
    let reason = match (from_layer, to_layer) {
        (Layer::Outside, _) => return None,
        (_, Layer::Outside) => "which is tooling and no part of the product".to_owned(),
        (Layer::Application, Layer::Adapter) => "an adapter, which the application sees through ports only".to_owned(),
        (lower, upper) if lower < upper => format!("upward, from layer {} to layer {}", lower as u8, upper as u8),
        (Layer::Engine | Layer::Seam, same) if same == from_layer && to_index > from_index => {
            "which comes later in its own layer".to_owned()
        }
        (Layer::Adapter | Layer::Shell, same) if same == from_layer => "a neighbour in its own layer".to_owned(),
        _ => return None,
    };
    Some(format!("`{from}` depends on `{to}`, {reason}"))
}

/// Tests may lean on any crate below the shells.
fn development_edge(from: &str, to: &str) -> Option<String> {
    let (from_layer, to_layer) = (layer(from)?, layer(to)?);
    let upward = from_layer < Layer::Shell && to_layer == Layer::Shell;
    upward.then(|| format!("the tests of `{from}` depend on `{to}`, a shell"))
}

fn ownership(from: &str, to: &str) -> Option<String> {
    let is_family =
        |library: &str| to.strip_prefix(library).is_some_and(|rest| rest.is_empty() || rest.starts_with(['-', '_']));
    let (library, owners) = OWNERS.iter().find(|(library, _)| is_family(library))?;
    let is_owner = owners.contains(&from);
    (!is_owner).then(|| format!("`{from}` depends on `{to}`; {library} belongs to {} alone", owners.join(" and ")))
}
