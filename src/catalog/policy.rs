//! Row security of tables, and the policies that say who sees and changes which rows.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::column::yes;
use super::{Catalog, Conflict, Name, QualifiedName, SqlText};

/// What a policy is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    /// Everything.
    #[default]
    All,
    /// Reading rows.
    Select,
    /// New rows.
    Insert,
    /// Changed rows.
    Update,
    /// Deleted rows.
    Delete,
}

/// A policy of a table.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    /// The schema of the table.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<Name>,
    /// Its name.
    pub name: Name,
    /// The table.
    pub table: Name,
    /// What it is about.
    #[serde(default)]
    pub command: Command,
    /// The roles that it is for; everybody if there are none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub roles: Vec<Name>,
    /// Whether it lets rows through that another one does not; else rows have to pass it besides.
    #[serde(default = "yes")]
    pub permissive: bool,
    /// The condition on rows that are there.
    #[serde(default, deserialize_with = "super::per_dialect", skip_serializing_if = "Option::is_none")]
    pub using: Option<SqlText>,
    /// The condition on rows as they come to be.
    #[serde(default, deserialize_with = "super::per_dialect", skip_serializing_if = "Option::is_none")]
    pub check: Option<SqlText>,
}

impl Policy {
    /// The table with its schema.
    pub fn table_name(&self) -> QualifiedName {
        QualifiedName::new(&self.schema, &self.table)
    }

    fn texts(&self) -> impl Iterator<Item = &SqlText> {
        self.using.iter().chain(&self.check)
    }

    /// Whether a condition reads the table or view, the policy's own left aside, or a column of it.
    pub fn reads(&self, object: &QualifiedName, column: Option<&Name>) -> bool {
        match column {
            Some(column) if *object == self.table_name() => self.texts().any(|text| text.mentions(column.as_str())),
            Some(column) => self.texts().any(|text| text.names_table(object) && text.names_column(object, column)),
            None => *object != self.table_name() && self.texts().any(|text| text.names_table(object)),
        }
    }

    /// Whether a condition calls a function of this name.
    pub fn calls(&self, routine: &QualifiedName) -> bool {
        self.texts().any(|text| text.calls(routine))
    }

    /// Checks what can be known of a policy by itself.
    pub fn check(&self) -> Result<(), Conflict> {
        let useless = |what: &str| Err(Conflict::new("contradiction", format!("policy `{}` {what}", self.name)));
        match self.command {
            Command::Insert if self.using.is_some() => useless("is about new rows, for which `using` is never asked")
                .map_err(|conflict: Conflict| conflict.at("using")),
            Command::Select | Command::Delete if self.check.is_some() => {
                useless("makes no rows, so `check` is never asked").map_err(|conflict: Conflict| conflict.at("check"))
            }
            _ if self.using.is_none() && self.check.is_none() => {
                Err(Conflict::new("missing-value", format!("policy `{}` has neither `using` nor `check`", self.name)))
            }
            _ => Ok(()),
        }?;
        for (text, field) in [(&self.using, "using"), (&self.check, "check")] {
            text.iter().try_for_each(|text| text.check_filled(field))?;
        }
        Ok(())
    }
}

impl Catalog {
    /// The policies by table and name.
    pub fn policies(&self) -> impl Iterator<Item = &Arc<Policy>> {
        self.objects.policies.values()
    }

    /// A policy that exists.
    pub fn policy(&self, table: &QualifiedName, name: &Name) -> Result<&Arc<Policy>, Conflict> {
        let known = self.policies_of(table).map(|known| known.name.as_str());
        let found = self.objects.policies.get(&(table.clone(), name.clone()));
        found.ok_or_else(|| Conflict::unknown("policy", name.as_str(), known))
    }

    /// The policies of a table.
    pub fn policies_of<'a>(&'a self, table: &QualifiedName) -> impl Iterator<Item = &'a Arc<Policy>> + use<'a> {
        let table = table.clone();
        let from = (table.clone(), Name::default());
        self.objects.policies.range(from..).take_while(move |(key, _)| key.0 == table).map(|(_, policy)| policy)
    }

    /// Puts a policy in, in place of one with its table and name.
    pub fn put_policy(&mut self, policy: Policy) {
        let key = (policy.table_name(), policy.name.clone());
        Arc::make_mut(&mut self.objects).policies.insert(key, Arc::new(policy));
    }

    /// Takes a policy out.
    pub fn take_policy(&mut self, table: &QualifiedName, name: &Name) -> Result<Policy, Conflict> {
        let found = Arc::clone(self.policy(table, name)?);
        Arc::make_mut(&mut self.objects).policies.remove(&(table.clone(), name.clone()));
        Ok(Arc::unwrap_or_clone(found))
    }

    /// Whether the table has row security, and whether its owner is under it too.
    pub fn row_security(&self, table: &QualifiedName) -> Option<bool> {
        self.objects.row_security.get(table).copied()
    }

    /// The tables with row security, and whether the owner is under it too.
    pub fn row_secured(&self) -> impl Iterator<Item = (&QualifiedName, bool)> {
        self.objects.row_security.iter().map(|(table, force)| (table, *force))
    }

    /// Gives a table row security, with or without its owner under it, or takes it away.
    pub fn set_row_security(&mut self, table: &QualifiedName, force: Option<bool>) {
        let objects = Arc::make_mut(&mut self.objects);
        match force {
            Some(force) => objects.row_security.insert(table.clone(), force),
            None => objects.row_security.remove(table),
        };
    }

    /// Refuses that a table, a view or a column goes, or is called otherwise, while a policy of another table reads it;
    /// a column that goes is not read by one of its own table either.
    pub fn check_unread(&self, object: &QualifiedName, column: Option<&Name>, renamed: bool) -> Result<(), Conflict> {
        let reads =
            |policy: &&Arc<Policy>| policy.reads(object, column) && !(renamed && policy.table_name() == *object);
        let Some(policy) = self.policies().find(reads) else { return Ok(()) };
        let what = column.map_or(object.to_string(), |column| format!("{object}.{column}"));
        let message = format!("policy `{}` of `{}` reads `{what}`", policy.name, policy.table_name());
        Err(Conflict::new("still-used", message).help("`drop_policy` first, and create it again afterwards"))
    }

    /// Lets the policies of a table follow the new name of one of its columns.
    pub fn rename_in_policies(&mut self, table: &QualifiedName, from: &Name, to: &Name) {
        let policies: Vec<Arc<Policy>> =
            self.policies_of(table).filter(|policy| policy.reads(table, Some(from))).cloned().collect();
        for policy in policies {
            let mut policy = Arc::unwrap_or_clone(policy);
            for text in policy.using.iter_mut().chain(&mut policy.check) {
                text.rename_column(table.name.as_str(), from.as_str(), to.as_str());
            }
            self.put_policy(policy);
        }
    }

    /// Takes the policies and the row security of a table that goes.
    pub fn drop_policies(&mut self, table: &QualifiedName) {
        let names: Vec<Name> = self.policies_of(table).map(|policy| policy.name.clone()).collect();
        for name in names {
            _ = self.take_policy(table, &name);
        }
        if self.row_security(table).is_some() {
            self.set_row_security(table, None);
        }
    }

    /// Lets policies and row security follow a table to its new name.
    pub fn move_policies(&mut self, from: &QualifiedName, to: &QualifiedName) {
        let policies: Vec<Arc<Policy>> = self.policies_of(from).cloned().collect();
        let force = self.row_security(from);
        self.drop_policies(from);
        for policy in policies {
            let mut policy = Arc::unwrap_or_clone(policy);
            (policy.schema, policy.table) = (to.schema.clone(), to.name.clone());
            for text in policy.using.iter_mut().chain(&mut policy.check) {
                text.rename_table(from.name.as_str(), to.name.as_str());
            }
            self.put_policy(policy);
        }
        if force.is_some() {
            self.set_row_security(to, force);
        }
    }
}
