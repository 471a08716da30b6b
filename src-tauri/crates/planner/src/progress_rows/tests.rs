#![allow(clippy::unwrap_used)]
use super::*;
use jiff::civil::date;

const TODAY: Date = date(2027, 3, 1);

fn rows(rows: &[&[&str]]) -> Vec<Row> {
    (1..).zip(rows.iter().map(|cells| cells.iter().map(|cell| (*cell).to_owned()).collect())).collect()
}

fn known() -> BTreeSet<TaskId> {
    ["T-1", "T-2", "T-3"].into_iter().map(TaskId::from).collect()
}

fn one(cells: [&str; 3]) -> Result<TaskProgress, (&'static str, String)> {
    let table = rows(&[&[TASK, PERCENT_DONE, ACTUAL_START, ACTUAL_FINISH], &["T-1", cells[0], cells[1], cells[2]]]);
    let (progress, problems) = read_progress(&table, &known(), TODAY).unwrap();
    match (progress.get(&TaskId::from("T-1")), problems.first()) {
        (Some(state), None) => Ok(*state),
        (None, Some(problem)) => Err((problem.field, problem.message.clone())),
        other => unreachable!("{other:?}"),
    }
}

#[test]
fn every_form_of_share_and_day_reads_as_meant() {
    let start = Some(date(2027, 2, 15));
    for (cells, percent, from, to) in [
        (["50%", "", ""], 50.0, None, None),
        (["50 %", "15.02.2027", ""], 50.0, start, None),
        (["50", "2027-02-15", ""], 50.0, start, None),
        (["12,5", "", ""], 12.5, None, None),
        (["1%", "", ""], 1.0, None, None),
        (["0", "2027-02-15", ""], 0.0, start, None),
        (["100%", "2027-02-15", "2027-03-01"], 100.0, start, Some(TODAY)),
        (["", "2027-02-15", "2027-02-15"], 100.0, start, start),
    ] {
        let expected = TaskProgress { percent_done: percent, actual_start: from, actual_finish: to };
        assert_eq!(one(cells), Ok(expected), "{cells:?}");
    }
}

#[test]
fn what_cannot_be_true_is_refused_by_its_field() {
    for (cells, field, word) in [
        (["101%", "", ""], PERCENT_DONE, "0 % to 100 %"),
        (["-1", "", ""], PERCENT_DONE, "0 % to 100 %"),
        (["NaN", "", ""], PERCENT_DONE, "0 % to 100 %"),
        (["half", "", ""], PERCENT_DONE, "such as 50%"),
        (["0.5", "", ""], PERCENT_DONE, "percent sign"),
        (["1", "", ""], PERCENT_DONE, "percent sign"),
        (["100%", "2027-02-15", ""], ACTUAL_FINISH, "give the day"),
        (["60%", "", "2027-02-15"], PERCENT_DONE, "cannot be finished"),
        (["", "2027-02-15", "2027-02-14"], ACTUAL_FINISH, "before the start"),
        (["10%", "2027-03-02", ""], ACTUAL_START, "has not come yet"),
        (["", "", "2027-03-02"], ACTUAL_FINISH, "has not come yet"),
        (["10%", "02/15/2027", ""], ACTUAL_START, "such as 2027-02-15"),
        (["10%", "31.02.2027", ""], ACTUAL_START, "such as 2027-02-15"),
    ] {
        let (found, message) = one(cells).unwrap_err();
        assert!(found == field && message.contains(word), "{cells:?}: {found}: {message}");
    }
}

#[test]
fn rows_are_found_under_their_heads_and_named_by_number() {
    let table = rows(&[
        &["Plan of the firm"],
        &["What", "task", "ACTUAL FINISH", "Percent done"],
        &["a", "T-1", "2027-02-01", "100%"],
        &["b", "T-2"],
        &["c", "T-9", "", "10%"],
        &["d", "T-1", "", "10%"],
        &["e", "T-3", "", "10%"],
    ]);
    let (progress, problems) = read_progress(&table, &known(), TODAY).unwrap();
    assert_eq!(progress.keys().map(TaskId::as_str).collect::<Vec<_>>(), ["T-1", "T-3"]);
    assert!(progress[&TaskId::from("T-1")].is_done());
    let found: Vec<_> = problems.iter().map(|problem| (problem.row, problem.task.as_str(), problem.field)).collect();
    assert_eq!(found, [(5, "T-9", TASK), (6, "T-1", TASK)]);
    assert_eq!(read_progress(&rows(&[&["Task", "What"], &["T-1", "x"]]), &known(), TODAY), None);
}
