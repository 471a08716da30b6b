//! Tables for people, JSON for programs.

use comfy_table::{CellAlignment, ContentArrangement, LineStyle, Table, TableStyle};
use holdfast_domain::{Diagnostic, Failure, Severity, Verdict};
use serde::Serialize;
use std::io::Write;

/// Standard output of one command.
pub(crate) struct Output {
    json: bool,
    cut_off: bool,
}

impl Output {
    pub(crate) fn new(json: bool) -> Self {
        Self { json, cut_off: false }
    }

    /// Whether a part of the result could not be written, such as to a full disk.
    pub(crate) fn is_cut_off(&self) -> bool {
        self.cut_off
    }

    pub(crate) fn is_json(&self) -> bool {
        self.json
    }

    /// Prints the one JSON document of the command.
    pub(crate) fn document(&mut self, value: &impl Serialize) {
        if let Ok(text) = serde_json::to_string_pretty(value) {
            self.line(&text);
        }
    }

    /// Prints a line. A reader that went away is no failure of the command.
    pub(crate) fn line(&mut self, text: &str) {
        if let Err(error) = writeln!(std::io::stdout().lock(), "{text}") {
            self.cut_off |= error.kind() != std::io::ErrorKind::BrokenPipe;
        }
    }

    /// Prints a heading with a blank line above.
    pub(crate) fn heading(&mut self, text: &str) {
        self.line(&format!("\n{text}\n{}", "─".repeat(text.chars().count())));
    }

    /// Prints a table; columns that start with `>` in the head are aligned to the right.
    pub(crate) fn table(&mut self, head: &[&str], rows: Vec<Vec<String>>) {
        let mut table = Table::new();
        table
            .load_style(TableStyle::new().header_separator(LineStyle::none().fill('─').junction('─')))
            .set_content_arrangement(ContentArrangement::Dynamic);
        table.set_width(terminal_width());
        table.set_header(head.iter().map(|name| name.trim_start_matches('>')));
        for row in rows {
            table.add_row(row);
        }
        for (at, name) in head.iter().enumerate() {
            if let (true, Some(column)) = (name.starts_with('>'), table.column_mut(at)) {
                column.set_cell_alignment(CellAlignment::Right);
            }
        }
        self.line(&table.to_string());
    }

    /// Prints what could not be read or used.
    pub(crate) fn diagnostics(&mut self, diagnostics: &[Diagnostic]) {
        if diagnostics.is_empty() {
            return;
        }
        self.heading(&format!("Not used, or used with care ({})", diagnostics.len()));
        for found in diagnostics {
            let mark = if found.severity == Severity::Error { "✗" } else { "!" };
            self.line(&format!("{mark} {}\n  {} {}", found.file, found.message, found.hint));
        }
    }

    /// Says why the command did not do what was asked.
    pub(crate) fn failure(&mut self, failure: &Failure) {
        if self.json {
            self.document(&serde_json::json!({ "error": failure }));
        } else {
            let _ = writeln!(std::io::stderr().lock(), "{}\n{}", failure.message, failure.hint);
        }
    }
}

/// Symbol and word of a verdict: never colour alone.
pub(crate) fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Met => "● met",
        Verdict::Partial => "◐ partial",
        Verdict::None => "○ none",
        Verdict::Contradicted => "✗ contradicted",
        Verdict::NotApplicable => "– not applicable",
    }
}

/// A share as a percentage; what does not apply is not zero.
pub(crate) fn percent(share: Option<f64>) -> String {
    share.map_or("not applicable".into(), |share| format!("{:.0} %", share * 100.0))
}

/// A maturity level; what does not apply has none.
pub(crate) fn maturity(level: Option<u8>) -> String {
    level.map_or("–".into(), |level| format!("{level} of 5"))
}

/// A share as a bar of twenty cells.
pub(crate) fn bar(share: Option<f64>) -> String {
    let full = share.map_or(0, |share| (share.clamp(0.0, 1.0) * 20.0).round() as usize);
    "█".repeat(full) + &"░".repeat(20 - full)
}

/// Whole euros with groups of three.
pub(crate) fn euros(amount: f64) -> String {
    let digits = format!("{:.0}", amount.abs());
    let mut grouped = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at) % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    let sign = if amount <= -0.5 { "-" } else { "" };
    format!("EUR {sign}{grouped}")
}

/// At most this many characters, cut at a word.
pub(crate) fn shorten(text: &str, limit: usize) -> String {
    let flat = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if flat.chars().count() <= limit {
        return flat;
    }
    let cut: String = flat.chars().take(limit).collect();
    let end = cut.rfind(' ').unwrap_or(cut.len());
    format!("{} …", &cut[..end])
}

fn terminal_width() -> u16 {
    let columns = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    columns.unwrap_or(110_u16).clamp(60, 160)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_read_well() {
        assert_eq!(euros(1_234_567.6), "EUR 1,234,568");
        assert_eq!(euros(-1000.0), "EUR -1,000");
        assert_eq!(euros(0.2), "EUR 0");
        assert_eq!(percent(None), "not applicable");
        assert_eq!(percent(Some(0.414)), "41 %");
        assert_eq!(bar(Some(0.5)).chars().filter(|&cell| cell == '█').count(), 10);
        assert_eq!(shorten("one  two\nthree", 8), "one two …");
    }
}
