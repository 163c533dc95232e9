//! `alter_type`: renames, drops, changes and adds attributes of a composite type, in this order.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use super::{Feature, Irreversible, Op, Operation, Target, qualified};
use crate::catalog::{Attribute, Catalog, Composite, Conflict, Name};

/// Renames, drops, changes and adds attributes of a composite type, in this order.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AlterType {
    /// Its name.
    pub name: Name,
    /// The schema it is in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<Name>,
    /// New names of attributes, by their present ones.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub rename_attributes: IndexMap<Name, Name>,
    /// Attributes that go.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub drop_attributes: Vec<Name>,
    /// Attributes that get another type, where no column is of the composite type.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub alter_attributes: Vec<Attribute>,
    /// Attributes that come, behind the others.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub add_attributes: Vec<Attribute>,
}

impl AlterType {
    fn changed(&self, catalog: &Catalog, old: &Composite) -> Result<Composite, Conflict> {
        let mut new = old.clone();
        for (from, to) in &self.rename_attributes {
            let at = |conflict: Conflict| conflict.at_key_of(from.as_str()).at("rename_attributes");
            let index = new.attribute_index(from).map_err(at)?;
            if new.attribute_index(to).is_ok() {
                return Err(Conflict::exists("attribute", to).at(from.as_str()).at("rename_attributes"));
            }
            new.attributes[index].name = to.clone();
        }
        for (index, name) in self.drop_attributes.iter().enumerate() {
            let at = |conflict: Conflict| conflict.at_index(index).at("drop_attributes");
            new.attributes.remove(new.attribute_index(name).map_err(at)?);
        }
        for (index, attribute) in self.alter_attributes.iter().enumerate() {
            let at = |conflict: Conflict| conflict.at_index(index).at("alter_attributes");
            let found = new.attribute_index(&attribute.name).map_err(at)?;
            catalog.check_type(&attribute.data_type).map_err(at)?;
            new.attributes[found] = attribute.clone();
        }
        for (index, attribute) in self.add_attributes.iter().enumerate() {
            let at = |conflict: Conflict| conflict.at_index(index).at("add_attributes");
            if new.attribute_index(&attribute.name).is_ok() {
                return Err(at(Conflict::exists("attribute", &attribute.name)));
            }
            catalog.check_type(&attribute.data_type).map_err(at)?;
            new.attributes.push(attribute.clone());
        }
        Ok(new)
    }
}

impl Op for AlterType {
    fn apply(&self, catalog: &mut Catalog) -> Result<(), Conflict> {
        let name = qualified(&self.schema, &self.name);
        let old = catalog.composite(&name).map_err(|conflict| conflict.at("name"))?;
        if self.features().is_empty() {
            return Err(Conflict::new("nothing-to-change", format!("nothing is said about what changes of `{name}`")));
        }
        let new = self.changed(catalog, old)?;
        let user = catalog.type_users(&name).next().or_else(|| catalog.holder(&name));
        if let Some(table) = user.filter(|_| !self.alter_attributes.is_empty()) {
            let conflict = Conflict::new("still-used", format!("a column of `{table}` has the type `{name}`, so its attributes keep their types"));
            return Err(conflict.at("alter_attributes").help("add another attribute, or drop the column first"));
        }
        catalog.put_composite(new);
        Ok(())
    }

    fn reverse(&self, before: &Catalog) -> Result<Vec<Operation>, Irreversible> {
        let old = before.composite(&qualified(&self.schema, &self.name)).map_err(|conflict| Irreversible::new(conflict.message))?;
        let before_rename = |name: &Name| {
            let renamed = self.rename_attributes.iter().find(|(_, to)| *to == name);
            let name = renamed.map_or(name, |(from, _)| from);
            old.attributes.iter().find(|attribute| attribute.name == *name)
        };
        // The new name stays until the attributes are what they were.
        let as_now = |name: &Name| before_rename(name).map(|found| Attribute { name: name.clone(), ..found.clone() });
        let names = Self { name: self.name.clone(), schema: self.schema.clone(), ..Self::default() };
        let types = Self {
            drop_attributes: self.add_attributes.iter().map(|attribute| attribute.name.clone()).collect(),
            alter_attributes: self.alter_attributes.iter().filter_map(|attribute| as_now(&attribute.name)).collect(),
            add_attributes: self.drop_attributes.iter().filter_map(as_now).collect(),
            ..names.clone()
        };
        let renamed = self.rename_attributes.iter().rev().map(|(from, to)| (to.clone(), from.clone())).collect();
        let back = Self { rename_attributes: renamed, ..names };
        Ok([types, back].into_iter().filter(|part| !part.features().is_empty()).map(Operation::from).collect())
    }

    fn target(&self) -> Target {
        Target::Type(qualified(&self.schema, &self.name))
    }

    fn summary(&self) -> String {
        format!("alter_type {}, {}", qualified(&self.schema, &self.name), self.features().join(", "))
    }

    fn features(&self) -> Vec<Feature> {
        let said = [
            (!self.rename_attributes.is_empty(), "rename"),
            (!self.drop_attributes.is_empty(), "drop"),
            (!self.alter_attributes.is_empty(), "alter"),
            (!self.add_attributes.is_empty(), "add"),
        ];
        said.into_iter().filter(|(said, _)| *said).map(|(_, feature)| feature).collect()
    }
}
