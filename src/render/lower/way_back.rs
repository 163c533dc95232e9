//! Whether the downgrade that the state gives can be done: told on the way up, not when it is needed.

use std::sync::Arc;

use super::group::refused;
use super::{Lowering, impossible};
use crate::diagnostic::Diagnostic;
use crate::operation::{Manner, Operation};
use crate::plan::{Transition, settle_derived};

/// What is wrong with the derived downgrade of an upgrade.
pub fn check_way_back(lowering: &Lowering<'_>) -> Vec<Diagnostic> {
    let refusal = |(index, operation): &(usize, Arc<Operation>)| {
        let done = lowering.transition(*index);
        let back = undoing(lowering, done, operation);
        let refusal = refused(lowering, &back)?;
        Some(impossible(&back, refusal))
    };
    lowering.step.derived_back.iter().filter_map(refusal).collect()
}

/// The transition back, as if nothing came between.
fn undoing(lowering: &Lowering<'_>, done: &Transition, operation: &Arc<Operation>) -> Transition {
    let mut operation = Arc::clone(operation);
    settle_derived(Arc::make_mut(&mut operation), lowering.dialect, &done.after);
    Transition {
        operation,
        before: done.after.clone(),
        after: done.before.clone(),
        derived: true,
        manner: Manner { guarded: false, ..done.manner },
        ..done.clone()
    }
}
