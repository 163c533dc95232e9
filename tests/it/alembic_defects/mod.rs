//! Thirty-two ways in which SQL that Alembic prints without a database goes wrong, each with what our scripts do instead,
//! on real servers where the product is at hand.

mod printed;
mod run;

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::catalog::{self, Facts};
use crate::sample::project::Project;
use crate::servers::{Database, Mode, Server};

const ALL: [&str; 6] = ["postgresql", "mysql", "mariadb", "sqlite", "mssql", "oracle"];

const TABLE: &str = "create_table: {name: t, columns: [{name: id, type: integer, nullable: false}, {name: v, type: text}], primary_key: [id]}";

/// What goes wrong in Alembic, by its number, with the case that shows what happens here.
const CASES: &[(u32, &str, fn())] = &[
    (1, "a colon in a JSON literal is a bind parameter", || run::texts_arrive(&["{\"k\":true}", "at 10:30:name"])),
    (2, "tabs, line breaks and backslashes change", || {
        run::texts_arrive(&["a\tb", "a\nb", "a\\b\\n\\", "it's \"so\""])
    }),
    (3, "percent signs are doubled", || run::texts_arrive(&["100%", "%s %% %(x)s"])),
    (4, "a text that ends in a semicolon gets another", run::one_terminator),
    (5, "an Oracle text that ends in a semicolon runs twice", printed::oracle_texts_run_once),
    (6, "an enum is made again where the range starts later", run::enums_are_made_once),
    (7, "an added column has an enum that nobody made", run::enums_come_before_columns),
    (8, "the last user of an enum goes and the type stays", run::enums_go),
    (9, "CONCURRENTLY stands in a transaction", run::concurrent_indexes_stand_outside),
    (10, "SQL Server's types are those of an unknown version", printed::sql_server_types),
    (11, "Oracle's types are those of an unknown version", printed::oracle_types),
    (12, "inline references lose the foreign key", run::foreign_keys_of_added_columns_stay),
    (13, "guards that a database does not have are dropped", printed::guards_are_written_or_refused),
    (14, "DEFERRABLE and MATCH are printed for databases without them", printed::timing_is_written_or_refused),
    (15, "ALTER COLUMN is printed for SQLite", run::sqlite_columns_change),
    (16, "SQLite drops a foreign key to another schema", printed::sqlite_refuses_other_schemas),
    (17, "comments crash on SQL Server without a schema", printed::sql_server_comments),
    (18, "Oracle's column comments lose schema and quotes", printed::oracle_comments),
    (19, "a rename on MySQL loses what is not said again", run::renamed_columns_keep_everything),
    (20, "a type changes before its default goes", run::types_and_defaults_change_in_order),
    (21, "IDENTITY_INSERT is printed for tables without identity", printed::identity_insert_for_identity_only),
    (22, "a table made anew keeps the indexes of dropped columns", run::dropped_columns_take_their_indexes),
    (23, "a table made anew counts from one again", run::sequences_go_on),
    (24, "INCLUDE of a unique key ends in a KeyError", run::unique_keys_carry_columns),
    (25, "values that are no text cannot be printed", run::values_of_every_type),
    (26, "a long id does not fit the version table", run::long_ids),
    (27, "version rows are inserted with RETURNING", printed::version_rows_are_plain),
    (28, "a failure is printed into the script", printed::failures_write_nothing),
    (29, "the order of a merged history changes from run to run", printed::the_same_bytes),
    (30, "a range in the wrong direction is an empty script", printed::wrong_direction),
    (31, "up, down and up again fails on the version table", run::up_down_up),
    (32, "several starting heads cannot be said", run::several_starts),
];

#[test]
fn each_defect_has_its_answer() {
    let numbers: BTreeSet<u32> = CASES.iter().map(|(number, ..)| *number).collect();
    assert_eq!(numbers, (1..=32).collect());
    let fails = |case: &&(u32, &str, fn())| catch_unwind(AssertUnwindSafe(case.2)).is_err();
    let failed: Vec<_> = CASES.iter().filter(fails).map(|(number, title, _)| format!("{number}: {title}")).collect();
    assert!(failed.is_empty(), "as told above, these have no answer:\n{}", failed.join("\n"));
}

/// Revisions `r1`, `r2` …, each the list of its operations, for one dialect.
fn history(dialect: &str, lists: &[&[&str]]) -> Project {
    let mut files = vec![("sqlgen.yaml".to_owned(), format!("dialect: {dialect}\n"))];
    for (at, list) in lists.iter().enumerate() {
        let parent = if at == 0 { "null".to_owned() } else { format!("r{at}") };
        let items: String = list.iter().map(|item| format!("  - {item}\n")).collect();
        let upgrade = if items.is_empty() { "upgrade: []\n".to_owned() } else { format!("upgrade:\n{items}") };
        files.push((
            format!("revisions/r{}.yaml", at + 1),
            format!("revision: r{}\ndown_revision: {parent}\n{upgrade}", at + 1),
        ));
    }
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    Project::of(&files)
}

fn script(project: &Project, command: &str, range: &str) -> Result<String, String> {
    project.run(&[command, range, "--sql"])
}

/// The script of a whole history, or what is said about it.
fn upgrade(dialect: &str, operations: &[&str]) -> Result<String, String> {
    script(&history(dialect, &[operations]), "upgrade", "head")
}

#[track_caller]
fn printed(dialect: &str, operations: &[&str]) -> String {
    upgrade(dialect, operations).unwrap_or_else(|said| panic!("{dialect}: {said}"))
}

/// A history, and a database that its scripts are run on.
struct Run {
    database: Database,
    project: Project,
}

impl Run {
    fn new(server: &'static Server, lists: &[&[&str]]) -> Self {
        Self { database: server.database(), project: history(server.kind().dialect(), lists) }
    }

    #[track_caller]
    fn go(&self, command: &str, range: &str) -> String {
        let text = script(&self.project, command, range).unwrap_or_else(|said| panic!("{command} {range}: {said}"));
        self.database.run_script(&text, Mode::Documented).expect_success();
        text
    }

    fn facts(&self) -> Facts {
        catalog::read(&self.database).without_table("alembic_version")
    }

    #[track_caller]
    fn rows(&self, query: &str) -> Vec<String> {
        let rows = self.database.query(query).into_iter();
        let value = |value: Option<String>| value.unwrap_or_else(|| "NULL".to_owned());
        rows.map(|row| row.into_iter().map(value).collect::<Vec<_>>().join(", ")).collect()
    }
}
