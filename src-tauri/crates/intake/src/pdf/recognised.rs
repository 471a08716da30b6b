//! Words that a text recogniser found on page images, as fragments of the page.

use super::fragment::Fragment;
use super::page::{PageText, State};
use super::pdfium::RECOGNITION_DPI;
use crate::{RecognisedPage, clean};
use std::collections::BTreeMap;

/// Words below this confidence, of 100, are noise of the scan.
const NOISE: f32 = 20.0;

/// Gives scanned pages the lines that were recognised on them.
pub(crate) fn fill(pages: &mut [PageText], recognised: &[RecognisedPage]) {
    for found in recognised {
        let page = pages.iter_mut().find(|page| page.number == found.number && page.state == State::Scan);
        let Some(page) = page else { continue };
        let lines = lines(&found.words, found.number);
        if !lines.is_empty() {
            page.fragments = lines;
            page.state = State::Text;
        }
    }
}

#[derive(Default)]
struct Line {
    text: String,
    left: f32,
    right: f32,
    bottom: f32,
    height: f32,
    confidence: f32,
    words: f32,
}

/// Lines in reading order. Columns of the table: level, page, block, paragraph, line, word, left, top, width, height,
/// confidence, text; level 1 is the page and level 5 a word.
fn lines(table: &[u8], number: u32) -> Vec<Fragment> {
    let table = String::from_utf8_lossy(table);
    let mut page_height = 0.0;
    let mut lines: BTreeMap<(u32, u32, u32), Line> = BTreeMap::new();
    for row in table.lines() {
        let cells: Vec<&str> = row.splitn(12, '\t').collect();
        let [level, _, block, paragraph, line, _, left, top, width, height, confidence, text] = cells.as_slice() else {
            continue;
        };
        let figure = |cell: &str| cell.parse::<f32>().ok().filter(|figure| figure.is_finite()).unwrap_or(0.0);
        let (left, top, width, height) = (figure(left), figure(top), figure(width), figure(height));
        if *level == "1" {
            page_height = height;
        }
        let (text, confidence) = (clean::line(text), figure(confidence));
        if *level != "5" || text.is_empty() || confidence < NOISE {
            continue;
        }
        let place = |cell: &str| cell.parse::<u32>().unwrap_or(0);
        let line = lines.entry((place(block), place(paragraph), place(line))).or_default();
        if line.text.is_empty() {
            line.left = left;
        } else {
            line.text.push(' ');
        }
        line.text.push_str(&text);
        line.right = line.right.max(left + width);
        line.bottom = line.bottom.max(top + height);
        line.height = line.height.max(height);
        line.confidence += confidence / 100.0;
        line.words += 1.0;
    }
    let size = usual(lines.values().map(|line| line.height));
    let points = |pixels: f32| f64::from(pixels * 72.0 / RECOGNITION_DPI);
    let fragment = |line: Line| Fragment {
        page: number,
        text: line.text,
        left: points(line.left),
        right: points(line.right),
        y: points(line.bottom),
        // The height of a line depends on its letters; only a clear difference is another font size.
        size: points(if line.height > 1.5 * size { line.height } else { size }),
        bold: false,
        height: f64::from(if page_height > 0.0 { line.bottom / page_height } else { 0.5 }),
        recognised: Some((line.confidence / line.words).clamp(0.0, 1.0)),
    };
    lines.into_values().map(fragment).collect()
}

/// The median.
fn usual(heights: impl Iterator<Item = f32>) -> f32 {
    let mut heights: Vec<f32> = heights.collect();
    heights.sort_by(f32::total_cmp);
    heights.get(heights.len() / 2).copied().unwrap_or(30.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_become_lines_with_their_confidence() {
        let table = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n\
                     1\t1\t0\t0\t0\t0\t0\t0\t2480\t3508\t-1\t\n\
                     5\t1\t1\t1\t1\t1\t300\t400\t90\t40\t96.0\tService\n\
                     5\t1\t1\t1\t1\t2\t400\t400\t90\t40\t90.0\tcounter\n\
                     5\t1\t1\t1\t1\t3\t500\t400\t9\t9\t3.0\t~\n\
                     5\t1\t1\t1\t2\t1\t300\t460\t90\t40\t80.0\thours\n";
        let found = lines(table.as_bytes(), 2);
        let texts: Vec<_> = found.iter().map(|line| (line.page, line.text.as_str())).collect();
        assert_eq!(texts, [(2, "Service counter"), (2, "hours")]);
        assert!(found[0].recognised.is_some_and(|confidence| (confidence - 0.93).abs() < 1e-4));
        assert!(found[0].y < found[1].y && found[0].left < found[0].right);
    }

    #[test]
    fn a_broken_table_gives_no_lines() {
        assert!(lines(b"5\t1\t\xFF\nno table at all\n\n5\t1\t1\t1\t1\t1\tx\ty\tNaN\tinf\t99\t", 1).is_empty());
    }
}
