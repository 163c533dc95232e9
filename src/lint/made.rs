//! The tables, and views that keep their rows, that a script makes itself: nobody waits for them, and what they hold came from the script.

use std::collections::BTreeMap;

use super::Scope;
use super::subject::qualified;
use crate::catalog::QualifiedName;
use crate::operation::{Op, Operation, Target};
use crate::sql::{AlterAction, ObjectName, StatementKind};

/// The tables that the script has made so far, and whether it has put rows into them. Letter case does not count.
#[derive(Debug, Default)]
pub(super) struct Made(BTreeMap<Key, bool>);

type Key = (Option<String>, String);

fn key(table: &QualifiedName) -> Key {
    (table.schema.as_ref().map(|schema| schema.as_str().to_lowercase()), table.name.as_str().to_lowercase())
}

impl Made {
    /// Whether a rule of this scope speaks of the table.
    pub(super) fn concerns(&self, scope: Scope, table: &QualifiedName) -> bool {
        match (scope, self.0.get(&key(table))) {
            (Scope::Every, _) | (_, None) => true,
            (Scope::Older, Some(_)) => false,
            (Scope::WithRows, Some(filled)) => *filled,
        }
    }

    /// Takes an operation into account that has been judged.
    pub(super) fn operation(&mut self, operation: &Operation) {
        match operation {
            Operation::CreateTable(op) => self.make(&op.0.qualified_name(), false),
            Operation::CreateMaterializedView(op) => {
                self.make(&QualifiedName::new(&op.schema, &op.name), op.with_data);
            }
            Operation::DropMaterializedView(op) => self.forget(&QualifiedName::new(&op.schema, &op.name)),
            Operation::RenameMaterializedView(op) => {
                let to = QualifiedName::new(&op.schema, &op.to);
                self.rename(&QualifiedName::new(&op.schema, &op.name), &to);
            }
            Operation::DropTable(op) => self.forget(&QualifiedName::new(&op.schema, &op.name)),
            Operation::RenameTable(op) => {
                let to = QualifiedName::new(&op.schema, &op.to);
                self.rename(&QualifiedName::new(&op.schema, &op.name), &to);
            }
            Operation::RenameSchema(op) => {
                let old = |name: &Option<String>| name.as_deref() == Some(op.name.as_str().to_lowercase().as_str());
                let new = |name: Option<String>| if old(&name) { Some(op.to.as_str().to_lowercase()) } else { name };
                let all = std::mem::take(&mut self.0).into_iter();
                self.0 = all.map(|((schema, name), filled)| ((new(schema), name), filled)).collect();
            }
            Operation::Insert(_) | Operation::BulkInsert(_) | Operation::Upsert(_) => {
                if let Target::Rows(table) = operation.target() {
                    self.fill(&table);
                }
            }
            _ => {}
        }
    }

    /// Takes raw text into account that has been judged.
    pub(super) fn text(&mut self, kind: &StatementKind, sql: &str) {
        match kind {
            StatementKind::CreateTable { name, .. } => {
                let filled = sql.split_whitespace().any(|word| word.eq_ignore_ascii_case("select"));
                self.make(&qualified(name), filled);
            }
            StatementKind::DropTable { names } => names.iter().for_each(|name| self.forget(&qualified(name))),
            StatementKind::RenameTable { renames } => {
                renames.iter().for_each(|(from, to)| self.rename(&qualified(from), &qualified(to)));
            }
            StatementKind::AlterTable { table, actions } => {
                for action in actions {
                    if let AlterAction::Rename { to } = &action.action {
                        self.rename(&qualified(table), &beside(table, to));
                    }
                }
            }
            StatementKind::Insert { table } | StatementKind::Copy { table: Some(table) } => {
                self.fill(&qualified(table))
            }
            _ => {}
        }
    }

    fn make(&mut self, table: &QualifiedName, filled: bool) {
        self.0.insert(key(table), filled);
    }

    fn forget(&mut self, table: &QualifiedName) {
        self.0.remove(&key(table));
    }

    fn rename(&mut self, from: &QualifiedName, to: &QualifiedName) {
        if let Some(filled) = self.0.remove(&key(from)) {
            self.0.insert(key(to), filled);
        }
    }

    fn fill(&mut self, table: &QualifiedName) {
        if let Some(filled) = self.0.get_mut(&key(table)) {
            *filled = true;
        }
    }
}

/// A new name without a schema stands in the schema of the old one.
fn beside(table: &ObjectName, to: &ObjectName) -> QualifiedName {
    let to = qualified(to);
    if to.schema.is_some() { to } else { qualified(table).renamed(&to.name) }
}
