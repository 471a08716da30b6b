//! The plan as files for other programs, and progress that comes back from them.

use crate::it::program::{FEW, Program};
use calamine::{Data, Reader, Xlsx, open_workbook};
use quick_xml::events::Event;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::Path;

/// A workspace with a plan for a few documents, and that plan.
fn planned() -> (Program, Value) {
    let program = Program::new();
    let ran = program.run(&program.folder("policies", &FEW));
    assert_eq!(ran.code, 0, "{}", ran.err);
    let plan = program.say(&["plan", "--deadline", "2031-12-31", "--json"]);
    assert_eq!(plan.code, 0, "{}", plan.err);
    let plan = plan.json();
    (program, plan)
}

fn export(program: &Program, format: &str, out: &str) -> Vec<u8> {
    let said = program.say(&["plan", "export", "--format", format, "--out", out, "--json"]);
    assert_eq!(said.code, 0, "{format}: {said:?}");
    let bytes = std::fs::read(program.path(out)).unwrap();
    assert_eq!(said.json()["bytes"].as_u64(), Some(bytes.len() as u64));
    bytes
}

/// Names and dates of the tasks of a plan.
fn rows(plan: &Value) -> BTreeSet<(String, String, String)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let tasks = plan["tasks"].as_array().unwrap().iter();
    tasks.map(|task| (text(&task["id"]), text(&task["start"]), text(&task["finish"]))).collect()
}

/// The cells of a sheet as text.
fn sheet(file: &Path, name: &str) -> Vec<Vec<String>> {
    let mut workbook: Xlsx<_> = open_workbook(file).unwrap();
    let range = workbook.worksheet_range(name).unwrap();
    let text = |cell: &Data| match cell {
        Data::DateTime(moment) => {
            let (year, month, day, ..) = moment.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
        other => other.to_string(),
    };
    range.rows().map(|row| row.iter().map(text).collect()).collect()
}

#[test]
fn every_format_says_what_the_plan_says() {
    let (program, plan) = planned();
    let expected = rows(&plan);
    assert!(expected.len() > 20, "{expected:?}");

    let first = export(&program, "xlsx", "plan.xlsx");
    let tasks = sheet(&program.path("plan.xlsx"), "Tasks");
    let at = |head: &str| tasks[0].iter().position(|cell| cell == head).unwrap();
    let (id, start, finish) = (at("Task"), at("Start"), at("Finish"));
    let found = tasks[1..].iter().map(|row| (row[id].clone(), row[start].clone(), row[finish].clone()));
    assert_eq!(found.collect::<BTreeSet<_>>(), expected);
    let links: usize =
        plan["tasks"].as_array().unwrap().iter().map(|task| task["links"].as_array().unwrap().len()).sum();
    assert_eq!(sheet(&program.path("plan.xlsx"), "Links").len(), links + 1);
    let people = sheet(&program.path("plan.xlsx"), "People and load").len();
    assert_eq!(people, plan["people"].as_array().unwrap().len() + 1);
    assert_eq!(export(&program, "xlsx", "again.xlsx"), first, "the same plan gives the same bytes");

    let csv = String::from_utf8(export(&program, "csv", "plan.csv")).unwrap();
    assert!(csv.starts_with('\u{feff}') && csv.ends_with("\r\n") && csv.lines().count() == expected.len() + 1);
    for (id, start, finish) in &expected {
        let line = csv.lines().find(|line| line.starts_with(&format!("{id},"))).unwrap();
        assert!(line.contains(&format!(",{start},{finish},")), "{line}");
    }

    let mermaid = String::from_utf8(export(&program, "mermaid", "plan.mmd")).unwrap();
    for (id, start, finish) in &expected {
        let line = mermaid.lines().find(|line| line.trim_start().starts_with(&format!("{id} "))).unwrap();
        assert!(line.ends_with(&format!(", {start}, {finish}")), "{line}");
    }

    let calendar = String::from_utf8(export(&program, "ics", "plan.ics")).unwrap();
    assert!(calendar.split("\r\n").all(|line| line.len() <= 75 && !line.contains('\n')));
    let whole = calendar.replace("\r\n ", "");
    assert_eq!(whole.matches("BEGIN:VEVENT").count(), expected.len());
    for (id, start, _) in &expected {
        let event = whole.split("BEGIN:VEVENT").find(|event| event.contains(&format!("\r\nUID:{id}-"))).unwrap();
        assert!(event.contains(&format!("DTSTART;VALUE=DATE:{}\r\n", start.replace('-', ""))), "{event}");
    }

    let project = texts(&export(&program, "msproject", "plan.xml"));
    let dated = |name: &str, day: &str, time: &str| project.contains(&(name.to_owned(), format!("{day}T{time}")));
    for (_, start, finish) in &expected {
        assert!(dated("Start", start, "08:00:00") && dated("Finish", finish, "17:00:00"));
    }
    let named = |path: &str| project.iter().filter(|(name, _)| name == path).count();
    assert_eq!(named("LinkLag"), named("PredecessorUID"));
    assert!(named("LinkLag") >= links, "every link of the plan and those of the last milestone");

    for (format, out) in [("gantt-svg", "gantt.svg"), ("network-svg", "network.svg")] {
        let words = texts(&export(&program, format, out));
        let critical = plan["critical_path"].as_array().unwrap();
        for id in critical.iter().map(|id| id.as_str().unwrap()) {
            assert!(words.iter().any(|(name, text)| name == "text" && text.contains(id)), "{format}: {id}");
        }
    }
    assert_eq!(program.say(&["journal", "verify"]).code, 0);
}

/// Every element that holds text, with that text.
fn texts(xml: &[u8]) -> Vec<(String, String)> {
    let mut reader = quick_xml::Reader::from_reader(xml);
    let (mut open, mut found): (Vec<String>, Vec<(String, String)>) = (Vec::new(), Vec::new());
    loop {
        match reader.read_event().unwrap() {
            Event::Start(start) => {
                open.push(start.name().as_ref().to_owned());
                found.push((open.last().unwrap().clone(), String::new()));
            }
            Event::Text(text) => {
                if let Some(last) = found.last_mut() {
                    last.1 += text.trim();
                }
            }
            Event::End(_) => drop(open.pop()),
            Event::Eof => break,
            _ => {}
        }
    }
    assert!(open.is_empty(), "every element is closed");
    found
}

#[test]
fn an_export_writes_whole_files_and_overwrites_nothing_unasked() {
    let program = Program::new();
    assert_eq!(program.say(&["init"]).code, 0);
    let refused = |out: &str, more: &[&str]| {
        let said = program.say(&[&["plan", "export", "--format", "csv", "--out", out, "--json"], more].concat());
        (said.code, said.json()["error"]["message"].as_str().unwrap_or_default().to_owned())
    };
    assert_eq!(refused("plan.csv", &[]), (3, "There is no plan yet.".into()));
    let (program, _) = planned();
    let say = |out: &str, more: &[&str]| {
        program.say(&[&["plan", "export", "--format", "csv", "--out", out, "--json"], more].concat())
    };
    std::fs::create_dir(program.path("folder")).unwrap();
    std::fs::write(program.path("mine.csv"), "typed by hand").unwrap();
    let said = say("folder", &[]);
    assert!(said.code == 2 && said.out.contains("is a folder"), "{said:?}");
    let said = say("mine.csv", &[]);
    assert!(said.code == 3 && said.out.contains("--replace"), "{said:?}");
    assert_eq!(std::fs::read_to_string(program.path("mine.csv")).unwrap(), "typed by hand");
    let said = say("mine.csv/plan.csv", &[]);
    assert!(said.code == 1 && said.out.contains("cannot be written"), "{said:?}");
    assert_eq!(say("mine.csv", &["--replace"]).code, 0);
    assert!(std::fs::read_to_string(program.path("mine.csv")).unwrap().contains("Percent done"));
    assert!(!program.path("mine.csv.part").exists());
}

/// Task, percent as a share, start, finish.
type Told<'t> = (&'t str, Option<f64>, Option<&'t str>, Option<&'t str>);

/// A workbook as a user fills it in.
fn filled(file: &Path, rows: &[Told<'_>]) {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    let (share, day) = (Format::new().set_num_format("0%"), Format::new().set_num_format("yyyy-mm-dd"));
    for (at, head) in (0..).zip(["Task", "What", "Percent done", "Actual start", "Actual finish"]) {
        sheet.write(0, at, head).unwrap();
    }
    for (at, (id, done, start, finish)) in (1..).zip(rows) {
        sheet.write(at, 0, *id).unwrap();
        sheet.write(at, 1, "as planned").unwrap();
        if let Some(done) = done {
            sheet.write_with_format(at, 2, *done, &share).unwrap();
        }
        for (column, date) in [(3, start), (4, finish)] {
            if let Some(date) = date {
                let date = ExcelDateTime::parse_from_str(date).unwrap();
                sheet.write_with_format(at, column, &date, &day).unwrap();
            }
        }
    }
    workbook.save(file).unwrap();
}

#[test]
fn progress_comes_back_and_the_next_plan_is_what_is_left() {
    let (program, before) = planned();
    let tasks = before["tasks"].as_array().unwrap();
    let chain = before["critical_path"].as_array().unwrap();
    let id = |value: &Value| value.as_str().unwrap().to_owned();
    let (done, begun) = (id(&chain[0]), id(&chain[1]));
    let effort = |plan: &Value, id: &str| {
        let found = plan["tasks"].as_array().unwrap().iter().find(|task| task["id"] == id)?.clone();
        Some((found["effort_days"].as_f64()?, found["assignees"].clone()))
    };
    filled(
        &program.path("filled.xlsx"),
        &[
            (&done, Some(1.0), Some("2020-01-06"), Some("2020-01-17")),
            (&begun, Some(0.6), Some("2020-01-20"), None),
            ("TASK-999", Some(0.5), None, None),
            (&id(&chain[2]), Some(1.0), None, None),
        ],
    );
    let said = program.say(&["plan", "progress", "filled.xlsx", "--json"]);
    assert_eq!(said.code, 4, "{said:?}");
    let report = said.json();
    assert_eq!((&report["taken"], &report["done"], &report["under_way"]), (&2.into(), &1.into(), &1.into()));
    let skipped: Vec<_> =
        report["skipped"].as_array().unwrap().iter().map(|row| (&row["row"], &row["field"])).collect();
    assert_eq!(skipped, [(&4.into(), &"Task".into()), (&5.into(), &"Actual finish".into())]);

    let status = program.say(&["plan", "status", "--json"]).json();
    assert_eq!((&status["needs_replanning"], &status["done"]), (&true.into(), &1.into()));

    let after = program.say(&["plan", "--deadline", "2031-12-31", "--json"]).json();
    assert_eq!(after["tasks"].as_array().unwrap().len(), tasks.len() - 1);
    assert_eq!(effort(&after, &done), None);
    let ((whole, people), (rest, same)) = (effort(&before, &begun).unwrap(), effort(&after, &begun).unwrap());
    assert!((rest - 0.4 * whole).abs() < 1e-9 && people == same, "{rest} of {whole}, {people} {same}");
    assert!(after["notices"].to_string().contains("what is left to do"));

    let status = program.say(&["plan", "status", "--json"]).json();
    assert_eq!(status["needs_replanning"], false);
    let task = |id: &str| status["tasks"].as_array().unwrap().iter().find(|task| task["id"] == id).unwrap().clone();
    assert_eq!((&task(&done)["state"], &task(&done)["forecast_finish"]), (&"done".into(), &"2020-01-17".into()));
    assert!(task(&done)["slipped_days"].as_i64().unwrap() < 0, "finished long before it was planned");
    let all: f64 = tasks.iter().map(|task| task["effort_days"].as_f64().unwrap()).sum();
    let behind = effort(&before, &done).unwrap().0 + 0.6 * whole;
    assert!((status["percent_done"].as_f64().unwrap() - 100.0 * behind / all).abs() < 1e-6, "{status}");

    let scratch = program.say(&["plan", "--from-scratch", "--deadline", "2031-12-31", "--json"]).json();
    assert_eq!(rows(&scratch), rows(&before), "without progress the plan is the first one");
    let told = program.say(&["plan", "status"]);
    assert!(told.out.contains("Done, by effort") && told.out.contains("● done"), "{}", told.out);
    assert_eq!(program.say(&["journal", "verify"]).code, 0);
}

#[test]
fn progress_from_an_exported_csv_is_taken_and_other_files_are_refused() {
    let (program, plan) = planned();
    let csv = String::from_utf8(export(&program, "csv", "plan.csv")).unwrap();
    let first = plan["tasks"][0]["id"].as_str().unwrap().to_owned();
    let untouched = program.say(&["plan", "progress", "plan.csv", "--json"]);
    assert_eq!((untouched.code, &untouched.json()["taken"]), (0, &0.into()));
    let line = csv.lines().find(|line| line.starts_with(&first)).unwrap();
    let told = line.replacen(",,,", ",40%,2020-01-06,", 1);
    assert_ne!(told, line);
    std::fs::write(program.path("told.csv"), csv.replace(line, &told)).unwrap();
    let said = program.say(&["plan", "progress", "told.csv", "--json"]);
    assert_eq!((said.code, &said.json()["under_way"]), (0, &1.into()), "{said:?}");
    let again = String::from_utf8(export(&program, "csv", "again.csv")).unwrap();
    assert!(again.contains(",40%,2020-01-06,"), "what was reported is in the next export");

    std::fs::write(program.path("other.csv"), "Name,Age\nAda,36\n").unwrap();
    std::fs::write(program.path("broken.xlsx"), "PK\u{3}\u{4} no workbook").unwrap();
    for file in ["other.csv", "broken.xlsx"] {
        let said = program.say(&["plan", "progress", file, "--json"]);
        assert_eq!(said.code, 2, "{file}: {said:?}");
    }
    assert_eq!(program.say(&["plan", "progress", "absent.xlsx"]).code, 1);
}

#[test]
fn risks_of_the_plan_stand_in_a_matrix() {
    let (program, _) = planned();
    let said = program.say(&["plan", "risks", "--json"]).json();
    let risks = said["risks"].as_array().unwrap();
    let counted: u64 = said["matrix"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|row| row.as_array().unwrap())
        .map(|n| n.as_u64().unwrap())
        .sum();
    assert!(!risks.is_empty() && counted == risks.len() as u64);
    for risk in risks {
        let step = |name: &str| risk["rating"][name].as_u64().unwrap();
        assert_eq!(risk["score"].as_u64(), Some(step("probability") * step("impact")));
    }
    let scores: Vec<u64> = risks.iter().map(|risk| risk["score"].as_u64().unwrap()).collect();
    assert!(scores.windows(2).all(|pair| pair[0] >= pair[1]), "{scores:?}");
    assert!(program.say(&["plan", "risks"]).out.contains("Probability"));
}
