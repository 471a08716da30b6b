//! Loss exceedance curve.

use super::canvas::{AXIS, Align, BLUE, Canvas, LABEL, MUTED, ORANGE, RULE, STRONG, TRACK, VERMILLION, WIDTH};
use super::ticks;
use crate::format;
use holdfast_risk::RiskResult;

const LEFT: i32 = 330;
const RIGHT: i32 = WIDTH - 10;
const TOP: i32 = 20;
const BOTTOM: i32 = 600;
/// Least probability drawn: one year in 200; beyond it the simulation says little.
const LEAST: f64 = 0.005;
/// Room right of the largest loss for its label.
const MARGIN: f64 = 1.2;
const LEVELS: [(f64, &str); 7] = [
    (1.0, "100%"),
    (0.5, "50% · every 2nd year"),
    (0.2, "20% · 1 year in 5"),
    (0.1, "10% · 1 year in 10"),
    (0.05, "5% · 1 year in 20"),
    (0.01, "1% · 1 year in 100"),
    (LEAST, "0.5% · 1 year in 200"),
];

/// Yearly loss against the probability that a year exceeds it, with the value at risk marked.
pub(crate) fn exceedance(risk: &RiskResult) -> String {
    let shown: Vec<(f64, f64)> = risk.exceedance.iter().copied().filter(|(_, chance)| *chance >= LEAST).collect();
    let marks: Vec<(&str, f64, f64)> = [("95% VaR", "0.95", 0.05), ("99% VaR", "0.99", 0.01)]
        .into_iter()
        .filter_map(|(name, level, chance)| Some((name, *risk.var.get(level)?, chance)))
        .collect();
    let losses = shown.iter().map(|(loss, _)| *loss).chain(marks.iter().map(|(_, loss, _)| *loss));
    let most = losses.fold(0.0_f64, f64::max);
    let scale = Scale { most: if most > 0.0 { most * MARGIN } else { 1.0 } };
    Canvas::paint(BOTTOM + 110, |canvas| {
        for (chance, label) in LEVELS {
            let y = scale.y(chance);
            canvas.line(&[(LEFT, y), (RIGHT, y)], RULE, 2);
            canvas.text((LEFT - 14, y), label, AXIS, Align::Right);
        }
        for tick in ticks(scale.most) {
            let x = scale.x(tick);
            canvas.line(&[(x, BOTTOM), (x, BOTTOM + 10)], MUTED, 2);
            canvas.text((x, BOTTOM + 32), &format::round_money(tick), AXIS, Align::Centre);
        }
        canvas.text(((LEFT + RIGHT) / 2, BOTTOM + 84), "Loss in a year", LABEL.coloured(MUTED), Align::Centre);
        let curve: Vec<(i32, i32)> = shown.iter().map(|(loss, chance)| (scale.x(*loss), scale.y(*chance))).collect();
        if let (Some(first), Some(last)) = (curve.first(), curve.last()) {
            let mut under = vec![(first.0, BOTTOM)];
            under.extend_from_slice(&curve);
            under.push((last.0, BOTTOM));
            canvas.area(&under, TRACK);
            canvas.line(&curve, BLUE, 7);
        }
        canvas.line(&[(LEFT, TOP), (LEFT, BOTTOM), (RIGHT, BOTTOM)], MUTED, 3);
        for ((name, loss, chance), colour) in marks.into_iter().zip([ORANGE, VERMILLION]) {
            let (x, y) = (scale.x(loss), scale.y(chance));
            canvas.dashes((x, y), (x, BOTTOM), colour);
            canvas.dot((x, y), 13, colour);
            // The curve falls, so the room above and to the right of a point is free.
            canvas.text((x + 22, y - 58), name, STRONG, Align::Left);
            canvas.text((x + 22, y - 24), &format::short_money(loss), LABEL, Align::Left);
        }
    })
}

struct Scale {
    most: f64,
}

impl Scale {
    fn x(&self, loss: f64) -> i32 {
        LEFT + ((loss / self.most).clamp(0.0, 1.0) * f64::from(RIGHT - LEFT)).round() as i32
    }

    /// Logarithmic: a tenth of the probability is the same step down everywhere.
    fn y(&self, chance: f64) -> i32 {
        let down = libm::log10(chance.clamp(LEAST, 1.0)) / libm::log10(LEAST);
        TOP + (down * f64::from(BOTTOM - TOP)).round() as i32
    }
}
