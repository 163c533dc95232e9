//! Deletes beside a rebuild, which runs with foreign keys off: nothing that points at the rows goes along, or is in the way.

use super::script::Mode;
use crate::catalog::{Action, Catalog, QualifiedName};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::operation::Operation;
use crate::plan::Step;

/// The tables that may be left with rows that point at nothing, each behind the transition that deletes: to be checked before
/// the end. Where rows would have to go along, or the script does not check, the delete is refused; what undoes an insert takes
/// nothing along.
pub(super) fn beside_rebuild(
    step: &Step,
    mode: Mode,
    manual: Option<&str>,
    diagnostics: &mut Diagnostics,
) -> Vec<(usize, QualifiedName)> {
    let mut checked = Vec::new();
    for (at, transition) in step.transitions.iter().enumerate() {
        let Operation::Delete(op) = transition.operation.as_ref() else { continue };
        let table = QualifiedName::new(&op.schema, &op.table);
        let referrers = || transition.before.referrers(&table);
        let alone = |name: &&QualifiedName| {
            mode == Mode::Guarded && (transition.derived || !goes_along(&transition.before, name, &table))
        };
        match referrers().find(|name| !alone(name)) {
            None => checked.extend(referrers().map(|name| (at, name.clone()))),
            Some(referrer) => {
                let message = format!(
                    "rows of `{table}` are deleted while foreign keys are off: rows of `{referrer}` that point at them would stay"
                );
                let help =
                    "a rebuild of a table in the same revision turns them off: give the `delete` a revision of its own";
                let mut diagnostic = Diagnostic::error(Code("delete-beside-rebuild"), message);
                diagnostic.notes.extend(manual.map(|manual| format!("see {manual}")));
                diagnostics.push(diagnostic.at(transition.origin.file, transition.origin.key, "").help(help));
            }
        }
    }
    checked
}

/// Whether a delete changes rows of a table that point at the deleted ones.
fn goes_along(catalog: &Catalog, referrer: &QualifiedName, table: &QualifiedName) -> bool {
    let Some(found) = catalog.find_table(referrer) else { return false };
    let mut keys = found.foreign_keys.iter().filter(|key| key.references.table_name() == *table);
    keys.any(|key| !matches!(key.on_delete, None | Some(Action::NoAction | Action::Restrict)))
}
