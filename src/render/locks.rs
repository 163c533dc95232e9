//! The locks that the changes of a revision will need, for scripts that take them first and try again.

use indexmap::IndexMap;
use serde::Serialize;

use crate::catalog::{QualifiedName, Table};
use crate::dialect::LockRules;
use crate::operation::{Op, Target};
use crate::plan::Step;

/// A lock on a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Lock {
    table: QualifiedName,
    mode: String,
}

/// The strongest lock on each table that is there before the step and that the step changes, by name of the table.
pub(super) fn locks(step: &Step, rules: &LockRules) -> Vec<Lock> {
    let Some(first) = step.transitions.first() else { return Vec::new() };
    let mut found: IndexMap<QualifiedName, usize> = IndexMap::new();
    let mut need = |table: &QualifiedName, mode: usize| {
        if first.before.find_table(table).is_some() {
            let strongest = found.entry(table.clone()).or_default();
            *strongest = mode.max(*strongest);
        }
    };
    for transition in &step.transitions {
        let Target::Table(name) = transition.operation.target() else { continue };
        need(&name, rules.rank(transition.operation.kind()));
        let (old, new) = (transition.before.find_table(&name), transition.after.find_table(&name));
        let (old, new) = (references(old.map(AsRef::as_ref)), references(new.map(AsRef::as_ref)));
        for table in new.iter().filter(|table| !old.contains(table)) {
            need(table, rules.referenced());
        }
        // Whoever drops a foreign key locks both ends of it.
        for table in old.iter().filter(|table| !new.contains(table)) {
            need(table, rules.modes.len() - 1);
        }
    }
    found.sort_keys();
    found.into_iter().map(|(table, mode)| Lock { table, mode: rules.modes[mode].clone() }).collect()
}

fn references(table: Option<&Table>) -> Vec<QualifiedName> {
    let keys = table.into_iter().flat_map(|table| &table.foreign_keys);
    keys.map(|key| key.references.table_name()).collect()
}
