//! `drop_view`: removes a view.

use serde::{Deserialize, Serialize};

use super::grants::granted_again;
use super::{CreateTrigger, CreateView, Irreversible, Op, Operation, Target, qualified};
use crate::catalog::{Catalog, Conflict, Name, QualifiedName, Securable};

/// Removes a view.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DropView {
    /// Its name.
    pub name: Name,
    /// The schema it is in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<Name>,
}

/// Takes out a view of either kind that no other reads, with its triggers.
pub(super) fn take_unread(catalog: &mut Catalog, name: &QualifiedName) -> Result<(), Conflict> {
    if let Some(reader) = catalog.readers(name, None).first() {
        let reader = reader.qualified_name();
        let conflict = Conflict::new("still-used", format!("view `{reader}` reads view `{name}`"));
        return Err(conflict.at("name").help(format!("drop `{reader}` first, or give it another query")));
    }
    catalog.check_unread(name, None, false).map_err(|conflict| conflict.at("name"))?;
    for trigger in catalog.triggers_of(name).cloned().collect::<Vec<_>>() {
        catalog.take_trigger(name, &trigger.name)?;
    }
    catalog.drop_rights(&Securable::Relation(name.clone()));
    catalog.take_view(name).map(|_| ())
}

impl Op for DropView {
    fn apply(&self, catalog: &mut Catalog) -> Result<(), Conflict> {
        let name = qualified(&self.schema, &self.name);
        catalog.plain_view(&name).map_err(|conflict| conflict.at("name"))?;
        take_unread(catalog, &name)
    }

    fn reverse(&self, before: &Catalog) -> Result<Vec<Operation>, Irreversible> {
        let name = qualified(&self.schema, &self.name);
        let old = before.view(&name).map_err(|conflict| Irreversible::new(conflict.message))?;
        let mut operations = vec![CreateView(old.as_ref().clone()).into()];
        operations.extend(before.triggers_of(&name).map(|trigger| CreateTrigger(trigger.as_ref().clone()).into()));
        operations.extend(granted_again(before, &Securable::Relation(name)));
        Ok(operations)
    }

    fn target(&self) -> Target {
        Target::View(qualified(&self.schema, &self.name))
    }

    fn summary(&self) -> String {
        format!("drop_view {}", qualified(&self.schema, &self.name))
    }
}
