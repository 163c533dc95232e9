//! `create_trigger`: makes a trigger.

use serde::{Deserialize, Serialize};

use super::{DropTrigger, Irreversible, Op, Operation, Target};
use crate::catalog::{Catalog, Conflict, Timing, Trigger};

/// Makes a trigger.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CreateTrigger(pub Trigger);

/// Checks what a trigger names against the catalog.
pub(super) fn check_trigger(catalog: &Catalog, trigger: &Trigger) -> Result<(), Conflict> {
    let name = trigger.table_name();
    if trigger.events.is_empty() {
        return Err(Conflict::new("wrong-value", "a trigger needs an event: insert, update or delete").at("events"));
    }
    if trigger.timing == Timing::InsteadOf {
        return catalog.view(&name).map(|_| ()).map_err(|conflict| conflict.at("table").help("`timing: instead_of` is for views"));
    }
    let table = catalog.table(&name)?;
    for (index, column) in trigger.columns.iter().enumerate() {
        table.column(column).map_err(|conflict| conflict.at_index(index).at("columns"))?;
    }
    Ok(())
}

impl Op for CreateTrigger {
    fn apply(&self, catalog: &mut Catalog) -> Result<(), Conflict> {
        check_trigger(catalog, &self.0)?;
        if catalog.trigger(&self.0.table_name(), &self.0.name).is_ok() {
            return Err(Conflict::exists("trigger", &self.0.name).at("name"));
        }
        catalog.put_trigger(self.0.clone());
        Ok(())
    }

    fn reverse(&self, _before: &Catalog) -> Result<Vec<Operation>, Irreversible> {
        let Trigger { name, table, schema, .. } = self.0.clone();
        Ok(vec![DropTrigger { name, table, schema }.into()])
    }

    fn target(&self) -> Target {
        Target::Trigger(self.0.table_name(), self.0.name.clone())
    }

    fn summary(&self) -> String {
        format!("create_trigger {} on {}", self.0.name, self.0.table_name())
    }
}
