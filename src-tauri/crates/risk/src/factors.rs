//! An uncertain factor on a rate or on a loss.

use holdfast_rulepack::Pert;

/// Equally likely values kept of an uncertain factor.
pub(crate) const VALUES: usize = 16;

/// Cells of the quadrature of a three-point estimate.
const CELLS: usize = 128;

/// A positive factor with sixteen equally likely values, rising. Each is the mean over its sixteenth of the law that it
/// stands for, so the mean is kept exactly and the variance nearly.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Factors([f64; VALUES]);

impl Factors {
    /// A factor without uncertainty.
    pub(crate) fn certain(value: f64) -> Self {
        Self([value; VALUES])
    }

    /// The law of `map(x)`, where `x` follows the estimate.
    pub(crate) fn of(estimate: &Pert, map: impl Fn(f64) -> f64) -> Self {
        let span = estimate.high - estimate.low;
        if span <= 0.0 {
            return Self::certain(map(estimate.mode));
        }
        let peak = (estimate.mode - estimate.low) / span;
        let (up, down) = (4.0 * peak, 4.0 * (1.0 - peak));
        let mut weighted: Vec<(f64, f64)> = (0..CELLS)
            .map(|cell| {
                let at = (cell as f64 + 0.5) / CELLS as f64;
                (map(estimate.low + span * at), libm::pow(at, up) * libm::pow(1.0 - at, down))
            })
            .collect();
        let sum: f64 = weighted.iter().map(|(_, weight)| weight).sum();
        weighted.iter_mut().for_each(|(_, weight)| *weight /= sum);
        Self::gathered(weighted)
    }

    /// The law of the product of two independent factors.
    pub(crate) fn times(&self, other: &Self) -> Self {
        if self.is_certain() {
            return other.scaled(self.0[0]);
        }
        if other.is_certain() {
            return self.scaled(other.0[0]);
        }
        let pairs = self.0.iter().flat_map(|a| other.0.iter().map(move |b| (a * b, 1.0 / (VALUES * VALUES) as f64)));
        Self::gathered(pairs.collect())
    }

    pub(crate) fn scaled(&self, by: f64) -> Self {
        Self(self.0.map(|value| value * by))
    }

    pub(crate) fn values(&self) -> &[f64; VALUES] {
        &self.0
    }

    pub(crate) fn mean(&self) -> f64 {
        self.mean_of(|value| value)
    }

    /// Mean of a function of the factor.
    pub(crate) fn mean_of(&self, function: impl Fn(f64) -> f64) -> f64 {
        if self.is_certain() {
            return function(self.0[0]);
        }
        self.0.iter().map(|&value| function(value)).sum::<f64>() / VALUES as f64
    }

    pub(crate) fn is_certain(&self) -> bool {
        self.0[0] == self.0[VALUES - 1]
    }

    /// Cuts weighted values, whose weights add up to 1, into sixteenths.
    fn gathered(mut weighted: Vec<(f64, f64)>) -> Self {
        weighted.sort_by(|a, b| a.0.total_cmp(&b.0));
        let part = 1.0 / VALUES as f64;
        let mut values = [0.0; VALUES];
        let mut rest = weighted.into_iter();
        let (mut value, mut left) = (0.0, 0.0);
        for slot in &mut values {
            let mut open = part;
            let mut sum = 0.0;
            while open > 0.0 {
                if left <= 0.0 {
                    match rest.next() {
                        Some(next) => (value, left) = next,
                        // Rounding left a sliver open: the largest value fills it.
                        None => left = open,
                    }
                }
                let taken = left.min(open);
                sum += value * taken;
                (open, left) = (open - taken, left - taken);
            }
            *slot = sum / part;
        }
        // The mean of equal values may differ from them in the last bit.
        values.sort_by(f64::total_cmp);
        Self(values)
    }
}

#[cfg(test)]
mod tests {
    use super::{Factors, VALUES};
    use holdfast_rulepack::Pert;

    fn moments(factors: &Factors) -> (f64, f64) {
        let mean = factors.mean();
        (mean, factors.mean_of(|value| (value - mean) * (value - mean)))
    }

    #[test]
    fn a_three_point_estimate_keeps_its_mean_and_nearly_its_variance() {
        for (low, mode, high) in [(0.1, 0.3, 0.9), (2.0, 2.0, 5.0), (1.0, 6.0, 6.0), (0.0, 0.5, 1.0)] {
            let (mean, variance) = moments(&Factors::of(&Pert { low, mode, high }, |x| x));
            let expected = (low + 4.0 * mode + high) / 6.0;
            let spread = (expected - low) * (high - expected) / 7.0;
            assert!((mean / expected - 1.0).abs() < 2e-4, "{mean} and {expected}");
            assert!((0.95..1.001).contains(&(variance / spread)), "{variance} and {spread}");
        }
    }

    #[test]
    fn a_product_has_the_product_of_the_means() {
        let a = Factors::of(&Pert { low: 0.1, mode: 0.3, high: 0.9 }, |x| 1.0 - x);
        let b = Factors::of(&Pert { low: 0.0, mode: 0.1, high: 0.2 }, |x| 1.0 - x);
        let product = a.times(&b);
        assert!((product.mean() - a.mean() * b.mean()).abs() < 1e-12);
        assert!(product.values().windows(2).all(|pair| pair[0] <= pair[1]));
        assert_eq!(Factors::certain(0.5).times(&a), a.scaled(0.5));
        assert_eq!(a.times(&Factors::certain(2.0)).values().len(), VALUES);
    }

    #[test]
    fn without_spread_there_is_one_value() {
        let fixed = Factors::of(&Pert { low: 0.4, mode: 0.4, high: 0.4 }, |x| 1.0 - x);
        assert!(fixed.is_certain() && (fixed.mean() - 0.6).abs() < 1e-15);
    }
}
