//! Frames between the pool and a worker: a length of four bytes, little-endian, then so many bytes.
//!
//! | From   | Frame                                                         |
//! |--------|---------------------------------------------------------------|
//! | pool   | JSON of [`crate::Limits`], once                               |
//! | worker | JSON of [`Hello`], once its rights are gone                   |
//! | pool   | JSON string, the file name; then a frame of the bytes         |
//! | worker | JSON of `Result<Document, Diagnostic>`                        |
//!
//! The last two repeat until the pool closes the pipe.

use super::jail::SandboxLevel;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use std::io::{Error, ErrorKind, Read, Result, Write};

/// What a worker says of itself before it takes a document.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Hello {
    /// Reading rules of the worker, [`crate::VERSION`].
    pub(crate) version: String,
    /// What the kernel took away from it.
    pub(crate) sandbox: SandboxLevel,
}

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
