//! Keys that stand at a column in a file: said once, and found again when something is wrong with them.

use crate::catalog::WrittenColumn;
use crate::diagnostic::Code;
use crate::operation::{AddColumn, Operation};
use crate::source::yaml::{self, Entry, Node, ReadContext, YamlError};
use crate::source::{Path, PathPart};

const SAID_TWICE: Code = Code("contradiction");

fn says(column: &Node, key: &str) -> bool {
    column.get(key).is_some_and(|value| !value.is_null() && value.text() != Some("false"))
}

/// The columns of a list, without the names of other tables' columns.
fn listed<'n>(key: &'n Node<'_>) -> Vec<&'n str> {
    let list = key.get("columns").unwrap_or(key);
    list.items().iter().filter_map(|item| item.text()).collect()
}

/// What a table says at a column and once more for all of it.
pub(super) fn said_twice(kind: &str, body: &Node) -> Vec<YamlError> {
    let mut errors = Vec::new();
    let columns = match kind {
        "create_table" => body.get("columns").map(|list| list.items()).unwrap_or_default(),
        "add_column" => body.entry("column").map(|entry| std::slice::from_ref(&entry.value)).unwrap_or_default(),
        _ => return errors,
    };
    let keys: Vec<&Node> = columns.iter().filter(|column| says(column, "primary_key")).collect();
    for column in columns {
        let name = column.get("name").and_then(|name| name.text()).unwrap_or_default();
        let of_table = |list: &str| {
            let items = body.get(list).map(|list| list.items()).unwrap_or_default();
            items.iter().any(|key| listed(key) == [name])
        };
        let mut twice = |key: &str, again: bool, help: &str| {
            if let Some(entry) = column.entry(key).filter(|_| again && says(column, key)) {
                errors.push(error(entry, name, help));
            }
        };
        twice(
            "primary_key",
            body.entry("primary_key").is_some(),
            "leave out one of the two: `primary_key` of the table can name all of its columns",
        );
        twice("unique", of_table("unique"), "leave out one of the two");
        let alone = keys.len() == 1 && says(column, "primary_key");
        twice("unique", alone, "a primary key is unique: leave out `unique`");
        twice("references", of_table("foreign_keys"), "leave out one of the two");
    }
    errors
}

fn error(entry: &Entry, column: &str, help: &str) -> YamlError {
    let message = format!("`{}` of column `{column}` is said twice", entry.name());
    YamlError::new(SAID_TWICE, entry.key.span, message).help(help)
}

/// The operations that make the keys of a new column.
pub(super) fn followers(operation: &Operation, body: &Node, context: &ReadContext) -> Vec<Operation> {
    let Operation::AddColumn(op) = operation else { return Vec::new() };
    let Some(column) = body.get("column") else { return Vec::new() };
    if !["primary_key", "unique", "references"].iter().any(|key| says(column, key)) {
        return Vec::new();
    }
    let keys = yaml::from_node::<WrittenColumn>(column, context).map(|written| written.split().1);
    keys.map_or_else(|_| Vec::new(), |keys| AddColumn::key_operations(op, &keys))
}

/// Where a file writes what stands at `path` in the operation that was read from it.
pub fn written_at(body: &Node, path: &Path) -> Path {
    let Some((PathPart::Key(first), rest)) = path.0.split_first() else { return path.clone() };
    if body.entry("column").is_some() && body.entry("columns").is_none() {
        return at_added_column(body, path, first, rest);
    }
    let list = body.get(first).map_or(0, |list| list.items().len());
    let (key, index, rest) = match (first.as_str(), rest.split_first()) {
        ("primary_key", Some((PathPart::Index(index), rest))) if body.entry("primary_key").is_none() => {
            ("primary_key", *index, rest)
        }
        ("unique", Some((PathPart::Index(index), rest))) if *index >= list => ("unique", index - list, rest),
        ("foreign_keys", Some((PathPart::Index(index), rest))) if *index >= list => ("references", index - list, rest),
        _ => return path.clone(),
    };
    let columns = body.get("columns").map(|list| list.items()).unwrap_or_default();
    let with_key = columns.iter().enumerate().filter(|(_, column)| says(column, key));
    let Some((position, _)) = with_key.take(index + 1).last() else { return path.clone() };
    let place = Path::root().key("columns").index(position);
    place.key(key).join(&inside(rest))
}

/// The rest of a path inside a foreign key, where the file has both ends of it in one map.
fn inside(rest: &[PathPart]) -> Path {
    match rest.split_first() {
        Some((PathPart::Key(word), more)) if word == "references" => Path(more.to_vec()),
        _ => Path(rest.to_vec()),
    }
}

fn at_added_column(body: &Node, path: &Path, first: &str, rest: &[PathPart]) -> Path {
    if body.entry(first).is_some() {
        return path.clone();
    }
    let column = Path::root().key("column");
    match first {
        "references" => column.key("references").join(&Path(rest.to_vec())),
        "initially" => column.key("references").key("initially"),
        _ => column,
    }
}
