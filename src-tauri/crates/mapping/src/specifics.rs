//! Specifics: how often, by when, who, how much, what record.

use regex::{Regex, RegexBuilder};
use serde::{Deserialize, Serialize};
use std::sync::LazyLock;

/// A detail that turns a statement into something that can be checked.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Specific {
    /// Which detail.
    pub kind: SpecificKind,
    /// For a frequency or deadline, the shortest one in days; `None` where the text gives none ("regularly").
    pub days: Option<f64>,
    /// The longest one in days, where the text states several.
    pub longest_days: Option<f64>,
}

/// The details a good text states; the prefixes of the criteria's specifics.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SpecificKind {
    /// How often.
    Frequency,
    /// By when.
    Deadline,
    /// Who.
    Role,
    /// How much.
    Threshold,
    /// What record is kept.
    Record,
}

impl SpecificKind {
    /// Every kind that text can be searched for.
    pub const ALL: [SpecificKind; 5] = [
        SpecificKind::Frequency,
        SpecificKind::Deadline,
        SpecificKind::Role,
        SpecificKind::Threshold,
        SpecificKind::Record,
    ];

    /// The prefix in the rule pack and the word in results.
    pub fn name(self) -> &'static str {
        match self {
            SpecificKind::Frequency => "frequency",
            SpecificKind::Deadline => "deadline",
            SpecificKind::Role => "role",
            SpecificKind::Threshold => "threshold",
            SpecificKind::Record => "record",
        }
    }

    /// The kind that a specific of the rule pack (`frequency: at least yearly`) asks for.
    pub fn of_rule(rule: &str) -> Option<SpecificKind> {
        let prefix = rule.split(':').next().unwrap_or_default().trim();
        SpecificKind::ALL.into_iter().find(|kind| kind.name() == prefix)
    }
}

/// The specifics that a text states, at most one of each kind.
pub(crate) fn specifics(text: &str) -> Vec<Specific> {
    let mut found = Vec::new();
    let intervals = [
        (SpecificKind::Frequency, frequencies(text), &*VAGUE_FREQUENCY),
        (SpecificKind::Deadline, deadlines(text), &*VAGUE_DEADLINE),
    ];
    for (kind, days, vague) in intervals {
        if !days.is_empty() || vague.is_match(text) {
            let (shortest, longest) = (days.iter().copied().reduce(f64::min), days.iter().copied().reduce(f64::max));
            found.push(Specific { kind, days: shortest, longest_days: longest });
        }
    }
    for (kind, pattern) in
        [(SpecificKind::Role, &*ROLE), (SpecificKind::Threshold, &*THRESHOLD), (SpecificKind::Record, &*RECORD)]
    {
        if pattern.is_match(text) {
            found.push(Specific { kind, days: None, longest_days: None });
        }
    }
    found
}

/// Longest interval in days that a rule such as `frequency: at least yearly` allows; `None` where it names none.
pub(crate) fn allowed_days(rule: &str) -> Option<f64> {
    match SpecificKind::of_rule(rule)? {
        SpecificKind::Frequency => frequencies(rule).into_iter().reduce(f64::min),
        SpecificKind::Deadline => deadlines(rule).into_iter().reduce(f64::min),
        _ => None,
    }
}

/// Whether a stated interval satisfies the rule: a shorter one does, a longer one does not, and a vague word
/// ("regularly") satisfies only a rule that names no number.
pub(crate) fn satisfies(stated: Option<f64>, allowed: Option<f64>) -> bool {
    match (stated, allowed) {
        (_, None) => true,
        // A tenth of slack keeps 12 months, 365 days and a year the same thing.
        (Some(stated), Some(allowed)) => stated <= allowed * 1.1,
        (None, Some(_)) => false,
    }
}

fn pattern(source: &str) -> Regex {
    // The sources are constants of this file and tested below; an empty pattern cannot be reached.
    RegexBuilder::new(source).case_insensitive(true).build().unwrap_or_else(|_| unreachable_pattern())
}

fn unreachable_pattern() -> Regex {
    unreachable!("a pattern of this file does not compile")
}

const COUNT: &str = r"(\d+(?:\.\d+)?|an?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty|twenty-four|thirty|sixty|ninety)";
const UNIT: &str = r"(?:calendar |working |business )?(minute|hour|day|week|fortnight|month|quarter|half-?year|year)s?";

static EVERY: LazyLock<Regex> =
    LazyLock::new(|| pattern(&format!(r"\b(?:every|each)\s+(?:{COUNT}\s+)?(?:other\s+|second\s+)?{UNIT}\b")));
static TIMES: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"\b(once|twice|{COUNT} times)\s+(?:a|per|each|every|in a|in every|in any)\s+(?:{COUNT}\s+)?(?:calendar )?{UNIT}\b"
    ))
});
static ADVERB: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(hourly|daily|nightly|weekly|fortnightly|monthly|quarterly|half-yearly|semi-annual(?:ly)?|bi-?annual(?:ly)?|annual(?:ly)?|yearly|continuous(?:ly)?|real[- ]time|24/7|around the clock)\b",
    )
});
static VAGUE_FREQUENCY: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"\b(regular(?:ly)?|periodic(?:ally)?|recurring|ongoing|at planned intervals|from time to time)\b")
});
static WITHIN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"\b(?:within|no later than|not later than|at the latest|in less than|under|after at most|maximum of|up to|at most)\s+(?:the\s+)?(?:next\s+)?{COUNT}\s+{UNIT}\b"
    ))
});
static VAGUE_DEADLINE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(immediately|without (?:undue )?delay|as soon as|promptly|same (?:working |business )?day|before (?:go-live|the end of)|by (?:\d{1,2} )?(?:january|february|march|april|may|june|july|august|september|october|november|december))\b",
    )
});
static ROLE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(ciso|cio|cto|cro|coo|ceo|cfo|dpo|mlro|chief [a-z]+(?: [a-z]+){0,2} officer|head of [a-z]+|board(?: of directors)?|management body|(?:executive|risk|audit|ict|security|steering|crisis|board ict) committee|exco|[a-z]+ (?:owner|officer|manager|director|lead|engineer|administrator|coordinator|team|function|desk|department|auditor)|internal audit|security team|duty manager|supervisory board|senior management)s?\b",
    )
});
static THRESHOLD: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(\d+(?:[.,]\d+)?\s?(?:%|per ?cent)|(?:eur|€|\$|usd)\s?\d|\b\d[\d.,]*\s?(?:eur|euros?|million|clients|customers|users|transactions|hours|minutes|km|kilomet(?:re|er)s|characters|bits?)\b|\b(?:rto|rpo|mtd|cvss|threshold|tolerance|at least (?:two|three|four|\d+)|more than \d|no more than|exceeds?)\b)",
    )
});
static RECORD: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(register(?:ed|s)?|record(?:s|ed)?|log(?:s|ged)?|minutes|report(?:s|ed)?|inventor(?:y|ies)|document(?:ed|s|ation)?|evidence|tickets?|sign(?:ed|s)? off|signed|version|approved (?:by|on)|resolution|list of|plan|files?|written|retained|database|cmdb)\b",
    )
});

/// Every frequency that the text states, in days.
fn frequencies(text: &str) -> Vec<f64> {
    let mut stated = Vec::new();
    for found in EVERY.captures_iter(text) {
        let count = found.get(1).map_or(1.0, |count| number(count.as_str()));
        let every_other = found.get(0).is_some_and(|all| {
            let text = all.as_str().to_lowercase();
            text.contains("other") || text.contains("second")
        });
        stated.push(count * unit_days(&found[2]) * if every_other { 2.0 } else { 1.0 });
    }
    for found in TIMES.captures_iter(text) {
        let times = match found[1].to_lowercase().as_str() {
            "once" => 1.0,
            "twice" => 2.0,
            _ => found.get(2).map_or(1.0, |count| number(count.as_str())),
        };
        let span = found.get(3).map_or(1.0, |count| number(count.as_str()));
        stated.push(span * unit_days(&found[4]) / times.max(1.0));
    }
    for found in ADVERB.captures_iter(text) {
        stated.push(match found[1].to_lowercase().as_str() {
            "hourly" => 1.0 / 24.0,
            "daily" | "nightly" => 1.0,
            "weekly" => 7.0,
            "fortnightly" => 14.0,
            "monthly" => 30.5,
            "quarterly" => 91.5,
            "half-yearly" | "semi-annual" | "semi-annually" | "biannual" | "biannually" | "bi-annual"
            | "bi-annually" => 183.0,
            "annual" | "annually" | "yearly" => 366.0,
            _ => 0.0,
        });
    }
    stated
}

/// Every deadline that the text states, in days.
fn deadlines(text: &str) -> Vec<f64> {
    WITHIN.captures_iter(text).map(|found| number(&found[1]) * unit_days(&found[2])).collect()
}

fn number(word: &str) -> f64 {
    match word.to_lowercase().as_str() {
        "a" | "an" | "one" => 1.0,
        "two" => 2.0,
        "three" => 3.0,
        "four" => 4.0,
        "five" => 5.0,
        "six" => 6.0,
        "seven" => 7.0,
        "eight" => 8.0,
        "nine" => 9.0,
        "ten" => 10.0,
        "twelve" => 12.0,
        "fifteen" => 15.0,
        "twenty" => 20.0,
        "twenty-four" => 24.0,
        "thirty" => 30.0,
        "sixty" => 60.0,
        "ninety" => 90.0,
        digits => digits.parse().unwrap_or(1.0),
    }
}

fn unit_days(unit: &str) -> f64 {
    match unit.to_lowercase().as_str() {
        "minute" => 1.0 / 1440.0,
        "hour" => 1.0 / 24.0,
        "day" => 1.0,
        "week" => 7.0,
        "fortnight" => 14.0,
        "month" => 30.5,
        "quarter" => 91.5,
        "year" => 366.0,
        _ => 183.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Shortest interval of the kind; `None` where none is stated, `Some(None)` where a vague one is.
    fn shortest(text: &str, kind: SpecificKind) -> Option<Option<f64>> {
        specifics(text).into_iter().find(|found| found.kind == kind).map(|found| found.days)
    }

    #[test]
    fn frequencies_are_read_in_days() {
        for (text, expected) in [
            ("reviewed every three years", Some(Some(1098.0))),
            ("reviewed at least once a year", Some(Some(366.0))),
            ("meets at least four times a year", Some(Some(91.5))),
            ("tested twice per year", Some(Some(183.0))),
            ("reviewed annually and after change", Some(Some(366.0))),
            ("scanned weekly, reported monthly", Some(Some(7.0))),
            ("every 6 months", Some(Some(183.0))),
            ("every second year", Some(Some(732.0))),
            ("monitored around the clock", Some(Some(0.0))),
            ("reviewed regularly", Some(None)),
            ("reviewed after a change", None),
        ] {
            assert_eq!(shortest(text, SpecificKind::Frequency), expected, "{text}");
        }
    }

    #[test]
    fn deadlines_are_read_in_days() {
        for (text, expected) in [
            ("within 4 hours of classification", Some(Some(4.0 / 24.0))),
            ("no later than one month", Some(Some(30.5))),
            ("within two working days", Some(Some(2.0))),
            ("informed without undue delay", Some(None)),
            ("informed", None),
        ] {
            assert_eq!(shortest(text, SpecificKind::Deadline), expected, "{text}");
        }
    }

    #[test]
    fn a_longer_interval_or_a_vague_word_does_not_satisfy_a_number() {
        let yearly = allowed_days("frequency: at least yearly");
        assert_eq!(yearly, Some(366.0));
        assert!(satisfies(Some(91.5), yearly) && satisfies(Some(366.0), yearly));
        assert!(!satisfies(Some(1098.0), yearly) && !satisfies(None, yearly));
        assert!(satisfies(None, allowed_days("frequency: review interval")));
    }

    #[test]
    fn kinds_are_found_and_absent() {
        let kinds = |text: &str| specifics(text).into_iter().map(|found| found.kind).collect::<Vec<_>>();
        assert!(kinds("The CISO approves exceptions").contains(&SpecificKind::Role));
        assert!(kinds("when more than 10 % of clients are affected").contains(&SpecificKind::Threshold));
        assert!(kinds("kept in the risk register").contains(&SpecificKind::Record));
        assert!(kinds("the weather is fine").is_empty());
    }
}
