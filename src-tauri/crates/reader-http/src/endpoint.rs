//! Which addresses may be asked, and how.

use std::fmt;
use std::net::IpAddr;
use thiserror::Error;
use ureq::http::Uri;
use ureq::http::uri::Scheme;

/// The address of a chat-completions server, checked: `https`, or `http` where the text stays on the machine or inside
/// the private network.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint {
    uri: Uri,
    host: String,
    encrypted: bool,
}

/// Why an address was refused.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum EndpointError {
    /// Not an address of the form `https://host:port/v1`.
    #[error("{0} is not an address of the form https://host:port/v1")]
    Form(String),
    /// It holds what could be a secret or would be lost.
    #[error("the address may hold neither a user name, nor a query, nor a fragment")]
    Parts,
    /// Neither `http` nor `https`.
    #[error("the address must begin with https:// or http://")]
    Scheme,
    /// Unencrypted to a public address.
    #[error("{0} is a public address, and http would send the passages unencrypted")]
    Public(String),
}

impl Endpoint {
    /// Reads a base address such as `http://127.0.0.1:8080/v1`; `/chat/completions` is added. No name is looked up here:
    /// a host name over `http` is checked again when it is, see [`is_private`].
    pub fn parse(text: &str) -> Result<Self, EndpointError> {
        let form = || EndpointError::Form(text.escape_debug().to_string());
        let base: Uri = text.trim_end_matches('/').parse().map_err(|_| form())?;
        let (Some(scheme), Some(authority)) = (base.scheme(), base.authority()) else { return Err(form()) };
        let encrypted = *scheme == Scheme::HTTPS;
        if !encrypted && *scheme != Scheme::HTTP {
            return Err(EndpointError::Scheme);
        }
        // The parser drops a fragment in silence.
        if authority.as_str().contains('@') || base.query().is_some() || text.contains('#') {
            return Err(EndpointError::Parts);
        }
        let literal = authority.host().trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
        if !encrypted && literal.is_ok_and(|address| !is_private(address)) {
            return Err(EndpointError::Public(authority.host().to_owned()));
        }
        // A port that is no number is left to the reader of the address.
        if authority.as_str() != authority.host() && authority.port_u16().is_none() {
            return Err(form());
        }
        let port = authority.port_u16().unwrap_or(if encrypted { 443 } else { 80 });
        let host = format!("{}:{port}", authority.host());
        let path = base.path().trim_end_matches('/');
        let uri = format!("{scheme}://{authority}{path}/chat/completions").parse().map_err(|_| form())?;
        Ok(Self { uri, host, encrypted })
    }

    /// Host and port, as shown and journalled.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// Whether the connection is encrypted.
    pub fn is_encrypted(&self) -> bool {
        self.encrypted
    }

    /// Whether the address can only be this machine.
    pub fn is_loopback(&self) -> bool {
        let host = self.uri.host().unwrap_or_default();
        let literal = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
        literal.map_or(host.eq_ignore_ascii_case("localhost"), |address| address.is_loopback())
    }

    pub(crate) fn uri(&self) -> &Uri {
        &self.uri
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}", self.uri)
    }
}

/// Whether an address is this machine or lies inside a private network: loopback, RFC 1918, RFC 4193, link-local.
pub(crate) fn is_private(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => v4.is_loopback() || v4.is_private() || v4.is_link_local(),
        IpAddr::V6(v6) => match v6.to_ipv4_mapped() {
            Some(v4) => is_private(IpAddr::V4(v4)),
            None => v6.is_loopback() || v6.is_unique_local() || v6.is_unicast_link_local(),
        },
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn an_address_is_taken_with_its_path_and_port() {
        let cases = [
            ("http://127.0.0.1:8080/v1", "http://127.0.0.1:8080/v1/chat/completions", "127.0.0.1:8080", true),
            ("http://localhost:11434/v1/", "http://localhost:11434/v1/chat/completions", "localhost:11434", true),
            ("http://[::1]:8080", "http://[::1]:8080/chat/completions", "[::1]:8080", true),
            (
                "https://models.example.com/v1",
                "https://models.example.com/v1/chat/completions",
                "models.example.com:443",
                false,
            ),
            ("http://10.1.2.3/v1", "http://10.1.2.3/v1/chat/completions", "10.1.2.3:80", false),
            ("http://models.intra/v1", "http://models.intra/v1/chat/completions", "models.intra:80", false),
            ("https://8.8.8.8/v1", "https://8.8.8.8/v1/chat/completions", "8.8.8.8:443", false),
        ];
        for (given, uri, host, is_loopback) in cases {
            let endpoint = Endpoint::parse(given).unwrap();
            assert_eq!((endpoint.to_string().as_str(), endpoint.host()), (uri, host));
            assert_eq!(endpoint.is_loopback(), is_loopback, "{given}");
            assert_eq!(endpoint.is_encrypted(), given.starts_with("https"));
        }
    }

    #[test]
    fn a_public_address_without_encryption_and_an_odd_address_are_refused() {
        let public = ["8.8.8.8", "172.32.0.1", "100.64.0.1", "0.0.0.0", "[2001:4860::8888]", "[::ffff:8.8.8.8]"];
        for host in public {
            let refused = Endpoint::parse(&format!("http://{host}/v1"));
            assert!(matches!(refused, Err(EndpointError::Public(_))), "{host}: {refused:?}");
        }
        for host in ["172.31.0.1", "192.168.1.1", "169.254.1.1", "[fd00::1]", "[fe80::1]", "[::ffff:10.0.0.1]"] {
            assert!(Endpoint::parse(&format!("http://{host}:8080/v1")).is_ok(), "{host}");
        }
        for text in ["", "models", "/v1", "http://", "http:///v1", "http://a b/v1", "http://host:99999/v1"] {
            assert!(matches!(Endpoint::parse(text), Err(EndpointError::Form(_))), "{text}");
        }
        for text in ["http://user:word@127.0.0.1/v1", "http://127.0.0.1/v1?key=1", "http://127.0.0.1/v1#here"] {
            assert_eq!(Endpoint::parse(text), Err(EndpointError::Parts), "{text}");
        }
        assert_eq!(Endpoint::parse("ftp://127.0.0.1/v1"), Err(EndpointError::Scheme));
    }
}
