//! What a statement does to tables that exist, as far as its tokens say it: the questions that rules ask first.

use std::ops::Range;

use super::alter::AlterAction;
use super::kind::StatementKind;
use super::name::ObjectName;

/// One thing that a statement does, and the bytes that say so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Effect {
    /// What happens.
    pub kind: EffectKind,
    /// Bytes of the statement.
    pub range: Range<usize>,
}

/// What happens to a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EffectKind {
    /// The table and its rows are gone.
    DropsTable {
        /// The table.
        table: ObjectName,
    },
    /// The column and its values are gone.
    DropsColumn {
        /// The table.
        table: ObjectName,
        /// The column.
        column: String,
    },
    /// The rows are gone.
    EmptiesTable {
        /// The table.
        table: ObjectName,
    },
    /// An index is built.
    BuildsIndex {
        /// The table.
        table: ObjectName,
        /// The index, if it is named.
        index: Option<ObjectName>,
        /// Whether writers may go on.
        concurrently: bool,
    },
    /// An index is dropped.
    DropsIndex {
        /// The index.
        index: ObjectName,
        /// Whether writers may go on.
        concurrently: bool,
    },
    /// A column is added that old rows have no value for.
    AddsRequiredColumn {
        /// The table.
        table: ObjectName,
        /// The column.
        column: String,
    },
    /// A column that exists refuses NULL from now on.
    RequiresColumn {
        /// The table.
        table: ObjectName,
        /// The column.
        column: String,
    },
    /// A column is given a type, perhaps another one.
    ChangesType {
        /// The table.
        table: ObjectName,
        /// The column.
        column: String,
    },
}

impl StatementKind {
    /// What the statement does to tables that exist.
    pub fn effects(&self) -> Vec<Effect> {
        match self {
            Self::DropTable { names } => each(names, |table| EffectKind::DropsTable { table }),
            Self::Truncate { tables } => each(tables, |table| EffectKind::EmptiesTable { table }),
            Self::CreateIndex { name, table, concurrently, .. } => {
                let range = name.as_ref().unwrap_or(table).range.clone();
                let (table, index) = (table.clone(), name.clone());
                vec![Effect { kind: EffectKind::BuildsIndex { table, index, concurrently: *concurrently }, range }]
            }
            Self::DropIndex { names, concurrently, .. } => {
                each(names, |index| EffectKind::DropsIndex { index, concurrently: *concurrently })
            }
            Self::AlterTable { table, actions } => {
                let effect = |action: &AlterAction| altered(table.clone(), action);
                let found = actions.iter().filter_map(|one| Some((effect(&one.action)?, one.range.clone())));
                found.map(|(kind, range)| Effect { kind, range }).collect()
            }
            _ => Vec::new(),
        }
    }
}

fn each(names: &[ObjectName], kind: impl Fn(ObjectName) -> EffectKind) -> Vec<Effect> {
    names.iter().map(|name| Effect { kind: kind(name.clone()), range: name.range.clone() }).collect()
}

fn altered(table: ObjectName, action: &AlterAction) -> Option<EffectKind> {
    match action {
        AlterAction::DropColumn { name } => Some(EffectKind::DropsColumn { table, column: name.clone() }),
        AlterAction::AddColumn { name, not_null: true, has_default: false } => {
            Some(EffectKind::AddsRequiredColumn { table, column: name.clone() })
        }
        AlterAction::SetNotNull { column } => Some(EffectKind::RequiresColumn { table, column: column.clone() }),
        AlterAction::AlterType { column, .. } => Some(EffectKind::ChangesType { table, column: column.clone() }),
        AlterAction::AddIndex { name } => {
            Some(EffectKind::BuildsIndex { table, index: name.clone(), concurrently: false })
        }
        AlterAction::AddColumn { .. }
        | AlterAction::RenameColumn { .. }
        | AlterAction::DropNotNull { .. }
        | AlterAction::ChangeDefault { .. }
        | AlterAction::AddConstraint { .. }
        | AlterAction::DropConstraint { .. }
        | AlterAction::DropIndex { .. }
        | AlterAction::Rename { .. }
        | AlterAction::Other(_) => None,
    }
}
