//! Impossible keys, checks and indexes.

use sqlgen::catalog::{
    DataType, Element, Exclusion, Flag, ForeignKey, Initially, Name, Operator, PrimaryKey, References, SqlText, Table,
    Unique,
};
use sqlgen::operation::{
    CreateCheckConstraint, CreateExcludeConstraint, CreateForeignKey, CreateIndex, CreatePrimaryKey,
    CreateUniqueConstraint, DropConstraint, DropIndex, Operation, RenameConstraint, RenameIndex, ValidateConstraint,
};

use super::{GHOST, Wrong, ghost, owner};
use crate::generate::Gen;

/// A table of this name, for what is made of nothing else.
fn called(name: &Name, schema: &Option<Name>) -> Table {
    Table { name: name.clone(), schema: schema.clone(), ..Table::default() }
}

pub fn create_check_constraint(make: &mut Gen<'_>) -> Wrong {
    let Some((owner, table, schema)) = owner(make) else { return Vec::new() };
    let check = |table: Name, name: Name, text: &str| -> Operation {
        let expression = SqlText::new(text);
        CreateCheckConstraint { name, table, schema: schema.clone(), expression, not_valid: Flag(false) }.into()
    };
    let mut wrong = vec![
        (check(ghost(), Name::from("ck"), "1 = 1"), "unknown-table"),
        (check(table.clone(), Name::from("ck"), ""), "wrong-value"),
    ];
    wrong.extend(
        owner.constraint_names().first().map(|name| (check(table.clone(), (*name).clone(), "1 = 1"), "already-exists")),
    );
    wrong
}

pub fn create_exclude_constraint(make: &mut Gen<'_>) -> Wrong {
    let Some((owner, table, schema)) = owner(make) else { return Vec::new() };
    let element = |column: &Name| {
        let operator = Operator::new("=").expect("it is a sign");
        Element { column: Some(column.clone()), operator, ..Element::default() }
    };
    let first = element(&owner.columns[0].name);
    let bare = Exclusion { name: Name::from("ex"), elements: vec![first], ..Exclusion::default() };
    let make = |table: &Name, one: Exclusion| CreateExcludeConstraint::of(&called(table, &schema), &one).into();
    let mut wrong = vec![
        (make(&ghost(), bare.clone()), "unknown-table"),
        (make(&table, Exclusion { elements: vec![element(&ghost())], ..bare.clone() }), "unknown-column"),
        (make(&table, Exclusion { elements: Vec::new(), ..bare.clone() }), "wrong-value"),
        (make(&table, Exclusion { initially: Some(Initially::Deferred), ..bare.clone() }), "contradiction"),
    ];
    wrong.extend(owner.constraint_names().first().map(|name| {
        let taken = Exclusion { name: Name::clone(name), ..bare };
        (make(&table, taken), "already-exists")
    }));
    wrong
}

pub fn create_foreign_key(make: &mut Gen<'_>) -> Wrong {
    let Some((owner, table, schema)) = owner(make) else { return Vec::new() };
    let key = |table: &Name, columns: Vec<Name>, other: &Name, to: Vec<Name>| {
        let references = References { schema: schema.clone(), table: other.clone(), columns: to };
        let key = ForeignKey { name: Name::from("fk"), columns, references, ..ForeignKey::default() };
        CreateForeignKey::of(&called(table, &schema), &key)
    };
    let first = owner.columns[0].name.clone();
    let mut wrong: Wrong = vec![
        (key(&ghost(), vec![first.clone()], &table, vec![first.clone()]).into(), "unknown-table"),
        (key(&table, vec![first.clone()], &ghost(), vec![first.clone()]).into(), "unknown-table"),
        (key(&table, vec![ghost()], &table, vec![first.clone()]).into(), "unknown-column"),
        (key(&table, vec![first.clone()], &table, vec![ghost()]).into(), "unknown-column"),
        (key(&table, Vec::new(), &table, Vec::new()).into(), "wrong-value"),
        (
            CreateForeignKey {
                initially: Some(Initially::Deferred),
                ..key(&table, vec![first.clone()], &table, vec![first.clone()])
            }
            .into(),
            "contradiction",
        ),
        (key(&table, vec![first.clone()], &table, vec![first.clone(), first.clone()]).into(), "wrong-reference"),
    ];
    if let Some(loose) = owner.columns.iter().find(|column| !owner.is_unique(std::slice::from_ref(&column.name))) {
        wrong.push((key(&table, vec![loose.name.clone()], &table, vec![loose.name.clone()]).into(), "wrong-reference"));
    }
    if let (Some(unique), Some(other)) = (
        owner.columns.iter().find(|column| {
            column.data_type == DataType::word("integer") && owner.is_unique(std::slice::from_ref(&column.name))
        }),
        owner.columns.iter().find(|column| column.data_type == DataType::word("date")),
    ) {
        wrong
            .push((key(&table, vec![other.name.clone()], &table, vec![unique.name.clone()]).into(), "wrong-reference"));
    }
    if let Some(name) = owner.constraint_names().first() {
        let same = CreateForeignKey { name: (*name).clone(), ..key(&table, vec![first.clone()], &table, vec![first]) };
        wrong.push((same.into(), "already-exists"));
    }
    wrong
}

pub fn create_index(make: &mut Gen<'_>) -> Wrong {
    let Some((owner, table, schema)) = owner(make) else { return Vec::new() };
    let index = |table: &Name, name: &str, columns: &[&str]| CreateIndex {
        table: table.clone(),
        schema: schema.clone(),
        name: Name::from(name),
        columns: columns
            .iter()
            .map(|column| sqlgen::catalog::IndexPart {
                column: Some(Name::from(*column)),
                expression: None,
                order: None,
                nulls: None,
            })
            .collect(),
        unique: false,
        nulls_not_distinct: Flag(false),
        method: None,
        include: Vec::new(),
        predicate: None,
        concurrently: Default::default(),
    };
    let first = owner.columns[0].name.as_str();
    let mut wrong: Wrong = vec![
        (index(&ghost(), "ix", &[first]).into(), "unknown-table"),
        (index(&table, "ix", &[GHOST]).into(), "unknown-column"),
        (index(&table, "ix", &[]).into(), "wrong-value"),
        (index(&table, "ix", &[first, first]).into(), "already-exists"),
        (CreateIndex { include: vec![ghost()], ..index(&table, "ix", &[first]) }.into(), "unknown-column"),
        (CreateIndex { nulls_not_distinct: Flag(true), ..index(&table, "ix", &[first]) }.into(), "contradiction"),
    ];
    wrong
        .extend(owner.indexes.first().map(|old| (index(&table, old.name.as_str(), &[first]).into(), "already-exists")));
    wrong
}

pub fn create_primary_key(make: &mut Gen<'_>) -> Wrong {
    let Some((owner, table, schema)) = owner(make) else { return Vec::new() };
    let bare = |columns: &[&str]| {
        let columns = columns.iter().map(|column| Name::from(*column)).collect();
        PrimaryKey { name: Name::from("pk"), columns, ..PrimaryKey::default() }
    };
    let make = |table: &Name, key: PrimaryKey| CreatePrimaryKey::of(&called(table, &schema), &key).into();
    let key = |table: &Name, columns: &[&str]| -> Operation { make(table, bare(columns)) };
    let first = owner.columns[0].name.as_str();
    let mut wrong = vec![(key(&ghost(), &[first]), "unknown-table")];
    if owner.primary_key.is_some() {
        wrong.push((key(&table, &[first]), "already-exists"));
    } else {
        wrong.push((key(&table, &[GHOST]), "unknown-column"));
        wrong.push((key(&table, &[]), "wrong-value"));
        wrong.push((key(&table, &[first, first]), "already-exists"));
        let (include, initially) = (vec![owner.columns[0].name.clone()], Some(Initially::Deferred));
        wrong.push((make(&table, PrimaryKey { include, ..bare(&[first]) }), "already-exists"));
        wrong.push((make(&table, PrimaryKey { initially, ..bare(&[first]) }), "contradiction"));
    }
    wrong
}

pub fn create_unique_constraint(make: &mut Gen<'_>) -> Wrong {
    let Some((owner, table, schema)) = owner(make) else { return Vec::new() };
    let bare = |name: &str, columns: &[&str]| {
        let columns = columns.iter().map(|column| Name::from(*column)).collect();
        Unique { name: Name::from(name), columns, ..Unique::default() }
    };
    let make = |table: &Name, key: Unique| CreateUniqueConstraint::of(&called(table, &schema), &key).into();
    let unique = |table: &Name, name: &str, columns: &[&str]| -> Operation { make(table, bare(name, columns)) };
    let first = owner.columns[0].name.as_str();
    let mut wrong = vec![
        (unique(&ghost(), "uq", &[first]), "unknown-table"),
        (unique(&table, "uq", &[GHOST]), "unknown-column"),
        (unique(&table, "uq", &[]), "wrong-value"),
        (unique(&table, "uq", &[first, first]), "already-exists"),
        (make(&table, Unique { include: vec![ghost()], ..bare("uq", &[first]) }), "unknown-column"),
        (make(&table, Unique { initially: Some(Initially::Deferred), ..bare("uq", &[first]) }), "contradiction"),
    ];
    wrong.extend(
        owner.constraint_names().first().map(|name| (unique(&table, name.as_str(), &[first]), "already-exists")),
    );
    wrong
}

pub fn drop_constraint(make: &mut Gen<'_>) -> Wrong {
    let Some((owner, table, schema)) = owner(make) else { return Vec::new() };
    let drop = |table: &Name, name: &Name| -> Operation {
        DropConstraint { name: name.clone(), table: table.clone(), schema: schema.clone() }.into()
    };
    let mut wrong = vec![(drop(&ghost(), &ghost()), "unknown-table"), (drop(&table, &ghost()), "unknown-constraint")];
    let pointed_at = make.catalog.referrers(&owner.qualified_name()).next().is_some();
    if let (true, Some(key), true, true) =
        (pointed_at, &owner.primary_key, owner.unique.is_empty(), owner.indexes.is_empty())
    {
        wrong.push((drop(&table, &key.name), "still-used"));
    }
    wrong
}

pub fn drop_index(make: &mut Gen<'_>) -> Wrong {
    let Some((owner, table, schema)) = owner(make) else { return Vec::new() };
    let drop = |table: &Name, name: &Name| -> Operation {
        DropIndex { name: name.clone(), table: table.clone(), schema: schema.clone(), concurrently: Default::default() }
            .into()
    };
    let mut wrong = vec![(drop(&ghost(), &ghost()), "unknown-table"), (drop(&table, &ghost()), "unknown-index")];
    wrong.extend(owner.constraint_names().first().map(|name| (drop(&table, name), "unknown-index")));
    wrong
}

pub fn rename_constraint(make: &mut Gen<'_>) -> Wrong {
    let Some((owner, table, schema)) = owner(make) else { return Vec::new() };
    let rename = |table: &Name, name: &Name, to: &Name| -> Operation {
        RenameConstraint { name: name.clone(), table: table.clone(), schema: schema.clone(), to: to.clone() }.into()
    };
    let mut wrong = vec![
        (rename(&ghost(), &ghost(), &ghost()), "unknown-table"),
        (rename(&table, &ghost(), &Name::from("x")), "unknown-constraint"),
    ];
    if let [first, second, ..] = owner.constraint_names().as_slice() {
        wrong.push((rename(&table, first, second), "already-exists"));
    }
    wrong
}

pub fn validate_constraint(make: &mut Gen<'_>) -> Wrong {
    let Some((owner, table, schema)) = owner(make) else { return Vec::new() };
    let validate = |table: &Name, name: &Name| -> Operation {
        ValidateConstraint { name: name.clone(), table: table.clone(), schema: schema.clone() }.into()
    };
    let mut wrong =
        vec![(validate(&ghost(), &ghost()), "unknown-table"), (validate(&table, &ghost()), "unknown-constraint")];
    wrong.extend(owner.primary_key.iter().map(|key| (validate(&table, &key.name), "nothing-to-change")));
    let valid = owner.checks.iter().find(|check| !check.not_valid.0);
    wrong.extend(valid.map(|check| (validate(&table, &check.name), "nothing-to-change")));
    wrong
}

pub fn rename_index(make: &mut Gen<'_>) -> Wrong {
    let Some((owner, table, schema)) = owner(make) else { return Vec::new() };
    let rename = |table: &Name, name: &Name, to: &Name| -> Operation {
        RenameIndex { name: name.clone(), table: table.clone(), schema: schema.clone(), to: to.clone() }.into()
    };
    let mut wrong = vec![
        (rename(&ghost(), &ghost(), &ghost()), "unknown-table"),
        (rename(&table, &ghost(), &Name::from("x")), "unknown-index"),
    ];
    if let [first, second, ..] = owner.indexes.as_slice() {
        wrong.push((rename(&table, &first.name, &second.name), "already-exists"));
    }
    wrong
}
