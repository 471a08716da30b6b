//! A drawing surface in tenths of a millimetre over the SVG backend.

use plotters::backend::DrawingBackend;
use plotters::prelude::{FontStyle, IntoFont, RGBColor, SVGBackend, ShapeStyle, TextStyle};
use plotters::style::text_anchor::{HPos, Pos, VPos};

/// Width of every chart: the text width of an A4 page, 170 mm.
pub(super) const WIDTH: i32 = 1700;

pub(super) const INK: RGBColor = RGBColor(0x1F, 0x29, 0x33);
pub(super) const MUTED: RGBColor = RGBColor(0x5B, 0x67, 0x70);
pub(super) const RULE: RGBColor = RGBColor(0xDD, 0xE2, 0xE6);
pub(super) const TRACK: RGBColor = RGBColor(0xEE, 0xF1, 0xF3);
pub(super) const BLUE: RGBColor = RGBColor(0x00, 0x72, 0xB2);
pub(super) const SKY: RGBColor = RGBColor(0x56, 0xB4, 0xE9);
pub(super) const ORANGE: RGBColor = RGBColor(0xE6, 0x9F, 0x00);
pub(super) const VERMILLION: RGBColor = RGBColor(0xD5, 0x5E, 0x00);

/// Where a text lies beside its point; it is centred on the point's height.
#[derive(Clone, Copy)]
pub(super) enum Align {
    Left,
    Centre,
    Right,
}

/// Size, colour and weight of a text.
#[derive(Clone, Copy)]
pub(super) struct Type {
    points: f64,
    colour: RGBColor,
    bold: bool,
}

pub(super) const LABEL: Type = Type { points: 8.5, colour: INK, bold: false };
pub(super) const STRONG: Type = Type { points: 8.5, colour: INK, bold: true };
pub(super) const AXIS: Type = Type { points: 7.5, colour: MUTED, bold: false };

impl Type {
    pub(super) fn coloured(self, colour: RGBColor) -> Self {
        Self { colour, ..self }
    }
}

/// The surface.
pub(super) struct Canvas<'a>(SVGBackend<'a>);

impl Canvas<'_> {
    /// The SVG of what `paint` draws on a surface of this height.
    pub(super) fn paint(height: i32, paint: impl FnOnce(&mut Canvas<'_>)) -> String {
        Self::paint_wide((WIDTH, height), paint)
    }

    /// The SVG of what `paint` draws on a surface of this width and height.
    pub(super) fn paint_wide((width, height): (i32, i32), paint: impl FnOnce(&mut Canvas<'_>)) -> String {
        let mut svg = String::new();
        let mut canvas = Canvas(SVGBackend::with_string(&mut svg, (width.unsigned_abs(), height.unsigned_abs())));
        paint(&mut canvas);
        drawn(canvas.0.present());
        drop(canvas);
        svg
    }

    pub(super) fn bar(&mut self, (x, y): (i32, i32), (width, height): (i32, i32), colour: RGBColor) {
        drawn(self.0.draw_rect((x, y), (x + width, y + height), &ShapeStyle::from(colour).filled(), true));
    }

    pub(super) fn line(&mut self, points: &[(i32, i32)], colour: RGBColor, width: u32) {
        drawn(self.0.draw_path(points.iter().copied(), &ShapeStyle::from(colour).stroke_width(width)));
    }

    pub(super) fn area(&mut self, points: &[(i32, i32)], colour: RGBColor) {
        drawn(self.0.fill_polygon(points.iter().copied(), &ShapeStyle::from(colour).filled()));
    }

    pub(super) fn dot(&mut self, at: (i32, i32), radius: u32, colour: RGBColor) {
        drawn(self.0.draw_circle(at, radius, &ShapeStyle::from(colour).filled(), true));
    }

    /// A broken line, straight down or straight across.
    pub(super) fn dashes(&mut self, (x0, y0): (i32, i32), (x1, y1): (i32, i32), colour: RGBColor) {
        let (length, across) = ((x1 - x0).abs().max((y1 - y0).abs()), y0 == y1);
        let (x0, y0) = (x0.min(x1), y0.min(y1));
        for start in (0..length).step_by(20) {
            let end = (start + 12).min(length);
            let ends = if across { [(x0 + start, y0), (x0 + end, y0)] } else { [(x0, y0 + start), (x0, y0 + end)] };
            self.line(&ends, colour, 4);
        }
    }

    pub(super) fn text(&mut self, at: (i32, i32), text: &str, kind: Type, align: Align) {
        let position = match align {
            Align::Left => HPos::Left,
            Align::Centre => HPos::Center,
            Align::Right => HPos::Right,
        };
        // 3.528 tenths of a millimetre a point; the backend divides font sizes by 1.24.
        let size = kind.points * 3.528 * 1.24;
        let weight = if kind.bold { FontStyle::Bold } else { FontStyle::Normal };
        let style = TextStyle::from(("sans-serif", size).into_font().style(weight))
            .color(&kind.colour)
            .pos(Pos::new(position, VPos::Center));
        // XML 1.0, section 2.2: control characters are not characters.
        let clean: String = text.chars().map(|c| if is_xml(c) { c } else { ' ' }).collect();
        drawn(self.0.draw_text(&clean, &style, at));
    }
}

/// The backend writes to a string: there is nothing that could fail.
fn drawn<E>(_: Result<(), E>) {}

fn is_xml(c: char) -> bool {
    !c.is_control() && !matches!(c, '\u{fffe}' | '\u{ffff}')
}
