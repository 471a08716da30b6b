//! Which capitalised words make a name, and what beside them says so.

use super::cues::{BEFORE, CLOSINGS, COLUMNS, ends_with_cue, is_cue};
use super::given::{is_ambiguous, is_given};
use super::parts::{Form, Part, part, parts};
use super::words;
use crate::reading::Reading;

/// A name in the text.
#[derive(Clone, Debug)]
pub(super) struct Name {
    /// First byte.
    pub(super) start: usize,
    /// One past the last byte.
    pub(super) end: usize,
    /// First word.
    pub(super) first: usize,
    /// One past the last word.
    pub(super) next: usize,
    /// Its surname, folded.
    pub(super) surname: String,
}

/// Most name words of one person: two given names and two surnames.
const LONGEST: usize = 4;

/// Most forms of address of one person: `Frau Univ. Prof. Dr. med.`
const TITLES: usize = 5;

fn name(parts: &[Part]) -> Option<Name> {
    let (first, last) = (parts.first()?, parts.last()?);
    Some(Name { start: first.start, end: last.end, first: first.first, next: last.next, surname: last.folded.clone() })
}

/// `Ms Kowalska`, `Herr Dr. Jörg Müller`, `M. Dupont`.
pub(super) fn titled(reading: &Reading<'_>, at: usize) -> Option<Name> {
    let mut next = at;
    let mut start = None;
    let mut titles = 0;
    while let Some(word) = reading.words.get(next).filter(|_| titles < TITLES) {
        let text = reading.str(*word);
        let folded = super::fold::fold(text);
        let is_dotted = reading.char_after(word.end) == Some('.');
        // `M.` is Monsieur and `Me` Maître; without their form they are an initial and a pronoun.
        let is_title = (word.capital && (words::is_title(&folded) || (text == "M" && is_dotted)))
            || (titles > 0 && matches!(folded.as_str(), "med" | "jur" | "rer" | "phil" | "ssa" | "ra"));
        let joins = titles == 0
            || matches!(
                reading.slice(reading.words.get(next - 1)?.end, word.start),
                " " | ". " | ".-" | "\u{a0}" | ".\u{a0}" | "."
            );
        if !is_title || !joins || text.chars().skip(1).any(char::is_uppercase) {
            break;
        }
        start = start.or(Some(word.start));
        (next, titles) = (next + 1, titles + 1);
    }
    let start = start?;
    let gap = reading.slice(reading.words.get(next - 1)?.end, reading.words.get(next)?.start);
    if !matches!(gap, " " | ". " | "\u{a0}" | ".\u{a0}" | ".") {
        return None;
    }
    let run = parts(reading, next, 7);
    let found = leading(&run, false)?;
    let (first, last) = (found.first()?, found.last()?);
    let is_taken_over = run.get(found.len()).is_some_and(|next| next.is_name() && words::takes_over(&next.folded));
    let is_single_capitals = found.len() == 1 && first.form == Form::Capitals && first.folded.len() < 4;
    (!is_taken_over && !is_single_capitals && !words::is_abstract(&last.folded)).then_some(())?;
    name(found).map(|name| Name { start, first: at, ..name })
}

/// Two to four name words with their initials and particles, none of them a word of policies.
pub(super) fn shaped(reading: &Reading<'_>, run: &[Part]) -> Option<Name> {
    let found = leading(run, true)?;
    let follows = run.get(found.len());
    let is_taken_over = follows.is_some_and(|next| next.is_name() && words::takes_over(&next.folded))
        || is_company(reading, found.last()?);
    let has_name = found.iter().any(|part| part.form == Form::Name);
    (!is_taken_over && has_name && !follows_place(reading, found.first()?)).then_some(())?;
    name(found)
}

/// The longest start of the run that can be a name; of two parts at least where a surname is not enough.
fn leading(run: &[Part], whole: bool) -> Option<&[Part]> {
    let mut names = 0;
    let mut end = 0;
    for (at, part) in run.iter().enumerate() {
        let is_inner = words::is_inner_particle(&part.folded) && part.form == Form::Particle;
        let after_particle =
            at.checked_sub(1).and_then(|at| run.get(at)).is_some_and(|left| left.form == Form::Particle);
        match part.form {
            Form::Particle if is_inner && !after_particle => break,
            Form::Particle | Form::Initial => continue,
            Form::Name | Form::Capitals if names == LONGEST || part.is_ordinary() => break,
            // What follows a full name is another word more often than a second surname.
            Form::Name | Form::Capitals if names >= 1 && words::takes_over(&part.folded) => break,
            Form::Name | Form::Capitals => (names, end) = (names + 1, at + 1),
        }
    }
    let found = run.get(..end)?;
    let enough =
        names >= 2 || (names == 1 && (!whole || found.first().is_some_and(|first| first.form == Form::Initial)));
    (enough && !found.is_empty()).then_some(found)
}

/// `Martin Keller S.A.`, `Keller & Partner`.
fn is_company(reading: &Reading<'_>, last: &Part) -> bool {
    let rest = reading.slice(last.end, reading.text.len());
    [
        " S.A", " S.à", " S.p.A", " S.r.l", " B.V", " N.V", " & ", " Sp. z", " e.V", " a.s", " d.d", ", S.A", " GmbH",
        " AG", ", Inc", ", Ltd",
    ]
    .iter()
    .any(|form| {
        rest.strip_prefix(form).is_some_and(|after| form.ends_with(' ') || !after.starts_with(char::is_lowercase))
    })
}

fn follows_place(reading: &Reading<'_>, first: &Part) -> bool {
    let Some(before) = first.first.checked_sub(1).and_then(|at| reading.words.get(at)) else { return false };
    let gap = reading.slice(before.end, first.start);
    matches!(gap, " " | "-" | ". ") && words::is_place(&super::fold::fold(reading.str(*before)))
}

/// Whether a frequent given name is enough: a doubtful one needs a surname that is no abstract noun.
pub(super) fn stands(reading: &Reading<'_>, name: &Name, first: &Part) -> bool {
    let given = super::first_given(first);
    let is_doubtful = is_ambiguous(given);
    let in_capitals =
        first.form == Form::Capitals && reading.slice(name.start, name.end).chars().all(|c| !c.is_lowercase());
    !in_capitals && (!is_doubtful || !words::is_abstract(&name.surname)) && first.form == Form::Name
}

/// `Kowalska, Anna` in a list, and `KOWALSKA Anna`.
pub(super) fn reversed(reading: &Reading<'_>, run: &[Part]) -> Option<Name> {
    let surname =
        run.first().filter(|part| part.is_name() && !part.is_ordinary() && part.folded.chars().count() > 2)?;
    let given = part(reading, surname.next)?;
    let gap = reading.slice(surname.end, given.start);
    let is_name = given.form == Form::Name && is_given(super::first_given(&given)) && !given.is_ordinary();
    let after = reading.slice(given.end, reading.text.len()).trim_start_matches([' ', '\t']);
    let ends = after.is_empty() || after.starts_with(['\n', '|', ';', ',', '(', '<', ')', '\r', ':']);
    let by_comma = gap == ", "
        && (reading.leads_cell(surname.start) || reading.slice(0, surname.start).ends_with(": "))
        && ends
        && !is_ambiguous(&given.folded);
    let by_capitals =
        gap == " " && surname.form == Form::Capitals && surname.folded.len() > 3 && !is_ambiguous(&given.folded);
    (is_name && (by_comma || by_capitals) && !words::takes_over(&surname.folded)).then(|| Name {
        start: surname.start,
        end: given.end,
        first: surname.first,
        next: given.next,
        surname: surname.folded.clone(),
    })
}

/// Whether no word of the name has the form of an abstract noun: for names that no list knows.
pub(super) fn is_plain(reading: &Reading<'_>, name: &Name) -> bool {
    let text = reading.slice(name.start, name.end);
    !text.split([' ', '-']).any(|word| words::is_abstract(&super::fold::fold(word)))
}

/// Whether a role stands right after: `Name Surname, CISO`, `Name Surname (Head of ...)`.
pub(super) fn beside(reading: &Reading<'_>, name: &Name) -> bool {
    let after = reading.after(name.end);
    let Some(rest) = [", ", " (", " – ", " - ", " — ", " | "].iter().find_map(|joint| after.strip_prefix(joint))
    else {
        return false;
    };
    let mut following = rest.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).take(4);
    is_plain(reading, name) && following.any(|word| words::is_role(&super::fold::fold(word)))
}

/// Whether a cue stands right before, a column of people above, or the closing of a letter in the line before.
pub(super) fn context(reading: &Reading<'_>, name: &Name) -> bool {
    if !is_plain(reading, name) {
        return false;
    }
    let Some(word) = reading.words.get(name.first).copied() else { return false };
    let before = reading.before(name.start);
    let cue = before.trim_end_matches([' ', ':', '|', '\t', '–', '-', '\u{a0}', '*', '(']);
    let has_border = before.len() > cue.len();
    if has_border && ends_with_cue(BEFORE, cue) && !cue.ends_with('\n') {
        // A noun such as "name" needs its colon; a phrase such as "approved by" does not.
        let is_phrase = cue.rsplit('\n').next().is_some_and(|line| line.contains(' ')) && !before.ends_with("name ");
        let has_colon = before.get(cue.len()..).is_some_and(|border| border.contains([':', '|']));
        if is_phrase || has_colon {
            return true;
        }
    }
    let alone = reading.is_cell(name.start, name.end);
    let column = reading.column(word);
    alone && (is_cue(COLUMNS, &column) || is_cue(CLOSINGS, &reading.line_above(word)))
}
