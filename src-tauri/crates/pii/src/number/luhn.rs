//! The check of ISO/IEC 7812-1, annex B.

/// Whether the last digit is the Luhn check digit of the others.
pub(super) fn luhn(digits: &[u32]) -> bool {
    let doubled = |(at, digit): (usize, &u32)| match (at % 2, digit) {
        (0, digit) => *digit,
        (_, digit) if *digit > 4 => digit * 2 - 9,
        (_, digit) => digit * 2,
    };
    digits.iter().rev().enumerate().map(doubled).sum::<u32>() % 10 == 0
}
