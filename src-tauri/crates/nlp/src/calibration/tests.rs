#![allow(clippy::unwrap_used)]

use super::*;

fn labels(names: &[&str]) -> Labels {
    Labels::read(&names.iter().map(ToString::to_string).collect::<Vec<_>>()).unwrap()
}

fn calibration(labels: &Labels, temperature: f64, thresholds: &str) -> Result<Calibration, LoadError> {
    let text = format!("{{\"temperature\": {temperature:?}, \"thresholds\": {thresholds}, \"note\": \"test\"}}");
    Calibration::read(text.as_bytes(), labels)
}

const THREE: [&str; 3] = ["contradiction", "entailment", "neutral"];

#[test]
fn label_maps_are_read_in_any_order_and_odd_ones_refused() {
    let verdicts = Labels::Verdicts(vec![Verdict::Contradicted, Verdict::Met, Verdict::None]);
    assert_eq!(labels(&THREE), verdicts);
    assert_eq!(labels(&["relevance"]), Labels::Relevance);
    let refused: [&[&str]; 6] =
        [&[], &["met"], &["met", "partial"], &["met", "none", "met"], &["met", "entailment", "none"], &["yes", "no"]];
    for names in refused {
        assert!(Labels::read(&names.iter().map(ToString::to_string).collect::<Vec<_>>()).is_err(), "{names:?}");
    }
}

#[test]
fn a_calibration_that_makes_no_sense_is_refused() {
    let (three, one) = (labels(&THREE), labels(&["relevance"]));
    assert!(calibration(&three, 1.0, r#"{"met": 0.8, "partial": 0.5, "contradicted": 0.9}"#).is_ok());
    assert!(calibration(&one, 1.0, r#"{"met": 0.8, "partial": 0.8}"#).is_ok());
    let refused = [
        (&three, 0.0, r#"{"met": 0.8, "partial": 0.5, "contradicted": 0.9}"#),
        (&three, -1.0, r#"{"met": 0.8, "partial": 0.5, "contradicted": 0.9}"#),
        (&three, 1.0, r#"{"met": 0.8, "partial": 0.5}"#),
        (&three, 1.0, r#"{"met": 0.4, "partial": 0.5, "contradicted": 0.9}"#),
        (&three, 1.0, r#"{"met": 1.2, "partial": 0.5, "contradicted": 0.9}"#),
        (&three, 1.0, r#"{"met": 0.8, "partial": 0.0, "contradicted": 0.9}"#),
        (&three, 1.0, r#"{"met": 0.8, "partial": 0.5, "contradicted": 0.9, "none": 0.1}"#),
        (&one, 1.0, r#"{"met": 0.8, "partial": 0.5, "contradicted": 0.9}"#),
        (&one, f64::NAN, r#"{"met": 0.8, "partial": 0.5}"#),
    ];
    for (labels, temperature, thresholds) in refused {
        assert!(calibration(labels, temperature, thresholds).is_err(), "{temperature} {thresholds}");
    }
}

#[test]
fn outputs_become_probabilities_by_hand() {
    let three = labels(&THREE);
    let calibrated = calibration(&three, 2.0, r#"{"met": 0.8, "partial": 0.5, "contradicted": 0.9}"#).unwrap();
    // exp(0), exp(1), exp(2) over their sum.
    let support = calibrated.support(&three, &[0.0, 2.0, 4.0]).unwrap();
    assert!((support.contradicted - 0.090_030_573).abs() < 1e-9 && (support.met - 0.244_728_471).abs() < 1e-9);
    assert_eq!(support.addressed, support.met, "this model knows no partial");
    let four = labels(&["met", "partial", "none", "contradicted"]);
    let support = calibrated.support(&four, &[1.0; 4]).unwrap();
    assert_eq!((support.met, support.addressed, support.contradicted), (0.25, 0.5, 0.25));
    let one = labels(&["relevance"]);
    let relevance = calibration(&one, 2.0, r#"{"met": 0.8, "partial": 0.5}"#).unwrap();
    assert_eq!(relevance.support(&one, &[0.0]).unwrap(), Support { met: 0.5, addressed: 0.5, contradicted: 0.0 });
    assert!(calibrated.support(&three, &[1e30, -1e30, 0.0]).unwrap().met < 1e-12, "large outputs stay finite");
    for outputs in [vec![0.0, 1.0], vec![f32::NAN, 0.0, 0.0], vec![f32::INFINITY, 0.0, 0.0], vec![]] {
        assert_eq!(calibrated.support(&three, &outputs), None, "{outputs:?}");
    }
}

#[test]
fn the_best_passage_carries_the_verdict_and_a_contradiction_outweighs() {
    let three = labels(&THREE);
    let calibrated = calibration(&three, 1.0, r#"{"met": 0.8, "partial": 0.5, "contradicted": 0.9}"#).unwrap();
    let support = |met: f64, addressed: f64, contradicted: f64| Support { met, addressed, contradicted };
    let cases = [
        (vec![], (Verdict::None, 1.0, vec![])),
        (vec![support(0.1, 0.2, 0.1)], (Verdict::None, 0.8, vec![])),
        (vec![support(0.0, 0.1, 0.25)], (Verdict::None, 0.75, vec![])),
        (vec![support(0.1, 0.5, 0.0), support(0.2, 0.6, 0.0)], (Verdict::Partial, 0.6, vec![1, 0])),
        (vec![support(0.79, 0.79, 0.0)], (Verdict::Partial, 0.79, vec![0])),
        (vec![support(0.8, 0.9, 0.0), support(0.1, 0.9, 0.1)], (Verdict::Met, 0.8, vec![0])),
        (vec![support(0.95, 0.95, 0.0), support(0.0, 0.05, 0.9)], (Verdict::Contradicted, 0.9, vec![1])),
        (vec![support(0.9, 0.9, 0.0); 5], (Verdict::Met, 0.9, vec![0, 1, 2])),
    ];
    for (supports, expected) in cases {
        assert_eq!(calibrated.opinion(&supports), expected, "{supports:?}");
    }
}
