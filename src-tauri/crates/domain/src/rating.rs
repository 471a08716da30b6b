//! The scale of risks: five steps of probability, five of impact, one matrix for every register.

use serde::{Deserialize, Serialize};

/// A place in the matrix.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Rating {
    /// How likely, 1 to 5.
    pub probability: u8,
    /// How bad, 1 to 5.
    pub impact: u8,
}

/// What a place in the matrix calls for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RiskLevel {
    /// Product 1 to 4: known, nothing to do.
    Low,
    /// Product 5 to 9: watch.
    Medium,
    /// Product 10 to 14: act.
    High,
    /// Product 15 to 25: act first.
    Critical,
}

impl Rating {
    /// Lower ends of the steps of probability from the second on: 5, 20, 50 and 80 %.
    pub const PROBABILITIES: [f64; 4] = [0.05, 0.2, 0.5, 0.8];

    /// The place for a probability, 0 to 1, and an impact step, 1 to 5; what lies outside takes the nearest step.
    pub fn new(probability: f64, impact: u8) -> Self {
        Self { probability: step(probability, Self::PROBABILITIES), impact: impact.clamp(1, 5) }
    }

    /// Product of the two steps, 1 to 25.
    pub fn score(self) -> u8 {
        self.probability * self.impact
    }

    /// What it calls for.
    pub fn level(self) -> RiskLevel {
        match self.score() {
            0..=4 => RiskLevel::Low,
            5..=9 => RiskLevel::Medium,
            10..=14 => RiskLevel::High,
            _ => RiskLevel::Critical,
        }
    }
}

/// The step, 1 to 5, that a figure reaches; `ends` are the lower ends of the steps from the second on.
pub fn step(figure: f64, ends: [f64; 4]) -> u8 {
    1 + ends.iter().filter(|end| figure >= **end).count() as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_begin_at_their_lower_end() {
        for (probability, expected) in
            [(0.0, 1), (0.049, 1), (0.05, 2), (0.2, 3), (0.49, 3), (0.5, 4), (0.8, 5), (1.0, 5), (f64::NAN, 1)]
        {
            assert_eq!(Rating::new(probability, 3).probability, expected, "{probability}");
        }
        assert_eq!((Rating::new(0.5, 0).impact, Rating::new(0.5, 9).impact), (1, 5));
    }

    #[test]
    fn a_level_never_falls_where_probability_or_impact_rises() {
        let at = |probability, impact| Rating { probability, impact }.level();
        for low in 1..=4 {
            for other in 1..=5 {
                assert!(at(low, other) <= at(low + 1, other) && at(other, low) <= at(other, low + 1));
            }
        }
        assert_eq!(
            (at(1, 1), at(3, 3), at(2, 5), at(5, 5)),
            (RiskLevel::Low, RiskLevel::Medium, RiskLevel::High, RiskLevel::Critical)
        );
    }
}
