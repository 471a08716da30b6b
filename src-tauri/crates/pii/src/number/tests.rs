//! Published numbers, and what only looks like them.
#![allow(clippy::unwrap_used)]

use super::hits;
use crate::kind::Kind;
use crate::reading::Reading;

fn found(text: &str) -> Vec<(Kind, &str)> {
    hits(&Reading::new(text)).into_iter().map(|hit| (hit.kind, text.get(hit.start..hit.end).unwrap())).collect()
}

#[test]
fn ibans_of_the_registry_are_found_whole_grouped_and_broken_over_a_line() {
    let examples = [
        "AT611904300234573201",
        "BE68539007547034",
        "BG80BNBG96611020345678",
        "HR1210010051863000160",
        "CY17002001280000001200527600",
        "CZ6508000000192000145399",
        "DK5000400440116243",
        "EE382200221020145685",
        "FI2112345600000785",
        "FR1420041010050500013M02606",
        "DE89370400440532013000",
        "GR1601101250000000012300695",
        "HU42117730161111101800000000",
        "IE29AIBK93115212345678",
        "IT60X0542811101000000123456",
        "LV80BANK0000435195001",
        "LT121000011101001000",
        "LU280019400644750000",
        "MT84MALT011000012345MTLCAST001S",
        "NL91ABNA0417164300",
        "PL61109010140000071219812874",
        "PT50000201231234567890154",
        "RO49AAAA1B31007593840000",
        "SK3112000000198742637541",
        "SI56263300012039086",
        "ES9121000418450200051332",
        "SE4550000000058398257466",
        "GB29NWBK60161331926819",
        "CH9300762011623852957",
        "NO9386011117947",
    ];
    for plain in examples {
        let groups: Vec<String> =
            plain.as_bytes().chunks(4).map(|group| String::from_utf8_lossy(group).into_owned()).collect();
        for written in [plain.to_owned(), groups.join(" "), groups.join("\n")] {
            assert_eq!(found(&format!("to {written}.")), [(Kind::Iban, written.as_str())], "{written}");
        }
        let longer = format!("{plain}7");
        assert!(!found(&longer).contains(&(Kind::Iban, longer.as_str())), "a digit too many");
        for at in 2..plain.len() {
            let digit = plain.as_bytes()[at];
            if digit.is_ascii_digit() {
                let mut altered = plain.to_owned();
                altered.replace_range(at..=at, if digit == b'9' { "0" } else { "9" });
                let is_iban = found(&altered).iter().any(|(kind, _)| *kind == Kind::Iban);
                assert!(altered == plain || !is_iban, "{altered} has a wrong digit");
            }
        }
    }
}

#[test]
fn test_cards_of_the_schemes_are_found_and_a_wrong_digit_is_not() {
    let cards = [
        "4111111111111111",
        "4012888888881881",
        "5555555555554444",
        "5105105105105100",
        "2223003122003222",
        "378282246310005",
        "371449635398431",
        "6011111111111117",
        "6011000990139424",
        "3530111333300000",
        "3566002020360505",
    ];
    for card in cards {
        assert_eq!(found(&format!("paid with {card} today")), [(Kind::Card, card)]);
        let altered = format!("{}{}", &card[..card.len() - 1], (card.as_bytes()[card.len() - 1] - b'0' + 1) % 10);
        assert_eq!(found(&altered), [], "{altered}");
    }
    assert_eq!(found("Diners card 30569309025904"), [(Kind::Card, "30569309025904")]);
    assert_eq!(found("4111-1111-1111-1111"), [(Kind::Card, "4111-1111-1111-1111")]);
    for other in [
        "Transaction 4111111111111111",
        "4111 11111111 1111",
        "4111111111111111.00",
        "#4111111111111111",
        "a4111111111111111",
    ] {
        assert_eq!(found(other), [], "{other}");
    }
}

#[test]
fn phone_numbers_have_a_plan_or_a_cue() {
    for phone in [
        "+352 26 27 28 29",
        "+49 (0)30 23125 123",
        "+44 20 7946 0123",
        "+33.1.99.00.12.34",
        "+1 202-555-0143",
        "+48601234567",
    ] {
        assert_eq!(found(&format!("x {phone}, y")), [(Kind::Phone, phone)]);
    }
    for (text, phone) in [
        ("Tel. 030 23125 212", "030 23125 212"),
        ("Mobil: 0171/3920012", "0171/3920012"),
        ("at 01 99 00 12 34 only", "01 99 00 12 34"),
        ("phone 621 123 456", "621 123 456"),
        ("call (089) 99998-123 now", "(089) 99998-123"),
        ("dial 0049 30 23125 077", "0049 30 23125 077"),
    ] {
        assert_eq!(found(text), [(Kind::Phone, phone)]);
    }
    let others = [
        "+999 123 4567",
        "+12",
        "1 250 000 000",
        "621 123 456",
        "01.02.2026",
        "2026-01-31",
        "invoice 0123 456789",
        "clause 01.02.03.04",
        "00123456789",
        "RTO +4 h",
        "call 112",
        "contract 2019-000123456, 3 pages",
    ];
    for other in others {
        assert_eq!(found(other), [], "{other}");
    }
}

#[test]
fn addresses_are_told_from_versions_clauses_and_times() {
    for address in [
        "192.0.2.146",
        "203.0.113.7",
        "10.20.30.40",
        "2001:db8::1",
        "2001:db8:85a3::8a2e:370:7334",
        "fe80::1ff:fe23:4567:890a",
    ] {
        assert_eq!(found(&format!("seen {address}: twice")), [(Kind::IpAddress, address)]);
    }
    assert_eq!(found("host 1.1.1.2 down"), [(Kind::IpAddress, "1.1.1.2")]);
    assert_eq!(found("http://198.51.100.3:8080/x"), [(Kind::IpAddress, "198.51.100.3")]);
    let others = [
        "10.0.19041.1",
        "1.2.3.4",
        "version 192.0.2.1",
        "section 10.4.2.1",
        "10.1.2.3 Scope of the policy",
        "1.2.3.4.5",
        "v1.20.300.4",
        "255.255.255.0",
        "127.0.0.1",
        "192.0.2.0/24",
        "12:30:45",
        "00:1A:2B:3C:4D:5E",
        "std::fs",
        "a::b",
        "::1",
        "256.1.1.1",
        "01.02.03.04",
    ];
    for other in others {
        assert_eq!(found(other), [], "{other}");
    }
}
