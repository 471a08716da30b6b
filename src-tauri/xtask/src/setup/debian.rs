//! System packages, by their Debian names.

use std::process::Command;

use crate::child;
use crate::failure::Outcome;
use crate::setup::Purpose;

/// A package, and the command whose success shows that it is there.
struct Need {
    package: &'static str,
    probe: &'static [&'static str],
    purpose: Purpose,
}

impl Need {
    const fn of(purpose: Purpose, package: &'static str, probe: &'static [&'static str]) -> Self {
        Self { package, probe, purpose }
    }
}

const NEEDS: &[Need] = &[
    // C and C++ for SQLCipher and the tokenizer's regular expressions, and the linker.
    Need::of(Purpose::Build, "build-essential", &["c++", "--version"]),
    Need::of(Purpose::Build, "pkg-config", &["pkg-config", "--version"]),
    // SQLCipher's cryptography.
    Need::of(Purpose::Build, "libssl-dev", &["pkg-config", "--exists", "openssl"]),
    // pip fetches ONNX Runtime and PDFium.
    Need::of(Purpose::Build, "python3", &["python3", "--version"]),
    Need::of(Purpose::Build, "python3-pip", &["python3", "-m", "pip", "--version"]),
    // The tests check our text and our PDF files against independent readers, recognise a scan, and run the program
    // without a network.
    Need::of(Purpose::Test, "poppler-utils", &["pdftotext", "-v"]),
    Need::of(Purpose::Test, "tesseract-ocr", &["tesseract", "--version"]),
    Need::of(Purpose::Test, "qpdf", &["qpdf", "--version"]),
    Need::of(Purpose::Test, "util-linux", &["unshare", "--version"]),
    Need::of(Purpose::Test, "iproute2", &["ip", "-V"]),
    Need::of(Purpose::Test, "strace", &["strace", "--version"]),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Privilege {
    Root,
    /// `sudo` works without asking for a password.
    Sudo,
    None,
}

#[derive(Debug, PartialEq, Eq)]
enum Remedy {
    Nothing,
    /// Commands that this program may run itself.
    Install(Vec<String>),
    /// What to tell the person, with the one command to type.
    Ask(String),
}

/// Installs what is missing, or fails with the command that would.
pub(crate) fn ensure(purpose: Purpose) -> Outcome {
    let missing =
        missing(purpose, |probe| probe.split_first().is_some_and(|(program, rest)| child::succeeds(program, rest)));
    if missing.is_empty() {
        return Ok(());
    }
    let has_apt = child::succeeds("apt-get", &["--version"]);
    match remedy(&missing, has_apt, privilege()) {
        Remedy::Nothing => Ok(()),
        Remedy::Install(commands) => commands.iter().try_for_each(|command| {
            let mut words = command.split(' ');
            child::run(Command::new(words.next().unwrap_or_default()).args(words))
        }),
        Remedy::Ask(message) => Err(message.into()),
    }
}

fn missing(purpose: Purpose, present: impl Fn(&[&str]) -> bool) -> Vec<&'static str> {
    NEEDS.iter().filter(|need| need.purpose <= purpose && !present(need.probe)).map(|need| need.package).collect()
}

fn privilege() -> Privilege {
    if child::output(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0") {
        Privilege::Root
    } else if child::succeeds("sudo", &["-n", "true"]) {
        Privilege::Sudo
    } else {
        Privilege::None
    }
}

fn remedy(missing: &[&str], has_apt: bool, privilege: Privilege) -> Remedy {
    if missing.is_empty() {
        return Remedy::Nothing;
    }
    let packages = missing.join(" ");
    if !has_apt {
        return Remedy::Ask(format!("install what these Debian packages hold, then try again: {packages}"));
    }
    let update = "apt-get update";
    let install =
        format!("env DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends {packages}");
    match privilege {
        Privilege::Root => Remedy::Install(vec![update.to_owned(), install]),
        Privilege::Sudo => Remedy::Install(vec![format!("sudo -n {update}"), format!("sudo -n {install}")]),
        Privilege::None => Remedy::Ask(format!(
            "system packages are missing; run this, then try again:\n\n  sudo {update} && sudo apt-get install --yes {packages}"
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_complete_machine_needs_nothing() {
        assert_eq!(missing(Purpose::Test, |_| true), Vec::<&str>::new());
        assert_eq!(remedy(&[], true, Privilege::None), Remedy::Nothing);
    }

    #[test]
    fn what_does_not_answer_its_probe_is_missing() {
        assert_eq!(missing(Purpose::Test, |probe| probe != ["qpdf", "--version"]), ["qpdf"]);
        assert!(missing(Purpose::Test, |_| false).contains(&"build-essential"));
    }

    #[test]
    fn building_alone_asks_for_no_test_tool() {
        let packages = missing(Purpose::Build, |_| false);
        assert!(packages.contains(&"libssl-dev") && !packages.contains(&"qpdf"), "{packages:?}");
    }

    #[test]
    fn root_installs_at_once_and_sudo_never_waits_for_a_password() {
        let Remedy::Install(commands) = remedy(&["qpdf"], true, Privilege::Root) else { unreachable!() };
        assert!(commands.iter().all(|command| !command.contains("sudo")) && commands[1].ends_with(" qpdf"));
        let Remedy::Install(commands) = remedy(&["qpdf"], true, Privilege::Sudo) else { unreachable!() };
        assert!(commands.iter().all(|command| command.starts_with("sudo -n ")), "{commands:?}");
    }

    #[test]
    fn without_privilege_one_command_names_every_package() {
        let Remedy::Ask(message) = remedy(&["qpdf", "iproute2"], true, Privilege::None) else { unreachable!() };
        assert_eq!(message.lines().filter(|line| line.contains("sudo")).count(), 1);
        assert!(message.ends_with("qpdf iproute2"), "{message}");
    }

    #[test]
    fn without_apt_the_packages_are_named_and_nothing_runs() {
        let Remedy::Ask(message) = remedy(&["qpdf"], false, Privilege::Root) else { unreachable!() };
        assert!(message.contains("qpdf") && !message.contains("apt-get"), "{message}");
    }
}
