//! The operations between two catalogs lead from the one to the other.

use sqlgen::catalog::{Catalog, Table};
use sqlgen::diff::diff;
use sqlgen::operation::Operation;

use super::operations::{applied, contents, similar_asserts};
use super::pipeline::Project;
use super::witness::{Direct, compare_down, encoding, takes};
use super::{build, cases};
use crate::generate::{History, Rng, Speech, catalog};
use crate::servers::{self, Mode, Server};

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

/// The states in the middle and at the end of a history that the dialect can do.
fn states(speech: &Speech, seed: u64) -> [Catalog; 2] {
    let history = History::new(seed, speech, 8, &|start, items| takes(speech, start, items));
    let project = Project::new(&speech.dialect, &history.files()).unwrap_or_else(|said| panic!("seed {seed}: {said}"));
    let changing = project.ups.iter().filter_map(|step| step.transitions.last());
    let all: Vec<Catalog> = changing.map(|transition| transition.after.clone()).collect();
    [all[all.len() / 2].clone(), all[all.len() - 1].clone()]
}

/// Takes a database from one catalog to another by their difference; says whether the dialect can do it.
fn changes(server: &'static Server, speech: &Speech, direct: &mut Direct, from: &Catalog, to: &Catalog) -> bool {
    let Ok(operations) = diff(from, to) else { return false };
    let Ok(statements) = build::render(&speech.dialect, &operations, from) else { return false };
    let database = server.database();
    let start = speech.preamble().unwrap_or_default() + &build::script(&speech.dialect, from);
    let change = build::lines(&speech.dialect, &statements);
    let encoding = encoding(server.kind());
    database.run_script(&format!("{encoding}{start}"), Mode::Documented).expect_success();
    let done = database.run_script(&format!("{encoding}{change}"), Mode::Documented);
    // A type in the dialect's own spelling is not judged, nor what it turns into.
    if done.stderr.contains("cannot be cast automatically") {
        return false;
    }
    assert!(done.success(), "{}\n{change}", done.stderr);
    let end = applied(&operations, from, "on the server");
    let wanted = direct.facts(speech, &end).unwrap_or_else(|said| panic!("{said}"));
    compare_down(&database, "the difference", wanted).unwrap_or_else(|said| panic!("{said}\n{start}\n{change}"));
    true
}

fn witness(server: Option<&'static Server>) {
    let Some(server) = server else { return };
    let speech = Speech::new(server.kind().dialect());
    let mut direct = Direct::new(server, speech.preamble().unwrap_or_default());
    let (mut done, mut before) = (0, Catalog::empty());
    for seed in 0..cases(12, 200) {
        let [middle, end] = states(&speech, seed);
        for (from, to) in [(&before, &end), (&end, &middle)] {
            done += usize::from(changes(server, &speech, &mut direct, from, to));
        }
        before = middle;
    }
    assert!(done >= 10, "only {done} differences ran");
}

#[test]
fn differences_run_on_postgresql() {
    witness(servers::postgresql());
}

#[test]
fn differences_run_on_mariadb() {
    witness(servers::mariadb());
}

#[test]
fn differences_run_on_sqlite() {
    witness(servers::sqlite());
}
