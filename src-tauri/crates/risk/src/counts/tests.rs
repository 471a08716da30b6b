use super::{CountTable, Counts};
use crate::factors::Factors;
use holdfast_rulepack::{Frequency, Pert};

fn laws() -> Vec<Counts> {
    let certain = Factors::certain(1.0);
    let uncertain = Factors::of(&Pert { low: 0.2, mode: 0.5, high: 0.9 }, |x| x);
    [
        Frequency::Poisson { rate: 0.03 },
        Frequency::Poisson { rate: 870.0 },
        Frequency::PoissonPert { rate: Pert { low: 0.4, mode: 1.0, high: 5.0 } },
        Frequency::NegativeBinomial { rate: 2.5, size: 0.8 },
        Frequency::Bernoulli { probability: 0.35 },
    ]
    .iter()
    .flat_map(|frequency| [Counts::new(frequency, &certain), Counts::new(frequency, &uncertain)])
    .collect()
}

#[test]
fn the_masses_have_the_mean_and_the_variance_of_the_law() {
    for law in laws() {
        let masses = law.masses();
        let moment = |power: i32| -> f64 {
            masses.iter().enumerate().map(|(count, mass)| (count as f64).powi(power) * mass).sum()
        };
        assert!((moment(0) - 1.0).abs() < 1e-10, "{law:?}: {}", moment(0));
        assert!((moment(1) / law.mean() - 1.0).abs() < 1e-9, "{law:?}");
        assert!(((moment(2) - moment(1) * moment(1)) / law.variance() - 1.0).abs() < 1e-6, "{law:?}");
    }
}

#[test]
fn the_generating_function_is_the_sum_over_the_masses() {
    for law in laws() {
        let masses = law.masses();
        for (re, im) in [(1.0, 0.0), (0.3, 0.2), (-0.7, 0.6), (0.0, -1.0)] {
            let (mut power, mut sum) = ((1.0, 0.0), (0.0, 0.0));
            for mass in &masses {
                sum = (sum.0 + mass * power.0, sum.1 + mass * power.1);
                power = (power.0 * re - power.1 * im, power.0 * im + power.1 * re);
            }
            let got = law.generating((re, im));
            assert!((got.0 - sum.0).abs() < 1e-9 && (got.1 - sum.1).abs() < 1e-9, "{law:?}: {got:?} and {sum:?}");
        }
    }
}

#[test]
fn inversion_gives_each_count_its_probability_and_more_for_a_larger_mean() {
    for law in laws() {
        let masses = law.masses();
        let table = CountTable::new(&masses);
        let larger = CountTable::new(&law.scaled(1.1).masses());
        let steps = 20_000;
        let mut sum = 0.0;
        for step in 0..steps {
            let uniform = (f64::from(step) + 0.5) / f64::from(steps);
            assert!(table.count(uniform) <= larger.count(uniform));
            sum += f64::from(table.count(uniform));
        }
        assert!((sum / f64::from(steps) - law.mean()).abs() < 0.01 * law.mean() + 1e-3, "{law:?}");
        let biased = CountTable::size_biased(&masses, law.mean());
        assert!((0..steps).all(|step| biased.count(f64::from(step) / f64::from(steps)) > 0));
    }
}
