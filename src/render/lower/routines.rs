//! Functions and procedures: what their templates see, when one takes another's place, and who keeps one from going.

use super::{Context, Group, Lowering, Refusal};
use crate::catalog::{Catalog, Routine};
use crate::operation::{Operation, old_routine};
use crate::render::PhysicalRoutine;
use crate::render::physical::Physical;

impl Lowering<'_> {
    /// What the templates of an operation on a routine see.
    pub(super) fn fill_routine(&self, index: usize, context: &mut Context) -> Result<(), Refusal> {
        let transition = self.transition(index);
        let old = old_routine(&transition.operation, &transition.before);
        let new = new_routine(&transition.operation);
        let physical = |routine: &Routine, catalog: &Catalog| {
            let physical = Physical { dialect: self.dialect, catalog };
            physical.routine(routine).map_err(|error| self.no_type(index, error))
        };
        context.routine = new.map(|new| physical(new, &transition.after)).transpose()?;
        context.old_routine = old.map(|old| physical(old, &transition.before)).transpose()?;
        context.in_place = matches!((old, new), (Some(old), Some(new)) if self.replaces_in_place(old, new));
        Ok(())
    }

    /// Whether the database puts one routine in the place of another by itself.
    pub(super) fn replaces_in_place(&self, old: &Routine, new: &Routine) -> bool {
        let keeps_signatures = self.dialect.fact("keeps_signatures").is_some();
        self.dialect.manifest.routines.or_replace
            && new.returns_like(old)
            && (!keeps_signatures || new.has_signature_of(old))
    }

    /// Whether what calls a routine keeps it from being dropped.
    pub(super) fn callers_hold(&self) -> bool {
        self.dialect.fact("callers_hold_routines").is_some()
    }

    /// A routine as templates see it; none if the dialect cannot write it, which was told where it was made.
    pub(super) fn physical_routine(&self, routine: &Routine, catalog: &Catalog) -> Option<PhysicalRoutine> {
        Physical { dialect: self.dialect, catalog }.routine(routine).ok()
    }

    /// Refuses to drop a routine for a moment where a table calls it: what is in tables does not step aside.
    pub(super) fn check_calling_tables(&self, group: &Group) -> Result<(), Refusal> {
        let index = group.transitions[0];
        let transition = self.transition(index);
        let old = old_routine(&transition.operation, &transition.before);
        let (Some(old), Some(new)) = (old, new_routine(&transition.operation)) else { return Ok(()) };
        if !self.callers_hold() || self.replaces_in_place(old, new) {
            return Ok(());
        }
        let Some(caller) = transition.before.table_that_calls(&old.qualified_name()) else { return Ok(()) };
        let message = format!(
            "{} cannot do this: a routine with another signature is a new one, and {caller} calls `{}`",
            self.dialect.manifest.title,
            old.key()
        );
        let help = "drop what calls it before, and make it again after; or give the new one a name of its own";
        let refusal = Refusal::new(index, message, self.dialect.manual("routines"));
        Err(Refusal { help: help.to_string(), ..refusal })
    }
}

/// The routine that an operation makes.
pub(super) fn new_routine(operation: &Operation) -> Option<&Routine> {
    match operation {
        Operation::CreateFunction(op) => Some(&op.0),
        Operation::ReplaceFunction(op) => Some(&op.0),
        Operation::CreateProcedure(op) => Some(&op.0),
        Operation::ReplaceProcedure(op) => Some(&op.0),
        _ => None,
    }
}
