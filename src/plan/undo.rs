//! What a downgrade does: what the file says, else what the state says.

use std::sync::Arc;

use super::{Origin, Step, Transition};
use crate::catalog::{Catalog, Name, QualifiedName, Table};
use crate::dialect::{Dialect, Strategy};
use crate::operation::{
    AddColumn, CreateTrigger, Irreversible, Manner, Op, Operation, ReplaceTrigger, Target, guard_field, is_gone,
};
use crate::revision::{Accepts, Item, ItemDowngrade};

/// One entry of a downgrade, before it is replayed.
#[derive(Debug, Clone)]
pub enum Undo {
    /// An operation to run.
    Run {
        /// What to do.
        operation: Arc<Operation>,
        /// Where it stands, or where what it undoes stands.
        origin: Origin,
        /// The transition that it was derived from, if it was.
        derived: Option<usize>,
        /// Findings that are taken on.
        accept: Accepts,
        /// Whether it runs in the transaction.
        transactional: bool,
        /// How it is done.
        manner: Manner,
    },
    /// Nothing to run, for a reason that the script shows.
    Nothing {
        /// Where the operation stands that is left alone.
        origin: Origin,
        /// Why.
        reason: String,
    },
}

impl Undo {
    /// Whether the state says it, not the file.
    pub fn is_derived(&self) -> bool {
        matches!(self, Self::Run { derived: Some(_), .. })
    }

    /// The operation, where the file says it.
    pub fn written(&self) -> Option<&Arc<Operation>> {
        match self {
            Self::Run { operation, derived: None, .. } => Some(operation),
            Self::Run { .. } | Self::Nothing { .. } => None,
        }
    }

    /// The operation, and which transition it undoes, where the state says it.
    pub fn derived(&self) -> Option<(usize, Arc<Operation>)> {
        match self {
            Self::Run { operation, derived: Some(at), .. } => Some((*at, Arc::clone(operation))),
            Self::Run { .. } | Self::Nothing { .. } => None,
        }
    }

    /// What restores a trigger goes by the new name of its table where `done` is a rename of it.
    pub fn follow(&mut self, done: &Self) {
        let (Self::Run { operation, .. }, Self::Run { operation: done, .. }) = (self, done) else { return };
        let Operation::RenameTable(rename) = done.as_ref() else { return };
        if let Operation::CreateTrigger(CreateTrigger(trigger)) | Operation::ReplaceTrigger(ReplaceTrigger(trigger)) =
            Arc::make_mut(operation)
            && trigger.table_name() == QualifiedName::new(&rename.schema, &rename.name)
        {
            trigger.table = rename.to.clone();
        }
    }
}

/// An operation that nothing undoes.
#[derive(Debug, Clone)]
pub struct CannotUndo {
    /// Where it stands.
    pub origin: Origin,
    /// What it is.
    pub summary: String,
    /// Why.
    pub reason: String,
}

/// What undoes the transitions of an upgrade, last first. `items` are the items they came from, one for each.
pub fn derive(
    transitions: &[Transition],
    items: &[Item],
    line: impl Fn(&Item) -> Origin,
) -> Result<Vec<Undo>, Vec<CannotUndo>> {
    let mut undone = Vec::new();
    let mut failed = Vec::new();
    for (at, (transition, item)) in transitions.iter().zip(items).enumerate().rev() {
        match &item.downgrade {
            Some(ItemDowngrade::Written(written)) => undone.extend(written.iter().map(|item| run(item, line(item)))),
            Some(ItemDowngrade::Nothing(reason)) => {
                undone.push(Undo::Nothing { origin: transition.origin, reason: reason.clone() });
            }
            None => match reverse(transition, &transitions[..at]) {
                Ok(entries) => undone.extend(entries),
                Err(irreversible) => failed.push(CannotUndo {
                    origin: transition.origin,
                    summary: transition.operation.summary(),
                    reason: irreversible.reason,
                }),
            },
        }
    }
    if failed.is_empty() {
        return Ok(undone);
    }
    failed.reverse();
    Err(failed)
}

/// An item of a written downgrade.
pub fn run(item: &Item, origin: Origin) -> Undo {
    Undo::Run {
        operation: Arc::new(item.operation.clone()),
        origin,
        derived: None,
        accept: item.accept.clone(),
        transactional: item.transactional,
        manner: item.manner,
    }
}

fn reverse(transition: &Transition, earlier: &[Transition]) -> Result<Vec<Undo>, Irreversible> {
    if let Some(reason) = vanishes(&transition.operation, earlier) {
        return Ok(vec![Undo::Nothing { origin: transition.origin, reason }]);
    }
    if let Some(reason) = guessed(transition) {
        return Err(Irreversible::new(reason));
    }
    let operations = transition.operation.reverse(&transition.before)?;
    let entry = |operation: Operation| Undo::Run {
        operation: Arc::new(operation),
        origin: transition.origin,
        derived: Some(earlier.len()),
        accept: transition.accept.clone(),
        transactional: transition.transactional,
        manner: Manner { guarded: false, ..transition.manner },
    };
    Ok(operations.into_iter().map(entry).collect())
}

/// Why nobody knows what a guarded operation did: what it makes may have been there, what it drops is not in the state.
fn guessed(transition: &Transition) -> Option<&'static str> {
    if !transition.manner.guarded {
        return None;
    }
    match guard_field(transition.operation.kind()) {
        Some("if_not_exists") => Some("with `if_not_exists` it may have been there before"),
        _ if is_gone(&transition.operation, &transition.before) => {
            Some("with `if_exists` it may have dropped something that the history does not know")
        }
        _ => None,
    }
}

/// Why the effect of a data operation goes by itself: what it wrote is dropped by the rest of the downgrade.
fn vanishes(operation: &Operation, earlier: &[Transition]) -> Option<String> {
    let Target::Rows(table) = operation.target() else { return None };
    let born = |transition: &&Transition| match transition.operation.as_ref() {
        Operation::CreateTable(op) => op.0.qualified_name() == table,
        _ => false,
    };
    if let Some(create) = earlier.iter().find(born) {
        return Some(format!("nothing to do, line {} drops the table", create.origin.line));
    }
    let Operation::Update(update) = operation else { return None };
    let adders: Option<Vec<usize>> = update.set.keys().map(|column| added_by(&table, column, earlier)).collect();
    let line = adders?.into_iter().max()?;
    Some(format!("nothing to do, line {line} drops what it wrote"))
}

/// The tables before an upgrade whose columns, constraints or indexes its downgrade makes again.
pub fn orders(undo: &[Undo], step: &Step, before: &Catalog) -> Vec<Arc<Table>> {
    let makes_parts = |entry: &Undo| match entry {
        Undo::Run { operation, .. } => matches!(
            operation.as_ref(),
            Operation::AddColumn(_)
                | Operation::CreateIndex(_)
                | Operation::CreateUniqueConstraint(_)
                | Operation::CreateForeignKey(_)
                | Operation::CreateCheckConstraint(_)
                | Operation::CreateExcludeConstraint(_)
        ),
        Undo::Nothing { .. } => false,
    };
    if !undo.iter().any(makes_parts) {
        return Vec::new();
    }
    let mut tables: Vec<Arc<Table>> = Vec::new();
    for transition in &step.transitions {
        let Target::Table(name) = transition.operation.target() else { continue };
        let Some(table) = before.find_table(&name) else { continue };
        if !tables.iter().any(|known| known.qualified_name() == name) {
            tables.push(Arc::clone(table));
        }
    }
    tables
}

/// Leaves out of a derived operation what the database does not have: nobody has asked for it. An index goes or comes while
/// others wait, and a column that comes back stands last; also where the neighbour is gone that it stood behind.
pub fn settle_derived(operation: &mut Operation, dialect: &Dialect, catalog: &Catalog) {
    let lacks = |kind| matches!(dialect.strategy(kind, &["concurrently"]), Strategy::Unsupported { .. });
    match operation {
        Operation::AddColumn(op) => settle_place(op, dialect, catalog),
        Operation::CreateIndex(op) if lacks("create_index") => op.concurrently = Default::default(),
        Operation::DropIndex(op) if lacks("drop_index") => op.concurrently = Default::default(),
        _ => {}
    }
}

fn settle_place(op: &mut AddColumn, dialect: &Dialect, catalog: &Catalog) {
    let table = catalog.find_table(&QualifiedName::new(&op.schema, &op.table));
    let is_there = |after: &Name| table.is_some_and(|table| table.column(after).is_ok());
    if !dialect.places_columns() || op.after.as_ref().is_some_and(|after| !is_there(after)) {
        op.place_last();
    }
}

fn added_by(table: &QualifiedName, column: &Name, earlier: &[Transition]) -> Option<usize> {
    let adds = |transition: &&Transition| match transition.operation.as_ref() {
        Operation::AddColumn(op) => QualifiedName::new(&op.schema, &op.table) == *table && op.column.name == *column,
        _ => false,
    };
    earlier.iter().find(adds).map(|transition| transition.origin.line)
}
