//! Corpora made from the sample documents: many distinct files with known content.

use std::path::Path;

use crate::disk;
use crate::failure::Outcome;

const PAGES: usize = 20;
const WORDS_ON_A_PAGE: usize = 450;

/// Writes `count` copies of the sample documents in turn, no two with the same bytes, so that nothing the program
/// keeps by content hash can spare it a document.
pub(super) fn write_copies(sample: &Path, target: &Path, count: usize) -> Outcome {
    disk::create_folder(target)?;
    let files = disk::files_under(sample)?;
    for (number, file) in files.iter().cycle().take(count).enumerate() {
        let copy = distinct(file, disk::read(&sample.join(file))?, number)?;
        disk::write(&target.join(format!("{number:03} {}", file.display())), copy)?;
    }
    Ok(())
}

/// Copies the PDF files of a corpus.
pub(super) fn write_pdfs(corpus: &Path, target: &Path) -> Outcome {
    disk::create_folder(target)?;
    for file in disk::files_under(corpus)?.iter().filter(|file| has_extension(file, "pdf")) {
        disk::write(&target.join(file), disk::read(&corpus.join(file))?)?;
    }
    Ok(())
}

/// Writes one text of twenty full pages, separated by form feeds, from the words of the sample's plain texts.
pub(super) fn write_twenty_pages(sample: &Path, target: &Path) -> Outcome {
    disk::create_folder(target)?;
    let mut lines = Vec::new();
    for file in disk::files_under(sample)?.iter().filter(|file| has_extension(file, "txt")) {
        let text = String::from_utf8_lossy(&disk::read(&sample.join(file))?).into_owned();
        lines.extend(text.lines().map(str::to_owned));
    }
    disk::write(&target.join("twenty-pages.txt"), pages(&lines, PAGES, WORDS_ON_A_PAGE))
}

/// Whole lines, again from the start when they run out, until every page has its words.
fn pages(lines: &[String], pages: usize, words_on_a_page: usize) -> String {
    let mut text = String::new();
    let (mut page, mut words) = (1, 0);
    // A sample without a word would never fill a page.
    let has_words = lines.iter().any(|line| !line.trim().is_empty());
    for line in lines.iter().cycle().take_while(|_| has_words) {
        text.push_str(line);
        text.push('\n');
        words += line.split_whitespace().count();
        if words >= words_on_a_page {
            if page == pages {
                break;
            }
            text.push('\u{c}');
            (page, words) = (page + 1, 0);
        }
    }
    text
}

/// The same document with other bytes, in a way that its format allows for.
fn distinct(file: &Path, mut bytes: Vec<u8>, number: usize) -> Outcome<Vec<u8>> {
    if has_extension(file, "pdf") {
        // ISO 32000-1, 7.5.5: readers look for the end-of-file marker from the end; a comment may follow it.
        bytes.extend_from_slice(format!("\n% copy {number}\n").as_bytes());
    } else if has_extension(file, "docx") {
        return with_zip_comment(bytes, &format!("copy {number}"))
            .ok_or_else(|| format!("{} is not a zip archive", file.display()).into());
    } else {
        bytes.extend_from_slice(format!("\nCopy {number}.\n").as_bytes());
    }
    Ok(bytes)
}

/// Sets the archive comment, the last field of a zip file (APPNOTE 4.3.16); `None` when there is no such record.
fn with_zip_comment(mut bytes: Vec<u8>, comment: &str) -> Option<Vec<u8>> {
    const END_RECORD: &[u8] = b"PK\x05\x06";
    const LENGTH_FIELD: usize = 20;
    let record = bytes.windows(END_RECORD.len()).rposition(|window| window == END_RECORD)?;
    let length = u16::try_from(comment.len()).ok()?;
    let field = record + LENGTH_FIELD;
    bytes.get_mut(field..field + 2)?.copy_from_slice(&length.to_le_bytes());
    bytes.truncate(field + 2);
    bytes.extend_from_slice(comment.as_bytes());
    Some(bytes)
}

fn has_extension(file: impl AsRef<Path>, extension: &str) -> bool {
    file.as_ref().extension().is_some_and(|found| found.eq_ignore_ascii_case(extension))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn copies_of_every_format_differ_and_begin_alike() {
        let archive = [b"PK\x03\x04 entries PK\x05\x06".as_slice(), &[0; 18]].concat();
        for (name, original) in
            [("a.pdf", b"%PDF-1.7 ... %%EOF".to_vec()), ("a.txt", b"text".to_vec()), ("a.docx", archive)]
        {
            let copy = |number| distinct(Path::new(name), original.clone(), number).unwrap();
            assert_ne!(copy(1), copy(2), "{name}");
            assert_eq!(copy(1)[..4], original[..4], "{name}");
        }
    }

    #[test]
    fn the_zip_comment_says_its_own_length_and_replaces_an_older_one() {
        let archive = [b"PK\x05\x06".as_slice(), &[0; 18]].concat();
        let once = with_zip_comment(archive, "copy 1").unwrap();
        let twice = with_zip_comment(once.clone(), "copy 2").unwrap();
        assert_eq!(once[20..], *b"\x06\x00copy 1");
        assert_eq!(twice[20..], *b"\x06\x00copy 2");
        assert_eq!(with_zip_comment(b"no archive".to_vec(), "copy"), None);
    }

    #[test]
    fn every_page_has_its_words() {
        let lines: Vec<String> = ["one two three", "", "four five"].map(str::to_owned).to_vec();
        let text = pages(&lines, 4, 6);
        let counts: Vec<usize> = text.split('\u{c}').map(|page| page.split_whitespace().count()).collect();
        assert_eq!(counts.len(), 4);
        assert!(counts.iter().all(|words| *words >= 6), "{counts:?}");
        assert_eq!(pages(&[String::new()], 4, 6), "");
    }
}
