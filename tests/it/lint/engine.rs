//! What the engine does with what rules find: places, severities, acceptances, tables of the script, broken scripts.

use sqlgen::diagnostic::{Diagnostics, Severity};
use sqlgen::lint::{LintConfig, Linter, StatementReader, settle};
use sqlgen::source::Files;

use super::{Case, Said, context, dialect, lint};

const USERS: &str = "- create_table: {name: users, columns: [{name: id, type: bigint}, {name: email, type: text}]}";

fn said(target: &str, list: &str) -> Said {
    lint(&Case::new(target, USERS, &[list]))
}

#[test]
fn the_field_is_underlined_and_the_statement_is_shown() {
    let said = said("postgresql", "- drop_column: {table: users, column: email}");
    assert_eq!(said.underlined(), ["email"]);
    let notes = &said.all()[0].notes;
    assert!(notes.contains(&"the statement is `ALTER TABLE users DROP COLUMN email`".to_string()), "{notes:?}");
    assert!(said.all()[0].help.as_ref().unwrap().ends_with("`accept: {drop-column: \"why\"}` beside it"));
    assert_eq!((said.summary.failures, said.settled), (0, 0), "a warning is below the threshold");
}

#[test]
fn raw_text_is_underlined_where_it_stands_in_the_file() {
    let list =
        "- sql: |\n    -- é\n    INSERT INTO users VALUES (1);\n    DROP TABLE\n      public.users;\n  downgrade: []";
    assert_eq!(said("postgresql", list).underlined(), ["public.users"]);
    let list =
        "- sql: {sqlite: SELECT 1, postgresql: 'SELECT ''é''; ALTER TABLE users DROP email, DROP id'}\n  downgrade: []";
    assert_eq!(said("postgresql", list).underlined(), ["DROP email", "DROP id"]);
}

#[test]
fn broken_text_is_underlined_to_the_byte() {
    let list = "- sql: \"UPDATE users SET email = 'it''s\\u00e9 and more\"\n  downgrade: []";
    let broken = said("postgresql", list);
    assert_eq!((broken.codes(), broken.underlined()), (vec!["broken-sql"], vec!["'i"]));
    assert_eq!(broken.summary.failures, 1);
    let list = "- create_view:\n    name: v\n    query: SELECT (id FROM users\n";
    let broken = said("postgresql", list);
    assert_eq!((broken.codes(), broken.underlined()), (vec!["broken-sql"], vec!["("]));
}

#[test]
fn each_thing_that_raw_text_does_is_found() {
    let found = |sql: &str| said("postgresql", &format!("- sql: {sql}\n  downgrade: []")).codes();
    assert_eq!(found("DROP TABLE users"), ["drop-table"]);
    assert_eq!(found("DROP TABLE IF EXISTS a, b CASCADE"), ["drop-table", "drop-table"]);
    assert_eq!(found("ALTER TABLE ONLY users DROP COLUMN IF EXISTS email"), ["drop-column"]);
    assert_eq!(
        found("ALTER TABLE users ADD a int NOT NULL, ADD b int NOT NULL DEFAULT 1"),
        ["not-null-without-default"]
    );
    assert_eq!(found("CREATE UNIQUE INDEX ON users (id)"), ["index-not-concurrent"]);
    assert_eq!(found("CREATE INDEX CONCURRENTLY i ON users (id)"), ["outside-transaction"]);
    let alone = "- sql: CREATE INDEX CONCURRENTLY i ON users (id)\n  transaction: none\n  downgrade: []";
    assert_eq!(said("postgresql", alone).codes(), [""; 0]);
    assert_eq!(found("ALTER TABLE users ALTER COLUMN id SET DATA TYPE int4"), ["type-change-rewrite"]);
    assert_eq!(found("ALTER TABLE users ALTER id TYPE int8"), [""; 0], "it has that type");
    assert_eq!(found("ALTER TABLE users ALTER email TYPE varchar USING email::varchar"), [""; 0]);
    assert_eq!(found("ALTER TABLE users ALTER email TYPE varchar USING lower(email)"), ["type-change-rewrite"]);
    assert_eq!(found("ALTER TABLE elsewhere ALTER a TYPE bigint"), ["type-change-rewrite"]);
    assert_eq!(found("SELECT 'DROP TABLE users' -- DROP TABLE users"), [""; 0]);
}

#[test]
fn tables_of_the_script_are_exempt_until_they_are_renamed_away_or_filled() {
    let fresh = "- create_table: {name: a, columns: [{name: x, type: integer}]}";
    let codes = |first: &str, second: &str| lint(&Case::new("postgresql", USERS, &[first, second])).codes();
    let index = "- create_index: {table: a, columns: [x]}";
    assert_eq!(codes(fresh, index), [""; 0]);
    let view = format!("{fresh}\n- create_materialized_view: {{name: v, query: SELECT x FROM a}}");
    let index_of_view = "- create_index: {table: v, columns: [x]}";
    assert_eq!(codes(&view, index_of_view), [""; 0]);
    assert_eq!(
        codes(&format!("{fresh}\n- rename_table: {{name: a, to: B}}"), "- sql: DROP TABLE b\n  downgrade: []"),
        [""; 0]
    );
    let required = "- add_column: {table: a, column: {name: y, type: integer, nullable: false}}";
    assert_eq!(codes(fresh, required), [""; 0]);
    let filled = format!("{fresh}\n- bulk_insert: {{table: a, rows: [{{x: 1}}]}}\n  downgrade: []");
    assert_eq!(codes(&filled, required), ["not-null-without-default"]);
    let raw = "- sql: CREATE TABLE c (x int); ALTER TABLE c RENAME TO d; CREATE INDEX i ON d (x)\n  downgrade: []";
    assert_eq!(
        codes(raw, "- sql: DROP TABLE d; DROP TABLE d\n  downgrade: []"),
        ["drop-table"],
        "the second is not ours"
    );
    assert_eq!(
        codes("- sql: CREATE TABLE c (x int)\n  downgrade: []", "- sql: DROP TABLE other.c\n  downgrade: []"),
        ["drop-table"]
    );
}

#[test]
fn severities_come_from_the_settings_and_the_threshold_counts() {
    let mut case = Case::new("postgresql", USERS, &["- drop_table: {name: users}"]);
    case.config.severity.insert("drop-table".into(), Some(Severity::Error));
    let said = lint(&case);
    assert!(said.diagnostics.has_errors() && said.summary.failures == 1);
    case.config.severity.insert("drop-table".into(), None);
    assert_eq!(lint(&case).codes(), [""; 0]);
    case.config = LintConfig { fail_on: Severity::Warning, ..LintConfig::default() };
    assert_eq!(lint(&case).summary.failures, 1);
    case.config.severity.insert("drop-tables".into(), None);
    let said = lint(&case);
    assert_eq!((said.codes(), said.settled), (vec!["unknown-rule", "drop-table"], 1));
    assert_eq!(said.all()[0].help.as_deref(), Some("did you mean `drop-table`?"));
}

#[test]
fn acceptances_take_a_finding_on_with_its_reason() {
    let list = "- drop_column: {table: users, column: email}\n  accept: {drop-column: read by nobody}";
    let accepted = said("postgresql", list);
    assert_eq!(accepted.codes(), [""; 0]);
    let [one] = accepted.summary.accepted.as_slice() else { panic!("{:?}", accepted.summary) };
    assert_eq!((one.rule, one.reason.as_str(), one.origin.line), ("drop-column", "read by nobody", 4));
    let list = "- drop_column: {table: users, column: email}\n  accept: {drop-table: no}";
    let unused = said("postgresql", list);
    assert_eq!(
        (unused.codes(), unused.underlined()),
        (vec!["drop-column", "unused-acceptance"], vec!["email", "drop-table"])
    );
    let list = "- drop_column: {table: users, column: email}\n  accept: {drop-columns: no}";
    let unknown = said("postgresql", list);
    assert_eq!(
        (unknown.codes(), unknown.underlined()),
        (vec!["drop-column", "unknown-rule"], vec!["email", "drop-columns"])
    );
    assert_eq!(unknown.settled, 1);
}

#[test]
fn an_acceptance_is_used_where_another_range_or_setting_would_show_the_finding() {
    let index = "- create_index: {table: a, columns: [x]}\n  accept: {index-not-concurrent: small}";
    let whole = ["- create_table: {name: a, columns: [{name: x, type: integer}]}", index];
    let said = lint(&Case::new("postgresql", USERS, &whole));
    assert_eq!((said.codes(), said.summary.accepted.len()), (vec![], 0));
    let list = "- drop_table: {name: users}\n  accept: {drop-table: old}";
    let mut case = Case::new("postgresql", USERS, &[]);
    let lists = [list];
    case.lists = &lists;
    case.config.severity.insert("drop-table".into(), None);
    assert_eq!(lint(&case).codes(), [""; 0]);
}

#[test]
fn an_acceptance_that_one_of_several_targets_uses_is_used() {
    let list = "- create_index: {table: users, columns: [id]}\n  accept: {index-not-concurrent: small}";
    let summaries: Vec<_> = ["sqlite", "postgresql"].map(|target| said(target, list).summary).into();
    let settled = |summaries| {
        let mut diagnostics = Diagnostics::new();
        let mut files = Files::new();
        let _ = [0, 1].map(|_| files.add("r", "revision: a\n"));
        settle(&files, &LintConfig::default(), summaries, true, &mut diagnostics);
        diagnostics.sorted().len()
    };
    assert_eq!((settled(&summaries[..1]), settled(&summaries[1..]), settled(&summaries)), (1, 0, 0));
}

#[test]
fn a_derived_downgrade_is_not_destructive_and_a_written_one_is() {
    let down = |lists: &[&str]| lint(&Case { down: true, ..Case::new("postgresql", USERS, lists) }).codes();
    assert_eq!(down(&["- create_table: {name: a, columns: [{name: x, type: integer}]}"]), [""; 0]);
    assert_eq!(down(&["- add_column: {table: users, column: {name: x, type: integer}}"]), [""; 0]);
    let written = "- add_column: {table: users, column: {name: x, type: integer}}\n  downgrade: [{drop_column: {table: users, column: x}}]";
    assert_eq!(down(&[written]), ["drop-column"]);
    let accepted = "- alter_column: {table: users, column: id, type: integer}\n  accept: {type-change-rewrite: small}";
    assert_eq!(down(&[accepted]), [""; 0], "the acceptance covers the way back");
    let dropped = "- drop_column: {table: users, column: email}\n  accept: {drop-column: unused}";
    assert_eq!(down(&[dropped]), [""; 0], "what the way back does not need is not unused");
}

#[test]
fn several_changes_in_one_statement_show_it_beside_each() {
    let list = "- drop_column: {table: users, column: email}\n- add_column: {table: users, column: {name: x, type: integer, nullable: false}}";
    let said = said("mysql", list);
    assert_eq!(said.codes(), ["drop-column", "not-null-without-default"]);
    let shows = |diagnostic: &&sqlgen::diagnostic::Diagnostic| {
        diagnostic.notes.iter().any(|note| note.contains("ALTER TABLE users DROP COLUMN email, ADD COLUMN x"))
    };
    assert!(said.all().iter().all(shows), "{:#?}", said.all());
}

#[test]
fn a_script_is_counted_and_a_broken_template_is_an_error() {
    let files = Files::new();
    let (dialect, config) = (dialect("postgresql"), LintConfig::default());
    let context = context(&dialect);
    let run = |script: &str| {
        let mut diagnostics = Diagnostics::new();
        let mut linter = Linter::new(&files, &context, &dialect, &config);
        linter.part(StatementReader::new(&dialect).part(script));
        linter.script(|| script.to_string(), &mut diagnostics);
        let codes: Vec<_> = diagnostics.sorted().iter().map(|one| (one.code.0, one.message.clone())).collect();
        (linter.finish(), codes)
    };
    let (summary, codes) =
        run("\\set ON_ERROR_STOP on\nBEGIN;\nDROP TABLE a; REINDEX TABLE b;\nFROBNICATE;\nCOMMIT;\n");
    let tally = summary.script;
    assert_eq!((tally.statements, tally.parsed, tally.recognised, tally.opaque, tally.broken), (5, 3, 1, 1, 0));
    assert_eq!(codes, []);
    let (summary, codes) = run("SELECT 1;\n\nDROP TABLE 'a;\n");
    assert_eq!((summary.script.broken, summary.failures), (1, 1));
    assert_eq!(codes.len(), 1);
    assert!(codes[0].0 == "broken-script" && codes[0].1.starts_with("line 3 "), "{codes:?}");
}

#[test]
fn changes_of_enums_are_judged_by_how_they_are_stored() {
    let given = "- create_enum: {name: mood, values: [sad, glad]}\n\
                 - create_table: {name: users, columns: [{name: mood, type: {enum: mood}}, {name: id, type: bigint}]}";
    let codes = |target: &str, list: &str| lint(&Case::new(target, given, &[list])).codes();
    let replaced = "- replace_enum: {name: mood, values: [glad, mad], map: {sad: mad}, map_back: {mad: sad}}";
    let (last, first) =
        ("- add_enum_value: {name: mood, value: mad}", "- add_enum_value: {name: mood, value: mad, before: sad}");
    let found = |target| [replaced, last, first].map(|list| codes(target, list).contains(&"type-change-rewrite"));
    assert_eq!(found("postgresql"), [true, false, false]);
    assert_eq!(found("mysql"), [true, false, true]);
    assert_eq!(found("sqlite"), [false, false, false]);
}

#[test]
fn a_type_that_numbers_its_rows_needs_no_default() {
    let column = |raw: &str| {
        format!("- add_column: {{table: users, column: {{name: n, type: {{raw: {raw}}}, nullable: false}}}}")
    };
    let codes = |raw: &str| lint(&Case::new("postgresql", USERS, &[&column(raw)])).codes();
    assert_eq!(codes("BigSerial"), [""; 0]);
    assert_eq!(codes("tsvector"), ["not-null-without-default"]);
}

/// Values that join an inline enum at its end, in raw SQL or up to the border of a byte, leave the rows alone.
#[test]
fn an_enum_that_grows_at_its_end_is_no_rewrite() {
    let list = |count: usize| (0..count).map(|at| format!("v{at}")).collect::<Vec<_>>().join(", ");
    let given = |count: usize| {
        format!(
            "- create_enum: {{name: mood, values: [{}]}}\n- create_table: {{name: users, columns: [{{name: mood, type: {{enum: mood}}}}]}}",
            list(count)
        )
    };
    let raw = |values: &str| {
        format!("- sql: ALTER TABLE users MODIFY mood enum({values})\n  downgrade: {{nothing: an example}}")
    };
    let cases = [
        (2, "- add_enum_value: {name: mood, value: new}".to_owned(), false),
        (255, "- add_enum_value: {name: mood, value: new}".to_owned(), true),
        (2, "- add_enum_value: {name: mood, value: new, before: v0}".to_owned(), true),
        (2, format!("- replace_enum: {{name: mood, values: [{}]}}", list(3)), false),
        (2, raw("'v0','v1','v2'"), false),
        (2, raw("'v1','v0','v2'"), true),
    ];
    for (target, (count, change, rewrites)) in
        ["mysql", "mariadb"].into_iter().flat_map(|target| cases.iter().map(move |case| (target, case)))
    {
        let said = lint(&Case::new(target, &given(*count), &[change]));
        let found = said.codes().contains(&"type-change-rewrite");
        assert_eq!(found, *rewrites, "{target}, {count} values: {change}\n{:#?}", said.all());
    }
}
