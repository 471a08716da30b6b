//! The fonts of the crate: IBM Plex Sans for text, DejaVu Sans for what Plex lacks.

use std::sync::LazyLock;
use typst::foundations::Bytes;
use typst::text::{Font, FontBook, FontInfo};
use typst::utils::LazyHash;

/// Fonts and what they cover.
pub(crate) struct Fonts {
    pub(crate) fonts: Vec<Font>,
    pub(crate) book: LazyHash<FontBook>,
}

static BUNDLED: LazyLock<Fonts> = LazyLock::new(|| {
    let files: [&'static [u8]; 3] = [
        include_bytes!("../fonts/IBMPlexSans-Regular.ttf"),
        include_bytes!("../fonts/IBMPlexSans-SemiBold.ttf"),
        include_bytes!("../fonts/DejaVuSans.ttf"),
    ];
    let fonts: Vec<Font> = files.into_iter().flat_map(|file| Font::iter(Bytes::new(file))).collect();
    let book = LazyHash::new(FontBook::from_infos(fonts.iter().map(family_member)));
    Fonts { fonts, book }
});

/// Plex names each weight a family of its own for old programs; here they are weights of one.
fn family_member(font: &Font) -> FontInfo {
    let mut info = font.info().clone();
    if let Some(family) = info.family.strip_suffix(" SmBld") {
        info.family = family.to_owned();
    }
    info
}

impl Fonts {
    /// The fonts compiled into the crate, read once.
    pub(crate) fn bundled() -> &'static Self {
        &BUNDLED
    }

    /// Whether one of them can draw the character.
    pub(crate) fn can_draw(&self, character: char) -> bool {
        self.fonts.iter().any(|font| font.info().coverage.contains(character.into()))
    }
}
