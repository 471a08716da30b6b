//! Fragments grouped into lines of running text and rows of tables, by where the next fragment stands.

use super::fragment::Fragment;
use crate::heading;

/// A line of running text or a row of a table.
#[derive(Debug)]
pub(crate) enum Piece {
    Line(Fragment),
    /// Cells from left to right, each with its lines.
    Row(Vec<Vec<Fragment>>),
}

/// A cell holds no more lines than this; what does is a column of text.
const CELL_LINES: usize = 14;

/// Groups fragments that come in the order of the content stream, which follows columns and cells.
pub(crate) fn pieces(fragments: Vec<Fragment>) -> Vec<Piece> {
    let mut grouping = Grouping { pieces: Vec::new(), open: Vec::new(), row: Vec::new() };
    for fragment in fragments {
        grouping.add(fragment);
    }
    grouping.close();
    grouping.pieces
}

struct Grouping {
    pieces: Vec<Piece>,
    /// Lines in one column with no gap between them; they may turn out to be the first cell of a row.
    open: Vec<Fragment>,
    /// Cells of the row that is open; either this or `open` is in use.
    row: Vec<Vec<Fragment>>,
}

impl Grouping {
    fn add(&mut self, fragment: Fragment) {
        if self.row.is_empty() { self.after_lines(fragment) } else { self.in_row(fragment) }
    }

    fn after_lines(&mut self, fragment: Fragment) {
        let Some(last) = self.open.last() else { return self.open.push(fragment) };
        if last.page != fragment.page {
            self.close();
        } else if let Some(first) = self.first_cell(&fragment) {
            let cell = self.open.split_off(first);
            self.close();
            self.row = vec![cell, vec![fragment]];
            return;
        } else if !below(last, &fragment) {
            self.close();
        }
        self.open.push(fragment);
    }

    /// Where in the open lines the cell starts that this fragment stands to the right of.
    fn first_cell(&self, fragment: &Fragment) -> Option<usize> {
        let close = 0.6 * fragment.size;
        let first = self.open.iter().rposition(|line| line.y <= fragment.y + close)?;
        let cell = &self.open[first..];
        let reach = cell.last().is_some_and(|last| fragment.y <= last.y + close);
        let right = cell.iter().all(|line| fragment.left > line.right - 0.2 * fragment.size);
        // A line that is far above the open ones starts the next column.
        (reach && right && cell.len() <= CELL_LINES).then_some(first)
    }

    fn in_row(&mut self, fragment: Fragment) {
        let close = 0.6 * fragment.size;
        let lines = self.row.iter().flatten();
        let same_page = lines.clone().all(|line| line.page == fragment.page);
        let top = lines.clone().map(|line| line.y).fold(f64::INFINITY, f64::min);
        let bottom = lines.clone().map(|line| line.y).fold(f64::NEG_INFINITY, f64::max);
        let last = self.row.last_mut().filter(|_| same_page);
        if let Some(cell) = last {
            let right = cell.iter().map(|line| line.right).fold(f64::NEG_INFINITY, f64::max);
            let beside = fragment.left > right - 0.2 * fragment.size;
            if beside && fragment.y >= top - close && fragment.y <= bottom + close {
                self.row.push(vec![fragment]);
                return;
            }
            let start = cell.first().map_or(0.0, |line| line.left);
            let under = cell.last().is_some_and(|line| below(line, &fragment));
            if under && (fragment.left - start).abs() < 0.8 * fragment.size && cell.len() < CELL_LINES {
                cell.push(fragment);
                return;
            }
        }
        self.close();
        self.open.push(fragment);
    }

    fn close(&mut self) {
        self.pieces.extend(self.open.drain(..).map(Piece::Line));
        let row = std::mem::take(&mut self.row);
        match row.as_slice() {
            [] => {}
            // A bullet or clause number with its text beside it is a line, not a table.
            [label, text] if label.len() == 1 && heading::is_label(&label[0].text) => {
                let mut lines = text.clone();
                if let Some(first) = lines.first_mut() {
                    first.text = format!("{} {}", label[0].text, first.text);
                    first.left = label[0].left;
                }
                self.pieces.extend(lines.into_iter().map(Piece::Line));
            }
            _ => self.pieces.push(Piece::Row(row)),
        }
    }
}

/// Whether the fragment is the next line of the same column.
fn below(line: &Fragment, fragment: &Fragment) -> bool {
    let step = fragment.y - line.y;
    let overlap = fragment.left < line.right && line.left < fragment.right;
    step > 0.4 * fragment.size && step < 1.7 * fragment.size.max(line.size) && overlap
}
