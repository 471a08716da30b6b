//! A process that is killed loses nothing that it acknowledged, and two processes never write at once.
//!
//! The test binary starts itself again as the other process, with the folder in an environment variable.

use crate::{change, created, passphrase, stage, state};
use holdfast_ports::{Change, Store, StoreError};
use holdfast_store::Workspace;
use std::{
    env, fs,
    io::{BufRead, BufReader, Write},
    path::Path,
    process::{Child, Command, Stdio},
    time::Duration,
};

const FOLDER: &str = "HOLDFAST_TEST_WORKSPACE";
const ACKNOWLEDGED: &str = "acknowledged ";

/// Starts this test binary again so that it runs one test only, which finds the folder and acts as the child.
fn start(test: &str, dir: &Path) -> Child {
    Command::new(env::current_exe().unwrap())
        .args(["--exact", test, "--nocapture"])
        .env(FOLDER, dir)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

fn acknowledge(number: u64) {
    let mut output = std::io::stdout().lock();
    writeln!(output, "{ACKNOWLEDGED}{number}").unwrap();
    output.flush().unwrap();
}

/// Commits until it is killed, and says after each commit which entry is now durable.
fn commit_for_ever(dir: &Path) -> ! {
    let mut workspace = Workspace::open(dir, &passphrase()).unwrap();
    for next in size(&workspace) + 1.. {
        let key = format!("key-{next}");
        workspace.put_blob(key.as_bytes()).unwrap();
        let change = Change { stages: vec![stage(&key, key.as_bytes())], ..change() };
        assert_eq!(workspace.commit(change).unwrap(), next);
        acknowledge(next);
    }
    panic!("the journal never ends");
}

/// Number of entries in the journal.
fn size(workspace: &Workspace) -> u64 {
    workspace.journal(1, usize::MAX).unwrap().last().map_or(0, |entry| entry.seq)
}

#[test]
fn every_acknowledged_commit_survives_twenty_kills() {
    if let Some(dir) = env::var_os(FOLDER) {
        commit_for_ever(Path::new(&dir));
    }
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("w");
    drop(created(&dir));
    let mut acknowledged = 0;
    for round in 0..20u64 {
        let mut child = start("crash::every_acknowledged_commit_survives_twenty_kills", &dir);
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut read = |until: u64| {
            let mut seen = 0;
            while seen < until {
                let Some(line) = lines.next() else { break };
                if let Some((_, number)) = line.unwrap().split_once(ACKNOWLEDGED) {
                    acknowledged = number.parse().unwrap();
                    seen += 1;
                }
            }
        };
        // A different number of commits and a different moment within a commit every time.
        read(1 + round % 4);
        std::thread::sleep(Duration::from_micros(round * 1_300));
        child.kill().unwrap();
        child.wait().unwrap();
        read(u64::MAX);

        let workspace = Workspace::open(&dir, &passphrase()).unwrap();
        let report = workspace.verify_journal().unwrap();
        assert_eq!(report.broken, None, "round {round}");
        assert!(report.entries >= acknowledged, "round {round}: {} of {acknowledged}", report.entries);
        for number in 1..=report.entries {
            let key = format!("key-{number}");
            assert_eq!(workspace.stage(&key).unwrap().as_deref(), Some(key.as_bytes()), "round {round}");
        }
        let leftovers = state(&dir).into_keys().filter(|path| path.to_string_lossy().ends_with(".partial")).count();
        assert_eq!(leftovers, 0);
    }
    assert!(acknowledged >= 20);
}

#[test]
fn a_second_process_finds_the_workspace_busy() {
    if let Some(dir) = env::var_os(FOLDER) {
        let is_busy = matches!(Workspace::open(Path::new(&dir), &passphrase()), Err(StoreError::Busy));
        return acknowledge(u64::from(is_busy));
    }
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("w");
    let says_busy = || {
        let child = start("crash::a_second_process_finds_the_workspace_busy", &dir);
        let output = child.wait_with_output().unwrap();
        String::from_utf8(output.stdout).unwrap().contains(&format!("{ACKNOWLEDGED}1"))
    };
    let workspace = created(&dir);
    assert!(says_busy());
    assert!(matches!(Workspace::open(&dir, &passphrase()), Err(StoreError::Busy)), "nor does this one get a second");
    drop(workspace);
    assert!(!says_busy());
}

#[test]
fn what_a_killed_creation_left_is_removed_and_the_place_can_be_used() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("w");
    let leftover = folder.path().join("w.unfinished-0123456789abcdef");
    fs::create_dir_all(leftover.join("blobs")).unwrap();
    for file in ["lock", "store.db"] {
        fs::write(leftover.join(file), "").unwrap();
    }
    assert!(!Workspace::exists(&dir));
    let mut workspace = created(&dir);
    assert!(!leftover.exists());
    assert_eq!(workspace.commit(change()).unwrap(), 1);
}
