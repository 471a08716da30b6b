//! The files that ship with the program: model, runtime library, rule packs. Every one is checked by its hash.

mod readers;

pub use readers::{ReaderBytes, ReaderEntry, ReaderKind};

use holdfast_crypto::sha256_hex;
use holdfast_domain::{Code, Failure, ModelRef};
use holdfast_mapping::Head;
use holdfast_rulepack::{
    DoraPack, PackError, PackFiles, PenaltyRegime, Scenario, Task, Team, read_manifest, read_penalties, read_scenarios,
    read_tasks,
};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// The folder with `models/`, `rulepacks/` and `lib/`.
#[derive(Clone, Debug)]
pub struct Resources {
    root: PathBuf,
}

/// Rule packs and verdict head, read and checked.
#[derive(Clone, Debug)]
pub struct Packs {
    /// Criteria and requirements.
    pub dora: DoraPack,
    /// Scenario library.
    pub scenarios: Vec<Scenario>,
    /// Penalty regimes, the default first.
    pub penalties: Vec<PenaltyRegime>,
    /// Task library.
    pub tasks: Vec<Task>,
    /// Default team.
    pub team: Team,
    /// The verdict head.
    pub head: Head,
    /// Its hash, hex.
    pub head_sha256: String,
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
    pub fn at(root: PathBuf) -> Self {
        Self { root }
    }

    /// The resources that `HOLDFAST_RESOURCES` names, else those beside the program.
    pub fn locate() -> Result<Self, Failure> {
        if let Some(named) = std::env::var_os("HOLDFAST_RESOURCES") {
            return Ok(Self::at(PathBuf::from(named)));
        }
        let program =
            std::env::current_exe().map_err(|error| missing("the program's own folder", &error.to_string()))?;
        let beside = program.parent().unwrap_or(Path::new(".")).join("resources");
        if beside.is_dir() {
            return Ok(Self::at(beside));
        }
        Err(missing(&beside.display().to_string(), "the folder is not there"))
    }

    /// Reads and checks all rule packs.
    pub fn packs(&self) -> Result<Packs, Failure> {
        let (dora, sha256) = self.pack_files("dora")?;
        let scenarios = self.pack_files("scenarios")?.0;
        let penalties = self.pack_files("penalties")?.0;
        let (tasks, team) = self.pack_files("tasks").and_then(|(files, _)| read_tasks(&files).map_err(pack_failure))?;
        let head = self.read("models/verdict-head/head.json")?;
        Ok(Packs {
            dora: DoraPack::read(&dora, sha256).map_err(pack_failure)?,
            scenarios: read_scenarios(&scenarios).map_err(pack_failure)?,
            penalties: read_penalties(&penalties).map_err(pack_failure)?,
            tasks,
            team,
            head: Head::read(&head).map_err(|error| missing("models/verdict-head/head.json", &error.to_string()))?,
            head_sha256: sha256_hex(&head),
        })
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
        let readers = self.readers().map_or_else(
            |failure| vec![line("second readers", Err(failure))],
            |readers| {
                let check = |reader: ReaderEntry| line("second reader", self.reader_bytes(&reader).map(|_| reader.id));
                readers.into_iter().map(check).collect()
            },
        );
        let mut checks = vec![
            line(
                "rule packs",
                self.packs().map(|packs| {
                    format!(
                        "{} criteria, {} requirements, {} scenarios, {} tasks",
                        packs.dora.criteria.len(),
                        packs.dora.requirements.len(),
                        packs.scenarios.len(),
                        packs.tasks.len()
                    )
                }),
            ),
            line("model", self.model_bytes().and_then(|_| self.model()).map(|model| model.reference.id)),
            line("model runtime", self.runtime_library().map(|path| path.display().to_string())),
            line("PDF library", self.pdf_library().map(|path| path.display().to_string())),
        ];
        checks.extend(readers);
        checks
    }

    fn model_entry(&self) -> Result<ModelEntry, Failure> {
        let manifest: ModelManifest = self.json("models/manifest.json")?;
        manifest.models.into_iter().next().ok_or_else(|| missing("models/manifest.json", "it names no model"))
    }

    fn pack_files(&self, id: &str) -> Result<(PackFiles, String), Failure> {
        let folder = format!("rulepacks/{id}");
        let manifest = self.read(&format!("{folder}/manifest.json"))?;
        let mut files = PackFiles::from([("manifest.json".to_owned(), manifest)]);
        for name in read_manifest(&files).map_err(pack_failure)?.files {
            let bytes = self.read(&format!("{folder}/{name}"))?;
            files.insert(name, bytes);
        }
        let parts: Vec<(&str, &[u8])> = files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
        let sha256 = holdfast_crypto::stage_key(&parts);
        Ok((files, sha256))
    }

    fn json<T: serde::de::DeserializeOwned>(&self, name: &str) -> Result<T, Failure> {
        serde_json::from_slice(&self.read(name)?).map_err(|error| missing(name, &error.to_string()))
    }

    fn read(&self, name: &str) -> Result<Vec<u8>, Failure> {
        std::fs::read(self.root.join(name)).map_err(|error| missing(name, &error.to_string()))
    }
}

fn matches(name: &str, bytes: &[u8], sha256: &str) -> Result<(), Failure> {
    if sha256_hex(bytes) == sha256 {
        return Ok(());
    }
    Err(missing(name, "its content is not the one this version was shipped with"))
}

fn missing(name: &str, what: &str) -> Failure {
    Failure::new(
        Code::Installation,
        format!("A part of the installation cannot be used: {name} ({what})."),
        "Install Holdfast again, or point HOLDFAST_RESOURCES at a complete resources folder.",
    )
}

fn pack_failure(error: PackError) -> Failure {
    missing("rule pack", &error.to_string())
}
