//! `drop_constraint`: removes a constraint of a table, whatever its kind.

use serde::{Deserialize, Serialize};

use super::{CreateCheckConstraint, CreateExcludeConstraint, CreateForeignKey, CreatePrimaryKey, CreateUniqueConstraint, Irreversible, Op, Operation, Target, qualified};
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

/// The message about a constraint that a table does not have.
pub(super) fn unknown(table: &Table, name: &Name) -> Conflict {
    let known: Vec<String> = table.constraint_names().iter().map(ToString::to_string).collect();
    let conflict = Conflict::unknown("constraint", name.as_str(), known.iter().map(String::as_str)).at("name");
    match (&conflict.help, table.index(name)) {
        (_, Some(_)) => conflict.help(format!("`{name}` is an index: use `drop_index`")),
        (None, None) if !known.is_empty() => {
            conflict.help(format!("table `{}` has {}", table.qualified_name(), known.join(", ")))
        }
        _ => conflict,
    }
}

fn remove(table: &mut Table, name: &Name) {
    if table.primary_key.as_ref().is_some_and(|key| key.name == *name) {
        table.primary_key = None;
    }
    table.unique.retain(|key| key.name != *name);
    table.foreign_keys.retain(|key| key.name != *name);
    table.checks.retain(|check| check.name != *name);
    table.exclusions.retain(|exclusion| exclusion.name != *name);
}

/// What makes a constraint of a table.
pub(super) fn create(table: &Table, constraint: Constraint<'_>) -> Operation {
    match constraint {
        Constraint::PrimaryKey(key) => CreatePrimaryKey::of(table, key).into(),
        Constraint::Unique(key) => CreateUniqueConstraint::of(table, key).into(),
        Constraint::ForeignKey(key) => CreateForeignKey::of(table, key).into(),
        Constraint::Check(check) => CreateCheckConstraint::of(table, check).into(),
        Constraint::Exclusion(exclusion) => CreateExcludeConstraint::of(table, exclusion).into(),
    }
}

impl Op for DropConstraint {
    fn apply(&self, catalog: &mut Catalog) -> Result<(), Conflict> {
        let name = qualified(&self.schema, &self.table);
        let table = catalog.table(&name)?;
        let Some(constraint) = table.constraint(&self.name) else { return Err(unknown(table, &self.name)) };
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
        match table.constraint(&self.name) {
            Some(constraint) => Ok(vec![create(table, constraint)]),
            None => Err(Irreversible::new(format!("no constraint `{}`", self.name))),
        }
    }

    fn target(&self) -> Target {
        Target::Table(qualified(&self.schema, &self.table))
    }

    fn summary(&self) -> String {
        format!("drop_constraint {} on {}", self.name, qualified(&self.schema, &self.table))
    }
}
