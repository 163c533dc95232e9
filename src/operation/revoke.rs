//! `revoke`: takes from roles what they may do with an object.

use serde::{Deserialize, Serialize};

use super::grants::{ALL, Wanted, asked, rights_features, summarized, taken_back, unknown_right};
use super::{Feature, Irreversible, On, Op, Operation, Target};
use crate::catalog::{Catalog, Conflict, Held, Name, PUBLIC, Right, Rights, per_dialect};

/// Takes from roles what they may do with an object, or with columns of a table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Revoke {
    /// What they may do no longer; `all` is everything that each of them holds there.
    #[serde(deserialize_with = "per_dialect")]
    pub privileges: Vec<Name>,
    /// The columns of the table that it is about; else it is about the whole.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<Name>,
    /// The object.
    pub on: On,
    /// The roles; `public` is everybody, as a role of its own.
    #[serde(deserialize_with = "per_dialect")]
    pub from: Vec<Name>,
    /// Whether they keep the privileges and may only grant them no longer.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub grant_option_for: bool,
}

impl Revoke {
    fn wanted(&self) -> Wanted<'_> {
        Wanted { privileges: &self.privileges, columns: &self.columns, on: &self.on, roles: ("from", &self.from) }
    }

    /// The rights that it is about.
    fn meant(&self, rights: &Rights) -> Result<Vec<Right>, Conflict> {
        if !self.takes_all() {
            return Ok(asked(&self.wanted()));
        }
        let mut meant = Vec::new();
        for (at, role) in self.from.iter().enumerate() {
            let of_column = |right: &Right| match &right.column {
                Some(column) => self.columns.is_empty() || self.columns.contains(column),
                None => self.columns.is_empty(),
            };
            let held = rights.iter().filter(|(right, held)| right.role == *role && **held != Held::Withheld);
            let held: Vec<Right> = held.map(|(right, _)| right.clone()).filter(of_column).collect();
            if held.is_empty() {
                let conflict = Conflict::new("unknown-grant", format!("`{role}` holds nothing on {}", self.on));
                return Err(conflict.at_index(at).at("from").help("nothing in the history grants it anything there"));
            }
            meant.extend(held);
        }
        Ok(meant)
    }

    /// Whether it takes everything that is held, whatever that is.
    pub fn takes_all(&self) -> bool {
        matches!(self.privileges.as_slice(), [only] if only.as_str() == ALL)
    }
}

impl Op for Revoke {
    fn apply(&self, catalog: &mut Catalog) -> Result<(), Conflict> {
        let object = self.wanted().check(catalog)?;
        let mut rights = catalog.rights(&object).map(|rights| rights.as_ref().clone()).unwrap_or_default();
        for right in self.meant(&rights)? {
            match rights.get(&right) {
                Some(Held::Grantable) if self.grant_option_for => {
                    rights.insert(right, Held::Plain);
                }
                Some(Held::Plain | Held::Grantable) if !self.grant_option_for => {
                    rights.remove(&right);
                }
                // Whether everybody has it from the start is for the dialect to say.
                None if right.role.as_str() == PUBLIC && right.column.is_none() && !self.grant_option_for => {
                    rights.insert(right, Held::Withheld);
                }
                held => return Err(unknown_right(&self.wanted(), &right, held.copied(), &rights)),
            }
        }
        catalog.put_rights(object, rights);
        Ok(())
    }

    fn reverse(&self, before: &Catalog) -> Result<Vec<Operation>, Irreversible> {
        let mut after = before.clone();
        self.apply(&mut after).map_err(|conflict| Irreversible::new(conflict.message))?;
        Ok(taken_back(before, &after))
    }

    fn target(&self) -> Target {
        self.on.target()
    }

    fn summary(&self) -> String {
        format!("revoke {}{}", if self.grant_option_for { "grant option for " } else { "" }, summarized(&self.wanted()))
    }

    fn features(&self) -> Vec<Feature> {
        rights_features(&self.wanted())
    }
}
