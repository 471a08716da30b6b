//! Charts as SVG. Every number printed in one comes through `format`, as in the tables.
//!
//! Colours are of the Okabe-Ito set, told apart by readers with colour-blind eyes; no chart needs colour to be read.

mod canvas;
mod domains;
mod exceedance;
mod gantt;
mod network;
mod plan;
mod tornado;

pub(crate) use domains::domains;
pub(crate) use exceedance::exceedance;
pub(crate) use gantt::{TASKS_A_PAGE, gantt};
pub use network::network_svg;
pub use plan::plan_svg;
pub(crate) use tornado::tornado;

/// Round steps from 0 that cover `most` in four to ten ticks.
fn ticks(most: f64) -> Vec<f64> {
    if !(most.is_finite() && most > 0.0) {
        return vec![0.0];
    }
    let mut unit = 1.0;
    while unit * 10.0 <= most {
        unit *= 10.0;
    }
    while unit > most {
        unit /= 10.0;
    }
    let step = [0.1, 0.2, 0.5, 1.0, 2.0].into_iter().map(|part| part * unit).find(|step| most / step <= 5.0);
    let step = step.unwrap_or(unit * 2.0);
    (0..=10).map(|at| f64::from(at) * step).take_while(|tick| *tick <= most * 1.000_001).collect()
}

#[cfg(test)]
mod tests {
    use super::ticks;

    #[test]
    fn ticks_are_round_and_few() {
        assert_eq!(ticks(9.9), [0.0, 2.0, 4.0, 6.0, 8.0]);
        assert_eq!(ticks(1_000_000.0), [0.0, 200_000.0, 400_000.0, 600_000.0, 800_000.0, 1_000_000.0]);
        assert_eq!(ticks(f64::NAN), [0.0]);
        for most in [0.003, 1.0, 4.7, 55.0, 1.7e7, 3.3e12] {
            assert!((3..=6).contains(&ticks(most).len()), "{most}: {:?}", ticks(most));
        }
    }
}
