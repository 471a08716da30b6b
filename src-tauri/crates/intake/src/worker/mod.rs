//! The reading process: untrusted bytes are parsed in a child that can open nothing and may be killed.

mod child;
mod frame;
mod jail;
#[cfg(windows)]
mod job;
mod pool;
mod recogniser;

pub use child::worker_main;
pub use jail::{SandboxLevel, lock_down};
pub use pool::{WorkerPool, WorkerSetup};
pub use recogniser::{Recogniser, recogniser_main};
