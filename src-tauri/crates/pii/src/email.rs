//! Mail addresses.

use crate::find::Hit;
use crate::kind::Kind;
use crate::reading::Reading;

/// Longest local part in bytes (RFC 5321, 4.5.3.1.1); what is longer is no address.
const LOCAL: usize = 64;
/// Longest domain in bytes (RFC 5321, 4.5.3.1.2).
const DOMAIN: usize = 255;
/// Endings of file names that look like a domain: `icon@2x.png`.
const FILES: [&str; 8] = ["png", "jpg", "jpeg", "gif", "svg", "webp", "css", "js"];

pub(crate) fn hits(reading: &Reading<'_>) -> Vec<Hit> {
    let text = reading.text;
    text.match_indices('@').filter_map(|(at, _)| address(text, at)).collect()
}

fn address(text: &str, at: usize) -> Option<Hit> {
    let start = at - local(text.get(..at)?)?;
    let domain = domain(text.get(at + 1..)?)?;
    let end = at + 1 + domain.len();
    let before = text.get(..start)?;
    let after = text.get(end..)?;
    // A repository address, and the password in a link: neither is mail.
    let is_path = after.starts_with(':') && after.get(1..).is_some_and(|rest| rest.starts_with(char::is_alphabetic));
    let is_login =
        before.ends_with(':') && before.get(..before.len() - 1).is_some_and(in_link) || before.ends_with("//");
    let is_message_id = before.ends_with('<') && after.starts_with('>') && is_header(before);
    (!is_path && !is_login && !is_message_id).then_some(Hit { start, end, kind: Kind::Email })
}

/// Bytes of the local part that ends here.
fn local(before: &str) -> Option<usize> {
    let taken = before.chars().rev().take_while(|c| is_local(*c)).map(char::len_utf8).sum::<usize>();
    let run = before.get(before.len() - taken..)?;
    // A quotation mark before the address is no part of it; a dot may not lead.
    let run = run.trim_start_matches(['.', '\'', '-', '’']);
    let plain = !run.is_empty() && run.len() <= LOCAL && !run.ends_with('.') && !run.contains("..");
    (plain && run.chars().any(char::is_alphanumeric)).then_some(run.len())
}

fn is_local(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '.' | '_' | '%' | '+' | '-' | '\'' | '’')
}

/// The domain at the start of the text: labels of letters, digits and inner hyphens, the last one no number.
fn domain(after: &str) -> Option<&str> {
    let is_label_char = |c: char| c.is_alphanumeric() || c == '-';
    let length = after.find(|c: char| !is_label_char(c) && c != '.').unwrap_or(after.len());
    let mut domain = after.get(..length)?.trim_end_matches(['.', '-']);
    if domain.len() > DOMAIN {
        return None;
    }
    // `anna@example.eu.The next sentence` has lost a blank: no top-level domain starts with a capital after a small one.
    while let Some((head, last)) = domain.rsplit_once('.')
        && head.contains('.')
        && last.starts_with(char::is_uppercase)
        && head.chars().any(char::is_lowercase)
    {
        domain = head;
    }
    let (head, last) = domain.rsplit_once('.')?;
    let labels_stand =
        head.split('.').all(|label| !label.is_empty() && !label.starts_with('-') && !label.ends_with('-'));
    let is_top = last.chars().count() >= 2 && (last.chars().all(char::is_alphabetic) || last.starts_with("xn--"));
    (labels_stand && is_top && !FILES.contains(&last.to_lowercase().as_str())).then_some(domain)
}

/// Whether the text ends inside the user part of a link: `https://name`.
fn in_link(before: &str) -> bool {
    let name = before.chars().rev().take_while(|c| is_local(*c)).map(char::len_utf8).sum::<usize>();
    before.get(..before.len() - name).is_some_and(|rest| rest.ends_with("//"))
}

fn is_header(before: &str) -> bool {
    let before = before.trim_end_matches(['<', ' ']).as_bytes();
    let ends = |header: &&[u8]| {
        before
            .len()
            .checked_sub(header.len())
            .and_then(|at| before.get(at..))
            .is_some_and(|tail| tail.eq_ignore_ascii_case(header))
    };
    [b"message-id:".as_slice(), b"references:", b"in-reply-to:"].iter().any(ends)
}
