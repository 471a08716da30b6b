#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod accuracy;
mod packs;
mod panjer;
mod repeatability;
