//! `alter_sequence`: changes what is said of a sequence, and leaves alone what is not.

use serde::{Deserialize, Deserializer, Serialize};

use super::create_sequence::check_owner;
use super::{Feature, Irreversible, Op, Operation, Target, qualified};
use crate::catalog::{Catalog, Conflict, Name, OwnedBy, Sequence, Whole};

/// A field that may be absent, null for what the database has by itself, or a value.
type Change<T> = Option<Option<T>>;

/// Changes what is said of a sequence; a field that is absent stays as it is, null is as if it had never been said.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AlterSequence {
    /// Its name.
    pub name: Name,
    /// The schema it is in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<Name>,
    /// The type of its numbers.
    #[serde(default, rename = "type", deserialize_with = "said", skip_serializing_if = "Option::is_none")]
    pub data_type: Change<Whole>,
    /// The number that it starts with when it is started again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<i64>,
    /// The distance from one number to the next.
    #[serde(default, deserialize_with = "said", skip_serializing_if = "Option::is_none")]
    pub increment: Change<i64>,
    /// The lowest number.
    #[serde(default, deserialize_with = "said", skip_serializing_if = "Option::is_none")]
    pub min: Change<i64>,
    /// The highest number.
    #[serde(default, deserialize_with = "said", skip_serializing_if = "Option::is_none")]
    pub max: Change<i64>,
    /// How many numbers a session takes at once.
    #[serde(default, deserialize_with = "said", skip_serializing_if = "Option::is_none")]
    pub cache: Change<i64>,
    /// Whether it begins again behind its last number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cycle: Option<bool>,
    /// The column that it is dropped with.
    #[serde(default, deserialize_with = "said", skip_serializing_if = "Option::is_none")]
    pub owned_by: Change<OwnedBy>,
}

fn said<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Change<T>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

impl AlterSequence {
    fn changed(&self, old: &Sequence) -> Sequence {
        Sequence {
            schema: old.schema.clone(),
            name: old.name.clone(),
            data_type: self.data_type.unwrap_or(old.data_type),
            start: self.start.or(old.start),
            increment: self.increment.unwrap_or(old.increment),
            min: self.min.unwrap_or(old.min),
            max: self.max.unwrap_or(old.max),
            cache: self.cache.unwrap_or(old.cache),
            cycle: self.cycle.unwrap_or(old.cycle),
            owned_by: self.owned_by.clone().unwrap_or_else(|| old.owned_by.clone()),
        }
    }
}

impl Op for AlterSequence {
    fn apply(&self, catalog: &mut Catalog) -> Result<(), Conflict> {
        let name = qualified(&self.schema, &self.name);
        let old = catalog.sequence(&name).map_err(|conflict| conflict.at("name"))?;
        if self.features().is_empty() {
            return Err(Conflict::new("nothing-to-change", format!("nothing is said about what changes of `{name}`")));
        }
        let new = self.changed(old);
        if new.ascends() != old.ascends() {
            let conflict = Conflict::new("wrong-value", format!("sequence `{name}` would turn round")).at("increment");
            return Err(conflict.help("its bounds would turn with it: drop it, and create another one"));
        }
        new.check()?;
        if let Some(Some(owner)) = &self.owned_by {
            check_owner(catalog, &name, owner)?;
        }
        catalog.put_sequence(new);
        Ok(())
    }

    fn reverse(&self, before: &Catalog) -> Result<Vec<Operation>, Irreversible> {
        let name = qualified(&self.schema, &self.name);
        let old = before.sequence(&name).map_err(|conflict| Irreversible::new(conflict.message))?;
        let operation = Self {
            name: self.name.clone(),
            schema: self.schema.clone(),
            data_type: self.data_type.map(|_| old.data_type),
            start: self.start.and(old.start),
            increment: self.increment.map(|_| old.increment),
            min: self.min.map(|_| old.min),
            max: self.max.map(|_| old.max),
            cache: self.cache.map(|_| old.cache),
            cycle: self.cycle.map(|_| old.cycle),
            owned_by: self.owned_by.as_ref().map(|_| old.owned_by.clone()),
        };
        Ok(vec![operation.into()])
    }

    fn target(&self) -> Target {
        Target::Sequence(qualified(&self.schema, &self.name))
    }

    fn summary(&self) -> String {
        format!("alter_sequence {}, {}", qualified(&self.schema, &self.name), self.features().join(", "))
    }

    fn features(&self) -> Vec<Feature> {
        let said = [
            (self.data_type.is_some(), "type"),
            (self.start.is_some(), "start"),
            (self.increment.is_some(), "increment"),
            (self.min.is_some(), "min"),
            (self.max.is_some(), "max"),
            (self.cache.is_some(), "cache"),
            (self.cycle.is_some(), "cycle"),
            (self.owned_by.is_some(), "owned_by"),
        ];
        said.into_iter().filter(|(said, _)| *said).map(|(_, feature)| feature).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::operation::CreateSequence;

    #[test]
    fn what_was_never_said_is_unsaid_again() {
        let mut catalog = Catalog::empty();
        let plain = Sequence { schema: None, name: "s".into(), data_type: None, start: None, increment: None, min: None, max: Some(9), cache: None, cycle: false, owned_by: None };
        CreateSequence(plain).apply(&mut catalog).unwrap();
        let before = catalog.clone();
        let alter = AlterSequence { name: "s".into(), min: Some(Some(0)), max: Some(None), ..AlterSequence::default() };
        alter.apply(&mut catalog).unwrap();
        assert_eq!(catalog.sequences().next().unwrap().bounds(), (0, i64::MAX));
        alter.reverse(&before).unwrap()[0].apply(&mut catalog).unwrap();
        assert_eq!(catalog, before);
    }

    #[test]
    fn a_sequence_does_not_turn_round() {
        let mut catalog = Catalog::empty();
        let plain = Sequence { schema: None, name: "s".into(), data_type: None, start: None, increment: None, min: None, max: None, cache: None, cycle: false, owned_by: None };
        CreateSequence(plain).apply(&mut catalog).unwrap();
        let alter = AlterSequence { name: "s".into(), increment: Some(Some(-1)), ..AlterSequence::default() };
        assert_eq!(alter.apply(&mut catalog).unwrap_err().code.0, "wrong-value");
    }
}
