//! Stage results under stage keys.

use crate::{Engine, internal, store_failure};
use holdfast_crypto::stage_key;
use holdfast_domain::{Code, Failure};
use holdfast_ports::{Change, Entry, StageRow};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What one command computed, what it took from earlier results, and how long each stage took.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Work {
    /// By stage.
    pub stages: BTreeMap<&'static str, StageCounts>,
}

/// One stage of one command.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct StageCounts {
    /// Results computed.
    pub computed: usize,
    /// Results found under their key.
    pub reused: usize,
    /// Time spent, in milliseconds.
    pub ms: f64,
}

impl Work {
    pub(crate) fn computed(&mut self, stage: &'static str) {
        self.stages.entry(stage).or_default().computed += 1;
    }

    pub(crate) fn reused(&mut self, stage: &'static str) {
        self.stages.entry(stage).or_default().reused += 1;
    }

    pub(crate) fn spent(&mut self, stage: &'static str, since: std::time::Instant) {
        self.stages.entry(stage).or_default().ms += since.elapsed().as_secs_f64() * 1000.0;
    }
}

/// A result with the time it was first computed; the time is not part of the key.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Stamped<T> {
    pub(crate) at: String,
    pub(crate) value: T,
}

/// Version of what this crate makes of its inputs, and of the form in which results are kept; part of every key.
const ENGINE_VERSION: &str = "1";

/// Key of a stage result: stage and versions first, then every input by name.
pub(crate) fn key(stage: &str, version: &str, inputs: &[(&str, &[u8])]) -> String {
    let head: [(&str, &[u8]); 3] =
        [("stage", stage.as_bytes()), ("engine", ENGINE_VERSION.as_bytes()), ("version", version.as_bytes())];
    stage_key(&[&head, inputs].concat())
}

impl Engine<'_> {
    /// The result kept under a key, if there is one that this version can read.
    pub(crate) fn kept<T: DeserializeOwned>(&mut self, stage: &'static str, key: &str) -> Result<Option<T>, Failure> {
        let Some(bytes) = self.store.stage(key).map_err(store_failure)? else { return Ok(None) };
        let found = serde_json::from_slice(&bytes).ok();
        if found.is_some() {
            self.work.reused(stage);
        }
        Ok(found)
    }

    /// Keeps a result, points the stage's name at it and journals it, in one transaction.
    pub(crate) fn keep<T: Serialize>(
        &mut self,
        stage: &'static str,
        key: &str,
        value: &T,
        topic: &'static str,
        payload: serde_json::Value,
    ) -> Result<(), Failure> {
        let bytes = serde_json::to_vec(value).map_err(|error| internal(stage, error))?;
        let change = Change {
            at: &self.now,
            actor: &self.actor,
            entries: vec![Entry { topic, payload }],
            stages: vec![StageRow { key, stage, payload: &bytes }],
            current: vec![(stage, key)],
            ..Change::default()
        };
        self.store.commit(change).map_err(store_failure)?;
        self.work.computed(stage);
        Ok(())
    }

    /// Points the stage's name at a result that was computed earlier, journalled, if it points elsewhere.
    pub(crate) fn recall(&mut self, stage: &'static str, key: &str, topic: &'static str) -> Result<(), Failure> {
        if self.store.current(stage).map_err(store_failure)?.as_deref() == Some(key) {
            return Ok(());
        }
        let change = Change {
            at: &self.now,
            actor: &self.actor,
            entries: vec![Entry { topic, payload: serde_json::json!({ "key": key, "recalled": true }) }],
            current: vec![(stage, key)],
            ..Change::default()
        };
        self.store.commit(change).map_err(store_failure)?;
        Ok(())
    }

    /// The newest result under the stage's name.
    pub(crate) fn latest<T: DeserializeOwned>(&self, stage: &'static str) -> Result<Option<T>, Failure> {
        let Some(key) = self.store.current(stage).map_err(store_failure)? else { return Ok(None) };
        let Some(bytes) = self.store.stage(&key).map_err(store_failure)? else { return Ok(None) };
        serde_json::from_slice(&bytes).map(Some).map_err(|_| {
            let message = format!("The newest result of the stage {stage} was kept by another version of Holdfast.");
            Failure::new(Code::Refused, message, "Run `holdfast assess`, `plan` and `risk` again.")
        })
    }
}
