#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
use super::*;
use BlockKind::{HeadRow, Heading, Item, Paragraph, Row, Title};

fn blocks(text: &str) -> Vec<(BlockKind, String)> {
    read(text).blocks.into_iter().map(|block| (block.kind, block.text)).collect()
}

fn assert_blocks(text: &str, expected: &[(BlockKind, &str)]) {
    let expected: Vec<_> = expected.iter().map(|(kind, text)| (*kind, (*text).to_owned())).collect();
    assert_eq!(blocks(text), expected, "{text}");
}

#[test]
fn headings_paragraphs_and_lists_keep_their_structure() {
    assert_blocks(
        "<html><head><title>Browser title</title><style>p {}</style></head><body><h1>Policy</h1><p>Some <b>bold</b>\n\
         text &amp; more<p>Next<br>line</p><h2>Scope</h2><ul><li>one<li><p>two</p></ul><ol start=3><li>three</li></ol>\
         <dl><dt>Term</dt><dd>Meaning</dd></dl><blockquote>Quoted</blockquote>",
        &[
            (Title, "Policy"),
            (Paragraph, "Some bold text & more"),
            (Paragraph, "Next"),
            (Paragraph, "line"),
            (Heading(1), "Scope"),
            (Item, "- one"),
            (Item, "- two"),
            (Item, "3. three"),
            (Paragraph, "Term"),
            (Paragraph, "Meaning"),
            (Paragraph, "Quoted"),
        ],
    );
}

#[test]
fn the_title_element_is_the_title_only_where_no_heading_is() {
    assert_blocks("<title>A &amp; B</title><p>x", &[(Title, "A & B"), (Paragraph, "x")]);
    assert_blocks("<title>A</title><h1>One</h1><h1>Two</h1>", &[(Heading(1), "One"), (Heading(1), "Two")]);
    assert_blocks(
        "<title>A</title><p>A</p><h1>One</h1><h1>Two</h1>",
        &[(Title, "A"), (Heading(1), "One"), (Heading(1), "Two")],
    );
}

#[test]
fn tables_come_as_rows_and_nested_tables_stay_in_their_cell() {
    assert_blocks(
        "<table><thead><tr><td>A<td>B</thead><tbody><tr><td>1<td><table><tr><td>x<td>y<tr><td>z</table> after</table>\
         <table><tr><th>C</th><th>D</th></tr><tr><th>2</th><td><p>3</p><p>4</p></td></tr></table>",
        &[(HeadRow, "A | B"), (Row, "1 | x | y z after"), (HeadRow, "C | D"), (Row, "2 | 3 4")],
    );
}

#[test]
fn what_a_reader_does_not_see_is_left_out() {
    let cases = [
        "<script>if (a < b) x()</script>",
        "<style>p{}</style>",
        "<template><p>x</p></template>",
        "<noscript><p>x</p></noscript>",
        "<svg><text>x</text></svg>",
        "<nav><ul><li>x</ul></nav>",
        "<div hidden><div>x</div><p>y</p></div>",
        "<p style='color: red; DISPLAY : none'>x</p>",
        "<p hidden>x",
        "<del>x</del><s>y</s><strike>z</strike>",
        "<!-- x -->",
        "<p><del>x</p>",
    ];
    for hidden in cases {
        assert_blocks(&format!("<p>a</p>{hidden}<p>b</p>"), &[(Paragraph, "a"), (Paragraph, "b")]);
    }
    assert_blocks("<ul><li hidden>x<li>y</ul>", &[(Item, "- y")]);
    assert_blocks("<table><tr><td><s>x</td><td>y</td></tr></table>", &[(Row, "| y")]);
    assert_blocks("<p>a<input hidden>b<br hidden>", &[(Paragraph, "ab")]);
}

#[test]
fn the_encoding_is_found_by_mark_by_declaration_or_by_guess() {
    let utf16: Vec<u8> = "\u{FEFF}<p>Größe".encode_utf16().flat_map(u16::to_be_bytes).collect();
    let cases: [(&[u8], &str); 5] = [
        (&utf16, "<p>Größe"),
        (b"<meta charset=iso-8859-2><p>Gr\xF6\xDFe \xB1", "<meta charset=iso-8859-2><p>Größe ą"),
        (
            b"<META http-equiv='x' content='text/html; charset=KOI8-R'>\xC1",
            "<META http-equiv='x' content='text/html; charset=KOI8-R'>а",
        ),
        (b"<meta charset=\"utf-16\"/>\xC3\xB6", "<meta charset=\"utf-16\"/>ö"),
        (b"<p>Die Gr\xF6\xDFe der \xC4nderung", "<p>Die Größe der Änderung"),
    ];
    for (bytes, expected) in cases {
        assert_eq!(decode(bytes), expected);
    }
}

#[test]
fn depth_costs_no_more_than_length() {
    for tag in ["<div>", "<table><tr><td>", "<ul><li>", "<p hidden>", "<del>", "<b>", "<h1>"] {
        let found = read(&format!("{}x", tag.repeat(200_000)));
        assert!(found.blocks.len() <= 200_001, "{tag}");
    }
}
