//! From text to index terms: lower-case word stems without stop words, and pairs of neighbouring ones.
//!
//! Pairs let `risk management` count for more than the two words far apart. They are terms like any other, so a query
//! goes through the same steps and needs no positions.

use holdfast_ports::IndexError;
use tantivy::tokenizer::{
    Language, LowerCaser, RemoveLongFilter, SimpleTokenizer, Stemmer, StopWordFilter, TextAnalyzer, Token, TokenFilter,
    TokenStream, Tokenizer,
};

/// Raised whenever the terms of a text change; an index with other terms is built anew.
pub(crate) const VERSION: &str = "1";

/// Longer runs of letters are no words but encoded data.
const LONGEST_WORD: usize = 64;

/// The steps from text to terms.
pub(crate) fn analyzer() -> Result<TextAnalyzer, IndexError> {
    let stop_words = StopWordFilter::new(Language::English)
        .ok_or_else(|| IndexError("no stop words for English in this build".to_owned()))?;
    Ok(TextAnalyzer::builder(SimpleTokenizer::default())
        .filter(RemoveLongFilter::limit(LONGEST_WORD))
        .filter(LowerCaser)
        .filter(stop_words)
        .filter(Stemmer::new(Language::English))
        .filter(WordPairs)
        .build())
}

/// Adds, after every word but the first, the pair of the word before it and itself.
#[derive(Clone)]
struct WordPairs;

impl TokenFilter for WordPairs {
    type Tokenizer<T: Tokenizer> = PairTokenizer<T>;

    fn transform<T: Tokenizer>(self, words: T) -> PairTokenizer<T> {
        PairTokenizer { words }
    }
}

#[derive(Clone)]
struct PairTokenizer<T> {
    words: T,
}

impl<T: Tokenizer> Tokenizer for PairTokenizer<T> {
    type TokenStream<'a> = PairStream<T::TokenStream<'a>>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Self::TokenStream<'a> {
        PairStream { words: self.words.token_stream(text), last: String::new(), pair: Token::default(), at: At::Start }
    }
}

/// What the stream stands on.
#[derive(Clone, Copy, PartialEq)]
enum At {
    Start,
    Word,
    Pair,
}

struct PairStream<S> {
    words: S,
    /// The word before the current one; empty at the first.
    last: String,
    pair: Token,
    at: At,
}

impl<S: TokenStream> TokenStream for PairStream<S> {
    fn advance(&mut self) -> bool {
        if self.at == At::Word {
            let word = self.words.token();
            let is_first = self.last.is_empty();
            if !is_first {
                self.pair.clone_from(word);
                self.pair.text.clear();
                self.pair.text.extend([self.last.as_str(), " ", &word.text]);
            }
            self.last.clone_from(&word.text);
            if !is_first {
                self.at = At::Pair;
                return true;
            }
        }
        self.at = At::Word;
        self.words.advance()
    }

    fn token(&self) -> &Token {
        if self.at == At::Pair { &self.pair } else { self.words.token() }
    }

    fn token_mut(&mut self) -> &mut Token {
        if self.at == At::Pair { &mut self.pair } else { self.words.token_mut() }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn terms(text: &str) -> Vec<String> {
        let mut analyzer = analyzer().unwrap();
        let mut stream = analyzer.token_stream(text);
        let mut terms = Vec::new();
        while stream.advance() {
            terms.push(stream.token().text.clone());
        }
        terms
    }

    #[test]
    fn words_become_stems_and_neighbours_become_pairs() {
        assert_eq!(terms("Managing ICT Risks"), ["manag", "ict", "manag ict", "risk", "ict risk"]);
    }

    #[test]
    fn stop_words_and_punctuation_stand_between_no_neighbours() {
        assert_eq!(terms("the risk, and the loss."), ["risk", "loss", "risk loss"]);
        assert_eq!(terms("of the and"), [""; 0]);
        assert_eq!(terms(""), [""; 0]);
    }

    #[test]
    fn one_word_makes_no_pair_and_encoded_data_makes_no_word() {
        assert_eq!(terms("backup"), ["backup"]);
        assert_eq!(terms(&format!("a1 {} b2", "x".repeat(64))), ["a1", "b2", "a1 b2"]);
    }
}
