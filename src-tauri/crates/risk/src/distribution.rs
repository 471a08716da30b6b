//! Figures read off the simulated years.

/// A level of confidence, as written in results.
pub(crate) struct Level {
    pub(crate) name: &'static str,
    per_mille: usize,
}

/// The levels of value at risk and expected shortfall.
pub(crate) const LEVELS: [Level; 4] = [
    Level { name: "0.90", per_mille: 900 },
    Level { name: "0.95", per_mille: 950 },
    Level { name: "0.99", per_mille: 990 },
    Level { name: "0.995", per_mille: 995 },
];

/// An estimate and its standard error.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Estimate {
    pub(crate) value: f64,
    pub(crate) standard_error: f64,
}

/// Yearly losses in rising order.
pub(crate) struct LossDistribution {
    sorted: Vec<f64>,
    mean: f64,
    standard_deviation: f64,
}

impl LossDistribution {
    /// Takes at least two finite losses of 0 or more, in the order of the years.
    pub(crate) fn new(mut losses: Vec<f64>) -> Self {
        let years = losses.len() as f64;
        let mean = losses.iter().sum::<f64>() / years;
        let squares: f64 = losses.iter().map(|loss| (loss - mean) * (loss - mean)).sum();
        // The bits of floating-point numbers of 0 and above are in the order of the numbers, and compare faster.
        losses.sort_unstable_by_key(|loss| loss.to_bits());
        Self { sorted: losses, mean, standard_deviation: (squares / (years - 1.0)).sqrt() }
    }

    /// Mean; its standard error is the standard deviation over the root of the number of years.
    pub(crate) fn mean(&self) -> Estimate {
        Estimate { value: self.mean, standard_error: self.standard_deviation / (self.sorted.len() as f64).sqrt() }
    }

    /// Sample standard deviation.
    pub(crate) fn standard_deviation(&self) -> f64 {
        self.standard_deviation
    }

    /// Smallest loss that the share `level` of the years does not exceed.
    ///
    /// The standard error is half the distance between the order statistics one binomial standard deviation of the
    /// rank to either side (R. S. Woodruff, Journal of the American Statistical Association 47 (1952) 635-646).
    pub(crate) fn value_at_risk(&self, level: &Level) -> Estimate {
        let at = self.rank(level) - 1;
        let share = level.per_mille as f64 / 1000.0;
        let reach = (self.sorted.len() as f64 * share * (1.0 - share)).sqrt().ceil() as usize;
        let below = self.sorted[at.saturating_sub(reach)];
        let above = self.sorted[(at + reach).min(self.sorted.len() - 1)];
        Estimate { value: self.sorted[at], standard_error: (above - below) / 2.0 }
    }

    /// Mean loss of the worst `1 - level` of the years; where the boundary cuts a year, that year counts in part.
    ///
    /// The standard error is the asymptotic one of B. J. Manistre and G. H. Hancock, North American Actuarial Journal
    /// 9 (2005) 129-156: the variance within the tail plus the part that comes from not knowing where it begins.
    pub(crate) fn expected_shortfall(&self, level: &Level) -> Estimate {
        let rank = self.rank(level);
        let share = level.per_mille as f64 / 1000.0;
        let years = (self.sorted.len() * (1000 - level.per_mille)) as f64 / 1000.0;
        let boundary = self.sorted[rank - 1];
        let beyond = &self.sorted[rank..];
        let boundary_part = years - beyond.len() as f64;

        let mean = (beyond.iter().sum::<f64>() + boundary_part * boundary) / years;
        let from_mean = |loss: f64| (loss - mean) * (loss - mean);
        let squares: f64 = beyond.iter().map(|&loss| from_mean(loss)).sum();
        let variance = (squares + boundary_part * from_mean(boundary)) / years;
        Estimate { value: mean, standard_error: ((variance + share * from_mean(boundary)) / years).sqrt() }
    }

    /// About 100 points of the exceedance curve, losses rising: 60 evenly spaced in probability down to 1 year in 10
    /// and 40 evenly spaced in its logarithm from there to the tenth worst year, beyond which a curve shows only noise.
    pub(crate) fn exceedance(&self) -> Vec<(f64, f64)> {
        const BODY: usize = 60;
        const TAIL: usize = 40;
        let years = self.sorted.len() as f64;
        let body = (1..=BODY).map(|step| 1.0 - 0.9 * step as f64 / BODY as f64);
        let log_span = libm::log(100.0 / years);
        let tail = (1..=TAIL).map(|step| 0.1 * libm::exp(log_span * step as f64 / TAIL as f64));

        let mut curve: Vec<(f64, f64)> = Vec::with_capacity(BODY + TAIL);
        for probability in body.chain(tail) {
            let exceeding = ((probability * years).round() as usize).clamp(1, self.sorted.len() - 1);
            let loss = self.sorted[self.sorted.len() - 1 - exceeding];
            if curve.last().is_none_or(|&(last, _)| loss > last) {
                let up_to = self.sorted.partition_point(|&other| other <= loss);
                curve.push((loss, (self.sorted.len() - up_to) as f64 / years));
            }
        }
        curve
    }

    fn rank(&self, level: &Level) -> usize {
        (self.sorted.len() * level.per_mille).div_ceil(1000)
    }
}

#[cfg(test)]
mod tests;
