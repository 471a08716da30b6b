//! Makes every text of the tree drawable.

use crate::fonts::Fonts;
use serde_json::Value;
use std::fmt::Write;

/// Replaces, in every text below the value, what no font can draw by its code point, and control characters by spaces.
pub(crate) fn make(value: &mut Value, fonts: &Fonts) {
    match value {
        Value::String(text) if !text.is_ascii() || text.contains(|c: char| c.is_ascii_control()) => {
            *text = drawable(text, fonts);
        }
        Value::Array(items) => items.iter_mut().for_each(|item| make(item, fonts)),
        Value::Object(fields) => fields.values_mut().for_each(|field| make(field, fonts)),
        Value::String(_) | Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn drawable(text: &str, fonts: &Fonts) -> String {
    let mut legible = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\n' => legible.push('\n'),
            _ if character.is_control() => legible.push(' '),
            _ if character.is_ascii() || fonts.can_draw(character) => legible.push(character),
            _ => {
                // Writing to a string cannot fail.
                let _ = write!(legible, "[U+{:04X}]", u32::from(character));
            }
        }
    }
    legible
}
