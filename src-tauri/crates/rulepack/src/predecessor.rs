//! What a task waits for.

use holdfast_domain::TaskId;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// One bond of a task to an earlier one. In JSON the plain id is the short form of finish-to-start without lag:
/// `"TASK-001"` is `{"task": "TASK-001", "relation": "FS", "lag_days": 0}`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Predecessor {
    /// The earlier task.
    pub task: TaskId,
    /// Which ends are bound.
    pub link: Link,
    /// Working days between the two ends; negative for a lead.
    pub lag_days: i32,
}

/// Which end of the earlier task binds which end of the later one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Link {
    /// The later one starts after the earlier one has finished.
    #[serde(rename = "FS")]
    FinishStart,
    /// The later one starts after the earlier one has started.
    #[serde(rename = "SS")]
    StartStart,
    /// The later one finishes after the earlier one has finished.
    #[serde(rename = "FF")]
    FinishFinish,
    /// The later one finishes after the earlier one has started.
    #[serde(rename = "SF")]
    StartFinish,
}

impl Link {
    /// From and to which end, `true` for the finish.
    pub fn ends(self) -> (bool, bool) {
        match self {
            Self::FinishStart => (true, false),
            Self::StartStart => (false, false),
            Self::FinishFinish => (true, true),
            Self::StartFinish => (false, true),
        }
    }

    /// The link between these ends, `true` for the finish.
    pub fn between(from_finish: bool, to_finish: bool) -> Self {
        match (from_finish, to_finish) {
            (true, false) => Self::FinishStart,
            (false, false) => Self::StartStart,
            (true, true) => Self::FinishFinish,
            (false, true) => Self::StartFinish,
        }
    }

    /// The two letters that planners use.
    pub fn code(self) -> &'static str {
        match self {
            Self::FinishStart => "FS",
            Self::StartStart => "SS",
            Self::FinishFinish => "FF",
            Self::StartFinish => "SF",
        }
    }
}

impl From<&str> for Predecessor {
    fn from(task: &str) -> Self {
        Self { task: task.into(), link: Link::FinishStart, lag_days: 0 }
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Long {
    task: TaskId,
    #[serde(rename = "relation")]
    link: Link,
    #[serde(default)]
    lag_days: i32,
}

impl Serialize for Predecessor {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { task, link, lag_days } = self;
        match (link, lag_days) {
            (Link::FinishStart, 0) => task.serialize(serializer),
            _ => Long { task: task.clone(), link: *link, lag_days: *lag_days }.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Predecessor {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Form)
    }
}

struct Form;

impl<'de> Visitor<'de> for Form {
    type Value = Predecessor;

    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("the id of a task, or an object with task, relation (FS, SS, FF, SF) and lag_days")
    }

    fn visit_str<E: Error>(self, task: &str) -> Result<Predecessor, E> {
        Ok(task.into())
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Predecessor, A::Error> {
        let Long { task, link, lag_days } = Long::deserialize(MapAccessDeserializer::new(map))?;
        Ok(Predecessor { task, link, lag_days })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn the_short_form_is_a_plain_id() {
        for (json, link, lag_days) in [
            (r#""TASK-001""#, Link::FinishStart, 0),
            (r#"{"task":"TASK-001","relation":"SS","lag_days":5}"#, Link::StartStart, 5),
            (r#"{"task":"TASK-001","relation":"FF","lag_days":-2}"#, Link::FinishFinish, -2),
            (r#"{"task":"TASK-001","relation":"SF","lag_days":0}"#, Link::StartFinish, 0),
        ] {
            let read: Predecessor = serde_json::from_str(json).unwrap();
            assert_eq!(read, Predecessor { task: "TASK-001".into(), link, lag_days });
            assert_eq!(serde_json::to_string(&read).unwrap(), json);
            assert_eq!(serde_json::to_value(link).unwrap(), link.code());
            let (from, to) = link.ends();
            assert_eq!(Link::between(from, to), link);
        }
    }

    #[test]
    fn what_is_neither_form_is_refused_with_what_is_expected() {
        for (json, expected) in [
            ("7", "the id of a task, or an object with task, relation (FS, SS, FF, SF) and lag_days"),
            (r#"{"task":"TASK-001","relation":"FB"}"#, "unknown variant `FB`"),
            (r#"{"task":"TASK-001","relation":"FS","lag":1}"#, "unknown field `lag`"),
            (r#"{"relation":"FS"}"#, "missing field `task`"),
        ] {
            let error = serde_json::from_str::<Predecessor>(json).unwrap_err().to_string();
            assert!(error.contains(expected), "{error}");
        }
    }
}
