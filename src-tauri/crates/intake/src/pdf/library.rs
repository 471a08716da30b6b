//! The one PDFium of the process.
#![allow(unsafe_code, reason = "only the lock below makes it safe to hand PDFium from thread to thread")]

use pdfium_render::prelude::{Pdfium, PdfiumLibraryConfig};
use std::path::Path;
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

static LIBRARY: OnceLock<Option<Mutex<Library>>> = OnceLock::new();

/// PDFium serves one caller at a time. It is locked for a document, not for each of the six calls that a glyph costs,
/// as its bindings would do.
struct Library(Pdfium);

// SAFETY: PDFium keeps nothing of its own per thread, and the mutex around the only one lets one thread in at a time;
// what it opens borrows from the guard.
unsafe impl Send for Library {}

/// PDFium, held by this caller alone.
pub(crate) struct Held(MutexGuard<'static, Library>);

impl std::ops::Deref for Held {
    type Target = Pdfium;

    fn deref(&self) -> &Pdfium {
        &self.0.0
    }
}

/// Loads PDFium from this path, once a process; whether it is there to use.
///
/// Call it before [`crate::lock_down`]. No font of the machine is ever looked for, so that the same file gives the
/// same text everywhere.
pub fn load_library(path: &Path) -> bool {
    let load = || {
        let bindings = Pdfium::bind_to_library(path).ok()?;
        let library = Pdfium::new_with_config(bindings, PdfiumLibraryConfig::new().clear_user_font_paths());
        Some(Mutex::new(Library(library)))
    };
    LIBRARY.get_or_init(load).is_some()
}

/// The library, where one was loaded, as soon as nobody else holds it.
pub(crate) fn library() -> Option<Held> {
    // A panic in the code around PDFium leaves no document open, so the next caller may go on.
    let library = LIBRARY.get()?.as_ref()?;
    Some(Held(library.lock().unwrap_or_else(PoisonError::into_inner)))
}
