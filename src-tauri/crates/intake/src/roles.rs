//! What a section is for, told by its heading: front matter and definitions commit the firm to nothing.

use crate::heading;

/// What the text of a section can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    Text,
    FrontMatter,
    Definition,
}

/// The role of a section with this heading; `None` where the heading says nothing, so that the section above decides.
pub(crate) fn of_heading(line: &str) -> Option<Role> {
    let name = heading::numbered(line).map_or(line, |found| if found.rest.is_empty() { line } else { found.rest });
    let name = name.trim_matches(|character: char| !character.is_alphanumeric()).to_lowercase();
    let words: Vec<&str> =
        name.split(|character: char| !character.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
    if FRONT_MATTER.contains(&words.join(" ").as_str()) {
        return Some(Role::FrontMatter);
    }
    let only = |known: &[&str]| words.iter().all(|word| known.contains(word));
    let any = |known: &[&str]| words.iter().any(|word| known.contains(word));
    let defines = any(&DEFINING) || matches!(words.as_slice(), ["terms"] | ["terms", "used"] | ["key", "terms"]);
    (defines && only(&AROUND_DEFINITIONS)).then_some(Role::Definition)
}

/// Whether a line that no format marks as a heading is the heading of front matter: `Revision history`.
pub(crate) fn is_front_matter_label(line: &str) -> bool {
    line.len() < 40 && line.starts_with(char::is_uppercase) && of_heading(line) == Some(Role::FrontMatter)
}

/// Whether a heading could stand in any policy and so names none.
pub(crate) fn is_general(line: &str) -> bool {
    let line = heading::numbered(line).map_or(line, |found| found.rest);
    let lower = line.to_lowercase();
    lower.split(|character: char| !character.is_alphanumeric()).all(|word| word.is_empty() || GENERAL.contains(&word))
}

const GENERAL: [&str; 28] = [
    "a",
    "and",
    "appendices",
    "appendix",
    "applicability",
    "background",
    "context",
    "document",
    "general",
    "goal",
    "goals",
    "intent",
    "introduction",
    "objective",
    "objectives",
    "of",
    "our",
    "overview",
    "policy",
    "preamble",
    "procedure",
    "purpose",
    "scope",
    "standard",
    "statement",
    "summary",
    "the",
    "this",
];

const FRONT_MATTER: [&str; 36] = [
    "contents",
    "table of contents",
    "list of tables",
    "list of figures",
    "document control",
    "document control information",
    "document control and revision history",
    "document details",
    "document information",
    "document properties",
    "document history",
    "document status",
    "document approval",
    "document approvals",
    "document distribution",
    "distribution list",
    "approval history",
    "revision history",
    "revisions",
    "review history",
    "version history",
    "version control",
    "versions",
    "change history",
    "change log",
    "changelog",
    "history of changes",
    "amendment history",
    "amendment record",
    "record of amendments",
    "references",
    "reference documents",
    "related documents",
    "related policies",
    "related policies and procedures",
    "bibliography",
];

const DEFINING: [&str; 8] =
    ["definition", "definitions", "glossary", "abbreviations", "acronyms", "terminology", "defined", "interpretation"];

const AROUND_DEFINITIONS: [&str; 22] = [
    "definition",
    "definitions",
    "glossary",
    "abbreviations",
    "acronyms",
    "terminology",
    "defined",
    "interpretation",
    "terms",
    "term",
    "used",
    "and",
    "of",
    "in",
    "this",
    "document",
    "policy",
    "key",
    "the",
    "list",
    "common",
    "general",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_tell_the_role_of_their_section() {
        for line in ["Contents", "Document control", "Revision history", "9. References", "Annex C - Version history"] {
            assert_eq!(of_heading(line), Some(Role::FrontMatter), "{line}");
        }
        for line in
            ["2. Definitions", "Terms used", "Annex 4 - Terms", "Glossary of terms", "Definitions and abbreviations"]
        {
            assert_eq!(of_heading(line), Some(Role::Definition), "{line}");
        }
        for line in ["Terms and termination", "4. Change control", "Definition of roles", "Control of documents"] {
            assert_eq!(of_heading(line), None, "{line}");
        }
    }
}
