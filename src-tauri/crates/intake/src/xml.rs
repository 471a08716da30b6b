//! XML as a stream of events, without entities of the document's own and without depth that could exhaust a stack.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// Depth at which a document is no document any more: a table in a table in a text box takes about fifty.
const DEEPEST: u32 = 1_000;

/// What a part of a document says, one piece at a time.
pub(crate) enum Piece<'p> {
    /// Start of an element; elements without content come as a start and an end.
    Open(Element<'p>),
    /// End of the element with this local name.
    Close(&'p str),
    /// Character data.
    Text(&'p str),
}

/// An element with its attributes, by local name.
pub(crate) struct Element<'p> {
    start: &'p BytesStart<'p>,
}

impl Element<'_> {
    /// Local name.
    pub(crate) fn name(&self) -> &str {
        self.start.local_name().into_inner()
    }

    /// Name with the prefix as written, where local names alone are ambiguous: `svg:title` and `text:title`.
    pub(crate) fn qualified(&self) -> &str {
        self.start.name().into_inner()
    }

    /// Value of an attribute by its local name.
    pub(crate) fn attribute(&self, name: &str) -> Option<String> {
        let found =
            self.start.attributes().flatten().find(|attribute| attribute.key.local_name().into_inner() == name)?;
        Some(found.value.into_owned())
    }

    /// Value of an attribute that carries a prefix, where one of the same local name has none: `r:id` beside `id`.
    pub(crate) fn prefixed(&self, name: &str) -> Option<String> {
        let mut attributes = self.start.attributes().flatten();
        let found = attributes
            .find(|attribute| attribute.key.prefix().is_some() && attribute.key.local_name().into_inner() == name)?;
        Some(found.value.into_owned())
    }

    /// The `w:val` of a property element.
    pub(crate) fn value(&self) -> Option<String> {
        self.attribute("val")
    }
}

/// Walks the part; `false` when it is not well-formed or nests too deeply, after what could be read was visited.
pub(crate) fn walk(text: &str, mut visit: impl FnMut(Piece<'_>)) -> bool {
    let mut depth = 0_u32;
    let mut reader = Reader::from_str(text);
    reader.config_mut().allow_dangling_amp = true;
    loop {
        match reader.read_event() {
            Ok(Event::Start(start)) => {
                depth += 1;
                if depth > DEEPEST {
                    return false;
                }
                visit(Piece::Open(Element { start: &start }));
            }
            Ok(Event::Empty(start)) => {
                visit(Piece::Open(Element { start: &start }));
                visit(Piece::Close(start.local_name().into_inner()));
            }
            Ok(Event::End(end)) => {
                depth = depth.saturating_sub(1);
                visit(Piece::Close(end.local_name().into_inner()));
            }
            Ok(Event::Text(text)) => visit(Piece::Text(&text.into_inner())),
            Ok(Event::CData(data)) => visit(Piece::Text(&data.into_inner())),
            // Only the five entities of XML and character references stand for text: an entity that the document
            // declares itself is dropped, so it can neither expand without end nor name a file.
            Ok(Event::GeneralRef(reference)) => match reference.resolve_char_ref() {
                Ok(Some(character)) => visit(Piece::Text(character.encode_utf8(&mut [0; 4]))),
                _ => visit(Piece::Text(predefined(&reference.into_inner()))),
            },
            Ok(Event::Eof) => return true,
            Ok(_) => {}
            Err(_) => return false,
        }
    }
}

fn predefined(name: &str) -> &'static str {
    match name {
        "amp" => "&",
        "lt" => "<",
        "gt" => ">",
        "quot" => "\"",
        "apos" => "'",
        _ => "",
    }
}
