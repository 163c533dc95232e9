//! `replace_enum`: gives an enum another list of values; rows and defaults follow a mapping.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use super::{AlterColumn, Irreversible, Op, Operation, Target, qualified};
use crate::source::Path;
use crate::catalog::{Catalog, Column, Conflict, DataType, EnumType, Name, Table, Value, ValueChanges};

/// Gives an enum another list of values; rows and defaults follow a mapping.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReplaceEnum {
    /// Its name.
    pub name: Name,
    /// The schema it is in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<Name>,
    /// The new values, in order.
    pub values: Vec<String>,
    /// Old value to new value; a value that is not named keeps its name.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub map: IndexMap<String, String>,
    /// New value to old value, for the downgrade, where the inverse of `map` does not say it.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub map_back: IndexMap<String, String>,
}

impl ReplaceEnum {
    fn check_map(&self, old: &EnumType) -> Result<(), Conflict> {
        let wrong = |value: &str, field: &str, whose: &str| {
            Conflict::new("unknown-value", format!("`{value}` is not among the {whose} values")).at(field)
        };
        for (from, to) in &self.map {
            if !old.values.contains(from) {
                return Err(wrong(from, "map", "old"));
            }
            if !self.values.contains(to) {
                return Err(wrong(to, "map", "new"));
            }
        }
        for (from, to) in &self.map_back {
            if !self.values.contains(from) {
                return Err(wrong(from, "map_back", "new"));
            }
            if !old.values.contains(to) {
                return Err(wrong(to, "map_back", "old"));
            }
        }
        Ok(())
    }

    /// The operation that goes back: `map_back` first, then the inverse of `map`.
    fn inverse(&self, old: &EnumType) -> Self {
        let mut map = self.map_back.clone();
        let mut map_back = IndexMap::new();
        for (from, to) in &self.map {
            if from != to {
                // Rows that had the value before and keep it cannot be told from those that got it.
                let kept = old.values.contains(to) && self.map.get(to).is_none_or(|next| next == to);
                if !map.contains_key(to) && !kept {
                    map.insert(to.clone(), from.clone());
                }
                map_back.insert(from.clone(), to.clone());
            }
        }
        Self { name: self.name.clone(), schema: self.schema.clone(), values: old.values.clone(), map, map_back }
    }

    /// Gives a default the new names of its values.
    fn follow(&self, default: &mut Value, data_type: &DataType, place: &str, old: &EnumType) -> Result<(), Conflict> {
        let kept = |value: &str| self.map.get(value).is_none_or(|to| to == value) && self.values.iter().any(|new| new == value);
        match (default, data_type) {
            (Value::Text(value), DataType::Enum(_)) => self.follow_value(value, place),
            (Value::List(items), DataType::Array(item)) => {
                // An array of arrays has the same type there as an array.
                let of = |value: &Value| if matches!(value, Value::List(_)) { data_type } else { item };
                items.iter_mut().try_for_each(|value| {
                    let of = of(value);
                    self.follow(value, of, place, old)
                })
            }
            (Value::Text(text), DataType::Array(_)) if words(text).any(|word| old.values.contains(&word) && !kept(&word)) => {
                let message = format!("the default `{text}` of `{place}` is a text, in which no value gets its new name");
                Err(Conflict::new("wrong-value", message).at("map").help("alter the default first, or write it as a list"))
            }
            _ => Ok(()),
        }
    }

    fn follow_value(&self, value: &mut String, place: &str) -> Result<(), Conflict> {
        *value = self.map.get(value).unwrap_or(value).clone();
        if self.values.contains(value) {
            return Ok(());
        }
        let message = format!("the default `{value}` of `{place}` is not among the new values");
        Err(Conflict::new("wrong-value", message).at("map").help("map it to a new value, or alter the default first"))
    }

    /// The old values that no new value stands for: rows that hold one stop the change.
    pub fn lost<'a>(&'a self, old: &'a EnumType) -> impl Iterator<Item = &'a String> {
        old.values.iter().filter(|value| !self.map.contains_key(*value) && !self.values.contains(value))
    }
}

/// What may be items in the text of an array.
fn words(text: &str) -> impl Iterator<Item = String> {
    let plain = |word: &str| word.trim().trim_matches('"').replace("\\\"", "\"").replace("\\\\", "\\");
    text.split(['{', '}', ',']).map(plain).collect::<Vec<_>>().into_iter()
}

/// What gives columns the defaults back that a mapping of several values to one has lost.
fn defaults_back(old: &Table, new: &Table) -> Vec<Operation> {
    let lost = old.columns.iter().zip(&new.columns).filter(|(old, new)| old.default != new.default);
    let restore = |(old_column, _): (&Column, &Column)| AlterColumn {
        table: old.name.clone(),
        schema: old.schema.clone(),
        column: old_column.name.clone(),
        default: old_column.default.clone(),
        ..AlterColumn::default()
    };
    lost.map(|pair| restore(pair).into()).collect()
}

impl Op for ReplaceEnum {
    fn apply(&self, catalog: &mut Catalog) -> Result<(), Conflict> {
        let name = qualified(&self.schema, &self.name);
        let old = EnumType::clone(catalog.enum_type(&name).map_err(|conflict| conflict.at("name"))?);
        let new = EnumType { values: self.values.clone(), ..old.clone() };
        new.check()?;
        self.check_map(&old)?;
        if let Some(other) = catalog.types_of(&name).next() {
            let conflict = Conflict::new("still-used", format!("the type `{other}` is made of the enum `{name}`"));
            return Err(conflict.at("name").help(format!("drop `{other}` first, and create it again afterwards")));
        }
        catalog.check_casts_to_enum(&name).map_err(|conflict| conflict.at("name"))?;
        let mut changed = catalog.clone();
        let users: Vec<_> = catalog.type_users(&name).cloned().collect();
        for user in users {
            changed.edit_table(&user, |table| {
                for column in table.columns.iter_mut().filter(|column| column.data_type.enum_name() == Some(&name)) {
                    let place = format!("{user}.{}", column.name);
                    if let Some(default) = &mut column.default {
                        self.follow(default, &column.data_type, &place, &old)?;
                    }
                }
                Ok(())
            })?;
        }
        let changes = ValueChanges::new(&old.values, &self.values, &self.map);
        changed.follow_values(&name, &changes).map_err(|conflict| {
            let is_mapped = self.map.keys().any(|from| conflict.path == Path::root().key(from));
            conflict.at(if is_mapped { "map" } else { "values" })
        })?;
        changed.put_enum(new);
        *catalog = changed;
        Ok(())
    }

    fn reverse(&self, before: &Catalog) -> Result<Vec<Operation>, Irreversible> {
        let name = qualified(&self.schema, &self.name);
        let impossible = |conflict: Conflict| Irreversible::new(conflict.message);
        let inverse = self.inverse(before.enum_type(&name).map_err(impossible)?);
        let mut there_and_back = before.clone();
        self.apply(&mut there_and_back).map_err(impossible)?;
        inverse.apply(&mut there_and_back).map_err(impossible)?;
        let mut operations = vec![inverse.into()];
        for user in before.type_users(&name) {
            let (old, new) = (before.table(user).map_err(impossible)?, there_and_back.table(user).map_err(impossible)?.clone());
            let defaults = defaults_back(old, &new);
            defaults.iter().try_for_each(|operation| operation.apply(&mut there_and_back)).map_err(impossible)?;
            operations.extend(defaults);
        }
        match there_and_back.changed_texts(before) {
            Some(what) => Err(Irreversible::new(format!("the text of {what} would not come back as it was"))),
            None => Ok(operations),
        }
    }

    fn target(&self) -> Target {
        Target::Enum(qualified(&self.schema, &self.name))
    }

    fn summary(&self) -> String {
        format!("replace_enum {}", qualified(&self.schema, &self.name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::operation::{CreateEnum, CreateTable};
    use crate::source::yaml::{ReadContext, from_node, parse};

    fn read<T: serde::de::DeserializeOwned>(text: &str) -> T {
        from_node(&parse(text).unwrap().root, &ReadContext::default()).unwrap()
    }

    /// A table with an array of the enum and this default, and what replacing `sad` by `low` makes of it.
    fn replaced(default: &str) -> Result<String, Conflict> {
        let mut catalog = Catalog::empty();
        read::<CreateEnum>("{name: mood, values: [sad, glad]}").apply(&mut catalog).unwrap();
        let table = format!("{{name: t, columns: [{{name: c, type: {{array: {{enum: mood}}}}, default: {default}}}]}}");
        read::<CreateTable>(&table).apply(&mut catalog)?;
        let before = catalog.clone();
        let replace: ReplaceEnum = read("{name: mood, values: [glad, low], map: {sad: low}}");
        replace.apply(&mut catalog)?;
        let after = catalog.clone();
        replace.reverse(&before).unwrap().iter().for_each(|back| back.apply(&mut catalog).unwrap());
        assert_eq!(catalog, before);
        let default = after.tables().next().unwrap().columns[0].default.clone();
        Ok(default.unwrap().to_string())
    }

    #[test]
    fn values_that_change_places_go_back() {
        let old = EnumType { schema: None, name: "mood".into(), values: ["sad", "glad", "mad"].map(Into::into).to_vec() };
        let back = |text: &str| read::<ReplaceEnum>(text).inverse(&old).map.into_iter().collect::<Vec<_>>();
        let pair = |from: &str, to: &str| (from.to_string(), to.to_string());
        let swap = back("{name: mood, values: [glad, sad], map: {sad: glad, glad: sad, mad: mad}}");
        assert_eq!(swap, [pair("glad", "sad"), pair("sad", "glad")]);
        let round = back("{name: mood, values: [glad, sad, mad], map: {sad: glad, glad: mad, mad: sad}}");
        assert_eq!(round, [pair("glad", "sad"), pair("mad", "glad"), pair("sad", "mad")]);
        assert_eq!(back("{name: mood, values: [glad, sad], map: {mad: sad}}"), [], "some were sad before");
    }

    #[test]
    fn defaults_of_arrays_follow() {
        assert_eq!(replaced("[sad, glad]").unwrap(), "['low', 'glad']");
        assert_eq!(replaced("[[sad, null], [glad, glad]]").unwrap(), "[['low', null], ['glad', 'glad']]");
        assert_eq!(replaced("'{glad}'").unwrap(), "'{glad}'");
        assert!(replaced("'{glad,\"sad\"}'").unwrap_err().message.contains("no value gets its new name"));
        assert!(replaced("[[mad]]").unwrap_err().message.contains("`mad`"));
    }
}
