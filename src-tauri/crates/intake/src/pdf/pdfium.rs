//! The first engine: PDFium, a library of its own that is loaded by path before the process gives up its rights.
//!
//! PDFium is memory-unsafe code over hostile input. It only ever runs where the worker has no file, no network and no
//! other process to reach.

use super::fragment::{Collector, Glyph};
use super::library::library;
use super::page::{PageText, Refusal, State};
use pdfium_render::prelude::{
    PdfBitmapFormat, PdfDocument, PdfFormField, PdfPage, PdfPageAnnotationCommon, PdfPageAnnotationType, PdfPageObject,
    PdfPageObjectCommon, PdfPageObjectType, PdfPageObjectsCommon, PdfPageTextChar, PdfRenderConfig, Pdfium,
    PdfiumError, PdfiumInternalError,
};

/// Resolution of page images for text recognition, in dots per inch.
pub const RECOGNITION_DPI: f32 = 300.0;
/// Longest edge of a page image in pixels: a poster would otherwise fill the memory.
const LONGEST_EDGE: i32 = 6_000;
/// Annotations of a page that are looked at.
const ANNOTATIONS: usize = 2_000;
/// Size of what is filled into a form, in points, unless its field is lower.
const FILLED_IN: f64 = 10.0;
/// A page with fewer letters than this under an image that fills it is a scan with a stamp on it.
const FEW_LETTERS: usize = 25;

/// Images of these pages as binary portable graymaps, for text recognition; an empty one where a page cannot be drawn.
pub fn page_images(bytes: &[u8], password: Option<&str>, numbers: &[u32], mut take: impl FnMut(Vec<u8>)) {
    let library = library();
    let document = library.as_ref().and_then(|library| open(library, bytes, password).ok());
    for &number in numbers {
        let page = document.as_ref().and_then(|document| document.pages().get(number as i32 - 1).ok());
        take(page.and_then(|page| image(&page)).unwrap_or_default());
    }
}

/// Reads the text of every page.
pub(crate) fn pages(
    library: &Pdfium,
    bytes: &[u8],
    password: Option<&str>,
    max_pages: u32,
) -> Result<Vec<PageText>, Refusal> {
    let document = open(library, bytes, password)?;
    let count = document.pages().len().max(0) as u32;
    if count > max_pages {
        return Err(Refusal::TooManyPages);
    }
    let page = |number: u32| match document.pages().get(number as i32 - 1) {
        Ok(page) => read(&page, number),
        Err(_) => PageText { number, fragments: Vec::new(), marks: Vec::new(), state: State::Unread },
    };
    Ok((1..=count).map(page).collect())
}

/// Names and content of the files attached to the document.
pub(crate) fn attachments(
    library: &Pdfium,
    bytes: &[u8],
    password: Option<&str>,
    limit: usize,
) -> Vec<(String, Vec<u8>)> {
    let Ok(document) = open(library, bytes, password) else { return Vec::new() };
    let attachments = document.attachments().iter().take(limit);
    attachments.filter_map(|attachment| Some((attachment.name(), attachment.save_to_bytes().ok()?))).collect()
}

fn open<'d>(library: &'d Pdfium, bytes: &'d [u8], password: Option<&'d str>) -> Result<PdfDocument<'d>, Refusal> {
    library.load_pdf_from_byte_slice(bytes, password).map_err(|error| match error {
        PdfiumError::PdfiumLibraryInternalError(
            PdfiumInternalError::PasswordError | PdfiumInternalError::SecurityError,
        ) => Refusal::Encrypted,
        _ => Refusal::Damaged,
    })
}

fn read(page: &PdfPage<'_>, number: u32) -> PageText {
    let mut collector = Collector::default();
    let media = page.boundaries().bounding().map(|found| found.bounds).unwrap_or_else(|_| page.page_size());
    let edges = [media.left(), media.bottom(), media.right(), media.top()];
    collector.set_box(edges.map(|edge| f64::from(edge.value)));
    let whole = collect(page, &mut collector);
    collect_filled_in(page, &mut collector);
    let (fragments, marks) = collector.finish(number);
    let letters = fragments.iter().flat_map(|fragment| fragment.text.chars()).filter(|letter| letter.is_alphanumeric());
    let state = match (letters.take(FEW_LETTERS).count(), whole) {
        (FEW_LETTERS.., _) => State::Text,
        (0, false) => State::Unread,
        (count, _) => match (image_share(page), count) {
            (0.4.., _) => State::Scan,
            (_, 0) => State::Blank,
            _ => State::Text,
        },
    };
    PageText { number, fragments, marks, state }
}

/// Hands over every glyph; `false` where the text of the page cannot be had.
fn collect(page: &PdfPage<'_>, collector: &mut Collector) -> bool {
    let Ok(text) = page.text() else { return false };
    let mut letters = [0; 4];
    // The name of a face is copied out of the library, so it is asked where a line starts and, while the line is bold,
    // where a word does: what counts is whether all of it is.
    let mut bold = None;
    for glyph in text.chars().iter() {
        let Some(character) = character(&glyph) else { continue };
        if matches!(character, '\r' | '\n') || (character.is_whitespace() && bold == Some(true)) {
            bold = None;
        }
        // Spaces and line ends that PDFium adds are guesses; distances are known here.
        if matches!(character, '\r' | '\n') || (character == ' ' && glyph.is_generated().unwrap_or(false)) {
            continue;
        }
        let (Ok((x, y)), Ok(bounds), Ok(matrix)) = (glyph.origin(), glyph.loose_bounds(), glyph.matrix()) else {
            continue;
        };
        let (a, b) = (f64::from(matrix.a()), f64::from(matrix.b()));
        let across = (a * a + b * b).sqrt();
        if !(across.is_finite() && across > 0.0) {
            continue;
        }
        let (cosine, sine) = (a / across, b / across);
        let (x, y) = (f64::from(x.value), f64::from(y.value));
        // The loose box reaches from origin to origin along the baseline; it is aligned with the page, not the text.
        let far_x = if cosine >= 0.0 { bounds.right() } else { bounds.left() };
        let far_y = if sine >= 0.0 { bounds.top() } else { bounds.bottom() };
        let advance = if cosine.abs() >= sine.abs() {
            (f64::from(far_x.value) - x) / cosine
        } else {
            (f64::from(far_y.value) - y) / sine
        };
        let (c, d) = (f64::from(matrix.c()), f64::from(matrix.d()));
        let size = f64::from(glyph.unscaled_font_size().value) * (c * c + d * d).sqrt();
        let bold = *bold.get_or_insert_with(|| is_bold(&glyph));
        collector.glyph(&Glyph { text: character.encode_utf8(&mut letters), x, y, cosine, sine, advance, size, bold });
    }
    true
}

/// What is filled into a form or written over the page is no text of the page itself.
fn collect_filled_in(page: &PdfPage<'_>, collector: &mut Collector) {
    for annotation in page.annotations().iter().take(ANNOTATIONS) {
        let written = match annotation.annotation_type() {
            PdfPageAnnotationType::FreeText => annotation.contents(),
            PdfPageAnnotationType::Widget => annotation.as_form_field().and_then(value),
            _ => None,
        };
        let (Some(text), Ok(bounds)) = (written, annotation.bounds()) else { continue };
        let height = f64::from(bounds.height().value);
        collector.glyph(&Glyph {
            text: &text,
            x: f64::from(bounds.left().value),
            y: f64::from(bounds.bottom().value) + 0.2 * height.min(FILLED_IN),
            cosine: 1.0,
            sine: 0.0,
            advance: f64::from(bounds.width().value),
            size: height.min(FILLED_IN),
            bold: false,
        });
    }
}

fn value(field: &PdfFormField<'_>) -> Option<String> {
    match field {
        PdfFormField::Text(field) => field.value(),
        PdfFormField::ComboBox(field) => field.value(),
        PdfFormField::ListBox(field) => field.value(),
        _ => None,
    }
}

/// PDFium marks the hyphen that it takes for a broken word with a control character of its own.
fn character(glyph: &PdfPageTextChar<'_>) -> Option<char> {
    match glyph.unicode_value() {
        0 => None,
        2 | 0xFFFE => Some('-'),
        value => char::from_u32(value),
    }
}

/// Whether the glyph is set in a bold face. The weight that PDFium tells is wrong for many faces; the name is not.
fn is_bold(glyph: &PdfPageTextChar<'_>) -> bool {
    let name = glyph.font_name().to_lowercase();
    ["bold", "black", "heavy", "demi"].iter().any(|face| name.contains(face)) || glyph.font_is_bold_reenforced()
}

/// Share of the page that its largest image covers; forms count as images, since scanners wrap them so.
fn image_share(page: &PdfPage<'_>) -> f32 {
    let whole = page.width().value * page.height().value;
    let pictures = page
        .objects()
        .iter()
        .filter(|object| matches!(object.object_type(), PdfPageObjectType::Image | PdfPageObjectType::XObjectForm));
    let share = |object: PdfPageObject<'_>| {
        let bounds = object.bounds().ok()?;
        Some(bounds.width().value * bounds.height().value / whole.max(1.0))
    };
    pictures.take(1_000).filter_map(share).fold(0.0, f32::max)
}

fn image(page: &PdfPage<'_>) -> Option<Vec<u8>> {
    let config = PdfRenderConfig::new()
        .scale_page_by_factor(RECOGNITION_DPI / 72.0)
        .set_maximum_width(LONGEST_EDGE)
        .set_maximum_height(LONGEST_EDGE)
        // PDFium draws no images onto a bitmap of one channel, so gray is made here.
        .set_format(PdfBitmapFormat::BGRx)
        .use_grayscale_rendering(true);
    let bitmap = page.render_with_config(&config).ok()?;
    let (width, height) = (bitmap.width().max(0) as usize, bitmap.height().max(0) as usize);
    let raw = bitmap.as_raw_bytes();
    let stride = raw.len().checked_div(height)?;
    let mut gray = format!("P5\n{width} {height}\n255\n").into_bytes();
    gray.reserve(width * height);
    for row in raw.chunks_exact(stride) {
        gray.extend(row.get(..4 * width)?.chunks_exact(4).map(|pixel| pixel[1]));
    }
    Some(gray)
}
