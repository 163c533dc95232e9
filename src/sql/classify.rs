//! Tells the kind of a statement from its tokens.

use super::alter;
use super::class::{self, Head};
use super::cursor::Cursor;
use super::kind::{ObjectClass, StatementKind, TypeChange};
use super::name::ObjectName;
use super::token::Token;

/// The kind of the statement that `tokens` are of; comments must be left out.
pub fn classify(text: &str, tokens: &[Token]) -> StatementKind {
    let cursor = Cursor::new(text, tokens);
    kind(cursor).unwrap_or_else(|| StatementKind::Other(first_words(cursor)))
}

fn first_words(cursor: Cursor) -> String {
    let words: Vec<_> = cursor.tokens.iter().take(3).map(|token| token.text(cursor.text).to_uppercase()).collect();
    words.join(" ")
}

fn kind(mut cursor: Cursor) -> Option<StatementKind> {
    let first = cursor.peek()?.to_ascii_lowercase();
    let start = cursor;
    cursor.skip();
    Some(match first.as_str() {
        "create" => create(cursor)?,
        "alter" => alter(cursor)?,
        "drop" => drop(cursor)?,
        "rename" => rename(cursor)?,
        "truncate" => {
            cursor.eat(&["table"]);
            cursor.eat(&["only"]);
            StatementKind::Truncate { tables: cursor.names() }
        }
        "comment" => comment(cursor)?,
        "insert" | "replace" => insert(cursor)?,
        "update" => update(cursor)?,
        "delete" => delete(cursor)?,
        "merge" => merge(cursor)?,
        "with" => with(cursor)?,
        "select" | "values" | "table" | "(" => StatementKind::Select,
        "copy" => StatementKind::Copy { table: cursor.name() },
        "set" => set(cursor),
        "pragma" => StatementKind::Pragma { name: cursor.name()? },
        "lock" => lock(cursor)?,
        "grant" | "revoke" => StatementKind::Grant,
        "call" | "exec" | "execute" => StatementKind::Call { name: cursor.name() },
        _ => flow(start)?,
    })
}

/// Transactions and blocks.
fn flow(mut cursor: Cursor) -> Option<StatementKind> {
    if cursor.eat(&["begin"]) {
        let transaction =
            ["transaction", "tran", "work", "immediate", "deferred", "exclusive", "concurrent", "isolation", "read"];
        let plain = cursor.at_end() || cursor.eat_symbol(";") || cursor.sees(&["not", "deferrable"]);
        let begins = plain || cursor.sees(&["deferrable"]) || cursor.eat_one(&transaction).is_some();
        return Some(if begins { StatementKind::Begin } else { StatementKind::Do });
    }
    if cursor.sees(&["start", "transaction"]) {
        return Some(StatementKind::Begin);
    }
    let found = cursor.eat_one(&[
        "commit",
        "end",
        "rollback",
        "abort",
        "savepoint",
        "release",
        "save",
        "do",
        "declare",
        "if",
        "while",
        "loop",
        "repeat",
        "for",
        "case",
    ])?;
    Some(match found {
        "commit" | "end" => StatementKind::Commit,
        "rollback" if cursor.eat(&["to"]) => StatementKind::Savepoint,
        "rollback" | "abort" => StatementKind::Rollback,
        "savepoint" | "release" | "save" => StatementKind::Savepoint,
        _ => StatementKind::Do,
    })
}

fn if_exists(cursor: &mut Cursor) {
    let _ = cursor.eat(&["if", "not", "exists"]) || cursor.eat(&["if", "exists"]);
}

fn create(mut cursor: Cursor) -> Option<StatementKind> {
    let Head { class, temporary, unique } = class::head(&mut cursor)?;
    match class {
        ObjectClass::Table => {
            if_exists(&mut cursor);
            let name = cursor.name()?;
            let temporary = temporary || name.name().starts_with('#');
            Some(StatementKind::CreateTable { name, temporary })
        }
        ObjectClass::Index => create_index(cursor, unique),
        _ => {
            if_exists(&mut cursor);
            let nameless = cursor.sees(&["for"]) || cursor.sees(&["on"]) || cursor.sees(&["authorization"]);
            let name = if nameless { None } else { cursor.name() };
            let owned = matches!(class, ObjectClass::Trigger | ObjectClass::Policy | ObjectClass::Rule);
            let table = if owned { owner(cursor, class) } else { None };
            Some(StatementKind::Create { class, name, table })
        }
    }
}

/// The table after ON, or after TO for a rule.
fn owner(mut cursor: Cursor, class: ObjectClass) -> Option<ObjectName> {
    if class == ObjectClass::Rule {
        cursor.find(&["to"])?;
    } else {
        cursor.find(&["on"])?;
    }
    cursor.skip();
    cursor.name()
}

fn create_index(mut cursor: Cursor, unique: bool) -> Option<StatementKind> {
    let concurrently = cursor.eat(&["concurrently"]);
    if_exists(&mut cursor);
    let name = if cursor.sees(&["on"]) { None } else { cursor.name() };
    cursor.find(&["on"])?;
    cursor.skip();
    cursor.eat(&["only"]);
    Some(StatementKind::CreateIndex { name, table: cursor.name()?, unique, concurrently })
}

fn alter(mut cursor: Cursor) -> Option<StatementKind> {
    let Head { class, .. } = class::head(&mut cursor)?;
    match class {
        ObjectClass::Table => {
            if_exists(&mut cursor);
            cursor.eat(&["only"]);
            let table = cursor.name()?;
            cursor.eat_symbol("*");
            Some(StatementKind::AlterTable { table, actions: alter::actions(cursor) })
        }
        ObjectClass::Type => {
            let name = cursor.name()?;
            Some(StatementKind::AlterType { name, change: type_change(cursor) })
        }
        _ => {
            if_exists(&mut cursor);
            Some(StatementKind::Alter { class, name: cursor.name() })
        }
    }
}

fn type_change(cursor: Cursor) -> TypeChange {
    if cursor.sees(&["add", "value"]) {
        TypeChange::AddValue
    } else if cursor.sees(&["rename", "value"]) {
        TypeChange::RenameValue
    } else if cursor.sees(&["rename", "to"]) {
        TypeChange::Rename
    } else {
        TypeChange::Other
    }
}

fn drop(mut cursor: Cursor) -> Option<StatementKind> {
    let Head { class, .. } = class::head(&mut cursor)?;
    let concurrently = class == ObjectClass::Index && cursor.eat(&["concurrently"]);
    if_exists(&mut cursor);
    let names = cursor.names();
    let table = if cursor.eat(&["on"]) { cursor.name() } else { None };
    if names.is_empty() && class != ObjectClass::Other {
        return None;
    }
    Some(match class {
        ObjectClass::Table => StatementKind::DropTable { names },
        ObjectClass::Index => StatementKind::DropIndex { names, table, concurrently },
        _ => StatementKind::Drop { class, names, table },
    })
}

fn rename(mut cursor: Cursor) -> Option<StatementKind> {
    cursor.eat_one(&["table", "tables"]);
    if_exists(&mut cursor);
    let mut renames = Vec::new();
    loop {
        let from = cursor.name()?;
        if cursor.eat_one(&["wait"]).is_some() {
            cursor.skip();
        }
        cursor.eat(&["nowait"]);
        if !cursor.eat(&["to"]) {
            return None;
        }
        renames.push((from, cursor.name()?));
        if !cursor.eat_symbol(",") {
            return Some(StatementKind::RenameTable { renames });
        }
    }
}

fn comment(mut cursor: Cursor) -> Option<StatementKind> {
    if !cursor.eat(&["on"]) {
        return None;
    }
    let class = if cursor.eat(&["constraint"]) { ObjectClass::Constraint } else { class::class(&mut cursor)? };
    Some(StatementKind::Comment { class, name: cursor.name() })
}

fn insert(mut cursor: Cursor) -> Option<StatementKind> {
    if cursor.eat(&["or"]) {
        cursor.skip();
    }
    while cursor.eat_one(&["low_priority", "delayed", "high_priority", "ignore", "overwrite", "all", "first"]).is_some()
    {
    }
    if cursor.eat(&["top"]) {
        cursor.parentheses();
    }
    cursor.eat(&["into"]);
    Some(StatementKind::Insert { table: cursor.name()? })
}

fn update(mut cursor: Cursor) -> Option<StatementKind> {
    if cursor.eat(&["or"]) {
        cursor.skip();
    }
    while cursor.eat_one(&["low_priority", "ignore", "only"]).is_some() {}
    if cursor.eat(&["top"]) {
        cursor.parentheses();
    }
    let table = cursor.name()?;
    Some(StatementKind::Update { table: aliased(cursor, &table).unwrap_or(table) })
}

/// The table after FROM that `alias` stands for.
fn aliased(mut cursor: Cursor, alias: &ObjectName) -> Option<ObjectName> {
    let [part] = alias.parts.as_slice() else { return None };
    cursor.find(&["from"])?;
    cursor.skip();
    let table = cursor.name()?;
    cursor.eat(&["as"]);
    let found = cursor.name()?;
    (found.parts.len() == 1 && found.name().eq_ignore_ascii_case(&part.text)).then_some(table)
}

fn delete(mut cursor: Cursor) -> Option<StatementKind> {
    while cursor.eat_one(&["low_priority", "quick", "ignore"]).is_some() {}
    if cursor.eat(&["top"]) {
        cursor.parentheses();
    }
    let early = if cursor.eat(&["from"]) { None } else { cursor.names().into_iter().next() };
    if let Some(table) = early {
        return Some(StatementKind::Delete { table: aliased(cursor, &table).unwrap_or(table) });
    }
    cursor.eat(&["only"]);
    Some(StatementKind::Delete { table: cursor.name()? })
}

fn merge(mut cursor: Cursor) -> Option<StatementKind> {
    if cursor.eat(&["top"]) {
        cursor.parentheses();
    }
    cursor.eat(&["into"]);
    cursor.eat(&["only"]);
    Some(StatementKind::Merge { table: cursor.name()? })
}

/// The statement after its WITH clause.
fn with(mut cursor: Cursor) -> Option<StatementKind> {
    match cursor.find(&["insert", "update", "delete", "merge", "select", "values", "table", "replace"])? {
        "select" | "values" | "table" => Some(StatementKind::Select),
        _ => kind(cursor),
    }
}

fn set(mut cursor: Cursor) -> StatementKind {
    cursor.eat_one(&["local", "session", "global", "persist", "persist_only"]);
    StatementKind::Set { name: cursor.name() }
}

fn lock(mut cursor: Cursor) -> Option<StatementKind> {
    cursor.eat_one(&["table", "tables"]);
    cursor.eat(&["only"]);
    let mut tables = vec![cursor.name()?];
    while cursor.find_comma() {
        tables.push(cursor.name()?);
    }
    Some(StatementKind::Lock { tables })
}

impl Cursor<'_> {
    /// Goes behind the next comma outside of parentheses.
    fn find_comma(&mut self) -> bool {
        while !self.at_end() {
            if self.eat_symbol(",") {
                return true;
            }
            self.step();
        }
        false
    }
}
