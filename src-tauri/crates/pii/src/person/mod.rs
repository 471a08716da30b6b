//! Names of persons, by rule.
//!
//! A name has the form of one, and something beside it that says so: a form of address, a frequent given name, a cue such as
//! "approved by", a role after it, a column of people above it, the closing of a letter, or a mail address of the same
//! name. Words of policies, and names that a firm or a place has taken over, are no names.

mod cues;
pub(crate) mod fold;
mod given;
mod parts;
mod shape;
mod words;

use crate::find::Hit;
use crate::kind::Kind;
use crate::reading::Reading;
use fold::fold;
use given::is_given;
use parts::{Form, Part, parts};
use shape::{Name, beside, context, reversed, shaped, titled};
use std::collections::{BTreeMap, BTreeSet, HashSet};
pub(crate) use words::is_title;

/// Shortest surname that stands for its person where it stands alone.
const SURNAME: usize = 4;
/// Bytes around a mail address in which its owner may be named.
const NEAR: usize = 200;

pub(crate) fn hits(reading: &Reading<'_>, emails: &[Hit]) -> Vec<Hit> {
    let owners = owners(reading, emails);
    let mut names: Vec<Name> = Vec::new();
    let mut next = 0;
    for (at, word) in reading.words.iter().enumerate() {
        if at < next || !word.capital {
            continue;
        }
        if let Some(name) = name(reading, at, &owners) {
            next = name.next;
            names.push(name);
        }
    }
    let mut hits: Vec<Hit> =
        names.iter().map(|name| Hit { start: name.start, end: name.end, kind: Kind::Person }).collect();
    hits.extend(surnames(reading, &names));
    hits
}

/// Whether the whole text has the form of a name of a person, and nothing speaks against it.
pub(crate) fn is_name(text: &str) -> bool {
    let reading = Reading::new(text);
    let run = parts(&reading, 0, 7);
    let name = titled(&reading, 0).or_else(|| shaped(&reading, &run).filter(|name| shape::is_plain(&reading, name)));
    name.is_some_and(|name| name.start == 0 && name.end == text.len())
}

fn name(reading: &Reading<'_>, at: usize, owners: &Owners) -> Option<Name> {
    if let Some(name) = titled(reading, at) {
        return Some(name);
    }
    let run = parts(reading, at, 7);
    let first = run.first().filter(|first| first.is_name() || first.form == Form::Initial)?;
    if let Some(name) = reversed(reading, &run) {
        return Some(name);
    }
    let shaped = shaped(reading, &run)?;
    let by_list = is_given(first_given(first)) && shape::stands(reading, &shaped, first);
    let by_mail = || owners.name(&run, &shaped);
    (by_list || by_mail() || beside(reading, &shaped) || context(reading, &shaped)).then_some(shaped)
}

/// `Jean` of `Jean-Pierre`.
fn first_given(part: &Part) -> &str {
    part.folded.split('-').next().unwrap_or_default()
}

/// Where the mail addresses stand, by the name words of their local part.
struct Owners(BTreeMap<Vec<String>, Vec<usize>>);

fn owners(reading: &Reading<'_>, emails: &[Hit]) -> Owners {
    let mut owners: BTreeMap<Vec<String>, Vec<usize>> = BTreeMap::new();
    for email in emails {
        let address = reading.slice(email.start, email.end);
        let Some((local, _)) = address.split_once('@') else { continue };
        let words: Vec<&str> = local.split(['.', '_']).filter(|word| !word.is_empty()).collect();
        if (2..=3).contains(&words.len()) && words.last().is_some_and(|word| word.chars().count() > 1) {
            owners.entry(key(&words)).or_default().push(email.start);
        }
    }
    Owners(owners)
}

/// Name words in one order and one spelling: `joerg.mueller` is Jörg Müller.
fn key(words: &[&str]) -> Vec<String> {
    let spelt = |word: &&str| fold(word).replace("ae", "a").replace("oe", "o").replace("ue", "u");
    let mut key: Vec<String> = words.iter().map(spelt).collect();
    key.sort();
    key
}

impl Owners {
    /// Whether a mail address near the name is made of it: `anna.kowalska@` or `a.kowalska@` for Anna Kowalska.
    fn name(&self, run: &[Part], name: &Name) -> bool {
        let words: Vec<&str> =
            run.iter().filter(|part| part.end <= name.end && part.is_name()).map(|part| part.folded.as_str()).collect();
        let (Some(first), Some(last), true) = (words.first(), words.last(), words.len() > 1) else { return false };
        let initial: String = first.chars().take(1).collect();
        let is_near = |words: &[&str]| {
            self.0.get(&key(words)).is_some_and(|places| {
                let next = places.partition_point(|place| *place + NEAR < name.start);
                places.get(next).is_some_and(|place| *place <= name.end + NEAR)
            })
        };
        is_near(&words) || is_near(&[first, last]) || is_near(&[&initial, last])
    }
}

/// Surnames of the names found, where they stand alone or after an initial, unless the text has them as a common word too.
fn surnames(reading: &Reading<'_>, names: &[Name]) -> Vec<Hit> {
    let taken: BTreeSet<usize> = names.iter().flat_map(|name| name.first..name.next).collect();
    let mut known: HashSet<&str> =
        names.iter().map(|name| name.surname.as_str()).filter(|name| name.chars().count() >= SURNAME).collect();
    known.retain(|surname| !words::is_ordinary(surname) && !words::takes_over(surname));
    if known.is_empty() {
        return Vec::new();
    }
    for word in reading.words.iter().filter(|word| !word.capital) {
        known.remove(fold(reading.str(*word)).as_str());
    }
    let mut hits = Vec::new();
    for (at, _) in reading.words.iter().enumerate().filter(|(at, word)| word.capital && !taken.contains(at)) {
        let run = parts(reading, at, 3);
        let Some(at) = run.iter().position(|part| part.form != Form::Initial) else { continue };
        let Some(part) = run.get(at).filter(|part| part.is_name() && !taken.contains(&part.first)) else { continue };
        let follows = run.get(at + 1);
        let is_taken_over = follows.is_some_and(|next| words::takes_over(&next.folded));
        if known.contains(part.folded.as_str()) && !is_taken_over {
            let start = run.first().map_or(part.start, |first| first.start);
            hits.push(Hit { start, end: part.end, kind: Kind::Person });
        }
    }
    hits
}
