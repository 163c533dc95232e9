//! Impossible policies and row security.

use sqlgen::catalog::{Command, Name, Policy, SqlText};
use sqlgen::operation::{
    CreatePolicy, DisableRowSecurity, DropPolicy, EnableRowSecurity, Operation, RenamePolicy, ReplacePolicy,
};

use super::{Wrong, ghost, owner};
use crate::generate::Gen;

fn plain(name: Name, table: Name, schema: Option<Name>) -> Policy {
    let using = Some(SqlText::new("1 = 1"));
    let (command, roles, check) = (Command::All, Vec::new(), None);
    Policy { schema, name, table, command, roles, permissive: true, using, check }
}

fn wrong_policies(make: &mut Gen<'_>, name: &Name) -> Vec<(Policy, &'static str)> {
    let Some((_, table, schema)) = owner(make) else { return Vec::new() };
    let new = || plain(name.clone(), table.clone(), schema.clone());
    let check = || Some(SqlText::new("1 = 1"));
    vec![
        (Policy { table: ghost(), ..new() }, "unknown-table"),
        (Policy { using: None, ..new() }, "missing-value"),
        (Policy { using: Some(SqlText::new("")), ..new() }, "wrong-value"),
        (Policy { command: Command::Insert, ..new() }, "contradiction"),
        (Policy { command: Command::Select, check: check(), ..new() }, "contradiction"),
        (Policy { command: Command::Delete, check: check(), ..new() }, "contradiction"),
    ]
}

pub fn create_policy(make: &mut Gen<'_>) -> Wrong {
    let mut wrong: Wrong =
        wrong_policies(make, &ghost()).into_iter().map(|(policy, code)| (CreatePolicy(policy).into(), code)).collect();
    let taken = make.catalog.policies().next();
    wrong.extend(taken.map(|old| (CreatePolicy(old.as_ref().clone()).into(), "already-exists")));
    wrong
}

pub fn replace_policy(make: &mut Gen<'_>) -> Wrong {
    let mut wrong = Wrong::new();
    if let Some((_, table, schema)) = owner(make) {
        wrong.push((ReplacePolicy(plain(ghost(), table, schema)).into(), "unknown-policy"));
    }
    if let Some(old) = make.catalog.policies().next() {
        wrong
            .push((ReplacePolicy(Policy { using: None, check: None, ..old.as_ref().clone() }).into(), "missing-value"));
    }
    wrong
}

pub fn drop_policy(make: &mut Gen<'_>) -> Wrong {
    let Some((_, table, schema)) = owner(make) else { return Vec::new() };
    vec![(DropPolicy { name: ghost(), table, schema }.into(), "unknown-policy")]
}

pub fn rename_policy(make: &mut Gen<'_>) -> Wrong {
    let rename = |name: Name, table: Name, schema: Option<Name>, to: Name| {
        Operation::from(RenamePolicy { name, table, schema, to })
    };
    let mut wrong = Wrong::new();
    if let Some((_, table, schema)) = owner(make) {
        wrong.push((rename(ghost(), table, schema, Name::from("x")), "unknown-policy"));
    }
    let own = make.catalog.policies().next();
    let again = own.map(|old| rename(old.name.clone(), old.table.clone(), old.schema.clone(), old.name.clone()));
    wrong.extend(again.map(|operation| (operation, "already-exists")));
    wrong
}

pub fn enable_row_security(make: &mut Gen<'_>) -> Wrong {
    let enable =
        |table: Name, schema: Option<Name>, force: bool| Operation::from(EnableRowSecurity { table, schema, force });
    let mut wrong = vec![(enable(ghost(), None, true), "unknown-table")];
    let taken = make.catalog.row_secured().next();
    let again = taken.map(|(table, force)| enable(table.name.clone(), table.schema.clone(), force));
    wrong.extend(again.map(|operation| (operation, "already-exists")));
    wrong
}

pub fn disable_row_security(make: &mut Gen<'_>) -> Wrong {
    let mut wrong: Wrong = vec![(DisableRowSecurity { table: ghost(), schema: None }.into(), "unknown-table")];
    let free = make.catalog.tables().find(|table| make.catalog.row_security(&table.qualified_name()).is_none());
    wrong.extend(free.map(|table| {
        let (table, schema) = (table.name.clone(), table.schema.clone());
        (DisableRowSecurity { table, schema }.into(), "nothing-to-drop")
    }));
    wrong
}
