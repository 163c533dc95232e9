//! Yes or no where a file may say it for each dialect.

use serde::{Deserialize, Deserializer, Serialize};

/// Yes or no; a map per dialect in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize)]
#[serde(transparent)]
pub struct Flag(pub bool);

impl Flag {
    /// Whether it says no, as when nothing is said.
    pub fn is_off(&self) -> bool {
        !self.0
    }
}

impl<'de> Deserialize<'de> for Flag {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        super::per_dialect(deserializer).map(Self)
    }
}
