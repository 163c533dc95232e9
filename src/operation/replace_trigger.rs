//! `replace_trigger`: gives a trigger another definition.

use serde::{Deserialize, Serialize};

use super::{Irreversible, Op, Operation, Target, create_trigger::check_trigger};
use crate::catalog::{Catalog, Conflict, Trigger};

/// Gives a trigger another definition.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ReplaceTrigger(pub Trigger);

impl Op for ReplaceTrigger {
    fn apply(&self, catalog: &mut Catalog) -> Result<(), Conflict> {
        check_trigger(catalog, &self.0)?;
        catalog.trigger(&self.0.table_name(), &self.0.name).map_err(|conflict| conflict.at("name"))?;
        catalog.put_trigger(self.0.clone());
        Ok(())
    }

    fn reverse(&self, before: &Catalog) -> Result<Vec<Operation>, Irreversible> {
        let old = before.trigger(&self.0.table_name(), &self.0.name);
        Ok(vec![Self(old.map_err(|conflict| Irreversible::new(conflict.message))?.as_ref().clone()).into()])
    }

    fn target(&self) -> Target {
        Target::Trigger(self.0.table_name(), self.0.name.clone())
    }

    fn summary(&self) -> String {
        format!("replace_trigger {} on {}", self.0.name, self.0.table_name())
    }
}
