//! Elements in order, indented.

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

/// A document that is being written.
pub(super) struct Xml {
    writer: Writer<Vec<u8>>,
}

impl Xml {
    pub(super) fn new() -> Self {
        let mut xml = Self { writer: Writer::new_with_indent(Vec::new(), b' ', 1) };
        xml.write(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), Some("yes"))));
        xml
    }

    pub(super) fn open(&mut self, name: &str, namespace: Option<&str>) {
        let mut start = BytesStart::new(name);
        if let Some(namespace) = namespace {
            start.push_attribute(("xmlns", namespace));
        }
        self.write(Event::Start(start));
    }

    pub(super) fn close(&mut self, name: &str) {
        self.write(Event::End(BytesEnd::new(name)));
    }

    /// An element that holds text. Characters that XML 1.0 does not know become blanks (section 2.2).
    pub(super) fn leaf(&mut self, name: &str, text: &str) {
        let clean: String = text.chars().map(|c| if is_xml(c) { c } else { ' ' }).collect();
        self.open(name, None);
        self.write(Event::Text(BytesText::new(&clean)));
        self.close(name);
    }

    pub(super) fn end(self) -> Vec<u8> {
        self.writer.into_inner()
    }

    /// The writer fills a vector: there is nothing that could fail.
    fn write(&mut self, event: Event<'_>) {
        let _ = self.writer.write_event(event);
    }
}

fn is_xml(c: char) -> bool {
    matches!(c, '\n' | '\t') || !(c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}'))
}
