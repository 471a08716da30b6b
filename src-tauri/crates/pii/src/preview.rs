//! Values made recognisable to who knows them, and useless to who does not.

use crate::Kind;

/// A masked preview of a value: `a…@…eu`, `DE…00`, `A… K…`.
pub fn preview(kind: Kind, value: &str) -> String {
    let first = |text: &str| text.chars().next().map(String::from).unwrap_or_default();
    let last = |text: &str, count: usize| {
        let skipped = text.chars().count().saturating_sub(count);
        text.chars().skip(skipped).collect::<String>()
    };
    match kind {
        Kind::Email => {
            let domain = value.rsplit_once('.').map_or("", |(_, top)| top);
            format!("{}…@…{domain}", first(value))
        }
        Kind::Iban => format!("{}…{}", value.chars().take(2).collect::<String>(), last(value, 2)),
        Kind::Card | Kind::Phone => format!("…{}", last(value, 2)),
        Kind::NationalId | Kind::IpAddress => format!("{}…", first(value)),
        Kind::Person => value.split_whitespace().map(|word| format!("{}…", first(word))).collect::<Vec<_>>().join(" "),
    }
}
