//! Rates at which a row of yearly cash flows is worth nothing.

/// Rates a year above -1 at which the present value of the flows is 0, rising; the first flow falls today, each other
/// one a year later.
///
/// With `x = 1 / (1 + rate)` the present value is a polynomial, and every positive root of it is such a rate. By the
/// rule of signs of Descartes there is none where the flows never change sign and exactly one where they change it
/// once. Otherwise the turning points of the polynomial, found in the same way, split the axis into pieces on which it
/// only rises or falls, and each piece is halved down to neighbouring floating-point numbers. Rates above 0 are looked
/// for between 0 and 1, those below 0 in the reversed polynomial between 0 and 1, so that no power overflows.
/// A turning point whose value cannot be told from 0 counts as a root, and roots closer than rounding as one.
pub(crate) fn internal_rates(flows: &[f64]) -> Vec<f64> {
    let largest = flows.iter().fold(0.0, |largest: f64, flow| largest.max(flow.abs()));
    let (Some(first), Some(last)) = (flows.iter().position(|&f| f != 0.0), flows.iter().rposition(|&f| f != 0.0))
    else {
        return Vec::new();
    };
    let forward: Vec<f64> = flows[first..=last].iter().map(|flow| flow / largest).collect();
    let backward: Vec<f64> = forward.iter().rev().copied().collect();
    let undiscounted = sign(&forward, 1.0);

    let mut rates: Vec<f64> = roots_within_unit(&backward, undiscounted).into_iter().map(|y| y - 1.0).collect();
    rates.extend((undiscounted == 0 && sign_changes(&forward) > 0).then_some(0.0));
    rates.extend(roots_within_unit(&forward, undiscounted).into_iter().rev().map(|x| 1.0 / x - 1.0));
    rates.retain(|rate| rate.is_finite());
    rates
}

/// The modified rate: what is paid in is discounted to today, what is paid out is carried on to the last year, both at
/// `rate`, and the yearly growth from the one to the other is the answer (S. A. Y. Lin, The Engineering Economist 21
/// (1976) 237-247). Unlike the internal rate it is always one; `None` where nothing is paid in or nothing comes back.
pub(crate) fn modified_rate(flows: &[f64], rate: f64) -> Option<f64> {
    let years = flows.len().checked_sub(1).filter(|&years| years > 0)?;
    let growth = 1.0 + rate;
    let (mut outlays, mut returns, mut carried) = (0.0, 0.0, 1.0);
    for &flow in flows {
        returns = returns * growth + flow.max(0.0);
        outlays += (-flow).max(0.0) / carried;
        carried *= growth;
    }
    let modified = libm::pow(returns / outlays, 1.0 / years as f64) - 1.0;
    (outlays > 0.0 && returns > 0.0 && modified.is_finite()).then_some(modified)
}

/// Roots strictly between 0 and 1, rising, of a polynomial with rising powers whose sign at 1 is `end`.
fn roots_within_unit(coefficients: &[f64], end: i8) -> Vec<f64> {
    let changes = sign_changes(coefficients);
    let Some(first) = coefficients.iter().find(|&&coefficient| coefficient != 0.0).filter(|_| changes > 0) else {
        return Vec::new();
    };
    // Just above 0 the lowest power decides.
    let start = if *first > 0.0 { 1 } else { -1 };
    let turning = if changes > 1 {
        let slope = slope(coefficients);
        let slope_end = sign(&slope, 1.0);
        roots_within_unit(&slope, slope_end)
    } else {
        Vec::new()
    };

    let mut roots = Vec::new();
    let (mut from, mut from_sign) = (0.0, start);
    for (to, to_sign) in turning.into_iter().map(|x| (x, sign(coefficients, x))).chain([(1.0, end)]) {
        if from_sign * to_sign < 0 {
            roots.push(halve(coefficients, from, to, from_sign > 0));
        } else if to_sign == 0 && to < 1.0 {
            roots.push(to);
        }
        (from, from_sign) = (to, to_sign);
    }
    roots
}

/// The root between two ends of different sign, as closely as floating-point numbers lie.
fn halve(coefficients: &[f64], mut from: f64, mut to: f64, falls: bool) -> f64 {
    loop {
        let middle = from + (to - from) / 2.0;
        if middle <= from || middle >= to {
            return to;
        }
        if (value(coefficients, middle) > 0.0) == falls {
            from = middle;
        } else {
            to = middle;
        }
    }
}

fn value(coefficients: &[f64], x: f64) -> f64 {
    coefficients.iter().rev().fold(0.0, |sum, coefficient| sum * x + coefficient)
}

/// -1, 0 or 1; 0 where the value is within what rounding may have made of it (N. J. Higham, Accuracy and Stability of
/// Numerical Algorithms, 2nd edition, section 5.1).
fn sign(coefficients: &[f64], x: f64) -> i8 {
    let value = value(coefficients, x);
    let size = coefficients.iter().rev().fold(0.0, |sum, coefficient| sum * x + coefficient.abs());
    let rounding = f64::EPSILON * 2.0 * coefficients.len() as f64 * size;
    if value.abs() <= rounding {
        0
    } else if value > 0.0 {
        1
    } else {
        -1
    }
}

fn sign_changes(coefficients: &[f64]) -> usize {
    let signs: Vec<bool> = coefficients.iter().filter(|&&c| c != 0.0).map(|&c| c > 0.0).collect();
    signs.windows(2).filter(|pair| pair[0] != pair[1]).count()
}

fn slope(coefficients: &[f64]) -> Vec<f64> {
    coefficients.iter().enumerate().skip(1).map(|(power, coefficient)| power as f64 * coefficient).collect()
}

#[cfg(test)]
mod tests {
    use super::{internal_rates, modified_rate};
    use proptest::prelude::*;

    fn present_value(flows: &[f64], rate: f64) -> f64 {
        flows.iter().rev().fold(0.0, |sum, flow| sum / (1.0 + rate) + flow)
    }

    /// Cases from textbooks or with roots that can be read off.
    #[test]
    fn the_rates_agree_with_worked_examples() {
        let cases: &[(&[f64], &[f64])] = &[
            // One outlay, one return.
            (&[-100.0, 110.0], &[0.1]),
            // R. A. Brealey and S. C. Myers, Principles of Corporate Finance, chapter on the internal rate: 28.08 %.
            (&[-4000.0, 2000.0, 4000.0], &[0.280_776_406_404_415_1]),
            // J. H. Lorie and L. J. Savage, The Journal of Business 28 (1955) 229-239: the pump, 25 % and 400 %.
            (&[-1600.0, 10_000.0, -10_000.0], &[0.25, 4.0]),
            // Brealey and Myers: a project without a rate.
            (&[1000.0, -3000.0, 2500.0], &[]),
            // (x - 1)(2x - 1)(3x - 1): 0 %, 100 %, 200 %.
            (&[-1000.0, 6000.0, -11_000.0, 6000.0], &[0.0, 1.0, 2.0]),
            // A touching root: (10 - 11x)^2 at 10 %.
            (&[-100.0, 220.0, -121.0], &[0.1]),
            // Returns less than what went in: a rate below 0.
            (&[-100.0, 20.0, 30.0], &[-0.343_223_563_716_998]),
            // One below and one above 0: (x - 2)(2 - 3x) at -50 % and 50 %.
            (&[-4.0, 8.0, -3.0], &[-0.5, 0.5]),
            // Nothing, or never a change of sign.
            (&[], &[]),
            (&[0.0, 0.0], &[]),
            (&[-5.0], &[]),
            (&[-5.0, -1.0], &[]),
            (&[0.0, 0.0, -100.0, 121.0, 0.0], &[0.21]),
        ];
        for (flows, expected) in cases {
            let found = internal_rates(flows);
            assert_eq!(found.len(), expected.len(), "{flows:?}: {found:?}");
            for (found, expected) in found.iter().zip(*expected) {
                // A touching root is known to half the digits only.
                assert!((found - expected).abs() < 1e-7, "{flows:?}: {found} and {expected}");
            }
        }
    }

    #[test]
    fn the_modified_rate_agrees_with_a_worked_example() {
        // 1000 today against 400 a year for three years, at 10 %: (1324 / 1000)^(1/3) - 1.
        let rate = modified_rate(&[-1000.0, 400.0, 400.0, 400.0], 0.1);
        assert!(rate.is_some_and(|rate| (rate - 0.098_068_235).abs() < 1e-8), "{rate:?}");
        // The pump at 10 %: 10000 carried one year, against 1600 and 10000 discounted two years.
        let pump = modified_rate(&[-1600.0, 10_000.0, -10_000.0], 0.1);
        let expected = (11_000.0_f64 / (1600.0 + 10_000.0 / 1.21)).sqrt() - 1.0;
        assert!(pump.is_some_and(|rate| (rate - expected).abs() < 1e-12), "{pump:?}");
        assert_eq!(modified_rate(&[-1000.0, -5.0], 0.1), None);
        assert_eq!(modified_rate(&[1000.0, 5.0], 0.1), None);
        assert_eq!(modified_rate(&[-1000.0], 0.1), None);
    }

    #[test]
    fn rates_at_the_ends_of_what_floats_can_hold_are_found() {
        for (outlay, back) in [(1e6, 10.0), (5.0, 4e12), (1e-3, 1e9), (1e300, 3e299)] {
            let rates = internal_rates(&[-outlay, back, back]);
            assert_eq!(rates.len(), 1);
            let left = present_value(&[-outlay, back, back], rates[0]) / outlay;
            assert!(left.abs() < 1e-9, "{outlay} {back}: {left}");
        }
    }

    proptest! {
        /// Flows built from chosen rates give these rates back, and no other.
        #[test]
        fn every_rate_that_was_built_in_is_found(
            steps in proptest::collection::btree_set(1..60_u32, 1..5), extra in proptest::bool::ANY,
        ) {
            // Rates of -60 %, -55 %, ... up to 240 %.
            let built: Vec<f64> = steps.iter().map(|&step| f64::from(step) * 0.05 - 0.65).collect();
            let mut flows = vec![-1.0];
            let mut times = |factor: [f64; 2]| {
                let mut product = vec![0.0; flows.len() + 1];
                for (at, flow) in flows.iter().enumerate() {
                    product[at] += flow * factor[0];
                    product[at + 1] += flow * factor[1];
                }
                flows = product;
            };
            built.iter().for_each(|rate| times([-1.0, 1.0 + rate]));
            if extra {
                times([1.0, 0.5]);
            }
            let found = internal_rates(&flows);
            prop_assert_eq!(found.len(), built.len(), "{:?} {:?}", built, found);
            for (found, built) in found.iter().zip(&built) {
                prop_assert!((found - built).abs() < 1e-6, "{} {}", found, built);
            }
        }

        #[test]
        fn there_are_never_more_rates_than_changes_of_sign_and_each_leaves_no_value(
            flows in proptest::collection::vec(-1000..1000_i32, 2..12),
        ) {
            let flows: Vec<f64> = flows.into_iter().map(f64::from).collect();
            let rates = internal_rates(&flows);
            prop_assert!(rates.len() <= super::sign_changes(&flows));
            prop_assert!(rates.windows(2).all(|pair| pair[0] < pair[1]));
            for rate in rates {
                let x = 1.0 / (1.0 + rate);
                let size: f64 = flows.iter().rev().fold(0.0, |sum, flow| sum * x + flow.abs());
                prop_assert!(present_value(&flows, rate).abs() <= 1e-8 * size, "{:?} {}", flows, rate);
            }
        }
    }
}
