//! Reads PostgreSQL's catalog; the query is in `postgresql.sql`.

use super::rows::Row;
use super::{Column, Facts, ForeignKey, Index, Key, Trigger};
use crate::servers::Database;

/// Everything in the database, except what came with extensions.
pub fn read(database: &Database) -> Facts {
    let mut facts = Facts::default();
    let rows: Vec<Row> = database.query(include_str!("postgresql.sql")).into_iter().map(Row::new).collect();
    // Views first: indexes and triggers ask whose they are.
    for row in rows.iter().filter(|row| row.kind() == "view") {
        let view = facts.views.entry(row.owner()).or_default();
        (view.definition, view.more) = (row.text(0), row.value(1));
    }
    for row in &rows {
        add(&mut facts, row);
    }
    facts
}

fn add(facts: &mut Facts, row: &Row) {
    match row.kind() {
        "view" => {}
        "schema" => _ = facts.schemas.insert(row.name(), row.value(0)),
        "enum" => _ = facts.enums.insert(row.name(), row.list(0)),
        "composite" => _ = facts.composites.insert(row.name(), row.list(0)),
        "extension" => _ = facts.others.insert(("extension", row.name()), String::new()),
        "domain" => _ = facts.others.insert(("domain", row.name()), row.text(0)),
        "sequence" => _ = facts.others.insert(("sequence", row.name()), row.text(0)),
        "grant" => _ = facts.others.insert(("grant", row.name()), row.text(0)),
        "routine" => _ = facts.others.insert(("routine", row.name()), row.text(0)),
        "comment" => _ = facts.others.insert(("comment", row.name()), row.text(0)),
        "view column" => facts.views.entry(row.owner()).or_default().columns.push((row.name(), row.text(0))),
        "index" => facts.add_index(&row.owner(), row.name(), index(row)),
        "trigger" => facts.add_trigger(&row.owner(), row.name(), trigger(row)),
        _ => add_to_table(facts.tables.entry(row.owner()).or_default(), row),
    }
}

fn add_to_table(table: &mut super::Table, row: &Row) {
    match row.kind() {
        "table" => {
            table.comment = row.value(0);
            table.others.extend(row.value(1));
        }
        "column" => table.columns.push(column(row)),
        "primary key" => table.primary_key = Some((row.name(), key(row))),
        "unique" => _ = table.uniques.insert(row.name(), key(row)),
        "foreign key" => _ = table.foreign_keys.insert(row.name(), foreign_key(row)),
        "check" => {
            let more = row.value(5).map(|more| format!(" {more}")).unwrap_or_default();
            table.checks.insert(row.name(), row.text(6) + &more);
        }
        "exclusion" => _ = table.others.insert(format!("{}: {}", row.name(), row.text(6))),
        "policy" => _ = table.others.insert(format!("policy {}: {}", row.name(), row.text(0))),
        kind => panic!("postgresql.sql knows a kind that we do not: {kind}"),
    }
}

fn column(row: &Row) -> Column {
    Column {
        name: row.name(),
        data_type: row.text(0),
        not_null: row.value(1).is_some(),
        // `DEFAULT NULL` is kept as a cast, though it is no different from having none.
        default: row.value(2).filter(|default| !default.starts_with("NULL::")),
        generated: row.value(3),
        identity: row.value(4),
        collation: row.value(5),
        comment: row.value(6),
    }
}

fn key(row: &Row) -> Key {
    Key { columns: row.list(0), more: row.value(5) }
}

fn foreign_key(row: &Row) -> ForeignKey {
    ForeignKey {
        columns: row.list(0),
        target: row.text(1),
        target_columns: row.list(2),
        on_delete: row.text(3),
        on_update: row.text(4),
        more: row.value(5),
    }
}

fn index(row: &Row) -> Index {
    Index {
        unique: row.value(0).is_some(),
        method: row.text(1),
        keys: row.list(2),
        include: row.list(3),
        predicate: row.value(4),
        more: row.value(5),
    }
}

fn trigger(row: &Row) -> Trigger {
    Trigger { timing: row.text(0), event: row.text(1), definition: row.text(2) }
}
