//! Row security and policies.

use std::sync::Arc;

use sqlgen::catalog::{Command, Name, Policy, SqlText, Table};
use sqlgen::operation::{
    CreatePolicy, DisableRowSecurity, DropPolicy, EnableRowSecurity, Operation, RenamePolicy, ReplacePolicy,
};

use super::Gen;

const POLICY_NAMES: &[&str] = &["own", "Own rows", "tenant"];

impl Gen<'_> {
    fn free_policy_name(&mut self, table: &Table) -> Option<Name> {
        let free = |name: &&&str| self.catalog.policy(&table.qualified_name(), &Name::from(**name)).is_err();
        let free: Vec<&&str> = POLICY_NAMES.iter().filter(free).collect();
        self.rng.pick(&free).map(|name| Name::from(**name))
    }

    /// A policy of any kind; its conditions hold for columns of every type.
    fn policy(&mut self, table: &Table, name: Name) -> Option<Policy> {
        let commands = [Command::All, Command::Select, Command::Insert, Command::Update, Command::Delete];
        let command = *self.rng.one_of(&commands);
        let mut condition = || {
            if let Some(text) = self.value_condition(table, "").filter(|_| self.rng.chance(40)) {
                return Some(SqlText::new(&text));
            }
            let column = self.rng.pick(&table.columns)?.name.clone();
            let column = self.speech.ident(column.as_str());
            Some(SqlText::new(&format!("{column} IS NOT NULL OR 'it''s' <> current_user")))
        };
        let (using, check) = (condition()?, condition()?);
        let using = (command != Command::Insert).then_some(using);
        let check = (!matches!(command, Command::Select | Command::Delete)).then_some(check);
        let roles = if self.rng.chance(30) { vec![Name::from("current_user")] } else { Vec::new() };
        let (schema, permissive) = (table.schema.clone(), self.rng.chance(70));
        Some(Policy { schema, name, table: table.name.clone(), command, roles, permissive, using, check })
    }

    fn any_policy(&mut self) -> Option<Arc<Policy>> {
        let all: Vec<Arc<Policy>> = self.catalog.policies().cloned().collect();
        self.rng.pick(&all).cloned()
    }

    /// `create_policy`.
    pub fn create_policy(&mut self) -> Option<Operation> {
        let table = self.table()?;
        let name = self.free_policy_name(&table)?;
        Some(CreatePolicy(self.policy(&table, name)?).into())
    }

    /// `replace_policy`.
    pub fn replace_policy(&mut self) -> Option<Operation> {
        let old = self.any_policy()?;
        let table = self.catalog.find_table(&old.table_name())?.clone();
        Some(ReplacePolicy(self.policy(&table, old.name.clone())?).into())
    }

    /// `drop_policy`.
    pub fn drop_policy(&mut self) -> Option<Operation> {
        let old = self.any_policy()?;
        Some(DropPolicy { name: old.name.clone(), table: old.table.clone(), schema: old.schema.clone() }.into())
    }

    /// `rename_policy`.
    pub fn rename_policy(&mut self) -> Option<Operation> {
        let old = self.any_policy()?;
        let table = self.catalog.find_table(&old.table_name())?.clone();
        let to = self.free_policy_name(&table)?;
        Some(RenamePolicy { name: old.name.clone(), table: old.table.clone(), schema: old.schema.clone(), to }.into())
    }

    /// `enable_row_security`.
    pub fn enable_row_security(&mut self) -> Option<Operation> {
        let table = self.table()?;
        let force = match self.catalog.row_security(&table.qualified_name()) {
            Some(force) => !force,
            None => self.rng.chance(30),
        };
        Some(EnableRowSecurity { table: table.name.clone(), schema: table.schema.clone(), force }.into())
    }

    /// `disable_row_security`.
    pub fn disable_row_security(&mut self) -> Option<Operation> {
        let secured: Vec<_> = self.catalog.row_secured().map(|(table, _)| table.clone()).collect();
        let table = self.rng.pick(&secured)?.clone();
        Some(DisableRowSecurity { table: table.name, schema: table.schema }.into())
    }
}
