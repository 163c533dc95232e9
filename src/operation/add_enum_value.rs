//! `add_enum_value`: adds a value to an enum.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use super::{Irreversible, Op, Operation, ReplaceEnum, Target, qualified};
use crate::catalog::{Catalog, Conflict, EnumType, Name};

/// Adds a value to an enum.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AddEnumValue {
    /// Its name.
    pub name: Name,
    /// The schema it is in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<Name>,
    /// The new value.
    pub value: String,
    /// The value that it stands before; at the end if neither this nor `after` is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<String>,
    /// The value that it stands after.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
}

impl Op for AddEnumValue {
    fn apply(&self, catalog: &mut Catalog) -> Result<(), Conflict> {
        let mut enum_type = EnumType::clone(catalog.enum_type(&qualified(&self.schema, &self.name)).map_err(|conflict| conflict.at("name"))?);
        if enum_type.values.contains(&self.value) {
            return Err(Conflict::exists("value", &self.value).at("value"));
        }
        if self.before.is_some() && self.after.is_some() {
            return Err(Conflict::new("contradiction", "`before` and `after` exclude each other").at("after"));
        }
        let neighbour = |name: &Option<String>, field: &str| match name {
            None => Ok(None),
            Some(name) => match enum_type.values.iter().position(|value| value == name) {
                Some(position) => Ok(Some(position)),
                None => Err(Conflict::new("unknown-value", format!("enum `{}` has no value `{name}`", self.name)).at(field)),
            },
        };
        let before = neighbour(&self.before, "before")?;
        let after = neighbour(&self.after, "after")?.map(|position| position + 1);
        let position = before.or(after).unwrap_or(enum_type.values.len());
        enum_type.values.insert(position, self.value.clone());
        catalog.put_enum(enum_type);
        Ok(())
    }

    fn reverse(&self, before: &Catalog) -> Result<Vec<Operation>, Irreversible> {
        let name = qualified(&self.schema, &self.name);
        let old = before.enum_type(&name).map_err(|conflict| Irreversible::new(conflict.message))?;
        if let Some(other) = before.types_of(&name).next() {
            return Err(Irreversible::new(format!("the type `{other}` is made of the enum, which keeps its values then")));
        }
        let replace = ReplaceEnum {
            name: self.name.clone(),
            schema: self.schema.clone(),
            values: old.values.clone(),
            map: IndexMap::new(),
            map_back: IndexMap::new(),
        };
        // A text may name the value before it is one.
        let mut there_and_back = before.clone();
        let impossible = |conflict: Conflict| Irreversible::new(conflict.message);
        self.apply(&mut there_and_back).and_then(|()| replace.apply(&mut there_and_back)).map_err(impossible)?;
        Ok(vec![replace.into()])
    }

    fn target(&self) -> Target {
        Target::Enum(qualified(&self.schema, &self.name))
    }

    fn summary(&self) -> String {
        format!("add_enum_value {} to {}", self.value, qualified(&self.schema, &self.name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::yaml::{ReadContext, from_node, parse};

    fn read<T: serde::de::DeserializeOwned>(text: &str) -> T {
        from_node(&parse(text).unwrap().root, &ReadContext::default()).unwrap()
    }

    #[test]
    fn a_value_under_another_type_stays_and_says_so() {
        let mut catalog = Catalog::empty();
        read::<crate::operation::CreateEnum>("{name: mood, values: [sad]}").apply(&mut catalog).unwrap();
        let add: AddEnumValue = read("{name: mood, value: glad}");
        assert!(add.reverse(&catalog).is_ok());
        read::<crate::operation::CreateDomain>("{name: temper, type: {enum: mood}}").apply(&mut catalog).unwrap();
        assert!(add.reverse(&catalog).is_err_and(|cannot| cannot.reason.contains("`temper`")));
        add.apply(&mut catalog).unwrap();
    }
}
