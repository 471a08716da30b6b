//! PPTX: slides as pages in the order of the show, with titles, lists, tables and the notes of the speaker.

mod slide;

use crate::block::{Block, BlockKind, Extract};
use crate::container::Container;
use crate::opc::relationships;
use crate::xml::{Piece, walk};
use crate::{Limits, malformed, over_limit};
use holdfast_domain::{Diagnostic, DiagnosticCode, Format};
use slide::Slide;

/// Reads a presentation into blocks.
pub(crate) fn read(file: &str, bytes: &[u8], limits: &Limits) -> Result<Extract, Diagnostic> {
    let mut package = Container::open(file, bytes, limits)?;
    let main = relationships(&mut package, "")?.into_iter().find(|found| found.kind == "officeDocument");
    let main = main.map_or_else(|| "ppt/presentation.xml".to_owned(), |found| found.target);
    let show = package.part(&main)?.ok_or_else(|| malformed(file, "The file has no presentation in it."))?;
    let slides = order(&show).ok_or_else(|| malformed(file, "The list of the slides is damaged."))?;
    if slides.len() > limits.max_pages as usize {
        return Err(over_limit(file, format!("The presentation has more than {} slides.", limits.max_pages)));
    }
    let parts = relationships(&mut package, &main)?;

    let mut extract = Extract::unpaged(Format::Pptx, Vec::new());
    let (mut hidden, mut written) = (0_usize, 0_usize);
    for id in slides {
        extract.pages += 1;
        let page = extract.pages;
        let name = parts.iter().find(|part| part.id == id).map(|part| part.target.clone()).unwrap_or_default();
        let Some(text) = package.part(&name)? else {
            extract.unread.push(page);
            continue;
        };
        let mut slide = Slide::new(page == 1);
        if !walk(&text, |piece| slide.piece(piece)) {
            extract.unread.push(page);
        }
        if slide.is_hidden {
            hidden += 1;
            continue;
        }
        let mut blocks = slide.flow.blocks;
        extract.marks.extend(slide.marks);
        let notes = relationships(&mut package, &name)?.into_iter().find(|part| part.kind == "notesSlide");
        if let Some(text) = notes.map(|notes| package.part(&notes.target)).transpose()?.flatten() {
            let mut notes = Slide::notes();
            walk(&text, |piece| notes.piece(piece));
            let said = notes.flow.blocks.into_iter().filter(|block| !block.is_row());
            blocks.extend(said.map(|block| Block { kind: BlockKind::Paragraph, ..block }));
        }
        written += blocks.iter().map(|block| block.text.chars().count()).sum::<usize>();
        if written > limits.max_text_chars {
            return Err(over_limit(file, "The presentation holds more text than the limit."));
        }
        extract.blocks.extend(blocks.into_iter().map(|block| block.on_page(page)));
    }
    if extract.pages > 0 && extract.unread.len() == extract.pages as usize {
        return Err(malformed(file, "The slides of the presentation are damaged."));
    }
    let mut note = |code, message: String, hint| extract.diagnostics.push(Diagnostic::note(code, file, message, hint));
    if hidden > 0 {
        let slides = if hidden == 1 { "slide was" } else { "slides were" };
        let hint = "Show what belongs to the policy and import the file again.";
        note(DiagnosticCode::EmbeddedFiles, format!("{hidden} hidden {slides} not read."), hint);
    }
    if package.all_names().iter().any(|name| name.ends_with("vbaProject.bin")) {
        let message = "The file holds macros; they were not run and not read.".to_owned();
        note(DiagnosticCode::ActiveContent, message, "Nothing needs to be done.");
    }
    Ok(extract)
}

/// Relationships of the slides in the order of the show (ECMA-376 part 1, 19.2.1.34).
fn order(show: &str) -> Option<Vec<String>> {
    let (mut ids, mut ended) = (Vec::new(), false);
    let whole = walk(show, |piece| match piece {
        Piece::Open(element) if element.name() == "sldId" => ids.extend(element.prefixed("id")),
        Piece::Close("presentation") => ended = true,
        _ => {}
    });
    (whole && ended).then_some(ids)
}

#[cfg(test)]
mod tests;
