//! Rich Text Format 1.9.1: the text with its paragraphs, headings, items, rows and notes.
//!
//! The crate rtf-parser (0.4.3) was looked at: its lexer calls itself for each word of a run, fails on a byte that is
//! no UTF-8, and knows no code pages, tables or footnotes. So this is a reader of its own, one pass over the bytes.

mod charset;
mod layout;

use crate::block::Extract;
use crate::{clean, txt};
use encoding_rs::{Encoding, WINDOWS_1252};
use holdfast_domain::{Diagnostic, DiagnosticCode, Format};
use layout::{Layout, Manner, style_kind};
use std::collections::HashMap;

/// Groups that may stand in one another; what stands deeper is skipped.
const DEEPEST: usize = 1_000;

/// Reads an RTF file into blocks.
pub(crate) fn read(file: &str, bytes: &[u8]) -> Extract {
    let mut reader = RtfReader::new(bytes);
    let ended = reader.run();
    let manner = reader.group.manner;
    reader.layout.paragraph(Manner { in_table: false, ..manner });
    let mut extract = Extract::unpaged(Format::Rtf, reader.layout.blocks);
    extract.marks = reader.marks;
    if !ended {
        let hint = "Open the file in the program that made it, save a new copy and import that.";
        let message = "The file ends in the middle of the document.";
        extract.diagnostics.push(Diagnostic::warning(DiagnosticCode::Malformed, file, message, hint));
    }
    extract
}

/// Where the text of a group goes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Destination {
    Body,
    Fonts,
    Styles,
    Margin,
    Note,
    Label,
    Nowhere,
}

/// The state that ends with its group.
#[derive(Clone, Copy)]
struct Group {
    destination: Destination,
    /// Characters behind `\u` that say the same to readers without Unicode.
    fallback: usize,
    font: i32,
    hidden: bool,
    deleted: bool,
    manner: Manner,
}

struct RtfReader<'b> {
    bytes: &'b [u8],
    at: usize,
    group: Group,
    outer: Vec<Group>,
    /// Groups open beyond [`DEEPEST`].
    deeper: usize,
    /// Whether the next control word is one that may be skipped.
    optional: bool,
    /// Characters of a fallback that are still to be skipped.
    skip: usize,
    /// First half of a character beyond the basic plane.
    high: Option<u16>,
    /// Bytes of text that are not decoded yet.
    pending: Vec<u8>,
    page: &'static Encoding,
    /// Charset numbers of fonts.
    fonts: HashMap<i32, i32>,
    default_font: i32,
    /// Text of the style name, margin or note that is open.
    aside: String,
    style: i32,
    marks: Vec<String>,
    layout: Layout,
}

impl<'b> RtfReader<'b> {
    fn new(bytes: &'b [u8]) -> Self {
        let (destination, manner) = (Destination::Body, Manner::default());
        Self {
            bytes,
            at: 0,
            group: Group { destination, fallback: 1, font: -1, hidden: false, deleted: false, manner },
            outer: Vec::new(),
            deeper: 0,
            optional: false,
            skip: 0,
            high: None,
            pending: Vec::new(),
            page: WINDOWS_1252,
            fonts: HashMap::new(),
            default_font: -1,
            aside: String::new(),
            style: 0,
            marks: Vec::new(),
            layout: Layout::default(),
        }
    }

    /// Reads to the end of the first group; `false` when the file ends before it.
    fn run(&mut self) -> bool {
        while let Some(&byte) = self.bytes.get(self.at) {
            self.at += 1;
            match byte {
                b'{' => self.open(),
                b'}' => {
                    self.close();
                    if self.outer.is_empty() {
                        return true;
                    }
                }
                b'\\' => self.control(),
                b'\r' | b'\n' | 0 => {}
                _ => self.byte(byte),
            }
        }
        self.decode();
        false
    }

    fn open(&mut self) {
        self.decode();
        self.skip = 0;
        if self.outer.len() >= DEEPEST {
            self.deeper += 1;
        } else {
            self.outer.push(self.group);
        }
    }

    fn close(&mut self) {
        self.decode();
        self.skip = 0;
        self.optional = false;
        if self.deeper > 0 {
            self.deeper -= 1;
            return;
        }
        let Some(outer) = self.outer.pop() else { return };
        let inner = std::mem::replace(&mut self.group, outer).destination;
        if inner == Destination::Styles {
            self.end_style();
        } else if inner != outer.destination {
            match inner {
                Destination::Note => self.layout.notes.push(std::mem::take(&mut self.aside)),
                Destination::Margin => self.end_margin(),
                _ => {}
            }
        }
    }

    fn control(&mut self) {
        let Some(&first) = self.bytes.get(self.at) else { return };
        if first.is_ascii_alphabetic() {
            return self.word();
        }
        self.at += 1;
        match first {
            b'\'' => {
                let digits = self.bytes.get(self.at..self.at + 2).and_then(|digits| std::str::from_utf8(digits).ok());
                if let Some(byte) = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
                    self.at += 2;
                    self.byte(byte);
                }
            }
            b'\\' | b'{' | b'}' => self.byte(first),
            b'*' => self.optional = true,
            b'~' => self.put('\u{A0}'),
            b'_' => self.put('\u{2011}'),
            b'\r' | b'\n' => self.break_paragraph(),
            _ => {}
        }
    }

    fn word(&mut self) {
        self.decode();
        let start = self.at;
        let rest = &self.bytes[start..];
        let letters = rest.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
        let signed = usize::from(rest.get(letters) == Some(&b'-'));
        let digits = rest[letters + signed..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        let end = letters + if digits > 0 { signed + digits } else { 0 };
        let name = std::str::from_utf8(&rest[..letters]).unwrap_or_default();
        let value: Option<i32> = std::str::from_utf8(&rest[letters..end]).ok().and_then(|value| value.parse().ok());
        // One space ends the word and is no text.
        self.at = start + end + usize::from(rest.get(end) == Some(&b' '));
        if name == "bin" {
            // Bytes of a picture; a count beyond the end of the file is no count.
            let count = value.and_then(|value| usize::try_from(value).ok()).unwrap_or(0);
            if count <= self.bytes.len() - self.at {
                self.at += count;
            }
        }
        let optional = std::mem::take(&mut self.optional);
        if self.skip > 0 {
            self.skip -= 1;
        } else if self.deeper == 0 && self.group.destination != Destination::Nowhere {
            match destination(name) {
                Some(destination) => self.enter(destination),
                None if optional && !matches!(name, "shpinst" | "shptxt") => self.enter(Destination::Nowhere),
                None => self.apply(name, value),
            }
        }
    }

    fn enter(&mut self, destination: Destination) {
        self.group.destination = destination;
        self.aside.clear();
    }

    fn apply(&mut self, name: &str, value: Option<i32>) {
        let on = value != Some(0);
        let number = value.unwrap_or(0);
        match name {
            "u" => self.unicode(number),
            "uc" => self.group.fallback = usize::try_from(value.unwrap_or(1)).unwrap_or(0),
            "ansicpg" => self.page = charset::by_page(number),
            "mac" => self.page = encoding_rs::MACINTOSH,
            "deff" => self.default_font = number,
            "f" => self.group.font = number,
            "fcharset" if self.group.destination == Destination::Fonts => {
                self.fonts.insert(self.group.font, number);
            }
            "plain" => {
                self.group.font = self.default_font;
                self.group.hidden = false;
            }
            "v" => self.group.hidden = on,
            "deleted" => self.group.deleted = on,
            "pard" => self.group.manner = Manner::default(),
            "s" if self.group.destination == Destination::Styles => self.style = number,
            "s" => self.group.manner.style = number,
            "outlinelevel" if self.group.destination == Destination::Body => {
                self.group.manner.outline = u8::try_from(number).ok().filter(|level| *level < 9);
            }
            "intbl" => self.group.manner.in_table = true,
            "trowd" if self.group.destination == Destination::Body => self.layout.head_row = false,
            "trhdr" if self.group.destination == Destination::Body => self.layout.head_row = true,
            "par" | "sect" | "page" => self.break_paragraph(),
            "cell" if self.group.destination == Destination::Body => self.layout.end_cell(self.group.manner),
            "row" if self.group.destination == Destination::Body => self.layout.row(),
            _ => self.put_named(name),
        }
    }

    fn put_named(&mut self, name: &str) {
        let character = match name {
            "tab" => '\t',
            "line" | "nestcell" | "nestrow" | "cell" => '\n',
            "emdash" => '—',
            "endash" => '–',
            "bullet" => '•',
            "lquote" => '‘',
            "rquote" => '’',
            "ldblquote" => '“',
            "rdblquote" => '”',
            "emspace" | "enspace" | "qmspace" => ' ',
            _ => return,
        };
        self.put(character);
    }

    fn break_paragraph(&mut self) {
        self.decode();
        if self.group.destination == Destination::Body && self.deeper == 0 {
            self.layout.paragraph(self.group.manner);
        } else {
            self.put(' ');
        }
    }

    /// A UTF-16 unit, written as a signed number, and its fallback (RTF 1.9.1, Unicode RTF).
    fn unicode(&mut self, number: i32) {
        self.skip = self.group.fallback;
        let Ok(unit) = u16::try_from(number.rem_euclid(0x1_0000)) else { return };
        match self.high.take() {
            Some(high) => {
                char::decode_utf16([high, unit]).for_each(|found| self.put(found.unwrap_or('\u{FFFD}')));
            }
            None if (0xD800..0xDC00).contains(&unit) => self.high = Some(unit),
            None => self.put(char::from_u32(u32::from(unit)).unwrap_or('\u{FFFD}')),
        }
    }

    fn byte(&mut self, byte: u8) {
        if self.skip > 0 {
            self.skip -= 1;
        } else if self.deeper == 0 && self.group.destination != Destination::Nowhere {
            self.pending.push(byte);
        }
    }

    /// Decodes the bytes of text before what changes their meaning.
    fn decode(&mut self) {
        if self.pending.is_empty() {
            return;
        }
        let bytes = std::mem::take(&mut self.pending);
        let charset = self.fonts.get(&self.group.font).or_else(|| self.fonts.get(&self.default_font)).copied();
        if charset == Some(2) {
            // Symbol fonts have their signs in the private use area; `clean` knows the bullets.
            let sign = |byte: &u8| char::from_u32(0xF000 + u32::from(*byte)).filter(|_| *byte >= 0x80);
            bytes
                .iter()
                .for_each(|byte| self.put_text(sign(byte).unwrap_or(char::from(*byte)).encode_utf8(&mut [0; 4])));
        } else {
            let encoding = charset.and_then(charset::by_charset).unwrap_or(self.page);
            self.put_text(&txt::decode_as(encoding, &bytes));
        }
    }

    fn put(&mut self, character: char) {
        self.decode();
        self.put_text(character.encode_utf8(&mut [0; 4]));
    }

    fn put_text(&mut self, text: &str) {
        if self.group.hidden || self.group.deleted || self.deeper > 0 {
            return;
        }
        match self.group.destination {
            Destination::Body => self.layout.text.push_str(text),
            Destination::Label => self.layout.label.push_str(text),
            Destination::Styles | Destination::Margin | Destination::Note => self.aside.push_str(text),
            Destination::Fonts | Destination::Nowhere => {}
        }
    }

    fn end_style(&mut self) {
        let name = std::mem::take(&mut self.aside);
        if let Some(kind) = style_kind(name.trim_end().trim_end_matches(';')) {
            self.layout.styles.insert(self.style, kind);
        }
        self.style = 0;
    }

    fn end_margin(&mut self) {
        let text = clean::line(&std::mem::take(&mut self.aside));
        if !text.is_empty() {
            self.marks.push(text);
        }
    }
}

/// Where the text behind this control word goes; `None` when the word is no destination.
fn destination(name: &str) -> Option<Destination> {
    Some(match name {
        "fonttbl" => Destination::Fonts,
        "stylesheet" => Destination::Styles,
        "header" | "headerl" | "headerr" | "headerf" | "footer" | "footerl" | "footerr" | "footerf" => {
            Destination::Margin
        }
        "footnote" => Destination::Note,
        "listtext" | "pntext" => Destination::Label,
        "colortbl" | "info" | "pict" | "object" | "generator" | "filetbl" | "listtable" | "listoverridetable"
        | "revtbl" | "rsidtbl" | "fldinst" | "annotation" | "atnid" | "atnauthor" | "nonesttables" | "nonshppict"
        | "falt" | "panose" | "sp" | "xe" | "tc" | "themedata" | "datastore" | "latentstyles" | "bkmkstart"
        | "bkmkend" | "pn" | "pnseclvl" | "ftnsep" | "ftnsepc" | "aftnsep" | "aftnsepc" | "private" | "template" => {
            Destination::Nowhere
        }
        _ => return None,
    })
}

#[cfg(test)]
mod tests;
