//! Domains and composite types as SQL parts.

use indexmap::IndexMap;
use serde::Serialize;

use super::{Lowering, Refusal};
use crate::catalog::{DataType, Name};
use crate::operation::{Op, Operation, Target};
use crate::render::physical::{ColumnError, Physical, PhysicalCheck};

/// A domain as the dialect stores it.
#[derive(Debug, Clone, Serialize)]
pub struct PhysicalDomain {
    /// The type that it narrows, as SQL.
    #[serde(rename = "type")]
    pub type_name: String,
    /// Whether a value may be NULL.
    pub nullable: bool,
    /// Its default as SQL.
    pub default: Option<String>,
    /// Its collation.
    pub collation: Option<Name>,
    /// Its checks, or those that come.
    pub checks: Vec<PhysicalCheck>,
}

impl Lowering<'_> {
    /// The domain after a transition; of its checks those that come.
    pub(super) fn domain(&self, index: usize) -> Result<Option<PhysicalDomain>, Refusal> {
        let transition = self.transition(index);
        let (Target::Domain(name), operation) = (transition.operation.target(), transition.operation.as_ref()) else {
            return Ok(None);
        };
        let Ok(domain) = transition.after.domain(&name) else { return Ok(None) };
        let physical = Physical { dialect: self.dialect, catalog: &transition.after };
        let column = domain.as_column();
        let spelt = self.dialect.type_spelling(&domain.data_type, &transition.after);
        let type_name = spelt.map_err(|error| self.no_type(index, ColumnError { column: name.name.clone(), error }))?;
        let checks = match operation {
            Operation::AlterDomain(op) => &op.add_checks,
            _ => &domain.checks,
        };
        Ok(Some(PhysicalDomain {
            type_name,
            nullable: domain.nullable,
            default: self.dialect.default_clause(&column),
            collation: domain.collation.as_ref().map(|collation| collation.0.clone()),
            checks: checks.iter().map(|check| physical.check(check)).collect(),
        }))
    }

    /// The types, as SQL, of the attributes that a transition makes or changes.
    pub(super) fn attributes(&self, index: usize) -> Result<IndexMap<Name, String>, Refusal> {
        let transition = self.transition(index);
        let spelt = |name: &Name, data_type: &DataType| {
            let spelt = self.dialect.type_spelling(data_type, &transition.after);
            spelt.map_err(|error| self.no_type(index, ColumnError { column: name.clone(), error }))
        };
        let attributes: Vec<_> = match transition.operation.as_ref() {
            Operation::CreateType(op) => op.0.attributes.iter().collect(),
            Operation::AlterType(op) => op.alter_attributes.iter().chain(&op.add_attributes).collect(),
            _ => Vec::new(),
        };
        attributes.into_iter().map(|one| Ok((one.name.clone(), spelt(&one.name, &one.data_type)?))).collect()
    }
}
