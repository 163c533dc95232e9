//! What a DBA has to know before running a script: what it loses, what stops it, what comes back empty.

use std::collections::BTreeSet;

use super::followers::Followers;
use crate::catalog::{Catalog, Column, Constraint, DataType, Flag, ForeignKey, Match, Name, QualifiedName, SqlText};
use crate::dialect::Dialect;
use crate::operation::{Op, Operation, Target};
use crate::plan::{Step, Transition};
use crate::revision::{Direction, RevisionId};

/// What a note is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum NoteKind {
    /// Data that is gone afterwards.
    Loses,
    /// Data that stops the script.
    Fails,
    /// What comes back without the data it had.
    ComesBackEmpty,
}

/// One fact for the header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// The revision.
    pub revision: RevisionId,
    /// What it is about.
    pub kind: NoteKind,
    /// The fact.
    pub text: String,
    /// The query to look first.
    pub query: Option<String>,
}

/// Collects notes over the steps of a script.
#[derive(Debug, Default)]
pub struct Notes {
    notes: Vec<Note>,
    /// Tables that the script itself made: they hold nothing that could be lost or be in the way.
    made: BTreeSet<QualifiedName>,
    /// Columns that the script itself added: nobody can look at them before.
    added: BTreeSet<(QualifiedName, Name)>,
}

impl Notes {
    /// All notes, in the order of the script.
    pub fn all(&self) -> &[Note] {
        &self.notes
    }

    /// Takes in a step.
    pub fn add(&mut self, step: &Step, dialect: &Dialect) {
        for transition in &step.transitions {
            let mut found = Finder { dialect, transition, notes: Vec::new() };
            found.find(step.direction);
            let table = table_of(&transition.operation);
            let added = match transition.operation.as_ref() {
                Operation::AlterColumn(op) => {
                    self.added.contains(&(QualifiedName::new(&op.schema, &op.table), op.column.clone()))
                }
                Operation::AddColumn(op) => {
                    self.added.insert((QualifiedName::new(&op.schema, &op.table), op.column.name.clone()));
                    false
                }
                _ => false,
            };
            let fresh = added || table.as_ref().is_some_and(|table| self.made.contains(table));
            for (kind, text, query) in found.notes {
                if !fresh || kind == NoteKind::ComesBackEmpty {
                    if self.joined(&step.header.revision, kind, &text) {
                        continue;
                    }
                    self.notes.push(Note { revision: step.header.revision.clone(), kind, text, query });
                }
            }
            match transition.operation.as_ref() {
                Operation::CreateTable(op) => {
                    self.made.insert(op.0.qualified_name());
                }
                Operation::RenameTable(op) if fresh => {
                    self.made.insert(QualifiedName::new(&op.schema, &op.to));
                }
                Operation::RenameSchema(op) => {
                    self.made = std::mem::take(&mut self.made).into_iter().map(|table| op.new_name(table)).collect();
                    let added = std::mem::take(&mut self.added).into_iter();
                    self.added = added.map(|(table, column)| (op.new_name(table), column)).collect();
                }
                Operation::DropTable(op) => {
                    self.made.remove(&QualifiedName::new(&op.schema, &op.name));
                }
                _ => {}
            }
        }
    }
}

impl Notes {
    /// Whether it is said already: puts a further table or column into the note before, where both say the same of theirs.
    fn joined(&mut self, revision: &RevisionId, kind: NoteKind, text: &str) -> bool {
        let mut own = self.notes.iter().rev().take_while(|note| note.revision == *revision);
        if own.any(|note| note.kind == kind && note.text == text) {
            return true;
        }
        const ALIKE: [(&str, &str); 3] =
            [("every row of ", ""), ("every ", ""), ("", " (the values are not brought back)")];
        let Some(last) = self.notes.last_mut().filter(|note| note.revision == *revision && note.kind == kind) else {
            return false;
        };
        for (start, end) in ALIKE {
            let middle =
                |text: &str| text.strip_prefix(start).and_then(|rest| rest.strip_suffix(end)).map(str::to_string);
            if let (Some(before), Some(more)) = (middle(&last.text), middle(text))
                && !more.contains(' ')
                && before.chars().count() < 90
            {
                last.text = format!("{start}{before}, {more}{end}");
                return true;
            }
        }
        false
    }
}

fn table_of(operation: &Operation) -> Option<QualifiedName> {
    match operation.target() {
        Target::Table(table) | Target::Rows(table) => Some(table),
        _ => None,
    }
}

struct Finder<'a> {
    dialect: &'a Dialect,
    transition: &'a Transition,
    notes: Vec<(NoteKind, String, Option<String>)>,
}

impl Finder<'_> {
    fn find(&mut self, direction: Direction) {
        let undone = direction == Direction::Downgrade && self.transition.derived;
        match self.transition.operation.as_ref() {
            Operation::DropTable(op) => {
                self.loses(format!("every row of {}", QualifiedName::new(&op.schema, &op.name)))
            }
            Operation::DropColumn(op) => {
                let table = QualifiedName::new(&op.schema, &op.table);
                let old = self.transition.before.find_table(&table).and_then(|table| table.column(&op.column).ok());
                if old.is_none_or(|column| column.computed.is_none()) {
                    self.loses(format!("every {table}.{}", op.column));
                }
            }
            Operation::Delete(op) => self.deleted(&QualifiedName::new(&op.schema, &op.table), undone),
            Operation::CreateTable(op) if undone => {
                self.empty(format!("{} (the rows are not brought back)", op.0.qualified_name()))
            }
            Operation::AddColumn(op) => self.added(op, undone),
            Operation::AlterColumn(op) => self.altered(&QualifiedName::new(&op.schema, &op.table), &op.column),
            Operation::ReplaceEnum(op) => self.replaced(op),
            Operation::CreateUniqueConstraint(op) => {
                self.duplicates(&QualifiedName::new(&op.schema, &op.table), &op.columns, op.nulls_not_distinct)
            }
            Operation::CreateIndex(op) if op.unique && op.predicate.is_none() => {
                let index = op.index();
                let columns: Vec<Name> = index.plain_columns().cloned().collect();
                if columns.len() == index.columns.len() {
                    self.duplicates(&QualifiedName::new(&op.schema, &op.table), &columns, op.nulls_not_distinct);
                }
            }
            Operation::CreateCheckConstraint(op) if !op.not_valid.0 => {
                self.unfulfilled(&QualifiedName::new(&op.schema, &op.table), &op.name, &op.expression);
            }
            Operation::CreateForeignKey(op) if !op.not_valid.0 => {
                self.orphans(&QualifiedName::new(&op.schema, &op.table), &op.key());
            }
            Operation::CreateExcludeConstraint(op) => {
                let table = QualifiedName::new(&op.schema, &op.table);
                let text = format!("if {} keeps two rows of {table} apart", op.name);
                self.notes.push((NoteKind::Fails, text, None));
            }
            Operation::ValidateConstraint(op) => self.validated(&QualifiedName::new(&op.schema, &op.table), &op.name),
            _ => {}
        }
    }

    fn validated(&mut self, table: &QualifiedName, name: &Name) {
        let Some(owner) = self.transition.before.find_table(table).cloned() else { return };
        match owner.constraint(name) {
            Some(Constraint::Check(check)) => self.unfulfilled(table, name, &check.expression),
            Some(Constraint::ForeignKey(key)) => self.orphans(table, key),
            Some(Constraint::PrimaryKey(_) | Constraint::Unique(_) | Constraint::Exclusion(_)) | None => {}
        }
    }

    fn unfulfilled(&mut self, table: &QualifiedName, name: &Name, condition: &SqlText) {
        let condition = self.dialect.sql_text(condition);
        let query = format!("SELECT count(*) FROM {} WHERE NOT ({condition});", self.dialect.qualified(table));
        self.fails(format!("if a row of {table} does not fulfil {name}"), query);
    }

    fn added(&mut self, op: &crate::operation::AddColumn, undone: bool) {
        let table = QualifiedName::new(&op.schema, &op.table);
        let column = &op.column;
        if undone && column.computed.is_none() {
            self.empty(format!("{table}.{} (the values are not brought back)", column.name));
        }
        let given = column.default.is_some() || column.identity.is_some() || column.computed.is_some();
        let spelt = self.dialect.type_name(column, &self.transition.after).ok();
        if !column.nullable && !given && !self.dialect.fills_rows(spelt.as_deref()) {
            let query = format!("SELECT count(*) FROM {};", self.dialect.qualified(&table));
            self.fails(format!("if {table} has rows: {} is NOT NULL and has no default", column.name), query);
        }
    }

    /// Rows that a revision put in by itself are no loss, but those that have come to point at them are.
    fn deleted(&mut self, table: &QualifiedName, undone: bool) {
        let followers = Followers::of(table, &self.transition.before);
        if !undone {
            self.loses(format!("the rows that it deletes from {table}"));
        }
        if !followers.gone.is_empty() {
            let others: Vec<String> = followers.gone.iter().map(ToString::to_string).collect();
            self.loses(format!("the rows of {} that depend on those it deletes from {table}", others.join(", ")));
        }
        for (other, column, becomes) in &followers.emptied {
            self.loses(format!(
                "which {other}.{column} pointed at rows that it deletes from {table} (they become {becomes})"
            ));
        }
        for other in &followers.in_the_way {
            let text = format!("if a row of {other} points at one that it deletes from {table}");
            self.notes.push((NoteKind::Fails, text, None));
        }
    }

    fn orphans(&mut self, table: &QualifiedName, key: &ForeignKey) {
        let other = key.references.table_name();
        let pairs: Vec<String> = key
            .columns
            .iter()
            .zip(&key.references.columns)
            .map(|(ours, theirs)| {
                format!("o.{} = r.{}", self.dialect.identifier(theirs.as_str()), self.dialect.identifier(ours.as_str()))
            })
            .collect();
        let given: Vec<String> = key
            .columns
            .iter()
            .map(|column| format!("r.{} IS NOT NULL", self.dialect.identifier(column.as_str())))
            .collect();
        let given = match key.matches == Some(Match::Full) && given.len() > 1 {
            true => format!("({})", given.join(" OR ")),
            false => given.join(" AND "),
        };
        let query = format!(
            "SELECT count(*) FROM {} r WHERE {given} AND NOT EXISTS (SELECT 1 FROM {} o WHERE {});",
            self.dialect.qualified(table),
            self.dialect.qualified(&other),
            pairs.join(" AND ")
        );
        self.fails(format!("if a row of {table} points at no row of {other}"), query);
    }

    fn altered(&mut self, table: &QualifiedName, name: &Name) {
        let column = |catalog: &Catalog| -> Option<Column> { catalog.find_table(table)?.column(name).ok().cloned() };
        let (Some(old), Some(new)) = (column(&self.transition.before), column(&self.transition.after)) else { return };
        let (from, column) = (self.dialect.qualified(table), self.dialect.identifier(name.as_str()).into_owned());
        if old.nullable && !new.nullable {
            let query = format!("SELECT count(*) FROM {from} WHERE {column} IS NULL;");
            self.fails(format!("if a {table}.{name} is null"), query);
        }
        if let Some(limit) = narrower_integer(&old.data_type, &new.data_type) {
            let query = format!("SELECT count(*) FROM {from} WHERE {column} NOT BETWEEN -{limit} - 1 AND {limit};");
            self.fails(format!("if a {table}.{name} does not fit {}", new.data_type), query);
        }
        if let Some(limit) = shorter_text(&old.data_type, &new.data_type) {
            let length = self.dialect.fact("length_function").unwrap_or("length");
            let query = format!("SELECT count(*) FROM {from} WHERE {length}({column}) > {limit};");
            self.fails(format!("if a {table}.{name} is longer than {limit} characters"), query);
        }
    }

    fn replaced(&mut self, op: &crate::operation::ReplaceEnum) {
        let name = QualifiedName::new(&op.schema, &op.name);
        let Ok(old) = self.transition.before.enum_type(&name) else { return };
        let users: Vec<(QualifiedName, Name)> = self
            .transition
            .before
            .type_users(&name)
            .flat_map(|table| {
                let found = self.transition.before.find_table(table);
                let columns = found
                    .into_iter()
                    .flat_map(|table| &table.columns)
                    .filter(|column| column.data_type.enum_name() == Some(&name));
                columns.map(|column| (table.clone(), column.name.clone())).collect::<Vec<_>>()
            })
            .collect();
        for (from, to) in &op.map {
            let others = op.map.iter().any(|(other, target)| other != from && target == to);
            let kept = old.values.contains(to) && !op.map.contains_key(to);
            if from != to && (others || kept) {
                for (table, column) in &users {
                    self.loses(format!("which {table}.{column} were {from} (they become {to})"));
                }
            }
        }
        for value in op.lost(old) {
            for (table, column) in &users {
                let query = format!(
                    "SELECT count(*) FROM {} WHERE {} = {};",
                    self.dialect.qualified(table),
                    self.dialect.identifier(column.as_str()),
                    self.dialect.text_literal(value)
                );
                self.fails(format!("if a {table}.{column} is {value}"), query);
            }
        }
    }

    fn duplicates(&mut self, table: &QualifiedName, columns: &[Name], nulls_not_distinct: Flag) {
        let list: Vec<String> =
            columns.iter().map(|column| self.dialect.identifier(column.as_str()).into_owned()).collect();
        let plain: Vec<&str> = columns.iter().map(Name::as_str).collect();
        let list = list.join(", ");
        let query = format!(
            "SELECT {list}, count(*) FROM {} GROUP BY {list} HAVING count(*) > 1;",
            self.dialect.qualified(table)
        );
        let found = self.transition.after.find_table(table);
        let nullable = |name: &&Name| found.is_some_and(|table| table.column(name).is_ok_and(|column| column.nullable));
        let said = nulls_not_distinct.0.then_some("two NULL are the same");
        let nulls = self.dialect.fact("nulls_are_equal").or(said);
        let nulls = nulls.filter(|_| columns.iter().any(|name| nullable(&name)));
        let nulls = nulls.map_or_else(String::new, |words| format!(" ({words})"));
        self.fails(format!("if two rows of {table} have the same {}{nulls}", plain.join(", ")), query);
    }

    fn loses(&mut self, text: String) {
        self.notes.push((NoteKind::Loses, text, None));
    }

    fn fails(&mut self, text: String, query: String) {
        self.notes.push((NoteKind::Fails, text, Some(query)));
    }

    fn empty(&mut self, text: String) {
        self.notes.push((NoteKind::ComesBackEmpty, text, None));
    }
}

fn integer_rank(data_type: &DataType) -> Option<(u8, &'static str)> {
    match data_type.portable_word()? {
        "smallint" => Some((1, "32767")),
        "integer" => Some((2, "2147483647")),
        "bigint" => Some((3, "9223372036854775807")),
        _ => None,
    }
}

fn narrower_integer(old: &DataType, new: &DataType) -> Option<&'static str> {
    let (before, after) = (integer_rank(old)?, integer_rank(new)?);
    (after.0 < before.0).then_some(after.1)
}

fn shorter_text(old: &DataType, new: &DataType) -> Option<u32> {
    let limit = |data_type: &DataType| match data_type {
        DataType::Portable { word: "varchar" | "char", arguments } => arguments.first().copied(),
        _ => None,
    };
    let is_text = |data_type: &DataType| matches!(data_type.portable_word(), Some("varchar" | "char" | "text"));
    let after = limit(new)?;
    (is_text(old) && limit(old).is_none_or(|before| after < before)).then_some(after)
}
