//! `drop_table`: removes a table and its rows.

use serde::{Deserialize, Serialize};

use super::create_sequence::{owned_again, unowned};
use super::grants::granted_again;
use super::{CreatePolicy, CreateTable, CreateTrigger, EnableRowSecurity, Irreversible, Op, Operation, Target, qualified};
use crate::catalog::{Catalog, Conflict, Name, Securable};

/// Removes a table and its rows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DropTable {
    /// Its name.
    pub name: Name,
    /// The schema it is in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<Name>,
}

impl Op for DropTable {
    fn apply(&self, catalog: &mut Catalog) -> Result<(), Conflict> {
        let name = qualified(&self.schema, &self.name);
        catalog.table(&name).map_err(|conflict| Conflict { path: Default::default(), ..conflict }.at("name"))?;
        let other = catalog.referrers(&name).find(|other| **other != name).cloned();
        if let Some(other) = other {
            let conflict = Conflict::new("still-used", format!("a foreign key of `{other}` points at table `{name}`"));
            return Err(conflict.at("name").help(format!("drop the foreign key of `{other}` first")));
        }
        if let Some(view) = catalog.readers(&name, None).first() {
            let view = view.qualified_name();
            let conflict = Conflict::new("still-used", format!("view `{view}` reads table `{name}`"));
            return Err(conflict.at("name").help(format!("`drop_view` `{view}` first, or give it another query")));
        }
        catalog.check_unread(&name, None, false).map_err(|conflict| conflict.at("name"))?;
        catalog.drop_owned(&name, None).map_err(|conflict| conflict.at("name"))?;
        for trigger in catalog.triggers_of(&name).cloned().collect::<Vec<_>>() {
            catalog.take_trigger(&name, &trigger.name)?;
        }
        catalog.drop_policies(&name);
        catalog.drop_rights(&Securable::Relation(name.clone()));
        catalog.take_table(&name)?;
        catalog.mark_stale(&name, None);
        Ok(())
    }

    fn reverse(&self, before: &Catalog) -> Result<Vec<Operation>, Irreversible> {
        let name = qualified(&self.schema, &self.name);
        let table = before.table(&name).map_err(|conflict| Irreversible::new(conflict.message))?;
        let owned = before.owned_sequences(&name, None);
        let mut operations: Vec<Operation> = owned.iter().map(|sequence| unowned(sequence)).collect();
        operations.push(CreateTable(table.as_ref().clone()).into());
        operations.extend(owned.iter().flat_map(|sequence| owned_again(sequence, before)));
        let (table, schema) = (self.name.clone(), self.schema.clone());
        let secured = before.row_security(&name).map(|force| EnableRowSecurity { table, schema, force });
        operations.extend(secured.map(Operation::from));
        operations.extend(before.policies_of(&name).map(|policy| CreatePolicy(policy.as_ref().clone()).into()));
        operations.extend(before.triggers_of(&name).map(|trigger| CreateTrigger(trigger.as_ref().clone()).into()));
        operations.extend(granted_again(before, &Securable::Relation(name)));
        Ok(operations)
    }

    fn target(&self) -> Target {
        Target::Table(qualified(&self.schema, &self.name))
    }

    fn summary(&self) -> String {
        format!("drop_table {}", qualified(&self.schema, &self.name))
    }
}
