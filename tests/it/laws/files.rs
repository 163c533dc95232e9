//! What is written into a revision file is what is read from it: headers as the program writes them, and operations of
//! every kind.

use std::collections::BTreeSet;

use proptest::prelude::*;
use sqlgen::diagnostic::Diagnostics;
use sqlgen::dialect::Library;
use sqlgen::plan::settle_options;
use sqlgen::revision::{Header, Reading, RevisionId, read_header, read_operations, write_empty, write_operation};
use sqlgen::source::Files;
use sqlgen::source::yaml::ReadContext;

use super::cases;
use crate::generate::{GENERATORS, Item, Rng, Speech, catalog, valid, yaml};

/// Ids and labels: any text without the characters that targets are made of. Many look like something else in YAML.
fn id() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-z0-9_.#&*!|>%]{1,12}",
        prop::sample::select(vec!["0010", "1e5", "on", "null", "~", "true", "0x1f", "1_000", ".inf", "é", "[", "{}"])
            .prop_map(str::to_string),
    ]
}

/// One line: the reader makes one of several.
fn message() -> impl Strategy<Value = String> {
    let text = prop_oneof![
        "[^\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\u{feff}\u{fffe}\u{ffff}]{0,40}",
        "[a-z]{1,5}( [-a-z:#,'\"\\[\\]{}?|>&*!%@`]{1,4}){1,5}",
    ];
    text.prop_map(|text| text.split_whitespace().collect::<Vec<_>>().join(" "))
}

fn ids(count: std::ops::Range<usize>) -> impl Strategy<Value = Vec<String>> {
    prop::collection::btree_set(id(), count).prop_map(|ids: BTreeSet<String>| ids.into_iter().collect())
}

proptest! {
    #[test]
    fn headers_are_read_as_they_were_written(
        revision in id(), parents in ids(0..3), depends_on in ids(0..3), branch_labels in ids(0..3), message in message(),
        dated in any::<bool>(),
    ) {
        let parents: Vec<String> = parents.into_iter().filter(|id| *id != revision).collect();
        let header = Header {
            revision: RevisionId::new(revision),
            down_revision: parents.into_iter().map(RevisionId::new).collect(),
            depends_on,
            branch_labels,
            message,
            create_date: dated.then(|| "2026-11-20T10:00:00Z".to_string()),
            variables: Box::default(),
        };
        let text = write_empty(&header);
        let mut diagnostics = Diagnostics::new();
        let file = Files::new().add("r.yaml", text.as_str());
        let found = read_header(&text, file, &mut diagnostics).map(|(header, _)| header);
        prop_assert_eq!(found, Some(header), "{}\n{:?}", text, diagnostics.sorted());
    }
}

#[test]
fn operations_are_read_as_they_were_written() {
    let mut seen = BTreeSet::new();
    for speech in Speech::all() {
        let chain = speech.dialect.chain.clone();
        let context = ReadContext { chain: chain.clone(), known: Library::embedded().names(), targets: vec![chain] };
        for seed in 0..cases(40, 1000) {
            let mut rng = Rng::new(seed);
            let start = catalog(&mut rng, &speech);
            let made = GENERATORS.iter().filter_map(|generator| valid(generator.kind, &mut rng, &start, &speech));
            let items: Vec<Item> = made.map(Item::plain).collect();
            // As the tests write it, and as the program does.
            let written: String = items.iter().map(|item| write_operation(&item.operation)).collect();
            let written = format!("revision: r1\ndown_revision: null\nupgrade:\n{written}");
            for text in [yaml::revision("r1", None, &items), written] {
                let mut diagnostics = Diagnostics::new();
                let file = Files::new().add("r1.yaml", text.as_str());
                let found = read_operations(&text, file, &context, Reading::default(), &mut diagnostics);
                let what = format!("{} seed {seed}: {:?}\n{text}", speech.dialect.name(), diagnostics.sorted());
                let found = found.unwrap_or_else(|| panic!("{what}"));
                assert_eq!(found.upgrade.len(), items.len(), "{what}");
                for (mut found, written) in found.upgrade.into_iter().zip(&items) {
                    settle_options(&mut found.operation, &speech.dialect).expect("the options are right");
                    seen.insert(written.operation.kind());
                    assert_eq!(found.operation, written.operation, "{what}");
                }
            }
        }
    }
    let missing: Vec<&str> = GENERATORS.iter().map(|made| made.kind).filter(|kind| !seen.contains(kind)).collect();
    assert!(missing.is_empty(), "no instance was generated of {missing:?}");
}
