//! How fast scripts are cut and read: `cargo test --release --test it sql::speed -- --ignored`.

use std::time::Instant;

use sqlgen::sql::{Syntax, analyse, split};

use super::parse::list;
use super::{DIALECTS, syntax};

/// A script of about `size` bytes out of the statements of a dialect's list that end with a semicolon.
fn script(dialect: &str, syntax: &Syntax, size: usize) -> String {
    let statements = list(dialect).into_iter().map(|(statement, _)| format!("-- line 7\n{statement};\n\n"));
    let single: Vec<_> = statements.filter(|one| split(one, syntax)[0].end + 2 == one.len()).collect();
    let mut script = String::new();
    for one in single.iter().cycle() {
        if script.len() + one.len() > size {
            break;
        }
        script += one;
    }
    script
}

#[test]
#[ignore = "a measurement: wants --release and a quiet machine"]
fn ten_megabytes_are_cut_and_read_in_time() {
    for dialect in DIALECTS {
        let syntax = syntax(dialect);
        let text = script(dialect, &syntax, 10_000_000);
        let megabytes = text.len() as f64 / 1e6;
        let start = Instant::now();
        let pieces = split(&text, &syntax);
        let cut = megabytes / start.elapsed().as_secs_f64();
        let start = Instant::now();
        let read = pieces.iter().filter(|piece| analyse(piece.text(&text), &syntax).verdict.is_analysed()).count();
        let analysed = megabytes / start.elapsed().as_secs_f64();
        assert!(read * 10 > pieces.len() * 9, "{dialect}: {read} of {}", pieces.len());
        assert!(cut > 50.0, "{dialect}: cut at {cut:.0} MB/s");
        assert!(analysed > 4.0, "{dialect}: read at {analysed:.1} MB/s");
    }
}

/// What makes a careless splitter look at the same bytes again and again.
const HOSTILE: [&str; 14] =
    ["(", "'a' ", "$a$ ", "/ ", "BEGIN ", "\\g ", "-- \n", "a.", "$a", "'\\", "SELECT 1; ", "use a; ", "GO ", "\\; "];

#[test]
fn cutting_takes_time_in_proportion() {
    for (dialect, hostile) in DIALECTS.into_iter().flat_map(|one| HOSTILE.map(|text| (one, text))) {
        let syntax = syntax(dialect);
        let seconds = |times: usize| {
            let text = format!("CREATE FUNCTION f {}", hostile.repeat(times));
            let start = Instant::now();
            split(&text, &syntax);
            start.elapsed().as_secs_f64()
        };
        let (small, large) = (seconds(4_000).max(0.004), seconds(80_000));
        assert!(large < small * 20.0 * 8.0, "{dialect}, {hostile:?}: {small} s, then {large} s");
    }
}
