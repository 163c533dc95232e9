//! `create_domain`: makes a type that narrows another one.

use serde::{Deserialize, Serialize};

use super::{DropDomain, Feature, Irreversible, Op, Operation, Target};
use crate::catalog::{Catalog, Conflict, Domain};

/// Makes a type that narrows another one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CreateDomain(pub Domain);

impl Op for CreateDomain {
    fn apply(&self, catalog: &mut Catalog) -> Result<(), Conflict> {
        let name = self.0.qualified_name();
        catalog.check_free_type(&name)?;
        self.0.check()?;
        super::create_table::check_type(catalog, &self.0.as_column())?;
        catalog.put_domain(self.0.clone());
        Ok(())
    }

    fn reverse(&self, _before: &Catalog) -> Result<Vec<Operation>, Irreversible> {
        Ok(vec![DropDomain { name: self.0.name.clone(), schema: self.0.schema.clone() }.into()])
    }

    fn target(&self) -> Target {
        Target::Domain(self.0.qualified_name())
    }

    fn summary(&self) -> String {
        format!("create_domain {}", self.0.qualified_name())
    }

    fn features(&self) -> Vec<Feature> {
        let mut features = Vec::new();
        features.extend(self.0.default.as_ref().map(|_| "default"));
        features.extend(self.0.collation.as_ref().map(|_| "collation"));
        features.extend(self.0.checks.first().map(|_| "check"));
        features
    }
}
