//! PDF: glyphs with positions from the text layer, laid out into blocks.
//!
//! Two engines: PDFium where its library was loaded, and `pdf-extract` where it was not, where PDFium refuses the file
//! or where what it gives looks wrong. Of two readings the one with more readable letters counts.

mod fragment;
mod layout;
mod library;
mod margin;
mod page;
mod pdfium;
mod piece;
mod pure;
mod recognised;

pub use library::load_library;
pub use pdfium::{RECOGNITION_DPI, page_images};

use crate::block::Extract;
use crate::{Limits, Source, format, malformed, over_limit};
use fragment::Fragment;
use holdfast_domain::{Diagnostic, Format};
use holdfast_ports::Part;
pub(crate) use page::is_stray;
use page::{PageText, Refusal, State, Yield};
use std::collections::BTreeMap;

/// Reads a PDF into blocks.
pub(crate) fn read(source: &Source<'_>, limits: &Limits) -> Result<Extract, Diagnostic> {
    let file = source.file;
    let mut pages = pages(source, limits).map_err(|refusal| refused(file, refusal, limits))?;
    if pages.is_empty() {
        return Err(malformed(file, "The file has no pages that can be read."));
    }
    if pages.iter().all(|page| page.state == State::Unread) {
        return Err(malformed(file, "No page of the file can be read."));
    }
    recognised::fill(&mut pages, source.recognised);
    let letters: usize = pages.iter().flat_map(|page| &page.fragments).map(|fragment| fragment.text.len()).sum();
    if letters > limits.max_text_chars {
        return Err(over_limit(file, "The file holds more text than the limit."));
    }
    let numbers = |state: State| pages.iter().filter(|page| page.state == state).map(|page| page.number).collect();
    let (scanned, unread) = (numbers(State::Scan), numbers(State::Unread));
    let count = pages.last().map_or(0, |page| page.number);
    let mut across: Vec<String> = pages.iter_mut().flat_map(|page| std::mem::take(&mut page.marks)).collect();
    let by_page: BTreeMap<u32, Vec<Fragment>> = pages.into_iter().map(|page| (page.number, page.fragments)).collect();
    let (fragments, mut marks) = margin::drop_running_lines(by_page);
    marks.append(&mut across);
    Ok(Extract {
        marks,
        pages: count,
        scanned,
        unread,
        parts: parts(source, limits),
        ..Extract::unpaged(Format::Pdf, layout::blocks(fragments))
    })
}

/// The better reading of the two engines; the second is asked only where the first leaves a doubt.
fn pages(source: &Source<'_>, limits: &Limits) -> Result<Vec<PageText>, Refusal> {
    let (bytes, password) = (source.bytes, source.password);
    let second = || pure::pages(bytes, password, limits.max_pages);
    let Some(library) = library::library() else { return second() };
    let first = pdfium::pages(&library, bytes, password, limits.max_pages);
    drop(library);
    if source.one_engine {
        return first;
    }
    match first {
        Err(Refusal::Damaged) => second(),
        Err(refusal) => Err(refusal),
        Ok(first) => {
            let found = Yield::of(&first);
            if !found.is_doubtful(&first) {
                return Ok(first);
            }
            match second() {
                Ok(other) if Yield::of(&other).worth() > found.worth() => Ok(other),
                _ => Ok(first),
            }
        }
    }
}

fn parts(source: &Source<'_>, limits: &Limits) -> Vec<Part> {
    let Some(library) = library::library() else { return Vec::new() };
    // A file that attaches another names this key, in clear or inside an object stream; others are not opened again.
    let names = |key: &[u8]| source.bytes.windows(key.len()).any(|window| window == key);
    if !names(b"/EmbeddedFile") && !names(b"/ObjStm") {
        return Vec::new();
    }
    let found = pdfium::attachments(&library, source.bytes, source.password, limits.max_parts);
    found.into_iter().map(|(name, bytes)| Part { name, bytes }).collect()
}

fn refused(file: &str, refusal: Refusal, limits: &Limits) -> Diagnostic {
    match refusal {
        Refusal::Encrypted => Diagnostic {
            hint: "Name a file with its password by --passwords-file, or import it at a terminal, which asks for it."
                .to_owned(),
            ..format::encrypted(file)
        },
        Refusal::Damaged => malformed(file, "The file is a damaged PDF."),
        Refusal::TooManyPages => over_limit(file, format!("The file has more than {} pages.", limits.max_pages)),
    }
}
