//! By what names the text of a view, trigger or routine calls what an operation of the same step changes.

use super::Lowering;
use super::changed_columns::columns_of;
use super::dependant_order::is_stale;
use super::dependants::Dependant;
use crate::catalog::{Catalog, Name, QualifiedName};
use crate::dialect::EnumForm;
use crate::operation::Operation;

/// A table, and the columns of it that an operation is about, by the names that a text has for them.
pub(super) struct Called {
    /// The table.
    pub table: QualifiedName,
    /// The columns; none for the table as a whole.
    pub columns: Vec<Name>,
    /// What the catalog calls the table.
    pub in_catalog: QualifiedName,
}

/// What a table and columns of it were called before an operation.
fn back(operation: &Operation, table: QualifiedName, columns: &mut [Name]) -> QualifiedName {
    if let Operation::RenameColumn(op) = operation
        && table == QualifiedName::new(&op.schema, &op.table)
    {
        columns.iter_mut().filter(|column| **column == op.to).for_each(|column| column.clone_from(&op.column));
    }
    old_name(operation, table)
}

/// What a table, view or object of a schema was called before an operation.
fn old_name(operation: &Operation, name: QualifiedName) -> QualifiedName {
    let (schema, from, to) = match operation {
        Operation::RenameTable(op) => (&op.schema, &op.name, &op.to),
        Operation::RenameView(op) => (&op.schema, &op.name, &op.to),
        Operation::RenameMaterializedView(op) => (&op.schema, &op.name, &op.to),
        Operation::RenameSchema(op) => return op.old_name(name),
        _ => return name,
    };
    match name == QualifiedName::new(schema, to) {
        true => QualifiedName::new(schema, from),
        false => name,
    }
}

impl Lowering<'_> {
    /// What the transition `then` changes of a table, by the names that the text of a dependant before the transition `now`
    /// has for it: one that waits for a new text still names what has been renamed as it was.
    pub(super) fn called_in(&self, dependant: &Dependant, now: usize, then: usize, table: QualifiedName) -> Called {
        let operation = |at: usize| self.transition(at).operation.as_ref();
        let mut columns = columns_of(operation(then));
        let in_catalog = (now..then).rev().fold(table, |name, at| back(operation(at), name, &mut columns));
        let table = self.in_text(dependant, now, in_catalog.clone(), &mut columns);
        Called { table, columns, in_catalog }
    }

    /// Whether the text of a dependant before the transition `now` reads a table or view that the catalog then calls so.
    pub(super) fn text_reads(
        &self,
        dependant: &Dependant,
        now: usize,
        catalog: &Catalog,
        object: &QualifiedName,
    ) -> bool {
        let in_text = || self.in_text(dependant, now, object.clone(), &mut []);
        match dependant {
            Dependant::View(name) if name != object => {
                let view = catalog.find_view(name).filter(|view| view.reads(&in_text(), None));
                view.is_some_and(|view| is_stale(dependant, catalog) || catalog.means(&view.query, object))
            }
            Dependant::Policy(table, name) => {
                catalog.policy(table, name).is_ok_and(|policy| policy.reads(object, None))
            }
            Dependant::View(_) | Dependant::Trigger(..) | Dependant::Routine(_) => false,
        }
    }

    /// What gets another text in a transition because a value of an enum gets another name, where the database changes no
    /// text by itself.
    pub(super) fn followers(&self, at: usize) -> Vec<Dependant> {
        let transition = self.transition(at);
        let follows = self.dialect.manifest.enums == EnumForm::Type;
        match transition.operation.as_ref() {
            Operation::ReplaceEnum(_) => {}
            Operation::RenameEnumValue(_) if !follows => {}
            _ => return Vec::new(),
        }
        let changed = transition.after.changed(&transition.before);
        let views = changed.views.into_iter().map(Dependant::View);
        let triggers = changed.triggers.into_iter().map(|(table, name)| Dependant::Trigger(table, name));
        let policies = changed.policies.into_iter().map(|(table, name)| Dependant::Policy(table, name));
        views.chain(triggers).chain(policies).collect()
    }

    /// The name that a text before the transition `now` has for what the catalog then calls so, and for columns of it.
    fn in_text(&self, dependant: &Dependant, now: usize, object: QualifiedName, columns: &mut [Name]) -> QualifiedName {
        let operation = |at: usize| self.transition(at).operation.as_ref();
        let written = self.written(dependant, now);
        let old = (written..now).rev().fold(object, |name, at| back(operation(at), name, columns));
        // Texts follow a new name of a schema by themselves.
        (written..now).fold(old, |name, at| match operation(at) {
            Operation::RenameSchema(op) => op.new_name(name),
            _ => name,
        })
    }

    /// The transition before which all names in a text were last right.
    fn written(&self, dependant: &Dependant, now: usize) -> usize {
        let mut dependant = dependant.clone();
        for at in (0..now).rev() {
            let transition = self.transition(at);
            if !is_stale(&dependant, &transition.after) {
                return at + 1;
            }
            dependant.rename(|name| old_name(&transition.operation, name));
        }
        0
    }
}

/// Whether the text of a dependant names a table, or one of the columns that are asked for.
pub(super) fn names(dependant: &Dependant, catalog: &Catalog, called: &Called, users: &[Name], whole: bool) -> bool {
    let (table, columns) = (&called.table, &called.columns);
    let any = |reads: &dyn Fn(Option<&Name>) -> bool| match columns.is_empty() {
        true => reads(None),
        false => columns.iter().any(|column| reads(Some(column))),
    };
    match dependant {
        Dependant::Routine(key) => {
            catalog.find_routine(key).is_some_and(|routine| any(&|column| routine.reads(table, column)))
        }
        Dependant::View(name) => catalog.find_view(name).is_some_and(|view| any(&|column| view.reads(table, column))),
        Dependant::Policy(owner, name) => {
            let Ok(policy) = catalog.policy(owner, name) else { return false };
            columns.iter().chain(users).any(|column| policy.reads(table, Some(column)))
        }
        Dependant::Trigger(owner, name) => {
            let Ok(trigger) = catalog.trigger(owner, name) else { return false };
            let own = *owner == called.in_catalog;
            (own || trigger.reads(table))
                && (whole && !own || columns.iter().chain(users).any(|column| trigger.mentions(column)))
        }
    }
}
