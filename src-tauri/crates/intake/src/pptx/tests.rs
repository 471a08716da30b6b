#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
use super::*;
use crate::container::packed::zip;

fn links(links: &[(&str, &str, &str)]) -> String {
    let link = |(id, kind, target): &(&str, &str, &str)| {
        format!(r#"<Relationship Id="{id}" Type="http://x/relationships/{kind}" Target="{target}"/>"#)
    };
    format!("<Relationships>{}</Relationships>", links.iter().map(link).collect::<String>())
}

fn shape(placeholder: &str, paragraphs: &[&str]) -> String {
    let lines: String = paragraphs.iter().map(|text| format!("<a:p><a:r><a:t>{text}</a:t></a:r></a:p>")).collect();
    format!("<p:sp><p:nvSpPr><p:nvPr>{placeholder}</p:nvPr></p:nvSpPr><p:txBody>{lines}</p:txBody></p:sp>")
}

fn slide(shapes: &str, more: &str) -> String {
    format!("<p:sld{more}><p:cSld><p:spTree>{shapes}</p:spTree></p:cSld></p:sld>")
}

/// A show of these slides, the last part first.
fn show(slides: &[String]) -> Vec<u8> {
    let ids: String = (0..slides.len()).map(|at| format!(r#"<p:sldId id="{}" r:id="s{at}"/>"#, 256 + at)).collect();
    let names: Vec<_> = (0..slides.len()).map(|at| (format!("s{at}"), format!("slides/{}.xml", 90 - at))).collect();
    let targets: Vec<_> = names.iter().map(|(id, name)| (id.as_str(), "slide", name.as_str())).collect();
    let mut parts = vec![
        ("ppt/presentation.xml".to_owned(), format!("<p:presentation><p:sldIdLst>{ids}</p:sldIdLst></p:presentation>")),
        ("ppt/_rels/presentation.xml.rels".to_owned(), links(&targets)),
        ("ppt/slides/_rels/89.xml.rels".to_owned(), links(&[("n", "notesSlide", "../notesSlides/1.xml")])),
        (
            "ppt/notesSlides/1.xml".to_owned(),
            format!(
                "<p:notes>{}{}</p:notes>",
                shape(r#"<p:ph type="body" idx="1"/>"#, &["Say this."]),
                shape(r#"<p:ph type="sldNum"/>"#, &["2"])
            ),
        ),
    ];
    parts.extend(names.iter().zip(slides).map(|((_, name), slide)| (format!("ppt/{name}"), slide.clone())));
    let parts: Vec<_> = parts.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    zip(&parts)
}

#[test]
fn slides_come_in_the_order_of_the_show_with_their_titles_lists_and_tables() {
    use BlockKind::{HeadRow, Heading, Item, Paragraph, Row, Title};
    let cell = |text: &str| format!("<a:tc><a:txBody><a:p><a:r><a:t>{text}</a:t></a:r></a:p></a:txBody></a:tc>");
    let table = format!(
        r#"<p:graphicFrame><a:tbl><a:tblPr firstRow="1"/><a:tr>{}{}</a:tr><a:tr>{}{}</a:tr></a:tbl></p:graphicFrame>"#,
        cell("Role"),
        cell("Task"),
        cell("Desk"),
        cell("Log")
    );
    let first = shape(r#"<p:ph type="ctrTitle"/>"#, &["ICT risk", "governance"])
        + &shape(r#"<p:ph type="subTitle" idx="1"/>"#, &["For the Board"]);
    let second = shape(r#"<p:ph type="title"/>"#, &["Roles"])
        + &shape(r#"<p:ph idx="1"/>"#, &["one", "two"])
        + &format!("<p:grpSp>{}</p:grpSp>", shape("", &["In a group &amp; free"]))
        + &shape(r#"<p:ph type="ftr"/>"#, &["DRAFT"])
        + &table;
    let bytes = show(&[slide(&first, ""), slide(&second, ""), slide(&shape("", &["secret"]), r#" show="0""#)]);
    let extract = read("a.pptx", &bytes, &Limits::default()).unwrap();
    let found: Vec<_> =
        extract.blocks.iter().map(|block| (block.page().unwrap(), block.kind, block.text.as_str())).collect();
    let expected = [
        (1, Title, "ICT risk governance"),
        (1, Paragraph, "For the Board"),
        (2, Heading(1), "Roles"),
        (2, Item, "- one"),
        (2, Item, "- two"),
        (2, Paragraph, "In a group & free"),
        (2, HeadRow, "Role | Task"),
        (2, Row, "Desk | Log"),
        (2, Paragraph, "Say this."),
    ];
    assert_eq!(found, expected);
    assert_eq!((extract.pages, extract.marks.as_slice()), (3, &["DRAFT".to_owned()][..]));
    assert_eq!(extract.diagnostics[0].message, "1 hidden slide was not read.");
}

#[test]
fn hostile_presentations_cost_one_diagnostic() {
    let code = |bytes: &[u8], limits: &Limits| read("a.pptx", bytes, limits).unwrap_err().code;
    let limits = Limits::default();
    let small = Limits { max_inflated: 10_000, ..Limits::default() };
    let few = Limits { max_pages: 1, ..Limits::default() };
    let short = Limits { max_text_chars: 3, ..Limits::default() };
    let plain = slide(&shape("", &["words"]), "");
    assert_eq!(code(&show(&[" ".repeat(1_000_000)]), &small), DiagnosticCode::LimitExceeded);
    assert_eq!(code(&show(&[plain.clone(), plain.clone()]), &few), DiagnosticCode::LimitExceeded);
    assert_eq!(code(&show(&[plain]), &short), DiagnosticCode::LimitExceeded);
    assert_eq!(code(&show(&["<p:grpSp>".repeat(5_000)]), &limits), DiagnosticCode::Malformed);
    assert_eq!(
        code(&zip(&[("ppt/presentation.xml", "<p:presentation><p:sldIdLst>")]), &limits),
        DiagnosticCode::Malformed
    );
}

#[test]
fn an_entity_of_the_file_itself_is_dropped() {
    let text = slide(&shape("", &["x&b;y"]), "");
    let text = format!(r#"<!DOCTYPE d [<!ENTITY b SYSTEM "file:///etc/passwd">]>{text}"#);
    assert_eq!(read("a.pptx", &show(&[text]), &Limits::default()).unwrap().blocks[0].text, "xy");
}
