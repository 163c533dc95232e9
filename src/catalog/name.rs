//! Names of database objects. Knows nothing of quoting, which differs by dialect.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, de};

/// The name of an object, as the database stores it. The empty name stands for "left to the naming convention".
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Name(Arc<str>);

impl Name {
    /// Takes the text as it is.
    pub fn new(text: impl Into<Arc<str>>) -> Self {
        Self(text.into())
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether the naming convention still has to give the name.
    pub fn is_unnamed(&self) -> bool {
        self.0.is_empty()
    }
}

impl Default for Name {
    fn default() -> Self {
        Self(Arc::from(""))
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<&str> for Name {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

impl<'de> Deserialize<'de> for Name {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        if text.trim().is_empty() {
            return Err(de::Error::custom("a name may not be empty"));
        }
        if let Some(control) = text.chars().find(|c| c.is_control()) {
            return Err(de::Error::custom(format!("a name may not hold the character {control:?}")));
        }
        Ok(Self::new(text))
    }
}

/// A name, and the schema it is in when the file says one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct QualifiedName {
    /// The schema; none is the default schema of the database.
    pub schema: Option<Name>,
    /// The object's own name.
    pub name: Name,
}

impl QualifiedName {
    /// `schema.name`, or only `name`.
    pub fn new(schema: &Option<Name>, name: &Name) -> Self {
        Self { schema: schema.clone(), name: name.clone() }
    }

    /// The same schema, another name.
    pub fn renamed(&self, name: &Name) -> Self {
        Self { schema: self.schema.clone(), name: name.clone() }
    }
}

impl fmt::Display for QualifiedName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(schema) = &self.schema {
            write!(f, "{schema}.")?;
        }
        write!(f, "{}", self.name)
    }
}
