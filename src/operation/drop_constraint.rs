//! `drop_constraint`: removes a constraint of a table, whatever its kind.

use serde::{Deserialize, Serialize};

use super::{CreateCheckConstraint, CreateForeignKey, CreatePrimaryKey, CreateUniqueConstraint, Irreversible, Op, Operation, Target, qualified};
use crate::catalog::{Catalog, Conflict, Constraint, ForeignKey, Name, Table};

/// Removes a constraint of a table, whatever its kind.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DropConstraint {
    /// Its name.
    pub name: Name,
    /// The table.
    pub table: Name,
    /// The schema of the table.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<Name>,
}

/// Checks that every foreign key that points at a changed table still finds unique columns there.
pub(super) fn check_targets(catalog: &Catalog, changed: &Table, what: &str) -> Result<(), Conflict> {
    let name = changed.qualified_name();
    for referrer in catalog.referrers(&name) {
        let other = if *referrer == name { changed } else { catalog.table(referrer)? };
        let lost = |key: &&ForeignKey| key.references.table_name() == name && !changed.is_unique(&key.references.columns);
        if let Some(key) = other.foreign_keys.iter().find(lost) {
            let message = format!("foreign key `{}` of `{referrer}` needs {what}", key.name);
            return Err(Conflict::new("still-used", message).at("name").help(format!("drop foreign key `{}` first", key.name)));
        }
    }
    Ok(())
}

fn remove(table: &mut Table, name: &Name) {
    if table.primary_key.as_ref().is_some_and(|key| key.name == *name) {
        table.primary_key = None;
    }
    table.unique.retain(|key| key.name != *name);
    table.foreign_keys.retain(|key| key.name != *name);
    table.checks.retain(|check| check.name != *name);
}

impl Op for DropConstraint {
    fn apply(&self, catalog: &mut Catalog) -> Result<(), Conflict> {
        let name = qualified(&self.schema, &self.table);
        let table = catalog.table(&name)?;
        let Some(constraint) = table.constraint(&self.name) else {
            let known: Vec<String> = table.constraint_names().iter().map(ToString::to_string).collect();
            let conflict = Conflict::unknown("constraint", self.name.as_str(), known.iter().map(String::as_str)).at("name");
            return Err(match (&conflict.help, table.index(&self.name)) {
                (_, Some(_)) => conflict.help(format!("`{}` is an index: use `drop_index`", self.name)),
                (None, None) if !known.is_empty() => conflict.help(format!("table `{name}` has {}", known.join(", "))),
                _ => conflict,
            });
        };
        let unique = matches!(constraint, Constraint::PrimaryKey(_) | Constraint::Unique(_));
        let mut changed = table.as_ref().clone();
        remove(&mut changed, &self.name);
        if unique {
            check_targets(catalog, &changed, &format!("constraint `{}`", self.name))?;
        }
        catalog.put_table(changed);
        Ok(())
    }

    fn reverse(&self, before: &Catalog) -> Result<Vec<Operation>, Irreversible> {
        let table = before.table(&qualified(&self.schema, &self.table)).map_err(|conflict| Irreversible::new(conflict.message))?;
        let (name, owner, schema) = (self.name.clone(), self.table.clone(), self.schema.clone());
        let Some(constraint) = table.constraint(&self.name) else {
            return Err(Irreversible::new(format!("no constraint `{}`", self.name)));
        };
        Ok(vec![match constraint {
            Constraint::PrimaryKey(key) => CreatePrimaryKey { name, table: owner, schema, columns: key.columns.clone() }.into(),
            Constraint::Unique(key) => CreateUniqueConstraint { name, table: owner, schema, columns: key.columns.clone() }.into(),
            Constraint::Check(check) => {
                CreateCheckConstraint { name, table: owner, schema, expression: check.expression.clone() }.into()
            }
            Constraint::ForeignKey(key) => CreateForeignKey {
                name,
                table: owner,
                schema,
                columns: key.columns.clone(),
                references: key.references.clone(),
                on_delete: key.on_delete,
                on_update: key.on_update,
            }
            .into(),
        }])
    }

    fn target(&self) -> Target {
        Target::Table(qualified(&self.schema, &self.table))
    }

    fn summary(&self) -> String {
        format!("drop_constraint {} on {}", self.name, qualified(&self.schema, &self.table))
    }
}
