//! Sentence embeddings, and second readings of verdicts, by local ONNX models.
//!
//! The only crate that knows ONNX Runtime and the tokenizer. It is given bytes and a library path that the caller has
//! already checked by hash; it opens no network connection and reads no other file.
//!
//! One text is one run, without padding, so the vector of a text never depends on its neighbours. Several sessions of
//! one thread each share the work: on a busy desktop that beats one session with a spinning thread pool.

mod calibration;
mod pair_reader;
mod sessions;
mod telemetry;

pub use pair_reader::{PairFiles, PairReader};
pub use telemetry::forbid_telemetry;

use holdfast_domain::ModelRef;
use holdfast_ports::{EmbedError, Embedder};
use ort::session::Session;
use ort::value::TensorRef;
use sessions::Sessions;
use std::path::Path;
use thiserror::Error;
use tokenizers::{Tokenizer, TruncationParams};

/// What a sentence model needs to be loaded.
#[derive(Clone, Debug)]
pub struct ModelFiles<'a> {
    /// Name and hash, carried by every result.
    pub reference: ModelRef,
    /// Names tokenizer, cut and runtime.
    pub version: &'a str,
    /// The ONNX graph: `input_ids` and `attention_mask` in, one unit vector out.
    pub model: &'a [u8],
    /// The tokenizer in its JSON form.
    pub tokenizer: &'a [u8],
    /// Tokens after which a text is cut.
    pub max_tokens: usize,
    /// Length of a vector.
    pub dimensions: usize,
}

/// A loaded sentence model.
pub struct SentenceModel {
    reference: ModelRef,
    version: String,
    dimensions: usize,
    tokenizer: Tokenizer,
    sessions: Sessions,
}

impl SentenceModel {
    /// Loads ONNX Runtime from `library` and the model into `threads` sessions (at least one).
    pub fn load(library: &Path, files: &ModelFiles<'_>, threads: usize) -> Result<Self, LoadError> {
        let mut tokenizer = Tokenizer::from_bytes(files.tokenizer).map_err(|e| LoadError::Tokenizer(e.to_string()))?;
        let truncation = TruncationParams { max_length: files.max_tokens, ..TruncationParams::default() };
        // A tokenizer file may carry padding to a fixed length, which would change every vector.
        tokenizer.with_padding(None);
        tokenizer.with_truncation(Some(truncation)).map_err(|error| LoadError::Tokenizer(error.to_string()))?;
        let sessions = Sessions::load(library, files.model, threads)?;
        Ok(Self {
            reference: files.reference.clone(),
            version: files.version.to_owned(),
            dimensions: files.dimensions,
            tokenizer,
            sessions,
        })
    }

    fn embed_one(&self, session: &mut Session, text: &str) -> Result<Vec<f32>, EmbedError> {
        let encoding =
            self.tokenizer.encode_fast(text, true).map_err(|error| EmbedError::Tokenizer(error.to_string()))?;
        let ids: Vec<i64> = encoding.get_ids().iter().map(|&id| i64::from(id)).collect();
        let mask = vec![1_i64; ids.len()];
        let shape = [1, ids.len()];
        let ids = TensorRef::from_array_view((shape, ids.as_slice())).map_err(runtime)?;
        let mask = TensorRef::from_array_view((shape, mask.as_slice())).map_err(runtime)?;
        let inputs = ort::inputs!["input_ids" => ids, "attention_mask" => mask];
        let outputs = session.run(inputs).map_err(runtime)?;
        let (_, vector) = outputs[0].try_extract_tensor::<f32>().map_err(runtime)?;
        if vector.len() != self.dimensions {
            return Err(EmbedError::Runtime(format!(
                "a vector of {} figures instead of {}",
                vector.len(),
                self.dimensions
            )));
        }
        Ok(vector.to_vec())
    }
}

impl Embedder for SentenceModel {
    fn model(&self) -> &ModelRef {
        &self.reference
    }

    fn version(&self) -> &str {
        &self.version
    }

    fn dimensions(&self) -> usize {
        self.dimensions
    }

    fn embed(&self, texts: &[String]) -> Result<Vec<Vec<f32>>, EmbedError> {
        self.sessions.each(texts.len(), |session, at| self.embed_one(session, &texts[at]))
    }
}

/// Why a model could not be loaded.
#[derive(Debug, Error)]
pub enum LoadError {
    /// ONNX Runtime is not there or has the wrong version.
    #[error("ONNX Runtime cannot be loaded: {0}")]
    Library(String),
    /// [`forbid_telemetry`] was not called.
    #[error("ONNX Runtime is not loaded while it may report its use to its maker")]
    Telemetry,
    /// The tokenizer file is not usable.
    #[error("the tokenizer cannot be read: {0}")]
    Tokenizer(String),
    /// The model file is not usable.
    #[error("the model cannot be loaded: {0}")]
    Model(String),
    /// Labels or calibration do not fit a second reader.
    #[error("the calibration cannot be used: {0}")]
    Calibration(String),
}

pub(crate) fn runtime(error: ort::Error) -> EmbedError {
    EmbedError::Runtime(error.to_string())
}
