//! Frames between the pool and a worker: a length of four bytes, little-endian, then so many bytes.
//!
//! | From   | Frame                                                                            |
//! |--------|----------------------------------------------------------------------------------|
//! | pool   | JSON of [`Setup`], once                                                          |
//! | worker | JSON of [`Hello`], once its rights are gone                                      |
//! | pool   | JSON of [`Request`]; the password, or nothing; the bytes; a table a recognised page |
//! | worker | to `Read`: JSON of `Result<Head, Diagnostic>`, then the bytes of every part      |
//! |        | to `Draw`: an image a page                                                       |
//!
//! The last rows repeat until the pool closes the pipe.

use super::jail::SandboxLevel;
use crate::Limits;
use holdfast_domain::{Diagnostic, Document};
use holdfast_ports::Reading;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use std::io::{Error, ErrorKind, Read, Result, Write};
use std::path::PathBuf;

/// What a worker needs to know before it gives up its rights.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Setup {
    pub(crate) limits: Limits,
    /// The PDFium library, already checked.
    pub(crate) pdf_library: Option<PathBuf>,
}

/// What a worker says of itself before it takes a document.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Hello {
    /// Reading rules of the worker, [`crate::VERSION`].
    pub(crate) version: String,
    /// What the kernel took away from it.
    pub(crate) sandbox: SandboxLevel,
    /// Whether PDFium was loaded.
    pub(crate) has_library: bool,
}

/// What the pool asks for.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Request {
    /// Read the file, with what was recognised on these pages.
    Read { file: String, recognised: Vec<u32>, one_engine: bool },
    /// Draw these pages.
    Draw { pages: Vec<u32> },
}

/// What a file holds, before the bytes of its parts.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Head {
    pub(crate) document: Option<Document>,
    pub(crate) parts: Vec<String>,
    pub(crate) diagnostics: Vec<Diagnostic>,
}

/// What comes of a `Read`.
pub(crate) type Answer = std::result::Result<Reading, Diagnostic>;

/// Writes one frame.
pub(crate) fn write(out: &mut impl Write, bytes: &[u8]) -> Result<()> {
    let length = u32::try_from(bytes.len()).map_err(|_| Error::new(ErrorKind::InvalidInput, "frame too long"))?;
    out.write_all(&length.to_le_bytes())?;
    out.write_all(bytes)?;
    out.flush()
}

/// Reads one frame of at most `limit` bytes; `None` where the other side closed the pipe between frames.
pub(crate) fn read(from: &mut impl Read, limit: u64) -> Result<Option<Vec<u8>>> {
    let mut length = [0; 4];
    match from.read_exact(&mut length) {
        Err(error) if error.kind() == ErrorKind::UnexpectedEof => return Ok(None),
        result => result?,
    }
    let length = u64::from(u32::from_le_bytes(length));
    if length > limit {
        return Err(Error::new(ErrorKind::InvalidData, "frame too long"));
    }
    // Grown as bytes arrive: the length alone makes nobody reserve memory.
    let mut bytes = Vec::new();
    from.take(length).read_to_end(&mut bytes)?;
    if bytes.len() as u64 == length { Ok(Some(bytes)) } else { Err(ErrorKind::UnexpectedEof.into()) }
}

/// Writes a value as a JSON frame.
pub(crate) fn send<T: Serialize>(out: &mut impl Write, value: &T) -> Result<()> {
    write(out, &serde_json::to_vec(value)?)
}

/// Reads a JSON frame.
pub(crate) fn receive<T: DeserializeOwned>(from: &mut impl Read, limit: u64) -> Result<Option<T>> {
    let bytes = read(from, limit)?;
    Ok(bytes.map(|bytes| serde_json::from_slice(&bytes)).transpose()?)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;

    #[test]
    fn frames_come_back_as_sent_and_too_long_ones_are_refused() {
        let mut pipe = Vec::new();
        write(&mut pipe, b"one").unwrap();
        write(&mut pipe, b"").unwrap();
        let mut from = pipe.as_slice();
        assert_eq!(read(&mut from, 10).unwrap().unwrap(), b"one");
        assert_eq!(read(&mut from, 10).unwrap().unwrap(), b"");
        assert!(read(&mut from, 10).unwrap().is_none());
        assert!(read(&mut pipe.as_slice(), 2).is_err());
        assert!(read(&mut &pipe[..5], 10).is_err());
    }
}
