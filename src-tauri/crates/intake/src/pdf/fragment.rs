//! Glyphs joined to fragments: runs of text on one baseline without a wide gap.

use crate::clean;
use pdf_extract::{MediaBox, OutputDev, OutputError, Transform};
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
    /// Where the baseline stands on the page: 0 at the top edge, 1 at the bottom edge.
    pub(crate) height: f64,
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

impl OutputDev for Collector {
    fn begin_page(&mut self, _: u32, media: &MediaBox, _: Option<(f64, f64, f64, f64)>) -> Result<(), OutputError> {
        self.page_box = [media.llx, media.lly, media.urx, media.ury];
        Ok(())
    }

    fn output_character(
        &mut self,
        trm: &Transform,
        width: f64,
        _: f64,
        font_size: f64,
        text: &str,
    ) -> Result<(), OutputError> {
        let across = trm.m11.hypot(trm.m12);
        let size = (font_size * trm.m21.hypot(trm.m22)).abs();
        if !(across.is_finite() && size.is_finite() && across > 0.0 && size > 0.1) {
            return Ok(());
        }
        let (cosine, sine) = (trm.m11 / across, trm.m12 / across);
        let left = trm.m31 * cosine + trm.m32 * sine;
        let y = trm.m31 * sine - trm.m32 * cosine;
        let right = left + (width * font_size * across).max(0.0);
        let turn = quarter(sine.atan2(cosine));

        let blank = text.chars().all(char::is_whitespace);
        if let Some((last_turn, last)) = self.runs.last_mut() {
            let gap = (left - last.right) / size;
            let beside = *last_turn == turn && (y - last.y).abs() < 0.35 * size && (-0.6..APART).contains(&gap);
            if beside {
                if gap > SPACE && !blank && !last.text.ends_with(' ') {
                    last.text.push(' ');
                }
                last.text.push_str(text);
                // A blank takes room only until a glyph stands in it: trailing blanks bridge no column gap.
                if !blank {
                    last.size = last.size.max(size);
                    last.right = last.right.max(right);
                } else if gap < SPACE {
                    last.right = last.right.max(right);
                }
                return Ok(());
            }
        }
        if !blank && left.is_finite() && y.is_finite() {
            let fragment = Fragment { page: 0, text: text.to_owned(), left, right, y, size, height: 0.0 };
            self.runs.push((turn, fragment));
        }
        Ok(())
    }

    fn end_page(&mut self) -> Result<(), OutputError> {
        Ok(())
    }

    fn begin_word(&mut self) -> Result<(), OutputError> {
        Ok(())
    }

    fn end_word(&mut self) -> Result<(), OutputError> {
        Ok(())
    }

    fn end_line(&mut self) -> Result<(), OutputError> {
        Ok(())
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

fn quarter(angle: f64) -> Turn {
    let turns = angle / std::f64::consts::FRAC_PI_2;
    ((turns - turns.round()).abs() < 0.05).then(|| (turns.round() as i64).rem_euclid(4) as u8)
}
