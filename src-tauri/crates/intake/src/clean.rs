//! Clean text: what extraction leaves behind in the characters themselves.

use std::collections::HashSet;

/// Collapses whitespace to single spaces and drops what is invisible: soft hyphens, zero-width characters,
/// controls. Presentation ligatures become their letters, so that a search for `office` finds it.
pub(crate) fn line(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len());
    let mut space = false;
    for character in raw.chars() {
        if character.is_whitespace() {
            space = true;
            continue;
        }
        if invisible(character) {
            continue;
        }
        if std::mem::take(&mut space) && !out.is_empty() {
            out.push(' ');
        }
        match plain(character) {
            Some(letters) => out.push_str(letters),
            None => out.push(character),
        }
    }
    out
}

/// Words of a document, to tell a hyphen that breaks a word from one that belongs to it.
pub(crate) struct Vocabulary(HashSet<String>);

impl Vocabulary {
    /// The words of these lines that do not touch a line end.
    pub(crate) fn of<'t>(lines: impl Iterator<Item = &'t str>) -> Self {
        let mut words = HashSet::new();
        for line in lines {
            words.extend(line.split_whitespace().map(bare).filter(|word| !word.is_empty() && !word.ends_with('-')));
        }
        Self(words)
    }

    /// Appends the next line of a paragraph, undoing hyphenation at the line end.
    pub(crate) fn join(&self, text: &mut String, next: &str) {
        if text.is_empty() {
            text.push_str(next);
            return;
        }
        let head = text.strip_suffix('-').filter(|head| head.ends_with(char::is_alphabetic));
        match head {
            Some(head) if next.starts_with(char::is_alphabetic) => {
                let head = head.rsplit(char::is_whitespace).next().unwrap_or_default();
                if self.breaks_a_word(head, next.split_whitespace().next().unwrap_or_default()) {
                    text.pop();
                }
            }
            _ if text.ends_with('/') => {}
            _ => text.push(' '),
        }
        text.push_str(next);
    }

    /// Whether the hyphen between the two goes: the document knows the joined word, or does not know the
    /// hyphenated one and neither part is usual in compounds.
    fn breaks_a_word(&self, head: &str, tail: &str) -> bool {
        const HEADS: [&str; 14] = [
            "cross", "day", "full", "high", "long", "low", "multi", "non", "real", "self", "short", "third", "two",
            "well",
        ];
        const TAILS: [&str; 12] =
            ["based", "call", "day", "going", "house", "party", "related", "site", "specific", "term", "up", "wide"];
        let known = |word: String| self.0.contains(&bare(&word));
        if !tail.starts_with(char::is_lowercase) || known(format!("{head}-{tail}")) {
            return false;
        }
        let compound =
            head.contains('-') || HEADS.contains(&bare(head).as_str()) || TAILS.contains(&bare(tail).as_str());
        known(format!("{head}{tail}")) || !compound
    }
}

fn bare(word: &str) -> String {
    word.trim_matches(|character: char| !character.is_alphanumeric() && character != '-').to_lowercase()
}

fn invisible(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}' | '\u{FEFF}')
}

fn plain(character: char) -> Option<&'static str> {
    Some(match character {
        '\u{FB00}' => "ff",
        '\u{FB01}' => "fi",
        '\u{FB02}' => "fl",
        '\u{FB03}' => "ffi",
        '\u{FB04}' => "ffl",
        '\u{FB05}' | '\u{FB06}' => "st",
        // Bullets of the Symbol and Wingdings fonts.
        '\u{F0B7}' => "•",
        '\u{F0A7}' => "▪",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whitespace_collapses_and_invisible_characters_go() {
        assert_eq!(line("  a\u{A0}\tb\r\nc\u{AD}d \u{200B} \u{FB01}le  "), "a b cd file");
    }

    #[test]
    fn a_hyphen_goes_when_it_breaks_a_word_and_stays_when_it_belongs_to_it() {
        let vocabulary = Vocabulary::of(["the services of a multi-vendor set"].into_iter());
        let joined = |head: &str, tail: &str| {
            let mut text = head.to_owned();
            vocabulary.join(&mut text, tail);
            text
        };
        assert_eq!(joined("the Ser-", "vices of"), "the Services of");
        assert_eq!(joined("a multi-", "vendor set"), "a multi-vendor set");
        assert_eq!(joined("use of third-", "party tools"), "use of third-party tools");
        assert_eq!(joined("sole and ex-", "clusive remedy"), "sole and exclusive remedy");
        assert_eq!(joined("done in-", "house, or"), "done in-house, or");
        assert_eq!(joined("the North-", "South line"), "the North-South line");
        assert_eq!(joined("a plain", "line"), "a plain line");
        assert_eq!(joined("from 3 -", "5 years"), "from 3 - 5 years");
    }
}
