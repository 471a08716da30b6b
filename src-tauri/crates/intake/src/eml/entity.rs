//! The parts of a message, split by their boundaries in one pass over the lines.

use mailparse::{MailHeader, MailHeaderMap, ParsedContentType, parse_content_type, parse_headers};

/// Multiparts that may stand in one another; what stands deeper is one part.
const DEEPEST: usize = 100;
/// Bytes of a header that are looked at.
const HEADER: usize = 1 << 20;
/// Bytes of a field with parameters that are looked at: mailparse compares each parameter with each other.
const FIELD: usize = 8 << 10;

/// A part that holds no parts of its own.
pub(super) struct Entity<'m> {
    pub(super) headers: Vec<MailHeader<'m>>,
    pub(super) kind: ParsedContentType,
    pub(super) body: &'m [u8],
}

/// The entities of a message, at most `most` of them, and whether there were more or they stood too deep.
pub(super) fn entities(message: &[u8], most: usize) -> (Vec<Entity<'_>>, bool) {
    let mut found = Vec::new();
    let mut boundaries: Vec<Vec<u8>> = Vec::new();
    let mut cut = false;
    let (mut open, mut at) = begin(message, 0);
    cut |= enter(&mut open, &mut boundaries);
    while at < message.len() {
        let end = line_end(message, at);
        let line = &message[at..end];
        if let Some((depth, last)) = line.strip_prefix(b"--").and_then(|rest| boundary(rest, &boundaries)) {
            if let Some((entity, start)) = open.take() {
                found.push(closed(entity, &message[start..at.max(start)]));
            }
            if found.len() >= most {
                return (found, true);
            }
            boundaries.truncate(if last { depth } else { depth + 1 });
            if !last {
                (open, at) = begin(message, end);
                cut |= enter(&mut open, &mut boundaries);
                continue;
            }
        }
        at = end;
    }
    if let Some((entity, start)) = open {
        found.push(closed(entity, &message[start..]));
    }
    (found, cut)
}

/// The value of a field with parameters, such as `Content-Disposition`.
pub(super) fn field(headers: &[MailHeader<'_>], name: &str) -> Option<String> {
    let header = headers.get_first_header(name)?;
    (header.get_value_raw().len() <= FIELD).then(|| header.get_value())
}

/// An entity whose body starts there.
type Open<'m> = Option<(Entity<'m>, usize)>;

/// Reads the header of the entity that starts here; gives it and where its body starts.
fn begin(message: &[u8], start: usize) -> (Open<'_>, usize) {
    let mut at = start;
    while at < message.len() {
        let end = line_end(message, at);
        let empty = matches!(&message[at..end], b"\n" | b"\r\n");
        // A boundary may follow a header without an empty line; a part without a header starts with the empty line.
        if empty || message[at..end].starts_with(b"--") {
            at = if empty { end } else { at };
            break;
        }
        at = end;
    }
    let header = &message[start..at.min(start + HEADER)];
    let headers = parse_headers(header).map(|(headers, _)| headers).unwrap_or_default();
    let kind = field(&headers, "Content-Type").map(|value| parse_content_type(&value)).unwrap_or_default();
    (Some((Entity { headers, kind, body: &[] }, at)), at)
}

/// Opens a multipart, whose own text is for readers that know none; whether it stood too deep.
fn enter(open: &mut Open<'_>, boundaries: &mut Vec<Vec<u8>>) -> bool {
    let Some((entity, _)) = open else { return false };
    let Some(boundary) = entity.kind.params.get("boundary") else { return false };
    // An encrypted multipart is kept, for its kind says that it is.
    if !entity.kind.mimetype.starts_with("multipart/") || entity.kind.mimetype == "multipart/encrypted" {
        return false;
    }
    if boundaries.len() >= DEEPEST {
        return true;
    }
    boundaries.push(boundary.trim_end().as_bytes().to_vec());
    *open = None;
    false
}

/// Which boundary the line is, the innermost first, and whether it is the last of its multipart (RFC 2046, 5.1.1).
fn boundary(line: &[u8], boundaries: &[Vec<u8>]) -> Option<(usize, bool)> {
    let line = line.trim_ascii_end();
    let depth = boundaries.iter().rposition(|known| {
        !known.is_empty() && line.strip_prefix(known.as_slice()).is_some_and(|rest| matches!(rest, b"" | b"--"))
    })?;
    Some((depth, line.len() > boundaries[depth].len()))
}

/// The entity with its body; the line break before a boundary belongs to the boundary.
fn closed<'m>(entity: Entity<'m>, body: &'m [u8]) -> Entity<'m> {
    let body = body.strip_suffix(b"\n").unwrap_or(body);
    Entity { body: body.strip_suffix(b"\r").unwrap_or(body), ..entity }
}

fn line_end(bytes: &[u8], at: usize) -> usize {
    bytes[at..].iter().position(|byte| *byte == b'\n').map_or(bytes.len(), |end| at + end + 1)
}
