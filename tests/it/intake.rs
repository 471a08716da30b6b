//! Files of every format, archives, protected files and new versions, as a user imports them.

use crate::it::program::{Program, has};
use serde_json::Value;
use std::path::Path;
use std::process::Command;

fn run(program: &str, arguments: &[&str], folder: &Path) {
    let status = Command::new(program).args(arguments).current_dir(folder).status().unwrap();
    assert!(status.success(), "{program} {arguments:?}");
}

fn import(program: &Program, arguments: &[&str]) -> Value {
    let folder = program.path("policies");
    let arguments = [&["import", folder.to_str().unwrap(), "--json"], arguments].concat();
    program.say(&arguments).json()
}

fn codes(import: &Value) -> Vec<&str> {
    let found = import["diagnostics"].as_array().unwrap();
    found.iter().map(|diagnostic| diagnostic["code"].as_str().unwrap()).collect()
}

fn names(import: &Value) -> Vec<&str> {
    let documents = import["documents"].as_array().unwrap();
    documents.iter().map(|document| document["file"].as_str().unwrap()).collect()
}

const BACKUP: &str = "Backup rules\n============\n\n1. Copies\n=========\n\n1.1 A copy of every ledger is made every five minutes.\n\n\
                      1.2 Copies are kept for ten years.\n";

#[test]
fn archives_are_read_with_what_is_in_them_and_a_second_import_does_nothing() {
    let program = Program::new();
    program.say(&["init"]);
    let folder = program.folder("policies", &[]);
    std::fs::create_dir_all(folder.join("inner")).unwrap();
    std::fs::write(folder.join("inner/backup.txt"), BACKUP).unwrap();
    run("python3", &["-m", "zipfile", "-c", "inner.zip", "inner/backup.txt"], &folder);
    std::fs::write(folder.join("scope.md"), "# Scope\n\n## 1. Scope\n\nThis policy binds all staff.\n").unwrap();
    run("python3", &["-m", "zipfile", "-c", "all.zip", "inner.zip", "scope.md"], &folder);
    for left in ["inner.zip", "scope.md", "inner/backup.txt"] {
        std::fs::remove_file(folder.join(left)).unwrap();
    }

    let first = import(&program, &[]);
    assert_eq!(names(&first), ["all.zip/inner.zip/backup.txt", "all.zip/scope.md"]);
    let entries = |program: &Program| program.say(&["journal", "verify", "--json"]).json()["entries"].clone();
    let before = entries(&program);
    let second = import(&program, &[]);
    assert!(second["documents"].as_array().unwrap().iter().all(|document| document["known"] == true));
    assert_eq!(entries(&program), before, "a second import of the same archive writes nothing");
}

#[test]
fn an_archive_that_leads_out_of_itself_or_nests_too_deep_is_said_and_the_rest_is_read() {
    let program = Program::new();
    program.say(&["init"]);
    let folder = program.folder("policies", &[]);
    let script = "import zipfile\nz = zipfile.ZipFile('evil.zip', 'w')\nz.writestr('../../outside.txt', 'x')\n\
                  z.writestr('good.txt', open('backup.txt').read())\nz.close()\nname = 'good.zip'\n\
                  zipfile.ZipFile(name, 'w').writestr('deep.txt', 'Text at the bottom of it.')\n\
                  for level in range(8):\n    outer = f'level{level}.zip'\n    zipfile.ZipFile(outer, 'w').write(name)\n    name = outer\n";
    std::fs::write(folder.join("backup.txt"), BACKUP).unwrap();
    run("python3", &["-c", script], &folder);
    for level in 0..7 {
        std::fs::remove_file(folder.join(format!("level{level}.zip"))).unwrap();
    }
    std::fs::remove_file(folder.join("good.zip")).unwrap();
    std::fs::remove_file(folder.join("backup.txt")).unwrap();

    let report = import(&program, &[]);
    assert_eq!(names(&report), ["evil.zip/good.txt"]);
    assert!(codes(&report).contains(&"unsafe_name") && codes(&report).contains(&"limit_exceeded"), "{report}");
    assert!(!program.path("outside.txt").exists());
}

#[test]
fn a_protected_pdf_asks_for_its_password_and_keeps_it_nowhere() {
    if !has("qpdf") {
        return;
    }
    let program = Program::new();
    program.say(&["init"]);
    let name = crate::it::program::FEW[0];
    let folder = program.folder("policies", &[name]);
    let word = "Zugvogel-4711-Leuchtturm";
    run("qpdf", &["--encrypt", word, "owner", "256", "--", name, "locked.pdf"], &folder);
    std::fs::remove_file(folder.join(name)).unwrap();

    let locked = import(&program, &[]);
    assert_eq!((codes(&locked), names(&locked).len()), (vec!["encrypted"], 0));
    let passwords = program.path("passwords");
    std::fs::write(&passwords, format!("wrong\n{word}\n")).unwrap();
    let opened = import(&program, &["--passwords-file", passwords.to_str().unwrap()]);
    assert_eq!(names(&opened), ["locked.pdf"], "{opened}");
    std::fs::remove_file(passwords).unwrap();
    for (path, (bytes, _)) in crate::it::program::snapshot(program.scratch.path()) {
        let holds = bytes.windows(word.len()).any(|window| window == word.as_bytes());
        assert!(!holds, "{} holds the password", path.display());
    }
}

#[test]
fn a_new_version_is_linked_and_its_difference_is_shown_by_clause() {
    let program = Program::new();
    program.say(&["init"]);
    let folder = program.folder("policies", &[]);
    std::fs::write(folder.join("backup.txt"), BACKUP).unwrap();
    import(&program, &[]);
    std::fs::write(folder.join("backup.txt"), BACKUP.replace("five minutes", "six minutes")).unwrap();
    let report = import(&program, &[]);
    assert_eq!(report["documents"][0]["version_of"], "backup.txt");
    assert_eq!(codes(&report), ["older_version"]);

    let versions = program.say(&["versions", "backup.txt", "--json"]).json();
    let change = &versions["versions"][0];
    assert_eq!(change["changes"].as_array().unwrap().len(), 1, "{change}");
    assert_eq!((&change["changes"][0]["number"], &change["changes"][0]["kind"]), (&"1.1".into(), &"reworded".into()));
    let text = program.say(&["versions", "backup.txt"]).out;
    assert!(text.contains("[-five-]") && text.contains("{+six+}"), "{text}");
    assert!(program.say(&["versions"]).out.contains("backup.txt"));
    assert_eq!(program.say(&["versions", "nothing.txt"]).code, 1);
}

#[test]
fn a_document_in_another_language_is_said_to_be_outside_the_measured_range() {
    let program = Program::new();
    program.say(&["init"]);
    let folder = program.folder("policies", &[]);
    let text = "1. Zweck\n========\n\nDie Geschäftsleitung ist für die Strategie verantwortlich und erhält jeden Monat Berichte. \
                Schwerwiegende Vorfälle werden der Behörde innerhalb von vier Stunden gemeldet. Die Verträge enthalten Prüfrechte.\n";
    std::fs::write(folder.join("leitlinie.txt"), text.repeat(3)).unwrap();
    let report = import(&program, &[]);
    assert_eq!(codes(&report), ["other_language"]);
    assert!(report["diagnostics"][0]["message"].as_str().unwrap().contains("German"));
}
