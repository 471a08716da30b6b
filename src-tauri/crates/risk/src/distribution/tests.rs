use super::{LEVELS, LossDistribution};

fn one_to(years: u32) -> LossDistribution {
    // A step coprime to the number of years visits every loss once, out of order.
    LossDistribution::new((0..years).map(|year| f64::from(year * 7 % years + 1)).collect())
}

#[test]
fn value_at_risk_is_the_smallest_loss_that_the_level_does_not_exceed() {
    let figures: Vec<f64> = LEVELS.iter().map(|level| one_to(1000).value_at_risk(level).value).collect();
    assert_eq!(figures, [900.0, 950.0, 990.0, 995.0]);
    let odd: Vec<f64> = LEVELS.iter().map(|level| one_to(333).value_at_risk(level).value).collect();
    assert_eq!(odd, [300.0, 317.0, 330.0, 332.0]);
}

#[test]
fn expected_shortfall_is_the_mean_of_the_worst_years() {
    let figures: Vec<f64> = LEVELS.iter().map(|level| one_to(1000).expected_shortfall(level).value).collect();
    assert_eq!(figures, [950.5, 975.5, 995.5, 998.0]);
}

#[test]
fn a_year_on_the_boundary_counts_in_part() {
    let shortfall = one_to(250).expected_shortfall(&LEVELS[3]).value;
    assert!((shortfall - (250.0 + 0.25 * 249.0) / 1.25).abs() < 1e-12);
}

#[test]
fn mean_and_deviation_agree_with_the_closed_form() {
    let distribution = one_to(1000);
    assert_eq!(distribution.mean().value, 500.5);
    let variance = 1000.0 * 1001.0 / 12.0;
    assert!((distribution.standard_deviation() - f64::sqrt(variance)).abs() < 1e-9);
    assert!((distribution.mean().standard_error - (variance / 1000.0).sqrt()).abs() < 1e-9);
}

#[test]
fn the_exceedance_curve_rises_in_loss_and_counts_the_years_beyond() {
    let curve = one_to(1000).exceedance();
    assert!((95..=100).contains(&curve.len()), "{} points", curve.len());
    assert!(curve.windows(2).all(|pair| pair[0].0 < pair[1].0 && pair[0].1 > pair[1].1));
    assert!(curve.iter().all(|&(loss, share)| share == (1000.0 - loss) / 1000.0));
    assert_eq!(curve.last(), Some(&(990.0, 0.01)));
}

#[test]
fn quiet_years_are_one_point_of_the_curve() {
    let losses: Vec<f64> = (0..1000_u32).map(|year| f64::from(year.saturating_sub(800))).collect();
    let curve = LossDistribution::new(losses).exceedance();
    assert_eq!(curve.first(), Some(&(0.0, 0.199)));
    assert_eq!(curve.iter().filter(|point| point.0 == 0.0).count(), 1);
}

#[test]
fn years_without_any_loss_give_zero_throughout() {
    let quiet = LossDistribution::new(vec![0.0; 400]);
    assert_eq!(quiet.exceedance(), [(0.0, 0.0)]);
    for level in &LEVELS {
        let (var, shortfall) = (quiet.value_at_risk(level), quiet.expected_shortfall(level));
        assert_eq!([var.value, var.standard_error, shortfall.value, shortfall.standard_error], [0.0; 4]);
    }
}
