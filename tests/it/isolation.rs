//! Nothing leaves the machine and nothing readable reaches the disk.

use crate::it::program::{FEW, Program, Said, binary, said, snapshot};
use std::path::Path;
use std::process::Command;

#[test]
fn the_main_job_passes_without_any_network_interface() {
    let program = Program::new();
    let folder = program.folder("policies", &FEW);
    let direct = program.command(&["run", folder.to_str().unwrap(), "--json", "--out", "reports"]);
    let mut command = Command::new("unshare");
    // A user namespace lets an ordinary account make an empty network namespace.
    command.args(["--map-root-user", "--net", "--"]).arg(binary()).args(direct.get_args());
    command.current_dir(program.scratch.path()).stdin(std::process::Stdio::null());
    for (name, value) in direct.get_envs().filter_map(|(name, value)| Some((name, value?))) {
        command.env(name, value);
    }
    let interfaces = Command::new("unshare").args(["--map-root-user", "--net", "--", "cat", "/proc/net/dev"]).output();
    let interfaces = said(interfaces.expect("unshare is part of every Debian system"));
    assert_eq!(interfaces.code, 0, "no network namespace can be made here: {}", interfaces.err);
    let up = interfaces.out.lines().skip(2).filter(|line| !line.trim_start().starts_with("lo:")).count();
    assert_eq!(up, 0, "{}", interfaces.out);
    let run = said(command.output().unwrap());
    assert_eq!(run.code, 0, "{}{}", run.out, run.err);
}

#[test]
fn the_main_job_opens_no_network_socket_and_leaves_nothing_in_the_home_folder() {
    let program = Program::new();
    let folder = program.folder("policies", &FEW);
    let home = program.path("home");
    std::fs::create_dir(&home).unwrap();
    let run = program.command(&["run", folder.to_str().unwrap(), "--json", "--out", "reports"]);
    let (run, calls) = watched(&program, &run, &home);
    assert_eq!(run.code, 0, "{}{}", run.out, run.err);
    assert!(calls.contains("exited with 0"), "the calls were recorded");
    let network: Vec<&str> = calls.lines().filter(|call| call.contains("AF_INET")).collect();
    assert!(network.is_empty(), "{network:#?}");
    assert!(snapshot(&home).is_empty(), "{:?}", snapshot(&home).keys());
}

/// Runs a command and records every network call of it and its children.
pub(crate) fn watched(program: &Program, direct: &Command, home: &Path) -> (Said, String) {
    let record = program.path("calls");
    let mut command = Command::new("strace");
    command.args(["-f", "--seccomp-bpf", "-e", "trace=%network", "-o"]).arg(&record).arg("--");
    command.arg(binary()).args(direct.get_args());
    command.current_dir(program.scratch.path()).stdin(std::process::Stdio::null()).env("HOME", home);
    command.env_remove("XDG_CACHE_HOME").env_remove("XDG_DATA_HOME").env_remove("ORT_DISABLE_TELEMETRY");
    for (name, value) in direct.get_envs().filter_map(|(name, value)| Some((name, value?))) {
        command.env(name, value);
    }
    let said = said(command.output().expect("`cargo xtask test` installs strace"));
    (said, std::fs::read_to_string(record).unwrap())
}

#[test]
fn no_sentence_of_a_document_is_readable_on_disk() {
    let program = Program::new();
    let folder = program.path("policies");
    std::fs::create_dir(&folder).unwrap();
    let canary = "zanzibarquokka";
    let text = format!(
        "1. Backup\n\nThe {canary} team shall test the restoration of every backup each month and keeps a record of \
         the result in the register. The Chief Information Security Officer reviews the register every quarter.\n"
    );
    std::fs::write(folder.join("policy.txt"), &text).unwrap();
    // Once cut off in the middle, once to the end.
    let out = program.path("reports");
    let mut killed =
        program.command(&["run", folder.to_str().unwrap(), "--out", out.to_str().unwrap()]).spawn().unwrap();
    std::thread::sleep(std::time::Duration::from_millis(600));
    let _ = killed.kill();
    killed.wait().unwrap();
    let run = program.run(&folder);
    assert_eq!(run.code, 0, "{}", run.err);
    let passages = program.say(&["documents", "--passages"]);
    assert!(passages.out.contains(canary), "the text is in the workspace");
    let mut searched = 0;
    for (path, (bytes, _)) in snapshot(program.scratch.path()) {
        let inside = path.strip_prefix(program.scratch.path()).unwrap();
        // The input itself and the reports that the user asked for are meant to be read.
        if inside.starts_with("policies") || inside.starts_with("reports") {
            continue;
        }
        for word in [canary, "restoration", "register"] {
            let hit = bytes.windows(word.len()).any(|window| window.eq_ignore_ascii_case(word.as_bytes()));
            assert!(!hit, "{} holds a word of the document", inside.display());
        }
        searched += 1;
    }
    assert!(searched >= 5, "database, blob, index and slots were searched: {searched} files");
}
