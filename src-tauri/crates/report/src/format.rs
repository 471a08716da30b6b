//! Figures as text, in one place, so that a chart, a table and a sentence print the same figure in the same way.

use holdfast_domain::Verdict;
use jiff::civil::Date;

/// What is printed for a figure that is not a number.
const UNDEFINED: &str = "not available";

/// An amount in EUR to the unit: `€1,234,567`.
pub fn money(eur: f64) -> String {
    if !eur.is_finite() {
        return UNDEFINED.to_owned();
    }
    let whole = format!("{:.0}", eur.abs());
    let sign = if eur < 0.0 && whole != "0" { "\u{2212}" } else { "" };
    format!("{sign}€{}", grouped(&whole))
}

/// An amount in EUR to three digits: `€1.23 million`, `€340 thousand`.
pub fn short_money(eur: f64) -> String {
    const UNITS: [(f64, &str); 3] = [(1e9, " billion"), (1e6, " million"), (1e3, " thousand")];
    let size = eur.abs();
    // The unit above takes what rounding lifts to it, so that nothing prints as 1000 thousand.
    let unit = UNITS.iter().find(|(unit, _)| size >= unit * 0.9995);
    match unit {
        Some((unit, name)) if eur.is_finite() => {
            let sign = if eur < 0.0 { "\u{2212}" } else { "" };
            format!("{sign}€{}{}", three_digits(size / unit), name.replace(' ', "\u{a0}"))
        }
        _ => money(eur),
    }
}

/// A round amount in EUR for an axis: `€5 million`.
pub fn round_money(eur: f64) -> String {
    let text = short_money(eur);
    match text.split_once('.') {
        Some((whole, rest)) => {
            let decimals = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
            let (fraction, unit) = rest.split_at(decimals);
            match fraction.trim_end_matches('0') {
                "" => format!("{whole}{unit}"),
                fraction => format!("{whole}.{fraction}{unit}"),
            }
        }
        None => text,
    }
}

/// A share of 1 to a tenth of a percent. What is not all never prints as 100 %, what is not nothing never as 0 %.
pub fn percent(share: f64) -> String {
    if !share.is_finite() {
        return UNDEFINED.to_owned();
    }
    let tenths = (share * 1000.0).round();
    let tenths = match tenths {
        t if t >= 1000.0 && share < 1.0 => 999.0,
        t if t == 0.0 && share > 0.0 => 1.0,
        t => t,
    };
    let sign = if tenths < 0.0 { "\u{2212}" } else { "" };
    format!("{sign}{}%", grouped(&format!("{:.1}", tenths.abs() / 10.0)))
}

/// A score; what does not apply is not 0.
pub fn score(score: Option<f64>) -> String {
    score.map_or_else(|| "not applicable".to_owned(), percent)
}

/// How many, with thousands separated.
pub fn count(count: usize) -> String {
    whole(count as u64)
}

/// A whole number with thousands separated.
pub fn whole(number: u64) -> String {
    grouped(&number.to_string())
}

/// A whole number and its noun: `1 task`, `2 tasks`.
pub fn counted(number: usize, noun: &str) -> String {
    format!("{} {noun}{}", count(number), if number == 1 { "" } else { "s" })
}

/// A number with up to two decimals.
pub fn number(number: f64) -> String {
    if !number.is_finite() {
        return UNDEFINED.to_owned();
    }
    let text = format!("{:.2}", number.abs());
    let text = text.trim_end_matches('0').trim_end_matches('.');
    let sign = if number < 0.0 && text != "0" { "\u{2212}" } else { "" };
    format!("{sign}{}", grouped(text))
}

/// A day: `24 Nov 2026`.
pub fn date(date: Date) -> String {
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let month = usize::try_from(date.month() - 1).ok().and_then(|at| MONTHS.get(at)).copied().unwrap_or_default();
    format!("{}\u{a0}{month}\u{a0}{}", date.day(), date.year())
}

/// The day of an RFC 3339 timestamp as text, else the timestamp itself.
pub fn day_of(timestamp: &str) -> String {
    timestamp.get(..10).and_then(|day| day.parse().ok()).map_or_else(|| timestamp.to_owned(), date)
}

/// A verdict as symbol and word: told apart without colour.
pub fn verdict(verdict: Verdict) -> String {
    format!("{}\u{a0}{}", verdict_symbol(verdict), verdict_word(verdict).replace(' ', "\u{a0}"))
}

/// The symbol of a verdict.
pub fn verdict_symbol(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Met => "✓",
        Verdict::Partial => "◐",
        Verdict::None => "○",
        Verdict::Contradicted => "✗",
        Verdict::NotApplicable => "–",
    }
}

/// The word of a verdict.
pub fn verdict_word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Met => "met",
        Verdict::Partial => "partial",
        Verdict::None => "none",
        Verdict::Contradicted => "contradicted",
        Verdict::NotApplicable => "not applicable",
    }
}

/// Words joined for a sentence: `a, b and c`.
pub fn joined(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// The text up to a number of characters, with an ellipsis where it was cut.
pub fn shortened(text: &str, characters: usize) -> String {
    if text.chars().count() <= characters {
        return text.to_owned();
    }
    let kept: String = text.chars().take(characters.saturating_sub(1)).collect();
    format!("{}…", kept.trim_end())
}

fn three_digits(number: f64) -> String {
    let decimals = if number < 9.995 {
        2
    } else if number < 99.95 {
        1
    } else {
        0
    };
    format!("{number:.decimals$}")
}

/// Commas between groups of three digits; a fraction stays as it is.
fn grouped(digits: &str) -> String {
    let (whole, fraction) = digits.split_at(digits.find('.').unwrap_or(digits.len()));
    let mut text = String::with_capacity(digits.len() + whole.len() / 3);
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text + fraction
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_is_grouped_and_shortened_without_losing_its_sign() {
        for (eur, whole, short) in [
            (0.0, "€0", "€0"),
            (-0.2, "€0", "€0"),
            (999.4, "€999", "€999"),
            (1_234_567.4, "€1,234,567", "€1.23\u{a0}million"),
            (-340_000.0, "−€340,000", "−€340\u{a0}thousand"),
            (999_999.0, "€999,999", "€1.00\u{a0}million"),
            (12_345_678_901.0, "€12,345,678,901", "€12.3\u{a0}billion"),
            (f64::NAN, "not available", "not available"),
        ] {
            assert_eq!(money(eur), whole);
            assert_eq!(short_money(eur), short);
        }
    }

    #[test]
    fn a_share_short_of_all_never_prints_as_all_and_nothing_never_hides_something() {
        for (share, text) in [(0.0, "0.0%"), (0.0001, "0.1%"), (0.413, "41.3%"), (0.99999, "99.9%"), (1.0, "100.0%")] {
            assert_eq!(percent(share), text);
        }
        assert_eq!(percent(-0.25), "−25.0%");
        assert_eq!(percent(12.5), "1,250.0%");
        assert_eq!(score(None), "not applicable");
    }

    #[test]
    fn an_axis_prints_no_decimals_that_say_nothing() {
        for (eur, text) in [(0.0, "€0"), (5e6, "€5\u{a0}million"), (1.25e6, "€1.25\u{a0}million"), (500.0, "€500")]
        {
            assert_eq!(round_money(eur), text);
        }
    }

    #[test]
    fn days_and_numbers_are_written_for_people() {
        assert_eq!(day_of("2026-11-04T02:00:00Z"), "4\u{a0}Nov\u{a0}2026");
        assert_eq!(day_of("yesterday"), "yesterday");
        assert_eq!(number(1234.5), "1,234.5");
        assert_eq!(number(-0.001), "0");
        assert_eq!(counted(1, "task"), "1 task");
        assert_eq!(counted(1000, "task"), "1,000 tasks");
        assert_eq!(joined(&["a".into(), "b".into(), "c".into()]), "a, b and c");
    }

    #[test]
    fn the_five_verdicts_are_five_symbols_and_five_words() {
        let symbols: std::collections::BTreeSet<_> = Verdict::ALL.into_iter().map(verdict_symbol).collect();
        let words: std::collections::BTreeSet<_> = Verdict::ALL.into_iter().map(verdict_word).collect();
        assert_eq!((symbols.len(), words.len()), (5, 5));
    }
}
