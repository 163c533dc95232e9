//! The key `receipt` of the project file: a table, or statements, for what is written behind each version row.

use indexmap::IndexMap;
use serde::Deserialize;

use super::config::{Config, ConfigReader};
use crate::catalog::{Name, QualifiedName};
use crate::render::{Receipt, WORDS, check_statement};
use crate::revision::{Values, fill};
use crate::source::yaml::{self, Entry};

/// What a row holds where nothing is said of its columns: a column for each, of the same name.
const USUAL: &[&str] = &["revision", "direction", "message"];

/// A row.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RowFields {
    table: Name,
    #[serde(default)]
    schema: Option<Name>,
    #[serde(default)]
    columns: IndexMap<Name, String>,
}

/// Statements.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct StatementFields {
    upgrade: Option<String>,
    downgrade: Option<String>,
    stamp: Option<String>,
}

/// Reads `receipt: TABLE`, `{table, schema, columns}` or `{upgrade, downgrade, stamp}`; `{}` is none.
pub(super) fn read(reader: &mut ConfigReader<'_>, entry: &Entry, config: &mut Config) {
    config.receipt = match entry.value.text() {
        _ if entry.value.is_null() => None,
        Some(_) => reader.text(entry).map(|table| row(QualifiedName { schema: None, name: Name::new(table.value) })),
        None if entry.value.get("table").is_some() => read_row(reader, entry, config),
        None => read_statements(reader, entry, config),
    };
}

fn row(table: QualifiedName) -> Receipt {
    Receipt::Row { table, columns: USUAL.iter().map(|word| (Name::new(*word), (*word).to_string())).collect() }
}

fn read_row(reader: &mut ConfigReader<'_>, entry: &Entry, config: &Config) -> Option<Receipt> {
    let mut entry = entry.clone();
    fill(&mut entry.value, &config.settings.own(), reader.file, reader.diagnostics);
    let fields: RowFields = reader.section(&entry, &[])?;
    let table = QualifiedName { schema: fields.schema, name: fields.table };
    if fields.columns.is_empty() {
        return Some(row(table));
    }
    for (column, word) in fields.columns.iter().filter(|(_, word)| !WORDS.contains(&word.as_str())) {
        let place = entry.value.get("columns").and_then(|columns| columns.get(column.as_str()));
        let message = format!("a receipt knows no `{word}`");
        let span = place.map_or(entry.value.span, |node| node.span);
        reader.error(span, "unknown-value", &message, &yaml::choices(word, "the words", WORDS));
    }
    Some(Receipt::Row { table, columns: fields.columns })
}

fn read_statements(reader: &mut ConfigReader<'_>, entry: &Entry, config: &Config) -> Option<Receipt> {
    let fields: StatementFields = reader.section(entry, &[])?;
    let mut known: Vec<&str> = WORDS.to_vec();
    known.extend(config.settings.declared.iter().map(|variable| variable.name.as_str()));
    if let Some(twice) = config.settings.declared.iter().find(|variable| WORDS.contains(&variable.name.as_str())) {
        let message = format!("a receipt knows `{}` by itself", twice.name);
        reader.error(twice.span, "wrong-name", &message, "call the variable otherwise");
    }
    let mut values = IndexMap::new();
    let mut checked = |text: Option<String>, key: &str| {
        let text = text?.trim().trim_end_matches(';').trim_end().to_string();
        let span = entry.value.get(key).map_or(entry.value.span, |node| node.span);
        match used(&text, &known, config) {
            Ok(found) => values.extend(found),
            Err(message) => reader.error(span, "wrong-receipt", &message, HELP),
        }
        (!text.is_empty()).then_some(text)
    };
    let upgrade = checked(fields.upgrade, "upgrade");
    let downgrade = checked(fields.downgrade, "downgrade");
    let stamp = checked(fields.stamp, "stamp");
    let some = upgrade.is_some() || downgrade.is_some() || stamp.is_some();
    some.then_some(Receipt::Statements { upgrade, downgrade, stamp, values })
}

const HELP: &str = "write one statement, with `{{ revision | literal }}` where a value goes";

/// The project's variables that a statement uses, with their values.
fn used(text: &str, known: &[&str], config: &Config) -> Result<IndexMap<String, String>, String> {
    let own = config.settings.own();
    let names = check_statement(text, known)?.into_iter().filter(|name| own.declares(name));
    names.map(|name| own.text(&name).map(|value| (name, value))).collect()
}
