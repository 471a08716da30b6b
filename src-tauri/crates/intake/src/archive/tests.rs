#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
use super::*;
use std::io::Write;
use zip::CompressionMethod::{Deflated, Stored};
use zip::write::{SimpleFileOptions, ZipWriter};

fn zipped(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        let method = if bytes.len() > 1000 { Deflated } else { Stored };
        writer.start_file(*name, SimpleFileOptions::default().compression_method(method)).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn outcome(bytes: &[u8], limits: &Limits) -> (Vec<String>, Vec<(DiagnosticCode, String)>) {
    let reading = read("a.zip", bytes, limits).unwrap();
    assert!(reading.document.is_none());
    let found = reading.diagnostics.into_iter().map(|diagnostic| (diagnostic.code, diagnostic.file));
    (reading.parts.into_iter().map(|part| part.name).collect(), found.collect())
}

#[test]
fn names_that_lead_out_are_refused_and_others_are_put_plainly() {
    let cases = [
        ("a/b.txt", Some("a/b.txt")),
        ("a\\b.txt", Some("a/b.txt")),
        ("./a//b.txt", Some("a/b.txt")),
        ("name\u{202E}gnp.exe", Some("namegnp.exe")),
        ("a..b/c", Some("a..b/c")),
        ("../x", None),
        ("a/../../x", None),
        ("..\\x", None),
        ("/etc/x", None),
        ("\\\\host\\x", None),
        ("C:\\x", None),
        ("c:x", None),
        ("a\0b", None),
        ("", None),
    ];
    for (name, expected) in cases {
        assert_eq!(part_name(name).as_deref(), expected, "{name:?}");
    }
}

#[test]
fn files_come_out_and_clutter_and_unsafe_names_do_not() {
    let bytes = zipped(&[
        ("a/one.txt", b"1"),
        ("a/.DS_Store", b"x"),
        ("__MACOSX/a/._one.txt", b"x"),
        ("../out.txt", b"x"),
        ("/abs.txt", b"x"),
        ("a\\two.txt", b"2"),
    ]);
    let (names, found) = outcome(&bytes, &Limits::default());
    assert_eq!(names, ["a/one.txt", "a/two.txt"]);
    assert_eq!(found, [(DiagnosticCode::UnsafeName, "a.zip".to_owned())]);
}

#[test]
fn a_damaged_entry_costs_itself_alone() {
    let mut bytes = zipped(&[("one.txt", b"first text"), ("two.txt", b"second")]);
    let at = bytes.windows(10).position(|window| window == b"first text").unwrap();
    bytes[at] = b'F';
    let (names, found) = outcome(&bytes, &Limits::default());
    assert_eq!(names, ["two.txt"]);
    assert_eq!(found, [(DiagnosticCode::Malformed, "a.zip/one.txt".to_owned())]);
}

#[test]
fn limits_on_files_and_bytes_hold() {
    let large = vec![b' '; 50_000];
    let bytes = zipped(&[("one", b"1"), ("large", &large), ("two", &large[..20_000]), ("three", b"3")]);
    let limits = Limits { max_bytes: 30_000, ..Limits::default() };
    let (names, found) = outcome(&bytes, &limits);
    assert_eq!(names, ["one", "two", "three"]);
    assert_eq!(found, [(DiagnosticCode::LimitExceeded, "a.zip/large".to_owned())]);

    let (names, found) = outcome(&bytes, &Limits { max_inflated: 40_000, ..limits.clone() });
    assert_eq!((names.len(), found.len()), (1, 2), "the large entry is counted as far as it was inflated");

    let (names, found) = outcome(&bytes, &Limits { max_parts: 1, ..limits });
    assert_eq!(names, ["one"]);
    assert_eq!(found, [(DiagnosticCode::LimitExceeded, "a.zip".to_owned())]);
}

#[test]
fn an_unknown_method_and_a_password_are_named() {
    // APPNOTE 4.3.12: flags at 8 and the method at 10 of the directory entry; 4.3.7: at 6 and 8 of the local one.
    let patched = |flag: u8, method: u8| {
        let mut bytes = zipped(&[("one.txt", b"text")]);
        let directory = bytes.windows(4).position(|window| window == b"PK\x01\x02").unwrap();
        for (flags, at) in [(6, 8), (directory + 8, directory + 10)] {
            bytes[flags] |= flag;
            bytes[at] = method;
        }
        bytes
    };
    let path = "a.zip/one.txt".to_owned();
    let found = |bytes: &[u8]| outcome(bytes, &Limits::default()).1;
    assert_eq!(found(&patched(1, 0)), [(DiagnosticCode::Encrypted, path.clone())]);
    assert_eq!(found(&patched(0, 97)), [(DiagnosticCode::UnsupportedFormat, path)]);
    assert!(read("a.zip", b"PK\x03\x04 cut", &Limits::default()).is_err());
}
