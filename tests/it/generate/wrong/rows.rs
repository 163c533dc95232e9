//! Impossible rows and raw SQL.

use indexmap::IndexMap;
use sqlgen::catalog::{Column, Name, SqlText, Table, Value};
use sqlgen::operation::{BulkInsert, Delete, Insert, Operation, Rows, Sql, Update, Updates, Upsert, part_key};

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
        BulkInsert { table: table.clone(), schema: schema.clone(), rows: rows.into() }.into()
    };
    let mut wrong: Wrong = row_wrongs(&owner).into_iter().map(|(row, code)| (insert(vec![row]), code)).collect();
    wrong.push((insert(Vec::new()), "wrong-value"));
    wrong.push((
        BulkInsert { table: ghost(), schema: schema.clone(), rows: vec![IndexMap::new()].into() }.into(),
        "unknown-table",
    ));
    wrong.extend(short_row(&owner).map(|row| (insert(vec![row]), "missing-value")));
    wrong
}

fn empty_insert(table: &Name, schema: &Option<Name>) -> Insert {
    Insert { table: table.clone(), schema: schema.clone(), values: IndexMap::new(), columns: Vec::new(), query: None }
}

/// Rows without a key, with no key, and with twice the same.
pub fn upsert(make: &mut Gen<'_>) -> Wrong {
    let Some(Operation::Upsert(good)) = make.upsert() else { return Vec::new() };
    let rows: Vec<IndexMap<Name, Value>> = good.rows.to_vec();
    let with = |rows: Vec<IndexMap<Name, Value>>| -> Operation { Upsert { rows: rows.into(), ..good.clone() }.into() };
    let mut null = rows.clone();
    null[0].insert(good.key[0].clone(), Value::Null);
    vec![
        (Upsert { table: ghost(), ..good.clone() }.into(), "unknown-table"),
        (Upsert { key: vec![ghost()], ..good.clone() }.into(), "unknown-column"),
        (Upsert { key: Vec::new(), ..good.clone() }.into(), "wrong-key"),
        (Upsert { update: Updates::Columns(vec![ghost()]), ..good.clone() }.into(), "unknown-column"),
        (Upsert { update: Updates::Columns(vec![good.key[0].clone()]), ..good.clone() }.into(), "wrong-value"),
        (Upsert { rows: Rows::default(), ..good.clone() }.into(), "wrong-value"),
        (Upsert { values: rows[0].clone(), ..good.clone() }.into(), "contradiction"),
        (with(vec![rows[0].clone(), rows[0].clone()]), "wrong-value"),
        (with(null), "wrong-value"),
    ]
}

pub fn insert(make: &mut Gen<'_>) -> Wrong {
    let Some((owner, table, schema)) = owner(make) else { return Vec::new() };
    let insert =
        |values: IndexMap<Name, Value>| -> Operation { Insert { values, ..empty_insert(&table, &schema) }.into() };
    let query = Some(SqlText::new("SELECT 1"));
    let all: Vec<Name> =
        owner.columns.iter().filter(|column| column.computed.is_none()).map(|column| column.name.clone()).collect();
    let twice: Vec<Name> = all.iter().chain(all.first()).cloned().collect();
    let filled = |columns: Vec<Name>| Insert { columns, query: query.clone(), ..empty_insert(&table, &schema) };
    let mut wrong: Wrong = row_wrongs(&owner).into_iter().map(|(row, code)| (insert(row), code)).collect();
    wrong.push((empty_insert(&ghost(), &schema).into(), "unknown-table"));
    wrong.push((filled(Vec::new()).into(), "wrong-value"));
    wrong.push((filled(vec![ghost()]).into(), "unknown-column"));
    wrong.push((filled(twice).into(), "contradiction"));
    wrong.push((Insert { query: None, ..filled(all.clone()) }.into(), "contradiction"));
    let values = IndexMap::from_iter([(owner.columns[0].name.clone(), Value::Null)]);
    wrong.push((Insert { values, ..filled(all) }.into(), "contradiction"));
    wrong.extend(short_row(&owner).map(|row| (insert(row), "missing-value")));
    wrong
}

pub fn update(make: &mut Gen<'_>) -> Wrong {
    let Some((owner, table, schema)) = owner(make) else { return Vec::new() };
    let set = |values: IndexMap<Name, Value>| -> Operation {
        Update { table: table.clone(), schema: schema.clone(), set: values, predicate: None, chunk: None }.into()
    };
    let mut wrong: Wrong = row_wrongs(&owner).into_iter().map(|(row, code)| (set(row), code)).collect();
    wrong.push((
        Update { table: ghost(), schema: schema.clone(), set: IndexMap::new(), predicate: None, chunk: None }.into(),
        "unknown-table",
    ));
    let keyed = make.catalog.tables().find(|table| part_key(table, 1).is_ok()).cloned();
    if let Some((keyed, key)) = keyed.as_ref().and_then(|table| Some((table, part_key(table, 1).ok()?))) {
        let value = Value::Number("1".to_string());
        let again = Value::Sql(SqlText::new(key.name.as_str()));
        let values = if key.data_type.portable_word() == Some("integer") { vec![value, again] } else { vec![again] };
        for value in values {
            let set = IndexMap::from_iter([(key.name.clone(), value)]);
            let (table, schema) = (keyed.name.clone(), keyed.schema.clone());
            wrong.push((Update { table, schema, set, predicate: None, chunk: Some(5) }.into(), "wrong-chunk"));
        }
    }
    wrong
}

pub fn delete(make: &mut Gen<'_>) -> Wrong {
    let Some((owner, table, schema)) = owner(make) else { return Vec::new() };
    let first = owner.columns[0].name.clone();
    let key = IndexMap::from_iter([(ghost(), Value::Null)]);
    let all =
        Delete { table: table.clone(), schema: schema.clone(), key: IndexMap::new(), predicate: None, chunk: None };
    vec![
        (Delete { table: ghost(), ..all.clone() }.into(), "unknown-table"),
        (Delete { key, ..all.clone() }.into(), "unknown-column"),
        (Delete { chunk: Some(0), ..all.clone() }.into(), "wrong-chunk"),
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
