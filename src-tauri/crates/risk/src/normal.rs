//! Quantile of the standard normal distribution.

/// 95 % quantile of the standard normal distribution: a 90 % interval reaches this many standard deviations each way.
pub(crate) const Z95: f64 = 1.644_853_626_951_472_2;

/// Quantile of the standard normal distribution at `p`, which must lie strictly between 0 and 1.
///
/// Algorithm AS 241 (PPND16) of M. J. Wichura, Applied Statistics 37 (1988) 477-484: relative error about 1e-16.
/// Inversion, unlike rejection, spends exactly one uniform on a draw, so a stream never shifts; and beyond the four
/// operations and the square root, which IEEE 754 fixes, it needs only `libm::log`.
pub fn normal_quantile(p: f64) -> f64 {
    let from_centre = p - 0.5;
    if from_centre.abs() <= CENTRE { central_quantile(from_centre) } else { tail_quantile(p) }
}

/// Probability that a standard normal score is at most `z`.
pub(crate) fn normal_cdf(z: f64) -> f64 {
    0.5 * libm::erfc(-z * std::f64::consts::FRAC_1_SQRT_2)
}

/// The score at which the standard normal distribution has these probabilities below and beyond, of which the smaller
/// is used, so that neither tail loses digits. Infinite where one of them is 0.
pub(crate) fn score(below: f64, beyond: f64) -> f64 {
    if below <= 0.0 {
        f64::NEG_INFINITY
    } else if beyond <= 0.0 {
        f64::INFINITY
    } else if below <= beyond {
        normal_quantile(below)
    } else {
        -normal_quantile(beyond)
    }
}

/// Distance from the middle within which the central formula holds.
const CENTRE: f64 = 0.425;

#[inline]
fn central_quantile(from_centre: f64) -> f64 {
    from_centre * ratio(CENTRE * CENTRE - from_centre * from_centre, &CENTRE_TOP, &CENTRE_BOTTOM)
}

fn tail_quantile(p: f64) -> f64 {
    let tail = if p < 0.5 { p } else { 1.0 - p };
    let r = (-libm::log(tail)).sqrt();
    let z = if r <= 5.0 { ratio(r - 1.6, &MIDDLE_TOP, &MIDDLE_BOTTOM) } else { ratio(r - 5.0, &FAR_TOP, &FAR_BOTTOM) };
    if p < 0.5 { -z } else { z }
}

#[inline]
fn ratio(r: f64, top: &[f64; 8], bottom: &[f64; 8]) -> f64 {
    polynomial(r, top) / polynomial(r, bottom)
}

#[inline]
fn polynomial(r: f64, coefficients: &[f64; 8]) -> f64 {
    coefficients.iter().rev().fold(0.0, |sum, coefficient| sum * r + coefficient)
}

const CENTRE_TOP: [f64; 8] = [
    3.387_132_872_796_366_6,
    1.331_416_678_917_843_8e2,
    1.971_590_950_306_551_3e3,
    1.373_169_376_550_946e4,
    4.592_195_393_154_987e4,
    6.726_577_092_700_87e4,
    3.343_057_558_358_813e4,
    2.509_080_928_730_122_7e3,
];
const CENTRE_BOTTOM: [f64; 8] = [
    1.0,
    4.231_333_070_160_091e1,
    6.871_870_074_920_579e2,
    5.394_196_021_424_751e3,
    2.121_379_430_158_659_7e4,
    3.930_789_580_009_271e4,
    2.872_908_573_572_194_3e4,
    5.226_495_278_852_854e3,
];
const MIDDLE_TOP: [f64; 8] = [
    1.423_437_110_749_683_5,
    4.630_337_846_156_546,
    5.769_497_221_460_691,
    3.647_848_324_763_204_5,
    1.270_458_252_452_368_4,
    2.417_807_251_774_506e-1,
    2.272_384_498_926_918_4e-2,
    7.745_450_142_783_414e-4,
];
const MIDDLE_BOTTOM: [f64; 8] = [
    1.0,
    2.053_191_626_637_759,
    1.676_384_830_183_803_8,
    6.897_673_349_851e-1,
    1.481_039_764_274_800_8e-1,
    1.519_866_656_361_645_7e-2,
    5.475_938_084_995_345e-4,
    1.050_750_071_644_416_9e-9,
];
const FAR_TOP: [f64; 8] = [
    6.657_904_643_501_103,
    5.463_784_911_164_114,
    1.784_826_539_917_291_3,
    2.965_605_718_285_048_7e-1,
    2.653_218_952_657_612_4e-2,
    1.242_660_947_388_078_4e-3,
    2.711_555_568_743_487_6e-5,
    2.010_334_399_292_288_1e-7,
];
const FAR_BOTTOM: [f64; 8] = [
    1.0,
    5.998_322_065_558_88e-1,
    1.369_298_809_227_358e-1,
    1.487_536_129_085_061_5e-2,
    7.868_691_311_456_133e-4,
    1.846_318_317_510_054_8e-5,
    1.421_511_758_316_446e-7,
    2.044_263_103_389_939_8e-15,
];

#[cfg(test)]
mod tests {
    use super::{Z95, normal_cdf, normal_quantile, score};
    use statrs::distribution::{ContinuousCDF, Normal};

    #[test]
    fn the_quantile_agrees_with_an_independent_implementation() {
        let normal = Normal::standard();
        for step in 1..2000 {
            let p = f64::from(step) / 2000.0;
            let expected = normal.inverse_cdf(p);
            assert!((normal_quantile(p) - expected).abs() < 1e-9 * (1.0 + expected.abs()), "at {p}");
        }
        for p in [1e-15, 1e-12, 1e-9, 1e-6, 1e-4] {
            let back = normal.cdf(normal_quantile(p));
            assert!((back / p - 1.0).abs() < 1e-9, "at {p}: {back}");
        }
    }

    #[test]
    fn the_quantile_is_odd_about_the_middle_and_rises() {
        let mut last = f64::NEG_INFINITY;
        for step in 1..65_536_u32 {
            let p = f64::from(step) / 65_536.0;
            let z = normal_quantile(p);
            assert!(z > last, "at {p}");
            assert_eq!(z, -normal_quantile(1.0 - p));
            last = z;
        }
    }

    #[test]
    fn the_interval_constant_is_the_95_percent_quantile() {
        assert!((Z95 - Normal::standard().inverse_cdf(0.95)).abs() < 1e-11);
        assert!((Z95 - normal_quantile(0.95)).abs() < 1e-15);
    }

    #[test]
    fn score_and_probability_are_inverse_in_both_tails() {
        for z in [-7.5, -3.0, -0.2, 0.0, 1.0, 4.0, 7.5] {
            assert!((score(normal_cdf(z), normal_cdf(-z)) - z).abs() < 1e-12 * (1.0 + z.abs()), "{z}");
        }
        assert_eq!((score(0.0, 1.0), score(1.0, 0.0)), (f64::NEG_INFINITY, f64::INFINITY));
    }
}
