//! Files and folders that only their owner can read and that survive a power cut.

use holdfast_crypto::to_hex;
use holdfast_ports::StoreError;
use std::{
    fs::{self, DirBuilder, File, OpenOptions, TryLockError},
    io::Write,
    path::{Path, PathBuf},
};

/// What every file that is still being written ends in; such files are rubbish after a crash.
const PARTIAL: &str = ".partial";

/// The error of an operation on a path, as a sentence.
pub(crate) fn io(doing: &str, path: &Path, error: impl std::fmt::Display) -> StoreError {
    StoreError::Io(format!("{doing} {}: {error}", path.display()))
}

/// Fresh bytes from the operating system.
pub(crate) fn random<const N: usize>() -> Result<[u8; N], StoreError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|error| StoreError::Io(format!("no random bytes: {error}")))?;
    Ok(bytes)
}

/// Makes the folder, and those above it, where they are missing.
pub(crate) fn make_private_dir(path: &Path) -> Result<(), StoreError> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path).map_err(|error| io("cannot make folder", path, error))
}

/// Makes a new file for writing; it must not exist.
pub(crate) fn create_private_file(path: &Path) -> Result<File, StoreError> {
    private().write(true).create_new(true).open(path).map_err(|error| io("cannot make file", path, error))
}

/// Writes the file so that after a crash it has its old content or the new one.
pub(crate) fn write_atomically(
    path: &Path,
    write: impl FnOnce(&mut File) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let partial = sibling(path, &format!("-{}{PARTIAL}", to_hex(&random::<8>()?)));
    let written = create_private_file(&partial).and_then(|mut file| {
        write(&mut file)?;
        file.sync_all().map_err(|error| io("cannot write", &partial, error))?;
        fs::rename(&partial, path).map_err(|error| io("cannot write", path, error))
    });
    if written.is_err() {
        // The first error is the one to report; a leftover is swept the next time the workspace opens.
        let _ = fs::remove_file(&partial);
    }
    written?;
    sync_parent(path)
}

/// As [`write_atomically`], of bytes at hand.
pub(crate) fn write_bytes_atomically(path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    write_atomically(path, |file| file.write_all(bytes).map_err(|error| io("cannot write", path, error)))
}

/// Removes files that a crash left half-written.
pub(crate) fn sweep_partial_files(dir: &Path) -> Result<(), StoreError> {
    for entry in list(dir)? {
        let is_partial = entry.file_name().and_then(|name| name.to_str()).is_some_and(|name| name.ends_with(PARTIAL));
        if is_partial {
            fs::remove_file(&entry).map_err(|error| io("cannot remove", &entry, error))?;
        }
    }
    Ok(())
}

/// The entries of a folder, sorted.
pub(crate) fn list(dir: &Path) -> Result<Vec<PathBuf>, StoreError> {
    let entries = fs::read_dir(dir).map_err(|error| io("cannot list", dir, error))?;
    let mut paths = entries
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<Vec<_>, _>>()
        .map_err(|error| io("cannot list", dir, error))?;
    paths.sort();
    Ok(paths)
}

/// Makes the renames and new names in the folder of this path durable.
pub(crate) fn sync_parent(path: &Path) -> Result<(), StoreError> {
    #[cfg(unix)]
    if let Some(parent) = path.parent() {
        let parent = if parent.as_os_str().is_empty() { Path::new(".") } else { parent };
        File::open(parent).and_then(|dir| dir.sync_all()).map_err(|error| io("cannot write", parent, error))?;
    }
    Ok(())
}

/// A lock that no other process, and no other [`lock`] of this one, can take until the file returned is dropped.
/// The operating system lets go of it when the process dies. It waits a moment before it gives up: a child that another
/// thread is just starting shares the lock of a file that was dropped meanwhile, until it runs its own program.
pub(crate) fn lock(path: &Path) -> Result<File, StoreError> {
    let file = private()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .open(path)
        .map_err(|error| io("cannot open", path, error))?;
    for _ in 0..LOCK_TRIES {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(TryLockError::WouldBlock) => std::thread::sleep(LOCK_PAUSE),
            Err(TryLockError::Error(error)) => return Err(io("cannot lock", path, error)),
        }
    }
    Err(StoreError::Busy)
}

const LOCK_TRIES: u32 = 20;
const LOCK_PAUSE: std::time::Duration = std::time::Duration::from_millis(20);

/// The path with something appended to its last part.
pub(crate) fn sibling(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}
