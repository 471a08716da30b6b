//! Progress for people (a bar, or plain lines where there is no terminal) and for programs (JSON Lines).

use holdfast_ports::Progress;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::{IsTerminal, Write};
use std::sync::{Mutex, PoisonError};

/// Progress of one command on standard error.
pub(crate) enum Reporter {
    /// Says nothing.
    Quiet,
    /// One JSON object a line.
    Lines(Mutex<Last>),
    /// One line a phase.
    Plain(Mutex<Last>),
    /// A bar.
    Bar(ProgressBar),
}

/// Phase and tenth that were said last.
#[derive(Default)]
pub(crate) struct Last {
    phase: String,
    tenth: usize,
}

impl Reporter {
    pub(crate) fn new(json: bool, quiet: bool) -> Self {
        if quiet {
            Self::Quiet
        } else if json {
            Self::Lines(Mutex::default())
        } else if std::io::stderr().is_terminal() {
            let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
            if let Ok(style) =
                ProgressStyle::with_template("{msg:12} {bar:32} {pos}/{len}  {elapsed} (about {eta} left)")
            {
                bar.set_style(style);
            }
            Self::Bar(bar)
        } else {
            Self::Plain(Mutex::default())
        }
    }

    /// Takes the bar away before the result is printed.
    pub(crate) fn finish(&self) {
        if let Self::Bar(bar) = self {
            bar.finish_and_clear();
        }
    }
}

impl Progress for Reporter {
    fn advance(&self, phase: &str, done: usize, total: usize) {
        let mut error = std::io::stderr();
        match self {
            Self::Quiet => {}
            Self::Lines(last) => {
                if is_news(last, phase, done, total) {
                    let _ = writeln!(error, "{}", serde_json::json!({ "phase": phase, "done": done, "total": total }));
                }
            }
            Self::Plain(last) => {
                if done == total && is_news(last, phase, done, total) {
                    let _ = writeln!(error, "{phase}: {done} of {total}");
                }
            }
            Self::Bar(bar) => {
                if bar.message() != phase {
                    bar.reset();
                    bar.set_message(phase.to_owned());
                }
                bar.set_length(total as u64);
                bar.set_position(done as u64);
            }
        }
    }
}

/// Says something that the user must know whatever becomes of the command.
pub(crate) fn warn(json: bool, text: &str) {
    let mut error = std::io::stderr();
    let _ = match json {
        true => writeln!(error, "{}", serde_json::json!({ "warning": text })),
        false => writeln!(error, "Warning: {text}"),
    };
}

/// A new phase, a new tenth of it, or its end.
fn is_news(last: &Mutex<Last>, phase: &str, done: usize, total: usize) -> bool {
    let mut last = last.lock().unwrap_or_else(PoisonError::into_inner);
    let tenth = done * 10 / total.max(1);
    let news = last.phase != phase || last.tenth != tenth;
    *last = Last { phase: phase.to_owned(), tenth };
    news
}
