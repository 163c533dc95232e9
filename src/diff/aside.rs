//! What steps aside: it is there in the end, and holds something that has to go or to change.

use super::Way;
use crate::catalog::{Catalog, Column, ForeignKey, Table};
use crate::operation::{
    AlterColumn, DropConstraint, DropDomain, DropIndex, DropMaterializedView, DropPolicy, DropTrigger, DropType,
    DropView, Op, Operation,
};

impl Way<'_> {
    /// Takes something away, or everything if that does not do, so that one of the operations becomes possible.
    pub(super) fn make_room(&mut self, wanted: &[Operation]) -> bool {
        let mut all = foreign_keys(&self.state);
        all.extend(texts(&self.state));
        all.extend(parts(&self.state));
        all.extend(types(&self.state));
        all.extend(defaults(&self.state));
        for operation in wanted.iter().filter(|operation| self.refusal(operation).is_some()) {
            for aside in &all {
                let next = self.after(aside, &self.state);
                if next.is_some_and(|next| self.after(operation, &next).is_some()) {
                    return self.take(aside) && self.take(operation);
                }
            }
            let mut next = self.state.clone();
            let gone: Vec<&Operation> = all.iter().filter(|aside| take(&mut next, aside)).collect();
            if self.after(operation, &next).is_some() {
                gone.into_iter().for_each(|aside| _ = self.take(aside));
                return self.take(operation);
            }
        }
        false
    }
}

fn take(state: &mut Catalog, operation: &Operation) -> bool {
    let mut next = state.clone();
    let possible = operation.apply(&mut next).is_ok();
    if possible {
        *state = next;
    }
    possible
}

fn foreign_keys(state: &Catalog) -> Vec<Operation> {
    let drop = |table: &Table| {
        let drop = |key: &ForeignKey| {
            let (table, schema) = (table.name.clone(), table.schema.clone());
            Operation::from(DropConstraint { name: key.name.clone(), table, schema })
        };
        table.foreign_keys.iter().map(drop).collect::<Vec<_>>()
    };
    state.tables().flat_map(|table| drop(table)).collect()
}

/// Triggers, policies and views.
fn texts(state: &Catalog) -> Vec<Operation> {
    let mut drops: Vec<Operation> = Vec::new();
    for trigger in state.triggers() {
        let (name, table, schema) = (trigger.name.clone(), trigger.table.clone(), trigger.schema.clone());
        drops.push(DropTrigger { name, table, schema }.into());
    }
    for policy in state.policies() {
        let (name, table, schema) = (policy.name.clone(), policy.table.clone(), policy.schema.clone());
        drops.push(DropPolicy { name, table, schema }.into());
    }
    for view in state.views() {
        let (name, schema) = (view.name.clone(), view.schema.clone());
        drops.push(match view.materialized {
            None => DropView { name, schema }.into(),
            Some(_) => DropMaterializedView { name, schema }.into(),
        });
    }
    drops
}

/// Domains and composite types, which are made of other types.
fn types(state: &Catalog) -> Vec<Operation> {
    let domains = state.domains().map(|domain| {
        let (name, schema) = (domain.name.clone(), domain.schema.clone());
        Operation::from(DropDomain { name, schema })
    });
    let composites = state.composites().map(|composite| {
        let (name, schema) = (composite.name.clone(), composite.schema.clone());
        DropType { name, schema }.into()
    });
    domains.chain(composites).collect()
}

/// Defaults, which name values of enums and numbers of sequences.
fn defaults(state: &Catalog) -> Vec<Operation> {
    let drop = |table: &Table| {
        let with_default = table.columns.iter().filter(|column| column.default.is_some());
        let drop = |column: &Column| AlterColumn {
            table: table.name.clone(),
            schema: table.schema.clone(),
            column: column.name.clone(),
            drop_default: true,
            ..AlterColumn::default()
        };
        with_default.map(|column| Operation::from(drop(column))).collect::<Vec<_>>()
    };
    state.tables().flat_map(|table| drop(table)).collect()
}

/// Constraints and indexes but for foreign keys.
fn parts(state: &Catalog) -> Vec<Operation> {
    let mut drops: Vec<Operation> = Vec::new();
    for owner in state.tables() {
        let (table, schema) = (&owner.name, &owner.schema);
        let keys: Vec<_> = owner.foreign_keys.iter().map(|key| &key.name).collect();
        for name in owner.constraint_names().into_iter().filter(|name| !keys.contains(name)) {
            drops.push(DropConstraint { name: name.clone(), table: table.clone(), schema: schema.clone() }.into());
        }
        for index in &owner.indexes {
            let (table, schema, name) = (table.clone(), schema.clone(), index.name.clone());
            drops.push(DropIndex { name, table, schema, concurrently: Default::default() }.into());
        }
    }
    drops
}
