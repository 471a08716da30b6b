//! The same years under other assumptions.
//!
//! Base and changed portfolio are drawn with the same random numbers, so their difference is known far better than either
//! (common random numbers; P. Glasserman and D. D. Yao, Management Science 38 (1992) 884-908).

mod change;
mod paired;

pub use change::Changes;
pub use paired::Compared;

use crate::figures::LEVELS;
use crate::input::{RiskError, RiskInput};
use crate::model::Model;
use crate::outcome::plain_losses;
use crate::years::GENERATOR;
use paired::{Sample, compared};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::num::NonZeroUsize;

/// Most years of a comparison: the loss of each is kept, 8 bytes a year.
pub const MAX_COMPARED_YEARS: u64 = 10_000_000;

/// A portfolio whose years are drawn once and compared with as many changes as are asked for.
#[derive(Debug)]
pub struct WhatIf<'a> {
    input: &'a RiskInput,
    base: Sample,
    threads: NonZeroUsize,
}

/// The yearly loss before and after a change. Money in EUR, after insurance, rounded to cents.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WhatIfAnswer {
    /// Seed of the generator.
    pub seed: u64,
    /// Name of the generator and of the stream scheme.
    pub generator: String,
    /// Years that were drawn, the same for both.
    pub iterations: u64,
    /// What was changed.
    pub changes: Changes,
    /// Mean yearly loss.
    pub mean: Compared,
    /// Value at risk by level, as in [`RiskResult`](crate::RiskResult).
    pub var: BTreeMap<String, Compared>,
    /// Expected shortfall by level.
    pub expected_shortfall: BTreeMap<String, Compared>,
}

impl<'a> WhatIf<'a> {
    /// Draws the years of the input as it stands, on this number of threads, which does not change a byte of any answer.
    /// Its method is of no account here: a comparison is always of simulated years, each of them worth the same.
    ///
    /// # Errors
    /// As [`simulate`](crate::simulate); `Parameter` for more than [`MAX_COMPARED_YEARS`].
    pub fn new(input: &'a RiskInput, threads: NonZeroUsize) -> Result<Self, RiskError> {
        input.check()?;
        if input.iterations > MAX_COMPARED_YEARS {
            let (field, rule) = ("iterations".to_owned(), "must be at most 10000000 years for a comparison");
            return Err(RiskError::Parameter { field, rule, value: input.iterations.to_string() });
        }
        let base = Model::paired(&input.portfolio, &input.requirement_scores)?;
        let base = Sample::new(plain_losses(&base, input.seed, input.iterations as usize, threads))?;
        Ok(Self { input, base, threads })
    }

    /// What the changes do to the yearly loss.
    ///
    /// # Errors
    /// `Parameter` where a change names nothing of the portfolio or is out of range, or as [`simulate`](crate::simulate)
    /// where the changed portfolio is.
    pub fn answer(&self, changes: &Changes) -> Result<WhatIfAnswer, RiskError> {
        let losses = self.losses(changes)?;
        let changed = Sample::new(losses)?;
        let by_level = |figure: fn(&Sample, f64) -> paired::Reading| {
            let one = |level: &crate::figures::Level| {
                let (before, after) = (figure(&self.base, level.beyond), figure(&changed, level.beyond));
                (level.name.to_owned(), compared(&before, &after))
            };
            LEVELS.iter().map(one).collect::<BTreeMap<_, _>>()
        };
        Ok(WhatIfAnswer {
            seed: self.input.seed,
            generator: GENERATOR.to_owned(),
            iterations: self.input.iterations,
            changes: changes.clone(),
            mean: compared(&self.base.mean(), &changed.mean()),
            var: by_level(Sample::value_at_risk),
            expected_shortfall: by_level(Sample::expected_shortfall),
        })
    }

    /// Loss of each year under the changes.
    fn losses(&self, changes: &Changes) -> Result<Vec<f64>, RiskError> {
        let (portfolio, scores) = changes.applied(self.input)?;
        let model = Model::paired(&portfolio, &scores)?;
        Ok(plain_losses(&model, self.input.seed, self.input.iterations as usize, self.threads))
    }
}

#[cfg(test)]
mod tests;
