//! The document-control table read as metadata: version, owner, approval, next review, status.

use crate::block::split_cells;
use crate::date;
use holdfast_domain::Control;

/// What a line of front matter can state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Field {
    Version,
    Owner,
    Approved,
    ApprovedBy,
    Effective,
    NextReview,
    Status,
    /// A field that a control table holds and that is not kept; it ends the value before it.
    Other,
}

/// Names of fields, in lower case; the longer of two that start alike comes first.
const NAMES: [(&str, Field); 74] = [
    ("document version", Field::Version),
    ("policy version", Field::Version),
    ("current version", Field::Version),
    ("version number", Field::Version),
    ("version no", Field::Version),
    ("version", Field::Version),
    ("revision number", Field::Version),
    ("revision", Field::Version),
    ("issue number", Field::Version),
    ("issue no", Field::Version),
    ("document owner", Field::Owner),
    ("policy owner", Field::Owner),
    ("process owner", Field::Owner),
    ("owner role", Field::Owner),
    ("owned by", Field::Owner),
    ("owner", Field::Owner),
    ("responsible role", Field::Owner),
    ("approval date", Field::Approved),
    ("date of approval", Field::Approved),
    ("date approved", Field::Approved),
    ("approved on", Field::Approved),
    ("last approved", Field::Approved),
    ("approved by", Field::ApprovedBy),
    ("approving body", Field::ApprovedBy),
    ("approver", Field::ApprovedBy),
    ("approval", Field::Approved),
    ("approved", Field::Approved),
    ("effective date", Field::Effective),
    ("effective from", Field::Effective),
    ("date effective", Field::Effective),
    ("valid from", Field::Effective),
    ("in force since", Field::Effective),
    ("in force from", Field::Effective),
    ("effective", Field::Effective),
    ("next review date", Field::NextReview),
    ("date of next review", Field::NextReview),
    ("next review due", Field::NextReview),
    ("next scheduled review", Field::NextReview),
    ("next review", Field::NextReview),
    ("review due", Field::NextReview),
    ("review date", Field::NextReview),
    ("document status", Field::Status),
    ("policy status", Field::Status),
    ("status", Field::Status),
    ("document title", Field::Other),
    ("document number", Field::Other),
    ("document id", Field::Other),
    ("document reference", Field::Other),
    ("document type", Field::Other),
    ("document", Field::Other),
    ("title", Field::Other),
    ("reference", Field::Other),
    ("classification", Field::Other),
    ("distribution", Field::Other),
    ("author", Field::Other),
    ("prepared by", Field::Other),
    ("reviewed by", Field::Other),
    ("reviewer", Field::Other),
    ("review cycle", Field::Other),
    ("review frequency", Field::Other),
    ("last review", Field::Other),
    ("last reviewed", Field::Other),
    ("issue date", Field::Other),
    ("date of issue", Field::Other),
    ("published", Field::Other),
    ("supersedes", Field::Other),
    ("replaces", Field::Other),
    ("superseded by", Field::Other),
    ("replaced by", Field::Other),
    ("language", Field::Other),
    ("scope", Field::Other),
    ("date", Field::Other),
    ("id", Field::Other),
    ("ref", Field::Other),
];

/// Whether the words name a field of a control table.
pub(crate) fn is_field(name: &str) -> bool {
    field(name).is_some()
}

/// Reads the lines of front matter, table rows included; the first statement of a field counts.
pub(crate) fn of<'t>(lines: impl Iterator<Item = &'t str>) -> Control {
    let mut control = Control::default();
    let mut columns: Vec<Option<Field>> = Vec::new();
    for line in lines {
        let cells: Vec<&str> = split_cells(line).into_iter().map(|(_, cell)| cell).collect();
        let fields: Vec<Option<Field>> = cells.iter().map(|cell| field(cell)).collect();
        let named = fields.iter().flatten().count();
        if cells.len() >= 2 && named == cells.len() {
            // A row of names only: the row below holds the values.
            columns = fields;
            continue;
        }
        if columns.len() >= 2 && cells.len() <= columns.len() {
            for (column, cell) in columns.iter().zip(&cells) {
                state(&mut control, *column, cell);
            }
        } else if cells.len() >= 2 {
            for pair in cells.chunks(2) {
                if let [name, value] = pair {
                    state(&mut control, field(name), value);
                }
            }
        } else {
            in_line(&mut control, line);
        }
        columns.clear();
    }
    control
}

fn field(name: &str) -> Option<Field> {
    let name = name.trim().trim_end_matches([':', '.']).to_lowercase();
    NAMES.iter().find(|(known, _)| *known == name).map(|(_, field)| *field)
}

/// `BW-11 version 1.9 status: draft owner: Head of Procurement`: every field name in the line ends the value before.
fn in_line(control: &mut Control, line: &str) {
    let lower = line.to_lowercase();
    if lower.len() != line.len() {
        return;
    }
    let mut found: Vec<(usize, usize, Field)> = Vec::new();
    let mut at = 0;
    while let Some(rest) = lower.get(at..) {
        let starts = at == 0 || lower[..at].ends_with([' ', '(', ',', ';', '|', '/']);
        let name =
            NAMES.iter().find(|(name, _)| starts && rest.starts_with(name) && is_stated(&rest[name.len()..], name));
        match name {
            Some((name, field)) => {
                found.push((at, at + name.len(), *field));
                at += name.len();
            }
            None => match rest.chars().next() {
                Some(next) => at += next.len_utf8(),
                None => break,
            },
        }
    }
    for (index, (_, start, field)) in found.iter().enumerate() {
        let end = found.get(index + 1).map_or(line.len(), |next| next.0);
        state(control, Some(*field), line.get(*start..end).unwrap_or_default());
    }
}

/// A field name in running text is followed by a mark or, for a version, by its number.
fn is_stated(rest: &str, name: &str) -> bool {
    let rest = rest.trim_start();
    rest.starts_with([':', '='])
        || (name.ends_with("version") && rest.starts_with(|next: char| next.is_ascii_digit() || next == 'v'))
}

fn state(control: &mut Control, field: Option<Field>, value: &str) {
    let value = value.trim_matches(|edge: char| edge.is_whitespace() || matches!(edge, ':' | '=' | ',' | ';' | '|'));
    let blank = matches!(value.to_lowercase().as_str(), "" | "-" | "–" | "—" | "n/a" | "na" | "none" | "tbd" | "tbc");
    if blank || value.chars().count() > 200 {
        return;
    }
    let slot = match field {
        Some(Field::Version) => {
            let version = value.trim_start_matches(['v', 'V']).trim_start_matches('.').trim_start();
            let number = version.split([' ', ',', ';', '(']).next().unwrap_or_default();
            return fill(
                &mut control.version,
                number.starts_with(|next: char| next.is_ascii_digit()).then_some(number),
            );
        }
        Some(Field::Owner) => return fill(&mut control.owner, Some(value)),
        Some(Field::Status) => return fill(&mut control.status, Some(value)),
        Some(Field::Approved | Field::ApprovedBy) => {
            let (by, on) = approval(value);
            fill(&mut control.approved_by, by.as_deref());
            return fill(&mut control.approved, on.as_deref());
        }
        Some(Field::Effective) => &mut control.effective,
        Some(Field::NextReview) => &mut control.next_review,
        Some(Field::Other) | None => return,
    };
    let stated = date::last(value).map_or_else(|| value.to_owned(), |found| found.iso);
    fill(slot, Some(&stated));
}

fn fill(slot: &mut Option<String>, value: Option<&str>) {
    if let (None, Some(value)) = (&slot, value) {
        *slot = Some(value.to_owned());
    }
}

/// Who approved and when: `Board of Directors, 12 December 2024`. Of several approvals the last one counts.
fn approval(value: &str) -> (Option<String>, Option<String>) {
    let last = value.rsplit(';').find(|part| !part.trim().is_empty()).unwrap_or(value);
    let Some(found) = date::last(last) else { return (Some(value.to_owned()), None) };
    let before = last.get(..found.start).unwrap_or_default();
    let who = before.trim_end_matches([' ', ',', ':', '-', '–', '(']).trim_end_matches(" on").trim();
    ((!who.is_empty()).then(|| who.to_owned()), Some(found.iso))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(lines: &[&str]) -> Control {
        of(lines.iter().copied())
    }

    fn some(text: &str) -> Option<String> {
        Some(text.to_owned())
    }

    #[test]
    fn a_table_of_fields_is_read() {
        let lines = [
            "Document | ICT Risk Management Framework",
            "Version | v4.1",
            "Status | In force",
            "Owner | Chief Risk Officer",
            "Approved | Board of Directors, 12 December 2024",
            "Effective | 1 January 2025",
            "Next review | Q4 2025",
        ];
        let expected = Control {
            version: some("4.1"),
            owner: some("Chief Risk Officer"),
            approved: some("2024-12-12"),
            approved_by: some("Board of Directors"),
            effective: some("2025-01-01"),
            next_review: some("Q4 2025"),
            status: some("In force"),
        };
        assert_eq!(read(&lines), expected);
    }

    #[test]
    fn pairs_in_one_row_names_above_values_and_fields_in_a_line_are_read() {
        let pairs = read(&["Version | 2.0 | Approval date | 03/11/2024", "Owner | CISO | Review date | 2025-11-03"]);
        assert_eq!((pairs.version, pairs.approved, pairs.owner), (some("2.0"), some("2024-11-03"), some("CISO")));
        assert_eq!(pairs.next_review, some("2025-11-03"));
        let below = read(&["Version | Owner | Status", "3.2 | Head of IT | Approved"]);
        assert_eq!((below.version, below.owner, below.status), (some("3.2"), some("Head of IT"), some("Approved")));
        let line = read(&["BW-11 version 1.9 status: draft owner: Head of Procurement"]);
        assert_eq!((line.version, line.status, line.owner), (some("1.9"), some("draft"), some("Head of Procurement")));
    }

    #[test]
    fn the_last_of_several_approvals_counts_and_sentences_state_nothing() {
        let approved =
            read(&["approved: Board, 14 September 2023 (v2.0); Executive Committee, 5 November 2024 (v2.1)"]);
        assert_eq!((approved.approved_by, approved.approved), (some("Executive Committee"), some("2024-11-05")));
        assert!(read(&["The owner of this document keeps the version that was approved by the Board."]).is_empty());
    }
}
