//! Instance files line by line, with errors that name the line.

use crate::problem::Task;
use thiserror::Error;

/// An instance file is not of its form.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("line {line}: expected {expected}")]
pub struct FormatError {
    /// Number of the line, from 1.
    pub line: usize,
    /// What should stand there.
    pub expected: String,
}

/// A cursor over lines; the current line is the one read last.
pub(crate) struct Lines<'a> {
    lines: std::str::Lines<'a>,
    current: &'a str,
    number: usize,
}

impl<'a> Lines<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        Self { lines: text.lines(), current: "", number: 0 }
    }

    /// The next line that is not blank.
    pub(crate) fn next(&mut self) -> Option<&'a str> {
        for line in self.lines.by_ref() {
            self.number += 1;
            self.current = line;
            if !line.trim().is_empty() {
                return Some(line);
            }
        }
        self.number += 1;
        self.current = "";
        None
    }

    /// Number of the current line, from 1.
    pub(crate) fn number(&self) -> usize {
        self.number
    }

    /// Skips to the line that begins with the text.
    pub(crate) fn past(&mut self, beginning: &str) -> Result<(), FormatError> {
        while let Some(line) = self.next() {
            if line.trim_start().starts_with(beginning) {
                return Ok(());
            }
        }
        Err(self.error(&format!("a line that begins with `{}`", beginning.trim_end())))
    }

    /// Skips to the line with this label and reads the number after its colon.
    pub(crate) fn labelled(&mut self, label: &str, what: &str) -> Result<usize, FormatError> {
        self.past(label)?;
        let after = self.current.split(':').nth(1).unwrap_or_default();
        let number = after.split_whitespace().next().and_then(|word| word.parse().ok());
        number.ok_or_else(|| self.error(what))
    }

    /// Reads the next line as whole numbers that are not negative.
    pub(crate) fn numbers(&mut self, what: &str) -> Result<Vec<usize>, FormatError> {
        let words = self.next().ok_or_else(|| self.error(what))?.split_whitespace();
        let numbers: Result<Vec<usize>, _> = words.map(str::parse).collect();
        numbers.map_err(|_| self.error(&format!("{what}, in whole numbers")))
    }

    /// A task of this duration with these demands.
    pub(crate) fn task(&self, duration: usize, demands: &[usize]) -> Result<Task, FormatError> {
        let demands = demands.iter().map(|&demand| self.amount(demand)).collect::<Result<_, _>>()?;
        Ok(Task { duration: self.amount(duration)?, demands, ..Task::default() })
    }

    pub(crate) fn amount(&self, number: usize) -> Result<u32, FormatError> {
        u32::try_from(number).map_err(|_| self.error("numbers below 4294967296"))
    }

    pub(crate) fn expect(&self, holds: bool, what: &str) -> Result<(), FormatError> {
        if holds { Ok(()) } else { Err(self.error(what)) }
    }

    /// The current line is not what it should be.
    pub(crate) fn error(&self, expected: &str) -> FormatError {
        FormatError { line: self.number, expected: expected.to_owned() }
    }
}
