#![allow(clippy::unwrap_used)]

use super::{SCENARIO_FIELDS, read_scenario_table, write_scenarios};
use crate::{Driver, Frequency, Pert, Scenario, Severity};
use proptest::prelude::*;

fn text() -> impl Strategy<Value = String> {
    prop_oneof!["[=+@'\t-]{1,3}[a-z(\",;]{0,6}", "[A-Za-z \",;\r\nß€=-]{1,20}"]
}

fn figure() -> impl Strategy<Value = f64> {
    prop_oneof![-10.0..10.0_f64, 0.0..1e9_f64, Just(1e-12), Just(0.1 + 0.2)]
}

fn estimate() -> impl Strategy<Value = Pert> {
    (figure(), figure(), figure()).prop_map(|(low, mode, high)| Pert { low, mode, high })
}

fn frequency() -> impl Strategy<Value = Frequency> {
    prop_oneof![
        figure().prop_map(|rate| Frequency::Poisson { rate }),
        estimate().prop_map(|rate| Frequency::PoissonPert { rate }),
        (figure(), figure()).prop_map(|(rate, size)| Frequency::NegativeBinomial { rate, size }),
        figure().prop_map(|probability| Frequency::Bernoulli { probability }),
    ]
}

fn severity() -> impl Strategy<Value = Severity> {
    let body = prop_oneof![
        (figure(), figure()).prop_map(|(mu, sigma)| Severity::Lognormal { mu, sigma }),
        (figure(), figure()).prop_map(|(low, high)| Severity::LognormalInterval { low, high }),
        estimate().prop_map(|Pert { low, mode, high }| Severity::Pert { low, mode, high }),
        (figure(), figure()).prop_map(|(shape, scale)| Severity::Gamma { shape, scale }),
        (figure(), figure()).prop_map(|(shape, scale)| Severity::Weibull { shape, scale }),
        prop::collection::vec(figure(), 1..5).prop_map(|losses| Severity::Empirical { losses }),
    ];
    (body, prop::option::of((figure(), figure(), figure()))).prop_map(|(body, tail)| match tail {
        None => body,
        Some((threshold, shape, scale)) => Severity::Spliced { body: Box::new(body), threshold, shape, scale },
    })
}

fn driver() -> impl Strategy<Value = Driver> {
    (text(), text(), prop::option::of(estimate()), prop::option::of(estimate())).prop_map(
        |(requirement, control, frequency, severity)| Driver {
            requirement: requirement.as_str().into(),
            control,
            frequency,
            severity,
        },
    )
}

fn scenarios() -> impl Strategy<Value = Vec<Scenario>> {
    let one = (
        (text(), text(), text()),
        (frequency(), severity()),
        (prop::option::of(figure()), prop::option::of(figure())),
        prop::collection::vec(driver(), 0..4),
    );
    prop::collection::vec(one, 1..5).prop_map(|all| {
        let scenario = |(at, ((title, description, source), (frequency, severity), (cap, deductible), drivers))| {
            let id = format!("=SC,\"{at}").as_str().into();
            Scenario { id, title, description, frequency, severity, cap, deductible, drivers, source }
        };
        all.into_iter().enumerate().map(scenario).collect()
    })
}

proptest! {
    #[test]
    fn what_is_written_is_read_back_exactly(scenarios in scenarios()) {
        let table = write_scenarios(&scenarios);
        prop_assert_eq!(read_scenario_table(table.as_bytes()).unwrap(), scenarios);
        // No field but a number starts like a formula.
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(table.as_bytes());
        for record in reader.records() {
            for cell in &record.unwrap() {
                let active = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
                prop_assert!(!active || cell.parse::<f64>().is_ok() || cell.contains('|'), "{cell}");
            }
        }
    }

    #[test]
    fn no_table_brings_the_reader_down(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let _ = read_scenario_table(&bytes);
    }
}

const HEAD: &str = "id,title,source,frequency,rate,severity,low,high,requirement,prevents_events_low,prevents_events_mode,prevents_events_high";
const ROW: &str = "SC-01,Outage,ours,poisson,0.5,lognormal_interval,1000,50000,REQ-10,0.1,0.2,0.3";

#[test]
fn fields_may_be_left_out_and_ordered_otherwise_and_controls_follow() {
    let table = format!("\u{feff}{HEAD}\n{ROW}\nSC-01,,,,,,,,REQ-16,0,0.1,0.2\n,,,,,,,,,,,\n");
    let read = read_scenario_table(table.as_bytes()).unwrap();
    assert_eq!(read.len(), 1);
    assert_eq!(read[0].frequency, Frequency::Poisson { rate: 0.5 });
    let requirements: Vec<&str> = read[0].drivers.iter().map(|driver| driver.requirement.as_str()).collect();
    assert_eq!(requirements, ["REQ-10", "REQ-16"]);
    assert_eq!(SCENARIO_FIELDS.len(), write_scenarios(&[]).trim_end().split(',').count());
}

#[test]
fn what_does_not_fit_is_named_with_row_field_and_what_is_expected() {
    let with = |from: &str, to: &str| format!("{HEAD}\n{ROW}\n").replacen(from, to, 1);
    for (table, place, words) in [
        (with(",", ";").replace(',', ";"), "row 1, field all", "semicolons"),
        (format!("{HEAD}\n{ROW}\n").replace(',', "\t"), "row 1, field all", "tabs"),
        (with("0.5", "\"0,5\""), "row 2, field rate", "point as decimal mark"),
        (with("0.5", "0,5"), "row 2, field all", "13 fields and the head 12"),
        (with("50000", "\"50,000\""), "row 2, field high", "nothing between thousands"),
        (with("50000", "NaN"), "row 2, field high", "expected a number"),
        (with("50000", "inf"), "row 2, field high", "expected a number"),
        (with("50000", ""), "row 2, field high", "must be filled"),
        (with(",poisson,", ",poison,"), "row 2, field frequency", "poisson_pert"),
        (with(",lognormal_interval,", ",normal,"), "row 2, field severity", "weibull"),
        (
            with(",poisson,0.5,lognormal_interval,1000", ",poisson,0.5,empirical,1000"),
            "row 2, field losses",
            "must be filled",
        ),
        (with("requirement", "requirment"), "row 1, field requirment", "is not known"),
        (with("high,", "low,"), "row 1, field low", "twice"),
        (with("severity,", "mu,"), "row 1, field severity", "missing"),
        (with(",REQ-10", ","), "row 2, field prevents_events_high", "must be empty"),
        (format!("{HEAD}\n{ROW}\n{ROW}\n"), "row 3, field id", "SC-01"),
        (format!("{HEAD}\n{ROW}\nSC-01,,,,,,,,,,,\n"), "row 3, field requirement", "must be filled"),
        (String::new(), "row 1, field all", "empty"),
        (format!("{HEAD}\n"), "row 2, field id", "no scenario"),
    ] {
        let refused = read_scenario_table(table.as_bytes()).unwrap_err().to_string();
        assert!(refused.starts_with(place) && refused.contains(words), "{refused} for {table}");
    }
    let latin = format!("{HEAD}\n{ROW}\n").replace("Outage", "St\u{1}rung").into_bytes();
    let latin: Vec<u8> = latin.into_iter().map(|byte| if byte == 1 { 0xf6 } else { byte }).collect();
    let refused = read_scenario_table(&latin).unwrap_err().to_string();
    assert!(refused.starts_with("row 2, field title") && refused.contains("UTF-8"), "{refused}");
}
