//! Running headers, footers and page numbers: the same line at the same height on many pages.

use super::fragment::Fragment;
use std::collections::{BTreeMap, BTreeSet};

/// Margins are this share of the page at its top and bottom.
const MARGIN: f64 = 0.12;

/// Takes running lines out of the pages; hands them back once each, as they may say `DRAFT`.
pub(crate) fn drop_running_lines(pages: BTreeMap<u32, Vec<Fragment>>) -> (Vec<Fragment>, Vec<String>) {
    let mut seen: BTreeMap<(String, i64), BTreeSet<u32>> = BTreeMap::new();
    for fragment in pages.values().flatten().filter(|fragment| in_margin(fragment)) {
        seen.entry(key(fragment)).or_default().insert(fragment.page);
    }
    // A title page has no header, odd and even pages may differ, and the header may name the chapter.
    let often = pages.len().div_ceil(3).clamp(2, 5);
    let numbers: BTreeSet<(u32, i64)> = pages.values().flatten().filter(|line| is_number(line)).map(place).collect();
    let running = |fragment: &Fragment| -> bool {
        let repeated = || seen.get(&key(fragment)).is_some_and(|pages| pages.len() >= often);
        in_margin(fragment) && (numbers.contains(&place(fragment)) || repeated())
    };
    // Where most of the text would go, as on forms and labels, the lines are what the pages are about.
    let letters = |wanted: &dyn Fn(&Fragment) -> bool| {
        let lines = pages.values().flatten().filter(|fragment| wanted(fragment));
        lines.map(|fragment| fragment.text.len()).sum::<usize>()
    };
    let is_most = letters(&|line| running(line)) * 2 > letters(&|_| true);
    let mut marks = BTreeSet::new();
    let mut kept = Vec::new();
    for fragment in pages.into_values().flatten() {
        if !is_most && running(&fragment) {
            marks.insert(fragment.text);
        } else {
            kept.push(fragment);
        }
    }
    (kept, marks.into_iter().collect())
}

fn in_margin(fragment: &Fragment) -> bool {
    fragment.height < MARGIN || fragment.height > 1.0 - MARGIN
}

fn is_number(fragment: &Fragment) -> bool {
    in_margin(fragment) && is_page_number(&fragment.text)
}

/// The baseline of the fragment: its page and its height in steps of half a line.
fn place(fragment: &Fragment) -> (u32, i64) {
    (fragment.page, (fragment.height * 200.0).round() as i64)
}

/// The line without its figures, and its height.
fn key(fragment: &Fragment) -> (String, i64) {
    let letters = fragment.text.chars().map(|character| if character.is_ascii_digit() { '#' } else { character });
    let mut shape: String = letters.collect();
    while shape.contains("##") {
        shape = shape.replace("##", "#");
    }
    (shape, place(fragment).1)
}

fn is_page_number(text: &str) -> bool {
    let lower = text.to_lowercase();
    let core = lower.trim_matches(|character: char| !character.is_alphanumeric());
    let core = core.strip_prefix("page").unwrap_or(core).trim_start();
    let mut parts = core.split(['/', '|']).flat_map(|part| part.split(" of "));
    let figures = |part: &str| {
        let part = part.trim();
        !part.is_empty() && part.len() <= 4 && part.chars().all(|character| character.is_ascii_digit())
    };
    !core.is_empty() && parts.all(figures)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fragment(page: u32, text: &str, height: f64) -> Fragment {
        Fragment {
            page,
            text: text.to_owned(),
            left: 50.0,
            right: 300.0,
            y: height * 800.0,
            size: 10.0,
            bold: false,
            height,
            recognised: None,
        }
    }

    #[test]
    fn running_lines_go_and_text_in_the_margin_stays() {
        let page = |number: u32| {
            let first = ["Firm founded", "Scope of it", "Roles at large", "Review each year"][number as usize - 1];
            let body = "Body text that fills the page from margin to margin";
            let lines = [("Firm | Policy v2", 0.05), (first, 0.08), (body, 0.5)];
            let mut page: Vec<_> = lines.iter().map(|(text, height)| fragment(number, text, *height)).collect();
            page.push(fragment(number, &format!("Page {number} of 4"), 0.95));
            (number, page)
        };
        let (kept, marks) = drop_running_lines((1..=4).map(page).collect());
        assert_eq!(kept.len(), 8);
        assert!(kept.iter().all(|fragment| !fragment.text.contains("Page") && !fragment.text.contains("v2")));
        assert!(marks.contains(&"Firm | Policy v2".to_owned()));
    }

    #[test]
    fn a_chapter_name_beside_the_page_number_is_a_running_line() {
        let lines = vec![
            fragment(2, "Chapter 2: Roles", 0.05),
            fragment(2, "14", 0.051),
            fragment(2, "Chapter 2 of the book", 0.1),
        ];
        let (kept, _) = drop_running_lines(BTreeMap::from([(2, lines)]));
        assert_eq!(kept.len(), 1);
    }

    #[test]
    fn page_numbers_are_told_from_clauses() {
        for text in ["3", "- 3 -", "Page 2 of 7", "2/7", "page 12"] {
            assert!(is_page_number(text), "{text}");
        }
        for text in ["3.1", "Page layout", "20250101", "2 of the roles"] {
            assert!(!is_page_number(text), "{text}");
        }
    }
}
