#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
use super::*;
use crate::block::BlockKind::{self, HeadRow, Heading, Item, Note, Paragraph, Row, Title};

fn blocks(text: &str) -> Vec<(BlockKind, String)> {
    read("a.rtf", text.as_bytes()).blocks.into_iter().map(|block| (block.kind, block.text)).collect()
}

#[test]
fn styles_outline_labels_tables_and_notes_become_blocks() {
    let text = r"{\rtf1\ansi{\fonttbl{\f0\fcharset0 Arial;}{\f1\fcharset204 Arial;}}{\colortbl;\red0;}
        {\stylesheet{\s0 Normal;}{\s1\b heading 1;}{\s9 Title;}{\*\cs3 Strong;}}{\info{\title x}}{\header DRAFT\par}
        \pard\s9 Policy\par\pard\s1 Scope\par\pard\outlinelevel1 Terms\par\pard {\listtext 1.\tab}Item\par
        \pard Text{\footnote A note.} end\par\trowd\trhdr\intbl A\cell B\cell\row\trowd\intbl 1\par 2\cell {x}\cell\row
        \pard {\v hidden}{\deleted gone}\f1\'cf\'ee\par{\pict\bin4 }}}}}\f0 last}";
    let expected = [
        (Title, "Policy"),
        (Heading(1), "Scope"),
        (Heading(2), "Terms"),
        (Item, "1. Item"),
        (Paragraph, "Text end"),
        (Note, "A note."),
        (HeadRow, "A | B"),
        (Row, "1 2 | x"),
        (Paragraph, "По"),
        (Paragraph, "last"),
    ];
    assert_eq!(blocks(text), expected.map(|(kind, text)| (kind, text.to_owned())));
    assert_eq!(read("a.rtf", text.as_bytes()).marks, ["DRAFT"]);
}

#[test]
fn characters_come_from_code_pages_and_unicode_with_its_fallback() {
    let cases = [
        (r"{\rtf1\ansi Gr\'f6\'dfe}", "Größe"),
        (r"{\rtf1\ansi\ansicpg1251 \'cf\'ee}", "По"),
        (r"{\rtf1\ansi\u8364?5}", "€5"),
        (r"{\rtf1\ansi\uc2\u8364\'80\'80x{\uc0\u246}y}", "€xöy"),
        (r"{\rtf1\ansi\u-10179?\u-8704?}", "😀"),
        (r"{\rtf1\ansi a\~b\emdash c\{d\}}", "a b—c{d}"),
        (r"{\rtf1\ansi a{\*\unknown x}b{\field{\*\fldinst HYPERLINK}{\fldrslt c}}}", "abc"),
        (r"{\rtf1\ansi a{\pict\bin2147483647 xx} b}", "a b"),
    ];
    for (text, expected) in cases {
        assert_eq!(blocks(text), [(Paragraph, expected.to_owned())], "{text}");
    }
}

#[test]
fn depth_is_skipped_and_a_cut_file_is_named() {
    let deep = format!("{{\\rtf1 a{}x{}b}}", "{".repeat(1_000_000), "}".repeat(1_000_000));
    assert_eq!(blocks(&deep), [(Paragraph, "ab".to_owned())]);
    assert_eq!(read("a.rtf", b"{\\rtf1 half").diagnostics[0].code, DiagnosticCode::Malformed);
}
