//! Impossible rows and raw SQL.

use indexmap::IndexMap;
use sqlgen::catalog::{Column, Name, SqlText, Table, Value};
use sqlgen::operation::{BulkInsert, Delete, Insert, Operation, Sql, Update};

use super::{Wrong, ghost, owner};
use crate::generate::Gen;
use crate::generate::columns::is_number;

fn row_wrongs(owner: &Table) -> Vec<(IndexMap<Name, Value>, &'static str)> {
    let mut wrong =
        vec![(IndexMap::new(), "wrong-value"), (IndexMap::from_iter([(ghost(), Value::Null)]), "unknown-column")];
    if let Some(column) = owner.columns.iter().find(|column| !column.nullable && column.computed.is_none()) {
        wrong.push((IndexMap::from_iter([(column.name.clone(), Value::Null)]), "wrong-value"));
    }
    if let Some(column) = owner.columns.iter().find(|column| is_number(&column.data_type) && column.computed.is_none())
    {
        wrong.push((IndexMap::from_iter([(column.name.clone(), Value::Text("x".to_string()))]), "wrong-value"));
    }
    if let Some(column) = owner.columns.iter().find(|column| column.computed.is_some()) {
        wrong.push((IndexMap::from_iter([(column.name.clone(), Value::Null)]), "wrong-value"));
    }
    wrong
}

/// A row that leaves out what has to be given, if the table has such a column and another.
fn short_row(owner: &Table) -> Option<IndexMap<Name, Value>> {
    let given = |column: &&Column| column.default.is_none() && column.identity.is_none() && column.computed.is_none();
    owner.columns.iter().find(|column| !column.nullable && given(column))?;
    let other = owner.columns.iter().find(|column| column.nullable && column.computed.is_none())?;
    Some(IndexMap::from_iter([(other.name.clone(), Value::Null)]))
}

pub fn bulk_insert(make: &mut Gen<'_>) -> Wrong {
    let Some((owner, table, schema)) = owner(make) else { return Vec::new() };
    let insert = |rows: Vec<IndexMap<Name, Value>>| -> Operation {
        BulkInsert { table: table.clone(), schema: schema.clone(), rows }.into()
    };
    let mut wrong: Wrong = row_wrongs(&owner).into_iter().map(|(row, code)| (insert(vec![row]), code)).collect();
    wrong.push((insert(Vec::new()), "wrong-value"));
    wrong.push((
        BulkInsert { table: ghost(), schema: schema.clone(), rows: vec![IndexMap::new()] }.into(),
        "unknown-table",
    ));
    wrong.extend(short_row(&owner).map(|row| (insert(vec![row]), "missing-value")));
    wrong
}

pub fn insert(make: &mut Gen<'_>) -> Wrong {
    let Some((owner, table, schema)) = owner(make) else { return Vec::new() };
    let insert = |values: IndexMap<Name, Value>| -> Operation {
        Insert { table: table.clone(), schema: schema.clone(), values }.into()
    };
    let mut wrong: Wrong = row_wrongs(&owner).into_iter().map(|(row, code)| (insert(row), code)).collect();
    wrong.push((Insert { table: ghost(), schema: schema.clone(), values: IndexMap::new() }.into(), "unknown-table"));
    wrong.extend(short_row(&owner).map(|row| (insert(row), "missing-value")));
    wrong
}

pub fn update(make: &mut Gen<'_>) -> Wrong {
    let Some((owner, table, schema)) = owner(make) else { return Vec::new() };
    let set = |values: IndexMap<Name, Value>| -> Operation {
        Update { table: table.clone(), schema: schema.clone(), set: values, predicate: None }.into()
    };
    let mut wrong: Wrong = row_wrongs(&owner).into_iter().map(|(row, code)| (set(row), code)).collect();
    wrong.push((
        Update { table: ghost(), schema: schema.clone(), set: IndexMap::new(), predicate: None }.into(),
        "unknown-table",
    ));
    wrong
}

pub fn delete(make: &mut Gen<'_>) -> Wrong {
    let Some((owner, table, schema)) = owner(make) else { return Vec::new() };
    let first = owner.columns[0].name.clone();
    let key = IndexMap::from_iter([(ghost(), Value::Null)]);
    let all = Delete { table: table.clone(), schema: schema.clone(), key: IndexMap::new(), predicate: None };
    vec![
        (Delete { table: ghost(), ..all.clone() }.into(), "unknown-table"),
        (Delete { key, ..all.clone() }.into(), "unknown-column"),
        (
            Delete {
                key: IndexMap::from_iter([(first, Value::Sql(SqlText::new("1")))]),
                predicate: Some(SqlText::new("1 = 1")),
                ..all
            }
            .into(),
            "contradiction",
        ),
    ]
}

pub fn sql(_: &mut Gen<'_>) -> Wrong {
    vec![(Sql(SqlText::new("  ")).into(), "wrong-value")]
}
