//! A failure put in front of the statements of the sample, one after another: what stays is what the header promises,
//! nothing behind it takes effect, and a rerun refuses or goes on as the rules of its script say.

use std::collections::BTreeMap;

use sqlgen::dialect::Library;
use sqlgen::sql::{PieceKind, Pieces, Syntax};

use crate::sample::picture::{lines, version};
use crate::sample::project::Project;
use crate::servers::{self, Kind, Mode, Server};

const FAILING: &str = "INSERT INTO sqlgen_nowhere VALUES (1);\n";

/// How many statements are left out between two that fail, and under which rules.
struct Plan {
    kind: Kind,
    options: &'static [&'static str],
    every: usize,
}

/// What the database has at each place, by the guarded scripts of one revision each.
fn places(server: &'static Server, project: &Project) -> BTreeMap<String, Vec<String>> {
    let database = server.database();
    let mut found = BTreeMap::from([("base".to_owned(), Vec::new())]);
    for stop in project.stops("upgrade", "head", server.kind().dialect()) {
        database.run_script(&stop.script, Mode::Documented).expect_success();
        found.insert(version(&database), lines(&database));
    }
    found
}

/// Where a failure may be put: before each statement of the blocks, and what the client has to be told with it.
fn spots(script: &str, dialect: &str) -> Vec<usize> {
    let dialect = Library::embedded().dialect(dialect).expect("a dialect");
    let syntax = Syntax::of(&dialect).expect("its syntax");
    let first = script.find("\n-- -----").expect("there are blocks");
    let frame = ["BEGIN", "COMMIT", "SELECT ", "SET ", "RESET", "PRAGMA", "DROP TEMPORARY TABLE", "DO RELEASE_LOCK"];
    let last = script.rfind("\n-- version row").expect("every block moves its row");
    let mut spots = Vec::new();
    for piece in Pieces::new(script, &syntax).filter(|piece| piece.kind == PieceKind::Statement) {
        let text = piece.text(script);
        let at = piece.range.start;
        let is_frame = frame.iter().any(|word| text.starts_with(word)) || text.contains("COMMENT = ''");
        if at > first && at < last + 200 && !is_frame {
            // What tells the client where a compound statement ends stays with it.
            let before = script[..at].trim_end_matches(|c| c != '\n');
            let line = before.trim_end().rfind('\n').map_or(0, |line| line + 1);
            let told = before[line..].starts_with("DELIMITER");
            spots.push(if told { line } else { before.len() });
        }
    }
    spots
}

/// The version rows before the block that a spot stands in, as its version rows say them.
fn before(script: &str, spot: usize) -> String {
    let block = script[..spot].rfind("\n-- -----").expect("it stands in a block");
    let from = script[block..].find("-- version row").expect("the block moves its row") + block;
    let line = script[from..].lines().next().expect("a line");
    let (_, change) = line.split_once(": ").expect("the row and its change");
    change.split_once(" -> ").expect("from and to").0.to_owned()
}

fn put(script: &str, spot: usize) -> String {
    let latch = "SET SESSION tx_read_only = @@tx_read_only OR @@error_count;\n";
    let latched = script.contains(latch);
    format!("{}{FAILING}{}{}", &script[..spot], if latched { latch } else { "" }, &script[spot..])
}

/// What the first statements of a script do that has no transactions, the version row among them.
fn so_far(server: &'static Server, script: &str, spot: usize) -> (String, Vec<String>) {
    let database = server.database();
    database.run_script(&script[..spot], Mode::Documented).expect_success();
    (version(&database), lines(&database))
}

fn fails_everywhere(server: &'static Server, plan: &Plan) {
    let project = Project::sample();
    let places = places(server, &project);
    let script = project.script_with("upgrade", "head", plan.kind.dialect(), plan.options);
    let spots = spots(&script, plan.kind.dialect());
    assert!(spots.len() > 60, "the sample has statements: {}", spots.len());
    let transactions = plan.kind != Kind::Mariadb;
    for (number, spot) in spots.iter().enumerate().step_by(plan.every) {
        let ran = (!transactions).then(|| so_far(server, &script, *spot));
        let wanted = match &ran {
            Some((version, _)) => version.clone(),
            None if plan.options.contains(&"single") => "base".to_owned(),
            None => before(&script, *spot),
        };
        let said = format!("{:?} {:?}, statement {number}, before {wanted}", plan.kind, plan.options);
        let goes_on = plan.kind != Kind::Sqlite && number % 2 == 1;
        let mode = if goes_on { Mode::Forced } else { Mode::Documented };
        let database = server.database();
        let outcome = database.run_script(&put(&script, *spot), mode);
        assert_eq!(version(&database), wanted, "{said}: {outcome:?}");
        let found = lines(&database);
        let outside = script[..*spot]
            .rfind("SET exit_on_error = on")
            .is_some_and(|at| !script[at..*spot].contains("RESET exit_on_error"));
        match ran {
            Some((_, stays)) => assert_eq!(found, stays, "{said}: what ran before stays, and nothing else"),
            None if outside => {}
            None => assert_eq!(found, places[&wanted], "{said}: a revision that fails is undone"),
        }
        let again = database.run_script(&script, mode);
        let words = format!("{}{}", again.stdout, again.stderr);
        // Nothing of the revision has run where its mark has not been set.
        let block = script[..*spot].rfind("\n-- -----").expect("it stands in a block");
        let half_done = script[block..*spot].contains("COMMENT = 'sqlgen");
        if wanted == "base" && !half_done {
            assert!(again.success(), "{said}: {again:?}");
            assert_eq!(
                lines(&database),
                places.values().last().map_or(Vec::new(), |_| places[&version(&database)].clone()),
                "{said}"
            );
        } else {
            assert!(words.contains("the database is at") || words.contains("half done"), "{said}: {words}");
            assert_eq!((version(&database), lines(&database)), (wanted, found), "{said}: a rerun changes nothing");
        }
    }
}

fn plans(every: [usize; 3]) -> Vec<Plan> {
    let [postgresql, mariadb, sqlite] = every;
    let plan = |kind, options, every| Plan { kind, options, every };
    vec![
        plan(Kind::Postgresql, &[], postgresql),
        plan(Kind::Postgresql, &["--client", "plain"], postgresql * 3),
        plan(Kind::Mariadb, &[], mariadb),
        plan(Kind::Sqlite, &[], sqlite),
    ]
}

fn all(every: [usize; 3]) {
    for server in servers::all() {
        for plan in plans(every).iter().filter(|plan| plan.kind == server.kind()) {
            fails_everywhere(server, plan);
        }
    }
}

#[test]
fn a_failure_before_any_statement_leaves_what_the_header_promises() {
    all(if std::env::var_os("SQLGEN_TEST_LONG").is_some() { [1, 1, 1] } else { [9, 17, 9] });
}
