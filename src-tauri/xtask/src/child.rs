//! Child processes: shown before they run, judged by their exit code.

use std::process::{Command, Stdio};

use crate::failure::{Failure, Outcome};

/// Runs to the end with our terminal; any exit code but 0 is a failure that passes the code on.
pub(crate) fn run(command: &mut Command) -> Outcome {
    match exit_code(command)? {
        Some(0) => Ok(()),
        code => Err(Failure::of_child(format!("`{}` {}", line(command), ending(code)), code)),
    }
}

/// Runs to the end with our terminal and hands back the exit code; `None` when a signal ended it.
pub(crate) fn exit_code(command: &mut Command) -> Outcome<Option<i32>> {
    eprintln!("$ {}", line(command));
    let status = command.status().map_err(|error| format!("`{}` did not start: {error}", line(command)))?;
    Ok(status.code())
}

/// Runs quietly and hands back what it printed.
pub(crate) fn output(command: &mut Command) -> Outcome<String> {
    let output = command
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| format!("`{}` did not start: {error}", line(command)))?;
    if !output.status.success() {
        let code = output.status.code();
        return Err(Failure::of_child(format!("`{}` {}", line(command), ending(code)), code));
    }
    String::from_utf8(output.stdout)
        .map_err(|_| format!("`{}` printed something that is not text", line(command)).into())
}

/// Whether the command starts and succeeds; what it prints is dropped.
pub(crate) fn succeeds(program: &str, arguments: &[&str]) -> bool {
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

pub(crate) fn line(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy().into_owned()).collect::<Vec<_>>().join(" ")
}

fn ending(code: Option<i32>) -> String {
    code.map_or("was ended by a signal".to_owned(), |code| format!("ended with exit code {code}"))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn the_exit_code_of_a_failed_child_is_passed_on() {
        let failure = run(Command::new("sh").args(["-c", "exit 3"])).unwrap_err();
        assert_eq!(failure.exit_code(), 3);
        assert!(failure.to_string().contains("exit code 3"), "{failure}");
    }

    #[test]
    fn a_program_that_is_not_there_is_named() {
        let failure = run(&mut Command::new("no-such-program-here")).unwrap_err();
        assert!(failure.to_string().contains("no-such-program-here"), "{failure}");
    }
}
