//! Second readers that an administrator put beside the shipped models: manifest entries, files checked by hash.

use super::{Resources, matches, missing};
use holdfast_domain::{Code, Failure};
use serde::Deserialize;

/// The part of the manifest that names second readers. None ships.
#[derive(Deserialize)]
struct ReaderManifest {
    #[serde(default)]
    readers: Vec<ReaderEntry>,
}

/// One second reader of `models/manifest.json`.
#[derive(Clone, Debug, Deserialize)]
pub struct ReaderEntry {
    /// Name, as given to `--reader`.
    pub id: String,
    /// How the model reads a pair.
    pub kind: ReaderKind,
    folder: String,
    model: String,
    model_sha256: String,
    tokenizer: String,
    tokenizer_sha256: String,
    calibration: String,
    calibration_sha256: String,
    /// What each output of the model stands for, in order.
    pub labels: Vec<String>,
    /// Tokens of a pair after which the passage is cut.
    pub max_tokens: usize,
}

/// Kinds of model that read two texts at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReaderKind {
    /// Reads the criterion first, then the passage.
    CrossEncoder,
    /// Reads the passage as the premise, then the criterion as the hypothesis.
    Entailment,
}

/// The files of a second reader, each as its hash in the manifest says.
pub struct ReaderBytes {
    /// The ONNX graph.
    pub model: Vec<u8>,
    /// The tokenizer, JSON.
    pub tokenizer: Vec<u8>,
    /// Temperature and thresholds, JSON.
    pub calibration: Vec<u8>,
}

impl Resources {
    /// Second readers of the manifest; their files are not read.
    pub fn readers(&self) -> Result<Vec<ReaderEntry>, Failure> {
        Ok(self.json::<ReaderManifest>("models/manifest.json")?.readers)
    }

    /// The second reader of this name.
    pub fn reader(&self, id: &str) -> Result<ReaderEntry, Failure> {
        let mut readers = self.readers()?;
        let names = readers.iter().map(|reader| reader.id.clone()).collect::<Vec<_>>().join(", ");
        let at = readers.iter().position(|reader| reader.id == id);
        at.map(|at| readers.swap_remove(at)).ok_or_else(|| {
            let hint = match names.is_empty() {
                true => "No second reader is installed; docs/second-reader.md says how to add one.".to_owned(),
                false => format!("Installed: {names}."),
            };
            Failure::new(Code::NotFound, format!("There is no second reader of the name {}.", id.escape_debug()), hint)
        })
    }

    /// Everything that shapes an answer of this reader beside the question.
    pub fn reader_version(&self, entry: &ReaderEntry) -> Result<String, Failure> {
        let runtime = self.model()?.runtime;
        let ReaderEntry { kind, model_sha256, tokenizer_sha256, calibration_sha256, labels, max_tokens, .. } = entry;
        Ok(format!(
            "{kind:?} {model_sha256} {tokenizer_sha256} {calibration_sha256} {} {max_tokens} onnxruntime {runtime}",
            labels.join(",")
        ))
    }

    /// Files of this reader, checked by hash.
    pub fn reader_bytes(&self, entry: &ReaderEntry) -> Result<ReaderBytes, Failure> {
        let read = |name: &str, sha256: &str| {
            let path = format!("models/{}/{name}", entry.folder);
            if [&entry.folder, name].iter().any(|part| part.contains("..") || part.starts_with(['/', '\\'])) {
                return Err(missing(&path, "a name that leads out of the folder"));
            }
            let bytes = self.read(&path)?;
            matches(&path, &bytes, sha256)?;
            Ok(bytes)
        };
        Ok(ReaderBytes {
            model: read(&entry.model, &entry.model_sha256)?,
            tokenizer: read(&entry.tokenizer, &entry.tokenizer_sha256)?,
            calibration: read(&entry.calibration, &entry.calibration_sha256)?,
        })
    }
}
