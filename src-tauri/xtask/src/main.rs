//! Project automation: `cargo xtask <task>`.
//!
//! Everything that a person or a build machine does with this repository goes through one of these tasks, so that there
//! is one way to do it. The crate knows the product by its command line and its files only: it depends on no Holdfast
//! crate, and no Holdfast crate depends on it.

// The tasks talk to a person on a terminal: printing is their purpose.
#![allow(clippy::print_stdout, clippy::print_stderr)]

mod arguments;
mod bench;
mod checkout;
mod checksum;
mod child;
mod corpus;
mod demo;
mod disk;
mod embed;
mod eval;
mod failure;
mod lint;
mod packs;
mod setup;
mod stage;
mod test;
mod tidy;

use std::process::ExitCode;

use arguments::Task;
use checkout::{Checkout, Profile};
use failure::Outcome;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    match arguments::parse(&words).map_err(Into::into).and_then(perform) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("xtask: {failure}");
            ExitCode::from(failure.exit_code())
        }
    }
}

fn perform(task: Task) -> Outcome {
    if task == Task::Usage {
        print!("{}", arguments::USAGE);
        return Ok(());
    }
    let checkout = Checkout::find()?;
    match task {
        Task::Usage => Ok(()),
        Task::Setup => setup::run(&checkout, setup::Purpose::Test),
        Task::Stage(profile) => stage::run(&checkout, profile),
        Task::Demo(documents) => demo::run(&checkout, documents.as_deref()),
        Task::Test(filters) => test::run(&checkout, &filters),
        Task::Lint => lint::run(&checkout),
        Task::Tidy => tidy::run(&checkout),
        Task::Bench => bench::run(&checkout),
        Task::Eval(subject) => eval::run(&checkout, &subject),
        Task::EmbedCriteria => embed::run(&checkout),
        Task::Corpus(folder) => corpus::read(&checkout, &folder),
        Task::PackKey(file) => packs::make_key(&checkout, &file),
        Task::SignPacks(key) => packs::sign(&checkout, &key),
        Task::Fuzz(folder, seconds) => corpus::fuzz(&checkout, &folder, seconds),
    }
}

/// Builds the `holdfast` program of `profile` and puts its resources beside it.
fn build_program(checkout: &Checkout, profile: Profile) -> Outcome {
    let mut build = checkout.cargo();
    build.args(["build", "--package", "holdfast-cli", "--locked"]);
    if profile == Profile::Release {
        build.arg("--release");
    }
    child::run(&mut build)?;
    stage::run(checkout, profile)
}
