//! What an ALTER TABLE does, action by action, in the spellings of all dialects.

use std::ops::Range;

use super::cursor::Cursor;
use super::name::ObjectName;

/// One action of an ALTER TABLE.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alteration {
    /// What is done.
    pub action: AlterAction,
    /// Bytes of the action.
    pub range: Range<usize>,
}

/// What an action of an ALTER TABLE does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AlterAction {
    /// ADD COLUMN.
    AddColumn {
        /// The new column.
        name: String,
        /// Whether NULL is refused.
        not_null: bool,
        /// Whether old rows get a value: a default, a generated value, a counter.
        has_default: bool,
    },
    /// DROP COLUMN.
    DropColumn {
        /// The column.
        name: String,
    },
    /// RENAME COLUMN.
    RenameColumn {
        /// Old name.
        from: String,
        /// New name.
        to: String,
    },
    /// The column is given a type, alone or as part of a whole new definition.
    AlterType {
        /// The column.
        column: String,
        /// Whether the definition says NOT NULL.
        not_null: bool,
    },
    /// SET NOT NULL.
    SetNotNull {
        /// The column.
        column: String,
    },
    /// DROP NOT NULL.
    DropNotNull {
        /// The column.
        column: String,
    },
    /// SET DEFAULT or DROP DEFAULT.
    ChangeDefault {
        /// The column.
        column: String,
    },
    /// ADD CONSTRAINT, with or without a name.
    AddConstraint {
        /// Its name.
        name: Option<String>,
        /// Which kind.
        constraint: ConstraintClass,
        /// Whether old rows are left unchecked.
        not_valid: bool,
        /// Whether an index that exists is taken over.
        using_index: bool,
    },
    /// DROP CONSTRAINT and its older spellings.
    DropConstraint {
        /// Its name; a primary key may have none.
        name: Option<String>,
    },
    /// ADD INDEX inside of ALTER TABLE.
    AddIndex {
        /// Its name.
        name: Option<ObjectName>,
    },
    /// DROP INDEX inside of ALTER TABLE.
    DropIndex {
        /// Its name.
        name: String,
    },
    /// RENAME TO.
    Rename {
        /// The new name.
        to: ObjectName,
    },
    /// Anything else, by its first words.
    Other(String),
}

/// The kinds of table constraints.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum ConstraintClass {
    PrimaryKey,
    ForeignKey,
    Unique,
    Check,
    Exclude,
    Default,
    NotNull,
    Other,
}

/// The verb that an action without one continues.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verb {
    Add,
    Drop,
    Other,
}

/// Words that start an action.
const VERBS: &[&str] = &[
    "add",
    "drop",
    "alter",
    "modify",
    "change",
    "rename",
    "set",
    "reset",
    "attach",
    "detach",
    "enable",
    "disable",
    "validate",
    "owner",
    "inherit",
    "no",
    "not",
    "of",
    "replica",
    "cluster",
    "force",
    "convert",
    "order",
    "discard",
    "import",
    "truncate",
    "reorganize",
    "exchange",
    "coalesce",
    "rebuild",
    "optimize",
    "analyze",
    "check",
    "nocheck",
    "repair",
    "remove",
    "partition",
    "with",
    "without",
    "split",
    "merge",
    "move",
    "switch",
    "shrink",
    "read",
];

/// The actions behind the table's name.
pub(super) fn actions(mut cursor: Cursor) -> Vec<Alteration> {
    if cursor.eat(&["wait"]) {
        cursor.skip();
    }
    cursor.eat(&["nowait"]);
    let mut found = Vec::new();
    let mut verb = Verb::Other;
    for part in cursor.split_commas() {
        let begins = VERBS.iter().any(|word| part.sees(&[word]))
            || part.tokens.get(1).is_some_and(|t| t.is_symbol(part.text, "="));
        let mut one = part;
        if begins {
            verb = if one.eat(&["add"]) {
                Verb::Add
            } else if one.eat(&["drop"]) {
                Verb::Drop
            } else {
                Verb::Other
            };
        }
        let actions = match verb {
            Verb::Add => add(one),
            Verb::Drop => drop(one),
            Verb::Other => other(one).map(|action| vec![action]).or_else(|| restate(one)),
        };
        let actions = actions.unwrap_or_else(|| vec![AlterAction::Other(words(part))]);
        found.extend(actions.into_iter().map(|action| Alteration { action, range: part.range() }));
    }
    found
}

fn words(cursor: Cursor) -> String {
    let words: Vec<_> = cursor.tokens.iter().take(3).map(|token| token.text(cursor.text).to_uppercase()).collect();
    words.join(" ")
}

fn column(cursor: &mut Cursor) -> Option<String> {
    cursor.name().map(|name| name.name().to_owned())
}

fn add(mut cursor: Cursor) -> Option<Vec<AlterAction>> {
    if ["partition", "period", "system"].iter().any(|word| cursor.sees(&[word]) && cursor.tokens.len() > 1) {
        return None;
    }
    let explicit = cursor.eat(&["column"]);
    let _ = cursor.eat(&["if", "not", "exists"]);
    if let Some(group) = cursor.parentheses() {
        return group.split_commas().into_iter().map(|part| constraint(part).or_else(|| add_column(part))).collect();
    }
    let constraint = if explicit { None } else { constraint(cursor).or_else(|| add_index(cursor)) };
    Some(vec![constraint.or_else(|| add_column(cursor))?])
}

fn add_column(mut cursor: Cursor) -> Option<AlterAction> {
    let name = column(&mut cursor)?;
    let (not_null, has_default) = definition(cursor);
    Some(AlterAction::AddColumn { name, not_null, has_default })
}

/// Whether a column's definition refuses NULL, and whether it gives old rows a value.
fn definition(mut cursor: Cursor) -> (bool, bool) {
    let (mut not_null, mut has_default) = (false, false);
    let gives = [
        "generated",
        "identity",
        "auto_increment",
        "autoincrement",
        "serial",
        "bigserial",
        "smallserial",
        "serial4",
        "serial8",
        "rowversion",
        "as",
    ];
    while !cursor.at_end() {
        if cursor.eat(&["not", "null"]) || cursor.eat(&["primary", "key"]) {
            not_null = true;
        } else if cursor.eat(&["default"]) {
            cursor.eat(&["on", "null"]);
            has_default |= !cursor.sees(&["null"]);
        } else if cursor.eat_one(&gives).is_some() {
            has_default = true;
        } else {
            cursor.step();
        }
    }
    (not_null, has_default)
}

fn constraint(mut cursor: Cursor) -> Option<AlterAction> {
    let name = if cursor.eat(&["constraint"]) {
        let _ = cursor.eat(&["if", "not", "exists"]);
        let nameless = cursor.sees(&["check"]) || cursor.sees(&["unique"]) || cursor.sees(&["primary", "key"]);
        if nameless || cursor.sees(&["foreign", "key"]) { None } else { Some(column(&mut cursor)?) }
    } else {
        None
    };
    let constraint = if cursor.eat(&["primary", "key"]) {
        ConstraintClass::PrimaryKey
    } else if cursor.eat(&["foreign", "key"]) {
        ConstraintClass::ForeignKey
    } else if cursor.eat(&["not", "null"]) {
        ConstraintClass::NotNull
    } else {
        match cursor.eat_one(&["unique", "check", "exclude", "default"]) {
            Some("unique") => ConstraintClass::Unique,
            Some("check") => ConstraintClass::Check,
            Some("exclude") => ConstraintClass::Exclude,
            Some("default") => ConstraintClass::Default,
            _ if name.is_some() => ConstraintClass::Other,
            _ => return None,
        }
    };
    let (mut not_valid, mut using_index) = (false, false);
    while !cursor.at_end() {
        not_valid |=
            cursor.sees(&["not", "valid"]) || cursor.sees(&["novalidate"]) || cursor.sees(&["not", "enforced"]);
        using_index |= cursor.sees(&["using", "index"]);
        cursor.step();
    }
    Some(AlterAction::AddConstraint { name, constraint, not_valid, using_index })
}

/// `ADD INDEX i (a)`, which a column called `index` must not be taken for.
fn add_index(mut cursor: Cursor) -> Option<AlterAction> {
    cursor.eat_one(&["fulltext", "spatial", "vector"]);
    cursor.eat_one(&["index", "key"])?;
    let _ = cursor.eat(&["if", "not", "exists"]);
    let name = if cursor.peek() == Some("(") { None } else { cursor.name() };
    if cursor.eat(&["using"]) {
        cursor.skip();
    }
    let group = cursor.parentheses()?;
    let first = group.peek()?;
    let size = first.starts_with(|c: char| c.is_ascii_digit());
    (!size).then_some(AlterAction::AddIndex { name })
}

fn drop(mut cursor: Cursor) -> Option<Vec<AlterAction>> {
    let keyed = cursor.eat(&["primary", "key"]);
    if keyed {
        return Some(vec![AlterAction::DropConstraint { name: None }]);
    }
    if ["partition", "period", "system", "unused", "supplemental"].iter().any(|word| cursor.sees(&[word])) {
        return None;
    }
    let constraint = cursor.eat(&["foreign", "key"]) || cursor.eat_one(&["constraint", "check"]).is_some();
    let index = !constraint && cursor.tokens.len() > 1 && cursor.eat_one(&["index", "key"]).is_some();
    if !constraint && !index {
        cursor.eat(&["column"]);
    }
    let _ = cursor.eat(&["if", "exists"]);
    if let Some(group) = cursor.parentheses() {
        let names = group.split_commas().into_iter().map(|mut part| column(&mut part));
        return names.map(|name| name.map(|name| AlterAction::DropColumn { name })).collect();
    }
    let name = column(&mut cursor)?;
    Some(vec![match (constraint, index) {
        (true, _) => AlterAction::DropConstraint { name: Some(name) },
        (_, true) => AlterAction::DropIndex { name },
        _ => AlterAction::DropColumn { name },
    }])
}

/// Actions that neither add nor drop, and do not restate a column.
fn other(mut cursor: Cursor) -> Option<AlterAction> {
    if cursor.eat(&["rename"]) {
        return rename(cursor);
    }
    let explicit = cursor.sees(&["alter", "column"]);
    if cursor.eat(&["alter"]) {
        cursor.eat(&["column"]);
        return alter_column(cursor, explicit);
    }
    if cursor.eat(&["set", "unused"]) {
        cursor.eat(&["column"]);
        let mut inside = cursor.parentheses().unwrap_or(cursor);
        return Some(AlterAction::DropColumn { name: column(&mut inside)? });
    }
    let unchecked = cursor.eat(&["with", "nocheck"]);
    if (unchecked || cursor.eat(&["with", "check"])) && cursor.eat(&["add"]) {
        return match constraint(cursor)? {
            AlterAction::AddConstraint { name, constraint, using_index, .. } => {
                Some(AlterAction::AddConstraint { name, constraint, not_valid: unchecked, using_index })
            }
            action => Some(action),
        };
    }
    None
}

fn rename(mut cursor: Cursor) -> Option<AlterAction> {
    if ["constraint", "index", "key", "partition"].iter().any(|word| cursor.sees(&[word]) && cursor.tokens.len() > 3) {
        return None;
    }
    if cursor.eat_one(&["to", "as"]).is_some() {
        return Some(AlterAction::Rename { to: cursor.name()? });
    }
    cursor.eat(&["column"]);
    let _ = cursor.eat(&["if", "exists"]);
    let from = cursor.name()?;
    if cursor.at_end() {
        return Some(AlterAction::Rename { to: from });
    }
    let to = if cursor.eat(&["to"]) { column(&mut cursor)? } else { return None };
    Some(AlterAction::RenameColumn { from: from.name().to_owned(), to })
}

fn alter_column(mut cursor: Cursor, explicit: bool) -> Option<AlterAction> {
    if !explicit && ["index", "constraint", "check"].iter().any(|word| cursor.sees(&[word])) {
        return None;
    }
    let _ = cursor.eat(&["if", "exists"]);
    let column = column(&mut cursor)?;
    if cursor.eat(&["set", "data", "type"]) || cursor.eat(&["type"]) {
        return Some(AlterAction::AlterType { column, not_null: false });
    }
    if cursor.eat(&["set", "not", "null"]) {
        return Some(AlterAction::SetNotNull { column });
    }
    if cursor.eat(&["drop", "not", "null"]) {
        return Some(AlterAction::DropNotNull { column });
    }
    if cursor.eat(&["set", "default"]) || cursor.eat(&["drop", "default"]) {
        return Some(AlterAction::ChangeDefault { column });
    }
    let words = ["set", "drop", "add", "reset", "restart", "rebuild"];
    let typed = explicit && !cursor.at_end() && !words.iter().any(|word| cursor.sees(&[word]));
    typed.then(|| AlterAction::AlterType { column, not_null: definition(cursor).0 })
}

/// MODIFY and CHANGE.
fn restate(mut cursor: Cursor) -> Option<Vec<AlterAction>> {
    if cursor.eat(&["change"]) {
        cursor.eat(&["column"]);
        let _ = cursor.eat(&["if", "exists"]);
        let (from, to) = (column(&mut cursor)?, column(&mut cursor)?);
        let restated = AlterAction::AlterType { column: to.clone(), not_null: definition(cursor).0 };
        let renamed = (from != to).then_some(AlterAction::RenameColumn { from, to });
        return Some(renamed.into_iter().chain([restated]).collect());
    }
    if !cursor.eat(&["modify"]) {
        return None;
    }
    let objects =
        ["constraint", "primary", "unique", "partition", "subpartition", "lob", "default", "nested", "varray"];
    if objects.iter().any(|word| cursor.sees(&[word])) {
        return None;
    }
    cursor.eat(&["column"]);
    let _ = cursor.eat(&["if", "exists"]);
    match cursor.parentheses() {
        Some(group) => group.split_commas().into_iter().map(modify).collect(),
        None => modify(cursor).map(|action| vec![action]),
    }
}

fn modify(mut cursor: Cursor) -> Option<AlterAction> {
    let column = column(&mut cursor)?;
    if cursor.sees(&["not", "null"]) {
        return Some(AlterAction::SetNotNull { column });
    }
    if cursor.sees(&["null"]) {
        return Some(AlterAction::DropNotNull { column });
    }
    if cursor.sees(&["default"]) {
        return Some(AlterAction::ChangeDefault { column });
    }
    if cursor.at_end() || cursor.sees(&["visible"]) || cursor.sees(&["invisible"]) {
        return None;
    }
    Some(AlterAction::AlterType { column, not_null: definition(cursor).0 })
}
