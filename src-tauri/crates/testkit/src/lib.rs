//! What tests across crates share: a chat-completions server that answers as it is told.
//!
//! Real sockets, real HTTP/1.1, real TLS. It listens on the loopback address only and ends with the test.

mod http;
mod tls;

pub use http::{Reply, Request};

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// A running server.
pub struct ScriptedEndpoint {
    address: SocketAddr,
    authority: Option<String>,
    seen: Arc<Mutex<Vec<Request>>>,
    stop: Arc<AtomicBool>,
}

type Script = dyn Fn(&Request) -> Reply + Send + Sync;

impl ScriptedEndpoint {
    /// Starts a server that answers every request by the script.
    pub fn start(script: impl Fn(&Request) -> Reply + Send + Sync + 'static) -> std::io::Result<Self> {
        Self::serve(script, |stream| Ok(Box::new(stream)), None)
    }

    /// The same over TLS, for `localhost`, with a certificate of an authority of its own.
    pub fn start_tls(script: impl Fn(&Request) -> Reply + Send + Sync + 'static) -> std::io::Result<Self> {
        let identity = tls::Identity::new().map_err(std::io::Error::other)?;
        let authority = identity.authority.clone();
        Self::serve(script, move |stream| identity.accept(stream), Some(authority))
    }

    fn serve(
        script: impl Fn(&Request) -> Reply + Send + Sync + 'static,
        wrap: impl Fn(TcpStream) -> std::io::Result<Box<dyn Stream>> + Send + Sync + 'static,
        authority: Option<String>,
    ) -> std::io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0))?;
        let address = listener.local_addr()?;
        let (seen, stop) = (Arc::new(Mutex::new(Vec::new())), Arc::new(AtomicBool::new(false)));
        let server = Self { address, authority, seen: Arc::clone(&seen), stop: Arc::clone(&stop) };
        let (script, wrap): (Arc<Script>, _) = (Arc::new(script), Arc::new(wrap));
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                if stop.load(Ordering::Relaxed) {
                    return;
                }
                let Ok(stream) = stream else { continue };
                let (script, wrap, seen) = (Arc::clone(&script), Arc::clone(&wrap), Arc::clone(&seen));
                std::thread::spawn(move || {
                    let _ = stream.set_read_timeout(Some(Duration::from_secs(20)));
                    // A client that goes away is part of the tests.
                    let _ = wrap(stream).and_then(|mut stream| http::answer(stream.as_mut(), &*script, &seen));
                });
            }
        });
        Ok(server)
    }

    /// Base address for the client: `http://127.0.0.1:PORT/v1`, or `https://localhost:PORT/v1`.
    pub fn base(&self) -> String {
        match self.authority {
            None => format!("http://{}/v1", self.address),
            Some(_) => format!("https://localhost:{}/v1", self.address.port()),
        }
    }

    /// Certificate of the authority, PEM; `None` without TLS.
    pub fn authority(&self) -> Option<&str> {
        self.authority.as_deref()
    }

    /// Every request so far, in the order of arrival.
    pub fn seen(&self) -> Vec<Request> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for ScriptedEndpoint {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        // Wakes the listener so that it sees the flag.
        let _ = TcpStream::connect(self.address);
    }
}

trait Stream: Read + Write {}

impl<T: Read + Write> Stream for T {}
