//! Tables: which rows belong together, and which row names the columns.

use crate::assemble::Placed;
use crate::block::{Block, BlockKind, split_cells};
use holdfast_domain::{Span, Table, TableRow};

/// Finds the heading row of every table and drops the copies of it that a page break repeats.
pub(crate) fn settle(blocks: &mut Vec<Block>) {
    let mut at = 0;
    while at < blocks.len() {
        let end = at + run_length(&blocks[at..]);
        if end - at >= 2 && blocks[at].kind == BlockKind::Row && names_columns(&blocks[at..end]) {
            blocks[at].kind = BlockKind::HeadRow;
        }
        at = end.max(at + 1);
    }
    let mut head: Option<String> = None;
    let mut above = false;
    blocks.retain(|block| {
        let repeats = above && block.is_row() && head.as_ref() == Some(&block.text);
        match block.kind {
            BlockKind::HeadRow if !repeats => head = Some(block.text.clone()),
            BlockKind::Row | BlockKind::HeadRow => {}
            _ => head = None,
        }
        above = block.is_row();
        !repeats
    });
}

/// The tables of a document, in order.
pub(crate) fn tables(placed: &[Placed]) -> Vec<Table> {
    let mut tables: Vec<Table> = Vec::new();
    let mut open = false;
    for placed in placed {
        if !placed.block.is_row() {
            open = false;
            continue;
        }
        let row = TableRow { span: placed.span, cells: cells(&placed.block.text, placed.span.start) };
        let headed = placed.block.kind == BlockKind::HeadRow;
        match tables.last_mut().filter(|_| open && !headed) {
            Some(table) => {
                table.span.end = row.span.end;
                table.rows.push(row);
            }
            None => tables.push(Table { span: row.span, headed, rows: vec![row] }),
        }
        open = true;
    }
    tables
}

/// Rows from here on that belong to one table.
fn run_length(blocks: &[Block]) -> usize {
    let rows = blocks.iter().enumerate();
    rows.take_while(|(at, block)| block.kind == BlockKind::Row || (*at == 0 && block.is_row())).count()
}

/// Whether the first row reads as names of columns: every cell filled with a few words, none a figure or a sentence,
/// and a longer or numeric cell somewhere below.
fn names_columns(rows: &[Block]) -> bool {
    let Some((first, rest)) = rows.split_first() else { return false };
    let names: Vec<&str> = split_cells(&first.text).into_iter().map(|(_, cell)| cell).collect();
    let is_name = |cell: &&str| {
        let words = cell.split_whitespace().count();
        (1..=6).contains(&words) && !cell.ends_with(['.', ':', ';']) && !cell.starts_with(|c: char| c.is_ascii_digit())
    };
    // `Version | 4.1` names a field, and its table has no heading row.
    let is_field = names.len() == 2 && crate::control::is_field(names[0]);
    let differs = rest.iter().any(|row| {
        split_cells(&row.text).into_iter().zip(&names).any(|((_, cell), name)| {
            cell.len() > name.len() + 8
                || cell.chars().any(|c| c.is_ascii_digit()) != name.chars().any(|c| c.is_ascii_digit())
        })
    });
    names.len() >= 2 && names.iter().all(is_name) && !is_field && differs
}

fn cells(row: &str, start: usize) -> Vec<Span> {
    let place = |(at, cell): (usize, &str)| Span { start: start + at, end: start + at + cell.chars().count() };
    split_cells(row).into_iter().map(place).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(texts: &[&str]) -> Vec<Block> {
        texts.iter().map(|text| Block::new(BlockKind::Row, text)).collect()
    }

    fn kinds(mut blocks: Vec<Block>) -> Vec<BlockKind> {
        settle(&mut blocks);
        blocks.iter().map(|block| block.kind).collect()
    }

    #[test]
    fn a_row_of_names_heads_its_table_and_a_field_does_not() {
        use BlockKind::{HeadRow, Row};
        assert_eq!(kinds(rows(&["Class | Kept", "A (vital) | 35 days", "B | 90 days"])), [HeadRow, Row, Row]);
        assert_eq!(kinds(rows(&["Version | 4.1", "Owner | Chief Risk Officer"])), [Row, Row]);
        assert_eq!(kinds(rows(&["1 | Purpose of the document", "2 | Scope of it"])), [Row, Row]);
    }

    #[test]
    fn an_empty_cell_keeps_its_column() {
        let found = |row: &str| -> Vec<(usize, String)> {
            split_cells(row).into_iter().map(|(at, cell)| (at, cell.to_owned())).collect()
        };
        let some = |at, cell: &str| (at, cell.to_owned());
        let cut = |cells: &[&str]| Block::row(cells).text;
        assert_eq!(found(&cut(&["1", "", "Ä"])), [some(0, "1"), some(3, ""), some(6, "Ä")]);
        assert_eq!(found(&cut(&["", "b|c"])), [some(0, ""), some(2, "b|c")]);
    }

    #[test]
    fn a_heading_row_that_a_page_break_repeats_is_one_row() {
        use BlockKind::{HeadRow, Row};
        let table = [
            "Role | Task",
            "Service desk | First contact, logging",
            "Role | Task",
            "Resolver team | Work of all kinds",
        ];
        assert_eq!(kinds(rows(&table)), [HeadRow, Row, Row]);
    }
}
