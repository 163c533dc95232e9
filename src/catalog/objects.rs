//! What a database has besides tables and what belongs to them; one part of a catalog, so that states without change in it
//! share it whole.

use std::sync::Arc;

use imbl::OrdMap;

use super::state::Users;
use super::{Composite, Domain, Name, Policy, QualifiedName, Rights, Securable, Sequence};

/// Objects by kind and name.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Objects {
    pub(super) sequences: OrdMap<QualifiedName, Arc<Sequence>>,
    /// Sequences by the table that they go with.
    pub(super) owned: Users,
    pub(super) policies: OrdMap<(QualifiedName, Name), Arc<Policy>>,
    /// Tables with row security, and whether their owner is under it too.
    pub(super) row_security: OrdMap<QualifiedName, bool>,
    /// Rights by what they are on; an object without any is not among them.
    pub(super) grants: OrdMap<Securable, Arc<Rights>>,
    pub(super) domains: OrdMap<QualifiedName, Arc<Domain>>,
    pub(super) composites: OrdMap<QualifiedName, Arc<Composite>>,
    /// Domains and composite types by a type that they are made of.
    pub(super) types_in_types: Users,
}

impl Objects {
    pub(super) fn is_empty(&self) -> bool {
        self.sequences.is_empty() && self.domains.is_empty() && self.composites.is_empty() && self.grants.is_empty()
    }
}
