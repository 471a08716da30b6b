//! Rounding at the edge of the result.

/// Beyond this an `f64` holds no tenth of a cent that rounding could remove.
const WITHOUT_CENTS: f64 = 1e13;

/// Rounds an amount in EUR to cents, half away from zero. Nothing is never a negative nothing.
pub(crate) fn cents(amount: f64) -> f64 {
    if amount.abs() >= WITHOUT_CENTS { amount } else { (amount * 100.0).round() / 100.0 + 0.0 }
}

#[cfg(test)]
mod tests {
    use super::cents;

    #[test]
    fn amounts_are_rounded_to_cents_and_huge_ones_are_left_alone() {
        assert_eq!(cents(12.345_678), 12.35);
        assert_eq!(cents(-0.125), -0.13);
        assert_eq!(cents(1e300), 1e300);
        assert!(cents(-1e-9).is_sign_positive());
    }
}
