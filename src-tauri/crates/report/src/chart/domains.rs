//! Score by domain.

use super::canvas::{AXIS, Align, BLUE, Canvas, INK, LABEL, MUTED, RULE, STRONG, TRACK};
use crate::format;
use holdfast_gap::Assessment;

const ROW: i32 = 62;
const BAR: i32 = 34;
const LEFT: i32 = 470;
const FULL: i32 = 1000;

/// One horizontal bar a domain, and one for the whole.
pub(crate) fn domains(assessment: &Assessment) -> String {
    let rows = assessment.domains.len() as i32 + 1;
    let bottom = rows * ROW + 12;
    Canvas::paint(bottom + 44, |canvas| {
        for quarter in 0..=4 {
            let x = LEFT + FULL * quarter / 4;
            canvas.line(&[(x, 0), (x, bottom)], RULE, 2);
            canvas.text((x, bottom + 24), &format!("{}%", quarter * 25), AXIS, Align::Centre);
        }
        let overall = ("Overall", assessment.overall.score, INK);
        let each = assessment.domains.iter().map(|domain| (domain.title.as_str(), domain.score, BLUE));
        for (row, (title, score, colour)) in (0..).zip(each.chain([overall])) {
            let y = row * ROW + if row + 1 == rows { 12 } else { 0 };
            let middle = y + ROW / 2;
            let kind = if row + 1 == rows { STRONG } else { LABEL };
            canvas.text((0, middle), &format::shortened(title, 30), kind, Align::Left);
            let text = format::score(score);
            let Some(score) = score else {
                canvas.text((LEFT + 16, middle), &text, LABEL.coloured(MUTED), Align::Left);
                continue;
            };
            let length = (score.clamp(0.0, 1.0) * f64::from(FULL)).round() as i32;
            let top = y + (ROW - BAR) / 2;
            canvas.bar((LEFT, top), (FULL, BAR), TRACK);
            canvas.bar((LEFT, top), (length, BAR), colour);
            canvas.text((LEFT + FULL + 20, middle), &text, STRONG, Align::Left);
        }
        canvas.line(&[(LEFT, 0), (LEFT, bottom)], MUTED, 3);
    })
}
