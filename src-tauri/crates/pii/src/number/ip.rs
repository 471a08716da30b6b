//! IPv4 and IPv6 addresses, told from versions and clause numbers.

use crate::find::Hit;
use crate::kind::Kind;
use crate::reading::{Reading, Word, says};
use core::net::{Ipv4Addr, Ipv6Addr};

/// Words that make four small numbers an address.
const CUES: [&str; 24] = [
    "ip",
    "address",
    "adres",
    "indirizzo",
    "dirección",
    "endereço",
    "host",
    "server",
    "source",
    "src",
    "dst",
    "gateway",
    "dns",
    "resolver",
    "ping",
    "client",
    "login from",
    "connect",
    "traffic",
    "firewall",
    "proxy",
    "peer",
    "router",
    "remote",
];

/// Words that make them a version or a clause.
const OTHERS: [&str; 37] = [
    "software",
    "version",
    "ver.",
    "release",
    "firmware",
    "build",
    "patch",
    "upgrade",
    "update",
    "driver",
    "v.",
    "section",
    "sec.",
    "clause",
    "article",
    "art.",
    "para",
    "chapter",
    "annex",
    "table",
    "figure",
    "see ",
    "abschnitt",
    "ziffer",
    "kapitel",
    "absatz",
    "punkt",
    "siehe",
    "point",
    "sección",
    "sezione",
    "paragraaf",
    "rozdział",
    "oid",
    "requirement",
    "control",
    "§",
];

pub(super) fn hit(reading: &Reading<'_>, at: usize) -> Option<Hit> {
    let word = *reading.words.get(at)?;
    let hit = if word.has_digit { v4(reading, word) } else { None };
    hit.or_else(|| v6(reading, word))
}

fn v4(reading: &Reading<'_>, word: Word) -> Option<Hit> {
    let rest = reading.slice(word.start, reading.text.len());
    // No address is longer than fifteen characters.
    let length = rest
        .char_indices()
        .take(17)
        .find(|(_, c)| !c.is_ascii_digit() && *c != '.')
        .map_or(rest.len().min(17), |(at, _)| at);
    let dotted = rest.get(..length)?.trim_end_matches('.');
    let address: Ipv4Addr = dotted.parse().ok()?;
    let end = word.start + dotted.len();
    let octets = address.octets();
    let stands = ends(reading, end) && begins(reading, word.start);
    // This host, loopback, networks and their masks say nothing of a person.
    if !stands || octets[0] == 0 || octets[3] == 0 || octets[0] == 127 || octets.starts_with(&[255, 255]) {
        return None;
    }
    let before = reading.before(word.start);
    let column = reading.column(word);
    let last_words = tail(&before, 24);
    let is_cued = says(&before, &CUES) || says(&column, &CUES);
    let is_other = says(last_words, &OTHERS) || says(&column, &["version", "release", "section", "clause", "§"]);
    let is_small = octets[..3].iter().all(|octet| *octet <= 20);
    let heads_line = reading.leads(word) && is_heading(reading, end);
    let is_address = if is_other {
        is_cued_last(last_words)
    } else {
        is_cued || (!is_small && !heads_line) || is_private(octets) && !heads_line
    };
    is_address.then_some(Hit { start: word.start, end, kind: Kind::IpAddress })
}

/// Whether the very last word names an address, whatever came before: `the firmware of host 10.1.2.3`.
fn is_cued_last(before: &str) -> bool {
    let last = before.trim_end_matches(|c: char| !c.is_alphanumeric());
    let last = last.get(last.rfind(|c: char| !c.is_alphanumeric()).map_or(0, |at| at + 1)..).unwrap_or_default();
    ["ip", "host", "address", "server", "gateway", "client", "from"].contains(&last)
}

fn is_private(octets: [u8; 4]) -> bool {
    octets[0] == 10 && octets[1..3] == [0, 0]
}

/// Whether a title follows, as after the number of a clause: blanks and a capital letter.
fn is_heading(reading: &Reading<'_>, end: usize) -> bool {
    let rest = reading.slice(end, reading.text.len()).trim_start_matches(['.', ')']);
    let title = rest.trim_start_matches([' ', '\t']);
    title.len() < rest.len() && title.starts_with(char::is_uppercase)
}

fn begins(reading: &Reading<'_>, at: usize) -> bool {
    // `v1.2.3.4` is one word before this point; `client=` and `//` introduce an address.
    !matches!(reading.char_before(at), Some('.' | '-' | '_' | '#' | ','))
}

fn ends(reading: &Reading<'_>, end: usize) -> bool {
    let mut ahead = reading.slice(end, reading.text.len()).chars();
    match (ahead.next(), ahead.next()) {
        (Some('.' | '-'), Some(next)) => !next.is_alphanumeric(),
        (Some(next), _) => !next.is_alphanumeric() && next != '_',
        (None, _) => true,
    }
}

fn v6(reading: &Reading<'_>, word: Word) -> Option<Hit> {
    let rest = reading.slice(word.start, reading.text.len());
    let is_part = |c: &char| c.is_ascii_hexdigit() || *c == ':';
    let length = rest.chars().take(40).take_while(is_part).count();
    let run = rest.get(..length)?;
    let mut candidate = run.trim_end_matches(':');
    if run.ends_with("::") && !candidate.contains("::") {
        candidate = rest.get(..candidate.len() + 2)?;
    }
    let end = word.start + candidate.len();
    if candidate.matches(':').count() < 2
        || !ends(reading, end)
        || matches!(reading.char_before(word.start), Some(':' | '.' | '-'))
    {
        return None;
    }
    let address: Ipv6Addr = candidate.parse().ok()?;
    // Global unicast, unique local and link-local; everything else of this shape is a time, a key or a path of code.
    let first = address.segments()[0];
    let is_host = (first & 0xe000) == 0x2000 || (first & 0xfe00) == 0xfc00 || (first & 0xffc0) == 0xfe80;
    is_host.then_some(Hit { start: word.start, end, kind: Kind::IpAddress })
}

fn tail(text: &str, bytes: usize) -> &str {
    let mut start = text.len().saturating_sub(bytes);
    while !text.is_char_boundary(start) {
        start += 1;
    }
    text.get(start..).unwrap_or_default()
}
