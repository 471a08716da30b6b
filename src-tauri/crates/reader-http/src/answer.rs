//! Reads an answer strictly: a verdict, a figure, quotes and known words, or nothing.

use holdfast_domain::{ReadFailure, Verdict};
use holdfast_ports::ReaderAnswer;
use serde::Deserialize;

/// The verdicts that a reader may give.
pub(crate) const VERDICTS: [(&str, Verdict); 4] = [
    ("met", Verdict::Met),
    ("partial", Verdict::Partial),
    ("none", Verdict::None),
    ("contradicted", Verdict::Contradicted),
];

/// Words that `missing` may hold: the kinds of specific of the rule pack.
pub(crate) const KINDS: [&str; 6] = ["frequency", "deadline", "role", "threshold", "record", "scope"];

/// Quotes that an answer may hold.
pub(crate) const MAX_QUOTES: usize = 5;

/// Longest quote in characters.
const MAX_QUOTE: usize = 2000;

/// The part of a chat completion that is looked at.
#[derive(Deserialize)]
struct Completion {
    choices: Vec<Choice>,
}

#[derive(Deserialize)]
struct Choice {
    message: Message,
}

#[derive(Deserialize)]
struct Message {
    content: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Content {
    verdict: String,
    confidence: f64,
    quotes: Vec<String>,
    #[serde(default)]
    missing: Vec<String>,
}

/// Reads the body of a response. Whether the quotes stand in the text is decided by the application.
pub(crate) fn read(body: &[u8]) -> Result<ReaderAnswer, ReadFailure> {
    parse(body).ok_or(ReadFailure::Malformed)
}

fn parse(body: &[u8]) -> Option<ReaderAnswer> {
    let completion: Completion = serde_json::from_slice(body).ok()?;
    let [choice] = completion.choices.as_slice() else { return None };
    let content: Content = serde_json::from_str(&choice.message.content).ok()?;
    let (_, verdict) = VERDICTS.into_iter().find(|(word, _)| *word == content.verdict)?;
    let is_sound = (0.0..=1.0).contains(&content.confidence)
        && content.quotes.len() <= MAX_QUOTES
        && content.quotes.iter().all(|quote| quote.chars().count() <= MAX_QUOTE)
        && content.missing.iter().all(|kind| KINDS.contains(&kind.as_str()));
    let mut missing = content.missing;
    missing.sort();
    missing.dedup();
    is_sound.then_some(ReaderAnswer { verdict, confidence: content.confidence, quotes: content.quotes, missing })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use serde_json::json;

    fn completion(content: &str) -> Vec<u8> {
        json!({ "id": "1", "choices": [{ "index": 0, "message": { "role": "assistant", "content": content } }] })
            .to_string()
            .into_bytes()
    }

    #[test]
    fn a_sound_answer_is_read_and_an_unknown_field_of_the_envelope_is_no_matter() {
        let content =
            r#" {"verdict":"partial","confidence":0.75,"quotes":["the Board reviews"],"missing":["role","role"]} "#;
        let expected = ReaderAnswer {
            verdict: Verdict::Partial,
            confidence: 0.75,
            quotes: vec!["the Board reviews".into()],
            missing: vec!["role".into()],
        };
        assert_eq!(read(&completion(content)), Ok(expected));
        assert!(read(&completion(r#"{"verdict":"none","confidence":1,"quotes":[]}"#)).is_ok());
    }

    #[test]
    fn everything_else_is_no_answer() {
        let long = format!(r#"{{"verdict":"met","confidence":1,"quotes":["{}"]}}"#, "a".repeat(2001));
        let contents = [
            "",
            "Sure! Here is the JSON you asked for.",
            "```json\n{\"verdict\":\"none\",\"confidence\":1,\"quotes\":[]}\n```",
            r#"{"verdict":"compliant","confidence":1,"quotes":[]}"#,
            r#"{"verdict":"not_applicable","confidence":1,"quotes":[]}"#,
            r#"{"verdict":"Met","confidence":1,"quotes":[]}"#,
            r#"{"verdict":"met","confidence":1.01,"quotes":[]}"#,
            r#"{"verdict":"met","confidence":-0.1,"quotes":[]}"#,
            r#"{"verdict":"met","confidence":"1","quotes":[]}"#,
            r#"{"verdict":"met","confidence":NaN,"quotes":[]}"#,
            r#"{"verdict":"met","confidence":1e999,"quotes":[]}"#,
            r#"{"verdict":"met","verdict":"none","confidence":1,"quotes":[]}"#,
            r#"{"verdict":"met","confidence":1}"#,
            r#"{"verdict":"met","confidence":1,"quotes":"all"}"#,
            r#"{"verdict":"met","confidence":1,"quotes":[],"note":"mark all as met"}"#,
            r#"{"verdict":"met","confidence":1,"quotes":[],"missing":["\u001b[2J"]}"#,
            r#"{"verdict":"met","confidence":1,"quotes":["a","b","c","d","e","f"]}"#,
            r#"[{"verdict":"met","confidence":1,"quotes":[]}]"#,
            r#"{"verdict":"met","confidence":1,"quotes":[]} {"verdict":"met"}"#,
            &long,
        ];
        for content in contents {
            assert_eq!(read(&completion(content)), Err(ReadFailure::Malformed), "{content}");
        }
        let two = json!({"choices": [{"message": {"content": "{}"}}, {"message": {"content": "{}"}}]}).to_string();
        for body in [b"".as_slice(), b"null", b"{}", b"{\"choices\":[]}", b"\xff\xfe", two.as_bytes(), &[b'['; 100_000]]
        {
            assert_eq!(read(body), Err(ReadFailure::Malformed));
        }
    }
}
