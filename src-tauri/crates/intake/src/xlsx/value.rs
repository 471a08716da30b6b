//! Values of cells as the sheet shows them, in one notation for all languages.

use calamine::{DataRef, ExcelDateTime, Style};

/// A cell that holds something.
#[derive(Debug, PartialEq)]
pub(super) struct Cell {
    pub(super) text: String,
    /// Whether it is words rather than a figure or date.
    pub(super) is_text: bool,
}

/// Whether each style shows a percentage (ECMA-376 part 1, 18.8.30 and 18.8.31).
pub(super) fn percents(styles: &[Style]) -> Vec<bool> {
    let shows = |style: &Style| style.number_format.as_ref().is_some_and(|format| is_percent(&format.format_code));
    styles.iter().map(shows).collect()
}

fn is_percent(code: &str) -> bool {
    let (mut quoted, mut escaped) = (false, false);
    for character in code.chars() {
        match character {
            _ if std::mem::take(&mut escaped) => {}
            '\\' => escaped = true,
            '"' => quoted = !quoted,
            '%' if !quoted => return true,
            _ => {}
        }
    }
    false
}

/// What the cell shows; nothing for empty cells and errors.
pub(super) fn shown(value: &DataRef<'_>, percent: bool) -> Option<Cell> {
    let (text, is_text) = match value {
        DataRef::String(text) => (crate::clean::line(text), true),
        DataRef::SharedString(text) => (crate::clean::line(text), true),
        DataRef::Int(number) => (figure(*number as f64, percent), false),
        DataRef::Float(number) => (figure(*number, percent), false),
        DataRef::Bool(true) => ("TRUE".to_owned(), false),
        DataRef::Bool(false) => ("FALSE".to_owned(), false),
        DataRef::DateTime(moment) if moment.is_duration() => (duration(moment.as_f64()), false),
        DataRef::DateTime(moment) => (date(moment), false),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => (crate::clean::line(text), false),
        DataRef::Error(_) | DataRef::Empty => return None,
    };
    (!text.is_empty()).then_some(Cell { text, is_text })
}

/// A number without the noise of binary fractions: fifteen digits are what a sheet keeps.
fn figure(number: f64, percent: bool) -> String {
    let number = if percent { number * 100.0 } else { number };
    let rounded = format!("{number:.14e}").parse::<f64>().unwrap_or(number);
    let plain = rounded.abs() < 1e15 && (rounded == 0.0 || rounded.abs() > 1e-9);
    let text = if plain { format!("{rounded}") } else { format!("{rounded:e}") };
    if percent { format!("{text}%") } else { text }
}

/// A serial number as ISO 8601. Both bases and the 29 February 1900 that never was (ECMA-376 part 1, 18.17.4) are
/// the parser's work.
fn date(moment: &ExcelDateTime) -> String {
    let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
    let clock = match (hour, minute, second) {
        (0, 0, 0) => String::new(),
        (_, _, 0) => format!("{hour:02}:{minute:02}"),
        _ => format!("{hour:02}:{minute:02}:{second:02}"),
    };
    let serial = moment.as_f64();
    if (0.0..1.0).contains(&serial) && !clock.is_empty() {
        return clock;
    }
    let day = format!("{year:04}-{month:02}-{day:02}");
    if clock.is_empty() { day } else { format!("{day} {clock}") }
}

/// A length of time in hours, minutes and seconds.
fn duration(days: f64) -> String {
    let seconds = (days.abs() * 86_400.0).round().min(1e15) as u64;
    let sign = if days < 0.0 { "-" } else { "" };
    format!("{sign}{}:{:02}:{:02}", seconds / 3_600, seconds / 60 % 60, seconds % 60)
}

#[cfg(test)]
mod tests {
    use super::*;
    use calamine::ExcelDateTimeType;

    #[test]
    fn figures_and_dates_read_as_in_the_sheet() {
        let day = |serial, base| DataRef::DateTime(ExcelDateTime::new(serial, ExcelDateTimeType::DateTime, base));
        let span = |serial| DataRef::DateTime(ExcelDateTime::new(serial, ExcelDateTimeType::TimeDelta, false));
        let cases = [
            (DataRef::Float(0.1 + 0.2), false, "0.3"),
            (DataRef::Float(0.125), true, "12.5%"),
            (DataRef::Float(0.07), true, "7%"),
            (DataRef::Int(42), false, "42"),
            (DataRef::Float(-1_250_000.0), false, "-1250000"),
            (DataRef::Bool(true), false, "TRUE"),
            (day(45_943.0, false), false, "2025-10-13"),
            (day(45_943.5, false), false, "2025-10-13 12:00"),
            (day(59.0, false), false, "1900-02-28"),
            (day(61.0, false), false, "1900-03-01"),
            (day(0.0, true), false, "1904-01-01"),
            (day(0.75, false), false, "18:00"),
            (span(1.5), false, "36:00:00"),
        ];
        for (value, percent, expected) in cases {
            assert_eq!(shown(&value, percent).map(|cell| cell.text).as_deref(), Some(expected), "{value:?}");
        }
        assert_eq!(shown(&DataRef::Empty, false), None);
    }

    #[test]
    fn a_percent_sign_in_quotes_is_no_percentage() {
        let cases = [("0.0%", true), ("0\"%\"", false), ("0\\%", false), ("General", false)];
        for (code, expected) in cases {
            assert_eq!(is_percent(code), expected, "{code}");
        }
    }
}
