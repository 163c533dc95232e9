//! An enum: a type with a fixed list of values.

use serde::{Deserialize, Serialize};

use super::{Conflict, Name, QualifiedName};

/// An enum and its values in order.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EnumType {
    /// The schema it is in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<Name>,
    /// Its name.
    pub name: Name,
    /// Its values, in order.
    pub values: Vec<String>,
}

impl EnumType {
    /// The name with its schema.
    pub fn qualified_name(&self) -> QualifiedName {
        QualifiedName::new(&self.schema, &self.name)
    }

    /// Checks the list of values.
    pub fn check(&self) -> Result<(), Conflict> {
        if self.values.is_empty() {
            return Err(Conflict::new("wrong-value", format!("enum `{}` has no values", self.name)).at("values"));
        }
        for (index, value) in self.values.iter().enumerate() {
            if self.values[..index].contains(value) {
                let message = format!("value `{value}` stands twice in enum `{}`", self.name);
                return Err(Conflict::new("already-exists", message).at_index(index).at("values"));
            }
        }
        Ok(())
    }
}
