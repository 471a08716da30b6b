//! The reader against a real server that is good, slow, broken or hostile.
#![allow(clippy::unwrap_used)]

use holdfast_domain::{CriterionId, ReadFailure, Verdict};
use holdfast_ports::{ReaderAnswer, ReaderPassage, ReaderQuestion, SecondReader};
use holdfast_reader_http::{ApiKey, Endpoint, EndpointReader, Limits};
use holdfast_testkit::{Reply, ScriptedEndpoint};
use std::time::{Duration, Instant};

const QUICK: Limits =
    Limits { question: Duration::from_millis(1500), total: Duration::from_secs(60), retries: 1, in_a_row: 3 };

fn reader(base: &str, limits: Limits) -> EndpointReader {
    EndpointReader::new(Endpoint::parse(base).unwrap(), "small", None, limits)
}

fn ask(reader: &EndpointReader) -> Result<ReaderAnswer, ReadFailure> {
    let id = CriterionId::from("DORA-5.1");
    let passages = vec![ReaderPassage { headings: &[], text: "The Board reviews the framework every year." }];
    let question = ReaderQuestion { criterion: &id, title: "Review", obligation: "Review.", specifics: &[], passages };
    reader.read(&question)
}

fn met() -> Reply {
    Reply::verdict("met", 0.9, &["The Board reviews the framework"])
}

#[test]
fn a_good_server_is_asked_once_with_what_was_promised() {
    let server = ScriptedEndpoint::start(|_| met()).unwrap();
    let key = ApiKey::new("sk-local".to_owned().into());
    let reader = EndpointReader::new(Endpoint::parse(&server.base()).unwrap(), "small", key, QUICK);
    let answer = ask(&reader).unwrap();
    assert_eq!((answer.verdict, answer.confidence), (Verdict::Met, 0.9));
    let seen = server.seen();
    assert_eq!(seen.len(), 1);
    let head = seen[0].head.to_lowercase();
    assert!(head.starts_with("post /v1/chat/completions http/1.1"), "{head}");
    assert!(head.contains("authorization: bearer sk-local") && !head.contains("cookie"), "{head}");
    assert_eq!(seen[0].passages(), ["The Board reviews the framework every year."]);
}

#[test]
fn a_status_is_a_failure_of_its_kind_and_a_busy_server_is_asked_again() {
    let cases = [
        (400, ReadFailure::Refused, 1),
        (401, ReadFailure::Unauthorised, 1),
        (403, ReadFailure::Unauthorised, 1),
        (404, ReadFailure::Refused, 1),
        (204, ReadFailure::Refused, 1),
        (500, ReadFailure::Refused, 1),
        (429, ReadFailure::Refused, 2),
        (503, ReadFailure::Refused, 2),
    ];
    for (status, failure, requests) in cases {
        let server = ScriptedEndpoint::start(move |_| Reply::Status(status, Vec::new(), Vec::new())).unwrap();
        assert_eq!(ask(&reader(&server.base(), QUICK)), Err(failure), "{status}");
        assert_eq!(server.seen().len(), requests, "{status}");
    }
}

#[test]
fn a_redirect_is_not_followed() {
    let elsewhere = ScriptedEndpoint::start(|_| met()).unwrap();
    for status in [301, 302, 303, 307, 308] {
        let target = format!("{}/chat/completions", elsewhere.base());
        let redirect = move |_: &_| Reply::Status(status, vec![("Location", target.clone())], Vec::new());
        let server = ScriptedEndpoint::start(redirect).unwrap();
        assert_eq!(ask(&reader(&server.base(), QUICK)), Err(ReadFailure::Redirected), "{status}");
    }
    assert!(elsewhere.seen().is_empty(), "nothing was sent elsewhere");
}

#[test]
fn a_body_or_head_without_measure_costs_one_answer_and_little_time() {
    let long_head = [b"HTTP/1.1 200 OK\r\nX: ".as_slice(), &vec![b'a'; 1 << 20], b"\r\n\r\n"].concat();
    let cut_off = b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"choices\":".to_vec();
    let huge = Reply::Status(200, Vec::new(), vec![b' '; 5 << 20]);
    let cases = [
        (Reply::Endless(65_536, Duration::ZERO), vec![ReadFailure::TooLarge]),
        (Reply::Endless(1, Duration::from_millis(50)), vec![ReadFailure::TimedOut]),
        (Reply::Silence(Duration::from_secs(5)), vec![ReadFailure::TimedOut]),
        (huge, vec![ReadFailure::TooLarge]),
        (Reply::Bytes(long_head), vec![ReadFailure::TooLarge]),
        (Reply::Bytes(b"SSH-2.0-OpenSSH_9.2\r\n\r\n".to_vec()), vec![ReadFailure::Malformed]),
        // A connection that ends early cannot be told from one that broke.
        (Reply::Bytes(cut_off), vec![ReadFailure::Malformed, ReadFailure::Unreachable]),
        (Reply::Bytes(Vec::new()), vec![ReadFailure::Malformed, ReadFailure::Unreachable]),
    ];
    for (reply, expected) in cases {
        let what = format!("{:.40}", format!("{reply:?}"));
        let server = ScriptedEndpoint::start(move |_| reply.clone()).unwrap();
        let since = Instant::now();
        let failure = ask(&reader(&server.base(), QUICK)).unwrap_err();
        assert!(expected.contains(&failure), "{what}: {failure:?}");
        assert!(since.elapsed() < Duration::from_secs(4), "{what} took {:?}", since.elapsed());
    }
}

#[test]
fn an_endpoint_that_is_not_there_is_given_up_and_one_that_answers_badly_is_not() {
    let gone = ScriptedEndpoint::start(|_| met()).unwrap().base();
    let absent = reader(&gone, Limits { retries: 0, ..QUICK });
    for _ in 0..3 {
        assert_eq!(ask(&absent), Err(ReadFailure::Unreachable));
    }
    assert_eq!(ask(&absent), Err(ReadFailure::GivenUp));

    let server = ScriptedEndpoint::start(|_| Reply::Content("I think it is met.".into())).unwrap();
    let chatty = reader(&server.base(), QUICK);
    for _ in 0..5 {
        assert_eq!(ask(&chatty), Err(ReadFailure::Malformed));
    }
    assert_eq!(server.seen().len(), 5, "a bad answer is not asked for again");
}

#[test]
fn the_time_for_all_questions_ends() {
    let server = ScriptedEndpoint::start(|_| Reply::Silence(Duration::from_secs(5))).unwrap();
    let reader = reader(&server.base(), Limits { total: Duration::from_millis(700), ..QUICK });
    let since = Instant::now();
    assert_eq!(ask(&reader), Err(ReadFailure::TimedOut));
    assert_eq!(ask(&reader), Err(ReadFailure::OutOfTime));
    assert!(since.elapsed() < Duration::from_secs(2));
    assert_eq!(server.seen().len(), 1);
}

#[test]
fn a_certificate_of_an_unknown_authority_is_refused_before_anything_is_sent() {
    let server = ScriptedEndpoint::start_tls(|_| met()).unwrap();
    assert_eq!(ask(&reader(&server.base(), QUICK)), Err(ReadFailure::Untrusted));
    assert!(server.seen().is_empty());
    let plain = ScriptedEndpoint::start(|_| met()).unwrap();
    let disguised = plain.base().replace("http://127.0.0.1", "https://localhost");
    assert!(ask(&reader(&disguised, QUICK)).is_err(), "no falling back to an unencrypted connection");
    assert!(plain.seen().is_empty());
}
