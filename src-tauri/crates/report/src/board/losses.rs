//! What the gaps may cost: simulated loss, its drivers, the penalty assumption, the investment case.

use super::{BoardInput, contributions};
use crate::tree::{Block, Cell, Column, ColumnKind};
use crate::{chart, format};
use holdfast_domain::RequirementId;
use holdfast_risk::{Figure, Investment, PenaltyEstimate, RiskResult, State};
use holdfast_rulepack::Addressee;

/// Bars of the tornado chart and rows of its table.
const BARS: usize = 12;
/// Requirements named as drivers of a scenario.
const DRIVERS: usize = 3;

pub(super) fn blocks(input: &BoardInput<'_>) -> Vec<Block> {
    let risk = input.risk;
    let mut blocks = vec![Block::heading(1, "Loss")];
    blocks.extend(figures(risk));
    blocks.extend(states(risk));
    blocks.extend(scenarios(risk));
    blocks.extend(contributions::blocks(input));
    blocks.extend(tornado(risk));
    blocks.extend(penalty(&risk.penalty));
    blocks.extend(investment(risk));
    blocks
}

fn figures(risk: &RiskResult) -> Vec<Block> {
    let row = |name: String, value: f64, error: &str| {
        let error = risk.standard_error.get(error).copied();
        vec![Cell::text(name), Cell::money(value), Cell::money_or(error, "–")]
    };
    let mut rows = vec![row("Mean loss a year".into(), risk.ale_mean, "ale_mean")];
    let percent = |level: &str| {
        level.parse().map_or_else(|_| level.to_owned(), |share: f64| format!("{}%", format::number(share * 100.0)))
    };
    for (level, loss) in &risk.var {
        rows.push(row(format!("Value at risk, {}", percent(level)), *loss, &format!("var_{level}")));
    }
    for (level, loss) in &risk.expected_shortfall {
        rows.push(row(
            format!("Expected shortfall, {}", percent(level)),
            *loss,
            &format!("expected_shortfall_{level}"),
        ));
    }
    rows.push(row("Standard deviation".into(), risk.standard_deviation, "standard_deviation"));
    rows.push(vec![Cell::text("Mean in closed form, as a check"), Cell::money(risk.analytic_mean), Cell::text("–")]);
    vec![
        Block::paragraph(format!(
            "{} Each scenario strikes a random number of times a year and each strike costs a random amount; controls \
             take a share off both, as far as the assessment found them in place. Rates, amounts and shares are \
             estimates of the scenario library unless the firm has put in its own. A standard error says how far chance \
             in the simulation may move a figure; it says nothing about the estimates themselves.",
            origin(risk)
        )),
        Block::Table {
            caption: "Loss of a year; value at risk is exceeded in the rest of the years, expected shortfall is their \
                      mean"
                .into(),
            columns: vec![
                Column::new("Figure", ColumnKind::Text),
                Column::new("EUR", ColumnKind::Figure),
                Column::new("Standard error", ColumnKind::Figure),
            ],
            rows,
        },
    ]
}

/// How the figures were found, and whether the tail has settled.
fn origin(risk: &RiskResult) -> String {
    if risk.method == "exact" {
        return "Computed without chance.".to_owned();
    }
    let convergence = &risk.convergence;
    let years = format::whole(risk.iterations);
    let error = format::percent(convergence.relative_standard_error);
    if convergence.converged {
        format!("{years} simulated years, enough to know the 99% expected shortfall to {error}.")
    } else {
        let needed = format::whole(convergence.iterations_needed);
        format!(
            "{years} simulated years, too few: the 99% expected shortfall is known to {error} only. Take about {needed}."
        )
    }
}

/// The loss without controls, as found, and after the plan.
fn states(risk: &RiskResult) -> Vec<Block> {
    if risk.states.is_empty() {
        return Vec::new();
    }
    let rows = risk.states.iter().map(|state| {
        let name = match state.state {
            State::Inherent => "Without controls",
            State::Current => "With the controls found",
            State::Residual => "Once the plan is carried out",
        };
        let error = |key: &str| Cell::money_or(state.standard_error.get(key).copied(), "–");
        vec![
            Cell::text(name),
            Cell::money(state.ale_mean),
            error("ale_mean"),
            Cell::money_or(state.expected_shortfall.get("0.99").copied(), "–"),
            error("expected_shortfall_0.99"),
        ]
    });
    vec![
        Block::heading(2, "What controls and plan change"),
        Block::Table {
            caption: "Loss of a year in three states of the controls".into(),
            columns: vec![
                Column::new("State", ColumnKind::Text),
                Column::new("Mean a year", ColumnKind::Figure),
                Column::new("Standard error", ColumnKind::Figure),
                Column::new("Expected shortfall, 99%", ColumnKind::Figure),
                Column::new("Standard error", ColumnKind::Figure),
            ],
            rows: rows.collect(),
        },
    ]
}

fn scenarios(risk: &RiskResult) -> Vec<Block> {
    if risk.scenarios.is_empty() {
        return Vec::new();
    }
    let rows = risk.scenarios.iter().map(|scenario| {
        let drivers: Vec<&str> = scenario.driven_by.iter().take(DRIVERS).map(RequirementId::as_str).collect();
        vec![
            Cell::text(&scenario.title),
            Cell::number(scenario.rate),
            Cell::number(scenario.rate_without_gaps),
            Cell::money(scenario.mean),
            Cell::share(scenario.share),
            Cell::money(scenario.expected_shortfall),
            Cell::money(scenario.expected_shortfall_standard_error),
            Cell::text(if drivers.is_empty() { "–".to_owned() } else { drivers.join(", ") }),
        ]
    });
    vec![
        Block::heading(2, "Scenarios"),
        Block::Table {
            caption: "Scenarios by their part in the expected loss, with the gaps that drive them".into(),
            columns: vec![
                Column::new("Scenario", ColumnKind::Text),
                Column::new("Events a year", ColumnKind::Figure),
                Column::new("Without gaps", ColumnKind::Figure),
                Column::new("Mean a year", ColumnKind::Figure),
                Column::new("Share", ColumnKind::Figure),
                Column::new("In the worst 1%", ColumnKind::Figure),
                Column::new("Standard error", ColumnKind::Figure),
                Column::new("Driven by", ColumnKind::Text),
            ],
            rows: rows.collect(),
        },
    ]
}

fn tornado(risk: &RiskResult) -> Vec<Block> {
    let bars = risk.tornado.get(..BARS).unwrap_or(&risk.tornado);
    let Some(widest) = bars.first() else { return Vec::new() };
    let rows = bars.iter().map(|bar| {
        vec![
            Cell::text(&bar.title),
            Cell::money(bar.low),
            Cell::money(bar.high),
            Cell::money((bar.high - bar.low).abs()),
        ]
    });
    vec![
        Block::heading(2, "Which estimate matters most"),
        Block::Figure {
            svg: chart::tornado(risk, bars),
            caption: "Expected loss a year when one estimate moves from its low end (left) to its high end (right)"
                .into(),
            alt: format!(
                "Tornado chart around the mean of {}. The widest bar is {}, from {} to {}.",
                format::money(risk.analytic_mean),
                widest.title,
                format::money(widest.low),
                format::money(widest.high)
            ),
        },
        Block::Table {
            caption: "Expected loss a year at the ends of each estimate, all else unchanged".into(),
            columns: vec![
                Column::new("Estimate", ColumnKind::Text),
                Column::new("At the low end", ColumnKind::Figure),
                Column::new("At the high end", ColumnKind::Figure),
                Column::new("Swing", ColumnKind::Figure),
            ],
            rows: rows.collect(),
        },
    ]
}

fn penalty(penalty: &PenaltyEstimate) -> Vec<Block> {
    let status = match penalty.status.as_str() {
        "verified" => "verified: read in the law itself",
        "secondary" => "secondary: read in a secondary source, not in the law itself",
        "scenario" => "scenario: an assumption for planning, not law",
        other => other,
    };
    let turnover = penalty.turnover_eur;
    let rows = vec![
        vec![Cell::text("Regime"), Cell::text(&penalty.title)],
        vec![
            Cell::text("Binds"),
            Cell::text(match penalty.addressee {
                Addressee::FinancialEntity => "financial entities",
                Addressee::CriticalProvider => "critical ICT third-party providers, no financial entity",
            }),
        ],
        vec![Cell::text("Status"), Cell::text(status)],
        vec![Cell::text("Source"), Cell::text(&penalty.source)],
        vec![
            Cell::text("Yearly turnover used"),
            Cell::money_or(turnover, "not stated; a percentage of turnover is left out of the maximum"),
        ],
        vec![Cell::text("Maximum"), Cell::money(penalty.maximum)],
        vec![Cell::text("Severity of the gaps"), Cell::text(penalty.gap_severity.name())],
        vec![Cell::text("Assumed probability a year"), Cell::share(penalty.probability)],
        vec![
            Cell::text("5 % to 95 % of that probability"),
            Cell::text(format!(
                "{} to {}",
                format::percent(penalty.probability_low),
                format::percent(penalty.probability_high)
            )),
        ],
        vec![Cell::text("Assumed share of the maximum"), Cell::share(penalty.severity_share)],
        vec![Cell::text("Expected amount a year"), Cell::money(penalty.expected)],
        vec![
            Cell::text("The same over the range of the probability"),
            Cell::text(format!("{} to {}", format::money(penalty.expected_low), format::money(penalty.expected_high))),
        ],
    ];
    vec![
        Block::heading(2, "Penalty scenario (assumption)"),
        Block::note(
            "This is an assumption. The Regulation fixes no fine for financial entities; the Member States do \
             (Article 50). Probability and severity are planning figures. The amounts are kept apart from the \
             operational loss above and are in none of its figures.",
        ),
        Block::Table {
            caption: format!("Penalty scenario, status {}", penalty.status),
            columns: vec![Column::new("What", ColumnKind::Label), Column::new("Value", ColumnKind::Text)],
            rows,
        },
    ]
}

fn investment(risk: &RiskResult) -> Vec<Block> {
    let case = &risk.investment;
    let row = |what: &str, value: Cell| vec![Cell::text(what), value];
    let share_or = |share: Option<f64>| share.map_or_else(|| Cell::text("not defined"), Cell::share);
    let payback = |years: Option<f64>| match years {
        Some(years) => Cell { text: format!("{} years", format::number(years)), ..Cell::number(years) },
        None => Cell::text("not reached within the horizon"),
    };
    let mut rows = vec![
        row("Cost of the plan, once", Cell::money_or(case.cost, "no plan")),
        row("Cost of the plan a year", Cell::money_or(case.yearly_cost, "no plan")),
        row("Mean loss avoided a year", Cell::money(case.yearly_benefit)),
        row("Net present value", Cell::money_or(case.npv, "not defined")),
        row("Internal rate of return a year", internal_rate(case)),
        row("Modified internal rate of return a year", share_or(case.mirr)),
        row("Payback", payback(case.payback_years)),
        row("Payback, discounted", payback(case.discounted_payback_years)),
        row("Return on security investment, undiscounted", share_or(case.rosi)),
    ];
    if let Some(spread) = &case.spread {
        let end = |figure: Option<Figure>| Cell::money_or(figure.map(|figure| figure.value), "not defined");
        rows.push(row("Net present value, 5 % quantile", end(spread.npv.p5)));
        rows.push(row("Net present value, 95 % quantile", end(spread.npv.p95)));
        rows.push(row("Probability that it is above zero", Cell::share(spread.npv_positive.value)));
    }
    vec![
        Block::heading(2, "Investment case"),
        Block::paragraph(format!(
            "What carrying out the plan costs once, against the mean loss it avoids each year, over {} at a discount rate \
             of {}.",
            format::counted(case.horizon_years as usize, "year"),
            format::percent(case.discount_rate)
        )),
        Block::Table {
            caption: "The case for closing the gaps".into(),
            columns: vec![Column::new("Figure", ColumnKind::Text), Column::new("Value", ColumnKind::Figure)],
            rows,
        },
    ]
}

/// The one rate, or that there is none, or all of them: then the modified rate decides.
fn internal_rate(case: &Investment) -> Cell {
    match case.irr_roots[..] {
        [] => case.irr.map_or_else(|| Cell::text("none"), Cell::share),
        [rate] => Cell::share(rate),
        _ => {
            let rates: Vec<String> = case.irr_roots.iter().map(|&rate| format::percent(rate)).collect();
            Cell::text(format!("several, {}; see the modified rate", rates.join(", ")))
        }
    }
}
