//! `naming: database`: what PostgreSQL itself calls things that are given no name is what our scripts call them.

use crate::catalog;
use crate::sample::project::Project;
use crate::servers::{self, Mode};

const LONG: &str = "a_table_with_a_name_that_leaves_hardly_any_room_for_its_columns";

#[test]
fn names_are_those_that_the_server_would_give() {
    let Some(server) = servers::postgresql() else { return };
    let sql = format!(
        "CREATE TABLE users (id integer PRIMARY KEY, mail text, age integer, low integer, UNIQUE (mail, age), CHECK (age > 0), CHECK (age > low));
         CREATE TABLE files (id integer, owner integer, old_owner integer, name text, PRIMARY KEY (id), UNIQUE (name),
           FOREIGN KEY (owner) REFERENCES users (id), FOREIGN KEY (old_owner) REFERENCES users);
         CREATE INDEX ON files (owner, old_owner);
         CREATE INDEX ON files (lower(name), owner);
         CREATE INDEX ON files ((owner + 1));
         CREATE INDEX ON files (lower(name), upper(name), lower(name || 'x'));
         CREATE INDEX ON files (name) INCLUDE (id);
         ALTER TABLE files ADD UNIQUE (owner) INCLUDE (id);
         ALTER TABLE files ADD EXCLUDE USING btree (old_owner WITH =);
         ALTER TABLE files ADD CHECK (length(name) > owner::bigint);
         ALTER TABLE files ADD CHECK (length(name::varchar) > 0);
         CREATE TABLE {LONG} (id integer PRIMARY KEY, one integer UNIQUE, a_column_with_a_rather_long_name_too integer UNIQUE,
           FOREIGN KEY (one) REFERENCES users (id), FOREIGN KEY (one, a_column_with_a_rather_long_name_too) REFERENCES twos);",
    );
    let twos = "CREATE TABLE twos (a integer, b integer, PRIMARY KEY (a, b));\n";
    let revision = format!(
        "revision: r1\ndown_revision: null\nupgrade:
  - create_table: {{name: twos, columns: [{{name: a, type: integer}}, {{name: b, type: integer}}], primary_key: [a, b]}}
  - create_table: {{name: users, columns: [{{name: id, type: integer}}, {{name: mail, type: text}}, {{name: age, type: integer}}, {{name: low, type: integer}}], primary_key: [id], unique: [{{columns: [mail, age]}}], checks: [{{expression: age > 0}}, {{expression: age > low}}]}}
  - create_table: {{name: files, columns: [{{name: id, type: integer}}, {{name: owner, type: integer}}, {{name: old_owner, type: integer}}, {{name: name, type: text}}], primary_key: [id], unique: [{{columns: [name]}}], foreign_keys: [{{columns: [owner], references: {{table: users, columns: [id]}}}}, {{columns: [old_owner], references: {{table: users, columns: [id]}}}}]}}
  - create_index: {{table: files, columns: [owner, old_owner]}}
  - create_index: {{table: files, columns: [{{expression: lower(name)}}, owner]}}
  - create_index: {{table: files, columns: [{{expression: owner + 1}}]}}
  - create_index: {{table: files, columns: [{{expression: lower(name)}}, {{expression: upper(name)}}, {{expression: \"lower(name || 'x')\"}}]}}
  - create_index: {{table: files, columns: [name], include: [id]}}
  - create_unique_constraint: {{table: files, columns: [owner], include: [id]}}
  - create_exclude_constraint: {{table: files, method: btree, elements: [{{column: old_owner, operator: \"=\"}}]}}
  - create_check_constraint: {{table: files, expression: \"length(name) > owner::bigint\"}}
  - create_check_constraint: {{table: files, expression: \"length(name::varchar) > 0\"}}
  - create_table: {{name: {LONG}, columns: [{{name: id, type: integer}}, {{name: one, type: integer}}, {{name: a_column_with_a_rather_long_name_too, type: integer}}], primary_key: [id], unique: [{{columns: [one]}}, {{columns: [a_column_with_a_rather_long_name_too]}}], foreign_keys: [{{columns: [one], references: {{table: users, columns: [id]}}}}, {{columns: [one, a_column_with_a_rather_long_name_too], references: {{table: twos, columns: [a, b]}}}}]}}
"
    );
    let project =
        Project::of(&[("sqlgen.yaml", "dialect: postgresql@15\nnaming: database\n"), ("revisions/r1.yaml", &revision)]);
    let [ours, theirs] = [server.database(), server.database()];
    theirs.execute(&format!("{twos}{sql}"));
    ours.run_script(&project.script("upgrade", "head", "postgresql"), Mode::Documented).expect_success();
    catalog::assert_same(
        "ours",
        &catalog::read(&ours).without_table("alembic_version"),
        "the server's",
        &catalog::read(&theirs),
    );
}

/// The convention in force for a revision is in force for its downgrade too.
#[test]
fn a_written_downgrade_gives_names_as_its_revision_did() {
    let settings =
        "dialect: postgresql@15\nnaming: [{uq: 'old_%(table_name)s'}, {since: r2, uq: 'new_%(table_name)s'}]\n";
    let first = "revision: r1\ndown_revision: null\nupgrade:\n  - create_table: {name: a, columns: [{name: x, type: integer}]}\n";
    let second = "revision: r1b\ndown_revision: r1\nupgrade: []\ndowngrade:\n  - create_unique_constraint: {table: a, columns: [x]}\n";
    let third = "revision: r2\ndown_revision: r1b\nupgrade: []\n";
    let files = [
        ("sqlgen.yaml", settings),
        ("revisions/1.yaml", first),
        ("revisions/2.yaml", second),
        ("revisions/3.yaml", third),
    ];
    let script = Project::of(&files).script("downgrade", "r2:r1", "postgresql");
    assert!(script.contains("ADD CONSTRAINT old_a UNIQUE (x)"), "{script}");
}
