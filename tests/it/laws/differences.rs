//! The operations between two catalogs lead from the one to the other.

use sqlgen::catalog::{Catalog, Table};
use sqlgen::diff::diff;
use sqlgen::operation::Operation;

use super::cases;
use super::operations::{applied, contents, similar_asserts};
use crate::generate::{Rng, Speech, catalog};

/// A catalog whose tables have their columns in the order of names: positions are not compared.
fn sorted(catalog: &Catalog) -> Catalog {
    let mut sorted = catalog.clone();
    for table in catalog.tables() {
        let mut table: Table = table.as_ref().clone();
        table.columns.sort();
        sorted.put_table(table);
    }
    sorted
}

/// What no operation says: types that change under columns or other types, and a collation that nobody named.
const IMPOSSIBLE: [&str; 4] =
    ["is made of the enum", "has the type", "still has the type domain", "the database's own collation back"];

#[test]
fn a_difference_leads_from_one_catalog_to_another() {
    let (mut reached, mut refused) = (0, Vec::new());
    for speech in Speech::all() {
        for seed in 0..cases(60, 2000) {
            let mut rng = Rng::new(seed);
            let (from, to) = (catalog(&mut rng, &speech), catalog(&mut rng, &speech));
            let what = format!("{} seed {seed}", speech.dialect.name());
            match diff(&from, &to) {
                Ok(operations) => {
                    let end = applied(&operations, &from, &what);
                    similar_asserts(&contents(&sorted(&to), false), &contents(&sorted(&end), false), &what);
                    assert_eq!(end.stale().count(), 0, "{what}: something waits for a text");
                    reached += 1;
                }
                Err(left) => {
                    let known = |reason: &String| IMPOSSIBLE.iter().any(|known| reason.contains(known));
                    let what = format!("{what}: {:?}", left.refused);
                    assert!(left.refused.iter().any(known), "{what}");
                    refused.push(what);
                }
            }
        }
    }
    assert!(refused.len() * 100 < reached, "{reached} reached, not so\n{}", refused.join("\n"));
}

#[test]
fn nothing_is_between_a_catalog_and_itself() {
    for speech in Speech::all() {
        for seed in 0..cases(20, 500) {
            let found = catalog(&mut Rng::new(seed), &speech);
            assert_eq!(diff(&found, &found), Ok(Vec::<Operation>::new()));
            let made = diff(&Catalog::empty(), &found).unwrap_or_else(|left| panic!("seed {seed}: {left:?}"));
            let what = format!("{} seed {seed}", speech.dialect.name());
            let end = applied(&made, &Catalog::empty(), &what);
            similar_asserts(&contents(&found, true), &contents(&end, true), &what);
        }
    }
}
