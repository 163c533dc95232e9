//! Every golden script, read whole as its client would: nothing is broken, and what could not be read is known by name.

use std::collections::BTreeSet;
use std::fs;

use sqlgen::diagnostic::Diagnostics;
use sqlgen::lint::{LintConfig, Linter, StatementReader};
use sqlgen::source::Files;
use sqlgen::sql::{Outcome, PieceKind, Reader, Syntax, split};

use super::{TARGETS, context, dialect};
use crate::rust_text::{files_below, root};

/// The first words of statements that are printed and not analysed.
const OPAQUE: &[(&str, &[&str])] = &[];

#[test]
fn golden_scripts_hold_together_and_are_read() {
    let config = LintConfig::default();
    for target in TARGETS {
        let dialect = dialect(target);
        let (files, context) = (Files::new(), context(&dialect));
        let syntax = Syntax::of(&dialect).expect("the manifest has a syntax");
        let reader = Reader::new(syntax.clone());
        let mut opaque = BTreeSet::new();
        let (mut read, mut all) = (0, 0);
        for path in files_below(&format!("snapshots/{target}"), ".sql") {
            let text = fs::read_to_string(root().join(&path)).expect("snapshots are UTF-8");
            let mut diagnostics = Diagnostics::new();
            let mut linter = Linter::new(&files, &context, &dialect, &config);
            linter.part(StatementReader::new(&dialect).part(&text));
            linter.script(|| text.clone(), &mut diagnostics);
            let tally = linter.finish().script;
            assert!(!diagnostics.has_errors() && tally.broken == 0, "{}: {:#?}", path.display(), diagnostics.sorted());
            (read, all) = (read + tally.parsed, all + tally.statements);
            for piece in split(&text, &syntax).into_iter().filter(|piece| piece.kind == PieceKind::Statement) {
                if reader.outcome(piece.text(&text)) == Outcome::Opaque {
                    let words: Vec<&str> = piece.text(&text).split_whitespace().take(3).collect();
                    opaque.insert(words.join(" "));
                }
            }
        }
        let known = OPAQUE.iter().find(|(name, _)| *name == target).map_or(&[][..], |(_, words)| words);
        assert_eq!(opaque.iter().map(String::as_str).collect::<Vec<_>>(), known, "{target}");
        // Blocks of PL/SQL, as behind every revision, are recognised as a whole.
        let share = if target == "oracle" { 4 } else { 7 };
        assert!(all > 100 && read * 10 > all * share, "{target}: {read} of {all} were parsed");
    }
}
