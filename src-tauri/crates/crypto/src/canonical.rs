//! One byte form for every JSON value.

use serde_json::Value;
use std::collections::BTreeMap;

/// The value as JSON with keys sorted by their UTF-8 bytes and no space between tokens.
///
/// Sorting happens here and not in `serde_json`, whose map order depends on a feature that any dependency may switch on.
pub fn canonical_json(value: &Value) -> String {
    let mut text = String::new();
    write(value, &mut text);
    text
}

fn write(value: &Value, text: &mut String) {
    match value {
        Value::Array(items) => {
            text.push('[');
            separated(items, text, write);
            text.push(']');
        }
        Value::Object(members) => {
            text.push('{');
            let sorted: BTreeMap<&str, &Value> = members.iter().map(|(key, value)| (key.as_str(), value)).collect();
            separated(sorted, text, |(key, value), text| {
                text.push_str(&json_string(key));
                text.push(':');
                write(value, text);
            });
            text.push('}');
        }
        scalar => text.push_str(&scalar.to_string()),
    }
}

/// The text as a JSON string with its quotes.
pub(crate) fn json_string(text: &str) -> String {
    Value::from(text).to_string()
}

fn separated<T>(items: impl IntoIterator<Item = T>, text: &mut String, write: impl Fn(T, &mut String)) {
    for (position, item) in items.into_iter().enumerate() {
        if position > 0 {
            text.push(',');
        }
        write(item, text);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    #[test]
    fn keys_are_sorted_at_every_depth_and_nothing_is_spaced() {
        let value = json!({"b": [1, {"z": null, "a": true}], "a": "x\"\n", "B": -0.5, "é": ""});
        assert_eq!(canonical_json(&value), r#"{"B":-0.5,"a":"x\"\n","b":[1,{"a":true,"z":null}],"é":""}"#);
    }

    fn any_json() -> impl Strategy<Value = Value> {
        let scalar = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            ".{0,6}".prop_map(Value::from),
        ];
        scalar.prop_recursive(3, 24, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                prop::collection::btree_map(".{0,4}", inner, 0..4)
                    .prop_map(|members| Value::Object(members.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn canonical_json_reads_back_as_the_same_value(value in any_json()) {
            prop_assert_eq!(serde_json::from_str::<Value>(&canonical_json(&value)).unwrap(), value);
        }
    }
}
