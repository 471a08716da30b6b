//! The check of each number, as its state publishes it. All take a code without separators.

use crate::number::code::Code;
use crate::number::luhn::luhn;

/// Sum of digits times weights; the shorter of the two decides how many count.
fn weighted(digits: &[u32], weights: &[u32]) -> u32 {
    digits.iter().zip(weights).map(|(digit, weight)| digit * weight).sum()
}

fn number(digits: &[u32]) -> u64 {
    digits.iter().fold(0, |number, digit| number * 10 + u64::from(*digit))
}

/// Two digits at this place.
fn pair(digits: &[u32], at: usize) -> u32 {
    digits.get(at..at + 2).map_or(0, |pair| pair[0] * 10 + pair[1])
}

fn is_date(month: u32, day: u32) -> bool {
    let longest = match month {
        2 => 29,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    };
    (1..=longest).contains(&day)
}

/// Whether the code begins like a day of our time: `20260131`.
pub(super) fn is_day(plain: &str) -> bool {
    let digits: Vec<u32> = plain.chars().map_while(|c| c.to_digit(10)).collect();
    matches!(pair(&digits, 0), 19 | 20) && is_date(pair(&digits, 4), pair(&digits, 6))
}

const DNI_LETTERS: &str = "TRWAGMYFPDXBNJZSQVHLCKE";

/// Spain: eight digits, the letter is the rest by 23.
pub(super) fn dni(code: &Code) -> bool {
    let Some((digits, letter)) = code.plain.split_at_checked(8) else { return false };
    digits.bytes().all(|b| b.is_ascii_digit())
        && digits.parse::<usize>().is_ok_and(|n| DNI_LETTERS.get(n % 23..n % 23 + 1) == Some(letter))
}

/// Spain, foreigners: X, Y or Z stand for 0, 1, 2.
pub(super) fn nie(code: &Code) -> bool {
    let lead = match code.plain.as_bytes().first() {
        Some(b'X') => '0',
        Some(b'Y') => '1',
        Some(b'Z') => '2',
        _ => return false,
    };
    let rest = code.plain.get(1..).unwrap_or_default();
    dni(&Code { plain: format!("{lead}{rest}"), groups: Vec::new(), separators: Vec::new(), start: 0, end: 0 })
}

/// France: sex, year, month, place, order; the key is 97 less the rest by 97. Corsica counts as 19 and 18.
pub(super) fn nir(code: &Code) -> bool {
    let plain = match code.plain.get(5..7) {
        Some("2A") => code.plain.replacen("2A", "19", 1),
        Some("2B") => code.plain.replacen("2B", "18", 1),
        _ => code.plain.clone(),
    };
    let Some(digits) = plain.chars().map(|c| c.to_digit(10)).collect::<Option<Vec<u32>>>() else { return false };
    let month = pair(&digits, 3);
    let is_born = matches!(digits.first(), Some(1 | 2 | 7 | 8)) && matches!(month, 1..=12 | 20 | 30..=42 | 50..=99);
    is_born && 97 - number(&digits[..13]) % 97 == u64::from(pair(&digits, 13))
}

/// Italy: characters at odd places count by a table; the last letter is the sum by 26.
pub(super) fn codice_fiscale(code: &Code) -> bool {
    const ODD: [u32; 26] =
        [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23];
    let bytes = code.plain.as_bytes();
    // Where two people would share a code, digits are written as letters.
    let is_digit = |b: u8| b.is_ascii_digit() || b"LMNPQRSTUV".contains(&b);
    let of_shape = |(at, b): (usize, &u8)| match at {
        0..=5 | 11 | 15 => b.is_ascii_uppercase(),
        8 => b"ABCDEHLMPRST".contains(b),
        _ => is_digit(*b),
    };
    let value = |b: u8| u32::from(if b.is_ascii_digit() { b - b'0' } else { b.wrapping_sub(b'A') });
    let count = |(at, b): (usize, &u8)| {
        let value = value(*b);
        if at % 2 == 0 { ODD.get(value as usize).copied().unwrap_or_default() } else { value }
    };
    bytes.len() == 16
        && bytes.iter().enumerate().all(of_shape)
        && bytes[..15].iter().enumerate().map(count).sum::<u32>() % 26 == value(bytes[15])
}

/// Belgium: 97 less the rest by 97, with a 2 in front for those born from 2000 on.
pub(super) fn belgium(code: &Code) -> bool {
    let Some(digits) = code.digits() else { return false };
    let month = pair(&digits, 2) % 20;
    let base = number(&digits[..9]);
    let key = u64::from(pair(&digits, 9));
    (month == 0 || is_date(month, pair(&digits, 4).max(1)))
        && [base, base + 2_000_000_000].iter().any(|n| 97 - n % 97 == key)
}

/// Netherlands: the test of eleven, the last digit counting against the others.
pub(super) fn bsn(code: &Code) -> bool {
    let Some(digits) = code.digits() else { return false };
    let sum = weighted(&digits, &[9, 8, 7, 6, 5, 4, 3, 2]);
    number(&digits) > 0 && sum % 11 == digits[8]
}

/// Poland: century in the month.
pub(super) fn pesel(code: &Code) -> bool {
    let Some(digits) = code.digits() else { return false };
    is_date(pair(&digits, 2) % 20, pair(&digits, 4))
        && (weighted(&digits, &[1, 3, 7, 9, 1, 3, 7, 9, 1, 3]) + digits[10]).is_multiple_of(10)
}

/// Sweden: Luhn over the last ten digits; 60 is added to the day of a coordination number.
pub(super) fn sweden(code: &Code) -> bool {
    let Some(digits) = code.digits() else { return false };
    let Some((century, short)) = digits.split_at_checked(digits.len().saturating_sub(10)) else { return false };
    let day = pair(short, 4);
    let is_century = century.is_empty() || matches!(pair(century, 0), 19 | 20);
    is_century && is_date(pair(short, 2), if day > 60 { day - 60 } else { day }) && luhn(short)
}

/// `260131-0007` is as well the number of a ticket; with a year of the last century it is a person.
pub(super) fn sweden_alone(code: &Code) -> bool {
    code.groups == [6, 4] && code.digits().is_some_and(|digits| pair(&digits, 0) >= 40)
}

/// Finland: day, century sign, order; the last character is the rest by 31.
pub(super) fn hetu(code: &Code) -> bool {
    const LETTERS: &str = "0123456789ABCDEFHJKLMNPRSTUVWXY";
    let signed = code.plain.len() == 11;
    let is_written = if signed {
        code.plain.as_bytes().get(6).is_some_and(|sign| b"ABCDEFUVWXY".contains(sign))
    } else {
        code.groups == [6, 4]
    };
    let (Some(day), Some(rest)) = (code.plain.get(..6), code.plain.get(if signed { 7 } else { 6 }..)) else {
        return false;
    };
    let Some((order, check)) = rest.split_at_checked(3) else { return false };
    let digits: Option<Vec<u32>> = day.chars().chain(order.chars()).map(|c| c.to_digit(10)).collect();
    digits.is_some_and(|digits| {
        let at = (number(&digits) % 31) as usize;
        is_written && is_date(pair(&digits, 2), pair(&digits, 0)) && LETTERS.get(at..=at) == Some(check)
    })
}

/// Bulgaria: century in the month.
pub(super) fn egn(code: &Code) -> bool {
    let Some(digits) = code.digits() else { return false };
    is_date(pair(&digits, 2) % 20, pair(&digits, 4))
        && weighted(&digits, &[2, 4, 8, 5, 10, 9, 7, 3, 6]) % 11 % 10 == digits[9]
}

/// Portugal: 1, 2, 3 and 45 are given to people.
pub(super) fn nif(code: &Code) -> bool {
    let Some(digits) = code.digits() else { return false };
    let rest = weighted(&digits, &[9, 8, 7, 6, 5, 4, 3, 2]) % 11;
    let is_person = matches!(digits[0], 1..=3) || pair(&digits, 0) == 45;
    is_person && digits[8] == if rest < 2 { 0 } else { 11 - rest }
}

/// Germany: of the first ten digits, exactly one occurs twice or three times.
pub(super) fn steuer_id(code: &Code) -> bool {
    let Some(digits) = code.digits() else { return false };
    let counts = (0..10).map(|digit| digits[..10].iter().filter(|own| **own == digit).count());
    let repeated: Vec<usize> = counts.filter(|count| *count > 1).collect();
    digits[0] != 0 && matches!(repeated.as_slice(), [2 | 3]) && mod_11_10(code)
}

/// ISO 7064, MOD 11,10: Germany and Croatia.
pub(super) fn mod_11_10(code: &Code) -> bool {
    let Some(digits) = code.digits() else { return false };
    let Some((check, body)) = digits.split_last() else { return false };
    let product = body.iter().fold(10, |product, digit| {
        let sum = (product + digit) % 10;
        (if sum == 0 { 10 } else { sum }) * 2 % 11
    });
    (11 - product) % 10 == *check
}

/// Romania: sex and century, day, county, order.
pub(super) fn cnp(code: &Code) -> bool {
    let Some(digits) = code.digits() else { return false };
    let rest = weighted(&digits, &[2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9]) % 11;
    digits[0] > 0 && is_date(pair(&digits, 3), pair(&digits, 5)) && digits[12] == if rest == 10 { 1 } else { rest }
}

/// Czechia and Slovakia: divisible by eleven; 50 is added to the month of women, 20 where a day ran out of numbers.
pub(super) fn rodne_cislo(code: &Code) -> bool {
    let Some(digits) = code.digits() else { return false };
    let month = pair(&digits, 2) % 50;
    let is_born = is_date(if month > 20 { month - 20 } else { month }, pair(&digits, 4));
    let rest = number(&digits[..9]) % 11 % 10;
    is_born && rest == u64::from(digits[9])
}

/// Estonia and Lithuania: two rounds of weights.
pub(super) fn baltic(code: &Code) -> bool {
    let Some(digits) = code.digits() else { return false };
    let rounds = [[1, 2, 3, 4, 5, 6, 7, 8, 9, 1], [3, 4, 5, 6, 7, 8, 9, 1, 2, 3]];
    let check = rounds.iter().map(|weights| weighted(&digits, weights) % 11).find(|rest| *rest < 10).unwrap_or(0);
    matches!(digits[0], 1..=6) && is_date(pair(&digits, 3), pair(&digits, 5)) && check == digits[10]
}

/// Latvia: numbers given before 2017 carry the day of birth.
pub(super) fn latvia(code: &Code) -> bool {
    let Some(digits) = code.digits() else { return false };
    let sum = weighted(&digits, &[1, 6, 3, 7, 9, 10, 5, 8, 4, 2]);
    is_date(pair(&digits, 2), pair(&digits, 0)) && (1101 - sum) % 11 % 10 == digits[10]
}

/// Ireland: seven digits and a letter, the rest by 23; a second letter counts nine times.
pub(super) fn pps(code: &Code) -> bool {
    let Some((head, letters)) = code.plain.split_at_checked(7) else { return false };
    let digits: Option<Vec<u32>> = head.chars().map(|c| c.to_digit(10)).collect();
    let value = |c: char| c.is_ascii_uppercase().then(|| if c == 'W' { 0 } else { c as u32 - 'A' as u32 + 1 });
    let mut letters = letters.chars();
    let (Some(digits), Some(check)) = (digits, letters.next().and_then(value)) else { return false };
    let second = match letters.next() {
        None => Some(0),
        Some(c @ ('A'..='I' | 'W')) => value(c),
        Some(_) => None,
    };
    second.is_some_and(|second| (weighted(&digits, &[8, 7, 6, 5, 4, 3, 2]) + second * 9) % 23 == check)
}

/// Hungary: begins with 8; the place of each digit is its weight.
pub(super) fn hungary(code: &Code) -> bool {
    let Some(digits) = code.digits() else { return false };
    digits[0] == 8 && weighted(&digits, &[1, 2, 3, 4, 5, 6, 7, 8, 9]) % 11 == digits[9]
}

/// Austria: the fourth digit is the check, the day of birth follows.
pub(super) fn austria(code: &Code) -> bool {
    let Some(digits) = code.digits() else { return false };
    let month = pair(&digits, 6);
    digits[0] > 0
        && (is_date(month, pair(&digits, 4)) || (13..=15).contains(&month))
        && weighted(&digits, &[3, 7, 9, 0, 5, 8, 4, 2, 1, 6]) % 11 == digits[3]
}

/// Slovenia: day, three digits of the year, region, order.
pub(super) fn emso(code: &Code) -> bool {
    let Some(digits) = code.digits() else { return false };
    let rest = weighted(&digits, &[7, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11;
    is_date(pair(&digits, 2), pair(&digits, 0)) && rest != 1 && digits[12] == if rest == 0 { 0 } else { 11 - rest }
}

/// Luxembourg: day of birth and order, then a Luhn digit and a Verhoeff digit, both over the first eleven.
pub(super) fn luxembourg(code: &Code) -> bool {
    let Some(digits) = code.digits() else { return false };
    let is_born = matches!(pair(&digits, 0), 18..=20) && is_date(pair(&digits, 4), pair(&digits, 6));
    let verhoeff_digits: Vec<u32> = digits[..11].iter().chain(&digits[12..]).copied().collect();
    is_born && luhn(&digits[..12]) && verhoeff(&verhoeff_digits)
}

/// Greece: powers of two.
pub(super) fn afm(code: &Code) -> bool {
    let Some(digits) = code.digits() else { return false };
    number(&digits) > 0 && weighted(&digits, &[256, 128, 64, 32, 16, 8, 4, 2]) % 11 % 10 == digits[8]
}

/// Whether the last digit is the Verhoeff check digit of the others.
fn verhoeff(digits: &[u32]) -> bool {
    /// The permutation that is applied once more at every place.
    const TURN: [usize; 10] = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];
    /// Product in the symmetry group of the pentagon.
    fn product(left: usize, right: usize) -> usize {
        match (left < 5, right < 5) {
            (true, true) => (left + right) % 5,
            (true, false) => (left + right - 5) % 5 + 5,
            (false, true) => (left - 5 + 5 - right) % 5 + 5,
            (false, false) => (left + 5 - right) % 5,
        }
    }
    let turned = |(place, digit): (usize, &u32)| (0..place % 8).fold(*digit as usize, |digit, _| TURN[digit]);
    digits.iter().rev().enumerate().map(turned).fold(0, product) == 0
}
