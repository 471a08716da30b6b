//! The words after `cargo xtask`, read into a task.

use std::path::PathBuf;

use crate::checkout::Profile;
use crate::eval::Subject;

pub(crate) const USAGE: &str = "\
usage: cargo xtask <task>

  setup              check for what the build needs, install it where allowed, fetch ONNX Runtime and PDFium
  demo [PATH]        build the release program and run it on the sample documents, or on PATH
  test [FILTER]      run every test, or those whose name contains FILTER
  lint               format, tidy, rule pack and clippy checks; licences too where cargo-deny is installed
  tidy               check the architecture rules alone
  bench              measure the release program on a corpus of 100 documents
  eval [FOLDER...]   compare verdicts with labelled sets, each by a head that has not seen it; --reader NAME adds one
  eval pii           measure how much personal data is found, and how much else is taken for it
  corpus FOLDER      read every file under FOLDER through the worker pool, and its PDF files through pdftotext
  fuzz FOLDER SECS   damage the files under FOLDER at random and read them, for so many seconds
  pack-key FILE      make a private key that signs rule packs
  sign-packs --key FILE
                     list the files of every rule pack in its manifest and sign it
  embed-criteria     work out the vectors of the criteria anew, after a change of rule pack, model or runtime
  stage [--release]  put models, rule packs and libraries beside a built program
";

#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Task {
    Usage,
    Setup,
    Stage(Profile),
    Demo(Option<PathBuf>),
    Test(Vec<String>),
    Lint,
    Tidy,
    Bench,
    Eval(Subject),
    Corpus(PathBuf),
    Fuzz(PathBuf, u64),
    PackKey(PathBuf),
    SignPacks(PathBuf),
    EmbedCriteria,
}

/// Reads the task; an unknown word or one word too many is an error that ends with the usage.
pub(crate) fn parse(words: &[String]) -> Result<Task, String> {
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.as_slice() {
        [] | ["help" | "--help" | "-h"] => Ok(Task::Usage),
        ["setup"] => Ok(Task::Setup),
        ["stage"] => Ok(Task::Stage(Profile::Dev)),
        ["stage", "--release"] => Ok(Task::Stage(Profile::Release)),
        ["demo"] => Ok(Task::Demo(None)),
        ["demo", path] if !path.starts_with('-') => Ok(Task::Demo(Some(PathBuf::from(path)))),
        ["test", filters @ ..] => Ok(Task::Test(filters.iter().map(ToString::to_string).collect())),
        ["lint"] => Ok(Task::Lint),
        ["tidy"] => Ok(Task::Tidy),
        ["bench"] => Ok(Task::Bench),
        ["eval", "pii"] => Ok(Task::Eval(Subject::Pii)),
        ["eval", rest @ ..] => eval(rest),
        ["pack-key", file] => Ok(Task::PackKey(PathBuf::from(file))),
        ["sign-packs", "--key", file] => Ok(Task::SignPacks(PathBuf::from(file))),
        ["embed-criteria"] => Ok(Task::EmbedCriteria),
        ["corpus", folder] => Ok(Task::Corpus(PathBuf::from(folder))),
        ["fuzz", folder, seconds] => {
            let seconds = seconds.parse().map_err(|_| format!("`{seconds}` is no number of seconds\n\n{USAGE}"))?;
            Ok(Task::Fuzz(PathBuf::from(folder), seconds))
        }
        _ => Err(format!("`{}` is not a task\n\n{USAGE}", words.join(" "))),
    }
}

fn eval(words: &[&str]) -> Result<Task, String> {
    let (words, reader) = match words {
        [rest @ .., "--reader", name] => (rest, Some((*name).to_owned())),
        all => (all, None),
    };
    match words.iter().find(|word| word.starts_with('-')) {
        Some(unknown) => Err(format!("`{unknown}` is no option of eval\n\n{USAGE}")),
        None => Ok(Task::Eval(Subject::Verdicts(words.iter().map(PathBuf::from).collect(), reader))),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn parsed(line: &str) -> Result<Task, String> {
        parse(&line.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
    }

    #[test]
    fn no_word_at_all_shows_the_usage() {
        assert_eq!(parsed("").unwrap(), Task::Usage);
    }

    #[test]
    fn the_demo_takes_the_sample_or_one_path() {
        assert_eq!(parsed("demo").unwrap(), Task::Demo(None));
        assert_eq!(parsed("demo policies").unwrap(), Task::Demo(Some(PathBuf::from("policies"))));
        assert!(parsed("demo one two").is_err());
        assert!(parsed("demo --fast").is_err());
    }

    #[test]
    fn test_filters_are_handed_on_in_order() {
        assert_eq!(parsed("test gap cycle").unwrap(), Task::Test(vec!["gap".to_owned(), "cycle".to_owned()]));
    }

    #[test]
    fn stage_is_for_the_dev_build_unless_told() {
        assert_eq!(parsed("stage").unwrap(), Task::Stage(Profile::Dev));
        assert_eq!(parsed("stage --release").unwrap(), Task::Stage(Profile::Release));
    }

    #[test]
    fn corpus_and_fuzz_name_their_folder() {
        assert_eq!(parsed("corpus files"), Ok(Task::Corpus(PathBuf::from("files"))));
        assert_eq!(parsed("fuzz files 60"), Ok(Task::Fuzz(PathBuf::from("files"), 60)));
        assert!(parsed("fuzz files long").is_err() && parsed("corpus").is_err());
    }

    #[test]
    fn eval_takes_sets_and_a_reader() {
        let verdicts = |sets: &[&str], reader: Option<&str>| {
            let sets = sets.iter().map(PathBuf::from).collect();
            Ok(Task::Eval(Subject::Verdicts(sets, reader.map(str::to_owned))))
        };
        assert_eq!(parsed("eval"), verdicts(&[], None));
        assert_eq!(parsed("eval one two --reader strong"), verdicts(&["one", "two"], Some("strong")));
        assert!(parsed("eval --fast").is_err());
        assert_eq!(parsed("eval pii"), Ok(Task::Eval(Subject::Pii)));
    }

    #[test]
    fn packs_are_signed_with_a_key_file() {
        assert_eq!(parsed("sign-packs --key k"), Ok(Task::SignPacks(PathBuf::from("k"))));
        assert_eq!(parsed("pack-key k"), Ok(Task::PackKey(PathBuf::from("k"))));
        assert!(parsed("sign-packs k").is_err() && parsed("sign-packs").is_err());
    }

    #[test]
    fn an_unknown_task_is_named_and_the_usage_shown() {
        let refusal = parsed("dome").unwrap_err();
        assert!(refusal.contains("`dome`") && refusal.contains("cargo xtask <task>"), "{refusal}");
    }

    #[test]
    fn every_task_of_the_usage_parses() {
        let tasks = USAGE.lines().filter_map(|line| line.strip_prefix("  ")).filter_map(|line| line.split(' ').next());
        let parses = |task: &&str| {
            ["", " folder", " folder 1", " pii", " --key file"]
                .iter()
                .any(|rest| parsed(&format!("{task}{rest}")).is_ok())
        };
        let unknown: Vec<&str> = tasks.filter(|task| !parses(task)).collect();
        assert!(unknown.is_empty(), "{unknown:?}");
    }
}
