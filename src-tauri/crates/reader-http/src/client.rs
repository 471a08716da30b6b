//! One request, one response, within bounds: no redirect, no proxy, no cookie, no decompression, no endless body.

use crate::endpoint::{Endpoint, is_private};
use holdfast_domain::ReadFailure;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;
use ureq::Agent;
use ureq::config::Config;
use ureq::http::header::{AUTHORIZATION, CONTENT_TYPE};
use ureq::http::{HeaderValue, StatusCode, Uri};
use ureq::tls::{RootCerts, TlsConfig, TlsProvider};
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};
use zeroize::Zeroizing;

/// How long and how often an endpoint may be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Time for one question, from the look-up of the name to the last byte.
    pub question: Duration,
    /// Time for all questions of one command.
    pub total: Duration,
    /// Further tries where no connection is made or the server is busy.
    pub retries: u32,
    /// Failures in a row after which no more is asked.
    pub in_a_row: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { question: Duration::from_secs(120), total: Duration::from_secs(3600), retries: 2, in_a_row: 3 }
    }
}

/// The key that an endpoint asks for. Wiped from memory when it is dropped; copies inside the connection are not ours.
pub struct ApiKey(Zeroizing<String>);

impl ApiKey {
    /// Takes the key; `None` where it is empty or holds what no header may.
    pub fn new(key: Zeroizing<String>) -> Option<Self> {
        let is_sound = !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_graphic());
        is_sound.then_some(Self(key))
    }

    fn header(&self) -> Option<HeaderValue> {
        let text = Zeroizing::new(format!("Bearer {}", self.0.as_str()));
        let mut value = HeaderValue::from_str(&text).ok()?;
        value.set_sensitive(true);
        Some(value)
    }
}

impl fmt::Debug for ApiKey {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("ApiKey")
    }
}

/// Largest response body in bytes.
const MAX_BODY: u64 = 256 * 1024;
/// Largest response head in bytes.
const MAX_HEAD: usize = 32 * 1024;
/// Time for the connection alone: a server on the same network answers at once.
const CONNECT: Duration = Duration::from_secs(10);

/// A connection to one endpoint.
pub(crate) struct Client {
    agent: Agent,
    endpoint: Endpoint,
    key: Option<ApiKey>,
}

/// Why a request brought no body, and whether another try may.
pub(crate) struct Miss {
    pub(crate) failure: ReadFailure,
    pub(crate) passing: bool,
}

impl Client {
    pub(crate) fn new(endpoint: Endpoint, key: Option<ApiKey>) -> Self {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let tls = TlsConfig::builder()
            .provider(TlsProvider::Rustls)
            .root_certs(RootCerts::PlatformVerifier)
            .unversioned_rustls_crypto_provider(provider)
            .build();
        let config = Config::builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .proxy(None)
            .https_only(endpoint.is_encrypted())
            .tls_config(tls)
            .timeout_connect(Some(CONNECT))
            .max_response_header_size(MAX_HEAD)
            .user_agent(concat!("holdfast/", env!("CARGO_PKG_VERSION")))
            .build();
        let resolver = PrivateUnlessEncrypted { inner: DefaultResolver::default(), encrypted: endpoint.is_encrypted() };
        Self { agent: Agent::with_parts(config, DefaultConnector::default(), resolver), endpoint, key }
    }

    /// Sends the body and returns that of the response, whole, within the time.
    pub(crate) fn post(&self, body: &str, within: Duration) -> Result<Vec<u8>, Miss> {
        let mut request = self.agent.post(self.endpoint.uri()).header(CONTENT_TYPE, "application/json");
        if let Some(header) = self.key.as_ref().and_then(ApiKey::header) {
            request = request.header(AUTHORIZATION, header);
        }
        let sent = request.config().timeout_global(Some(within)).build().send(body);
        let mut response = sent.map_err(miss)?;
        let status = response.status();
        if status == StatusCode::OK {
            return response.body_mut().with_config().limit(MAX_BODY).read_to_vec().map_err(miss);
        }
        let passing = matches!(
            status,
            StatusCode::TOO_MANY_REQUESTS
                | StatusCode::BAD_GATEWAY
                | StatusCode::SERVICE_UNAVAILABLE
                | StatusCode::GATEWAY_TIMEOUT
        );
        let failure = match status {
            _ if status.is_redirection() => ReadFailure::Redirected,
            StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => ReadFailure::Unauthorised,
            _ => ReadFailure::Refused,
        };
        Err(Miss { failure, passing })
    }
}

fn miss(error: ureq::Error) -> Miss {
    use ureq::Error;
    let failure = match error {
        Error::Timeout(_) => ReadFailure::TimedOut,
        Error::BodyExceedsLimit(_) | Error::LargeResponseHeader(..) => ReadFailure::TooLarge,
        Error::Rustls(_) | Error::Tls(_) | Error::TlsRequired | Error::RequireHttpsOnly(_) => ReadFailure::Untrusted,
        Error::Io(error) if error.get_ref().is_some_and(|inner| inner.is::<rustls::Error>()) => ReadFailure::Untrusted,
        Error::Other(inner) if inner.is::<PublicAddress>() => ReadFailure::NotEncrypted,
        Error::Protocol(_) | Error::Http(_) => ReadFailure::Malformed,
        Error::RedirectFailed | Error::TooManyRedirects => ReadFailure::Redirected,
        _ => ReadFailure::Unreachable,
    };
    Miss { failure, passing: failure == ReadFailure::Unreachable }
}

/// Looks a name up and refuses a public address where the connection is not encrypted. The addresses that were checked
/// are the ones connected to, so a name that changes its mind gains nothing.
#[derive(Debug)]
struct PrivateUnlessEncrypted {
    inner: DefaultResolver,
    encrypted: bool,
}

#[derive(Debug, thiserror::Error)]
#[error("a public address over an unencrypted connection")]
struct PublicAddress;

impl Resolver for PrivateUnlessEncrypted {
    fn resolve(&self, uri: &Uri, config: &Config, timeout: NextTimeout) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let found = self.inner.resolve(uri, config, timeout)?;
        if !self.encrypted && found.iter().any(|address| !is_private(address.ip())) {
            return Err(ureq::Error::Other(Box::new(PublicAddress)));
        }
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use ureq::unversioned::transport::time;

    #[test]
    fn a_name_that_leads_to_a_public_address_is_refused_over_http_alone() {
        let resolve = |uri: &str, encrypted: bool| {
            let resolver = PrivateUnlessEncrypted { inner: DefaultResolver::default(), encrypted };
            let timeout = NextTimeout { after: time::Duration::NotHappening, ..NextTimeout::default() };
            resolver.resolve(&uri.parse().unwrap(), &Config::default(), timeout)
        };
        let refused = resolve("http://8.8.8.8/v1", false).map(|_| ()).unwrap_err();
        assert_eq!(miss(refused).failure, ReadFailure::NotEncrypted);
        assert!(resolve("https://8.8.8.8/v1", true).is_ok());
        assert!(resolve("http://127.0.0.1/v1", false).is_ok());
    }

    #[test]
    fn a_key_shows_itself_to_nobody_and_holds_what_a_header_may() {
        let key = |text: &str| ApiKey::new(Zeroizing::new(text.to_owned()));
        let sound = key("sk-secret").unwrap();
        assert!(!format!("{sound:?} {:?}", sound.header()).contains("secret"));
        for text in ["", "two words", "line\nbreak", "ключ"] {
            assert!(key(text).is_none(), "{text}");
        }
    }
}
