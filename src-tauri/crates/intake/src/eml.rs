//! Internet messages (RFC 5322, MIME): subject, sender and date, the text, and the files that are attached.
//!
//! mailparse walks multiparts by recursion, gives up at a depth of 100 and reads each level anew; so it decodes
//! fields and bodies here, and the parts are split by `entity`.

mod entity;

use crate::block::{Block, BlockKind, Extract};
use crate::{Limits, archive, format, html, malformed, txt};
use encoding_rs::Encoding;
use entity::{Entity, entities, field};
use holdfast_domain::{Diagnostic, Format};
use holdfast_ports::Part;
use mailparse::{DispositionType, MailHeaderMap, parse_content_disposition, parse_headers, parse_mail};

/// Bytes of a field that is shown.
const FIELD: usize = 64 << 10;

/// Reads a message into blocks and parts.
pub(crate) fn read(file: &str, bytes: &[u8], limits: &Limits) -> Result<Extract, Diagnostic> {
    let bytes = bytes.strip_prefix(&[0xEF, 0xBB, 0xBF]).unwrap_or(bytes);
    let message = match bytes.iter().position(|byte| *byte == b'\n') {
        // The line before a message in an mbox file (RFC 4155).
        Some(end) if bytes.starts_with(b"From ") => &bytes[end + 1..],
        _ => bytes,
    };
    let (entities, cut) = entities(message, limits.max_parts);
    if entities.iter().any(is_encrypted) {
        return Err(format::encrypted(file));
    }
    let mut extract = Extract::unpaged(Format::Eml, head(message));
    if cut {
        extract.diagnostics.push(archive::cut(file, "The message holds more parts than are read.".to_owned()));
    }
    let mut texts = Texts::default();
    let mut unsafe_names = 0;
    for (index, entity) in entities.iter().enumerate() {
        let text = matches!(entity.kind.mimetype.as_str(), "text/plain" | "text/html");
        let (name, attached) = name(entity);
        let bytes = decoded(entity);
        if text && !attached {
            // A body that cannot be decoded is shown as it stands, as mail programs do.
            texts.add(entity, &bytes.unwrap_or_else(|| entity.body.to_vec()));
            continue;
        }
        // Pictures of a signature are no documents.
        if !attached && entity.kind.mimetype.starts_with("image/") {
            continue;
        }
        let message = entity.kind.mimetype == "message/rfc822";
        let own = if message { format!("message-{}.eml", index + 1) } else { format!("attachment-{}", index + 1) };
        match (archive::part_name(name.as_deref().unwrap_or(&own)), bytes) {
            (None, _) => unsafe_names += 1,
            (Some(name), Some(bytes)) => extract.parts.push(Part { name, bytes }),
            (Some(name), None) => {
                let path = format!("{file}/{name}");
                extract.diagnostics.push(malformed(&path, "The attachment of the message is damaged."));
            }
        }
    }
    if unsafe_names > 0 {
        extract.diagnostics.push(archive::unsafe_names(file, unsafe_names));
    }
    if texts.plain.trim_start().starts_with("-----BEGIN PGP MESSAGE-----") {
        return Err(format::encrypted(file));
    }
    extract.blocks.extend(texts.blocks());
    Ok(extract)
}

/// Subject, sender, receivers and date.
fn head(message: &[u8]) -> Vec<Block> {
    let end = message.windows(2).position(|pair| pair == b"\n\n").unwrap_or(message.len());
    let end = message.windows(4).take(end).position(|pair| pair == b"\r\n\r\n").unwrap_or(end);
    let headers = parse_headers(&message[..end]).map(|(headers, _)| headers).unwrap_or_default();
    let value = |name: &str| {
        let header = headers.get_first_header(name)?;
        // What is longer is no subject and no sender, and the document goes on without it.
        (header.get_value_raw().len() <= FIELD).then(|| header.get_value())
    };
    let mut blocks: Vec<Block> = value("Subject").map(|text| Block::new(BlockKind::Title, &text)).into_iter().collect();
    for name in ["From", "To", "Date"] {
        blocks.extend(value(name).map(|text| Block::row(&[name, &text])));
    }
    blocks.retain(|block| !block.text.is_empty());
    blocks
}

/// Encrypted with S/MIME (RFC 8551, 3.3) or PGP (RFC 3156, 4).
fn is_encrypted(entity: &Entity<'_>) -> bool {
    let kind = &entity.kind;
    match kind.mimetype.as_str() {
        "multipart/encrypted" | "application/pgp-encrypted" => true,
        "application/pkcs7-mime" | "application/x-pkcs7-mime" => {
            kind.params.get("smime-type").is_none_or(|kind| kind.contains("enveloped"))
        }
        _ => false,
    }
}

/// The name that the part states, and whether it is a file rather than text of the message.
fn name(entity: &Entity<'_>) -> (Option<String>, bool) {
    let disposition = field(&entity.headers, "Content-Disposition").map(|value| parse_content_disposition(&value));
    let attached = disposition.as_ref().is_some_and(|found| found.disposition == DispositionType::Attachment);
    let name = disposition.and_then(|found| found.params.get("filename").cloned());
    let name = name.or_else(|| entity.kind.params.get("name").cloned()).filter(|name| !name.trim().is_empty());
    let attached = attached || name.is_some();
    (name, attached)
}

/// The body without its transfer encoding; `None` when it is damaged.
fn decoded(entity: &Entity<'_>) -> Option<Vec<u8>> {
    let encoding = field(&entity.headers, "Content-Transfer-Encoding").unwrap_or_default().trim().to_lowercase();
    if !matches!(encoding.as_str(), "base64" | "quoted-printable") {
        return Some(entity.body.to_vec());
    }
    let alone = [format!("Content-Transfer-Encoding: {encoding}\r\n\r\n").as_bytes(), entity.body].concat();
    parse_mail(&alone).ok()?.get_body_raw().ok()
}

/// The text of the message, as it stands in it once or twice.
#[derive(Default)]
struct Texts {
    plain: String,
    page: Vec<Block>,
}

impl Texts {
    fn add(&mut self, entity: &Entity<'_>, bytes: &[u8]) {
        let params = &entity.kind.params;
        let named = params.get("charset").and_then(|label| Encoding::for_label(label.trim().as_bytes()));
        // Programs call text UTF-8 that is not; and without a name the bytes tell.
        let text = match named {
            Some(encoding) if encoding != encoding_rs::UTF_8 => txt::decode_as(encoding, bytes),
            None if entity.kind.mimetype == "text/html" => html::decode(bytes),
            _ => txt::decode(bytes),
        };
        if entity.kind.mimetype == "text/html" {
            self.page.extend(html::read(&text).blocks);
            return;
        }
        let flowed = params.get("format").is_some_and(|format| format.eq_ignore_ascii_case("flowed"));
        let joined = params.get("delsp").is_some_and(|delete| delete.eq_ignore_ascii_case("yes"));
        self.plain.push_str(&if flowed { unwrapped(&text, joined) } else { text });
        self.plain.push_str("\n\n");
    }

    /// The plain text where there is some, else the page.
    fn blocks(self) -> Vec<Block> {
        if self.plain.trim().is_empty() { self.page } else { txt::read(&self.plain).blocks }
    }
}

/// Undoes `format=flowed`: a line that ends in a space goes on in the next (RFC 3676, 4.1 to 4.3).
fn unwrapped(text: &str, joined: bool) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.lines() {
        let line = line.strip_prefix(' ').unwrap_or(line);
        match line.strip_suffix(' ').filter(|_| line != "-- ") {
            Some(start) if joined => out.push_str(start),
            Some(_) => out.push_str(line),
            None => {
                out.push_str(line);
                out.push('\n');
            }
        }
    }
    out
}

#[cfg(test)]
mod tests;
