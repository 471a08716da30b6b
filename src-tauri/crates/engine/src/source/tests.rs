#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
use super::*;
use std::fs;

fn names(files: &[FoundFile]) -> Vec<&str> {
    files.iter().map(|file| file.name.as_str()).collect()
}

#[test]
fn files_are_found_by_name_and_hidden_ones_are_left() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["b.txt", "a.txt", ".hidden", "~$b.docx", "deep/c.txt", ".git/config"] {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, "text").unwrap();
    }
    let (files, diagnostics) = find(&[folder.path().to_owned()], &[]);
    assert_eq!(names(&files), ["a.txt", "b.txt", "deep/c.txt"]);
    assert!(diagnostics.is_empty());
    let (single, _) = find(&[folder.path().join("a.txt")], &[]);
    assert_eq!(names(&single), ["a.txt"]);
}

#[cfg(unix)]
#[test]
fn a_loop_a_dead_link_and_a_socket_are_each_said_once_and_the_rest_is_found() {
    use std::os::unix::fs::symlink;
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("deep")).unwrap();
    fs::write(folder.path().join("deep/a.txt"), "text").unwrap();
    symlink(folder.path(), folder.path().join("deep/loop")).unwrap();
    symlink("nowhere", folder.path().join("dead.pdf")).unwrap();
    let _socket = std::os::unix::net::UnixListener::bind(folder.path().join("socket")).unwrap();
    let (files, diagnostics) = find(&[folder.path().to_owned()], &[]);
    assert_eq!(names(&files), ["deep/a.txt"]);
    let mut codes: Vec<_> = diagnostics.iter().map(|found| (found.code, found.file.as_str())).collect();
    codes.sort();
    assert_eq!(
        codes,
        [
            (DiagnosticCode::Unreadable, "dead.pdf"),
            (DiagnosticCode::DirectoryLoop, "deep/loop"),
            (DiagnosticCode::NotAFile, "socket"),
        ]
    );
    assert!(diagnostics.iter().all(|found| !found.hint.is_empty()));
}

#[test]
fn empty_large_and_missing_files_are_refused_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| FoundFile { path: folder.path().join(name), name: name.into() };
    fs::write(folder.path().join("empty"), "").unwrap();
    fs::write(folder.path().join("large"), vec![b'x'; 2 << 20]).unwrap();
    for (name, code) in [
        ("empty", DiagnosticCode::EmptyFile),
        ("large", DiagnosticCode::TooLarge),
        ("missing", DiagnosticCode::Unreadable),
    ] {
        let refused = read(&file(name), 1 << 20).unwrap_err();
        assert_eq!((refused.code, refused.file.as_str()), (code, name));
    }
}

/// A status file of the kernel never has the size it states, which is what a file that grows looks like, at every try.
#[cfg(target_os = "linux")]
#[test]
fn a_file_that_is_not_what_it_was_when_opened_is_refused() {
    let found = FoundFile { path: "/proc/self/status".into(), name: "growing.txt".into() };
    let refused = read(&found, 1 << 20).unwrap_err();
    assert_eq!((refused.code, refused.file.as_str()), (DiagnosticCode::ChangedWhileRead, "growing.txt"));
}

#[test]
fn reports_workspaces_and_left_folders_are_not_taken_for_policies() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["policy.txt", "out/board-report.pdf", "w/keyslots.json", "w/store.db", "w/blobs/aa"] {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, "text").unwrap();
    }
    let (files, diagnostics) = find(&[folder.path().to_owned()], &[folder.path().join("out")]);
    assert_eq!((names(&files), diagnostics.len()), (vec!["policy.txt"], 0));
    fs::write(folder.path().join("policy.txt"), "%PDF-1.7 ... <xmp:CreatorTool>Holdfast 0.1.0</xmp:CreatorTool>")
        .unwrap();
    assert_eq!(read(&files[0], 1 << 20).unwrap_err().code, DiagnosticCode::OwnReport);
}

#[test]
fn the_same_name_in_two_folders_is_two_documents() {
    let folder = tempfile::tempdir().unwrap();
    let roots = ["bank-a", "bank-b"].map(|name| folder.path().join(name));
    for root in &roots {
        fs::create_dir(root).unwrap();
        fs::write(root.join("policy.txt"), root.to_string_lossy().as_bytes()).unwrap();
    }
    let (files, _) = find(&roots, &[]);
    assert_eq!(names(&files), ["bank-b/policy.txt", "policy.txt"]);
    let (again, _) = find(&[roots[0].clone(), roots[0].clone()], &[]);
    assert_eq!(names(&again), ["policy.txt"], "the same file twice is one");
}
