//! Reads MariaDB's information schema; the queries are in `mariadb.sql`.

use super::rows::Row;
use super::{Column, Facts, ForeignKey, Index, Key, Table, Trigger};
use crate::servers::Database;

/// Everything in the database. A unique index and a unique constraint are the same thing here.
pub fn read(database: &Database) -> Facts {
    let mut facts = Facts::default();
    for row in database.queries(include_str!("mariadb.sql")).into_iter().flatten().map(Row::new) {
        match row.kind() {
            "view" => {
                let view = facts.views.entry(row.owner()).or_default();
                (view.definition, view.more) = (row.text(0), row.value(1));
            }
            "view column" => facts.views.entry(row.owner()).or_default().columns.push((row.name(), row.text(0))),
            "grant" => _ = facts.others.insert(("grant", row.name()), row.text(0)),
            "routine" => _ = facts.others.insert(("routine", row.name()), row.text(0)),
            "sequence" => _ = facts.others.insert(("sequence", row.name()), sequence(database, &row.name())),
            _ => add_to_table(facts.tables.entry(row.owner()).or_default(), &row),
        }
    }
    facts
}

fn add_to_table(table: &mut Table, row: &Row) {
    match row.kind() {
        "table" => {
            table.comment = row.value(0);
            let named = |what: &str, at: usize| row.value(at).map(|value| format!("{what} {value}"));
            table.others.extend([named("engine", 1), named("collation", 2), row.value(3)].into_iter().flatten());
        }
        "column" => table.columns.push(column(row)),
        "index" => add_index(table, row),
        "foreign key" => _ = table.foreign_keys.insert(row.name(), foreign_key(row)),
        "check" => {
            // A check in a column's own definition has a name that the column had once, and a table's check may have it too.
            let name = if row.text(1) == "column" { format!("(of a column) {}", row.text(0)) } else { row.name() };
            table.checks.insert(name, row.text(0));
        }
        "trigger" => {
            let definition = format!("{} (number {})", row.text(2), row.text(3));
            table.triggers.insert(row.name(), Trigger { timing: row.text(0), event: row.text(1), definition });
        }
        kind => panic!("mariadb.sql knows a kind that we do not: {kind}"),
    }
}

fn column(row: &Row) -> Column {
    let extra = row.value(4).unwrap_or_default().to_lowercase();
    let kind = extra.split(' ').find(|word| matches!(*word, "stored" | "virtual")).unwrap_or_default();
    let identity = extra.contains("auto_increment").then(|| "auto_increment".to_owned());
    // What is left, `on update current_timestamp()` or `invisible`, is as much part of the column as its type.
    let rest = ["auto_increment", "stored generated", "virtual generated", ","];
    let rest = rest.into_iter().fold(extra.clone(), |rest, known| rest.replace(known, ""));
    Column {
        name: row.name(),
        data_type: format!("{} {}", row.text(0), rest.trim()).trim().to_owned(),
        not_null: row.value(1).is_some(),
        default: row.value(2),
        generated: row.value(3).map(|expression| format!("{expression} {kind}")),
        identity,
        collation: row.value(5),
        comment: row.value(6),
    }
}

fn add_index(table: &mut Table, row: &Row) {
    let unique = row.value(0).is_some();
    if row.name() == "PRIMARY" {
        table.primary_key = Some((row.name(), Key { columns: row.list(2), more: row.value(3) }));
    } else if unique {
        let method = row.value(1).filter(|method| method != "BTREE");
        let more = [method, row.value(3)].into_iter().flatten().collect::<Vec<_>>().join(", ");
        let more = Some(more).filter(|more| !more.is_empty());
        table.uniques.insert(row.name(), Key { columns: row.list(2), more });
    } else {
        let method = row.text(1).to_lowercase();
        let index = Index { method, keys: row.list(2), more: row.value(3), ..Index::default() };
        table.indexes.insert(row.name(), index);
    }
}

fn foreign_key(row: &Row) -> ForeignKey {
    ForeignKey {
        columns: row.list(0),
        target: row.text(1),
        target_columns: row.list(2),
        on_delete: row.text(3),
        on_update: row.text(4),
        more: None,
    }
}

fn sequence(database: &Database, name: &str) -> String {
    let quoted = name.replace('`', "``");
    let values = "start_value, increment, minimum_value, maximum_value, cache_size, cycle_option";
    let row = database.query(&format!("SELECT CONCAT_WS(' ', {values}) FROM `{quoted}`"));
    row.into_iter().flatten().flatten().collect()
}
