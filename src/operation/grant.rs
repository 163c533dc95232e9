//! `grant`: lets roles do something with an object.

use serde::{Deserialize, Serialize};

use super::grants::{Wanted, asked, check_form, rights_features, summarized, taken_back};
use super::{Feature, Irreversible, On, Op, Operation, Target};
use crate::catalog::{Catalog, Conflict, Held, Name, per_dialect};

/// Lets roles do something with an object, or with columns of a table. Roles are names: nothing here makes one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Grant {
    /// What they may do: the dialect's privileges on such an object; `all` is every one of them.
    #[serde(deserialize_with = "per_dialect")]
    pub privileges: Vec<Name>,
    /// The columns of the table that it is about; else it is about the whole.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<Name>,
    /// The object.
    pub on: On,
    /// The roles; `public` is everybody.
    #[serde(deserialize_with = "per_dialect")]
    pub to: Vec<Name>,
    /// Whether they may grant it to others.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub with_grant_option: bool,
}

impl Grant {
    fn wanted(&self) -> Wanted<'_> {
        Wanted { privileges: &self.privileges, columns: &self.columns, on: &self.on, roles: ("to", &self.to) }
    }
}

impl Op for Grant {
    fn apply(&self, catalog: &mut Catalog) -> Result<(), Conflict> {
        let wanted = self.wanted();
        let object = wanted.check(catalog)?;
        let mut rights = catalog.rights(&object).map(|rights| rights.as_ref().clone()).unwrap_or_default();
        for right in asked(&wanted) {
            check_form(&rights, &right)?;
            let held = rights.get(&right).copied();
            if held == Some(Held::Withheld) {
                rights.remove(&right);
            } else if self.with_grant_option {
                rights.insert(right, Held::Grantable);
            } else if held.is_none() {
                rights.insert(right, Held::Plain);
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
        format!("grant {}", summarized(&self.wanted()))
    }

    fn features(&self) -> Vec<Feature> {
        let mut features = rights_features(&self.wanted());
        let public = features.contains(&"to_public");
        features.extend(self.with_grant_option.then_some("grant_option"));
        features.extend((public && self.with_grant_option).then_some("public_grant_option"));
        features
    }
}
