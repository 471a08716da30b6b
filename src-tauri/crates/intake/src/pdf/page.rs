//! What an engine hands over: the text of every page, or why the file does not open.

use super::fragment::Fragment;

/// One page as an engine read it.
pub(crate) struct PageText {
    /// From 1.
    pub(crate) number: u32,
    /// Text in the order of the content stream.
    pub(crate) fragments: Vec<Fragment>,
    /// Text across the page, such as a watermark.
    pub(crate) marks: Vec<String>,
    pub(crate) state: State,
}

/// What is on a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    Text,
    /// An image and no text, or next to none.
    Scan,
    Blank,
    /// The engine failed on it.
    Unread,
}

/// Why a file does not open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    Encrypted,
    Damaged,
    TooManyPages,
}

/// How much an engine got out of a file, to choose between two.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Yield {
    /// Letters and figures.
    pub(crate) letters: usize,
    /// Characters without a meaning: replacement and private use.
    pub(crate) strays: usize,
    /// Other visible characters.
    pub(crate) marks: usize,
    /// Pages that were read.
    pub(crate) pages: usize,
}

impl Yield {
    /// What these pages hold.
    pub(crate) fn of(pages: &[PageText]) -> Self {
        let mut sum =
            Self { pages: pages.iter().filter(|page| page.state != State::Unread).count(), ..Self::default() };
        for character in pages.iter().flat_map(|page| &page.fragments).flat_map(|fragment| fragment.text.chars()) {
            let (letter, stray) = (character.is_alphanumeric(), is_stray(character));
            sum.letters += usize::from(letter);
            sum.strays += usize::from(stray);
            sum.marks += usize::from(!letter && !stray && !character.is_whitespace());
        }
        sum
    }

    /// Whether another engine should be asked: pages were lost, or much of the text stands for no letters.
    pub(crate) fn is_doubtful(self, pages: &[PageText]) -> bool {
        let is_gibberish = self.strays * 100 > self.letters + self.strays || self.marks > self.letters;
        self.pages < pages.len() || is_gibberish
    }

    /// Readable letters.
    pub(crate) fn worth(self) -> usize {
        self.letters.saturating_sub(20 * self.strays + self.marks)
    }
}

/// Replacement and private-use characters are what a text layer without a usable encoding gives.
pub(crate) fn is_stray(character: char) -> bool {
    matches!(character, '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..='\u{10FFFD}' | char::REPLACEMENT_CHARACTER)
}
