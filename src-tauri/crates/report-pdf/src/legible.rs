//! Makes every text of the tree drawable.

use crate::fonts::Fonts;
use serde_json::Value;
use std::fmt::Write;

/// Replaces, in every text below the value, what cannot be shown by its code point, and control characters by spaces.
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
            _ if character.is_control() => legible.push(' '),
            _ if !is_forbidden(character) && fonts.can_draw(character) => legible.push(character),
            _ => {
                // Writing to a string cannot fail.
                let _ = write!(legible, "[U+{:04X}]", u32::from(character));
            }
        }
    }
    legible
}

/// What a font may cover and the page still must not hold.
fn is_forbidden(character: char) -> bool {
    match character {
        // ISO 14289-1, 7.21.7: these are no text.
        '\u{feff}' | '\u{fffe}' => true,
        // ISO 19005-2, 6.2.11.7.3: private characters mean nothing to the reader of an archive.
        '\u{e000}'..='\u{f8ff}' | '\u{f0000}'.. => true,
        // Overrides of direction make a quote read other than it is written (Unicode Technical Report 36, 2.5).
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_cannot_be_shown_is_named_and_the_rest_is_left() {
        let mut tree = json!({"a": ["plain", "za\u{17c}\u{f3}\u{142}\u{107} \u{20ac}", "\u{1f980}\u{202e}\u{feff}\u{e000}"], "b": "x\u{0}y\nz"});
        make(&mut tree, Fonts::bundled());
        let expected = json!({"a": ["plain", "zażółć €", "[U+1F980][U+202E][U+FEFF][U+E000]"], "b": "x y z"});
        assert_eq!(tree, expected);
    }
}
