//! Killed at any moment, nothing committed is lost and the next run carries on.

use crate::it::program::{FEW, Program};
use std::time::Duration;

#[test]
fn a_run_killed_at_any_moment_is_carried_on_by_the_next() {
    let whole = Program::new();
    let folder = whole.folder("policies", &FEW);
    let expected = whole.run(&folder).json()["assessment"]["assessment_id"].clone();

    let program = Program::new();
    let folder = program.folder("policies", &FEW);
    let mut kept = 0;
    // From the first writes to the last: spread over the time a whole run takes, denser at the start.
    for step in 0..14_u64 {
        let mut child = program
            .command(&[
                "run",
                folder.to_str().unwrap(),
                "--json",
                "--quiet",
                "--out",
                "reports",
                "--iterations",
                "20000",
            ])
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_millis(40 + 37 * step * step));
        let _ = child.kill();
        child.wait().unwrap();
        let journal = program.say(&["journal", "verify", "--json"]);
        if journal.code == 1 {
            assert_eq!(kept, 0, "a workspace that was there is gone: {}", journal.out);
            continue;
        }
        assert_eq!(journal.code, 0, "{}{}", journal.out, journal.err);
        let entries = journal.json()["entries"].as_u64().unwrap();
        assert!(entries >= kept, "{entries} entries after {kept}");
        kept = entries;
    }
    let run = program.run(&folder);
    assert_eq!(run.code, 0, "{}", run.err);
    assert_eq!(run.json()["assessment"]["assessment_id"], expected, "the result is that of an undisturbed run");
}
