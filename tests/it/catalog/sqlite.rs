//! Reads SQLite: pragmas where there are any, else the text that SQLite keeps of each object, in a normal form.

use rusqlite::Connection;

use super::sqlite_table::{Asks, Constraint, TableText};
use super::sqlite_words::{Word, closing, list, name, normal, normal_text, words};
use super::{Column, Facts, ForeignKey, Index, Key, Table, Trigger, View};
use crate::servers::{Rows, query};

/// Everything in the main database of the connection.
pub fn read(connection: &Connection) -> Facts {
    let mut facts = Facts::default();
    let sql = "SELECT type, name, tbl_name, sql FROM main.sqlite_schema WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
               ORDER BY CASE type WHEN 'table' THEN 1 WHEN 'view' THEN 2 ELSE 3 END, name";
    for row in rows(connection, sql) {
        let [kind, name, owner, sql] =
            <[_; 4]>::try_from(row).expect("four columns were asked for").map(Option::unwrap_or_default);
        match kind.as_str() {
            "table" => _ = facts.tables.insert(name.clone(), table(connection, &name, &sql)),
            "view" => _ = facts.views.insert(name.clone(), view(connection, &name, &sql)),
            "index" => facts.add_index(&owner, name.clone(), index(connection, &name, &sql)),
            "trigger" => facts.add_trigger(&owner, name, trigger(&sql)),
            kind => panic!("an unknown kind of object: {kind}"),
        }
    }
    facts
}

fn rows(connection: &Connection, sql: &str) -> Rows {
    query(connection, sql).unwrap_or_else(|error| panic!("{error} in {sql}"))
}

fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

fn table(connection: &Connection, table_name: &str, sql: &str) -> Table {
    let text = TableText::read(sql);
    let quoted = literal(table_name);
    let mut table = Table { comment: text.comment.clone(), ..Table::default() };
    for row in rows(
        connection,
        &format!(
            "SELECT iif(wr, 'without rowid', ''), iif(strict, 'strict', '') FROM pragma_table_list({quoted}) WHERE schema = 'main'"
        ),
    ) {
        table.others.extend(row.into_iter().flatten().filter(|option| !option.is_empty()));
    }
    if sql.to_ascii_lowercase().starts_with("create virtual table") {
        table.others.insert(normal_text(sql));
    }
    columns(connection, &quoted, &text, &mut table);
    keys(connection, &quoted, &text, &mut table);
    foreign_keys(connection, &quoted, &text, &mut table);
    for check in text.constraints.iter().filter(|constraint| constraint.asks == Asks::Check) {
        let key = check.name.clone().unwrap_or_else(|| format!("unnamed {}", check.text));
        table.checks.insert(key, check.text.clone());
    }
    table
}

fn columns(connection: &Connection, quoted: &str, text: &TableText, table: &mut Table) {
    let sql =
        format!("SELECT name, lower(type), \"notnull\", dflt_value, pk FROM pragma_table_xinfo({quoted}) ORDER BY cid");
    let found = rows(connection, &sql);
    let key_width = found.iter().filter(|row| row[4].as_deref() != Some("0")).count();
    for row in found {
        let [column_name, data_type, not_null, default, in_key] =
            <[_; 5]>::try_from(row).expect("five columns were asked for").map(Option::unwrap_or_default);
        let said = text.columns.get(&name(&column_name));
        // The one column whose null means: give me a number.
        let is_rowid =
            data_type == "integer" && in_key == "1" && key_width == 1 && !table.others.contains("without rowid");
        let identity = match said {
            Some(said) if said.autoincrement => Some("autoincrement"),
            _ if is_rowid => Some("rowid"),
            _ => None,
        };
        let default = normal_text(&default);
        table.columns.push(Column {
            name: column_name,
            data_type: normal_text(&data_type),
            not_null: not_null == "1" || is_rowid,
            default: Some(default).filter(|default| !default.is_empty() && default != "null"),
            identity: identity.map(str::to_owned),
            generated: said.and_then(|said| said.generated.clone()),
            collation: said.and_then(|said| said.collation.clone()).filter(|collation| collation != "binary"),
            comment: said.and_then(|said| said.comment.clone()),
        });
    }
}

/// The constraint of the text that asks for this of these columns; its order of columns may carry more than names. Of two
/// that ask for the same the one whose name comes first: SQLite keeps one index for both.
fn written<'a>(text: &'a TableText, asks: Asks, columns: &[String]) -> Option<&'a Constraint> {
    let first_word = |column: &String| name(words(column).first().map_or("", |word| &word.text));
    let found = text.constraints.iter().filter(|constraint| {
        let same = constraint.columns.iter().map(first_word).eq(columns.iter().map(|column| name(column)));
        constraint.asks == asks && same
    });
    found.min_by(|one, other| one.name.cmp(&other.name))
}

fn key(columns: Vec<String>, written: Option<&Constraint>) -> (String, Key) {
    let unnamed = || format!("unnamed ({})", columns.join(", "));
    let key_name = written.and_then(|written| written.name.clone()).unwrap_or_else(unnamed);
    let more = written.map(|written| written.text.clone()).filter(|more| !more.is_empty());
    (key_name, Key { columns: written.map_or(columns.clone(), |written| written.columns.clone()), more })
}

fn keys(connection: &Connection, quoted: &str, text: &TableText, table: &mut Table) {
    let names = |sql: String| -> Vec<String> { rows(connection, &sql).into_iter().flatten().flatten().collect() };
    let columns = names(format!("SELECT name FROM pragma_table_xinfo({quoted}) WHERE pk > 0 ORDER BY pk"));
    if !columns.is_empty() {
        table.primary_key = Some(key(columns.clone(), written(text, Asks::PrimaryKey, &columns)));
    }
    for index in names(format!("SELECT name FROM pragma_index_list({quoted}) WHERE origin = 'u'")) {
        let columns = names(format!("SELECT name FROM pragma_index_info({}) ORDER BY seqno", literal(&index)));
        let (key_name, key) = key(columns.clone(), written(text, Asks::Unique, &columns));
        table.uniques.insert(key_name, key);
    }
}

fn foreign_keys(connection: &Connection, quoted: &str, text: &TableText, table: &mut Table) {
    let sql = format!(
        "SELECT group_concat(\"from\", char(31)), \"table\", group_concat(\"to\", char(31)), lower(on_delete), lower(on_update)
         FROM (SELECT * FROM pragma_foreign_key_list({quoted}) ORDER BY id DESC, seq) GROUP BY id ORDER BY id DESC"
    );
    let mut named: Vec<&Constraint> =
        text.constraints.iter().filter(|constraint| constraint.asks == Asks::ForeignKey).collect();
    for row in rows(connection, &sql) {
        let [columns, target, target_columns, on_delete, on_update] =
            <[_; 5]>::try_from(row).expect("five columns were asked for").map(Option::unwrap_or_default);
        let list = |text: &str| text.split('\u{1f}').filter(|part| !part.is_empty()).map(name).collect::<Vec<_>>();
        let columns = list(&columns);
        // Two keys may have the same columns: each is taken once, in the order in which they were written.
        let at = named.iter().position(|constraint| constraint.columns == columns);
        let said = at.map(|at| named.remove(at));
        let more = said.map(|said| said.text.clone()).filter(|more| !more.is_empty());
        let unnamed = || format!("unnamed ({}) to {target}", columns.join(", "));
        let key_name = said.and_then(|said| said.name.clone()).unwrap_or_else(unnamed);
        let key = ForeignKey { columns, target, target_columns: list(&target_columns), on_delete, on_update, more };
        table.foreign_keys.insert(key_name, key);
    }
}

fn view(connection: &Connection, view_name: &str, sql: &str) -> View {
    let words = words(sql);
    let query_start = words.iter().position(|word| word.is("as")).map_or(0, |at| at + 1);
    let sql = format!("SELECT name, lower(type) FROM pragma_table_xinfo({}) ORDER BY cid", literal(view_name));
    let mut view = View { definition: normal(&words[query_start..]), ..View::default() };
    match query(connection, &sql) {
        Ok(rows) => {
            let pair = |row: Vec<Option<String>>| row.into_iter().map(Option::unwrap_or_default);
            view.columns = rows.into_iter().map(pair).filter_map(|mut row| Some((row.next()?, row.next()?))).collect();
        }
        Err(error) => view.more = Some(format!("broken: {error}")),
    }
    view
}

fn index(connection: &Connection, index_name: &str, sql: &str) -> Index {
    let words = words(sql);
    let open = words.iter().position(|word| word.is("(")).expect("an index has a list of keys");
    let rest = &words[closing(&words, open) + 1..];
    let predicate = rest.iter().position(|word| word.is("where")).map(|at| normal(&rest[at + 1..]));
    let unique = format!(
        "SELECT 1 FROM sqlite_schema s, pragma_index_list(s.tbl_name) i WHERE s.name = {0} AND i.name = {0} AND i.\"unique\"",
        literal(index_name)
    );
    Index {
        unique: !rows(connection, &unique).is_empty(),
        method: "btree".to_owned(),
        keys: list(&words, open).into_iter().map(|key| without_asc(&normal(key))).collect(),
        predicate,
        ..Index::default()
    }
}

/// Ascending is what an index is anyway.
fn without_asc(key: &str) -> String {
    key.strip_suffix(" asc").unwrap_or(key).to_owned()
}

fn trigger(sql: &str) -> Trigger {
    let words = words(sql);
    let head: &[Word] = &words[..words.iter().position(|word| word.is("on")).unwrap_or(words.len())];
    let find = |choices: [&'static str; 3]| choices.into_iter().find(|choice| head.iter().any(|word| word.is(choice)));
    let timing = match find(["after", "instead", "before"]) {
        Some("instead") => "instead of",
        Some(timing) => timing,
        None => "before",
    };
    let event = find(["insert", "delete", "update"]).unwrap_or_default().to_owned();
    Trigger { timing: timing.to_owned(), event, definition: normal(&words) }
}
