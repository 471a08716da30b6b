//! Which estimate moves the expected loss most.

use super::canvas::{AXIS, Align, Canvas, INK, LABEL, MUTED, ORANGE, RULE, SKY, WIDTH};
use crate::format;
use holdfast_risk::{RiskResult, TornadoBar};

const ROW: i32 = 66;
const BAR: i32 = 36;
const LEFT: i32 = 900;
const LABEL_CHARACTERS: usize = 48;
const RIGHT: i32 = WIDTH - 180;

/// One bar an estimate from the mean loss at its low end to the mean loss at its high end.
pub(crate) fn tornado(risk: &RiskResult, bars: &[TornadoBar]) -> String {
    let base = risk.analytic_mean;
    let low = bars.iter().map(|bar| bar.low.min(bar.high)).fold(base, f64::min);
    let high = bars.iter().map(|bar| bar.low.max(bar.high)).fold(base, f64::max);
    let width = if high > low { high - low } else { 1.0 };
    let x = |loss: f64| LEFT + ((loss - low) / width * f64::from(RIGHT - LEFT)).round() as i32;
    let bottom = bars.len() as i32 * ROW;
    Canvas::paint(bottom + 56, |canvas| {
        for (row, bar) in (0..).zip(bars) {
            let (y, middle) = (row * ROW, row * ROW + ROW / 2);
            let top = y + (ROW - BAR) / 2;
            canvas.line(&[(0, y + ROW), (WIDTH, y + ROW)], RULE, 1);
            canvas.text((0, middle), &label(&bar.title), LABEL, Align::Left);
            for (end, colour) in [(bar.low, SKY), (bar.high, ORANGE)] {
                let (from, to) = (x(end.min(base)), x(end.max(base)));
                canvas.bar((from, top), (to - from, BAR), colour);
            }
            let ends = (bar.low.min(bar.high), bar.low.max(bar.high));
            canvas.text((x(ends.0) - 12, middle), &format::short_money(ends.0), AXIS, Align::Right);
            canvas.text((x(ends.1) + 12, middle), &format::short_money(ends.1), AXIS, Align::Left);
        }
        canvas.line(&[(x(base), 0), (x(base), bottom + 8)], INK, 3);
        let mean = format!("mean {}", format::short_money(base));
        canvas.text((x(base), bottom + 32), &mean, LABEL.coloured(MUTED), Align::Centre);
    })
}

/// The scenario cut short, the estimate after the last colon kept: it tells the bars of a scenario apart.
fn label(title: &str) -> String {
    let (scenario, estimate) = title.rsplit_once(": ").unwrap_or((title, ""));
    let room = LABEL_CHARACTERS.saturating_sub(estimate.chars().count() + 2);
    if estimate.is_empty() || room < LABEL_CHARACTERS / 3 {
        return format::shortened(title, LABEL_CHARACTERS);
    }
    format!("{}: {estimate}", format::shortened(scenario, room))
}
