//! Foreign keys that step aside: dropped before a change and made again after it, where the database does not change the
//! type of a column that a key uses, or does not drop the index that it holds on to.

use super::context::Clause;
use super::tables::Change;
use super::{Call, Context, Lowering, Refusal};
use crate::catalog::{Constraint, ForeignKey, Name, QualifiedName, Table};
use crate::operation::{DropConstraint, Op, Operation, Target};
use crate::render::physical::{Physical, PhysicalConstraint};

/// The columns of the key or unique index that the operation drops.
fn dropped_key(table: &Table, operation: &Operation) -> Option<Vec<Name>> {
    match operation {
        Operation::DropConstraint(op) => match table.constraint(&op.name)? {
            Constraint::PrimaryKey(key) => Some(key.columns.clone()),
            Constraint::Unique(key) => Some(key.columns.clone()),
            Constraint::ForeignKey(_) | Constraint::Check(_) | Constraint::Exclusion(_) => None,
        },
        Operation::DropIndex(op) => {
            let index = table.index(&op.name).filter(|index| index.unique)?;
            Some(index.plain_columns().cloned().collect())
        }
        _ => None,
    }
}

/// A foreign key that steps aside.
struct Aside {
    table: QualifiedName,
    old: PhysicalConstraint,
    new: PhysicalConstraint,
}

/// Whether a call does nothing but give columns other names, which happens under the eyes of their keys.
fn only_renames(call: &Call) -> bool {
    call.context.clauses.iter().all(|clause| matches!(clause, Clause::RenameColumn { .. }))
}

/// The columns of the table that its new character set restates.
fn restated_texts(calls: &[Call], change: &Change<'_>) -> Vec<Name> {
    let name = change.new.qualified_name();
    let own = calls.iter().filter(|call| call.context.table.as_ref() == Some(&name));
    let clauses = own.flat_map(|call| &call.context.clauses);
    let restated =
        clauses.skip_while(|clause| !matches!(clause, Clause::Options { .. })).filter_map(|clause| match clause {
            Clause::ChangeColumn { name, .. } => Some(name.clone()),
            _ => None,
        });
    restated.collect()
}

impl Lowering<'_> {
    /// The calls that make some changes, with the keys dropped before and made again after them.
    pub(super) fn with_keys_aside(
        &self,
        changes: &[Change<'_>],
        calls: Vec<Call>,
        index: usize,
    ) -> Result<Vec<Call>, Refusal> {
        let mut asides: Vec<Aside> = Vec::new();
        let held = self.dialect.fact("foreign_keys_hold_types").is_some();
        let emptied = self.dialect.fact("conversions_empty_columns").is_some();
        if (held || emptied) && !calls.is_empty() {
            for change in changes {
                let mut columns = self.retyped(change, index)?;
                columns.extend(restated_texts(&calls, change));
                if held && !calls.iter().all(only_renames) {
                    columns.extend(change.renamed.keys().cloned());
                }
                for aside in self.asides(change, &columns) {
                    let known = |other: &Aside| other.table == aside.table && other.old == aside.old;
                    if !asides.iter().any(known) {
                        asides.push(aside);
                    }
                }
            }
        }
        let call = |table: &QualifiedName, clause| {
            let context = Context { table: Some(table.clone()), clauses: vec![clause], ..Context::default() };
            Call { template: "alter_table".to_string(), context }
        };
        let drop = |aside: &Aside| call(&aside.table, Clause::DropConstraint { constraint: aside.old.clone() });
        let add = |aside: &Aside| call(&aside.table, Clause::AddConstraint { constraint: aside.new.clone() });
        let mut all: Vec<Call> = asides.iter().map(drop).collect();
        all.extend(calls);
        all.extend(asides.iter().map(add));
        Ok(all)
    }

    /// The calls of a dropped key or unique index, with the foreign keys that point at its columns dropped before and made
    /// again after: such a key holds on to one index over the columns, and nobody says to which.
    pub(super) fn with_referrers_aside(&self, index: usize, calls: Vec<Call>) -> Vec<Call> {
        let transition = self.transition(index);
        let before = &transition.before;
        let Target::Table(name) = transition.operation.target() else { return calls };
        let dropped = before.find_table(&name).and_then(|table| dropped_key(table, &transition.operation));
        let Some(columns) = dropped.filter(|_| self.dialect.fact("foreign_keys_hold_indexes").is_some()) else {
            return calls;
        };
        let same = |other: &[Name]| other.len() == columns.len() && columns.iter().all(|column| other.contains(column));
        let (mut drops, mut adds) = (Vec::new(), Vec::new());
        for owner in before.referrers(&name).filter_map(|owner| before.find_table(owner)) {
            let points = |key: &&ForeignKey| key.references.table_name() == name && same(&key.references.columns);
            for key in owner.foreign_keys.iter().filter(points) {
                let drop =
                    DropConstraint { name: key.name.clone(), table: owner.name.clone(), schema: owner.schema.clone() };
                let constraint =
                    Physical { dialect: self.dialect, catalog: before }.constraint(Constraint::ForeignKey(key));
                let context = Context { table: Some(owner.qualified_name()), ..Context::default() };
                let gone = Context { op: Some(drop.into()), ..context.clone() };
                drops.push(Call { template: "drop_constraint".to_string(), context: gone });
                let made = Context { constraint: Some(constraint), ..context };
                adds.push(Call { template: "create_foreign_key".to_string(), context: made });
            }
        }
        drops.into_iter().chain(calls).chain(adds).collect()
    }

    /// The columns of a changed table, by their new names, that get another type or collation.
    fn retyped(&self, change: &Change<'_>, index: usize) -> Result<Vec<Name>, Refusal> {
        let (old, new) = self.physical(change, index)?;
        let mut retyped = Vec::new();
        for column in new.columns {
            let origin = change.renamed.get(&column.name).unwrap_or(&column.name);
            let before = old.columns.iter().find(|old| old.name == *origin);
            let emptied = self.dialect.fact("conversions_empty_columns").is_some();
            let differs = |old: &crate::render::physical::PhysicalColumn| {
                if emptied {
                    return self.moves(old, &column);
                }
                old.type_name != column.type_name
                    || old.collation != column.collation
                    || (old.nullable != column.nullable && self.dialect.fact("objects_hold_columns").is_some())
            };
            if before.is_some_and(differs) {
                retyped.push(column.name);
            }
        }
        Ok(retyped)
    }

    /// The keys from and to these columns, by their new names, that are there before and after the change.
    fn asides(&self, change: &Change<'_>, columns: &[Name]) -> Vec<Aside> {
        let changed = change.new.qualified_name();
        let has = |used: &[Name]| used.iter().any(|column| columns.contains(column));
        let uses = |owner: &Table, key: &ForeignKey| {
            owner.qualified_name() == changed && has(&key.columns)
                || key.references.table_name() == changed && has(&key.references.columns)
        };
        let physical =
            |catalog, key| Physical { dialect: self.dialect, catalog }.constraint(Constraint::ForeignKey(key));
        let others = change.after.referrers(&changed).filter(|name| **name != changed);
        let mut asides = Vec::new();
        for name in std::iter::once(&changed).chain(others) {
            let (Some(before), Some(after)) = (change.before.find_table(name), change.after.find_table(name)) else {
                continue;
            };
            for key in after.foreign_keys.iter().filter(|key| uses(after, key)) {
                let was = before.foreign_keys.iter().find(|old| old.name == key.name);
                asides.extend(was.map(|was| Aside {
                    table: name.clone(),
                    old: physical(change.before, was),
                    new: physical(change.after, key),
                }));
            }
        }
        asides
    }
}
