//! The product as a user meets it: the real binary, real documents, a real encrypted workspace.
//!
//! `cargo xtask test` builds and stages the binary and names it in `HOLDFAST_BIN`.

mod it {
    pub(crate) mod bad_input;
    pub(crate) mod commands;
    #[cfg(unix)]
    pub(crate) mod installed_reader;
    pub(crate) mod intake;
    pub(crate) mod isolation;
    pub(crate) mod loss_questions;
    pub(crate) mod main_job;
    pub(crate) mod pii;
    pub(crate) mod plan_files;
    pub(crate) mod planning;
    pub(crate) mod program;
    pub(crate) mod review;
    pub(crate) mod rule_packs;
    pub(crate) mod scheduling;
    #[cfg(unix)]
    pub(crate) mod second_reader;
    pub(crate) mod survival;
}
