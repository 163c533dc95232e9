//! Extensions of the database: what they bring is the server's.

use serde::{Deserialize, Serialize};

use super::{Catalog, Conflict, Name};

/// An extension that is installed in the database.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Extension {
    /// Its name.
    pub name: Name,
    /// The schema that its objects are put into, where it is said.
    #[serde(default)]
    pub schema: Option<Name>,
}

impl Catalog {
    /// The extensions, by name.
    pub fn extensions(&self) -> impl Iterator<Item = &Extension> {
        self.extensions.values()
    }

    /// An extension that is installed.
    pub fn extension(&self, name: &Name) -> Result<&Extension, Conflict> {
        let known = self.extensions.keys().map(Name::as_str);
        self.extensions.get(name).ok_or_else(|| Conflict::unknown("extension", name.as_str(), known).at("name"))
    }

    /// Installs an extension.
    pub fn add_extension(&mut self, extension: Extension) -> Result<(), Conflict> {
        if self.extensions.contains_key(&extension.name) {
            return Err(Conflict::exists("extension", &extension.name).at("name"));
        }
        self.extensions.insert(extension.name.clone(), extension);
        Ok(())
    }

    /// Removes an extension.
    pub fn remove_extension(&mut self, name: &Name) -> Result<(), Conflict> {
        self.extension(name)?;
        self.extensions.remove(name);
        Ok(())
    }
}
