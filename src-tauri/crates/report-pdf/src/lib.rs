//! Renders the document tree to PDF.
//!
//! The layout is a Typst template, `board.typ`, compiled into the product; the tree reaches it as data, never as
//! markup, so no text of a document can act on the layout. The file conforms to PDF/A-2a and PDF/UA-1: tagged, fonts
//! embedded, readable by a screen reader and in twenty years.
//!
//! Boundary: no file, network, clock or system font is touched; fonts are part of the crate. This crate is the only one
//! that knows Typst, and it knows nothing of scores or losses: every text arrives formatted.

mod fonts;
mod legible;
mod world;

use fonts::Fonts;
use holdfast_ports::{PdfRenderer, RenderError};
use holdfast_report::DocumentTree;
use jiff::{Timestamp, tz::TimeZone};
use thiserror::Error;
use typst::diag::SourceDiagnostic;
use typst::foundations::{Datetime, Smart};
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};
use world::TreeWorld;

/// Renders the tree. Same tree, same bytes.
///
/// A character that no bundled font can draw is printed as its code point, such as `[U+1F980]`: PDF/UA-1 forbids
/// placeholder boxes, and leaving it out would change a quote.
pub fn render_pdf(tree: &DocumentTree) -> Result<Vec<u8>, PdfError> {
    let fonts = Fonts::bundled();
    let mut data = serde_json::to_value(tree).map_err(PdfError::Tree)?;
    legible::make(&mut data, fonts);
    let world = TreeWorld::new(data.to_string(), fonts)?;
    let document = typst::compile(&world).output.map_err(|errors| PdfError::Layout(said(&errors)))?;
    let standards = PdfStandards::new(&[PdfStandard::A_2a, PdfStandard::Ua_1])
        .map_err(|error| PdfError::Export(error.message().to_string()))?;
    let options = PdfOptions {
        ident: Smart::Custom(tree.meta.identifier.clone()),
        creator: Smart::Custom(Some(tree.meta.producer.clone())),
        timestamp: Some(timestamp(&tree.meta.generated_at)?),
        standards,
        ..PdfOptions::default()
    };
    typst_pdf::pdf(&document, &options).map_err(|errors| PdfError::Export(said(&errors)))
}

/// The renderer as the application sees it.
#[derive(Clone, Copy, Debug, Default)]
pub struct TypstRenderer;

impl PdfRenderer for TypstRenderer {
    fn render(&self, tree: &DocumentTree) -> Result<Vec<u8>, RenderError> {
        render_pdf(tree).map_err(|error| RenderError(error.to_string()))
    }
}

/// Why there is no PDF.
#[derive(Debug, Error)]
pub enum PdfError {
    /// The tree holds a value that cannot be written as data.
    #[error("the document tree cannot be passed to the layout: {0}")]
    Tree(#[source] serde_json::Error),
    /// The tree does not say when it was made; PDF/A wants a date.
    #[error("the report date {0:?} is not an RFC 3339 timestamp")]
    Date(String),
    /// The template could not be laid out.
    #[error("the report cannot be laid out: {0}")]
    Layout(String),
    /// The pages could not be written as an accessible, archivable file.
    #[error("the pages cannot be written as PDF/A-2a and PDF/UA-1: {0}")]
    Export(String),
}

/// The messages of Typst; they speak of the template, not of the text in it.
fn said(errors: &[SourceDiagnostic]) -> String {
    let messages: Vec<&str> = errors.iter().map(|error| error.message.as_str()).collect();
    messages.join("; ")
}

/// The RFC 3339 timestamp as a date of the file; PDF/A wants one.
fn timestamp(text: &str) -> Result<typst_pdf::Timestamp, PdfError> {
    let unreadable = || PdfError::Date(text.to_owned());
    let time = TimeZone::UTC.to_datetime(text.parse::<Timestamp>().map_err(|_| unreadable())?);
    let part = |number: i8| u8::try_from(number).unwrap_or_default();
    Datetime::from_ymd_hms(
        time.year().into(),
        part(time.month()),
        part(time.day()),
        part(time.hour()),
        part(time.minute()),
        part(time.second()),
    )
    .map(typst_pdf::Timestamp::new_utc)
    .ok_or_else(unreadable)
}
