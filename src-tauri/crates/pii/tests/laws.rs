//! What holds for every text.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs, unreachable_pub)]

use holdfast_domain::{CharMap, Span};
use holdfast_pii::{Found, Kind, Masking, Policy, find};
use proptest::prelude::*;
use std::time::{Duration, Instant};

/// Pieces that the rules look for, parts of them, and what keeps them apart.
fn piece() -> impl Strategy<Value = String> {
    let known = prop::sample::select(vec![
        "anna.kowalska@example.eu",
        "@",
        "a@b.eu",
        "Anna Kowalska",
        "Ms Kowalska",
        "A. Kowalska",
        "Kowalska, Anna",
        "Dr.",
        "Müller",
        "O'Brien",
        "approved by",
        "Owner |",
        "Name | Phone",
        ", CISO",
        "DE89 3704 0044 0532 0130 00",
        "DE89",
        "3704",
        "0044 0532",
        "4111 1111 1111 1111",
        "4111111111111111",
        "+49 30 23125 123",
        "030 23125 12",
        "tel",
        "Tel. 621 123 456",
        "192.0.2.1",
        "2001:db8::1",
        "1.2.3.4",
        "host",
        "section",
        "85.07.30-033.28",
        "131052-308T",
        "PESEL 44051401359",
        "44051401359",
        "12345678Z",
        "[",
        "]",
        "|",
        "\n",
        "\n\n",
        " ",
        ",",
        ".",
        ":",
        "-",
        "Best regards,\n",
        "é",
        "日本",
        "\u{301}",
        "Business Continuity",
        "GmbH",
        "von der",
        "Jean-Luc",
    ]);
    prop_oneof![4 => known.prop_map(str::to_owned), 1 => "[A-Za-z0-9 .@+|-]{1,12}", 1 => any::<char>().prop_map(String::from)]
}

fn text() -> impl Strategy<Value = String> {
    let joint = prop::sample::select(vec!["", " ", ", ", "\n", " | "]);
    prop::collection::vec((piece(), joint), 0..24)
        .prop_map(|pieces| pieces.into_iter().map(|(piece, joint)| piece + joint).collect())
}

fn value(text: &str, found: &Found) -> String {
    CharMap::new(text).slice(found.span).to_owned()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(300) })]

    #[test]
    fn finds_lie_within_the_text_in_order_and_apart(text in text()) {
        let found = find(&text);
        let length = text.chars().count();
        prop_assert!(found.iter().all(|found| found.span.start < found.span.end && found.span.end <= length));
        prop_assert!(found.windows(2).all(|pair| pair[0].span.end <= pair[1].span.start));
        prop_assert_eq!(&found, &find(&text));
    }

    #[test]
    fn masked_text_holds_no_value_and_masking_it_again_changes_nothing(text in text()) {
        let masking = Masking::of(Policy::External, &[&text]);
        let masked = masking.text(&text);
        for found in find(&text) {
            let value = value(&text, &found);
            prop_assert!(!masked.text.contains(&value), "{} still holds {}", masked.text, value);
        }
        prop_assert_eq!(find(&masked.text), vec![], "{}", masked.text);
        prop_assert_eq!(masking.text(&masked.text).text, masked.text);
    }

    #[test]
    fn a_quote_shows_no_part_of_a_value(text in text(), start in 0_usize..60, length in 0_usize..80) {
        let count = text.chars().count();
        let start = start.min(count);
        let end = (start + length).min(count);
        let quote: String = text.chars().skip(start).take(end - start).collect();
        let masking = Masking::of(Policy::External, &[&text]);
        let masked = masking.quote(0, start, &quote);
        let found = find(&text);
        let shown = |at: usize| !found.iter().any(|found| found.span.start <= at && at < found.span.end);
        let cut = found.iter().filter(|found| found.span.start < end && start < found.span.end).count();
        prop_assert!(masked.count >= cut);
        prop_assert_eq!(masked.count == 0, masked.text == quote);
        // With the masks taken out, only characters that are part of no value are left, in their order.
        let kept: Vec<char> = text.chars().enumerate().filter(|(at, _)| (start..end).contains(at) && shown(*at)).map(|(_, c)| c).collect();
        let mut rest = kept.iter();
        let bare = Kind::ALL.iter().fold(masked.text.clone(), |text, kind| text.replace(&format!("[{}]", kind.label()), ""));
        let bare = (1..40).fold(bare, |text, number| text.replace(&format!("[person {number}]"), ""));
        prop_assert!(bare.chars().all(|c| rest.any(|kept| *kept == c)), "{} of {}", bare, quote);
    }

    #[test]
    fn under_off_nothing_changes(text in text()) {
        let masking = Masking::of(Policy::Off, &[&text]);
        prop_assert_eq!(masking.text(&text).text, text.clone());
        prop_assert_eq!(masking.quote(0, 0, &text).text, text);
    }
}

/// What is worst for one rule each. The bound is wide for a slow machine; what grows with the square of
/// the length would take hours.
#[test]
fn a_hostile_text_takes_time_in_proportion() {
    let pieces = [
        "1 ",
        "0049 ",
        "a@",
        "<a@b.eu>",
        "Dr. ",
        "Anna ",
        "Anna-",
        "A. ",
        "|1",
        "(0",
        "192.0.2.1.",
        "DE89 ",
        ":a",
        "4111 ",
        "Kowalska, Anna; ",
        "X1234567L",
        "anna.kowalska@b.eu Anna Kowalska ",
        "O'",
    ];
    for piece in pieces {
        let time = |bytes: usize| {
            let text = piece.repeat(bytes / piece.len());
            let since = Instant::now();
            find(&text);
            since.elapsed()
        };
        let (short, long) = (time(8_000), time(64_000));
        let bound = short * 24 + Duration::from_millis(300);
        assert!(long < bound, "{piece:?}: 8 kB in {short:?}, 64 kB in {long:?}");
    }
}

#[test]
fn one_person_has_one_number_across_the_set_however_written() {
    let texts = [
        "Ms Kowalska decides.",
        "Approved by Anna Kowalska and Jan Nowak.",
        "Owner: KOWALSKA Anna\nA. Kowalska signs.",
    ];
    let masking = Masking::of(Policy::External, &texts);
    let masked: Vec<String> = texts.iter().map(|text| masking.text(text).text).collect();
    assert_eq!(
        masked,
        ["[person 1] decides.", "Approved by [person 1] and [person 2].", "Owner: [person 1]\n[person 1] signs."]
    );
}

#[test]
fn two_people_of_one_surname_are_not_taken_for_each_other() {
    let texts = ["Anna Nowak and Jan Nowak sign. Ms Nowak decides. J. Nowak agrees."];
    let masked = Masking::of(Policy::External, &texts).text(texts[0]).text;
    assert_eq!(masked, "[person 1] and [person 2] sign. [person 3] decides. [person 2] agrees.");
}

#[test]
fn a_name_known_from_one_document_is_masked_in_a_quote_of_another() {
    let texts = ["Approved by Xiomara Quispe.", "Then Xiomara Quispe closed the port."];
    assert!(find(texts[1]).is_empty(), "nothing beside it says that it is a name");
    let masking = Masking::of(Policy::External, &texts);
    assert_eq!(masking.quote(1, 5, "Xiomara Quispe closed").text, "[person 1] closed");
    assert_eq!(masking.text("Port plan Xiomara Quispe.docx").text, "Port plan [person 1].docx");
}

#[test]
fn internal_lets_names_and_business_mail_through_and_nothing_else() {
    let text = "Ms Kowalska, anna@firm.example, anna84@gmail.com, +352 26 27 28 29, DE89370400440532013000";
    let masked = Masking::of(Policy::Internal, &[text]).text(text).text;
    assert_eq!(masked, "Ms Kowalska, anna@firm.example, [e-mail], [phone number], [IBAN]");
}

#[test]
fn a_quote_that_cuts_through_a_value_shows_no_part_of_it() {
    let text = "Write to anna.kowalska@example.eu now";
    let masking = Masking::of(Policy::External, &[text]);
    let quote: String = text.chars().skip(14).take(12).collect();
    assert_eq!(masking.quote(0, 14, &quote).text, "[e-mail]");
    assert_eq!(masking.quote(0, 0, "Write to").count, 0);
}

#[test]
fn previews_show_next_to_nothing() {
    let shown = [
        (Kind::Email, "anna.kowalska@example.eu", "a…@…eu"),
        (Kind::Iban, "DE89 3704 0044 0532 0130 00", "DE…00"),
        (Kind::Card, "4111 1111 1111 1111", "…11"),
        (Kind::Phone, "+352 26 27 28 29", "…29"),
        (Kind::NationalId, "44051401359", "4…"),
        (Kind::IpAddress, "192.0.2.146", "1…"),
        (Kind::Person, "Anna Kowalska", "A… K…"),
    ];
    for (kind, value, preview) in shown {
        assert_eq!(holdfast_pii::preview(kind, value), preview);
    }
    let whole = Span { start: 0, end: 13 };
    assert_eq!(find("Anna Kowalska"), [Found { span: whole, kind: Kind::Person }]);
}
