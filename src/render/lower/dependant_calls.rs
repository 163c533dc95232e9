//! The calls of templates that take a dependant away for a while and put it back.

use super::dependants::Dependant;
use super::{Call, Context, Lowering};
use crate::catalog::{Catalog, QualifiedName, RoutineKind, Securable};
use crate::operation::CreateIndex;
use crate::render::physical::Physical;

impl Lowering<'_> {
    /// The calls that drop a dependant.
    pub(super) fn drop_calls(&self, dependant: &Dependant, catalog: &Catalog) -> Vec<Call> {
        let mut context = Context::default();
        let template = match dependant {
            Dependant::View(name) => {
                context.table = Some(name.clone());
                if catalog.is_materialized(name) { "drop_materialized_view" } else { "drop_view" }
            }
            Dependant::Trigger(table, name) => {
                context.table = Some(table.clone());
                context.trigger = catalog.trigger(table, name).ok().map(|found| found.as_ref().clone());
                "drop_trigger"
            }
            Dependant::Policy(table, name) => {
                context.table = Some(table.clone());
                context.policy = catalog.policy(table, name).ok().map(|found| found.as_ref().clone());
                "drop_policy"
            }
            Dependant::Routine(key) => {
                let Some(routine) = catalog.find_routine(key) else { return Vec::new() };
                context.old_routine = self.physical_routine(routine, catalog);
                match routine.kind() {
                    RoutineKind::Function => "drop_function",
                    RoutineKind::Procedure => "drop_procedure",
                }
            }
        };
        vec![Call { template: template.to_string(), context }]
    }

    /// The calls that grant on a dependant what a catalog says of it.
    pub(super) fn dependant_granted_again(&self, dependant: &Dependant, catalog: &Catalog) -> Vec<Call> {
        match dependant {
            Dependant::View(name) => self.granted_again(&Securable::Relation(name.clone()), catalog),
            Dependant::Routine(key) => self.granted_again(&Securable::Routine(key.clone()), catalog),
            Dependant::Trigger(..) | Dependant::Policy(..) => Vec::new(),
        }
    }

    /// The calls that make a dependant as it is in the catalog; none if it is not there.
    pub(super) fn create_calls(&self, dependant: &Dependant, catalog: &Catalog) -> Option<Vec<Call>> {
        let mut context = Context::default();
        let manifest = &self.dialect.manifest;
        let template = match dependant {
            Dependant::View(name) if catalog.is_materialized(name) => {
                return self.create_materialized_calls(name, catalog);
            }
            Dependant::View(name) => {
                context.table = Some(name.clone());
                context.view = Some(catalog.find_view(name)?.as_ref().clone());
                if manifest.views.or_replace { "replace_view" } else { "create_view" }
            }
            Dependant::Trigger(table, name) => {
                context.table = Some(table.clone());
                let trigger = catalog.trigger(table, name).ok()?.as_ref();
                context.in_place = manifest.triggers.or_replace && !trigger.constraint;
                context.trigger = Some(trigger.clone());
                if context.in_place { "replace_trigger" } else { "create_trigger" }
            }
            Dependant::Policy(table, name) => {
                context.table = Some(table.clone());
                context.policy = Some(catalog.policy(table, name).ok()?.as_ref().clone());
                "create_policy"
            }
            Dependant::Routine(key) => {
                let routine = catalog.find_routine(key)?;
                context.routine = self.physical_routine(routine, catalog);
                context.in_place = manifest.routines.or_replace;
                match (routine.kind(), context.in_place) {
                    (RoutineKind::Function, true) => "replace_function",
                    (RoutineKind::Function, false) => "create_function",
                    (RoutineKind::Procedure, true) => "replace_procedure",
                    (RoutineKind::Procedure, false) => "create_procedure",
                }
            }
        };
        Some(vec![Call { template: template.to_string(), context }])
    }

    /// The calls that make a view that keeps its rows, and its indexes.
    fn create_materialized_calls(&self, name: &QualifiedName, catalog: &Catalog) -> Option<Vec<Call>> {
        let view = catalog.find_view(name)?;
        let physical = Physical { dialect: self.dialect, catalog };
        let mut context =
            Context { table: Some(name.clone()), view: Some(view.as_ref().clone()), ..Context::default() };
        context.with_data = view.materialized.as_ref().is_some_and(|materialized| materialized.populated);
        let mut calls = vec![Call { template: "create_materialized_view".to_string(), context }];
        for index in catalog.indexes_of(name) {
            let mut context = Context { table: Some(name.clone()), ..Context::default() };
            context.index = Some(physical.index(index, &name.schema));
            context.op = Some(CreateIndex::of(index.clone(), name).into());
            calls.push(Call { template: "create_index".to_string(), context });
        }
        Some(calls)
    }
}
