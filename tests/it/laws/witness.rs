//! Generated histories on real servers: after every step the server's catalog is that of a database made directly from
//! our catalog of that moment, up, down to nothing and up again.

use std::collections::BTreeMap;

use sqlgen::catalog::Catalog;
use sqlgen::operation::Op;
use sqlgen::plan::{Step, settle_derived};

use super::pipeline::Project;
use super::{build, cases};
use crate::catalog::{Facts, difference, read};
use crate::generate::{History, Item, Speech, Undo};
use crate::servers::{self, Database, Kind, Mode, Server};

/// Whether the dialect can do the operations in one revision, and undo them.
pub(super) fn takes(speech: &Speech, start: &Catalog, items: &[Item]) -> bool {
    let operations: Vec<_> = items.iter().map(|item| (&item.operation, item.manner)).collect();
    build::render_in_manner(&speech.dialect, &operations, start).is_ok() && goes_back(speech, start, items)
}

/// Whether the dialect can undo each of the operations.
fn goes_back(speech: &Speech, start: &Catalog, items: &[Item]) -> bool {
    let mut state = start.clone();
    items.iter().all(|item| {
        let before = state.clone();
        item.operation.apply(&mut state).expect("it was rendered");
        let Ok(mut back) = item.operation.reverse(&before) else { return true };
        back.iter_mut().for_each(|operation| settle_derived(operation, &speech.dialect, &state));
        let mut undone = state.clone();
        // A trigger may have to wait for columns that come back later.
        let at_once = back.iter().all(|operation| operation.apply(&mut undone).is_ok());
        !at_once || item.undo != Undo::Derived || build::render(&speech.dialect, &back, &state).is_ok()
    })
}

/// Databases made directly from catalogs, looked at once for each script.
pub(super) struct Direct {
    server: &'static Server,
    preamble: String,
    seen: BTreeMap<String, Facts>,
}

impl Direct {
    pub(super) fn new(server: &'static Server, preamble: String) -> Self {
        Self { server, preamble, seen: BTreeMap::new() }
    }

    pub(super) fn facts(&mut self, speech: &Speech, catalog: &Catalog) -> Result<Facts, String> {
        let script = build::script(&speech.dialect, catalog);
        if let Some(facts) = self.seen.get(&script) {
            return Ok(facts.clone());
        }
        let database = self.server.database();
        let encoding = encoding(database.kind());
        let outcome = database.run_script(&format!("{encoding}{}{script}", self.preamble), Mode::Documented);
        if !outcome.success() {
            return Err(format!("made directly: {}{}\n{script}", outcome.stdout, outcome.stderr));
        }
        views_answer(&database, catalog, speech, "made directly")?;
        let facts = settled(read(&database), self.server.kind() == Kind::Sqlite);
        self.seen.insert(script, facts.clone());
        Ok(facts)
    }
}

/// Facts without what no history decides: the version table, the order in which triggers were made, and comments where
/// the product keeps them only in the text of CREATE TABLE.
fn settled(facts: Facts, no_comments: bool) -> Facts {
    let mut facts = facts.without_table("alembic_version");
    if no_comments {
        for table in facts.tables.values_mut() {
            table.comment = None;
            table.columns.iter_mut().for_each(|column| column.comment = None);
        }
    }
    for trigger in facts.tables.values_mut().flat_map(|table| table.triggers.values_mut()) {
        if let Some((definition, _)) = trigger.definition.rsplit_once(" (number ") {
            trigger.definition = definition.to_string();
        }
    }
    facts
}

/// What makes the client send texts as they are.
pub(super) fn encoding(kind: Kind) -> &'static str {
    match kind {
        Kind::Postgresql => "SET client_encoding = 'UTF8';\n",
        Kind::Mariadb => "SET NAMES utf8mb4;\n",
        Kind::Sqlite => "",
    }
}

/// Every view can be selected from.
fn views_answer(database: &Database, catalog: &Catalog, speech: &Speech, what: &str) -> Result<(), String> {
    let can_be_read = |view: &&std::sync::Arc<sqlgen::catalog::View>| {
        view.materialized.as_ref().is_none_or(|materialized| materialized.populated)
    };
    let names = catalog.views().filter(can_be_read).map(|view| speech.dialect.qualified(&view.qualified_name()));
    let encoding = encoding(database.kind());
    let queries: String = names.map(|name| format!("SELECT * FROM {name} LIMIT 0;\n")).collect();
    let outcome = database.run_script(&format!("{encoding}{queries}"), Mode::Documented);
    if outcome.success() { Ok(()) } else { Err(format!("{what}: a view is broken: {}", outcome.stderr)) }
}

/// The query of `--verify-sql` says yes to everything.
fn verified(database: &Database, what: &str, query: &str) -> Result<(), String> {
    let rows = if query.is_empty() { Vec::new() } else { database.query(query) };
    let wrong = rows.iter().find(|row| row.last().is_none_or(|ok| ok.as_deref() != Some("yes")));
    wrong.map_or(Ok(()), |row| Err(format!("{what}: it is not verified: {row:?}\n{query}")))
}

fn after<'a>(step: &'a Step, before: &'a Catalog) -> &'a Catalog {
    step.transitions.last().map_or(before, |transition| &transition.after)
}

/// Runs a history on a server; what went wrong, if anything did.
pub fn run(history: &History, server: &'static Server) -> Result<(), String> {
    let speech = &history.speech;
    let project = Project::new(&speech.dialect, &history.files())?;
    let database = server.database();
    let preamble = speech.preamble().unwrap_or_default();
    if !preamble.is_empty() {
        database.execute(&preamble);
    }
    let mut direct = Direct::new(server, preamble);
    for step in project.ups.iter().filter(|step| !step.transitions.is_empty()) {
        direct.facts(speech, after(step, &Catalog::empty()))?;
    }
    let ids: Vec<&str> = project.ups.iter().map(|step| step.header.revision.as_str()).collect();
    let mut state = Catalog::empty();
    for (at, step) in project.ups.iter().enumerate() {
        let range = at.checked_sub(1).map_or(ids[0].to_string(), |before| format!("{}:{}", ids[before], ids[at]));
        change(&database, &format!("up {range}"), &project.upgrade(&range)?)?;
        state = after(step, &state).clone();
        views_answer(&database, &state, speech, &format!("up {range}"))?;
        verified(&database, &format!("up {range}"), &project.verification(step))?;
        compare(&database, &format!("up {range}"), &direct.facts(speech, &state)?)?;
    }
    let last = state.clone();
    for (at, step) in project.downs.iter().enumerate().rev() {
        let range = format!("{}:{}", ids[at], at.checked_sub(1).map_or("base", |before| ids[before]));
        change(&database, &format!("down {range}"), &project.downgrade(&range)?)?;
        state = after(step, &state).clone();
        views_answer(&database, &state, speech, &format!("down {range}"))?;
        verified(&database, &format!("down {range}"), &project.verification(step))?;
        compare_down(&database, &format!("down {range}"), direct.facts(speech, &state)?)?;
    }
    if !state.is_empty() {
        return Err("the downgrade ends with objects in our own catalog".to_string());
    }
    change(&database, "up again, whole", &project.upgrade("heads")?)?;
    compare(&database, "up again, whole", &direct.facts(speech, &last)?)?;
    change(&database, "down again, whole", &project.downgrade("base")?)?;
    compare(&database, "down again, whole", &direct.facts(speech, &Catalog::empty())?)
}

fn change(database: &Database, what: &str, script: &str) -> Result<(), String> {
    let outcome = database.run_script(script, Mode::Documented);
    let verified = !script.contains(" AS verified\n") || outcome.stdout.contains("verified: ");
    if outcome.success() && verified {
        return Ok(());
    }
    let work = script.find("\n-- line ").map_or(script, |at| &script[at..]);
    Err(format!("{what}: the script fails\n{}{}\n{work}", outcome.stdout, outcome.stderr))
}

fn compare(database: &Database, what: &str, wanted: &Facts) -> Result<(), String> {
    same(what, wanted, &settled(read(database), database.kind() == Kind::Sqlite))
}

/// The same on the way down, where columns that come back may stand behind the others.
pub(super) fn compare_down(database: &Database, what: &str, wanted: Facts) -> Result<(), String> {
    let found = settled(read(database), database.kind() == Kind::Sqlite);
    same(what, &wanted.taken_back(database.kind()), &found.taken_back(database.kind()))
}

fn same(what: &str, wanted: &Facts, found: &Facts) -> Result<(), String> {
    match difference(wanted, found) {
        Some(difference) => Err(format!("{what}: - our catalog, + the server\n{difference}")),
        None => Ok(()),
    }
}

/// The history without what it does not take to fail the same way: SQLGEN_TEST_SHRINK=1 asks for it.
fn shrunk(history: &History, server: &'static Server, said: &str) -> (History, String) {
    let (mut best, mut said) = (history.clone(), said.to_string());
    let mut progress = true;
    while progress {
        progress = false;
        for at in (0..best.revisions.len()).rev() {
            for item in (0..best.revisions[at].len()).rev() {
                let mut smaller = best.clone();
                smaller.revisions[at].remove(item);
                let possible = Project::new(&smaller.speech.dialect, &smaller.files()).is_ok();
                if possible
                    && let Err(message) = run(&smaller, server)
                    && message.starts_with("made") == said.starts_with("made")
                {
                    (best, said, progress) = (smaller, message, true);
                }
            }
        }
    }
    best.revisions.retain(|items| !items.is_empty());
    (best, said)
}

fn witness(server: Option<&'static Server>) {
    let Some(server) = server else { return };
    let speech = Speech::new(server.kind().dialect());
    let only = std::env::var("SQLGEN_TEST_SEED").ok().and_then(|seed| seed.parse::<u64>().ok());
    let from = std::env::var("SQLGEN_TEST_FROM").ok().and_then(|seed| seed.parse::<u64>().ok()).unwrap_or(0);
    let seeds = only.map_or(from..from + cases(25, 500), |seed| seed..seed + 1);
    let mut failed = Vec::new();
    for seed in seeds {
        let count = 6 + usize::try_from(seed % 7).expect("a small number");
        let history = History::new(seed, &speech, count, &|start, items| takes(&speech, start, items));
        if let Err(said) = run(&history, server) {
            let shrinks = std::env::var("SQLGEN_TEST_SHRINK").is_ok();
            let (small, said) = if shrinks { shrunk(&history, server, &said) } else { (history, said) };
            failed.push(format!("seed {seed}\n{}{said}", small.lines()));
            if failed.len() >= 3 {
                break;
            }
        }
    }
    assert!(failed.is_empty(), "{}", failed.join("\n\n"));
}

#[test]
fn generated_histories_run_on_postgresql() {
    witness(servers::postgresql());
}

#[test]
fn generated_histories_run_on_mariadb() {
    witness(servers::mariadb());
}

#[test]
fn generated_histories_run_on_sqlite() {
    witness(servers::sqlite());
}
