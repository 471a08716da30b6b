//! Three-point estimates, read as the beta distribution of the programme evaluation and review technique: between
//! optimistic and pessimistic, its mode at most likely, its mean at (optimistic + 4 likely + pessimistic) / 6.

/// Steps of the table between the optimistic and the pessimistic value.
const STEPS: usize = 1024;

/// Quantiles that the table holds, less one.
const QUANTILES: usize = 1024;

/// The mean of a three-point estimate.
pub(crate) fn mean([low, likely, high]: [f64; 3]) -> f64 {
    (low + 4.0 * likely + high) / 6.0
}

/// Quantiles of one estimate.
pub(crate) struct Estimate {
    low: f64,
    range: f64,
    /// Position between low and high at each of `QUANTILES + 1` equally spaced probabilities.
    table: Vec<f64>,
}

impl Estimate {
    /// Tabulates an estimate with optimistic at most likely at most pessimistic.
    pub(crate) fn new([low, likely, high]: [f64; 3]) -> Self {
        let range = high - low;
        let mode = if range > 0.0 { (likely - low) / range } else { 0.5 };
        let (alpha, beta) = (4.0 * mode, 4.0 * (1.0 - mode));
        let density = |x: f64| libm::pow(x, alpha) * libm::pow(1.0 - x, beta);
        let width = 1.0 / STEPS as f64;
        let mut cumulative = Vec::with_capacity(STEPS + 1);
        let mut sum = 0.0;
        cumulative.push(0.0);
        for step in 0..STEPS {
            // Simpson's rule on each step.
            let (left, right) = (step as f64 * width, (step + 1) as f64 * width);
            sum += density(left) + 4.0 * density(f64::midpoint(left, right)) + density(right);
            cumulative.push(sum);
        }
        let mut table = Vec::with_capacity(QUANTILES + 1);
        let mut step = 0;
        for quantile in 0..=QUANTILES {
            let target = sum * quantile as f64 / QUANTILES as f64;
            while step + 1 < STEPS && cumulative[step + 1] < target {
                step += 1;
            }
            let inside = (target - cumulative[step]) / (cumulative[step + 1] - cumulative[step]);
            table.push((step as f64 + inside.clamp(0.0, 1.0)) * width);
        }
        Self { low, range, table }
    }

    /// The value that is exceeded with probability 1 - `probability`, 0 to below 1.
    pub(crate) fn quantile(&self, probability: f64) -> f64 {
        let at = probability * QUANTILES as f64;
        let left = (at as usize).min(QUANTILES - 1);
        let position = self.table[left] + (self.table[left + 1] - self.table[left]) * (at - left as f64);
        self.low + self.range * position
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_symmetric_estimate_follows_the_beta_distribution_of_three_and_three() {
        let estimate = Estimate::new([10.0, 20.0, 30.0]);
        for step in 1..100 {
            let probability = f64::from(step) / 100.0;
            let x = (estimate.quantile(probability) - 10.0) / 20.0;
            let cumulative = x * x * x * (10.0 - 15.0 * x + 6.0 * x * x);
            assert!((cumulative - probability).abs() < 1e-4, "{probability}: {cumulative}");
        }
    }

    #[test]
    fn an_estimate_at_its_end_follows_a_power() {
        // Mode at the pessimistic end: the cumulative is the fifth power.
        let estimate = Estimate::new([0.0, 1.0, 1.0]);
        for step in 1..50 {
            let probability = f64::from(step) / 50.0;
            assert!((estimate.quantile(probability) - probability.powf(0.2)).abs() < 1e-3, "{probability}");
        }
    }

    proptest! {
        #[test]
        fn mean_and_spread_are_those_of_the_technique(low in 0.1f64..20.0, up in 0.0f64..20.0, further in 0.0f64..20.0) {
            let points = [low, low + up, low + up + further];
            let estimate = Estimate::new(points);
            let samples: Vec<f64> = (0..4000).map(|at| estimate.quantile((f64::from(at) + 0.5) / 4000.0)).collect();
            let average = samples.iter().sum::<f64>() / 4000.0;
            prop_assert!((average - mean(points)).abs() < 0.002 * (up + further) + 1e-9);
            prop_assert!(samples.is_sorted());
            prop_assert!(samples.iter().all(|sample| (low..=low + up + further + 1e-9).contains(sample)));
            let variance = samples.iter().map(|sample| (sample - average).powi(2)).sum::<f64>() / 4000.0;
            let expected = (average - low) * (points[2] - average) / 7.0;
            prop_assert!((variance - expected).abs() < 0.01 * (up + further).powi(2) + 1e-9);
        }
    }
}
