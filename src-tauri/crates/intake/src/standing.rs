//! Whether the document binds the firm, by what it states of itself: status field, marks, file name.
//!
//! Only places where a document speaks about itself count. A sentence that mentions a draft is no statement of
//! standing, so running text is never looked at.

use holdfast_domain::Standing;

/// Places where a document speaks about itself.
pub(crate) struct Statement<'a> {
    /// Lines of front matter: title page, document control.
    pub(crate) front: Vec<&'a str>,
    /// Title, running headers, watermarks, lines alone on the title page.
    pub(crate) marks: Vec<&'a str>,
    /// Name of the file.
    pub(crate) file: &'a str,
}

/// The standing that the document states.
pub(crate) fn of(statement: &Statement<'_>) -> Standing {
    let mark = statement.marks.iter().chain(&statement.front).find_map(|line| of_mark(line));
    let field = statement.front.iter().find_map(|line| of_status_field(line));
    // Marked as not in force is not in force, whatever a field that nobody updated says.
    mark.or(field).or_else(|| of_file_name(statement.file)).unwrap_or(Standing::InForce)
}

/// `Status | In force`, `Status: draft`, or both in a line of such pairs.
fn of_status_field(line: &str) -> Option<Standing> {
    let lower = line.to_lowercase();
    let at = ["document status", "policy status", "status"].iter().find_map(|name| {
        let at = lower.find(name)? + name.len();
        let starts = lower[..at - name.len()].chars().next_back().is_none_or(|before| !before.is_alphanumeric());
        starts.then_some(at)
    })?;
    let value = lower[at..].trim_start();
    let value = value.strip_prefix([':', '|', '-', '='])?.trim_start();
    of_status(value)
}

fn of_status(value: &str) -> Option<Standing> {
    const STATES: [(&str, Standing); 24] = [
        ("not in force", Standing::Draft),
        ("not approved", Standing::Draft),
        ("not yet", Standing::Draft),
        ("draft", Standing::Draft),
        ("proposal", Standing::Draft),
        ("proposed", Standing::Draft),
        ("for review", Standing::Draft),
        ("in review", Standing::Draft),
        ("for consultation", Standing::Draft),
        ("pending", Standing::Draft),
        ("superseded", Standing::Superseded),
        ("replaced", Standing::Superseded),
        ("withdrawn", Standing::Superseded),
        ("obsolete", Standing::Superseded),
        ("archived", Standing::Superseded),
        ("retired", Standing::Superseded),
        ("repealed", Standing::Superseded),
        ("expired", Standing::Superseded),
        ("in force", Standing::InForce),
        ("approved", Standing::InForce),
        ("effective", Standing::InForce),
        ("active", Standing::InForce),
        ("final", Standing::InForce),
        ("current", Standing::InForce),
    ];
    STATES.iter().find(|(state, _)| value.starts_with(state)).map(|(_, standing)| *standing)
}

/// A line of more words is a sentence and no mark.
const MARK_WORDS: usize = 14;

/// `DRAFT - NOT IN FORCE`, `ICT POLICY - DRAFT V1.9`, `Superseded by BW-ICT-11`.
pub(crate) fn of_mark(line: &str) -> Option<Standing> {
    let words = line.split(|character: char| !character.is_alphanumeric()).filter(|word| !word.is_empty());
    let words: Vec<&str> = words.take(MARK_WORDS + 1).collect();
    if words.is_empty() || words.len() > MARK_WORDS {
        return None;
    }
    let holds = |phrase: &[&str]| {
        words.windows(phrase.len()).any(|window| window.iter().zip(phrase).all(|(word, part)| word == part))
    };
    if holds(&["DRAFT"]) || holds(&["NOT", "IN", "FORCE"]) || holds(&["NOT", "APPROVED"]) {
        return Some(Standing::Draft);
    }
    let is_over = [&["SUPERSEDED"][..], &["WITHDRAWN"], &["OBSOLETE"], &["NO", "LONGER", "IN", "FORCE"]];
    if is_over.into_iter().any(holds) {
        return Some(Standing::Superseded);
    }
    let start = words[..words.len().min(2)].join(" ").to_lowercase();
    // A blank field of a document-control table states nothing: `Superseded by | n/a`.
    let is_blank =
        matches!(words[words.len().min(2)..].join(" ").to_lowercase().as_str(), "" | "none" | "n a" | "na" | "nil");
    let ends_as_sentence = line.trim_end().ends_with('.') && words.len() > 6;
    if ends_as_sentence {
        return None;
    }
    match start.as_str() {
        "superseded by" | "replaced by" | "withdrawn on" if is_blank => None,
        "superseded by" | "replaced by" | "superseded" | "withdrawn" | "withdrawn on" => Some(Standing::Superseded),
        "draft" | "draft v" | "draft version" | "draft for" | "working draft" => Some(Standing::Draft),
        _ => None,
    }
}

fn of_file_name(file: &str) -> Option<Standing> {
    let name = file.rsplit(['/', '\\']).next().unwrap_or(file).to_lowercase();
    let mut words = name.split(|character: char| !character.is_alphanumeric());
    words.find_map(|word| match word {
        "draft" => Some(Standing::Draft),
        "superseded" | "withdrawn" | "obsolete" => Some(Standing::Superseded),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn standing(front: &[&str], file: &str) -> Standing {
        of(&Statement { front: front.to_vec(), marks: Vec::new(), file })
    }

    #[test]
    fn a_document_states_its_standing() {
        assert_eq!(standing(&["Status | In force"], "a.pdf"), Standing::InForce);
        assert_eq!(standing(&["BW-11 version 1.9 status: draft classification: Internal"], "a.txt"), Standing::Draft);
        assert_eq!(standing(&["DRAFT - NOT IN FORCE - SUPERSEDED BY BW-11"], "a.txt"), Standing::Draft);
        assert_eq!(standing(&["Status | Superseded by version 3"], "a.pdf"), Standing::Superseded);
        assert_eq!(standing(&["Withdrawn on 3 May 2024"], "a.pdf"), Standing::Superseded);
        assert_eq!(standing(&["Superseded by | n/a", "Status | In force"], "a.pdf"), Standing::InForce);
        assert_eq!(standing(&["Replaced by | –"], "a.pdf"), Standing::InForce);
        assert_eq!(standing(&[], "policies/ICT_policy_DRAFT_v2.docx"), Standing::Draft);
        assert_eq!(standing(&["Status | In force"], "draft.docx"), Standing::InForce);
        assert_eq!(standing(&["Status | In force", "DRAFT"], "a.docx"), Standing::Draft);
    }

    #[test]
    fn a_sentence_that_mentions_a_draft_is_no_statement() {
        let sentences = [
            "The draft of the report is sent to the Board within ten days.",
            "This policy replaces the policy that was superseded by the Board in 2022 and withdrawn.",
            "Drafts are kept for two years.",
            "1.9 | April 2023 | Draft circulated for comment",
        ];
        assert_eq!(standing(&sentences, "Incident procedure v2.docx"), Standing::InForce);
    }
}
