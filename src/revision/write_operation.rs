//! Operations as a revision file has them.

use super::write_yaml::Yaml;
use crate::catalog::{Attribute, Column, DataType, Name, QualifiedName, ReturnedColumn, Returns, Routine, Value};
use crate::operation::Operation;

/// An operation as an item of a list, with its dash.
pub fn write_operation(operation: &Operation) -> String {
    let head = format!("- {}:", operation.kind());
    format!("{head}{}\n", body(operation).written(head.len() + 1, 2))
}

/// Fields that are off where nothing is said.
const OFF: &[&str] = &["unique", "cycle", "order", "on_null", "concurrently"];

/// What stands behind the kind of an operation.
fn body(operation: &Operation) -> Yaml {
    let plain = Yaml::from(serde_json::to_value(operation).expect("an operation is plain data"));
    let mut body = plain.clone().without_nulls().short(OFF, &[]);
    let columns = |columns: &[Column]| Yaml::List(columns.iter().map(column).collect());
    match operation {
        // Null takes something away there.
        Operation::AlterSequence(_) => body = plain,
        Operation::AlterTableOptions(op) => {
            body.set("options", serde_json::to_value(&op.options).expect("options are plain data").into());
        }
        Operation::CreateTable(op) => {
            body.set("columns", columns(&op.0.columns));
            let indexes = body.get_mut(&["indexes"]);
            indexes.into_iter().for_each(|found| *found = std::mem::replace(found, Yaml::Null).short(OFF, &["column"]));
        }
        Operation::CreateIndex(_) => {
            let parts = body.get_mut(&["columns"]);
            parts.into_iter().for_each(|found| *found = std::mem::replace(found, Yaml::Null).short(OFF, &["column"]));
        }
        Operation::AddColumn(op) => body.set("column", column(&op.column)),
        Operation::AlterColumn(op) => {
            typed(&mut body, op.data_type.as_ref(), op.default.as_ref());
            if !op.options.is_empty() {
                body.set("options", serde_json::to_value(&op.options).expect("options are plain data").into());
            }
        }
        Operation::CreateFunction(op) => routine(&mut body, &op.0),
        Operation::ReplaceFunction(op) => routine(&mut body, &op.0),
        Operation::CreateProcedure(op) => routine(&mut body, &op.0),
        Operation::ReplaceProcedure(op) => routine(&mut body, &op.0),
        Operation::DropFunction(op) => types(&mut body, op.arguments.as_deref()),
        Operation::DropProcedure(op) => types(&mut body, op.arguments.as_deref()),
        Operation::Grant(op) => _ = body.get_mut(&["on"]).map(|on| types(on, op.on.arguments.as_deref())),
        Operation::Revoke(op) => _ = body.get_mut(&["on"]).map(|on| types(on, op.on.arguments.as_deref())),
        Operation::CreateDomain(op) => typed(&mut body, Some(&op.0.data_type), op.0.default.as_ref()),
        Operation::AlterDomain(op) => typed(&mut body, None, op.default.as_ref()),
        Operation::CreateType(op) => body.set("attributes", attributes(&op.0.attributes)),
        Operation::AlterType(op) => {
            for (field, list) in [("alter_attributes", &op.alter_attributes), ("add_attributes", &op.add_attributes)] {
                if !list.is_empty() {
                    body.set(field, attributes(list));
                }
            }
        }
        Operation::Insert(op) if op.query.is_none() => body.set("values", row(&op.values)),
        Operation::BulkInsert(op) => body.set("rows", Yaml::List(op.rows.iter().map(row).collect())),
        Operation::Upsert(op) => {
            body.set("rows", Yaml::List(op.rows.iter().map(row).collect()));
            if op.updated().is_empty() {
                body.set("update", Yaml::text("nothing"));
            }
        }
        Operation::Update(op) => body.set("set", row(&op.set)),
        Operation::Delete(op) if !op.key.is_empty() => body.set("key", row(&op.key)),
        _ => {}
    }
    body
}

/// Puts the type and the default in as a file says them.
fn typed(body: &mut Yaml, of: Option<&DataType>, default: Option<&Value>) {
    if let Some(of) = of {
        body.set("type", data_type(of));
    }
    if let Some(default) = default {
        body.set("default", value(default));
    }
}

fn routine(body: &mut Yaml, routine: &Routine) {
    for (at, argument) in routine.arguments.iter().enumerate() {
        if let Some(found) = body.get_mut(&["arguments", &at.to_string()]) {
            typed(found, Some(&argument.data_type), argument.default.as_ref());
        }
    }
    let column = |column: &ReturnedColumn| {
        Yaml::map([("name", Yaml::text(&column.name)), ("type", data_type(&column.data_type))])
    };
    match &routine.returns {
        None => {}
        Some(Returns::Type(DataType::Raw(word))) if Returns::is_word(word) => body.set("returns", Yaml::text(word)),
        Some(Returns::Type(of)) => body.set("returns", data_type(of)),
        Some(Returns::SetOf(of)) => body.set("returns", Yaml::map([("set_of", data_type(of))])),
        Some(Returns::Table(columns)) => {
            let columns = Yaml::List(columns.iter().map(column).collect());
            body.set("returns", Yaml::map([("table", columns)]));
        }
    }
}

fn types(body: &mut Yaml, types: Option<&[DataType]>) {
    if let Some(types) = types {
        body.set("arguments", Yaml::List(types.iter().map(data_type).collect()));
    }
}

fn row<'a>(row: impl IntoIterator<Item = (&'a Name, &'a Value)>) -> Yaml {
    Yaml::Map(row.into_iter().map(|(name, given)| (name.to_string(), value(given))).collect())
}

fn column(column: &Column) -> Yaml {
    let mut body = Yaml::from(serde_json::to_value(column).expect("a column is plain data")).without_nulls();
    body = body.short(OFF, &[]);
    body.remove("nullable", &Yaml::Flag(true));
    if let Some(identity) = body.get_mut(&["identity"]) {
        *identity = identity.clone().short(OFF, &["generated"]);
    }
    typed(&mut body, Some(&column.data_type), column.default.as_ref());
    body
}

fn attributes(attributes: &[Attribute]) -> Yaml {
    let attribute = |attribute: &Attribute| {
        Yaml::map([("name", Yaml::text(&attribute.name)), ("type", data_type(&attribute.data_type))])
    };
    Yaml::List(attributes.iter().map(attribute).collect())
}

fn named(kind: &str, name: &QualifiedName) -> Yaml {
    let mut body = Yaml::map([(kind, Yaml::text(&name.name))]);
    if let Some(schema) = &name.schema {
        body.set("schema", Yaml::text(schema));
    }
    body
}

fn data_type(of: &DataType) -> Yaml {
    match of {
        DataType::Portable { .. } => Yaml::text(of),
        DataType::Enum(name) => named("enum", name),
        DataType::Domain(name) => named("domain", name),
        DataType::Composite(name) => named("composite", name),
        DataType::Array(item) => Yaml::map([("array", data_type(item))]),
        DataType::Raw(text) => Yaml::map([("raw", Yaml::text(text))]),
    }
}

fn value(given: &Value) -> Yaml {
    match given {
        Value::Null => Yaml::Null,
        Value::Boolean(value) => Yaml::Flag(*value),
        Value::Number(digits) => Yaml::Digits(digits.to_string()),
        Value::Text(text) | Value::Cell(text) => Yaml::text(text),
        Value::Sql(text) => Yaml::map([("sql", Yaml::text(text.as_str()))]),
        Value::Sequence(name) => named("sequence", name),
        Value::Bytes(bytes) => {
            let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
            Yaml::map([("hex", Yaml::Text(hex))])
        }
        Value::List(items) => Yaml::List(items.iter().map(value).collect()),
    }
}
