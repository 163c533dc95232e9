//! `replace_policy`: gives a policy another text.

use serde::{Deserialize, Serialize};

use super::{Irreversible, Op, Operation, Target};
use crate::catalog::{Catalog, Conflict, Policy};

/// Gives a policy another text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ReplacePolicy(pub Policy);

impl Op for ReplacePolicy {
    fn apply(&self, catalog: &mut Catalog) -> Result<(), Conflict> {
        let table = self.0.table_name();
        catalog.table(&table)?;
        catalog.policy(&table, &self.0.name).map_err(|conflict| conflict.at("name"))?;
        self.0.check()?;
        catalog.put_policy(self.0.clone());
        Ok(())
    }

    fn reverse(&self, before: &Catalog) -> Result<Vec<Operation>, Irreversible> {
        let old = before.policy(&self.0.table_name(), &self.0.name).map_err(|conflict| Irreversible::new(conflict.message))?;
        Ok(vec![Self(old.as_ref().clone()).into()])
    }

    fn target(&self) -> Target {
        Target::Policy(self.0.table_name(), self.0.name.clone())
    }

    fn summary(&self) -> String {
        format!("replace_policy {} on {}", self.0.name, self.0.table_name())
    }
}
