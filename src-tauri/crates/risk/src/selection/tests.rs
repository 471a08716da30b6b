#![allow(clippy::unwrap_used)]

use super::problem::{Problem, Settled};
use super::{
    Candidate, ControlEffect, ControlMenu, ScenarioLoss, Selection, bound, efficiency_frontier, select_controls,
};
use crate::stream::Stream;
use proptest::prelude::*;

const NODES: u64 = 100_000;

fn candidate(id: &str, outlay: f64) -> Candidate {
    Candidate {
        id: id.into(),
        outlay,
        present_cost: outlay,
        present_benefit: 0.0,
        effects: Vec::new(),
        needs: Vec::new(),
        excludes: Vec::new(),
    }
}

fn effect(scenario: &str, frequency: f64, severity: f64) -> ControlEffect {
    ControlEffect { scenario: scenario.into(), frequency, severity }
}

fn loss(scenario: &str, present_value: f64) -> ScenarioLoss {
    ScenarioLoss { scenario: scenario.into(), present_value }
}

/// A menu as a firm may have it: most controls move a few scenarios by a tenth to two thirds; some need a foundation
/// that saves little by itself, some are offers for the same thing.
fn random_menu(seed: u64, candidates: usize, scenarios: usize) -> ControlMenu {
    let mut stream = Stream::new(seed, b"menus   ", 0);
    let losses: Vec<ScenarioLoss> =
        (0..scenarios).map(|at| loss(&format!("SC-{at}"), (2e5 * libm::exp(stream.normal())).round())).collect();
    let made = (0..candidates).map(|at| {
        let outlay = (4e4 * libm::exp(0.8 * stream.normal())).round();
        let mut control = candidate(&format!("C-{at}"), outlay);
        control.present_cost = (outlay * (1.0 + stream.uniform())).round();
        if stream.uniform() < 0.2 {
            control.present_benefit = (outlay * stream.uniform()).round();
        }
        let mut moved: Vec<usize> = (0..1 + stream.below(5)).map(|_| stream.below(scenarios)).collect();
        moved.sort_unstable();
        moved.dedup();
        control.effects = moved
            .into_iter()
            .map(|scenario| {
                effect(&format!("SC-{scenario}"), 0.4 + 0.6 * stream.uniform(), 0.6 + 0.4 * stream.uniform())
            })
            .collect();
        if at > 0 && stream.uniform() < 0.25 {
            control.needs.push(format!("C-{}", stream.below(at)));
        }
        if at > 0 && stream.uniform() < 0.15 {
            control.excludes.push(format!("C-{}", stream.below(at)));
        }
        control
    });
    ControlMenu { candidates: made.collect(), losses }
}

fn half_of_all(menu: &ControlMenu) -> f64 {
    menu.candidates.iter().map(|candidate| candidate.outlay).sum::<f64>() / 2.0
}

/// Every set, one after the other, worth worked out from the factors themselves.
fn brute_force(menu: &ControlMenu, budget: f64) -> f64 {
    let mut best = 0.0_f64;
    for set in 0..1_u32 << menu.candidates.len() {
        let chosen: Vec<&Candidate> =
            menu.candidates.iter().enumerate().filter(|(at, _)| set >> at & 1 == 1).map(|(_, c)| c).collect();
        let has = |id: &String| chosen.iter().any(|candidate| candidate.id == *id);
        let sound = chosen.iter().all(|c| c.needs.iter().all(has) && !c.excludes.iter().any(has));
        if !sound || chosen.iter().map(|c| c.outlay).sum::<f64>() > budget {
            continue;
        }
        let mut value: f64 = chosen.iter().map(|c| c.present_benefit - c.present_cost).sum();
        for loss in &menu.losses {
            let effects = chosen.iter().flat_map(|c| &c.effects).filter(|effect| effect.scenario == loss.scenario);
            value += loss.present_value * (1.0 - effects.map(|e| e.frequency * e.severity).product::<f64>());
        }
        best = best.max(value);
    }
    best
}

fn proven(menu: &ControlMenu, budget: f64) -> Selection {
    let selection = select_controls(menu, budget, NODES).unwrap();
    assert!(selection.proven, "{} nodes", selection.nodes);
    selection
}

#[test]
fn joint_savings_diminish_and_can_turn_the_choice() {
    // Alone A saves 60, B 50, C 30. A and B act on the same loss and save 80 together, A and C 90.
    let mut menu = ControlMenu {
        candidates: vec![candidate("A", 10.0), candidate("B", 10.0), candidate("C", 10.0)],
        losses: vec![loss("SC-1", 100.0), loss("SC-2", 60.0)],
    };
    menu.candidates[0].effects = vec![effect("SC-1", 0.5, 0.8)];
    menu.candidates[1].effects = vec![effect("SC-1", 0.5, 1.0)];
    menu.candidates[2].effects = vec![effect("SC-2", 1.0, 0.5)];
    let two = proven(&menu, 20.0);
    assert_eq!(two.controls, ["A", "C"]);
    assert_eq!((two.outlay, two.present_cost, two.present_benefit, two.value), (20.0, 20.0, 90.0, 70.0));
    assert_eq!(proven(&menu, 10.0).controls, ["A"]);
    assert_eq!(proven(&menu, 30.0).controls, ["A", "B", "C"]);
    assert!(proven(&menu, 9.9).controls.is_empty());
}

#[test]
fn a_control_that_costs_more_than_it_saves_is_left_out_unless_its_cost_does_not_count() {
    let mut menu = ControlMenu { candidates: vec![candidate("A", 50.0)], losses: vec![loss("SC-1", 100.0)] };
    menu.candidates[0].effects = vec![effect("SC-1", 0.6, 1.0)];
    assert!(proven(&menu, 100.0).controls.is_empty());
    menu.candidates[0].present_cost = 0.0;
    assert_eq!(proven(&menu, 100.0).controls, ["A"]);
}

#[test]
fn needs_and_exclusions_hold_also_by_way_of_others() {
    let mut menu = ControlMenu {
        candidates: ["A", "B", "C", "D"].map(|id| candidate(id, 10.0)).into(),
        losses: vec![loss("SC-1", 1000.0)],
    };
    menu.candidates[0].effects = vec![effect("SC-1", 0.1, 1.0)];
    menu.candidates[0].needs = vec!["B".into()];
    menu.candidates[1].needs = vec!["C".into()];
    menu.candidates[3].effects = vec![effect("SC-1", 0.5, 1.0)];
    assert_eq!(proven(&menu, 30.0).controls, ["A", "B", "C"]);
    assert_eq!(proven(&menu, 29.0).controls, ["D"]);
    menu.candidates[3].excludes = vec!["C".into()];
    assert_eq!(proven(&menu, 40.0).controls, ["A", "B", "C"]);
    menu.candidates[1].excludes = vec!["C".into()];
    assert_eq!(proven(&menu, 40.0).controls, ["D"]);
}

/// Knapsack problem P07 of J. Burkardt's collection: 15 items, capacity 750, the best is worth 1458.
#[test]
fn without_effects_it_is_a_knapsack() {
    let weights = [70.0, 73.0, 77.0, 80.0, 82.0, 87.0, 90.0, 94.0, 98.0, 106.0, 110.0, 113.0, 115.0, 118.0, 120.0];
    let profits =
        [135.0, 139.0, 149.0, 150.0, 156.0, 163.0, 173.0, 184.0, 192.0, 201.0, 210.0, 214.0, 221.0, 229.0, 240.0];
    let item = |(at, (weight, profit)): (usize, (&f64, &f64))| Candidate {
        present_cost: 0.0,
        present_benefit: *profit,
        ..candidate(&format!("C-{at}"), *weight)
    };
    let candidates = weights.iter().zip(&profits).enumerate().map(item).collect();
    let best = proven(&ControlMenu { candidates, losses: Vec::new() }, 750.0);
    assert_eq!((best.value, best.outlay), (1458.0, 749.0));
    assert_eq!(best.controls, ["C-0", "C-2", "C-4", "C-6", "C-7", "C-8", "C-13", "C-14"]);
}

#[test]
fn fifteen_candidates_agree_with_every_set_tried() {
    for seed in 0..6 {
        let menu = random_menu(seed, 15, 8);
        let budget = half_of_all(&menu) * 0.6;
        let (found, best) = (proven(&menu, budget), brute_force(&menu, budget));
        assert!((found.value - best).abs() < 0.011, "seed {seed}: {} and {best}", found.value);
    }
}

#[test]
fn forty_candidates_are_proven() {
    for seed in 0..10 {
        let menu = random_menu(seed, 40, 24);
        for part in [0.1, 0.3, 0.6] {
            let found = proven(&menu, 2.0 * part * half_of_all(&menu));
            assert!(found.outlay <= found.budget && !found.controls.is_empty());
        }
    }
}

#[test]
fn a_search_that_is_cut_short_states_a_gap_that_holds() {
    let menu = random_menu(4, 40, 24);
    let budget = half_of_all(&menu) * 0.6;
    let best = proven(&menu, budget);
    let cut = select_controls(&menu, budget, 3).unwrap();
    assert!(!cut.proven && cut.nodes < best.nodes);
    assert!(cut.value <= best.value && best.value <= cut.upper_bound, "{cut:?}");
    assert!(best.upper_bound >= best.value);
}

#[test]
fn the_frontier_rises_and_each_step_is_what_the_budget_alone_gives() {
    let menu = random_menu(11, 20, 10);
    let budgets: Vec<f64> = (0..8).map(|step| f64::from(step) / 7.0 * 2.0 * half_of_all(&menu)).collect();
    let frontier = efficiency_frontier(&menu, &budgets, NODES).unwrap();
    assert_eq!((frontier.len(), frontier[0].value), (8, 0.0));
    assert!(frontier.windows(2).all(|pair| pair[0].value <= pair[1].value));
    for (selection, &budget) in frontier.iter().zip(&budgets) {
        assert!((selection.value - proven(&menu, budget).value).abs() < 0.011);
    }
}

#[test]
fn an_unsound_menu_is_refused_by_control_and_field() {
    type Case = (&'static str, fn(&mut ControlMenu));
    let cases: &[Case] = &[
        ("the control C-1: needs must name another control of the menu, but is C-9", |m| {
            m.candidates[1].needs = vec!["C-9".into()]
        }),
        ("the control C-1: excludes must name another control of the menu, but is C-1", |m| {
            m.candidates[1].excludes = vec!["C-1".into()];
        }),
        ("the control C-0: outlay must be a finite amount of at least 0, but is -1", |m| m.candidates[0].outlay = -1.0),
        ("the control C-0: present_cost must be a finite amount of at least 0, but is NaN", |m| {
            m.candidates[0].present_cost = f64::NAN;
        }),
        ("the control C-0: effects.SC-9 must name a scenario of the menu, and each at most once, but is SC-9", |m| {
            m.candidates[0].effects = vec![effect("SC-9", 0.5, 0.5)];
        }),
        ("the control C-0: effects.SC-0.severity must be above 0 and at most 1, but is 0", |m| {
            m.candidates[0].effects = vec![effect("SC-0", 0.5, 0.0)];
        }),
        ("the loss of scenario SC-0 must be a finite amount of at least 0, but is inf", |m| {
            m.losses[0].present_value = f64::INFINITY;
        }),
        ("the menu must name every candidate once, but is C-0", |m| m.candidates[1].id = "C-0".into()),
    ];
    for (expected, change) in cases {
        let mut menu = random_menu(1, 3, 2);
        change(&mut menu);
        assert_eq!(select_controls(&menu, 1e5, NODES).unwrap_err().to_string(), *expected);
    }
    let refusal = select_controls(&random_menu(1, 3, 2), f64::NAN, NODES).unwrap_err().to_string();
    assert_eq!(refusal, "budget must be a finite amount of at least 0, but is NaN");
    let refusal = select_controls(&random_menu(1, 65, 2), 1.0, NODES).unwrap_err().to_string();
    assert_eq!(refusal, "the menu must hold at most 64 candidates, but is 65");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn small_menus_agree_with_every_set_tried(seed in 100..1_000_000_u64, count in 1..11_usize, part in 0.0..1.2_f64) {
        let menu = random_menu(seed, count, 4);
        let budget = 2.0 * part * half_of_all(&menu);
        let (found, best) = (proven(&menu, budget), brute_force(&menu, budget));
        prop_assert!((found.value - best).abs() < 0.011, "{} and {}", found.value, best);
    }

    #[test]
    fn no_choice_below_a_node_is_worth_more_than_its_bound(
        seed in 0..1_000_000_u64, chosen in any::<u64>(), left_out in any::<u64>(), completion in any::<u64>(),
    ) {
        let menu = random_menu(seed, 20, 8);
        let problem = Problem::new(&menu).unwrap();
        let budget = half_of_all(&menu);
        let mask = (1 << 20) - 1;
        // Few bits, so that most nodes can be settled.
        let thin = |bits: u64| bits & bits >> 21 & bits >> 42 & mask;
        let Some(settled) = problem.settle(Settled { chosen: thin(chosen), left_out: thin(left_out) }, budget) else {
            return Ok(());
        };
        let found = bound::bound(&problem, settled, budget, f64::NEG_INFINITY);
        let mut set = settled.chosen;
        for at in 0..20 {
            let wider = set | problem.needs[at];
            if completion >> at & 1 == 1 && wider & settled.left_out == 0 && problem.allows(wider, budget) {
                set = wider;
                prop_assert!(problem.value(set) <= found.value + 1e-6, "{} and {}", problem.value(set), found.value);
            }
        }
    }

    #[test]
    fn another_candidate_never_hurts_and_another_exclusion_never_helps(seed in 0..1_000_000_u64) {
        let mut menu = random_menu(seed, 12, 5);
        let budget = half_of_all(&menu);
        let whole = proven(&menu, budget).value;
        menu.candidates[0].excludes = vec!["C-5".into()];
        prop_assert!(proven(&menu, budget).value <= whole + 0.011);
        menu.candidates[0].excludes.clear();
        let fewer = ControlMenu { candidates: menu.candidates[..11].to_vec(), ..menu };
        prop_assert!(proven(&fewer, budget).value <= whole + 0.011);
    }
}

#[test]
fn what_there_is_to_save_is_the_mean_loss_over_the_horizon() {
    let mut run = crate::fixtures::input(vec![crate::fixtures::scenario("SC-01", 2.0, 1e4, 1e5)]);
    (run.discount_rate, run.horizon_years) = (0.1, 2);
    let losses = crate::scenario_losses(&run).unwrap();
    let mean = crate::simulate(&run).unwrap().analytic_mean;
    assert!((losses[0].present_value - mean * (1.0 / 1.1 + 1.0 / 1.21)).abs() < 0.02);
    assert_eq!(losses[0].scenario.as_str(), "SC-01");
}
