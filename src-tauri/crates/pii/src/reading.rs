//! A text cut into words and lines, once for all finders.

/// Bytes before a value in which a cue counts.
const WINDOW: usize = 60;
/// Longest line in bytes that is read as a row of a table; bounds the work on each of its values.
const ROW: usize = 2048;

/// A run of letters and digits.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Word {
    /// First byte.
    pub(crate) start: usize,
    /// One past the last byte.
    pub(crate) end: usize,
    /// Line it stands on.
    pub(crate) line: usize,
    pub(crate) has_digit: bool,
    /// Whether the first character is an upper-case letter.
    pub(crate) capital: bool,
}

/// A line, and the line that names the columns where it is a row of a table.
#[derive(Clone, Copy, Debug)]
struct Line {
    start: usize,
    end: usize,
    head: Option<usize>,
}

/// The words and lines of a text. All offsets are bytes.
pub(crate) struct Reading<'t> {
    pub(crate) text: &'t str,
    pub(crate) words: Vec<Word>,
    lines: Vec<Line>,
}

impl<'t> Reading<'t> {
    pub(crate) fn new(text: &'t str) -> Self {
        let lines = lines(text);
        let mut words = Vec::new();
        for (number, line) in lines.iter().enumerate() {
            push_words(text, line.start, line.end, number, &mut words);
        }
        Self { text, words, lines }
    }

    pub(crate) fn str(&self, word: Word) -> &'t str {
        self.slice(word.start, word.end)
    }

    /// The text between two bytes; empty where they are no boundaries.
    pub(crate) fn slice(&self, start: usize, end: usize) -> &'t str {
        self.text.get(start..end).unwrap_or_default()
    }

    /// What stands between two neighbouring words.
    pub(crate) fn gap(&self, left: Word, right: Word) -> &'t str {
        self.slice(left.end, right.start)
    }

    pub(crate) fn char_before(&self, at: usize) -> Option<char> {
        self.slice(0, at).chars().next_back()
    }

    pub(crate) fn char_after(&self, at: usize) -> Option<char> {
        self.slice(at, self.text.len()).chars().next()
    }

    /// The line of this number without its end.
    pub(crate) fn line(&self, number: usize) -> &'t str {
        self.lines.get(number).map_or("", |line| self.slice(line.start, line.end))
    }

    /// The last bytes before a place, lower-case: not over a bracket and not over an empty line.
    pub(crate) fn before(&self, at: usize) -> String {
        let mut start = at.saturating_sub(WINDOW);
        while !self.text.is_char_boundary(start) {
            start += 1;
        }
        let window = self.slice(start, at);
        let wall = window.rfind(['[', ']']).map(|wall| wall + 1);
        let paragraph = window.rfind("\n\n").map(|end| end + 2);
        window.get(wall.max(paragraph).unwrap_or(0)..).unwrap_or_default().to_lowercase()
    }

    /// Whether nothing but blanks stands before the word on its line.
    pub(crate) fn leads(&self, word: Word) -> bool {
        let start = self.lines.get(word.line).map_or(word.start, |line| line.start);
        word.start - start <= WINDOW && self.slice(start, word.start).trim().is_empty()
    }

    /// Whether nothing stands before this place in its cell or line.
    pub(crate) fn leads_cell(&self, at: usize) -> bool {
        let before = self.slice(0, at).trim_end_matches([' ', '\t', '*', '•', '-']);
        before.is_empty() || before.ends_with(['\n', '|', ';'])
    }

    /// Whether the text between two bytes is all of its cell or line, but for a role after a comma or in brackets.
    pub(crate) fn is_cell(&self, start: usize, end: usize) -> bool {
        let after = self.slice(end, self.text.len()).trim_start_matches([' ', '\t']);
        self.leads_cell(start) && (after.is_empty() || after.starts_with(['\n', '\r', '|', ',', '(', ';']))
    }

    /// The last line above that is not empty, lower-case and without its punctuation; only where no more than one
    /// empty line lies between.
    pub(crate) fn line_above(&self, word: Word) -> String {
        let above = (1..=2).filter_map(|back| word.line.checked_sub(back)).map(|number| self.line(number).trim());
        let line = above.into_iter().find(|line| !line.is_empty()).unwrap_or_default();
        if line.len() > WINDOW { String::new() } else { line.trim_end_matches([',', '.', ':', '!']).to_lowercase() }
    }

    /// The next bytes after a place on its line: not over a bracket.
    pub(crate) fn after(&self, at: usize) -> &'t str {
        let mut end = self.text.len().min(at + WINDOW);
        while !self.text.is_char_boundary(end) {
            end -= 1;
        }
        let window = self.slice(at, end);
        window.get(..window.find(['\n', '\r', '[', ']']).unwrap_or(window.len())).unwrap_or_default()
    }

    /// The cell of the heading row above this place, lower-case; empty outside tables.
    pub(crate) fn column(&self, word: Word) -> String {
        let cell = || {
            let line = self.lines.get(word.line).filter(|line| line.end - line.start <= ROW)?;
            let index = self.slice(line.start, word.start).matches('|').count();
            let head = self.lines.get(line.head?).filter(|head| head.end - head.start <= ROW)?;
            self.slice(head.start, head.end).split('|').nth(index)
        };
        // What a mask says must not name the column.
        cell().filter(|cell| !cell.contains(['[', ']'])).unwrap_or_default().trim().to_lowercase()
    }

    /// Whether a value may begin here: not inside a longer number, version, path or amount.
    pub(crate) fn begins(&self, at: usize) -> bool {
        let mut back = self.slice(0, at).chars().rev();
        let (near, far) = (back.next(), back.next());
        let follows = |test: fn(char) -> bool| far.is_some_and(test);
        match near {
            Some('.' | ',' | ':') => !follows(|c| c.is_ascii_digit()),
            Some('-' | '/' | '_' | '\\') => !follows(char::is_alphanumeric),
            Some('#' | '№' | '€' | '$' | '£' | '+') => false,
            _ => true,
        }
    }

    /// Whether a value may end here.
    pub(crate) fn ends(&self, at: usize) -> bool {
        let mut ahead = self.slice(at, self.text.len()).chars();
        let (near, far) = (ahead.next(), ahead.next());
        match near {
            Some('.' | ',' | ':' | '-' | '/' | '_') => !far.is_some_and(char::is_alphanumeric),
            Some('%' | '€' | '$' | '£' | '@') => false,
            _ => true,
        }
    }
}

/// Whether one of the cues starts a word of the text. Both are lower-case.
pub(crate) fn says(text: &str, cues: &[&str]) -> bool {
    let starts_word = |at: usize| !text.get(..at).and_then(|t| t.chars().next_back()).is_some_and(char::is_alphabetic);
    cues.iter().any(|cue| text.match_indices(cue).any(|(at, _)| starts_word(at)))
}

/// Whether the last of the cues stands after the last of the others: the nearest word decides.
pub(crate) fn says_last(text: &str, cues: &[&str], others: &[&str]) -> bool {
    let last = |cues: &[&str]| cues.iter().filter(|cue| says(text, &[cue])).filter_map(|cue| text.rfind(cue)).max();
    let cue = last(cues);
    cue.is_some() && cue >= last(others)
}

fn lines(text: &str) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    let mut start = 0;
    let mut head = None;
    for piece in text.split_inclusive('\n') {
        let line = piece.trim_end_matches(['\n', '\r']);
        let is_rule = line.chars().all(|c| matches!(c, '-' | '+' | '=' | '|' | ' ' | ':')) && line.len() > 2;
        let own = lines.len();
        if line.contains('|') {
            head = head.or(Some(own));
        } else if !is_rule {
            head = None;
        }
        lines.push(Line { start, end: start + line.len(), head: head.filter(|head| *head != own) });
        start += piece.len();
    }
    lines
}

/// Marks that belong to the letter before them, as in decomposed accents.
fn is_word_char(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '\u{300}'..='\u{36f}')
}

fn push_words(text: &str, start: usize, end: usize, line: usize, words: &mut Vec<Word>) {
    let mut open: Option<Word> = None;
    for (at, c) in text.get(start..end).unwrap_or_default().char_indices() {
        if is_word_char(c) {
            let at = start + at;
            let word =
                open.get_or_insert(Word { start: at, end: at, line, has_digit: false, capital: c.is_uppercase() });
            word.end = at + c.len_utf8();
            word.has_digit |= c.is_ascii_digit();
        } else {
            words.extend(open.take());
        }
    }
    words.extend(open);
}
