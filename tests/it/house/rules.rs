//! One transaction, none, a rehearsal, a commit by hand, a plain client, silence.

use crate::sample::picture::{lines, picture, version};
use crate::sample::project::Project;
use crate::servers::{self, Kind, Mode};

const FINE: &[&str] = &[
    "revision: a\ndown_revision: null\nmessage: first\nupgrade: [create_table: {name: t, columns: [{name: id, type: integer, primary_key: true}, {name: note, type: varchar(40)}]}]",
    "revision: b\ndown_revision: a\nmessage: second\nupgrade: [insert: {table: t, values: {id: 1, note: \"it's; so\"}}, create_table: {name: u, columns: [{name: id, type: integer, primary_key: true}]}]",
];

const FAILING: &str = "revision: c\ndown_revision: b\nmessage: fails\nupgrade: [create_table: {name: made, columns: [{name: id, type: integer}]}, sql: INSERT INTO missing VALUES (1)]\ndowngrade: [drop_table: {name: made}]";

const NEVER: &str = "revision: d\ndown_revision: c\nmessage: never\nupgrade: [create_table: {name: never, columns: [{name: id, type: integer}]}]";

const MODES: [Mode; 4] = [Mode::Documented, Mode::Piped, Mode::Sourced, Mode::Forced];

fn fine() -> Project {
    Project::written(FINE)
}

fn failing() -> Project {
    Project::written(&[FINE[0], FINE[1], FAILING, NEVER])
}

fn script(project: &Project, kind: Kind, options: &[&str]) -> String {
    project.script_with("upgrade", "head", kind.dialect(), options)
}

#[test]
fn one_transaction_leaves_all_or_nothing() {
    for server in servers::all().into_iter().filter(|server| server.kind() != Kind::Mariadb) {
        let kind = server.kind();
        for mode in ["guarded", "bare"] {
            let options = ["--transaction", "single", "--mode", mode];
            let (plain, whole) = (server.database(), server.database());
            plain.run_script(&script(&fine(), kind, &[]), Mode::Documented).expect_success();
            whole.run_script(&script(&fine(), kind, &options), Mode::Documented).expect_success();
            assert_eq!(picture(&whole), picture(&plain), "{kind:?} {mode}");
            let broken = server.database();
            let outcome = broken.run_script(&script(&failing(), kind, &options), Mode::Documented);
            outcome.expect_failure("missing");
            assert_eq!(version(&broken), "base", "{kind:?} {mode}");
            assert!(lines(&broken).is_empty(), "{kind:?} {mode}: {:?}", lines(&broken));
        }
    }
}

#[test]
fn without_transactions_what_ran_stays_and_nothing_follows() {
    for server in servers::all() {
        let kind = server.kind();
        // SQLite has nothing that stops a shell which goes on after errors.
        let modes = MODES.into_iter().filter(|mode| kind != Kind::Sqlite || !matches!(mode, Mode::Forced));
        for mode in modes {
            let database = server.database();
            let outcome = database.run_script(&script(&failing(), kind, &["--transaction", "none"]), mode);
            assert_eq!(version(&database), "b", "{kind:?} {mode:?}: {outcome:?}");
            let facts = crate::catalog::read(&database);
            assert!(facts.tables.contains_key("made"), "{kind:?} {mode:?}: {outcome:?}");
            assert!(!facts.tables.contains_key("never"), "{kind:?} {mode:?}: {outcome:?}");
        }
    }
}

#[test]
fn a_rehearsal_changes_nothing_and_says_so() {
    for server in servers::all().into_iter().filter(|server| server.kind() != Kind::Mariadb) {
        let kind = server.kind();
        let database = server.database();
        let project = fine();
        let first = project.script("upgrade", "a", kind.dialect());
        database.run_script(&first, Mode::Documented).expect_success();
        let before = picture(&database);
        let rehearsal = project.script_with("upgrade", "a:head", kind.dialect(), &["--commit", "never"]);
        for mode in MODES {
            let outcome = database.run_script(&rehearsal, mode);
            assert!(outcome.success(), "{kind:?} {mode:?}: {outcome:?}");
            assert!(outcome.stdout.contains("rehearsed, and taken back: a -> b"), "{kind:?} {mode:?}: {outcome:?}");
            assert_eq!(picture(&database), before, "{kind:?} {mode:?}");
        }
        // What a rehearsal finds is what a run would find.
        let failing = failing().script_with("upgrade", "a:head", kind.dialect(), &["--commit", "never"]);
        database.run_script(&failing, Mode::Documented).expect_failure("missing");
        assert_eq!(picture(&database), before, "{kind:?}");
    }
}

#[test]
fn whoever_commits_by_hand_may_look_first() {
    for server in servers::all().into_iter().filter(|server| server.kind() != Kind::Mariadb) {
        let kind = server.kind();
        let text = script(&fine(), kind, &["--commit", "manual"]);
        let database = server.database();
        let outcome = database.run_script(&text, Mode::Documented);
        assert!(outcome.stdout.contains("not committed yet: base -> b"), "{kind:?}: {outcome:?}");
        assert!(lines(&database).is_empty(), "{kind:?}");
        database.run_script(&format!("{text}\nSELECT note FROM t;\nCOMMIT;\n"), Mode::Documented).expect_success();
        assert_eq!(version(&database), "b", "{kind:?}");
        assert_eq!(database.query("SELECT note FROM t"), [[Some("it's; so".to_owned())]], "{kind:?}");
    }
}

#[test]
fn a_plain_client_needs_nothing_but_sql() {
    for server in servers::all() {
        let kind = server.kind();
        for options in [&["--client", "plain"][..], &["--client", "plain", "--progress", "off"]] {
            let text = script(&fine(), kind, options);
            let strange = |line: &&str| {
                line.starts_with(['\\', '.']) || line.starts_with("DELIMITER") || line.ends_with("\\gset")
            };
            assert_eq!(text.lines().find(strange), None, "{kind:?}");
            assert_eq!(text.contains("AS revision;"), options.len() == 2, "{kind:?}");
            let (usual, plain) = (server.database(), server.database());
            usual.run_script(&script(&fine(), kind, &[]), Mode::Documented).expect_success();
            match kind {
                Kind::Sqlite => plain.run_in_process(&text).expect("SQL and nothing else"),
                _ => _ = plain.run_script(&text, Mode::Documented).expect_success(),
            }
            assert_eq!(picture(&plain), picture(&usual), "{kind:?}");
        }
    }
}

#[test]
fn a_wrong_database_is_left_alone_under_every_rule() {
    let rules: &[(Kind, &[&[&str]])] = &[
        (
            Kind::Postgresql,
            &[
                &["--on-error", "exit"],
                &["--on-error", "continue"],
                &["--client", "plain"],
                &["--transaction", "single"],
                &["--transaction", "none"],
                &["--commit", "manual"],
            ],
        ),
        (Kind::Mariadb, &[&["--on-error", "fence"], &["--client", "plain"]]),
        (Kind::Sqlite, &[&["--transaction", "single"], &["--transaction", "none"], &["--commit", "manual"]]),
    ];
    for server in servers::all() {
        let kind = server.kind();
        let all = rules.iter().find(|(of, _)| *of == kind).expect("every server has rules").1;
        for options in all {
            let modes = MODES.into_iter().filter(|mode| kind != Kind::Sqlite || !matches!(mode, Mode::Forced));
            for mode in modes {
                let database = server.database();
                database.run_script(&script(&fine(), kind, &[]), Mode::Documented).expect_success();
                let before = picture(&database);
                let late = failing().script_with("upgrade", "a:c", kind.dialect(), options);
                let outcome = database.run_script(&late, mode);
                assert!(
                    format!("{}{}", outcome.stdout, outcome.stderr).contains("sqlgen"),
                    "{kind:?} {options:?} {mode:?}: {outcome:?}"
                );
                assert_eq!(picture(&database), before, "{kind:?} {options:?} {mode:?}: {outcome:?}");
            }
        }
    }
}

#[test]
fn a_fence_stops_everything_behind_it_and_the_rerun() {
    for server in servers::all().into_iter().filter(|server| server.kind() == Kind::Mariadb) {
        for mode in MODES {
            let database = server.database();
            let text = script(&failing(), server.kind(), &["--on-error", "fence"]);
            let outcome = database.run_script(&text, mode);
            let facts = crate::catalog::read(&database);
            assert_eq!(version(&database), "b", "{mode:?}: {outcome:?}");
            assert!(facts.tables.contains_key("made") && !facts.tables.contains_key("never"), "{mode:?}: {outcome:?}");
            assert!(!outcome.stdout.contains("done:"), "{mode:?}: {outcome:?}");
            let again = failing().script_with("upgrade", "b:head", "mariadb", &["--on-error", "fence"]);
            let before = picture(&database);
            let outcome = database.run_script(&again, mode);
            assert!(format!("{}{}", outcome.stdout, outcome.stderr).contains("half done"), "{mode:?}: {outcome:?}");
            assert_eq!(picture(&database), before, "{mode:?}");
        }
    }
}

#[test]
fn locks_are_tried_for_again_until_somebody_lets_go() {
    for server in servers::all().into_iter().filter(|server| server.kind() == Kind::Postgresql) {
        let project = Project::of(&[
            ("sqlgen.yaml", "dialect: postgresql\nscript: {lock_timeout: 1s}\n"),
            ("revisions/a.yaml", FINE[0]),
            (
                "revisions/b.yaml",
                "revision: b\ndown_revision: a\nmessage: second\nupgrade: [create_table: {name: u, columns: [{name: id, type: integer, primary_key: true}, {name: t_id, type: integer, references: {table: t, columns: [id]}}]}, add_column: {table: t, column: {name: more, type: integer}}]",
            ),
        ]);
        let database = server.database();
        database.run_script(&project.script("upgrade", "a", "postgresql"), Mode::Documented).expect_success();
        let again = project.script_with("upgrade", "a:b", "postgresql", &["--retries", "3"]);
        assert!(again.contains("LOCK TABLE t IN ACCESS EXCLUSIVE MODE;"), "{again}");
        let before = picture(&database);
        {
            let _held = database.hold("BEGIN; SELECT * FROM t;");
            let never = project.script("upgrade", "a:b", "postgresql");
            database.run_script(&never, Mode::Documented).expect_failure("lock timeout");
            let few = project.script_with("upgrade", "a:b", "postgresql", &["--retries", "1"]);
            database.run_script(&few, Mode::Documented).expect_failure("lock timeout");
            assert_eq!(picture(&database), before);
            std::thread::scope(|scope| {
                let run = scope.spawn(|| database.run_script(&again, Mode::Documented));
                std::thread::sleep(std::time::Duration::from_millis(2500));
                drop(_held);
                run.join().expect("the script ran").expect_success();
            });
        }
        assert_eq!(version(&database), "b");
    }
}
