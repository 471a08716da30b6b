//! Sessions of one model that share the work.

use crate::{LoadError, telemetry};
use holdfast_ports::EmbedError;
use ort::environment::Environment;
use ort::session::Session;
use ort::session::builder::GraphOptimizationLevel;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

/// At least one session, each of one thread: the same input gives the same figures however many there are.
pub(crate) struct Sessions(Vec<Mutex<Session>>);

impl Sessions {
    /// Loads ONNX Runtime from `library` and the model into `threads` sessions (at least one).
    pub(crate) fn load(library: &Path, model: &[u8], threads: usize) -> Result<Self, LoadError> {
        let environment = environment(library)?;
        let sessions = (0..threads.max(1)).map(|_| session(&environment, model).map(Mutex::new));
        Ok(Self(sessions.collect::<Result<_, _>>()?))
    }

    /// Names of the model's inputs.
    pub(crate) fn inputs(&self) -> Vec<String> {
        let Some(session) = self.0.first() else { return Vec::new() };
        let session = session.lock().unwrap_or_else(PoisonError::into_inner);
        session.inputs().iter().map(|input| input.name().to_owned()).collect()
    }

    /// Does the work for 0 to `count`, one after the other in each session, and returns the results in order.
    pub(crate) fn each<T: Send>(
        &self,
        count: usize,
        work: impl Fn(&mut Session, usize) -> Result<T, EmbedError> + Sync,
    ) -> Result<Vec<T>, EmbedError> {
        let next = AtomicUsize::new(0);
        let parts = std::thread::scope(|scope| {
            let workers: Vec<_> = self
                .0
                .iter()
                .map(|session| {
                    scope.spawn(|| {
                        let mut session = session.lock().unwrap_or_else(PoisonError::into_inner);
                        let mut part = Vec::new();
                        while let at = next.fetch_add(1, Ordering::Relaxed)
                            && at < count
                        {
                            part.push((at, work(&mut session, at)?));
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
        let mut results: Vec<(usize, T)> = parts.into_iter().flatten().collect();
        results.sort_unstable_by_key(|(at, _)| *at);
        Ok(results.into_iter().map(|(_, result)| result).collect())
    }
}

/// ONNX Runtime allows one environment a process, so all models share the first.
static ENVIRONMENT: Mutex<Option<Environment>> = Mutex::new(None);

fn environment(library: &Path) -> Result<Environment, LoadError> {
    if !telemetry::is_forbidden() {
        return Err(LoadError::Telemetry);
    }
    let library_error = |error: String| LoadError::Library(error);
    let mut shared = ENVIRONMENT.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(environment) = shared.as_ref() {
        return Ok(environment.clone());
    }
    let builder = ort::init_from(library).map_err(|error| library_error(error.to_string()))?;
    let environment = builder.with_telemetry(false).build().map_err(|error| library_error(error.to_string()))?;
    *shared = Some(environment.clone());
    Ok(environment)
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
