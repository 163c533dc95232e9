//! What stands on what among views, triggers, policies and routines, and the order in which they are made.

use super::dependants::Dependant;
use crate::catalog::{Catalog, QualifiedName, Securable};
use crate::operation::Operation;

/// The views, triggers and policies that call a routine of this name.
pub(super) fn callers(name: &QualifiedName, catalog: &Catalog) -> Vec<Dependant> {
    let views = catalog.views().filter(|view| view.query.calls(name));
    let triggers = catalog.triggers().filter(|trigger| trigger.calls(name));
    let views = views.map(|view| Dependant::View(view.qualified_name()));
    let triggers = triggers.map(|trigger| Dependant::Trigger(trigger.table_name(), trigger.name.clone()));
    let policies = catalog.policies().filter(|policy| policy.calls(name));
    let policies = policies.map(|policy| Dependant::Policy(policy.table_name(), policy.name.clone()));
    views.chain(triggers).chain(policies).collect()
}

/// What an operation grants or revokes on: it comes back with the grants that it has then.
pub(super) fn granted_on(operation: &Operation, catalog: &Catalog) -> Option<Dependant> {
    let on = match operation {
        Operation::Grant(op) => &op.on,
        Operation::Revoke(op) => &op.on,
        _ => return None,
    };
    match on.object(catalog).ok()? {
        Securable::Relation(name) => Some(Dependant::View(name)),
        Securable::Routine(key) => Some(Dependant::Routine(key)),
        Securable::Schema(_) | Securable::Type(_) => None,
    }
}

/// Whether it is there.
pub(super) fn exists(dependant: &Dependant, catalog: &Catalog) -> bool {
    match dependant {
        Dependant::Routine(key) => catalog.find_routine(key).is_some(),
        Dependant::View(name) => catalog.find_view(name).is_some(),
        Dependant::Trigger(table, name) => catalog.trigger(table, name).is_ok(),
        Dependant::Policy(table, name) => catalog.policy(table, name).is_ok(),
    }
}

/// Whether its text names what is called otherwise by now, or gone.
pub(super) fn is_stale(dependant: &Dependant, catalog: &Catalog) -> bool {
    match dependant {
        Dependant::View(name) => catalog.is_stale_view(name),
        Dependant::Trigger(table, name) => {
            catalog.trigger(table, name).is_ok_and(|trigger| catalog.is_stale_trigger(trigger))
        }
        Dependant::Policy(..) => false,
        Dependant::Routine(key) => catalog.is_stale_routine(key),
    }
}

/// The order in which they are made: routines, views with what they read before them, triggers, policies.
pub(super) fn ordered(
    mut waiting: Vec<Dependant>,
    reads: impl Fn(&Dependant, &QualifiedName) -> bool,
) -> Vec<Dependant> {
    waiting.sort();
    let mut order = Vec::with_capacity(waiting.len());
    while !waiting.is_empty() {
        let stands_on = |one: &Dependant, other: &Dependant| match (one, other) {
            (Dependant::View(_), Dependant::View(base)) => reads(one, base),
            _ => false,
        };
        let free = waiting.iter().position(|one| !waiting.iter().any(|other| stands_on(one, other)));
        order.push(waiting.remove(free.unwrap_or(0)));
    }
    order
}

/// Whether the database may put another definition in its place: not where it keeps rows, or is a constraint.
pub(super) fn is_replaceable(dependant: &Dependant, catalog: &Catalog) -> bool {
    match dependant {
        Dependant::View(name) => !catalog.is_materialized(name),
        Dependant::Trigger(table, name) => catalog.trigger(table, name).is_ok_and(|trigger| !trigger.constraint),
        Dependant::Routine(_) | Dependant::Policy(..) => true,
    }
}
