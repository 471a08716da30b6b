//! As much HTTP/1.1 as a chat-completions server needs, and everything that a bad one does.

use crate::{Script, Stream};
use serde_json::{Value, json};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// A request as it arrived.
#[derive(Clone, Debug)]
pub struct Request {
    /// Request line and headers.
    pub head: String,
    /// Body.
    pub body: String,
}

impl Request {
    /// The second message of the question, as JSON; `null` where there is none.
    pub fn data(&self) -> Value {
        let body: Value = serde_json::from_str(&self.body).unwrap_or_default();
        let content = body["messages"][1]["content"].as_str().unwrap_or_default();
        serde_json::from_str(content).unwrap_or_default()
    }

    /// Identifier of the criterion asked about.
    pub fn criterion(&self) -> String {
        self.data()["criterion"]["id"].as_str().unwrap_or_default().to_owned()
    }

    /// Texts of the passages.
    pub fn passages(&self) -> Vec<String> {
        let data = self.data();
        let passages = data["passages"].as_array().map(Vec::as_slice).unwrap_or_default();
        passages.iter().filter_map(|passage| passage["text"].as_str().map(str::to_owned)).collect()
    }
}

/// What the server does with a request.
#[derive(Clone, Debug)]
pub enum Reply {
    /// A chat completion with this content.
    Content(String),
    /// This status, these further headers and this body.
    Status(u16, Vec<(&'static str, String)>, Vec<u8>),
    /// Exactly these bytes, then the end of the connection.
    Bytes(Vec<u8>),
    /// Nothing for this long, then the end of the connection.
    Silence(Duration),
    /// A body of spaces without an end, a piece of this size every so often.
    Endless(usize, Duration),
}

impl Reply {
    /// A sound answer.
    pub fn verdict(verdict: &str, confidence: f64, quotes: &[&str]) -> Self {
        Self::Content(
            json!({ "verdict": verdict, "confidence": confidence, "quotes": quotes, "missing": [] }).to_string(),
        )
    }
}

/// Largest request that is read.
const MAX_REQUEST: usize = 4 << 20;

pub(crate) fn answer(stream: &mut dyn Stream, script: &Script, seen: &Mutex<Vec<Request>>) -> std::io::Result<()> {
    let Some(request) = read(stream)? else { return Ok(()) };
    let reply = script(&request);
    seen.lock().unwrap_or_else(PoisonError::into_inner).push(request);
    match reply {
        Reply::Content(content) => {
            let message = json!({ "role": "assistant", "content": content });
            let choice = json!({ "index": 0, "finish_reason": "stop", "message": message });
            let body = json!({ "id": "1", "object": "chat.completion", "choices": [choice] }).to_string();
            write(stream, 200, &[], body.as_bytes())
        }
        Reply::Status(status, headers, body) => write(stream, status, &headers, &body),
        Reply::Bytes(bytes) => stream.write_all(&bytes).and_then(|()| stream.flush()),
        Reply::Silence(time) => {
            std::thread::sleep(time);
            Ok(())
        }
        Reply::Endless(size, every) => {
            stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n")?;
            loop {
                stream.write_all(&vec![b' '; size])?;
                stream.flush()?;
                std::thread::sleep(every);
            }
        }
    }
}

fn read(stream: &mut dyn Stream) -> std::io::Result<Option<Request>> {
    let mut bytes = Vec::new();
    let mut piece = [0; 8192];
    loop {
        if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
            let length = head.lines().find_map(|line| {
                let (name, value) = line.split_once(':')?;
                name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse::<usize>().ok())?
            });
            let start = end + 4;
            let stop = start + length.unwrap_or_default();
            if bytes.len() >= stop {
                let body = String::from_utf8_lossy(&bytes[start..stop]).into_owned();
                return Ok(Some(Request { head, body }));
            }
        }
        let count = stream.read(&mut piece)?;
        if count == 0 || bytes.len() > MAX_REQUEST {
            return Ok(None);
        }
        bytes.extend_from_slice(&piece[..count]);
    }
}

fn write(stream: &mut dyn Stream, status: u16, headers: &[(&'static str, String)], body: &[u8]) -> std::io::Result<()> {
    let mut head = format!("HTTP/1.1 {status} Scripted\r\nContent-Length: {}\r\nConnection: close\r\n", body.len());
    for (name, value) in headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    head.push_str("\r\n");
    stream.write_all(head.as_bytes())?;
    stream.write_all(body)?;
    stream.flush()
}
