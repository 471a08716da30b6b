//! The endpoint as a second reader: time for all questions, further tries, and giving up.

use crate::answer;
use crate::client::{ApiKey, Client, Limits};
use crate::endpoint::Endpoint;
use crate::prompt::request;
use holdfast_domain::ReadFailure;
use holdfast_ports::{ReaderAnswer, ReaderEndpoint, ReaderIdentity, ReaderQuestion, SecondReader};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// A language model behind an endpoint. It is asked one question at a time.
pub struct EndpointReader {
    identity: ReaderIdentity,
    model: String,
    client: Client,
    limits: Limits,
    course: Mutex<Course>,
}

/// How the questions went so far.
#[derive(Default)]
struct Course {
    /// When the first question was asked.
    since: Option<Instant>,
    /// Failures since the last answer.
    in_a_row: usize,
}

/// Pause before the first further try; doubled for each one after.
const PAUSE: Duration = Duration::from_millis(300);

impl EndpointReader {
    /// A reader by this model of the endpoint. Nothing is sent before the first question.
    pub fn new(endpoint: Endpoint, model: &str, key: Option<ApiKey>, limits: Limits) -> Self {
        let identity = ReaderIdentity {
            name: model.to_owned(),
            version: format!("{endpoint} {model}"),
            endpoint: Some(ReaderEndpoint { host: endpoint.host().to_owned(), encrypted: endpoint.is_encrypted() }),
        };
        let client = Client::new(endpoint, key);
        Self { identity, model: model.to_owned(), client, limits, course: Mutex::default() }
    }

    fn ask(&self, body: &str, until: Instant) -> Result<ReaderAnswer, ReadFailure> {
        let mut pause = PAUSE;
        let mut tries = 0;
        loop {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Err(ReadFailure::TimedOut);
            }
            match self.client.post(body, left) {
                Ok(bytes) => return answer::read(&bytes),
                Err(miss) if !miss.passing || tries >= self.limits.retries => return Err(miss.failure),
                Err(_) => std::thread::sleep(pause.min(left)),
            }
            tries += 1;
            pause *= 2;
        }
    }
}

impl SecondReader for EndpointReader {
    fn identity(&self) -> &ReaderIdentity {
        &self.identity
    }

    fn prompt(&self, question: &ReaderQuestion<'_>) -> String {
        request(&self.model, question)
    }

    fn read(&self, question: &ReaderQuestion<'_>) -> Result<ReaderAnswer, ReadFailure> {
        let mut course = self.course.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        let end = *course.since.get_or_insert(now) + self.limits.total;
        if now >= end {
            return Err(ReadFailure::OutOfTime);
        }
        if course.in_a_row >= self.limits.in_a_row {
            return Err(ReadFailure::GivenUp);
        }
        let answer = self.ask(&self.prompt(question), end.min(now + self.limits.question));
        // An endpoint that answers badly may answer the next question well; one that does not answer will not.
        let is_silent = !matches!(answer, Ok(_) | Err(ReadFailure::Malformed | ReadFailure::TooLarge));
        course.in_a_row = if is_silent { course.in_a_row + 1 } else { 0 };
        answer
    }
}
