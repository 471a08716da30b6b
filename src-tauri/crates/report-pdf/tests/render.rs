#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs, unreachable_pub)]

#[path = "../../report/tests/sample/mod.rs"]
mod sample;

use holdfast_report::board_report;
use holdfast_report_pdf::render_pdf;
use sample::Sample;

#[test]
fn look() {
    let sample = Sample::realistic();
    let start = std::time::Instant::now();
    let tree = board_report(&sample.input());
    eprintln!("tree {:?}", start.elapsed());
    let start = std::time::Instant::now();
    let pdf = render_pdf(&tree).unwrap();
    eprintln!("pdf {:?} {} bytes", start.elapsed(), pdf.len());
    std::fs::write("/tmp/look/board.pdf", pdf).unwrap();
    std::fs::write("/tmp/look/empty.pdf", render_pdf(&board_report(&Sample::empty().input())).unwrap()).unwrap();
}
