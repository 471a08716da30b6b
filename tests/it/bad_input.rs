//! What firms really hand over.

use crate::it::program::{FEW, Program, fixtures, has, said};
use std::io::Write;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};

#[test]
fn broken_files_cost_one_diagnostic_each_and_the_rest_is_processed() {
    let program = Program::new();
    let folder = program.folder("policies", &FEW[1..2]);
    let pdf = std::fs::read(fixtures().join(FEW[0])).unwrap();
    std::fs::write(folder.join("broken.pdf"), &pdf[..pdf.len() / 3]).unwrap();
    std::fs::write(folder.join("empty.txt"), "").unwrap();
    std::fs::File::create(folder.join("large.pdf")).unwrap().set_len(200 << 20).unwrap();
    std::fs::write(folder.join("changing.txt"), vec![b'x'; 48 << 20]).unwrap();
    std::fs::write(folder.join("picture.png"), b"\x89PNG\r\n\x1a\n rest").unwrap();
    std::os::unix::fs::symlink(&folder, folder.join("loop")).unwrap();
    std::fs::write(folder.join("secret.txt"), "text").unwrap();
    std::fs::set_permissions(folder.join("secret.txt"), std::os::unix::fs::PermissionsExt::from_mode(0o000)).unwrap();

    let stop = AtomicBool::new(false);
    let run = std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut file = std::fs::OpenOptions::new().append(true).open(folder.join("changing.txt")).unwrap();
            while !stop.load(Ordering::Relaxed) {
                // Without a pause: however short the read is, it meets a write.
                file.write_all(b"y").unwrap();
            }
        });
        let run = as_other_user(&program, &folder);
        stop.store(true, Ordering::Relaxed);
        run
    });
    assert_eq!(run.code, 4, "{}{}", run.out, run.err);
    let report = run.json();
    assert_eq!(report["assessment"]["documents"].as_array().unwrap().len(), 1, "the good document is there");
    let mut found: Vec<(String, String)> = report["import"]["diagnostics"]
        .as_array()
        .unwrap()
        .iter()
        .map(|found| {
            assert!(!found["hint"].as_str().unwrap().is_empty(), "{found}");
            (found["file"].as_str().unwrap().to_owned(), found["code"].as_str().unwrap().to_owned())
        })
        .collect();
    found.sort();
    let expected = [
        ("broken.pdf", "malformed"),
        ("changing.txt", "changed_while_read"),
        ("empty.txt", "empty_file"),
        ("large.pdf", "too_large"),
        ("loop", "directory_loop"),
        ("picture.png", "unsupported_format"),
        ("secret.txt", "unreadable"),
    ];
    let expected: Vec<(String, String)> = expected.iter().map(|(f, c)| (f.to_string(), c.to_string())).collect();
    assert_eq!(found, expected);
}

/// Runs the main job as a user whom file permissions bind, also where the tests run as root.
fn as_other_user(program: &Program, folder: &std::path::Path) -> crate::it::program::Said {
    let arguments = ["run", folder.to_str().unwrap(), "--json", "--out", "reports", "--iterations", "2000"];
    let root = said(Command::new("id").arg("-u").output().unwrap()).out.trim() == "0";
    if !root {
        return program.say(&arguments);
    }
    assert!(has("setpriv"), "util-linux is part of every Debian system");
    let direct = program.command(&arguments);
    // The binary and its resources may stand in a folder that only root can enter.
    let stage = program.path("program");
    let binary = crate::it::program::binary();
    let resources = std::env::var_os("HOLDFAST_RESOURCES")
        .map_or_else(|| binary.parent().unwrap().join("resources"), std::path::PathBuf::from);
    std::fs::create_dir(&stage).unwrap();
    assert!(Command::new("cp").arg(&binary).arg(stage.join("holdfast")).status().unwrap().success());
    assert!(Command::new("cp").arg("-rL").arg(resources).arg(stage.join("resources")).status().unwrap().success());
    let owner = "65534:65534";
    assert!(Command::new("chown").args(["-R", owner]).arg(program.scratch.path()).status().unwrap().success());
    let mut command = Command::new("setpriv");
    command.args(["--reuid=65534", "--regid=65534", "--clear-groups", "--"]).arg(stage.join("holdfast"));
    command.args(direct.get_args()).current_dir(program.scratch.path()).stdin(std::process::Stdio::null());
    for (name, value) in direct.get_envs() {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    command.env("HOLDFAST_RESOURCES", stage.join("resources"));
    said(command.output().unwrap())
}
