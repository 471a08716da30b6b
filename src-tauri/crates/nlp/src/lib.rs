//! Sentence embeddings by a local ONNX model.
//!
//! The only crate that knows ONNX Runtime and the tokenizer. It is given bytes and a library path that the caller has
//! already checked by hash; it opens no network connection and reads no other file.
//!
//! One text is one run, without padding, so the vector of a text never depends on its neighbours. Several sessions of
//! one thread each share the work: on a busy desktop that beats one session with a spinning thread pool.

use holdfast_domain::ModelRef;
use holdfast_ports::{EmbedError, Embedder};
use ort::environment::Environment;
use ort::session::Session;
use ort::session::builder::GraphOptimizationLevel;
use ort::value::TensorRef;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
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
    sessions: Vec<Mutex<Session>>,
}

impl SentenceModel {
    /// Loads ONNX Runtime from `library` and the model into `threads` sessions (at least one).
    pub fn load(library: &Path, files: &ModelFiles<'_>, threads: usize) -> Result<Self, LoadError> {
        let environment = ort::init_from(library).map_err(|error| LoadError::Library(error.to_string()))?;
        let environment =
            environment.with_telemetry(false).build().map_err(|error| LoadError::Library(error.to_string()))?;
        let mut tokenizer = Tokenizer::from_bytes(files.tokenizer).map_err(|e| LoadError::Tokenizer(e.to_string()))?;
        let truncation = TruncationParams { max_length: files.max_tokens, ..TruncationParams::default() };
        // A tokenizer file may carry padding to a fixed length, which would change every vector.
        tokenizer.with_padding(None);
        tokenizer.with_truncation(Some(truncation)).map_err(|error| LoadError::Tokenizer(error.to_string()))?;
        let sessions = (0..threads.max(1))
            .map(|_| session(&environment, files.model).map(Mutex::new))
            .collect::<Result<Vec<_>, _>>()?;
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
        let next = AtomicUsize::new(0);
        let parts = std::thread::scope(|scope| {
            let workers: Vec<_> = self
                .sessions
                .iter()
                .map(|session| {
                    scope.spawn(|| {
                        let mut session = session.lock().unwrap_or_else(PoisonError::into_inner);
                        let mut part = Vec::new();
                        while let at = next.fetch_add(1, Ordering::Relaxed)
                            && let Some(text) = texts.get(at)
                        {
                            part.push((at, self.embed_one(&mut session, text)?));
                        }
                        Ok(part)
                    })
                })
                .collect();
            workers
                .into_iter()
                .map(|worker| {
                    worker.join().unwrap_or_else(|_| Err(EmbedError::Runtime("a worker thread ended".into())))
                })
                .collect::<Result<Vec<_>, EmbedError>>()
        })?;
        let mut vectors: Vec<(usize, Vec<f32>)> = parts.into_iter().flatten().collect();
        vectors.sort_unstable_by_key(|(at, _)| *at);
        Ok(vectors.into_iter().map(|(_, vector)| vector).collect())
    }
}

/// Why a model could not be loaded.
#[derive(Debug, Error)]
pub enum LoadError {
    /// ONNX Runtime is not there or has the wrong version.
    #[error("ONNX Runtime cannot be loaded: {0}")]
    Library(String),
    /// The tokenizer file is not usable.
    #[error("the tokenizer cannot be read: {0}")]
    Tokenizer(String),
    /// The model file is not usable.
    #[error("the model cannot be loaded: {0}")]
    Model(String),
}

fn session(environment: &Environment, model: &[u8]) -> Result<Session, LoadError> {
    let model_error = |error: String| LoadError::Model(error);
    let builder = Session::builder(environment).map_err(|error| model_error(error.to_string()))?;
    let builder = builder.with_intra_threads(1).map_err(|error| model_error(error.to_string()))?;
    let builder = builder.with_inter_threads(1).map_err(|error| model_error(error.to_string()))?;
    let builder = builder
        .with_optimization_level(GraphOptimizationLevel::Level3)
        .map_err(|error| model_error(error.to_string()))?;
    let mut builder = builder.with_intra_op_spinning(false).map_err(|error| model_error(error.to_string()))?;
    builder.commit_from_memory(model).map_err(|error| model_error(error.to_string()))
}

fn runtime(error: ort::Error) -> EmbedError {
    EmbedError::Runtime(error.to_string())
}
