//! The files that ship with the program: model, runtime library, rule packs. Every one is checked by its hash.

mod readers;

pub use readers::{ReaderBytes, ReaderEntry, ReaderKind};

use crate::packs::PackSource;
use holdfast_crypto::sha256_hex;
use holdfast_domain::{Code, Failure, ModelRef};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// The folder with `models/`, `rulepacks/` and `lib/`.
#[derive(Clone, Debug)]
pub struct Resources {
    root: PathBuf,
    pack_source: PackSource,
}

/// The sentence model as shipped.
#[derive(Clone, Debug)]
pub struct ModelResource {
    /// Name and hash.
    pub reference: ModelRef,
    /// Names tokenizer, cut and runtime: what shapes a vector beside the model file.
    pub version: String,
    /// Version of ONNX Runtime.
    pub runtime: String,
    /// Tokens after which a text is cut.
    pub max_tokens: usize,
    /// Length of a vector.
    pub dimensions: usize,
}

/// One line of `holdfast doctor`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Check {
    /// What was looked at.
    pub name: String,
    /// Whether it is as it should be.
    pub ok: bool,
    /// What was found.
    pub found: String,
    /// What to do; empty where all is well.
    pub hint: String,
}

#[derive(Deserialize)]
struct ModelManifest {
    models: Vec<ModelEntry>,
    verdict_head: FileEntry,
    criterion_vectors: FileEntry,
}

/// One file in the models folder.
#[derive(Deserialize)]
struct FileEntry {
    id: String,
    file: String,
    sha256: String,
}

#[derive(Deserialize)]
struct ModelEntry {
    id: String,
    folder: String,
    model: String,
    model_sha256: String,
    tokenizer: String,
    tokenizer_sha256: String,
    dimensions: usize,
    max_tokens: usize,
}

#[derive(Deserialize)]
struct LibraryPins {
    onnxruntime: LibraryPin,
    pdfium: LibraryPin,
}

#[derive(Deserialize)]
struct LibraryPin {
    version: String,
    platforms: std::collections::BTreeMap<String, PlatformPin>,
}

#[derive(Deserialize)]
struct PlatformPin {
    sha256: String,
}

impl Resources {
    /// The resources in this folder.
    pub fn at(root: PathBuf, pack_source: PackSource) -> Self {
        Self { root, pack_source }
    }

    /// The resources that `HOLDFAST_RESOURCES` names, else those beside the program.
    pub fn locate(pack_source: PackSource) -> Result<Self, Failure> {
        if let Some(named) = std::env::var_os("HOLDFAST_RESOURCES") {
            return Ok(Self::at(PathBuf::from(named), pack_source));
        }
        let program =
            std::env::current_exe().map_err(|error| missing("the program's own folder", &error.to_string()))?;
        let beside = program.parent().unwrap_or(Path::new(".")).join("resources");
        if beside.is_dir() {
            return Ok(Self::at(beside, pack_source));
        }
        Err(missing(&beside.display().to_string(), "the folder is not there"))
    }

    /// The sentence model as its manifest describes it; the files themselves are not read.
    pub fn model(&self) -> Result<ModelResource, Failure> {
        let entry = self.model_entry()?;
        let runtime = self.json::<LibraryPins>("models/runtime.json")?.onnxruntime.version;
        Ok(ModelResource {
            version: format!("{} {} onnxruntime {runtime}", entry.tokenizer_sha256, entry.max_tokens),
            runtime,
            reference: ModelRef { id: entry.id, sha256: entry.model_sha256 },
            max_tokens: entry.max_tokens,
            dimensions: entry.dimensions,
        })
    }

    /// Bytes of model and tokenizer, checked by hash.
    pub fn model_bytes(&self) -> Result<(Vec<u8>, Vec<u8>), Failure> {
        let entry = self.model_entry()?;
        let read = |name: &str, sha256: &str| {
            let path = format!("models/{}/{name}", entry.folder);
            let bytes = self.read(&path)?;
            matches(&path, &bytes, sha256)?;
            Ok(bytes)
        };
        Ok((read(&entry.model, &entry.model_sha256)?, read(&entry.tokenizer, &entry.tokenizer_sha256)?))
    }

    /// The verdict head: its name and hash, and its bytes as checked.
    pub(crate) fn head_bytes(&self) -> Result<(ModelRef, Vec<u8>), Failure> {
        let entry = self.manifest()?.verdict_head;
        let bytes = self.checked(&entry)?;
        Ok((ModelRef { id: entry.id, sha256: entry.sha256 }, bytes))
    }

    /// Bytes of the vectors that ship with the criteria, checked by hash.
    pub(crate) fn criterion_vectors(&self) -> Result<Vec<u8>, Failure> {
        self.checked(&self.manifest()?.criterion_vectors)
    }

    fn checked(&self, entry: &FileEntry) -> Result<Vec<u8>, Failure> {
        let path = format!("models/{}", entry.file);
        let bytes = self.read(&path)?;
        matches(&path, &bytes, &entry.sha256)?;
        Ok(bytes)
    }

    /// Path of the ONNX Runtime library, checked by hash.
    pub fn runtime_library(&self) -> Result<PathBuf, Failure> {
        self.library("onnxruntime", |pins| pins.onnxruntime)
    }

    /// Path of the PDFium library, checked by hash.
    pub fn pdf_library(&self) -> Result<PathBuf, Failure> {
        self.library("pdfium", |pins| pins.pdfium)
    }

    fn library(&self, name: &str, pin: impl Fn(LibraryPins) -> LibraryPin) -> Result<PathBuf, Failure> {
        let pin = pin(self.json("models/runtime.json")?);
        let platform = format!("{}-{}", std::env::consts::OS, std::env::consts::ARCH);
        let library = pin
            .platforms
            .get(&platform)
            .ok_or_else(|| missing(name, &format!("version {} is not pinned for {platform}", pin.version)))?;
        let file = format!("lib/{}{name}{}", std::env::consts::DLL_PREFIX, std::env::consts::DLL_SUFFIX);
        matches(&file, &self.read(&file)?, &library.sha256)?;
        Ok(self.root.join(file))
    }

    /// Looks at every shipped file and says what is wrong with it.
    pub fn check(&self) -> Vec<Check> {
        let line = |name: &str, result: Result<String, Failure>| match result {
            Ok(found) => Check { name: name.into(), ok: true, found, hint: String::new() },
            Err(failure) => Check { name: name.into(), ok: false, found: failure.message, hint: failure.hint },
        };
        let mut checks = self.pack_checks();
        checks.extend([
            line("model", self.model_bytes().and_then(|_| self.model()).map(|model| model.reference.id)),
            line("verdict head", self.head_bytes().map(|(head, _)| head.id)),
            line("model runtime", self.runtime_library().map(|path| path.display().to_string())),
            line("PDF library", self.pdf_library().map(|path| path.display().to_string())),
        ]);
        match self.readers() {
            Ok(readers) => checks.extend(readers.into_iter().map(|reader| {
                let bytes = self.reader_bytes(&reader);
                line("second reader", bytes.map(|_| reader.id))
            })),
            Err(failure) => checks.push(line("second readers", Err(failure))),
        }
        checks
    }

    fn manifest(&self) -> Result<ModelManifest, Failure> {
        self.json("models/manifest.json")
    }

    fn model_entry(&self) -> Result<ModelEntry, Failure> {
        self.manifest()?.models.into_iter().next().ok_or_else(|| missing("models/manifest.json", "it names no model"))
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    pub(crate) fn pack_source(&self) -> &PackSource {
        &self.pack_source
    }

    fn json<T: serde::de::DeserializeOwned>(&self, name: &str) -> Result<T, Failure> {
        serde_json::from_slice(&self.read(name)?).map_err(|error| missing(name, &error.to_string()))
    }

    pub(crate) fn read(&self, name: &str) -> Result<Vec<u8>, Failure> {
        std::fs::read(self.root.join(name)).map_err(|error| missing(name, &error.to_string()))
    }
}

fn matches(name: &str, bytes: &[u8], sha256: &str) -> Result<(), Failure> {
    if sha256_hex(bytes) == sha256 {
        return Ok(());
    }
    Err(missing(name, "its content is not the one this version was shipped with"))
}

pub(crate) fn missing(name: &str, what: &str) -> Failure {
    Failure::new(
        Code::Installation,
        format!("A part of the installation cannot be used: {name} ({what})."),
        "Install Holdfast again, or point HOLDFAST_RESOURCES at a complete resources folder.",
    )
}
