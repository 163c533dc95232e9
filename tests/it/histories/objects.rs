//! Short histories of numbers, constraints, enums, sequences and policies, with rows in place.

use super::History;
use crate::catalog::assert_same;
use crate::servers::{self, Kind, Mode};

/// Rows are numbered from where the file says, also beside rows that bring smaller numbers along, and go on elsewhere.
#[test]
fn numbers_begin_where_the_file_says() {
    for server in [servers::postgresql(), servers::mariadb()].into_iter().flatten() {
        let lists = [
            "  - create_table: {name: t, columns: [{name: id, type: integer, identity: {generated: by_default, start: 100}, primary_key: true}, {name: n, type: integer}]}\n\
             \x20 - insert: {table: t, values: {id: 5, n: 0}}\n",
            "  - alter_column: {table: t, column: id, restart: 5000}\n    downgrade: {nothing: the numbers go on from there}\n",
        ];
        let history = History::new(server, &lists);
        let numbers = |history: &History| {
            history.database.execute("INSERT INTO t (n) VALUES (1);");
            history.text("SELECT id FROM t ORDER BY id")
        };
        history.up("r0");
        assert_eq!(numbers(&history), "5; 100", "{:?}", server.kind());
        history.up("r0:r1");
        assert_eq!(numbers(&history), "5; 100; 5000", "{:?}", server.kind());
        history.down("r1:r0");
    }
}

/// A constraint over rows that break it: made without a look at them, refused where it is to be valid, and valid at last.
#[test]
fn constraints_are_valid_when_they_are_validated() {
    let Some(server) = servers::postgresql() else { return };
    let lists = [
        "  - create_table: {name: t, columns: [{name: id, type: integer, primary_key: true}, {name: n, type: integer}]}\n",
        "  - create_check_constraint: {table: t, name: ck_n, expression: n > 0, not_valid: true}\n",
        "  - validate_constraint: {table: t, name: ck_n}\n",
    ];
    let history = History::new(server, &lists);
    history.up("r0");
    history.database.execute("INSERT INTO t VALUES (1, -1);");
    history.up("r0:r1");
    let before = history.facts();
    let script = history.project.upgrade("r1:r2").unwrap_or_else(|said| panic!("{said}"));
    assert!(script.contains("if a row of t does not fulfil ck_n"), "{script}");
    assert!(!history.database.run_script(&script, Mode::Documented).success(), "a row breaks it");
    history.database.execute("UPDATE t SET n = 1;");
    history.up("r1:r2");
    history.down("r2:r1");
    assert_same("not valid", &before, "not valid again", &history.facts());
}

/// The values of an enum change in every way while several columns of several tables are of it, with rows and defaults;
/// on PostgreSQL an array too.
#[test]
fn rows_follow_the_values_of_their_enum() {
    for server in servers::all() {
        let (list, filled) = match server.kind() {
            Kind::Postgresql => (", {name: all_of, type: {array: {enum: mood}}}", ", '{good,bad}'"),
            Kind::Mariadb | Kind::Sqlite => ("", ""),
        };
        let tables = format!(
            "  - create_enum: {{name: mood, values: [good, bad, odd]}}\n\
             \x20 - create_table: {{name: days, columns: [{{name: id, type: integer, nullable: false}}, {{name: was, type: {{enum: mood}}, nullable: false, default: good}}, {{name: is_now, type: {{enum: mood}}}}{list}], primary_key: [id]}}\n\
             \x20 - create_table: {{name: nights, columns: [{{name: id, type: integer, nullable: false}}, {{name: was, type: {{enum: mood}}, default: odd}}], primary_key: [id], indexes: [{{columns: [was]}}]}}\n"
        );
        let lists = [
            tables.as_str(),
            "  - add_enum_value: {name: mood, value: \"it's fine\", before: bad}\n",
            "  - rename_enum_value: {name: mood, from: good, to: splendid}\n",
            "  - rename_enum: {name: mood, to: feeling}\n  - add_column: {table: nights, column: {name: next, type: {enum: feeling}, default: splendid}}\n",
            "  - replace_enum: {name: feeling, values: [bad, splendid, so so], map: {\"it's fine\": so so, odd: bad}, map_back: {so so: \"it's fine\"}}\n",
        ];
        let history = History::new(server, &lists);
        history.up("r0");
        history.database.execute(&format!(
            "INSERT INTO days VALUES (1, 'good', 'bad'{filled}), (2, 'odd', NULL{});",
            if filled.is_empty() { "" } else { ", NULL" }
        ));
        history
            .database
            .execute("INSERT INTO nights (id) VALUES (1); INSERT INTO nights VALUES (2, 'good'), (3, NULL);");
        let list = if filled.is_empty() { "" } else { ", all_of" };
        let rows = |history: &History| {
            let days = history.text(&format!("SELECT id, was, is_now{list} FROM days ORDER BY id"));
            format!("{days} / {}", history.text("SELECT id, was FROM nights ORDER BY id"))
        };
        let array = |values: &str| if list.is_empty() { String::new() } else { format!(" {{{values}}}") };
        let none = if list.is_empty() { "" } else { " NULL" };
        let seen = |first: &str| {
            format!("1 {first} bad{}; 2 odd NULL{none} / 1 odd; 2 {first}; 3 NULL", array(&format!("{first},bad")))
        };
        let mut before = vec![history.facts()];
        assert_eq!(rows(&history), seen("good"));
        history.up("r0:r1");
        before.push(history.facts());
        assert_eq!(rows(&history), seen("good"));
        history.up("r1:r2");
        before.push(history.facts());
        assert_eq!(rows(&history), seen("splendid"));
        history.database.execute("INSERT INTO days (id) VALUES (9);");
        assert_eq!(history.text("SELECT was FROM days WHERE id = 9"), "splendid", "the default follows");
        history.database.execute("DELETE FROM days WHERE id = 9;");
        history.up("r2:r3");
        before.push(history.facts());
        history.up("r3:r4");
        let mapped = seen("splendid").replace("odd", "bad");
        assert_eq!(rows(&history), mapped, "{:?}", server.kind());
        for (range, facts) in ["r4:r3", "r3:r2", "r2:r1", "r1:r0"].iter().zip(before.iter().rev()) {
            history.down(range);
            assert_same("before", facts, range, &history.facts());
        }
        assert_eq!(rows(&history), mapped.replace("splendid", "good"));
        history.up("r0:r4");
        assert_eq!(rows(&history), mapped);
    }
}

/// Values that change places are told apart on the way up and on the way down, and defaults with them.
#[test]
fn values_of_an_enum_change_places_and_go_back() {
    for server in servers::all() {
        let lists = [
            "  - create_enum: {name: mood, values: [sad, glad, mad]}\n  - create_table: {name: t, columns: [{name: id, type: integer, nullable: false}, {name: m, type: {enum: mood}, default: sad}], primary_key: [id]}\n",
            "  - replace_enum: {name: mood, values: [mad, glad, sad, calm], map: {sad: glad, glad: mad, mad: sad}, map_back: {calm: glad}}\n",
        ];
        let history = History::new(server, &lists);
        history.up("r0");
        let before = history.facts();
        history.database.execute("INSERT INTO t VALUES (1, 'sad'), (2, 'glad'), (3, 'mad'), (4, NULL);");
        history.up("r0:r1");
        history.database.execute("INSERT INTO t VALUES (5, 'calm'); INSERT INTO t (id) VALUES (6);");
        let rows = |history: &History| history.text("SELECT id, m FROM t ORDER BY id");
        assert_eq!(rows(&history), "1 glad; 2 mad; 3 sad; 4 NULL; 5 calm; 6 glad", "{:?}", server.kind());
        history.down("r1:r0");
        assert_eq!(rows(&history), "1 sad; 2 glad; 3 mad; 4 NULL; 5 glad; 6 sad", "{:?}", server.kind());
        assert_same("before", &before, "after up and down", &history.facts());
    }
}

/// Numbers go on while their sequence changes and gets another name; what owns a sequence takes it along.
#[test]
fn columns_take_numbers_from_a_sequence_under_every_name() {
    for server in [servers::postgresql(), servers::mariadb()].into_iter().flatten() {
        let lists = [
            "  - create_sequence: {name: numbers, start: 10, increment: 5, cache: 1}\n\
             \x20 - create_table: {name: tickets, columns: [{name: id, type: integer, nullable: false, default: {sequence: numbers}}, {name: note, type: text}], primary_key: [id]}\n",
            "  - rename_sequence: {name: numbers, to: Ticket No}\n  - alter_sequence: {name: Ticket No, increment: 1, max: 1000}\n",
        ];
        let history = History::new(server, &lists);
        history.up("r0");
        history.database.execute("INSERT INTO tickets (note) VALUES ('a'); INSERT INTO tickets (note) VALUES ('b');");
        let before = history.facts();
        history.up("r0:r1");
        history.database.execute("INSERT INTO tickets (note) VALUES ('c');");
        history.down("r1:r0");
        assert_same("before", &before, "after up and down", &history.facts());
        history.database.execute("INSERT INTO tickets (note) VALUES ('d');");
        let rows = history.text("SELECT note, id FROM tickets ORDER BY id");
        assert!(rows.starts_with("a 10; b 15; c "), "{:?}: {rows}", server.kind());
        assert_eq!(rows.matches(';').count(), 3, "every row has its own number: {rows}");
        history.down("r0:base");
        assert!(history.facts().is_empty(), "{}", history.facts());
    }
}

/// A policy steps aside while a column that it reads changes its type, and hides the same rows before and after.
#[test]
fn policies_hide_rows_through_changes_of_what_they_read() {
    let Some(server) = servers::postgresql() else { return };
    let lists = [
        "  - create_table: {name: notes, columns: [{name: id, type: integer, nullable: false}, {name: size, type: integer}], primary_key: [id]}\n\
         \x20 - enable_row_security: {table: notes, force: true}\n\
         \x20 - create_policy: {name: Small ones, table: notes, using: size < 5, check: size < 10}\n\
         \x20 - grant: {privileges: [all], on: {table: notes}, to: [app]}\n",
        "  - alter_column: {table: notes, column: size, type: bigint}\n  - rename_column: {table: notes, column: size, to: length}\n  - rename_table: {name: notes, to: papers}\n",
        "  - drop_table: {name: papers}\n",
    ];
    let history = History::new(server, &lists);
    history.up("r0");
    history.database.execute("INSERT INTO notes VALUES (1, 3), (2, 7);");
    let seen = |table: &str| history.text(&format!("SET ROLE app; SELECT id FROM {table} ORDER BY id"));
    let before = history.facts();
    assert_eq!(seen("notes"), "1");
    history.up("r0:r1");
    assert_eq!(seen("papers"), "1");
    let policies = |history: &History| history.facts().tables.values().next().map(|table| table.others.clone());
    history.up("r1:r2");
    history.down("r2:r1");
    assert!(policies(&history).is_some_and(|others| others.len() == 2), "{}", history.facts());
    history.down("r1:r0");
    assert_same("before", &before, "after up and down", &history.facts());
}

/// What is granted goes along with what is renamed, dropped and made again, and is there again after the way down.
#[test]
fn grants_go_along_with_their_objects() {
    for server in [servers::postgresql(), servers::mariadb()].into_iter().flatten() {
        let kept = server.kind() == Kind::Mariadb;
        let body = if kept { "RETURN x" } else { "BEGIN RETURN x; END" };
        let function = |word: &str| {
            format!("{{name: twice, arguments: [{{name: x, type: {word}}}], returns: {word}, body: {body}}}")
        };
        let first = format!(
            "  - create_table: {{name: orders, columns: [{{name: id, type: integer}}, {{name: a, type: integer}}, {{name: b, type: integer}}]}}\n\
             \x20 - create_view: {{name: ids, query: SELECT id FROM orders}}\n\
             \x20 - create_function: {}\n\
             \x20 - grant: {{privileges: [select, insert], on: {{table: orders}}, to: [app], with_grant_option: true}}\n\
             \x20 - grant: {{privileges: [update], columns: [a, b], on: {{table: orders}}, to: [reporting]}}\n\
             \x20 - grant: {{privileges: [select], on: {{view: ids}}, to: [Night Shift]}}\n\
             \x20 - grant: {{privileges: [execute], on: {{function: twice}}, to: [app]}}\n",
            function("integer"),
        );
        let changes = format!(
            "  - alter_column: {{table: orders, column: id, type: bigint}}\n\
             \x20 - rename_table: {{name: orders, to: sales}}\n\
             \x20 - rename_column: {{table: sales, column: a, to: c}}\n\
             \x20 - replace_view: {{name: ids, query: SELECT id FROM sales}}\n\
             \x20 - rename_view: {{name: ids, to: numbers}}\n\
             \x20 - replace_function: {}\n\
             \x20 - drop_column: {{table: sales, column: b}}\n",
            function("bigint"),
        );
        let ends = "  - drop_view: {name: numbers}\n  - drop_table: {name: sales}\n  - drop_function: {name: twice}\n";
        let history = History::new(server, &[&first, &changes, ends]);
        let granted = |history: &History| {
            let grants = history.facts().others.into_iter().filter(|((kind, _), _)| *kind == "grant");
            grants.map(|((_, on), held)| format!("{on}: {held}").to_lowercase()).collect::<Vec<_>>()
        };
        history.up("r0");
        let before = history.facts();
        history.up("r0:r1");
        let expected = match server.kind() {
            Kind::Mariadb => [
                "night shift on numbers: select",
                "app on function twice: execute",
                "app on sales: select,insert,grant",
                "reporting on sales.c: update",
            ],
            _ => [
                "night shift on numbers: select",
                "app on sales: insert with grant option, select with grant option",
                "app on twice(x bigint): execute",
                "reporting on sales.c: update",
            ],
        };
        assert_eq!(granted(&history), expected);
        history.up("r1:r2");
        assert!(granted(&history).is_empty(), "{}", history.facts());
        history.down("r2:r1");
        assert_eq!(granted(&history), expected);
        history.down("r1:r0");
        let [before, again] = [before, history.facts()].map(|facts| facts.taken_back(server.kind()));
        assert_same("before", &before, "after up and down", &again);
    }
}
