//! `create_trigger`: makes a trigger.

use serde::{Deserialize, Serialize};

use super::{DropTrigger, Irreversible, Op, Operation, Target};
use crate::catalog::{Catalog, Conflict, Level, RoutineKey, Timing, Trigger};

/// Makes a trigger.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CreateTrigger(pub Trigger);

/// Checks what a trigger names against the catalog.
pub(super) fn check_trigger(catalog: &Catalog, trigger: &Trigger) -> Result<(), Conflict> {
    let name = trigger.table_name();
    if trigger.events.is_empty() {
        let message = "a trigger needs an event: insert, update, delete or truncate";
        return Err(Conflict::new("wrong-value", message).at("events"));
    }
    check_action(trigger)?;
    check_function(catalog, trigger)?;
    check_constraint(trigger)?;
    if trigger.timing == Timing::InsteadOf {
        return catalog.plain_view(&name).map(|_| ()).map_err(|conflict| conflict.at("table").help("`timing: instead_of` is for views"));
    }
    let table = catalog.table(&name)?;
    for (index, column) in trigger.columns.iter().enumerate() {
        table.column(column).map_err(|conflict| conflict.at_index(index).at("columns"))?;
    }
    Ok(())
}

/// A trigger has a body or calls a function, and says with which arguments.
fn check_action(trigger: &Trigger) -> Result<(), Conflict> {
    match &trigger.function {
        None if trigger.body.is_empty() => {
            let message = format!("trigger `{}` has neither `body` nor `function`", trigger.name);
            Err(Conflict::new("wrong-value", message).help("say what it does"))
        }
        None => Ok(()),
        Some(_) if !trigger.body.is_empty() => {
            Err(Conflict::new("contradiction", "a trigger has a body, or calls a function").at("function"))
        }
        Some(call) if call.called().len() != 1 => {
            let message = "this is no call of a function";
            Err(Conflict::new("wrong-value", message).at("function").help("write it with its arguments, as in `touch()`"))
        }
        Some(_) => Ok(()),
    }
}

/// The function that a trigger runs, where the state knows it, is one for triggers.
fn check_function(catalog: &Catalog, trigger: &Trigger) -> Result<(), Conflict> {
    let called = trigger.function_text().and_then(|text| text.called().into_iter().next());
    let key = called.map(|name| RoutineKey::new(name, std::iter::empty()));
    let routine = key.and_then(|key| catalog.find_routine(&key));
    let Some(routine) = routine.filter(|routine| !routine.is_for_triggers()) else { return Ok(()) };
    let message = format!("{} `{}` does not return `trigger`, and no trigger can run it", routine.kind(), routine.key());
    let field = if trigger.function.is_some() { "function" } else { "body" };
    Err(Conflict::new("wrong-value", message).at(field).help("name a function with `returns: trigger`"))
}

fn check_constraint(trigger: &Trigger) -> Result<(), Conflict> {
    let refuse = |field: &str, message: &str| Err(Conflict::new("contradiction", message).at(field));
    match trigger {
        Trigger { constraint: false, deferrable: true, .. } => {
            refuse("deferrable", "only a constraint waits: say `constraint: true`")
        }
        Trigger { deferrable: false, initially: Some(_), .. } => {
            refuse("initially", "only what is deferrable waits: say `deferrable: true`")
        }
        Trigger { constraint: true, timing: Timing::Before | Timing::InsteadOf, .. } => {
            refuse("timing", "a constraint is checked after the change")
        }
        Trigger { constraint: true, level: Level::Statement, .. } => {
            refuse("level", "a constraint is checked for each row")
        }
        _ => Ok(()),
    }
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
