//! Plan files, read back by readers that share no code with what wrote them.
#![allow(clippy::unwrap_used)]

#[allow(dead_code, unreachable_pub, reason = "shared with the tests of the board report")]
mod sample;

use holdfast_domain::RequirementId;
use holdfast_planner::{Plan, PlannedLink, Progress, Span, TaskProgress};
use holdfast_report::plan_file::*;
use holdfast_rulepack::{Blackout, Link, Person, SkillNeed, Team, TeamCalendar};
use jiff::civil::date;
use proptest::prelude::*;
use quick_xml::events::Event;
use std::collections::BTreeMap;

/// Order of the elements that are written, by the published schema of Project XML.
const ORDER: &[(&str, &str)] = &[
    (
        "Project",
        "SaveVersion Name Title Subject CreationDate ScheduleFromStart StartDate FinishDate CriticalSlackLimit \
         CurrencyDigits CurrencySymbol CurrencyCode CalendarUID DefaultStartTime DefaultFinishTime MinutesPerDay \
         MinutesPerWeek DaysPerMonth DefaultTaskType DurationFormat NewTasksEffortDriven WeekStartDay Calendars Tasks \
         Resources Assignments",
    ),
    ("Calendar", "UID Name IsBaseCalendar BaseCalendarUID WeekDays Exceptions"),
    ("WeekDay", "DayType DayWorking TimePeriod WorkingTimes"),
    ("Exception", "EnteredByOccurrences TimePeriod Occurrences Name Type DayWorking"),
    (
        "Task",
        "UID ID Name Active Manual Type IsNull WBS OutlineNumber OutlineLevel Priority Start Finish Duration \
         DurationFormat Work EffortDriven Estimated Milestone Summary Critical FreeSlack TotalSlack FixedCost \
         FixedCostAccrual ConstraintType CalendarUID ConstraintDate Deadline LevelingCanSplit IgnoreResourceCalendar \
         Notes PredecessorLink Baseline",
    ),
    ("PredecessorLink", "PredecessorUID Type CrossProject LinkLag LagFormat"),
    ("Baseline", "Number Start Finish Duration DurationFormat EstimatedDuration Work Cost"),
    ("Resource", "UID ID Name Type IsNull Code MaxUnits CanLevel StandardRate StandardRateFormat CalendarUID"),
    ("Assignment", "UID TaskUID ResourceUID Finish Start Units Work"),
];

/// Owns what a [`PlanExport`] borrows.
struct Owned {
    plan: Plan,
    team: Team,
    progress: Progress,
    domains: BTreeMap<RequirementId, String>,
}

impl Owned {
    fn new(title: &str) -> Self {
        let mut plan = sample::Sample::realistic().plan;
        plan.deadline = Some(plan.finish);
        let (first, second) = (plan.tasks[0].id.clone(), plan.tasks[1].id.clone());
        plan.tasks[0].title = title.to_owned();
        plan.tasks[0].outcome = title.to_owned();
        for (at, (relation, lag_days)) in
            [(Link::FinishStart, 0), (Link::StartStart, 5), (Link::FinishFinish, -2), (Link::StartFinish, 1)]
                .into_iter()
                .enumerate()
        {
            plan.tasks[at + 2].links = vec![PlannedLink { task: first.clone(), relation, lag_days }];
        }
        for task in &mut plan.tasks {
            task.late = Some(Span { start: task.start, finish: task.finish });
        }
        plan.critical_paths = vec![vec![first.clone(), plan.tasks[2].id.clone()]];
        let person = |load: &holdfast_planner::PersonLoad| Person {
            id: load.id.clone(),
            title: load.title.clone(),
            skills: vec![SkillNeed { skill: "law".into(), level: 2 }],
            capacity: 0.5,
            day_rate_eur: 800.0,
            week: None,
            country: None,
            absences: Vec::new(),
        };
        let freeze = Blackout { name: title.to_owned(), from: date(2026, 12, 14), to: date(2027, 1, 8) };
        let calendar = TeamCalendar { blackouts: vec![freeze], ..TeamCalendar::default() };
        let team = Team { people: plan.people.iter().map(person).collect(), calendar };
        let begun = TaskProgress { percent_done: 12.5, actual_start: Some(date(2026, 11, 2)), actual_finish: None };
        let requirements = plan.tasks.iter().flat_map(|task| task.requirement_ids.clone());
        let domains = requirements.map(|id| (id, title.to_owned())).collect();
        Self { plan, team, progress: [(second, begun)].into(), domains }
    }

    fn export(&self) -> PlanExport<'_> {
        PlanExport {
            plan: &self.plan,
            baseline: &self.plan,
            team: &self.team,
            holidays: &[],
            progress: &self.progress,
            domains: &self.domains,
            key: "0123456789abcdef0123",
            baseline_key: "fedcba98765432100123",
            at: "2026-11-25T10:00:00.5Z",
        }
    }
}

/// Each element with the names of its children; panics where the file is not well formed.
fn children(xml: &[u8]) -> Vec<(String, Vec<String>)> {
    let mut reader = quick_xml::Reader::from_reader(xml);
    let (mut open, mut found): (Vec<usize>, Vec<(String, Vec<String>)>) = (Vec::new(), Vec::new());
    loop {
        match reader.read_event().unwrap() {
            event @ (Event::Start(_) | Event::Empty(_)) => {
                let (Event::Start(start) | Event::Empty(start)) = &event else { unreachable!() };
                let name = start.name().as_ref().to_owned();
                if let Some(parent) = open.last() {
                    found[*parent].1.push(name.clone());
                }
                found.push((name, Vec::new()));
                if matches!(event, Event::Start(_)) {
                    open.push(found.len() - 1);
                }
            }
            Event::End(_) => drop(open.pop()),
            Event::Eof => break,
            _ => {}
        }
    }
    found
}

#[test]
fn elements_of_a_project_file_come_in_the_order_of_the_schema() {
    let owned = Owned::new("Freeze");
    let found = children(&msproject(&owned.export()));
    for (parent, order) in ORDER {
        let order: Vec<&str> = order.split_whitespace().collect();
        let of_kind: Vec<_> = found.iter().filter(|(name, names)| name == parent && !names.is_empty()).collect();
        assert!(!of_kind.is_empty(), "{parent}");
        for (_, names) in of_kind {
            let places: Vec<usize> = names
                .iter()
                .map(|name| order.iter().position(|known| known == name).unwrap_or_else(|| unreachable!("{name}")))
                .collect();
            assert!(places.is_sorted(), "{parent}: {names:?}");
        }
    }
    let text = String::from_utf8(msproject(&owned.export())).unwrap();
    for (kind, lag) in [("1", "0"), ("3", "24000"), ("0", "-9600"), ("2", "4800")] {
        let link = format!("<Type>{kind}</Type>\n    <CrossProject>0</CrossProject>\n    <LinkLag>{lag}</LinkLag>");
        assert!(text.contains(&link), "{link}");
    }
    assert!(text.contains("<FromDate>2026-12-14T00:00:00</FromDate>"));
}

#[test]
fn a_cell_that_looks_like_a_formula_is_words() {
    for title in ["=1+1", "+1", "-1", "@x", "\tx"] {
        let owned = Owned::new(title);
        let text = String::from_utf8(csv(&owned.export())).unwrap();
        let guarded = format!("'{title}");
        assert!(text.contains(&guarded), "{title}");
        assert_eq!(csv_rows(text.as_bytes()).unwrap()[1][1], title.trim());
    }
}

#[test]
fn progress_of_an_export_reads_as_it_was() {
    let owned = Owned::new("Plain");
    let rows = csv_rows(&csv(&owned.export())).unwrap();
    let known = owned.plan.tasks.iter().map(|task| task.id.clone()).collect();
    let numbered: Vec<_> = (1..).zip(rows).collect();
    let (progress, problems) = holdfast_planner::read_progress(&numbered, &known, date(2026, 11, 25)).unwrap();
    assert_eq!((progress, problems), (owned.progress, Vec::new()));
    let german = "Task;Percent done\r\nTASK-1;50%\r\n";
    assert_eq!(csv_rows(german.as_bytes()).unwrap()[1], ["TASK-1", "50%"]);
    assert!(csv_rows(b"Task,\xff\n").unwrap_err().contains("UTF-8"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn no_text_breaks_a_format(title in "\\PC{0,60}|[ -~\n\r\t\u{1}:;#,%\"'\\\\]{0,200}|[äß€😀]{60,90}") {
        let owned = Owned::new(&title);
        let export = owned.export();
        for xml in [msproject(&export), plan_svg(&export).into_bytes(), network_svg(&export).into_bytes()] {
            prop_assert!(children(&xml).len() > 10);
        }

        let calendar = ics(&export);
        for line in calendar.split("\r\n") {
            prop_assert!(line.len() <= 75 && !line.chars().any(char::is_control), "{line:?}");
        }
        let whole = calendar.replace("\r\n ", "");
        let events = owned.plan.tasks.len();
        prop_assert_eq!(whole.matches("\r\nBEGIN:VEVENT\r\n").count(), events);
        prop_assert_eq!(whole.matches("\r\nDTSTAMP:20261125T100000Z\r\n").count() >= events, true);

        let diagram = mermaid(&export);
        let tasks = diagram.lines().filter(|line| line.contains(" :")).count();
        prop_assert_eq!(tasks, events + 1, "a line a task and one for the deadline");
        for line in diagram.lines().skip(1) {
            prop_assert!(line.matches(':').count() <= 1 && !line.contains([';', '#']), "{line}");
        }

        let rows = csv_rows(&csv(&export)).unwrap();
        prop_assert_eq!(rows.len(), events + 1);
        prop_assert!(rows.iter().all(|row| row.len() == COLUMNS.len()));
    }
}
