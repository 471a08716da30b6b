//! PDF: glyphs with positions from the text layer, laid out into blocks.
//!
//! The extraction library panics on a share of real files, so every page is read on its own inside `catch_unwind`:
//! a page that cannot be read costs that page.

mod fragment;
mod layout;
mod margin;
mod piece;

use crate::block::Extract;
use crate::{Limits, format, malformed, over_limit};
use fragment::{Collector, Fragment};
use holdfast_domain::{Diagnostic, Format};
use pdf_extract::{Dictionary, Document, Object, ObjectId, output_doc_page};
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Reads a PDF into blocks.
pub(crate) fn read(file: &str, bytes: &[u8], limits: &Limits) -> Result<Extract, Diagnostic> {
    let document = load(file, bytes)?;
    let pages = catch(|| document.get_pages()).unwrap_or_default();
    if pages.is_empty() {
        return Err(malformed(file, "The file has no pages that can be read."));
    }
    if pages.len() > limits.max_pages as usize {
        return Err(over_limit(file, format!("The file has more than {} pages.", limits.max_pages)));
    }
    let mut text = PageText::default();
    for (&number, &id) in &pages {
        text.page(&document, number, id);
        if text.characters > limits.max_text_chars {
            return Err(over_limit(file, "The file holds more text than the limit."));
        }
    }
    if text.unread.len() == pages.len() {
        return Err(malformed(file, "No page of the file can be read."));
    }
    let (fragments, mut marks) = margin::drop_running_lines(text.fragments);
    marks.append(&mut text.marks);
    Ok(Extract {
        format: Format::Pdf,
        blocks: layout::blocks(fragments),
        marks,
        pages: pages.keys().next_back().copied().unwrap_or(0),
        scanned: text.scanned,
        unread: text.unread,
    })
}

#[derive(Default)]
struct PageText {
    /// Text by page, in the order of the content stream.
    fragments: BTreeMap<u32, Vec<Fragment>>,
    /// Text across the page, such as a watermark.
    marks: Vec<String>,
    scanned: Vec<u32>,
    unread: Vec<u32>,
    characters: usize,
}

impl PageText {
    fn page(&mut self, document: &Document, number: u32, id: ObjectId) {
        let mut collector = Collector::default();
        let whole = catch(|| output_doc_page(document, &mut collector, number)).is_some_and(|result| result.is_ok());
        let (fragments, marks) = collector.finish(number);
        // What came before a failure inside the page is text all the same.
        if !whole && fragments.is_empty() {
            self.unread.push(number);
        } else if fragments.is_empty() && catch(|| shows_image(document, id)).unwrap_or(true) {
            self.scanned.push(number);
        }
        self.characters += fragments.iter().map(|fragment| fragment.text.len()).sum::<usize>();
        self.marks.extend(marks);
        self.fragments.insert(number, fragments);
    }
}

fn load(file: &str, bytes: &[u8]) -> Result<Document, Diagnostic> {
    let damaged = || malformed(file, "The file is a damaged PDF.");
    let mut document = catch(|| Document::load_mem(bytes)).and_then(Result::ok).ok_or_else(damaged)?;
    // An empty user password only restricts printing and copying; the text opens for everyone.
    if document.is_encrypted() && catch(|| document.decrypt("")).is_none_or(|result| result.is_err()) {
        return Err(format::encrypted(file));
    }
    Ok(document)
}

/// Whether the page draws an image or a form: without text, that is a scan. A page that draws neither is blank.
fn shows_image(document: &Document, page: ObjectId) -> bool {
    let Ok((own, inherited)) = document.get_page_resources(page) else { return true };
    let inherited = inherited.iter().filter_map(|id| document.get_dictionary(*id).ok());
    own.into_iter().chain(inherited).any(|resources| has_objects(document, resources))
}

fn has_objects(document: &Document, resources: &Dictionary) -> bool {
    let objects = resources.get(b"XObject").and_then(|objects| document.dereference(objects));
    objects.is_ok_and(|(_, objects)| matches!(objects, Object::Dictionary(objects) if !objects.is_empty()))
}

/// Runs the library; `None` when it panics. Nothing of it is used after a panic but what it handed over before.
fn catch<T>(run: impl FnOnce() -> T) -> Option<T> {
    catch_unwind(AssertUnwindSafe(run)).ok()
}
