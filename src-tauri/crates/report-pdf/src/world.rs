//! What Typst may see: one template, one tree, the bundled fonts. No clock, no files.

use crate::PdfError;
use crate::fonts::Fonts;
use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Dict, Duration, IntoValue};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};

const TEMPLATE: &str = include_str!("board.typ");

/// One compilation.
pub(crate) struct TreeWorld {
    library: LazyHash<Library>,
    template: Source,
    fonts: &'static Fonts,
}

impl TreeWorld {
    /// A world in which `sys.inputs.tree` is the tree as JSON.
    pub(crate) fn new(tree: String, fonts: &'static Fonts) -> Result<Self, PdfError> {
        let path = VirtualPath::new("board.typ").map_err(|error| PdfError::Layout(error.to_string()))?;
        let mut inputs = Dict::new();
        inputs.insert("tree".into(), tree.into_value());
        Ok(Self {
            library: LazyHash::new(Library::builder().with_inputs(inputs).build()),
            template: Source::new(RootedPath::new(VirtualRoot::Project, path).intern(), TEMPLATE.to_owned()),
            fonts,
        })
    }
}

impl World for TreeWorld {
    fn library(&self) -> &LazyHash<Library> {
        &self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.fonts.book
    }

    fn main(&self) -> FileId {
        self.template.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.template.id() { Ok(self.template.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn file(&self, _: FileId) -> FileResult<Bytes> {
        Err(FileError::AccessDenied)
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.fonts.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}
