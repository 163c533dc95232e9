//! Foreign keys that step aside while a column at either end gets another type: dropped before and made again after,
//! where the database does not change a column that a key uses.

use super::context::Clause;
use super::tables::Change;
use super::{Call, Context, Lowering, Refusal};
use crate::catalog::{Constraint, ForeignKey, Name, QualifiedName, Table};
use crate::render::physical::{Physical, PhysicalConstraint};

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

impl Lowering<'_> {
    /// The calls that make some changes, with the keys dropped before and made again after them.
    pub(super) fn with_keys_aside(
        &self,
        changes: &[Change<'_>],
        calls: Vec<Call>,
        index: usize,
    ) -> Result<Vec<Call>, Refusal> {
        let mut asides: Vec<Aside> = Vec::new();
        if self.dialect.fact("foreign_keys_hold_types").is_some() && !calls.is_empty() {
            for change in changes {
                let mut columns = self.retyped(change, index)?;
                if !calls.iter().all(only_renames) {
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

    /// The columns of a changed table, by their new names, that get another type or collation.
    fn retyped(&self, change: &Change<'_>, index: usize) -> Result<Vec<Name>, Refusal> {
        let (old, new) = self.physical(change, index)?;
        let mut retyped = Vec::new();
        for column in new.columns {
            let origin = change.renamed.get(&column.name).unwrap_or(&column.name);
            let before = old.columns.iter().find(|old| old.name == *origin);
            let differs = |old: &crate::render::physical::PhysicalColumn| {
                old.type_name != column.type_name || old.collation != column.collation
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
