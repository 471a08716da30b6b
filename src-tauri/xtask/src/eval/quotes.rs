//! Where a labelled quote stands in the text that was read from its file.

/// Letters and figures of a text in lower case, each with the character it stands at. Spacing, hyphens and quotation
/// marks differ between a file and what is read from it.
pub(crate) struct Letters {
    letters: String,
    /// Byte in `letters` and character in the text.
    places: Vec<(usize, usize)>,
}

impl Letters {
    pub(crate) fn of(text: &str) -> Self {
        let (mut letters, mut places) = (String::new(), Vec::new());
        for (at, character) in text.chars().enumerate().filter(|(_, character)| character.is_alphanumeric()) {
            places.push((letters.len(), at));
            letters.extend(character.to_lowercase());
        }
        Self { letters, places }
    }

    /// Every place of the quote, as a range of characters of the text.
    pub(crate) fn find(&self, quote: &str) -> Vec<(usize, usize)> {
        let quote = Self::of(quote).letters;
        if quote.is_empty() {
            return Vec::new();
        }
        // The letter that this byte belongs to; one character can become two letters.
        let letter = |byte: usize| {
            let after = self.places.partition_point(|&(start, _)| start <= byte);
            self.places.get(after.checked_sub(1)?).map(|&(_, character)| character)
        };
        let found = self.letters.match_indices(&quote);
        found.filter_map(|(start, _)| Some((letter(start)?, letter(start + quote.len() - 1)? + 1))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quote_is_found_whatever_its_spacing() {
        let text = Letters::of("1. Back-ups are\ntested “monthly”. End.");
        assert_eq!(text.find("Backups are  tested"), [(3, 22)]);
        assert_eq!(text.find("End"), [(34, 37)]);
        assert!(text.find("restored").is_empty() && text.find(" . ").is_empty());
    }
}
