//! `rename_enum_value`: gives a value of an enum a new name; rows and defaults follow.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use super::{Irreversible, Op, Operation, ReplaceEnum, Target, qualified};
use crate::catalog::{Catalog, Conflict, EnumType, Name};

/// Gives a value of an enum a new name; rows and defaults follow.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RenameEnumValue {
    /// The enum.
    pub name: Name,
    /// The schema it is in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<Name>,
    /// The present name of the value.
    pub from: String,
    /// Its name after the change.
    pub to: String,
}

impl RenameEnumValue {
    /// The same, said with all values.
    pub fn replacement(&self, old: &EnumType) -> ReplaceEnum {
        let renamed = |value: &String| if *value == self.from { self.to.clone() } else { value.clone() };
        ReplaceEnum {
            name: self.name.clone(),
            schema: self.schema.clone(),
            values: old.values.iter().map(renamed).collect(),
            map: IndexMap::from_iter([(self.from.clone(), self.to.clone())]),
            map_back: IndexMap::new(),
        }
    }
}

impl Op for RenameEnumValue {
    fn apply(&self, catalog: &mut Catalog) -> Result<(), Conflict> {
        let old = catalog.enum_type(&qualified(&self.schema, &self.name)).map_err(|conflict| conflict.at("name"))?;
        if !old.values.contains(&self.from) {
            let message = format!("enum `{}` has no value `{}`", self.name, self.from);
            let help = format!("its values are {}", old.values.join(", "));
            return Err(Conflict::new("unknown-value", message).at("from").help(help));
        }
        if old.values.contains(&self.to) {
            let conflict = Conflict::exists("value", &self.to).at("to");
            return Err(conflict.help("`replace_enum` with `map` makes one value of two"));
        }
        self.replacement(old).apply(catalog).map_err(|conflict| conflict.at("from"))
    }

    fn reverse(&self, before: &Catalog) -> Result<Vec<Operation>, Irreversible> {
        if let Ok(old) = before.enum_type(&qualified(&self.schema, &self.name)) {
            self.replacement(old).reverse(before)?;
        }
        Ok(vec![Self { from: self.to.clone(), to: self.from.clone(), ..self.clone() }.into()])
    }

    fn target(&self) -> Target {
        Target::Enum(qualified(&self.schema, &self.name))
    }

    fn summary(&self) -> String {
        format!("rename_enum_value {} of {} to {}", self.from, qualified(&self.schema, &self.name), self.to)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::{Column, DataType, QualifiedName, Value};
    use crate::operation::{CreateEnum, CreateTable};

    #[test]
    fn defaults_follow_and_come_back() {
        let mood = EnumType { schema: None, name: "mood".into(), values: vec!["good".into(), "bad".into()] };
        let column = Column {
            name: "m".into(),
            data_type: DataType::Enum(QualifiedName { schema: None, name: "mood".into() }),
            nullable: true,
            default: Some(Value::Text("good".into())),
            identity: None,
            computed: None,
            collation: None,
            comment: None,
            options: Default::default(),
        };
        let mut catalog = Catalog::empty();
        CreateEnum(mood).apply(&mut catalog).unwrap();
        let table = crate::catalog::Table {
            schema: None,
            name: "t".into(),
            columns: vec![column],
            primary_key: None,
            unique: Vec::new(),
            foreign_keys: Vec::new(),
            checks: Vec::new(),
            exclusions: Vec::new(),
            indexes: Vec::new(),
            comment: None,
            options: Default::default(),
        };
        CreateTable(table).apply(&mut catalog).unwrap();
        let before = catalog.clone();
        let rename = |from: &str, to: &str| RenameEnumValue {
            name: "mood".into(),
            schema: None,
            from: from.into(),
            to: to.into(),
        };
        rename("good", "fine").apply(&mut catalog).unwrap();
        assert_eq!(catalog.tables().next().unwrap().columns[0].default, Some(Value::Text("fine".into())));
        assert_eq!(rename("fine", "bad").apply(&mut catalog.clone()).unwrap_err().code.0, "already-exists");
        rename("good", "fine").reverse(&before).unwrap()[0].apply(&mut catalog).unwrap();
        assert_eq!(catalog, before);
    }
}
