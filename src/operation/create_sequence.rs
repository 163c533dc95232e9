//! `create_sequence`: makes a sequence.

use serde::{Deserialize, Serialize};

use super::grants::granted_again;
use super::{AlterSequence, DropSequence, Feature, Irreversible, Op, Operation, Target};
use crate::catalog::{Catalog, Conflict, Name, OwnedBy, QualifiedName, Securable, Sequence};

/// Makes a sequence.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CreateSequence(pub Sequence);

/// Checks that the column exists that a sequence goes with.
pub(super) fn check_owner(catalog: &Catalog, sequence: &QualifiedName, owner: &OwnedBy) -> Result<(), Conflict> {
    let table = catalog.table(&sequence.renamed(&owner.table)).map_err(|conflict| conflict.at("owned_by"))?;
    let column = table.column(&owner.column).map_err(|conflict| conflict.at("column").at("owned_by"))?;
    match column.identity {
        Some(_) => Err(numbered_already(&owner.column).at("column").at("owned_by")),
        None => Ok(()),
    }
}

/// Two sequences that go with one column: a database does not tell which of them numbers its rows.
fn numbered_already(column: &Name) -> Conflict {
    let message = format!("column `{column}` has numbers of its own, from a sequence that goes with it already");
    Conflict::new("contradiction", message).help("leave `owned_by` out, or drop the identity of the column before")
}

/// What makes a sequence that went with a column, before the column is there again.
pub(super) fn unowned(sequence: &Sequence) -> Operation {
    CreateSequence(Sequence { owned_by: None, ..sequence.clone() }).into()
}

/// What lets such a sequence go with its column again, and grants on it what was granted before.
pub(super) fn owned_again(sequence: &Sequence, before: &Catalog) -> Vec<Operation> {
    let owned = AlterSequence {
        name: sequence.name.clone(),
        schema: sequence.schema.clone(),
        owned_by: Some(sequence.owned_by.clone()),
        ..AlterSequence::default()
    };
    let granted = granted_again(before, &Securable::Relation(sequence.qualified_name()));
    std::iter::once(owned.into()).chain(granted).collect()
}

impl Op for CreateSequence {
    fn apply(&self, catalog: &mut Catalog) -> Result<(), Conflict> {
        let name = self.0.qualified_name();
        catalog.check_free(&name)?;
        self.0.check()?;
        if let Some(owner) = &self.0.owned_by {
            check_owner(catalog, &name, owner)?;
        }
        catalog.put_sequence(self.0.clone());
        Ok(())
    }

    fn reverse(&self, _before: &Catalog) -> Result<Vec<Operation>, Irreversible> {
        Ok(vec![DropSequence { name: self.0.name.clone(), schema: self.0.schema.clone() }.into()])
    }

    fn target(&self) -> Target {
        Target::Sequence(self.0.qualified_name())
    }

    fn summary(&self) -> String {
        format!("create_sequence {}", self.0.qualified_name())
    }

    fn features(&self) -> Vec<Feature> {
        let mut features = Vec::new();
        features.extend(self.0.data_type.map(|_| "type"));
        features.extend(self.0.owned_by.as_ref().map(|_| "owned_by"));
        features
    }
}
