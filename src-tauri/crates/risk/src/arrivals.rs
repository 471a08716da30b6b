//! Number of events in a chunk of years.

/// Poisson distribution tabulated for inversion.
///
/// Inversion makes the count rise with the mean for one and the same uniform. With the same seed a higher rate
/// therefore only adds events to those of the lower rate, and two runs differ by the gaps and not by chance.
#[derive(Clone, Debug)]
pub(crate) struct Arrivals {
    first: u64,
    cumulative: Vec<f64>,
}

/// Counts less likely than this are never drawn: the uniform has 53 bits, so its smallest step is 1.1e-16.
const NEGLIGIBLE: f64 = 1e-20;

impl Arrivals {
    /// Tabulates the Poisson distribution of this mean, which must be finite and above 0.
    pub(crate) fn with_mean(mean: f64) -> Self {
        let mode = mean.floor();
        let at_mode = libm::exp(mode * libm::log(mean) - mean - libm::lgamma(mode + 1.0));

        let mut masses = Vec::new();
        let (mut count, mut mass) = (mode, at_mode);
        while count > 0.0 && mass > NEGLIGIBLE {
            mass *= count / mean;
            count -= 1.0;
            masses.push(mass);
        }
        let first = count as u64;
        masses.reverse();
        masses.push(at_mode);
        (count, mass) = (mode, at_mode);
        while mass > NEGLIGIBLE {
            count += 1.0;
            mass *= mean / count;
            masses.push(mass);
        }

        let mut sum = 0.0;
        for mass in &mut masses {
            sum += *mass;
            *mass = sum;
        }
        Self { first, cumulative: masses }
    }

    /// The count at this uniform from 0 up to but not including 1.
    pub(crate) fn count(&self, uniform: f64) -> u64 {
        let above = self.cumulative.partition_point(|&sum| sum <= uniform);
        self.first + above.min(self.cumulative.len() - 1) as u64
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::Arrivals;
    use statrs::distribution::{DiscreteCDF, Poisson};

    #[test]
    fn the_table_agrees_with_an_independent_poisson_distribution() {
        for mean in [0.004, 0.7, 3.0, 41.5, 900.0, 4096.0, 250_000.0] {
            let arrivals = Arrivals::with_mean(mean);
            let poisson = Poisson::new(mean).unwrap();
            for (at, sum) in arrivals.cumulative.iter().enumerate().step_by(1 + arrivals.cumulative.len() / 50) {
                let expected = poisson.cdf(arrivals.first + at as u64);
                assert!((sum - expected).abs() < 1e-9, "mean {mean}: {sum} and {expected}");
            }
            assert!((arrivals.cumulative.last().unwrap() - 1.0).abs() < 1e-9);
        }
    }

    #[test]
    fn a_higher_mean_never_gives_fewer_events() {
        let low = Arrivals::with_mean(39.0);
        let high = Arrivals::with_mean(39.5);
        for step in 0..4096_u32 {
            let uniform = f64::from(step) / 4096.0;
            assert!(low.count(uniform) <= high.count(uniform));
        }
    }

    #[test]
    fn the_ends_of_the_uniform_give_counts_within_the_table() {
        let arrivals = Arrivals::with_mean(2.0);
        assert_eq!(arrivals.count(0.0), 0);
        assert!(arrivals.count(1.0 - f64::EPSILON / 2.0) < 40);
    }
}
