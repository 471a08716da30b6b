//! Glyphs joined to fragments: runs of text on one baseline without a wide gap.

use crate::clean;
use std::collections::BTreeMap;

/// A run of text on one baseline. Coordinates are in points, along and down the reading direction of the page.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Fragment {
    pub(crate) page: u32,
    pub(crate) text: String,
    pub(crate) left: f64,
    pub(crate) right: f64,
    /// Baseline, growing downwards.
    pub(crate) y: f64,
    /// Font size as shown.
    pub(crate) size: f64,
    /// Whether all of it is set in a bold face.
    pub(crate) bold: bool,
    /// Where the baseline stands on the page: 0 at the top edge, 1 at the bottom edge.
    pub(crate) height: f64,
    /// Confidence, 0 to 1, where the text was recognised from an image.
    pub(crate) recognised: Option<f32>,
}

/// Reading directions in quarter turns; text at any other angle is a watermark.
type Turn = Option<u8>;

/// Receives the glyphs of one page.
#[derive(Default)]
pub(crate) struct Collector {
    runs: Vec<(Turn, Fragment)>,
    /// Left, bottom, right, top.
    page_box: [f64; 4],
}

/// Gaps in ems: from here on a space, from here on another fragment.
const SPACE: f64 = 0.17;
const APART: f64 = 1.0;
/// Gap down to which a glyph follows: the letters of a ligature all start where the ligature starts.
const BACK: f64 = -1.2;

impl Collector {
    /// Fragments in the page's main direction, in stream order, and the text that stands across it.
    pub(crate) fn finish(self, page: u32) -> (Vec<Fragment>, Vec<String>) {
        let mut weights: BTreeMap<u8, usize> = BTreeMap::new();
        for (turn, fragment) in &self.runs {
            if let Some(turn) = turn {
                *weights.entry(*turn).or_default() += fragment.text.len();
            }
        }
        let main = weights.into_iter().max_by_key(|(turn, weight)| (*weight, u8::MAX - turn)).map(|(turn, _)| turn);
        let (top, bottom) = self.extent(main.unwrap_or(0));
        let (mut fragments, mut across) = (Vec::new(), Vec::new());
        for (turn, mut fragment) in self.runs {
            fragment.text = clean::line(&fragment.text);
            if fragment.text.is_empty() {
                continue;
            }
            if turn.is_some() && turn == main {
                fragment.page = page;
                fragment.height = if bottom > top { (fragment.y - top) / (bottom - top) } else { 0.5 };
                put_in_line(&mut fragments, fragment);
            } else {
                across.push(fragment.text);
            }
        }
        (fragments, across)
    }

    fn extent(&self, turn: u8) -> (f64, f64) {
        let [left, bottom, right, top] = self.page_box;
        match turn {
            0 => (-top, -bottom),
            1 => (left, right),
            2 => (bottom, top),
            _ => (-right, -left),
        }
    }
}

/// One glyph as it stands on the page, in points with the origin at the bottom left.
pub(crate) struct Glyph<'t> {
    pub(crate) text: &'t str,
    /// Start of its baseline.
    pub(crate) x: f64,
    pub(crate) y: f64,
    /// Direction of reading.
    pub(crate) cosine: f64,
    pub(crate) sine: f64,
    /// Distance to the next glyph along the baseline.
    pub(crate) advance: f64,
    /// Font size as shown.
    pub(crate) size: f64,
    pub(crate) bold: bool,
}

impl Collector {
    /// Sets the edges of the page: left, bottom, right, top.
    pub(crate) fn set_box(&mut self, page_box: [f64; 4]) {
        self.page_box = page_box;
    }

    /// Adds a glyph, in the order of the content stream.
    pub(crate) fn glyph(&mut self, glyph: &Glyph<'_>) {
        let size = glyph.size;
        if !(size.is_finite() && size > 0.1) {
            return;
        }
        let left = glyph.x * glyph.cosine + glyph.y * glyph.sine;
        let y = glyph.x * glyph.sine - glyph.y * glyph.cosine;
        let right = left + glyph.advance.max(0.0);
        let turn = quarter(glyph.sine, glyph.cosine);
        let blank = glyph.text.chars().all(char::is_whitespace);
        if let Some((last_turn, last)) = self.runs.last_mut() {
            let gap = (left - last.right) / size;
            // An index or a footnote mark is smaller and stands a little off the line it belongs to.
            let near = (y - last.y).abs() < 0.35 * size.max(last.size);
            let beside = *last_turn == turn && near && (BACK..APART).contains(&gap);
            if beside {
                if gap > SPACE && !blank && !last.text.ends_with(' ') {
                    last.text.push(' ');
                }
                last.text.push_str(glyph.text);
                // A blank takes room only until a glyph stands in it: trailing blanks bridge no column gap.
                if !blank {
                    last.size = last.size.max(size);
                    last.right = last.right.max(right);
                    last.bold &= glyph.bold;
                } else if gap < SPACE {
                    last.right = last.right.max(right);
                }
                return;
            }
        }
        if !blank && left.is_finite() && y.is_finite() {
            let text = glyph.text.to_owned();
            let fragment =
                Fragment { page: 0, text, left, right, y, size, bold: glyph.bold, height: 0.0, recognised: None };
            self.runs.push((turn, fragment));
        }
    }
}

/// Adds the fragment; some writers draw the end of a line, such as a page number, before its beginning.
fn put_in_line(fragments: &mut Vec<Fragment>, fragment: Fragment) {
    let close = 0.3 * fragment.size;
    let after = fragments.last().filter(|last| {
        (last.y - fragment.y).abs() < close && fragment.right < last.left + close && fragment.left < last.left
    });
    let at = fragments.len() - usize::from(after.is_some());
    fragments.insert(at, fragment);
}

fn quarter(sine: f64, cosine: f64) -> Turn {
    // Nearly all text stands upright, and the arc tangent costs more than all else that is done for a glyph.
    if sine == 0.0 && cosine > 0.0 {
        return Some(0);
    }
    let turns = sine.atan2(cosine) / std::f64::consts::FRAC_PI_2;
    ((turns - turns.round()).abs() < 0.05).then(|| (turns.round() as i64).rem_euclid(4) as u8)
}
