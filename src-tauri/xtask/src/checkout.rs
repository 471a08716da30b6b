//! Where things are: the repository, the target folder, the cache.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::failure::Outcome;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Profile {
    Dev,
    Release,
}

impl Profile {
    fn folder(self) -> &'static str {
        match self {
            Self::Dev => "debug",
            Self::Release => "release",
        }
    }
}

pub(crate) struct Checkout {
    /// The repository.
    pub(crate) root: PathBuf,
    /// Where builds go; one folder for every nested cargo call.
    pub(crate) target: PathBuf,
    /// `$XDG_CACHE_HOME/holdfast` or `$HOME/.cache/holdfast`: what survives a deleted checkout.
    pub(crate) cache: PathBuf,
}

impl Checkout {
    pub(crate) fn find() -> Outcome<Self> {
        let manifest = env::var_os("CARGO_MANIFEST_DIR").ok_or_else(|| "start it as `cargo xtask`".to_owned())?;
        // src-tauri/xtask lies two folders below the root.
        let root = Path::new(&manifest)
            .ancestors()
            .nth(2)
            .ok_or_else(|| format!("{} is not inside a repository", Path::new(&manifest).display()))?
            .to_owned();
        let folder = |name: &str| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
        let cache = cache_folder(folder("XDG_CACHE_HOME"), folder("HOME"))
            .ok_or_else(|| "neither XDG_CACHE_HOME nor HOME is set, so there is no cache folder".to_owned())?;
        let here = env::current_dir().map_err(|error| format!("the current folder cannot be read: {error}"))?;
        let cached = cache.join("target");
        let cached = cached.is_dir().then_some(cached);
        let target = folder("CARGO_TARGET_DIR").map(|path| here.join(path)).or(cached).unwrap_or(root.join("target"));
        Ok(Self { root, target, cache })
    }

    /// `cargo`, the one that started this program, at the root and with the chosen target folder.
    pub(crate) fn cargo(&self) -> Command {
        let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        cargo.current_dir(&self.root).env("CARGO_TARGET_DIR", &self.target);
        cargo
    }

    pub(crate) fn build_folder(&self, profile: Profile) -> PathBuf {
        self.target.join(profile.folder())
    }

    pub(crate) fn program(&self, profile: Profile) -> PathBuf {
        self.build_folder(profile).join("holdfast")
    }

    pub(crate) fn resources(&self, profile: Profile) -> PathBuf {
        self.build_folder(profile).join("resources")
    }

    /// The documents of the fictional firm that demo and bench work on.
    pub(crate) fn sample(&self) -> PathBuf {
        self.root.join("tests/fixtures/brackwater/documents")
    }
}

/// The XDG base directory rules: an empty or relative `XDG_CACHE_HOME` counts as unset.
fn cache_folder(xdg: Option<PathBuf>, home: Option<PathBuf>) -> Option<PathBuf> {
    let base = xdg.filter(|path| path.is_absolute()).or_else(|| home.map(|home| home.join(".cache")))?;
    Some(base.join("holdfast"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cache_follows_xdg_and_falls_back_to_home() {
        let home = || Some(PathBuf::from("/h"));
        assert_eq!(cache_folder(Some("/x".into()), home()), Some("/x/holdfast".into()));
        assert_eq!(cache_folder(Some("relative".into()), home()), Some("/h/.cache/holdfast".into()));
        assert_eq!(cache_folder(None, home()), Some("/h/.cache/holdfast".into()));
        assert_eq!(cache_folder(None, None), None);
    }
}
