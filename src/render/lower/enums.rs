//! Other values for an enum where the database has no type for it: every column that uses the enum changes.

use indexmap::IndexMap;

use super::context::{EnumColumn, EnumUser};
use super::tables::Change;
use super::{Call, Context, Lowering, Refusal};
use crate::catalog::{Constraint, DataType, EnumType, Name, QualifiedName, Table};
use crate::dialect::{EnumForm, Strategy};
use crate::operation::{Op, Operation, Target};
use crate::plan::Transition;
use crate::render::physical::{ColumnError, Physical, PhysicalColumn};

impl Lowering<'_> {
    /// The changes of every column whose enum gets other values.
    pub(super) fn enum_columns(&self, index: usize) -> Result<Vec<Call>, Refusal> {
        let transition = self.transition(index);
        let Target::Enum(name) = transition.operation.target() else { return Ok(Vec::new()) };
        let (mut calls, mut changes) = (Vec::new(), Vec::new());
        for table in transition.before.type_users(&name) {
            let (Some(old), Some(new)) = (transition.before.find_table(table), transition.after.find_table(table))
            else {
                continue;
            };
            let mut change = Change::new(&transition.before, &transition.after, old, new);
            let alters = *self.dialect.strategy(transition.operation.kind(), &[]) == Strategy::Alter;
            match (self.dialect.manifest.enums, transition.operation.as_ref()) {
                (EnumForm::Check, _) if alters => calls.extend(self.other_values(&change, &name, index)?),
                (EnumForm::Check, operation) => {
                    change.using = self.mapped(operation, &name, new);
                    calls.push(self.rebuild_table(&change, index)?);
                }
                (EnumForm::Inline | EnumForm::Type, Operation::ReplaceEnum(_) | Operation::RenameEnumValue(_)) => {
                    let user = self.enum_user(transition, &name, old, index)?;
                    let context = Context { table: Some(table.clone()), users: vec![user], ..Context::default() };
                    let (without, still) = (without_followers(old, new), with_old_values(old, new));
                    let (before, after) = (&transition.before, &transition.after);
                    calls.extend(self.alter_table(&Change::new(before, before, old, &without), index)?);
                    calls.push(Call { template: "replace_enum_values".to_string(), context });
                    calls.extend(self.alter_table(&Change::new(after, after, &still, new), index)?);
                }
                (EnumForm::Inline | EnumForm::Type, _) => calls.extend(self.alter_table(&change, index)?),
            }
            changes.push(change);
        }
        self.with_keys_aside(&changes, calls, index)
    }

    /// The changes of a table whose columns of an enum get a type and a check for other values: first for the values of both,
    /// then the rows, then for the new ones.
    fn other_values(&self, change: &Change<'_>, name: &QualifiedName, index: usize) -> Result<Vec<Call>, Refusal> {
        let transition = self.transition(index);
        if self.cases(&transition.operation).is_empty() {
            return self.alter_table(change, index);
        }
        let mut wide = transition.before.clone();
        wide.put_enum(both(transition, name));
        let between = without_followers(change.old, change.new);
        let mut calls = self.alter_table(&Change::new(change.before, &wide, change.old, &between), index)?;
        let user = self.enum_user(transition, name, change.old, index)?;
        let context = Context { table: Some(change.old.qualified_name()), users: vec![user], ..Context::default() };
        calls.push(Call { template: "replace_enum_values".to_string(), context });
        calls.extend(self.alter_table(&Change::new(&wide, change.after, &between, change.new), index)?);
        Ok(calls)
    }

    fn mapped(&self, operation: &Operation, name: &QualifiedName, table: &Table) -> IndexMap<Name, String> {
        let cases: Vec<String> = renamed(operation)
            .into_iter()
            .filter(|(from, to)| from != to)
            .map(|(from, to)| {
                format!("WHEN {} THEN {}", self.dialect.text_literal(from), self.dialect.text_literal(to))
            })
            .collect();
        if cases.is_empty() {
            return IndexMap::new();
        }
        let of_enum =
            table.columns.iter().filter(|column| matches!(&column.data_type, DataType::Enum(of) if of == name));
        let expression = |column: &Name| {
            let column = self.dialect.identifier(column.as_str());
            let between = if cases.len() > 2 { "\n    " } else { " " };
            format!("CASE {column}{between}{}{between}ELSE {column} END", cases.join(between))
        };
        of_enum.map(|column| (column.name.clone(), expression(&column.name))).collect()
    }

    /// A table with the columns of an enum before, between and after.
    pub(super) fn enum_user(
        &self,
        transition: &Transition,
        name: &QualifiedName,
        table: &Table,
        index: usize,
    ) -> Result<EnumUser, Refusal> {
        let refuse = |error: ColumnError| self.no_type(index, error);
        let old = Physical { dialect: self.dialect, catalog: &transition.before };
        let new = Physical { dialect: self.dialect, catalog: &transition.after };
        let mut wide_catalog = transition.before.clone();
        wide_catalog.put_enum(both(transition, name));
        let wide = Physical { dialect: self.dialect, catalog: &wide_catalog };
        let cases = self.cases(&transition.operation);
        let mut columns = Vec::new();
        let after = transition.after.find_table(&table.qualified_name());
        for column in table.columns.iter().filter(|column| column.data_type.enum_name() == Some(name)) {
            let changed = after.and_then(|table| table.column(&column.name).ok()).unwrap_or(column);
            let physical = |with: &Physical<'_>, column| -> Result<PhysicalColumn, Refusal> {
                with.column(table, column).map_err(refuse)
            };
            columns.push(EnumColumn {
                old: physical(&old, column)?,
                wide: physical(&wide, column)?,
                new: physical(&new, changed)?,
                cases: cases.clone(),
            });
        }
        let reads =
            |text: &crate::catalog::SqlText| columns.iter().any(|column| text.mentions(column.old.name.as_str()));
        // They go by their names and come back with the values that they name then.
        let written = after.map_or(table, |table| table);
        let checks = written.checks.iter().filter(|check| reads(&check.expression)).map(Constraint::Check);
        let exclusions = written.exclusions.iter().filter(|exclusion| exclusion.texts().any(&reads));
        let checks = checks.chain(exclusions.map(Constraint::Exclusion));
        let checks = checks.map(|constraint| new.constraint(constraint)).collect();
        let indexes = written.indexes.iter().filter(|index| index.texts().any(&reads));
        let indexes = indexes.map(|index| new.index(index, &table.schema)).collect();
        let of_enum = |name: &Name| columns.iter().any(|column| column.old.name == *name);
        let keys = table.foreign_keys.iter().filter(|key| key.columns.iter().any(of_enum));
        let foreign_keys = keys.map(|key| old.constraint(Constraint::ForeignKey(key))).collect();
        Ok(EnumUser { table: table.qualified_name(), columns, checks, foreign_keys, indexes })
    }

    fn cases(&self, operation: &Operation) -> Vec<[String; 2]> {
        let changed = renamed(operation).into_iter().filter(|(from, to)| from != to);
        changed.map(|(from, to)| [self.dialect.text_literal(from), self.dialect.text_literal(to)]).collect()
    }
}

/// A table without the parts whose texts name a value by its old name.
fn without_followers(old: &Table, new: &Table) -> Table {
    let mut table = old.clone();
    table.checks.retain(|check| new.checks.contains(check));
    table.exclusions.retain(|exclusion| new.exclusions.contains(exclusion));
    table.indexes.retain(|index| new.indexes.contains(index));
    table
}

/// A table as it is while such parts are away, and computed columns still name values by their old names.
fn with_old_values(old: &Table, new: &Table) -> Table {
    let mut table = without_followers(new, old);
    for (column, before) in table.columns.iter_mut().zip(&old.columns) {
        column.computed.clone_from(&before.computed);
    }
    table
}

/// Which values become which.
fn renamed(operation: &Operation) -> Vec<(&String, &String)> {
    match operation {
        Operation::ReplaceEnum(replace) => replace.map.iter().collect(),
        Operation::RenameEnumValue(rename) => vec![(&rename.from, &rename.to)],
        _ => Vec::new(),
    }
}

/// The enum with its old values and then its new ones.
fn both(transition: &Transition, name: &QualifiedName) -> EnumType {
    let found = |catalog: &crate::catalog::Catalog| catalog.enum_type(name).map(|found| found.as_ref().clone());
    let (Ok(mut wide), Ok(new)) = (found(&transition.before), found(&transition.after)) else {
        return EnumType { schema: name.schema.clone(), name: name.name.clone(), values: Vec::new() };
    };
    for value in new.values {
        if !wide.values.contains(&value) {
            wide.values.push(value);
        }
    }
    wide
}
