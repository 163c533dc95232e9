//! `alter_domain`: changes what is said of a domain, and leaves alone what is not.

use serde::{Deserialize, Serialize};

use super::{Feature, Irreversible, Op, Operation, Target, qualified};
use crate::catalog::{Catalog, Check, Conflict, Domain, Name, Value};

/// Changes what is said of a domain; a field that is absent stays as it is.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AlterDomain {
    /// Its name.
    pub name: Name,
    /// The schema it is in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<Name>,
    /// Whether a value may be NULL.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nullable: Option<bool>,
    /// The new default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<Value>,
    /// Whether the default goes.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub drop_default: bool,
    /// Checks that go, by name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub drop_checks: Vec<Name>,
    /// Checks that come.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub add_checks: Vec<Check>,
}

impl AlterDomain {
    fn changed(&self, old: &Domain) -> Result<Domain, Conflict> {
        let mut domain = old.clone();
        domain.nullable = self.nullable.unwrap_or(old.nullable);
        if self.default.is_some() || self.drop_default {
            domain.default.clone_from(&self.default);
        }
        for (index, name) in self.drop_checks.iter().enumerate() {
            let found = domain.checks.iter().position(|check| check.name == *name);
            let known = old.checks.iter().map(|check| check.name.as_str());
            let found = found.ok_or_else(|| Conflict::unknown("check", name.as_str(), known).at_index(index).at("drop_checks"))?;
            domain.checks.remove(found);
        }
        for (index, check) in self.add_checks.iter().enumerate() {
            if domain.checks.iter().any(|known| known.name == check.name) {
                let conflict = Conflict::exists("check", format!("{}.{}", self.name, check.name));
                return Err(conflict.at("name").at_index(index).at("add_checks"));
            }
            domain.checks.push(check.clone());
        }
        Ok(domain)
    }
}

impl Op for AlterDomain {
    fn apply(&self, catalog: &mut Catalog) -> Result<(), Conflict> {
        let name = qualified(&self.schema, &self.name);
        let old = catalog.domain(&name).map_err(|conflict| conflict.at("name"))?;
        if self.features().is_empty() {
            return Err(Conflict::new("nothing-to-change", format!("nothing is said about what changes of `{name}`")));
        }
        if self.default.is_some() && self.drop_default {
            return Err(Conflict::new("contradiction", "`default` and `drop_default` exclude each other").at("drop_default"));
        }
        if self.drop_default && old.default.is_none() {
            return Err(Conflict::new("nothing-to-drop", format!("domain `{name}` has no default")).at("drop_default"));
        }
        let stricter = self.nullable == Some(false) || !self.add_checks.is_empty();
        if let Some(table) = catalog.holder(&name).filter(|_| stricter) {
            let message = format!("a column of `{table}` holds values of domain `{name}` inside of others, which nothing checks again");
            return Err(Conflict::new("still-used", message).at("name").help("drop the column first"));
        }
        let new = self.changed(old)?;
        new.check()?;
        super::create_table::check_type(catalog, &new.as_column())?;
        catalog.put_domain(new);
        Ok(())
    }

    fn reverse(&self, before: &Catalog) -> Result<Vec<Operation>, Irreversible> {
        let name = qualified(&self.schema, &self.name);
        let old = before.domain(&name).map_err(|conflict| Irreversible::new(conflict.message))?;
        let default_changed = self.default.is_some() || self.drop_default;
        let operation = Self {
            name: self.name.clone(),
            schema: self.schema.clone(),
            nullable: self.nullable.map(|_| old.nullable),
            default: old.default.clone().filter(|_| default_changed),
            drop_default: default_changed && old.default.is_none(),
            drop_checks: self.add_checks.iter().map(|check| check.name.clone()).collect(),
            add_checks: old.checks.iter().filter(|check| self.drop_checks.contains(&check.name)).cloned().collect(),
        };
        Ok(vec![operation.into()])
    }

    fn target(&self) -> Target {
        Target::Domain(qualified(&self.schema, &self.name))
    }

    fn summary(&self) -> String {
        format!("alter_domain {}, {}", qualified(&self.schema, &self.name), self.features().join(", "))
    }

    fn features(&self) -> Vec<Feature> {
        let said = [
            (self.nullable.is_some(), "nullable"),
            (self.default.is_some() || self.drop_default, "default"),
            (!self.drop_checks.is_empty() || !self.add_checks.is_empty(), "check"),
        ];
        said.into_iter().filter(|(said, _)| *said).map(|(_, feature)| feature).collect()
    }
}
