//! One number for one person across a set of documents.

use crate::person::fold::fold;
use crate::person::is_title;
use std::collections::BTreeMap;

/// The people of a set, numbered from 1 in the order in which they are first named.
#[derive(Debug, Default)]
pub(crate) struct People {
    numbers: BTreeMap<Identity, usize>,
    /// Full names by their last word and by each other word: `kowalska` to `anna kowalska`.
    full: BTreeMap<String, Vec<Identity>>,
}

/// Name words in order, folded, without titles and particles of writing.
type Identity = Vec<String>;

impl People {
    /// Numbers the people of these mentions. The whole set counts before any number is given: a surname that stands
    /// alone in the first document may belong to a full name in the last.
    pub(crate) fn of(mentions: &[&str]) -> Self {
        let mut people = Self::default();
        for identity in mentions.iter().map(|mention| identity(mention)).filter(is_full) {
            for word in &identity {
                let known = people.full.entry(word.clone()).or_default();
                if !known.contains(&identity) {
                    known.push(identity.clone());
                }
            }
        }
        for mention in mentions {
            let identity = people.resolved(identity(mention));
            let next = people.numbers.len() + 1;
            people.numbers.entry(identity).or_insert(next);
        }
        people
    }

    /// The number of a person; `None` for one whom the set does not name.
    pub(crate) fn number(&self, mention: &str) -> Option<usize> {
        self.numbers.get(&self.resolved(identity(mention))).copied()
    }

    /// `Ms Kowalska` and `A. Kowalska` are Anna Kowalska where the set knows one such person only.
    fn resolved(&self, identity: Identity) -> Identity {
        if is_full(&identity) {
            return identity;
        }
        let (initials, words): (Vec<&String>, Vec<&String>) =
            identity.iter().partition(|word| word.chars().count() == 1);
        let Some(known) = words.first().and_then(|word| self.full.get(*word)) else { return identity };
        let has_initials = |person: &&Identity| {
            initials.iter().all(|initial| person.iter().any(|word| word.starts_with(initial.as_str())))
        };
        let mut fitting = known.iter().filter(has_initials);
        match (fitting.next(), fitting.next()) {
            (Some(person), None) => person.clone(),
            _ => identity,
        }
    }
}

fn identity(mention: &str) -> Identity {
    let words = mention.split(|c: char| !c.is_alphanumeric() && !matches!(c, '\u{300}'..='\u{36f}'));
    let mut words: Identity = words.filter(|word| !word.is_empty()).map(fold).filter(|word| !is_title(word)).collect();
    // `Kowalska, Anna` is Anna Kowalska.
    words.sort();
    words
}

/// Two words at least that are no initials.
fn is_full(identity: &Identity) -> bool {
    identity.iter().filter(|word| word.chars().count() > 1).count() > 1
}
