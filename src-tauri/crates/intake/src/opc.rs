//! Relationships between the parts of an Office Open XML package (ECMA-376 part 2, 6.5).

use crate::container::Container;
use crate::xml::{Piece, walk};
use holdfast_domain::Diagnostic;

/// What a part refers to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Relationship {
    pub(crate) id: String,
    /// Last word of the type: the words are the same in the strict and in the transitional format.
    pub(crate) kind: String,
    /// Name of the part; targets outside the file are left out.
    pub(crate) target: String,
}

/// What this part refers to, in order; an empty name asks for the package itself.
pub(crate) fn relationships(package: &mut Container<'_>, part: &str) -> Result<Vec<Relationship>, Diagnostic> {
    let (folder, name) = part.rsplit_once('/').unwrap_or(("", part));
    let at = if folder.is_empty() { format!("_rels/{name}.rels") } else { format!("{folder}/_rels/{name}.rels") };
    let mut found = Vec::new();
    walk(&package.part(&at)?.unwrap_or_default(), |piece| {
        let Piece::Open(element) = piece else { return };
        if element.name() != "Relationship" || element.attribute("TargetMode").is_some_and(|mode| mode == "External") {
            return;
        }
        let kind = element.attribute("Type").unwrap_or_default();
        let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
        if let (Some(id), Some(target)) = (element.attribute("Id"), element.attribute("Target")) {
            found.push(Relationship { id, kind, target: resolve(folder, &target) });
        }
    });
    Ok(found)
}

/// The name of a part that is named relative to this folder.
fn resolve(folder: &str, target: &str) -> String {
    let mut steps: Vec<&str> = if target.starts_with('/') { Vec::new() } else { folder.split('/').collect() };
    for step in target.split('/') {
        match step {
            "" | "." => {}
            ".." => {
                steps.pop();
            }
            step => steps.push(step),
        }
    }
    steps.retain(|step| !step.is_empty());
    steps.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_named_from_the_folder_of_the_part() {
        let cases = [
            ("", "word/document.xml", "word/document.xml"),
            ("ppt", "slides/slide1.xml", "ppt/slides/slide1.xml"),
            ("ppt/slides", "../notesSlides/notesSlide1.xml", "ppt/notesSlides/notesSlide1.xml"),
            ("ppt/slides", "/ppt/media/a.png", "ppt/media/a.png"),
            ("a", "../../../b", "b"),
        ];
        for (folder, target, expected) in cases {
            assert_eq!(resolve(folder, target), expected);
        }
    }
}
