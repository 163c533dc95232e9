//! Tables: whole ones, and what changes of those that stay.

use super::order::settled;
use crate::catalog::{Catalog, Changed, Check, Column, ForeignKey, Index, Name, Options, QualifiedName, Table, Value};
use crate::operation::{
    AddColumn, AlterColumn, AlterTableOptions, CreateCheckConstraint, CreateExcludeConstraint, CreateForeignKey,
    CreateIndex, CreatePrimaryKey, CreateTable, CreateTableComment, CreateUniqueConstraint, DropColumn, DropConstraint,
    DropIndex, DropTable, DropTableComment, Operation, ValidateConstraint,
};

/// The tables that are there before and after, and not alike.
fn both<'a>(changed: &'a Changed, state: &'a Catalog, to: &'a Catalog) -> impl Iterator<Item = (&'a Table, &'a Table)> {
    let pair = |name: &QualifiedName| Some((state.find_table(name)?.as_ref(), to.find_table(name)?.as_ref()));
    changed.tables.iter().filter_map(pair)
}

/// The tables that go, those first that others do not need.
pub(super) fn gone_tables(changed: &Changed, state: &Catalog, to: &Catalog) -> Vec<Operation> {
    let gone = changed.tables.iter().filter(|name| to.find_table(name).is_none());
    let gone: Vec<&Table> = gone.filter_map(|name| state.find_table(name).map(AsRef::as_ref)).collect();
    let pointed_at = |one: &&Table, other: &&Table| {
        let name = one.qualified_name();
        other.foreign_keys.iter().any(|key| key.references.table_name() == name)
    };
    let drop = |table: &Table| DropTable { name: table.name.clone(), schema: table.schema.clone() }.into();
    settled(gone, pointed_at).into_iter().map(drop).collect()
}

/// The tables that come, each behind those that it points at; a key of a circle comes later.
pub(super) fn new_tables(changed: &Changed, state: &Catalog, to: &Catalog) -> Vec<Operation> {
    let new = changed.tables.iter().filter(|name| state.find_table(name).is_none());
    let new: Vec<&Table> = new.filter_map(|name| to.find_table(name).map(AsRef::as_ref)).collect();
    let points_at = |one: &&Table, other: &&Table| {
        let name = other.qualified_name();
        one.foreign_keys.iter().any(|key| key.references.table_name() == name)
    };
    let mut made: Vec<QualifiedName> = Vec::new();
    let mut operations = Vec::new();
    for table in settled(new, points_at) {
        let mut table = table.clone();
        made.push(table.qualified_name());
        let is_there = |key: &ForeignKey| {
            let target = key.references.table_name();
            made.contains(&target) || state.find_table(&target).is_some()
        };
        table.foreign_keys.retain(is_there);
        operations.push(CreateTable(table).into());
    }
    operations
}

/// Constraints, indexes and columns that go, or that come back as others.
pub(super) fn gone_parts(changed: &Changed, state: &Catalog, to: &Catalog) -> Vec<Operation> {
    let mut operations = Vec::new();
    for (old, new) in both(changed, state, to) {
        operations.extend(gone_constraints(old, new));
        operations.extend(gone_indexes(&old.qualified_name(), &old.indexes, &new.indexes));
        for column in &old.columns {
            let other = new.column(&column.name).ok();
            if other.is_none_or(|other| other.computed != column.computed) {
                let (table, schema, column) = (old.name.clone(), old.schema.clone(), column.name.clone());
                operations.push(DropColumn { table, schema, column }.into());
            }
        }
    }
    operations
}

fn gone_constraints(old: &Table, new: &Table) -> Vec<Operation> {
    let stays = |name: &&Name| {
        let valid = |check: &Check| Check { not_valid: Default::default(), ..check.clone() };
        let valid_key = |key: &ForeignKey| ForeignKey { not_valid: Default::default(), ..key.clone() };
        let keys = |table: &Table| table.primary_key.clone().filter(|key| key.name == **name);
        let unique = |table: &Table| table.unique.iter().find(|key| key.name == **name).cloned();
        let exclusion = |table: &Table| table.exclusions.iter().find(|one| one.name == **name).cloned();
        let check = |table: &Table| table.checks.iter().find(|check| check.name == **name).cloned();
        let foreign = |table: &Table| table.foreign_keys.iter().find(|key| key.name == **name).cloned();
        // What was not valid may be validated; the other way round it is made again.
        let checks = match (check(old), check(new)) {
            (Some(old), Some(new)) => old == new || (!new.not_valid.0 && valid(&old) == valid(&new)),
            (old, new) => old == new,
        };
        let foreign = match (foreign(old), foreign(new)) {
            (Some(old), Some(new)) => old == new || (!new.not_valid.0 && valid_key(&old) == valid_key(&new)),
            (old, new) => old == new,
        };
        keys(old) == keys(new) && unique(old) == unique(new) && exclusion(old) == exclusion(new) && checks && foreign
    };
    let gone = old.constraint_names().into_iter().rev().filter(|name| !stays(name));
    let drop = |name: &Name| {
        let (name, table, schema) = (name.clone(), old.name.clone(), old.schema.clone());
        DropConstraint { name, table, schema }.into()
    };
    gone.map(drop).collect()
}

/// The indexes of a table or view that go, or that come back as others.
pub(super) fn gone_indexes(owner: &QualifiedName, old: &[Index], new: &[Index]) -> Vec<Operation> {
    let drop = |index: &Index| {
        let (table, schema, name) = (owner.name.clone(), owner.schema.clone(), index.name.clone());
        DropIndex { table, schema, name, concurrently: Default::default() }.into()
    };
    old.iter().filter(|index| !new.contains(index)).map(drop).collect()
}

/// The indexes of a table or view that come.
pub(super) fn new_indexes(owner: &QualifiedName, old: &[Index], new: &[Index]) -> Vec<Operation> {
    let new = new.iter().filter(|index| !old.contains(index));
    new.map(|index| CreateIndex::of(index.clone(), owner).into()).collect()
}

/// What comes or changes of the tables that stay: columns, then keys and indexes, then keys to other tables.
pub(super) fn new_parts(changed: &Changed, state: &Catalog, to: &Catalog) -> Vec<Operation> {
    let mut operations = Vec::new();
    let mut pointing = Vec::new();
    for (old, new) in both(changed, state, to) {
        for column in &new.columns {
            match old.column(&column.name) {
                Err(_) => operations.push(added(new, column)),
                Ok(before) if before.computed != column.computed => operations.push(added(new, column)),
                Ok(before) => operations.extend(altered(new, before, column)),
            }
        }
        operations.extend(new_constraints(old, new));
        operations.extend(new_indexes(&new.qualified_name(), &old.indexes, &new.indexes));
        operations.extend(of_the_whole(old, new));
        let keys = new.foreign_keys.iter();
        for key in keys {
            match old.foreign_keys.iter().find(|before| before.name == key.name) {
                None => pointing.push(CreateForeignKey::of(new, key).into()),
                Some(before) if before.not_valid.0 && !key.not_valid.0 => pointing.push(validated(new, &key.name)),
                Some(_) => {}
            }
        }
    }
    operations.extend(pointing);
    operations
}

fn added(table: &Table, column: &Column) -> Operation {
    let (name, schema) = (table.name.clone(), table.schema.clone());
    AddColumn { table: name, schema, column: column.clone(), after: None, first: false }.into()
}

/// What changes of a column that stays.
fn altered(table: &Table, old: &Column, new: &Column) -> Option<Operation> {
    if old == new {
        return None;
    }
    let changes = |is_other: bool| is_other.then_some(());
    let operation = AlterColumn {
        table: table.name.clone(),
        schema: table.schema.clone(),
        column: new.name.clone(),
        data_type: changes(old.data_type != new.data_type).map(|()| new.data_type.clone()),
        using: None,
        nullable: changes(old.nullable != new.nullable).map(|()| new.nullable),
        default: new.default.clone().filter(|_| restated(old, new)),
        drop_default: old.default.is_some() && new.default.is_none(),
        identity: new.identity.clone().filter(|_| old.identity != new.identity),
        drop_identity: old.identity.is_some() && new.identity.is_none(),
        restart: None,
        collation: new.collation.clone().filter(|_| old.collation != new.collation),
        comment: new.comment.clone().filter(|_| old.comment != new.comment),
        drop_comment: old.comment.is_some() && new.comment.is_none(),
        options: over(&old.options, &new.options),
    };
    Some(operation.into())
}

/// Whether the default has to be said: it is another one, or the old one does not go with a new type.
fn restated(old: &Column, new: &Column) -> bool {
    let sequence = matches!(new.default, Some(Value::Sequence(_)));
    old.default != new.default || (old.data_type != new.data_type && !sequence)
}

/// What has to be put over options so that they become others.
fn over(old: &Options, new: &Options) -> Options {
    if old == new { Options::default() } else { new.undoing(old).with(new) }
}

fn new_constraints(old: &Table, new: &Table) -> Vec<Operation> {
    let known = old.constraint_names();
    let mut operations: Vec<Operation> = Vec::new();
    if let Some(key) = new.primary_key.as_ref().filter(|key| old.primary_key.as_ref() != Some(key)) {
        operations.push(CreatePrimaryKey::of(new, key).into());
    }
    let unique = new.unique.iter().filter(|key| !old.unique.contains(key));
    operations.extend(unique.map(|key| Operation::from(CreateUniqueConstraint::of(new, key))));
    for check in new.checks.iter().filter(|check| !old.checks.contains(check)) {
        operations.push(match old.checks.iter().any(|before| before.name == check.name) && !check.not_valid.0 {
            true => validated(new, &check.name),
            false => CreateCheckConstraint::of(new, check).into(),
        });
    }
    let exclusions = new.exclusions.iter().filter(|one| !old.exclusions.contains(one) || !known.contains(&&one.name));
    operations.extend(exclusions.map(|one| Operation::from(CreateExcludeConstraint::of(new, one))));
    operations
}

fn validated(table: &Table, name: &Name) -> Operation {
    let (table, schema) = (table.name.clone(), table.schema.clone());
    ValidateConstraint { name: name.clone(), table, schema }.into()
}

/// The comment and the options of a table.
fn of_the_whole(old: &Table, new: &Table) -> Vec<Operation> {
    let (table, schema) = (new.name.clone(), new.schema.clone());
    let mut operations: Vec<Operation> = Vec::new();
    match &new.comment {
        Some(comment) if old.comment != new.comment => {
            let (table, schema, comment) = (table.clone(), schema.clone(), comment.clone());
            operations.push(CreateTableComment { table, schema, comment }.into());
        }
        None if old.comment.is_some() => {
            operations.push(DropTableComment { table: table.clone(), schema: schema.clone() }.into());
        }
        _ => {}
    }
    let options = over(&old.options, &new.options);
    if options != Options::default() {
        operations.push(AlterTableOptions { table, schema, options }.into());
    }
    operations
}
