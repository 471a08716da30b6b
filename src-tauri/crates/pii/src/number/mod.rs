//! Values made of digits: one pass from left to right, the kind with the strongest check first.

mod card;
mod code;
mod iban;
mod ip;
mod luhn;
mod national;
mod phone;
mod plan;

use crate::find::Hit;
use crate::reading::Reading;

pub(crate) fn hits(reading: &Reading<'_>) -> Vec<Hit> {
    let finders = [iban::hit, card::hit, national::hit, ip::hit, phone::hit];
    let mut found: Vec<Hit> = Vec::new();
    let mut free = 0;
    for (at, word) in reading.words.iter().enumerate() {
        // `::ffff:192.0.2.1` and `fe80::1` begin with a colon or a letter; every other value with a digit or `DE`.
        if word.start < free {
            continue;
        }
        let hit = finders.iter().find_map(|finder| finder(reading, at));
        if let Some(hit) = hit.filter(|hit| hit.start >= free) {
            free = hit.end;
            found.push(hit);
        }
    }
    found
}

#[cfg(test)]
mod tests;
