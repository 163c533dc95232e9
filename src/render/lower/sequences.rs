//! Defaults that step aside while their sequence gets another name, where the database keeps them by the name.

use super::tables::Change;
use super::{Call, Lowering, Refusal};
use crate::catalog::{QualifiedName, Table};
use indexmap::IndexMap;

impl Lowering<'_> {
    /// The call that gives a sequence another name, between those that take its defaults away and make them again.
    pub(super) fn with_defaults_aside(
        &self,
        index: usize,
        sequence: &QualifiedName,
        call: Call,
    ) -> Result<Vec<Call>, Refusal> {
        if self.dialect.fact("sequences_keep_users").is_some() {
            return Ok(vec![call]);
        }
        let transition = self.transition(index);
        let (before, after) = (&transition.before, &transition.after);
        let (mut drops, mut adds) = (Vec::new(), Vec::new());
        for user in before.sequence_users(sequence) {
            let (Some(old), Some(new)) = (before.find_table(user), after.find_table(user)) else { continue };
            let bare = without_defaults(old, sequence);
            let part = |old, new| {
                let (renamed, using) = (IndexMap::new(), IndexMap::new());
                Change { before, after, old, new, renamed, added: Vec::new(), using }
            };
            drops.extend(self.alter_table(&part(old, &bare), index)?);
            adds.extend(self.alter_table(&part(&bare, new), index)?);
        }
        Ok(drops.into_iter().chain([call]).chain(adds).collect())
    }
}

/// A table without the defaults that take their numbers from a sequence.
fn without_defaults(table: &Table, sequence: &QualifiedName) -> Table {
    let mut bare = table.clone();
    for column in &mut bare.columns {
        if column.default.as_ref().is_some_and(|value| value.sequences().contains(sequence)) {
            column.default = None;
        }
    }
    bare
}
