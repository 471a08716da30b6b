#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod accuracy;
mod dependence;
mod oracle;
mod packs;
mod repeatability;
mod states;
mod terms;
