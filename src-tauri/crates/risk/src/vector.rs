//! Elementary functions without branches and calls, so that a loop over lanes becomes vector instructions.
//!
//! Only additions, multiplications, divisions, square roots and integer operations, which IEEE 754 fixes to the last bit;
//! nothing is fused. Every path of the dispatch and every platform gives the same bytes. `exp` and `ln` are off by a few
//! units in the last place, a normal score by less than 4e-12.

/// Draws made together. A multiple of every vector width in use.
pub(crate) const LANES: usize = 32;

/// 2^52 + 2^51: adding and taking it off rounds to a whole number, which then stands in the low bits.
const ROUNDER: f64 = 6_755_399_441_055_744.0;

/// `e^x` for `x` from -700 to 700.
#[inline(always)]
pub(crate) fn exp(x: f64) -> f64 {
    const LN2_HIGH: f64 = 6.931_471_803_691_238e-1;
    const LN2_LOW: f64 = 1.908_214_929_270_587_7e-10;
    let shifted = x * std::f64::consts::LOG2_E + ROUNDER;
    let power = shifted - ROUNDER;
    let rest = (x - power * LN2_HIGH) - power * LN2_LOW;
    let mantissa = horner(rest, &EXP);
    f64::from_bits(mantissa.to_bits().wrapping_add(shifted.to_bits() << 52))
}

/// `ln x` for positive normal `x`.
#[inline(always)]
pub(crate) fn ln(x: f64) -> f64 {
    const ROOT_HALF: u64 = 0x3fe6_a09e_667f_3bcd;
    let bits = x.to_bits();
    // Arithmetic shift of the exponent, written with a logical one, which narrow vector units have.
    let exponent = ((bits.wrapping_sub(ROOT_HALF) >> 52) ^ 0x800).wrapping_sub(0x800);
    let mantissa = f64::from_bits(bits.wrapping_sub(exponent << 52));
    let biased = f64::from_bits(exponent.wrapping_add(1024) | 0x4330_0000_0000_0000);
    let power = biased - (4_503_599_627_370_496.0 + 1024.0);
    let ratio = (mantissa - 1.0) / (mantissa + 1.0);
    power * std::f64::consts::LN_2 + 2.0 * ratio * horner(ratio * ratio, &LN)
}

/// Two independent standard normal scores from two words (G. E. P. Box and M. E. Muller, 1958), from the upper 52 bits
/// of each. No score is further out than 8.5.
#[inline(always)]
pub(crate) fn normal_pair(radius: u64, angle: u64) -> (f64, f64) {
    let unit = 2.0 - f64::from_bits(radius >> 12 | 0x3ff0_0000_0000_0000);
    let length = (-2.0 * ln(unit)).sqrt();
    // The angle is twice `quarter` times a right angle, so that the polynomials need only reach one right angle.
    let quarter = f64::from_bits(angle >> 12 | 0x4000_0000_0000_0000) - 3.0;
    let half = quarter * std::f64::consts::FRAC_PI_2;
    let sine = half * horner(half * half, &SINE);
    let cosine = horner(half * half, &COSINE);
    (length * (1.0 - 2.0 * sine * sine), length * (2.0 * sine * cosine))
}

#[inline(always)]
fn horner<const N: usize>(x: f64, coefficients: &[f64; N]) -> f64 {
    let mut sum = coefficients[0];
    for coefficient in &coefficients[1..] {
        sum = sum * x + coefficient;
    }
    sum
}

/// Taylor coefficients, highest power first; the argument is at most half of ln 2.
const EXP: [f64; 14] = [
    1.605_904_383_682_161_3e-10,
    2.087_675_698_786_81e-9,
    2.505_210_838_544_172e-8,
    2.755_731_922_398_589e-7,
    2.755_731_922_398_589_3e-6,
    2.480_158_730_158_73e-5,
    1.984_126_984_126_984e-4,
    1.388_888_888_888_889e-3,
    8.333_333_333_333_333e-3,
    4.166_666_666_666_666_4e-2,
    1.666_666_666_666_666_6e-1,
    0.5,
    1.0,
    1.0,
];
/// Of the inverse hyperbolic tangent, by odd powers.
const LN: [f64; 11] = [
    1.0 / 21.0,
    1.0 / 19.0,
    1.0 / 17.0,
    1.0 / 15.0,
    1.0 / 13.0,
    1.0 / 11.0,
    1.0 / 9.0,
    1.0 / 7.0,
    1.0 / 5.0,
    1.0 / 3.0,
    1.0,
];
const SINE: [f64; 9] = [
    2.811_457_254_345_520_6e-15,
    -7.647_163_731_819_816e-13,
    1.605_904_383_682_161_3e-10,
    -2.505_210_838_544_172e-8,
    2.755_731_922_398_589_3e-6,
    -1.984_126_984_126_984e-4,
    8.333_333_333_333_333e-3,
    -1.666_666_666_666_666_6e-1,
    1.0,
];
const COSINE: [f64; 9] = [
    4.779_477_332_387_385e-14,
    -1.147_074_559_772_972_5e-11,
    2.087_675_698_786_81e-9,
    -2.755_731_922_398_589e-7,
    2.480_158_730_158_73e-5,
    -1.388_888_888_888_889e-3,
    4.166_666_666_666_666_4e-2,
    -0.5,
    1.0,
];

#[cfg(test)]
mod tests {
    use super::{exp, ln, normal_pair};

    #[test]
    fn exp_and_ln_agree_with_the_library() {
        for step in -6_990..=6_990 {
            let x = f64::from(step) / 10.0 + 0.0137;
            assert!((exp(x) / libm::exp(x) - 1.0).abs() < 2e-15, "{x}");
        }
        for step in 1..=20_000 {
            let x = f64::from(step) / 20_000.0;
            assert!((ln(x) - libm::log(x)).abs() < 4e-16 * (1.0 + libm::log(x).abs()), "{x}");
        }
        assert!((ln(1e-16) - libm::log(1e-16)).abs() < 1e-13);
    }

    #[test]
    fn a_pair_of_scores_agrees_with_radius_and_angle() {
        for step in 0..5_000_u64 {
            let (radius, angle) = (step.wrapping_mul(0x9E37_79B9_7F4A_7C15), step.wrapping_mul(0xD1B5_4A32_D192_ED03));
            let (a, b) = normal_pair(radius, angle);
            let unit = 1.0 - (radius >> 12) as f64 / (1_u64 << 52) as f64;
            let turn = (angle >> 12) as f64 / (1_u64 << 52) as f64 * 2.0 - 1.0;
            let (length, angle) = ((-2.0 * libm::log(unit)).sqrt(), turn * std::f64::consts::PI);
            assert!((a - length * libm::cos(angle)).abs() < 4e-12, "{a}");
            assert!((b - length * libm::sin(angle)).abs() < 4e-12, "{b}");
        }
        let furthest = normal_pair(u64::MAX, 0).0.abs();
        assert!(furthest.is_finite() && furthest < 8.6);
    }
}
