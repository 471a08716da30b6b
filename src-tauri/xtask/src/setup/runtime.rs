//! ONNX Runtime: one shared library, pinned by hash, taken from its Python wheel and kept in the cache.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::checkout::Checkout;
use crate::failure::Outcome;
use crate::{checksum, child, disk};

/// The name under which the product loads the library.
const LIBRARY: &str = "libonnxruntime.so";
/// Kept beside the library, because whoever passes it on must pass these on.
const NOTICES: [&str; 2] = ["LICENSE", "ThirdPartyNotices.txt"];

pub(crate) struct Runtime {
    version: String,
    wheel: String,
    wheel_sha256: String,
    /// The library inside the wheel.
    member: String,
    sha256: String,
    folder: PathBuf,
}

impl Runtime {
    /// What `models/runtime.json` pins for this platform.
    pub(crate) fn pinned(checkout: &Checkout) -> Outcome<Self> {
        let pins = disk::read_json(&checkout.root.join("models/runtime.json"))?;
        let platform = format!("{}-{}", std::env::consts::OS, std::env::consts::ARCH);
        Self::read(&pins, &platform, &checkout.cache)
    }

    fn read(pins: &serde_json::Value, platform: &str, cache: &Path) -> Outcome<Self> {
        let runtime = &pins["onnxruntime"];
        let pin = &runtime["platforms"][platform];
        if pin.is_null() {
            return Err(format!("models/runtime.json pins no ONNX Runtime for {platform}").into());
        }
        let text = |value: &serde_json::Value, name: &str| {
            value[name].as_str().map(str::to_owned).ok_or_else(|| format!("models/runtime.json lacks `{name}`"))
        };
        let version = text(runtime, "version")?;
        Ok(Self {
            folder: cache.join(format!("onnxruntime-{version}")),
            wheel: text(pin, "wheel")?,
            wheel_sha256: text(pin, "wheel_sha256")?,
            member: text(pin, "member")?,
            sha256: text(pin, "sha256")?,
            version,
        })
    }

    /// The library and its notices, as they lie in the cache.
    pub(crate) fn files(&self) -> Vec<PathBuf> {
        std::iter::once(LIBRARY).chain(NOTICES).map(|name| self.folder.join(name)).collect()
    }

    /// Fetches the library unless the pinned one is there; another file under its name is refused, never replaced.
    pub(crate) fn ensure(&self) -> Outcome {
        let library = self.folder.join(LIBRARY);
        if library.exists() {
            return checksum::expect(&library, &self.sha256);
        }
        println!("fetching ONNX Runtime {} into {}", self.version, self.folder.display());
        let work = self.folder.join(format!("fetch-{}", std::process::id()));
        disk::create_folder(&work)?;
        let fetched = self.fetch(&work);
        disk::remove_folder(&work)?;
        fetched
    }

    fn fetch(&self, work: &Path) -> Outcome {
        let requirement = format!("onnxruntime=={}", self.version);
        let mut pip = Command::new("python3");
        pip.args(pip_arguments(&self.wheel)?).arg("--dest").arg(work).arg(requirement);
        child::run(&mut pip)?;
        let wheel = work.join(&self.wheel);
        checksum::expect(&wheel, &self.wheel_sha256)?;

        let unpacked = work.join("unpacked");
        child::run(Command::new("python3").args(["-m", "zipfile", "-e"]).arg(&wheel).arg(&unpacked))?;
        let library = unpacked.join(&self.member);
        checksum::expect(&library, &self.sha256)?;
        for notice in NOTICES {
            disk::rename(&unpacked.join("onnxruntime").join(notice), &self.folder.join(notice))?;
        }
        // Last, and by rename: a library in its place is complete and has its notices.
        disk::rename(&library, &self.folder.join(LIBRARY))
    }
}

/// Asks pip for exactly this wheel, whichever Python runs pip. The tags are the last three parts of its name (PEP 427).
fn pip_arguments(wheel: &str) -> Result<Vec<String>, String> {
    let tags: Vec<&str> = wheel.trim_end_matches(".whl").split('-').collect();
    let [_, _, python, abi, platform] = tags.as_slice() else {
        return Err(format!("`{wheel}` in models/runtime.json is not the name of a wheel"));
    };
    let (implementation, digits) = python.split_at(python.len().min(2));
    let (major, minor) = digits.split_at(digits.len().min(1));
    let version = format!("{major}.{minor}");
    let words =
        ["-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps", "--only-binary", ":all:"];
    let chosen =
        ["--python-version", &version, "--implementation", implementation, "--abi", abi, "--platform", platform];
    Ok(words.iter().chain(&chosen).map(ToString::to_string).collect())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn pins() -> serde_json::Value {
        serde_json::json!({"onnxruntime": {"version": "1.0", "platforms": {"linux-x86_64": {
            "wheel": "onnxruntime-1.0-cp311-cp311-manylinux_2_28_x86_64.whl", "wheel_sha256": "a", "member": "m", "sha256": "b"
        }}}})
    }

    #[test]
    fn the_library_is_kept_by_version() {
        let runtime = Runtime::read(&pins(), "linux-x86_64", Path::new("/c")).unwrap();
        assert_eq!(runtime.files()[0], Path::new("/c/onnxruntime-1.0/libonnxruntime.so"));
    }

    #[test]
    fn a_platform_without_a_pin_is_named() {
        let refusal = Runtime::read(&pins(), "macos-aarch64", Path::new("/c")).err().unwrap();
        assert!(refusal.to_string().contains("macos-aarch64"), "{refusal}");
    }

    #[test]
    fn pip_is_asked_for_the_tags_of_the_pinned_wheel() {
        let arguments = pip_arguments("onnxruntime-1.32.0-cp311-cp311-manylinux_2_28_x86_64.whl").unwrap().join(" ");
        let tags = "--python-version 3.11 --implementation cp --abi cp311 --platform manylinux_2_28_x86_64";
        assert!(arguments.ends_with(tags), "{arguments}");
        assert!(pip_arguments("onnxruntime.whl").is_err());
    }

    #[test]
    fn another_library_under_the_name_is_refused_and_stays() {
        let cache = std::env::temp_dir().join(format!("xtask-runtime-{}", std::process::id()));
        let runtime = Runtime::read(&pins(), "linux-x86_64", &cache).unwrap();
        std::fs::create_dir_all(&runtime.folder).unwrap();
        std::fs::write(&runtime.files()[0], b"not the library").unwrap();
        let outcome = runtime.ensure();
        let kept = std::fs::read(&runtime.files()[0]);
        std::fs::remove_dir_all(&cache).unwrap();

        assert!(outcome.unwrap_err().to_string().contains("is refused"));
        assert_eq!(kept.unwrap(), b"not the library");
    }
}
