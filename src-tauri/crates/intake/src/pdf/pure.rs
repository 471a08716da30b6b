//! The second engine: `pdf-extract`, in Rust throughout.
//!
//! It panics on a share of real files, so every page is read on its own inside `catch_unwind`: a page that cannot be
//! read costs that page.

use super::fragment::{Collector, Glyph};
use super::page::{PageText, Refusal, State};
use pdf_extract::{
    Dictionary, Document, MediaBox, Object, ObjectId, OutputDev, OutputError, Transform, output_doc_page,
};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Reads the text of every page.
pub(crate) fn pages(bytes: &[u8], password: Option<&str>, max_pages: u32) -> Result<Vec<PageText>, Refusal> {
    let mut document = catch(|| Document::load_mem(bytes)).and_then(Result::ok).ok_or(Refusal::Damaged)?;
    if document.is_encrypted() {
        // An empty user password only restricts printing and copying; the text opens for everyone.
        let opened = ["", password.unwrap_or_default()].into_iter().any(|word| {
            let mut trial = document.clone();
            let opened = catch(|| trial.decrypt(word)).is_some_and(|result| result.is_ok());
            if opened {
                document = trial;
            }
            opened
        });
        if !opened {
            return Err(Refusal::Encrypted);
        }
    }
    let pages = catch(|| document.get_pages()).unwrap_or_default();
    if pages.len() > max_pages as usize {
        return Err(Refusal::TooManyPages);
    }
    Ok(pages.iter().map(|(&number, &id)| page(&document, number, id)).collect())
}

fn page(document: &Document, number: u32, id: ObjectId) -> PageText {
    let mut collector = Collector::default();
    let whole = catch(|| output_doc_page(document, &mut collector, number)).is_some_and(|result| result.is_ok());
    let (fragments, marks) = collector.finish(number);
    // What came before a failure inside the page is text all the same.
    let state = match (fragments.is_empty(), whole) {
        (false, _) => State::Text,
        (true, false) => State::Unread,
        (true, true) if catch(|| shows_image(document, id)).unwrap_or(true) => State::Scan,
        (true, true) => State::Blank,
    };
    PageText { number, fragments, marks, state }
}

impl OutputDev for Collector {
    fn begin_page(&mut self, _: u32, media: &MediaBox, _: Option<(f64, f64, f64, f64)>) -> Result<(), OutputError> {
        self.set_box([media.llx, media.lly, media.urx, media.ury]);
        Ok(())
    }

    fn output_character(
        &mut self,
        trm: &Transform,
        width: f64,
        _: f64,
        font_size: f64,
        text: &str,
    ) -> Result<(), OutputError> {
        let across = trm.m11.hypot(trm.m12);
        if across.is_finite() && across > 0.0 {
            self.glyph(&Glyph {
                text,
                x: trm.m31,
                y: trm.m32,
                cosine: trm.m11 / across,
                sine: trm.m12 / across,
                advance: width * font_size * across,
                size: (font_size * trm.m21.hypot(trm.m22)).abs(),
                bold: false,
            });
        }
        Ok(())
    }

    fn end_page(&mut self) -> Result<(), OutputError> {
        Ok(())
    }

    fn begin_word(&mut self) -> Result<(), OutputError> {
        Ok(())
    }

    fn end_word(&mut self) -> Result<(), OutputError> {
        Ok(())
    }

    fn end_line(&mut self) -> Result<(), OutputError> {
        Ok(())
    }
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
